"""The digest of a whole file that may stand beside it, in the form that ``sha256sum --check`` reads.

Nothing inside a file can prove each of its bits: gzip has some that nobody's content depends on.
"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import BinaryIO

SUFFIX = ".sha256"
"""What the side file's name has after the file's own."""

_LINE = re.compile(r"([0-9a-fA-F]{64})[ \t]+\*?([^\r\n]+)\r?\n?")
_LINE_LIMIT = 8 * 1024
_STEP = 1 << 20


def stated_digest(path: Path) -> str | None:
    """The SHA-256 beside ``path``, in hexadecimal; None when there is no side file.

    :raises ValueError: the side file does not hold one line about ``path``.
    :raises OSError: it cannot be read.
    """
    beside = path.with_name(path.name + SUFFIX)
    if not beside.is_file():
        return None
    with beside.open("rb") as file:
        text = file.read(_LINE_LIMIT).decode("utf-8", "replace")
    found = _LINE.fullmatch(text)
    if found is None or Path(found[2]).name != path.name:
        raise ValueError(f"{beside.name} beside it does not hold its SHA-256 in one line")
    return found[1].lower()


def computed_digest(file: BinaryIO) -> str:
    """The SHA-256 of ``file`` from its start, in hexadecimal."""
    file.seek(0)
    state = hashlib.sha256(usedforsecurity=False)
    while piece := file.read(_STEP):
        state.update(piece)
    return state.hexdigest()
