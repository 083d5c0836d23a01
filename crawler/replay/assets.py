"""The two files of ReplayWeb.page, got by the npm client, known by their digests, never part of newsvault.

ReplayWeb.page is AGPL-3.0-or-later, by Webrecorder; it is served as it was published.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import tarfile
import tempfile
from pathlib import Path

from crawler.errors import ReplayError

PACKAGE = "replaywebpage@2.4.6"
"""npm package and exact version."""

DIGESTS = {
    "ui.js": "b7d386457aa77f4a3e6029c6b90211672df33b1d77ad1c579ee3de7bc9f3b982",
    "sw.js": "5d1388d7e29cbbb4e24f5adbbc763a1283a9da43ab6906441e845590c17dab1b",
}
"""SHA-256 of each file that is served."""

_LARGEST = 8 << 20
_NPM_SECONDS = 300


def load_assets(folder: Path) -> dict[str, bytes]:
    """The files by name. :raises ReplayError: one is missing, or not the one that is known."""
    try:
        return {name: _known(name, (folder / name).read_bytes()) for name in DIGESTS}
    except OSError as error:
        raise ReplayError(
            f"ReplayWeb.page is not in {folder}: run `scrapy replay --install` once (it needs npm and the "
            f"network)"
        ) from error


def install_assets(folder: Path) -> None:
    """Get the files into ``folder``. :raises ReplayError: npm is missing or fails, or a digest differs."""
    npm = shutil.which("npm")
    if npm is None:
        raise ReplayError(
            "npm is not installed: install it (Debian: apt-get install npm) and run this again"
        )
    with tempfile.TemporaryDirectory() as scratch:
        archive = _pack(npm, Path(scratch))
        contents = {name: _known(name, data) for name, data in _members(archive).items()}
    if missing := DIGESTS.keys() - contents.keys():
        raise ReplayError(f"{PACKAGE} lacks {', '.join(sorted(missing))}; nothing was installed")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, data in contents.items():
            part = folder / f".{name}.part"
            part.write_bytes(data)
            part.replace(folder / name)
    except OSError as error:
        raise ReplayError(
            f"{folder} cannot be written: {error.strerror}; set DATA_DIR to another"
        ) from error


def _pack(npm: str, scratch: Path) -> Path:
    command = [npm, "pack", "--silent", "--ignore-scripts", "--pack-destination", str(scratch), PACKAGE]
    try:
        done = subprocess.run(  # noqa: S603 - npm, with arguments of ours
            command, cwd=scratch, capture_output=True, text=True, timeout=_NPM_SECONDS, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise ReplayError(f"npm did not get {PACKAGE} within {_NPM_SECONDS} s: try again") from error
    found = list(scratch.glob("*.tgz"))
    if done.returncode or not found:
        said = next(
            (line for line in reversed(done.stderr.splitlines()) if line.strip()), "it said nothing"
        )
        raise ReplayError(f"npm cannot get {PACKAGE}: {said.strip()}")
    return found[0]


def _members(archive: Path) -> dict[str, bytes]:
    contents = {}
    with tarfile.open(archive, "r:gz") as package:
        for member in package:
            name = member.name.removeprefix("package/")
            if name in DIGESTS and member.isfile() and member.size <= _LARGEST:
                file = package.extractfile(member)
                contents[name] = file.read() if file else b""
    return contents


def _known(name: str, data: bytes) -> bytes:
    digest = hashlib.sha256(data).hexdigest()
    if digest != DIGESTS[name]:
        raise ReplayError(
            f"{name} of {PACKAGE} has the SHA-256 {digest}, not {DIGESTS[name]}: changed or damaged. "
            f"Run `scrapy replay --install` again; if it stays, do not use it"
        )
    return data
