"""Which jobs of the archive are rebuilt, in which order, and what is known of each."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from crawler.errors import ArchiveError, ArgumentError
from crawler.rebuild.exchanges import warc_fields
from crawler.warc.reader import iter_records
from crawler.warc.verification.places import find_warcs

_FIRST = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class ArchivedJob:
    """One job and its WARC files."""

    id: str
    """Its folder in the archive."""
    files: list[Path]
    """In the order in which they were written."""
    began: datetime
    """WARC-Date of its first record; aware. The earliest there is when it cannot be read."""
    since: date | None = None
    """The crawl's argument of that name, by which articles were left out."""
    record: dict[str, Any] = field(default_factory=dict)
    """Its record in ``<DATA_DIR>/jobs``, times as datetimes; empty when there is none."""


def select_jobs(
    archive: Path,
    records: Path,
    *,
    ids: Sequence[str] = (),
    paths: Sequence[Path] = (),
    since: date | None = None,
) -> list[ArchivedJob]:
    """The jobs asked for, by the time they began; without ``ids`` and ``paths``, all.

    :param records: folder of the job records.
    :param ids: of jobs.
    :param paths: files or folders in the archive, each standing for its jobs: a job's files explain one
        another, and are read together.
    :param since: only jobs that began on this day (UTC) or later.
    :raises ArgumentError: there is no such job, file or folder in the archive.
    """
    files: dict[str, list[Path]] = {}
    for path in find_warcs([archive]):
        files.setdefault(_job_of(path, archive), []).append(path)
    wanted = [*_known(ids, files, archive), *_holding(paths, archive)] if ids or paths else list(files)
    jobs = [_job(name, sorted(files[name]), records) for name in dict.fromkeys(wanted)]
    chosen = [job for job in jobs if since is None or job.began.astimezone(UTC).date() >= since]
    return sorted(chosen, key=lambda job: (job.began, job.id))


def _known(ids: Sequence[str], files: Iterable[str], archive: Path) -> Sequence[str]:
    for name in ids:
        if name not in files:
            raise ArgumentError("--job", f"no job {name!r} in {archive}; a job is a folder there")
    return ids


def _holding(paths: Sequence[Path], archive: Path) -> list[str]:
    """The jobs of the files in ``paths``."""
    archive = archive.resolve()
    found = [path.resolve() for path in find_warcs(paths)] if paths else []
    for path in found:
        if not path.is_relative_to(archive):
            raise ArgumentError(
                "PATH", f"{path} is not in the archive {archive}: set ARCHIVE_DIR to its own"
            )
    return [_job_of(path, archive) for path in found]


def _job_of(path: Path, archive: Path) -> str:
    return path.parent.relative_to(archive).as_posix()


def _job(name: str, files: list[Path], records: Path) -> ArchivedJob:
    record = _record(records / f"{name}.json")
    began, info = _first(files[0])
    given = record.get("arguments") or _arguments(info)
    try:
        since = date.fromisoformat(given["since"]) if "since" in given else None
    except (ValueError, TypeError) as error:
        raise ArgumentError("--job", f"job {name}: its argument 'since' is no day: {error}") from error
    return ArchivedJob(name, files, began, since, record)


def _first(path: Path) -> tuple[datetime, dict[str, str]]:
    """When a file was begun, and the fields of its warcinfo record, as far as they can be read."""
    try:
        first = next(iter_records(path))
        began = datetime.fromisoformat(first.get("WARC-Date"))
    except (ArchiveError, StopIteration, ValueError):
        return _FIRST, {}
    info = warc_fields(first) if first.get("WARC-Type") == "warcinfo" else {}
    return began.replace(tzinfo=began.tzinfo or UTC), info


def arguments_of(path: Path) -> dict[str, str]:
    """The arguments of the crawl that wrote a file, by its warcinfo record; none when it names none."""
    return _arguments(_first(path)[1])


def _arguments(info: dict[str, str]) -> dict[str, str]:
    """The crawl's arguments by its warcinfo record; none when it names none."""
    try:
        found = json.loads(info.get("arguments", "{}"))
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _record(path: Path) -> dict[str, Any]:
    """A job's record. :raises ArgumentError: it is there and cannot be read."""
    if not path.is_file():
        return {}
    try:
        record: dict[str, Any] = json.loads(path.read_text("utf-8"))
        times = {name: datetime.fromisoformat(record[name]) for name in _TIMES if name in record}
        return record | times
    except (OSError, ValueError, TypeError) as error:
        raise ArgumentError(
            "--job", f"{path} is no job record ({error}): mend it, or move it away"
        ) from error


_TIMES = ("started_at", "finished_at")
