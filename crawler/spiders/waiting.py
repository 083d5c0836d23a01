"""Articles that were asked for and have not arrived, and where they have been seen meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from crawler.items import Article, FeedSighting, Listing, Sighting, Sightings


@dataclass(slots=True)
class Waiting:
    """An article with pages that are queued or being fetched, and where it has been seen so far."""

    pages: set[str] = field(default_factory=set)
    sightings: list[Sighting | FeedSighting] = field(default_factory=list)

    def hand_to(self, article: Article) -> None:
        """Give the article what is known of its listings and feeds; of each category, the first is kept."""
        listings: dict[str, Listing] = {}
        for sighting in self.sightings:
            if isinstance(sighting, Sighting):
                listings.setdefault(sighting.listing.slug, sighting.listing)
            else:
                article.feeds.append(sighting.entry)
            article.captures.extend(sighting.captures)
        article.listings = list(listings.values())
        article.last_seen_at = max((each.seen_at for each in self.sightings), default=None)

    def alone(self) -> Iterator[Sightings]:
        """The sightings by themselves, if there are any: the article is not read."""
        if self.sightings:
            yield Sightings(seen=tuple(self.sightings))  # more may be seen


class Awaited:
    """The articles of one run that are awaited, each by one or more pages."""

    def __init__(self) -> None:
        self._by_key: dict[str, Waiting] = {}
        self._handed: dict[int, tuple[str, Waiting]] = {}  # by identity of the articles in the pipelines
        self.asked: set[str] = set()
        """URLs of all pages that were ever asked for."""
        self.keys: set[str] = set()
        """Keys of all articles that were ever asked for."""

    def ask(self, key: str, url: str) -> None:
        """From now on the article is awaited from the page ``url``."""
        self.asked.add(url)
        self.keys.add(key)
        self._by_key.setdefault(key, Waiting()).pages.add(url)

    def see(self, sighting: Sighting | FeedSighting, otherwise: Waiting) -> None:
        """Keep a sighting for the article, if it is or was awaited; ``otherwise``, if no page of it is to
        come.
        """
        waiting = self._by_key.get(sighting.key)
        if waiting:
            waiting.sightings.append(sighting)
        if not waiting or not waiting.pages:
            otherwise.sightings.append(sighting)

    def arrived(self, key: str, url: str) -> Waiting:
        """What was kept for the article, now that its page ``url`` has come."""
        waiting = self._by_key.get(key, Waiting())
        waiting.pages.discard(url)
        if not waiting.pages:
            self._by_key.pop(key, None)
        return waiting

    def hand_over(self, key: str, waiting: Waiting, article: Article) -> None:
        """Give what was kept to the article that was read, which now goes through the pipelines."""
        waiting.hand_to(article)
        self._handed[id(article)] = key, waiting

    def stored(self, item: object) -> None:
        """An item went through the pipelines: an article has what was kept."""
        self._handed.pop(id(item), None)

    def dropped(self, item: object) -> None:
        """An item was not stored: what an article had is for another page of it, asked for now or later."""
        if handed := self._handed.pop(id(item), None):
            key, waiting = handed
            waiting_now = self._by_key.setdefault(key, waiting)
            if waiting_now is not waiting:
                waiting_now.sightings[:0] = waiting.sightings

    def given_up(self, key: str, url: str) -> Waiting:
        """What was kept for the article, whose page ``url`` will not come: another that is asked for later
        has it too.
        """
        waiting = self._by_key.setdefault(key, Waiting())
        waiting.pages.discard(url)
        return waiting
