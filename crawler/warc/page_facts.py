"""What a captured page says of itself, for its metadata record: its charset and its links."""

from __future__ import annotations

import logging
from collections.abc import Iterator

from crawler.pages.decoding import declared_charset, detect
from crawler.pages.outlinks import outlinks
from crawler.warc.content import ContentError, decode
from crawler.warc.http import parse_head, payload
from crawler.warc.message import Message

logger = logging.getLogger(__name__)

MOST_LINKS = 1000
"""Links of one page that are noted: news pages have some hundred."""

_LARGEST = 1024 * 1024  # bytes of a page, as sent and decoded: a larger one is no page to be read
_HTML = (b"text/html", b"application/xhtml+xml")


def page_facts(url: str, message: Message) -> Iterator[tuple[str, str | None]]:
    """Yield the fields, in Heritrix's terms where it has them; none for what is no HTML.

    ``charsetDeclared`` is the page's own word, ``charsetForLinkExtraction`` what it is found to be in; each
    ``outlink`` is a URL, its hop (``L`` link, ``E`` embedded) and where it stands.

    :param url: absolute, the page's own.
    """
    try:
        yield from _facts(url, message)
    except Exception as error:  # noqa: BLE001 - whatever a page does to us, its capture must be kept
        logger.error("Charset and links of %s could not be noted: %r", url, error)  # noqa: TRY400


def _facts(url: str, message: Message) -> Iterator[tuple[str, str | None]]:
    head = parse_head(message.head)
    content_type = next((value for name, value in head.fields if name.lower() == b"content-type"), b"")
    if not content_type.lower().startswith(_HTML) or not 0 < message.payload_size <= _LARGEST:
        return
    try:
        content = decode(b"".join(payload(message.block)), head.values(b"Content-Encoding"), _LARGEST)
    except ContentError:
        return
    stated = content_type.decode("latin-1")
    page = detect(content, stated)
    yield "charsetDeclared", declared_charset(content, stated)
    yield "charsetForLinkExtraction", page.charset
    for link in outlinks(page.text, url, MOST_LINKS):
        yield "outlink", f"{link.url} {link.hop} {link.context}"
