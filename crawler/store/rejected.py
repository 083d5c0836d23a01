"""Documents that the database refused, kept in a file beside the job's record."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

from crawler.errors import DocumentRejectedError


def keep_rejected(path: Path, error: DocumentRejectedError, document: dict[str, Any]) -> None:
    """Append a line of JSON with ``_id``, ``reason`` and ``document``; times in ISO 8601.

    :raises OSError: when the file cannot be written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    line = {"_id": error.name, "reason": error.reason, "document": document}
    with path.open("a", encoding="ascii") as file:
        file.write(json.dumps(line, default=_plain) + "\n")


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else repr(value)
