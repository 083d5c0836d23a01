"""Where a run writes: everything under ``DATA_DIR``, unless a setting of its own says otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any


def data_dir(settings: Mapping[str, Any]) -> Path:
    """``DATA_DIR``, absolute."""
    return Path(settings["DATA_DIR"]).expanduser().absolute()


def archive_dir(settings: Mapping[str, Any]) -> Path:
    """``ARCHIVE_DIR``, absolute; by default ``archive`` in the data folder."""
    chosen = settings.get("ARCHIVE_DIR")
    return Path(chosen).expanduser().absolute() if chosen else data_dir(settings) / "archive"


def jobs_dir(settings: Mapping[str, Any]) -> Path:
    """Folder of the job records: ``jobs`` in the data folder."""
    return data_dir(settings) / "jobs"


def mongo_uri(settings: Mapping[str, Any]) -> str:
    """``MONGO_URI``; by default the embedded server in ``mongo`` of the data folder."""
    return settings.get("MONGO_URI") or f"embedded://{data_dir(settings) / 'mongo'}"
