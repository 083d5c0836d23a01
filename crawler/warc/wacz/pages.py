"""The page list of a WACZ: which captures are pages, and what is said of each."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol

from crawler import sites
from crawler.warc.content import ContentError, decode
from crawler.warc.http import Head, parse_head, payload, split_head
from crawler.warc.parsing import StoredRecord
from crawler.warc.wacz.exchanges import Capture

_HTML = ("text/html", "application/xhtml+xml")
_HTML_STARTS = (b"<!doctype html", b"<html")
_NO_PAGES = ("data", "feed")  # kinds of URLs (`crawler.sites`) whose answers nobody browses
_OK = 200


class Excerpt(Protocol):
    """Title and text of a document."""

    @property
    def title(self) -> str:
        """On one line; may be empty."""

    @property
    def text(self) -> str:
        """Its visible text; empty when it was not asked for."""


ReadPage = Callable[[bytes, str | None], Excerpt]
"""Reads a document, given without content coding, and the value of its Content-Type."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """An HTML document that was fetched with success."""

    id: str
    """The UUID of its record: leads to the capture."""
    url: str
    date: datetime
    """WARC-Date; aware, UTC."""
    title: str
    text: str
    seed: bool
    """Whether the crawl began with it, redirects followed."""
    site: str
    """Name of the site that knows the URL; empty when none does."""
    kind: str
    """What it is to that site: ``home``, ``listing``, ``article`` or ``share``; empty when unknown."""

    @property
    def ts(self) -> str:
        """Its time as page lists and replay have it: RFC 3339, to the second."""
        return f"{self.date.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"

    def line(self) -> bytes:
        """Its line in ``pages.jsonl``."""
        entry = {"id": self.id, "url": self.url, "ts": self.ts, "title": self.title or self.url}
        extra = {"seed": self.seed, "site": self.site, "kind": self.kind, "text": self.text}
        return _line(entry | {name: value for name, value in extra.items() if value})


def page_lines(pages: Iterable[Page], *, text: bool) -> Iterator[bytes]:
    """Yield the lines of ``pages.jsonl``, header first."""
    header: dict[str, object] = {"format": "json-pages-1.0", "id": "pages", "title": "All Pages"}
    yield _line(header | {"hasText": True} if text else header)
    for page in pages:
        yield page.line()


def page_of(capture: Capture, read: ReadPage, original: StoredRecord | None = None) -> Page | None:
    """The page that a capture is, or None: only answers to GET with status 200 that hold HTML are pages.

    :param original: the record that holds the payload of a revisit.
    """
    record = capture.record
    head = parse_head(split_head(record.block)[0])
    url = record.get("WARC-Target-URI")
    known = sites.find(url)
    kind = known[1].kind if known else ""
    hops = capture.hops
    is_part = hops is not None and not {"P", "E"}.isdisjoint(hops)
    content_type = _value(head, b"Content-Type")
    if head.status != _OK or kind in _NO_PAGES or is_part or not _may_be_html(content_type):
        return None
    holder = record if record.get("WARC-Type") == "response" else original
    content = _content(holder, head) if holder else b""
    if capture.method != "GET" or not (content_type or _begins_as_html(content)):
        return None
    found = read(content, content_type)
    return Page(
        id=record.get("WARC-Record-ID").strip("<>").removeprefix("urn:uuid:"),
        url=url,
        date=date_of(record.get("WARC-Date")),
        title=found.title,
        text=found.text,
        seed=hops is not None and not hops.strip("R"),
        site=known[0].name if known else "",
        kind=kind,
    )


def date_of(date: str) -> datetime:
    """A WARC-Date as an aware instant. :raises ValueError: it is none."""
    instant = datetime.fromisoformat(date)
    return instant.replace(tzinfo=instant.tzinfo or UTC)


def _content(record: StoredRecord, head: Head) -> bytes:
    try:
        return decode(b"".join(payload(record.block)), head.values(b"Content-Encoding"))
    except ContentError:  # a page without title, but a page
        return b""


def _may_be_html(content_type: str | None) -> bool:
    return not content_type or content_type.partition(";")[0].strip().lower() in _HTML


def _begins_as_html(content: bytes) -> bool:
    return content[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(_HTML_STARTS)


def _value(head: Head, name: bytes) -> str | None:
    found = (value for key, value in head.fields if key.lower() == name.lower())
    value = next(found, None)
    return None if value is None else value.decode("latin-1")


def _line(entry: dict[str, object]) -> bytes:
    return json.dumps(entry, ensure_ascii=False).encode("utf-8", "replace") + b"\n"
