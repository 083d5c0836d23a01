"""What a batch of readings and sightings comes to: one plan for each article. Pure."""

from __future__ import annotations

from asyncio import Future
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

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
    document: Document | None
    """Its document as it shall be; None when nothing is known of it but sightings."""
    loaded: Mapping[str, Document]
    """Its documents of ``revisions`` as they were read, by ``_id``."""
    revisions: dict[str, Document]
    """The same as they shall be."""

    @property
    def changed_revisions(self) -> list[Document]:
        """Those of `revisions` that are to be written."""
        return [each for name, each in self.revisions.items() if is_other(self.loaded.get(name), each)]

    @property
    def removed_revisions(self) -> list[Document]:
        """Those of `loaded` that are to be removed."""
        return [each for name, each in self.loaded.items() if name not in self.revisions]


def is_other(stored: Document | None, document: Document) -> bool:
    """Whether the document differs from the one that was read."""
    return stored is None or bool(stored["version"] != document["version"])


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
    made = Plan(name, stored, [], stored, revisions, dict(revisions))
    for entry in entries:
        try:
            entry.note(_add(made, entry))
        except (ValueError, TypeError, KeyError) as error:
            entry.fail(DocumentRejectedError(name, f"{type(error).__name__}: {error}"))
        else:
            made.entries.append(entry)
    return made


def _add(made: Plan, entry: Entry) -> str:
    """Add an entry to the plan; what happens to it."""
    if entry.sighting:
        if made.document is None:
            return "unknown"
        made.document = sight(made.document, entry.document)
        return "sighted"
    result = merge(made.document, list(made.revisions.values()), entry.document)
    made.document = result.document
    made.revisions = {document["_id"]: document for document in result.revisions}
    return result.outcome
