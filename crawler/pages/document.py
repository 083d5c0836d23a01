"""From a page's text to an element tree, whatever the page."""

from __future__ import annotations

import re
import threading

from lxml import etree

from crawler.errors import PageError

LONGEST = 32 * 1024 * 1024
"""Characters of the longest page that is read; the largest real news pages have one twentieth of it."""

MOST_TAGS = 400_000
"""Tags of the page with the most that is read; each costs some ten microseconds and half a kilobyte."""

NOT_TEXT = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
"""Control characters, noncharacters and lone surrogates: no XML character (XML 1.0, section 2.2)."""

MOST_ATTRIBUTES = 2000
"""Attributes of one element; the parser's time grows with their square."""

_TOO_MANY_ATTRIBUTES = re.compile(
    r"<[A-Za-z][^\s/>]*+(?>[\s/]*+[^\s=>/]++(?>\s*+=\s*+(?>\"[^\"]*+\"?|'[^']*+'?|[^\s>]*+))?+)"
    f"{{{MOST_ATTRIBUTES + 1}}}"
)


class _Parsers(threading.local):
    """The parser of each thread: making one costs more than most bodies take to parse."""

    def __init__(self) -> None:
        self.html = etree.HTMLParser(encoding="utf-8", huge_tree=True)


_parsers = _Parsers()


def parse(html: str) -> etree._Element:
    """The root element of ``html``, with every error mended as the parser can.

    :raises PageError: when nothing is left to read, or the page is too long, has too many tags
        or is too deeply nested to be read whole.
    """
    if len(html) > LONGEST:
        raise PageError(f"the page has {len(html)} characters; at most {LONGEST} are read")
    if html.count("<") > MOST_TAGS:
        raise PageError(f"the page has more than {MOST_TAGS} tags")
    if _TOO_MANY_ATTRIBUTES.search(html):
        raise PageError(f"an element of the page has more than {MOST_ATTRIBUTES} attributes")
    parser = _parsers.html
    try:
        root = etree.fromstring(NOT_TEXT.sub("", html).encode(), parser)
    except etree.LxmlError as error:
        raise PageError(f"the page is no HTML: {error}") from error
    if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):
        raise PageError("the page is nested too deeply to be read whole")
    if root is None:
        raise PageError("the page is empty: no text and no element")
    return root
