"""The pages of packaged jobs, and a search of their titles."""

from __future__ import annotations

import json
import unicodedata
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice

from crawler.errors import ArchiveError
from crawler.replay.shelf import Package, Shelf


@dataclass(frozen=True, slots=True)
class Hit:
    """One capture of a page."""

    job: str
    """The job that captured it."""
    url: str
    ts: str
    """When, RFC 3339 in UTC: ``2022-02-14T00:21:46Z``."""
    title: str
    kind: str = ""
    """``home``, ``listing``, ``article``, ``share``, or empty."""


Search = Callable[[str, int], list[Hit]]
"""The captures whose titles hold the words of a query, at most so many."""


def pages(package: Package) -> Iterator[Hit]:
    """Yield the pages of a package. :raises ArchiveError: it cannot be read."""
    try:
        with zipfile.ZipFile(package.path) as file, file.open("pages/pages.jsonl") as lines:
            next(lines, None)  # the header
            for line in lines:
                page = json.loads(line)
                yield Hit(package.job, page["url"], page["ts"], page["title"], page.get("kind", ""))
    except (zipfile.BadZipFile, KeyError, ValueError, OSError) as error:
        raise ArchiveError(
            f"{package.path}: cannot be read: {error}. Delete it, and it is made anew"
        ) from error


def search_titles(shelf: Shelf, query: str, limit: int) -> list[Hit]:
    """Search the packages that are ready, the latest first; a title must hold every word of ``query``."""
    words = plain(query).split()
    found = (hit for hit in _all(shelf) if all(word in plain(hit.title) for word in words))
    return list(islice(found, limit)) if words else []


def plain(text: str) -> str:
    """``text`` as it is compared: without differences of case and width."""
    return unicodedata.normalize("NFKC", text).casefold()


def _all(shelf: Shelf) -> Iterator[Hit]:
    for job in shelf.jobs():
        if package := shelf.ready(job):
            yield from pages(package)
