"""The archive's settings, checked when the crawl starts."""

from __future__ import annotations

import tempfile
from pathlib import Path

from scrapy.settings import BaseSettings

from crawler.errors import ArchiveError, SettingError
from crawler.warc.digest import ALGORITHMS
from crawler.warc.options import WarcOptions

_WORTHWHILE = 1024  # bytes; less is not worth depending on another record


def warc_options(settings: BaseSettings) -> WarcOptions:
    """How the ``WARC_*`` settings say that files are written.

    :raises SettingError: naming the setting whose value cannot be used.
    """
    default = WarcOptions()
    algorithm = settings.get("WARC_DIGEST", default.algorithm)
    if algorithm not in ALGORITHMS:
        raise SettingError("WARC_DIGEST", f"{algorithm!r} is none of {', '.join(ALGORITHMS)}")
    return WarcOptions(
        max_size=int(_number(settings, "WARC_MAX_SIZE", default.max_size, 1)),
        max_age=_number(settings, "WARC_MAX_AGE", default.max_age, 0),
        level=int(_number(settings, "WARC_COMPRESSION_LEVEL", default.level, 1, 9)),
        algorithm=algorithm,
        page_facts=settings.getbool("WARC_OUTLINKS", True),
        deduplication_size=_deduplication_size(settings),
    )


def check_writable(archive: Path) -> None:
    """Make the archive folder if need be. :raises ArchiveError: it cannot be made or written."""
    try:
        archive.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=archive):
            pass
    except OSError as error:
        raise ArchiveError(
            f"archive folder {archive}: cannot be written: {error.strerror}. Set DATA_DIR or ARCHIVE_DIR "
            f"to a folder you may write, or mend its permissions"
        ) from error


def _deduplication_size(settings: BaseSettings) -> int | None:
    size = int(_number(settings, "WARC_DEDUPLICATION_SIZE", _WORTHWHILE, 0))
    return size if settings.getbool("WARC_DEDUPLICATION", True) else None


def _number(
    settings: BaseSettings, name: str, default: float, least: float, most: float = float("inf")
) -> float:
    value = settings.get(name)
    if value is None:
        return default
    try:
        number = float(value)
    except (TypeError, ValueError):
        raise SettingError(name, f"{value!r} is not a number") from None
    if not least <= number <= most:
        bounds = f"from {least:g} to {most:g}" if most < float("inf") else f"of at least {least:g}"
        raise SettingError(name, f"{value!r} is not a number {bounds}")
    return number
