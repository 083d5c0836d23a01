"""What is known of a folder's running server: ``server.json``, written whole or not at all."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """A server that was ready when this was written."""

    port: int
    """Its port on 127.0.0.1."""
    pid: int
    """The server's process."""
    supervisor: int
    """The process that watches it."""
    engine: str
    """``mongod`` or ``secantusd-py``."""

    @property
    def uri(self) -> str:
        """The URI for pymongo, mongosh, Compass."""
        return f"mongodb://127.0.0.1:{self.port}/?directConnection=true"

    def write(self, folder: Path) -> None:
        """Put it into ``server.json`` of the folder."""
        part = folder / "server.json.part"
        part.write_text(json.dumps(asdict(self) | {"uri": self.uri}, indent=1) + "\n", "utf-8")
        part.replace(folder / "server.json")

    @classmethod
    def read(cls, folder: Path) -> Running | None:
        """What ``server.json`` says; None when there is none."""
        try:
            values = json.loads((folder / "server.json").read_text("utf-8"))
            return cls(**{name: values[name] for name in ("port", "pid", "supervisor", "engine")})
        except (OSError, ValueError, KeyError, TypeError):
            return None

    @staticmethod
    def forget(folder: Path) -> None:
        """Remove ``server.json``: no server is ready."""
        (folder / "server.json").unlink(missing_ok=True)
