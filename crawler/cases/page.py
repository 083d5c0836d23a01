"""A page as a test case holds it: the bytes as they were served, and what else its readers go by."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

META = "meta.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedPage:
    """One page of a site."""

    kind: str
    """What it is read as: ``article``, ``data``, ``listing`` or ``home``."""
    url: str
    """Absolute URL that it came from, behind any redirect."""
    content: bytes
    """The body without transfer and content coding, in the charset that it was served in."""
    content_type: str | None = None
    """The value of its Content-Type field; None when it had none."""
    at: datetime | None = None
    """When it was captured (WARC-Date, aware); None when that is not known."""
    record_id: str = ""
    """WARC-Record-ID of the capture; empty when the page was written for a test."""

    @property
    def file(self) -> str:
        """Name of the file that holds its content."""
        return "page.json" if self.kind == "data" else "page.html"

    def save(self, folder: Path) -> None:
        """Write the content and ``meta.json`` into ``folder``, which is there."""
        (folder / self.file).write_bytes(self.content)
        facts: dict[str, Any] = {"kind": self.kind, "url": self.url}
        if self.content_type is not None:
            facts["content_type"] = self.content_type
        if self.at:
            facts["at"] = self.at.isoformat()
        if self.record_id:
            facts["record_id"] = self.record_id
        (folder / META).write_text(as_json(facts), "utf-8")


def load(folder: Path) -> SavedPage:
    """The page of a case. :raises OSError, ValueError, KeyError, TypeError: its files are not as saved."""
    facts = json.loads((folder / META).read_text("utf-8"))
    if "at" in facts:
        facts["at"] = datetime.fromisoformat(facts["at"])
    name = "page.json" if facts["kind"] == "data" else "page.html"
    return SavedPage(content=(folder / name).read_bytes(), **facts)


def as_json(value: Any) -> str:
    """``value`` as a file that a person reads and edits."""
    return json.dumps(value, ensure_ascii=False, indent=2, sort_keys=True) + "\n"
