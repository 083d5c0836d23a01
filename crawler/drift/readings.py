"""How many pages of each kind were read, and on how many a declared selector found nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

MOST_EXAMPLES = 3
"""URLs that are kept for each field."""

Place = tuple[str, str]
"""A site's name, and what its pages were read as: ``home``, ``listing``, ``feed``, ``article``
or ``data``."""


@dataclass(slots=True)
class Tally:
    """The pages of one kind."""

    pages: int = 0
    """How many were read."""
    missed: dict[str, int] = field(default_factory=dict)
    """For each field that was ever missed, on how many of them."""
    examples: dict[str, list[str]] = field(default_factory=dict)
    """For each of these fields, the URLs of the first `MOST_EXAMPLES`."""

    def miss(self, name: str, url: str) -> None:
        """A page on which nothing is found for the field ``name``."""
        self.missed[name] = self.missed.get(name, 0) + 1
        examples = self.examples.setdefault(name, [])
        if len(examples) < MOST_EXAMPLES:
            examples.append(url)


class Readings:
    """The pages that one run read, by site and kind."""

    def __init__(self) -> None:
        self._tallies: dict[Place, Tally] = {}

    def add(self, site: str, kind: str, url: str, missed: Iterable[str] = ()) -> None:
        """Count a page that was read, and each declared field for which it holds nothing."""
        self._tallies.setdefault((site, kind), Tally()).pages += 1
        for name in missed:
            self.miss(site, kind, url, name)

    def miss(self, site: str, kind: str, url: str, name: str) -> None:
        """Of a page that is counted already, the field ``name`` turns out to be missing."""
        self._tallies.setdefault((site, kind), Tally()).miss(name, url)

    def of(self, site: str, kind: str) -> Tally:
        """The tally of a site's pages of one kind; an empty one when there were none."""
        return self._tallies.get((site, kind)) or Tally()

    def __iter__(self) -> Iterator[tuple[Place, Tally]]:
        return iter(sorted(self._tallies.items()))

    def as_document(self) -> dict[str, Any]:
        """For the record of a run: ``{site: {kind: {"pages", "missed", "examples"}}}``."""
        document: dict[str, Any] = {}
        for (site, kind), tally in self:
            document.setdefault(site, {})[kind] = {
                "pages": tally.pages,
                "missed": tally.missed,
                "examples": tally.examples,
            }
        return document

    @classmethod
    def from_document(cls, document: Any) -> Readings:
        """What `as_document` gave. :raises ValueError: it is no such thing."""
        readings = cls()
        try:
            for site, kinds in document.items():
                for kind, found in kinds.items():
                    missed = {str(name): _whole(count) for name, count in found["missed"].items()}
                    examples = {str(name): list(urls) for name, urls in found["examples"].items()}
                    readings._tallies[site, kind] = Tally(_whole(found["pages"]), missed, examples)
        except (AttributeError, KeyError, TypeError) as error:
            raise ValueError(f"no readings: {error!r}") from error
        return readings


def _whole(count: Any) -> int:
    if not isinstance(count, int) or count < 0:
        raise ValueError(f"{count!r} is no number of pages")
    return count
