"""The entries of an XML feed: Atom (RFC 4287), RSS 2.0 and 1.0, sitemaps and their indexes (sitemaps.org),
news sitemaps. The root element tells which it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from html.entities import html5
from io import BytesIO

from lxml import etree

from crawler.errors import PageError
from crawler.pages.decoding import decoded
from crawler.pages.document import NOT_TEXT
from crawler.pages.feed_entry import MOST_ENTRIES, RawEntry, RawFeed

_ENTRY_OF = {"feed": "entry", "rss": "item", "RDF": "item", "urlset": "url", "sitemapindex": "sitemap"}
"""The name of an entry, by the name of the root element."""
_XML_BASE = "{http://www.w3.org/XML/1998/namespace}base"
_DECLARATION = re.compile(r"\s*<\?xml\b[^>]{0,200}\?>")
_ENTITIES = re.compile(r"<!ENTITY\b")
_REFERENCE = re.compile(r"&(?!(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[0-9a-fA-F]{1,6});)(\w{2,31};)?")


def read_xml_feed(body: bytes, content_type: str | None, url: str) -> RawFeed:
    """The entries in ``body``. XML that is not well-formed is read as far as it can be.

    External entities and document types are never loaded.

    :param content_type: the value of its Content-Type field.
    :raises PageError: when it is no feed, or declares entities of its own.
    """
    text = _DECLARATION.sub("", NOT_TEXT.sub("", decoded(body, content_type)), count=1).lstrip()
    before, *_ = text.partition("<![CDATA[")
    if _ENTITIES.search(before):
        raise PageError(f"{url}: the feed declares entities of its own; such XML is not read")
    try:
        return _read(text, url, recover=False)
    except etree.XMLSyntaxError:
        return _mended(text, url)


def _mended(text: str, url: str) -> RawFeed:
    """What stands in XML that is not well-formed: names of HTML's characters, bare ampersands..."""
    try:
        return _read(_REFERENCE.sub(_character, text), url, recover=True)
    except etree.XMLSyntaxError as error:
        raise PageError(f"{url}: the body is no XML: {error}") from error


def _character(found: re.Match[str]) -> str:
    known = html5.get(found[1] or "")
    return escape(known, quote=False) if known else "&amp;" + (found[1] or "")


def _read(text: str, url: str, *, recover: bool) -> RawFeed:
    feed, wanted = RawFeed(), ""
    events = etree.iterparse(
        BytesIO(text.encode()),
        events=("start", "end"),
        encoding="utf-8",
        recover=recover,
        resolve_entities=False,
        remove_comments=True,
        remove_pis=True,
    )
    for event, element in events:
        name = _name(element)
        if not wanted:
            wanted = _wanted(element, url)
        elif event == "end" and name == wanted:
            _add(feed, element, wanted)
            _forget(element)
            if len(feed.entries) >= MOST_ENTRIES:
                break
    if not wanted:
        raise PageError(f"{url}: the body is no XML: it has no element")
    return feed


def _wanted(root: etree._Element, url: str) -> str:
    """What the entries under ``root`` are called."""
    docinfo = root.getroottree().docinfo
    if docinfo.internalDTD is not None and list(docinfo.internalDTD.iterentities()):
        raise PageError(f"{url}: the feed declares entities of its own; such XML is not read")
    name = _name(root)
    if name not in _ENTRY_OF:
        raise PageError(f"{url}: its root element {name!r} is none of a feed: {', '.join(_ENTRY_OF)}")
    return _ENTRY_OF[name]


def _forget(element: etree._Element) -> None:
    """Let go of an entry that was read, and of what stands before it."""
    element.clear()
    parent = element.getparent()
    if parent is None or _name(parent) not in (*_ENTRY_OF, "channel"):
        return  # an entry inside another that lacks its end tag
    while element.getprevious() is not None:
        del parent[0]


def _add(feed: RawFeed, element: etree._Element, kind: str) -> None:
    entry = _entry(element, kind)
    if not entry.url:
        feed.malformed += 1
    elif kind == "sitemap":
        feed.parts.append(entry)
    else:
        feed.entries.append(entry)


def _entry(element: etree._Element, kind: str) -> RawEntry:
    news = next((each for each in element if _name(each) == "news"), element)
    link, base = _link(element, kind)
    return RawEntry(
        url=link,
        base=base,
        title=_text(news, "title"),
        digest=_text(element, "summary", "description"),
        media=_media(news),
        published=_text(news, "published", "issued", "pubDate", "publication_date", "date"),
        changed=_text(element, "updated", "modified", "lastmod"),
    )


def _link(element: etree._Element, kind: str) -> tuple[str, str]:
    """An entry's URL, and what it is relative to."""
    if kind == "entry":
        links = [each for each in _children(element, "link") if each.get("rel", "alternate") == "alternate"]
        pages = [each for each in links if "html" in each.get("type", "html")]
        chosen = (pages or links)[:1]
        return (chosen[0].get("href", "").strip(), _base(chosen[0])) if chosen else ("", "")
    url = _text(element, "loc") if kind in ("url", "sitemap") else _text(element, "link")
    if not url:
        own = (each for each in _children(element, "guid") if each.get("isPermaLink") != "false")
        url = next((_inner(each) for each in own), "")
    return url, _base(element)


def _base(element: etree._Element) -> str:
    each: etree._Element | None = element
    while each is not None:
        if base := each.get(_XML_BASE):
            return base
        each = each.getparent()
    return ""


def _media(element: etree._Element) -> str:
    """The medium: Atom's ``source/title``, RSS's ``source``, a news sitemap's ``publication/name``."""
    for each in _children(element, "source", "publication"):
        return _text(each, "title", "name") or _inner(each)
    return ""


def _text(element: etree._Element, *names: str) -> str:
    """The text of the first of ``names`` that has any."""
    texts = (_inner(each) for name in names for each in _children(element, name))
    return next(filter(None, texts), "")


def _children(element: etree._Element, *names: str) -> Iterator[etree._Element]:
    """The children with one of these names; those of the element's own vocabulary first."""
    own = etree.QName(element).namespace
    found = [each for each in element if _name(each) in names]
    return iter(sorted(found, key=lambda each: etree.QName(each).namespace != own))


def _inner(element: etree._Element) -> str:
    return "".join(map(str, element.itertext())).strip()


def _name(element: etree._Element) -> str:
    return etree.QName(element).localname if isinstance(element.tag, str) else ""
