"""Which web a replay sees: the settings ``REPLAY_AT`` and ``REPLAY_JOB``."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from crawler.errors import ArchiveError, SettingError
from crawler.locations import archive_dir
from crawler.warc.catalog_folders import finished_warcs
from crawler.warc.reader import iter_records

HANDLER = "crawler.replay.download.ReplayDownloadHandler"

_DIGITS = re.compile(r"[0-9]{14}")


@dataclass(frozen=True, slots=True)
class Moment:
    """The time, and the job, whose web is seen."""

    at: datetime
    """Aware. The latest capture until then is what the web was."""
    job: str = ""
    """A job whose captures go before all others; empty for none."""


def replays(settings: Mapping[str, Any]) -> bool:
    """Whether the run is answered from the archive.

    :raises SettingError: it is not, but a setting of replays is given: it would go to the network. Or it
        is, and is to write into the archive.
    """
    if HANDLER in (settings.get("DOWNLOAD_HANDLERS") or {}).values():
        if str(settings.get("WARC_CONVERSION") or False).lower() in ("1", "true"):
            raise SettingError("WARC_CONVERSION", "a replay writes nothing into the archive: leave it off")
        return True
    for name in ("REPLAY_AT", "REPLAY_JOB"):
        if settings.get(name):
            raise SettingError(name, "it is for replays only: run `SCRAPY_PROJECT=replay scrapy crawl ...`")
    return False


def moment(settings: Mapping[str, Any]) -> Moment:
    """The moment that the settings name; without them, now.

    :raises SettingError: ``REPLAY_AT`` is no time, or there is no such job in the archive.
    :raises ArchiveError: the job's first file cannot be read.
    """
    archive = archive_dir(settings)
    if not archive.is_dir():
        raise SettingError("ARCHIVE_DIR", f"{archive}: no such folder: there is nothing to replay")
    stated, job = settings.get("REPLAY_AT") or "", settings.get("REPLAY_JOB") or ""
    began = _began(archive, job) if job else None
    try:
        return Moment(read_time(stated) if stated else began or datetime.now(UTC), job)
    except ValueError as error:
        raise SettingError("REPLAY_AT", str(error)) from None


def read_time(text: str) -> datetime:
    """An instant with its zone, the end of a day in UTC, or 14 digits in UTC. :raises ValueError:"""
    try:
        if _DIGITS.fullmatch(text):
            return datetime.strptime(text, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
        return _end_of(date.fromisoformat(text))
    except ValueError:
        pass
    instant: datetime | None = None
    with contextlib.suppress(ValueError):
        instant = datetime.fromisoformat(text)
    if instant is None or instant.tzinfo is None:
        raise ValueError(
            f"{text!r} is no time: give a day (2022-02-14), or an instant with its zone "
            "(2022-02-14T08:21+08:00, 2022-02-14T00:21:46Z)"
        )
    return instant


def _end_of(day: date) -> datetime:
    return datetime.combine(day, time.min, UTC) + timedelta(days=1, microseconds=-1)


def _began(archive: Path, job: str) -> datetime:
    """WARC-Date of the job's first record."""
    files = [warc for warc, _ in finished_warcs(archive / job)] if Path(job).name == job else []
    if not files:
        raise SettingError("REPLAY_JOB", f"no finished WARC file of a job {job!r} in {archive}")
    try:
        return next(iter_records(files[0])).reference("").date
    except (StopIteration, ValueError) as error:
        raise ArchiveError(f"{files[0]}: its first record tells no date: is it a WARC file?") from error
