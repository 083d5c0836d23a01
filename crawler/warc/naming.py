"""Names of WARC files: unique without asking anyone, sorting by time, telling who wrote them."""

from __future__ import annotations

import re
from datetime import UTC, datetime

OPEN = ".open"
"""What a file's name ends with while it is written."""

TORN = ".torn"
"""What the side file's name ends with that takes the torn tail of a file (see `salvage`)."""


def warc_name(created: datetime, serial: int, host: str, pid: int) -> str:
    """``NEWSVAULT-<UTC time to the millisecond>-<serial>-<host>-<pid>.warc.gz``.

    ``host`` is brought to letters, digits, dots and hyphens, at most 64 of them.
    """
    instant = created.astimezone(UTC)
    time = f"{instant:%Y%m%d%H%M%S}{instant.microsecond // 1000:03d}"
    safe = re.sub(r"[^A-Za-z0-9.-]", "_", host)[:64].strip(".") or "localhost"
    return f"NEWSVAULT-{time}-{serial:05d}-{safe}-{pid}.warc.gz"
