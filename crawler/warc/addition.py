"""Content for the archive that no exchange brought: a job's own files, and what was made of a capture."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Addition:
    """A record to be written (WARC 1.1, sections 6.4 and 6.8)."""

    type: str
    """WARC-Type: ``resource`` or ``conversion``."""
    url: str
    """WARC-Target-URI; for a conversion that of its source."""
    date: datetime
    """When the content was made; aware."""
    content_type: str
    """Its media type, with parameters."""
    block: Iterable[bytes]
    """The content in pieces; to be iterated as often as wanted."""
    refers_to: str | None = None
    """WARC-Record-ID of the record that a conversion was made of."""
