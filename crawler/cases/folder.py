"""The folder of a test case: its name, its draft, and whether a person has reviewed it."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from crawler.cases.page import SavedPage, as_json
from crawler.errors import ArgumentError
from crawler.sites.base import Match

EXPECTED = "expected.json"
REVIEWED = "reviewed"
"""``false`` in a draft. Whoever has compared it with the page takes the line out."""

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,79}")


def case_name(chosen: str | None, kind: str, match: Match) -> str:
    """The case's name: as chosen, or from its page's kind and key. A safe name of a folder.

    :raises ArgumentError: the name that was chosen is none.
    """
    if chosen is None:
        rest = re.sub(r"[^A-Za-z0-9]+", "_", match.key or match.category).strip("_")
        return "_".join(filter(None, (kind, rest)))[:80]
    if not _NAME.fullmatch(chosen):
        raise ArgumentError(
            "--name",
            f"{chosen!r} is no name of a case: at most 80 letters, digits, '_' and '-'",
        )
    return chosen


def check_free(folder: Path) -> None:
    """Find out whether a case may be written to ``folder``: it is not there, or holds a mere draft.

    :raises ArgumentError: it would replace what somebody has made or reviewed.
    """
    if folder.exists() and is_reviewed(folder):
        raise ArgumentError(
            "--name", f"{folder} is there, and not a draft: choose another name, or remove it yourself"
        )


def is_reviewed(folder: Path) -> bool:
    """Whether the expectation is one, not a draft. A folder without any is somebody's work too."""
    try:
        expected = json.loads((folder / EXPECTED).read_text("utf-8"))
    except (OSError, ValueError):
        return True
    return not isinstance(expected, dict) or expected.get(REVIEWED, True) is not False


def save_draft(folder: Path, page: SavedPage, found: dict[str, Any]) -> None:
    """Write a case whose test fails until its expectation is reviewed.

    :param found: what the page yields now.
    :raises ArgumentError: the folder cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / EXPECTED).write_text(as_json({REVIEWED: False} | found), "utf-8")
        page.save(folder)
    except OSError as error:
        raise ArgumentError("--into", f"{folder} cannot be written: {error.strerror}") from None
