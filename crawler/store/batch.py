"""What a batch of readings and sightings comes to: one plan for each article. Pure."""

from __future__ import annotations

from asyncio import Future
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from crawler.errors import DocumentRejectedError
from crawler.store.facts import Document
from crawler.store.merge import merge, sight


@dataclass(slots=True)
class Entry:
    """A reading or a sighting on its way into the database."""

    document: Document
    """What `crawler.store.documents` made of the item."""
    sighting: bool
    """Whether it is a sighting."""
    done: Future[str]
    """Resolved with what happened when it is stored durably, or with why it is not."""
    since: float
    """When it was given to the writer (monotonic seconds)."""
    outcome: str = ""
    """What happened, as far as known. An attempt that was cut off may have stored it all the same: the
    next then finds it unchanged, and the first answer stands."""

    def note(self, outcome: str) -> None:
        """Note what an attempt will have made of it."""
        if not self.outcome or outcome != "unchanged":
            self.outcome = outcome

    def resolve(self) -> None:
        """Tell the one who waits that it is stored."""
        if not self.done.done():
            self.done.set_result(self.outcome)

    def fail(self, error: Exception) -> None:
        """Tell the one who waits that it is not."""
        if not self.done.done():
            self.done.set_exception(error)


@dataclass(slots=True)
class Plan:
    """What is to be written for one article."""

    name: str
    """Its ``_id``."""
    stored: Document | None
    """Its document as it was read."""
    entries: list[Entry]
    """What goes into it, in order."""
    document: Document | None = None
    """Its document as it shall be; None when nothing is known of it but sightings."""
    revisions: dict[str, Document] = field(default_factory=dict)
    """Documents of ``revisions`` to put, by ``_id``."""
    removed: set[str] = field(default_factory=set)
    """``_id`` of documents of ``revisions`` to remove."""

    @property
    def changes(self) -> bool:
        """Whether the article's document is to be written."""
        if self.document is None:
            return False
        return self.stored is None or self.document["version"] != self.stored["version"]


def by_article(entries: Iterable[Entry]) -> dict[str, list[Entry]]:
    """The entries of each article, in order."""
    grouped: dict[str, list[Entry]] = {}
    for entry in entries:
        grouped.setdefault(entry.document["_id"], []).append(entry)
    return grouped


def plan(
    name: str, entries: Sequence[Entry], stored: Document | None, revisions: Mapping[str, Document]
) -> Plan:
    """Merge the entries into what is stored. One that cannot be stored fails, and is left out."""
    made = Plan(name, stored, [], stored)
    known = dict(revisions)
    for entry in entries:
        try:
            _add(made, entry, known)
        except (ValueError, TypeError, KeyError) as error:
            entry.fail(DocumentRejectedError(name, f"{type(error).__name__}: {error}"))
        else:
            made.entries.append(entry)
    return made


def _add(made: Plan, entry: Entry, known: dict[str, Document]) -> None:
    if entry.sighting and made.document is None:
        entry.note("unknown")
        return
    if entry.sighting and made.document:
        result = sight(made.document, entry.document)
    else:
        result = merge(made.document, list(known.values()), entry.document)
    entry.note(result.outcome)
    made.document = result.document
    put = {document["_id"]: document for document in result.revisions}
    for number in result.removed:
        known.pop(number)
        made.revisions.pop(number, None)
    known |= put
    made.revisions |= put
    made.removed = (made.removed | set(result.removed)) - put.keys()
