"""A page's bytes as text, whatever charset it declares: one rule for crawl, rebuild and lists."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from w3lib.encoding import (
    html_body_declared_encoding,
    html_to_unicode,
    http_content_type_encoding,
    read_bom,
)

SAMPLE = 1 << 14
"""Characters, from the first that is not ASCII, by which charsets are told apart."""

_SMALL = 1 << 17  # bytes of a page of usual size
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")
_COMMON = re.compile(
    "[的一是不了在人有我他这個个中大来來上国國到说說们們为為子和你地出道也时時年得就那要下以生会會自着去"
    "之过過家学學对對可里后後小么心多天而能好都然没日于起还還发發成事只作当當想看文无無开開手十用主行方"
    "又如前所本见見经經头頭面公同三已老从從动動两兩长長，。、：“”（）「」]"
)
"""The most frequent characters and marks of Chinese: a third of any text, by chance one in fifty."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """A page's text."""

    text: str
    charset: str
    """The encoding that it was found to be in, by Python's name: ``utf-8``, ``gb18030``."""


def decoded(content: bytes, content_type: str | None) -> str:
    """The text of a page; see `detect`."""
    return detect(content, content_type).text


def detect(content: bytes, content_type: str | None) -> Decoded:
    """The text of a page, and its charset.

    Bytes that are UTF-8 are read as such, whatever the page declares, and so are those with a few errors.
    Otherwise what it declares holds (a byte order mark, Content-Type, meta), unless that does not give
    Chinese and GB 18030 or Big5 does. Bytes that are no text in the charset become U+FFFD.

    :param content: no longer content-coded.
    :param content_type: the value of the page's Content-Type field.
    """
    return (_known if len(content) <= _SMALL else _detected)(content, content_type)


def _detected(content: bytes, content_type: str | None) -> Decoded:
    try:
        return Decoded(content.decode("utf-8-sig"), "utf-8")
    except UnicodeDecodeError:
        pass
    mended = content.decode("utf-8-sig", "replace")
    if _is_nearly_whole(_sample(mended)):
        return Decoded(mended, "utf-8")
    declared = _as_declared(content, content_type)
    if _is_chinese(_sample(declared.text)):
        return declared
    readings = (Decoded(content.decode(name, "replace"), name) for name in ("gb18030", "big5hkscs"))
    return next((each for each in readings if _is_chinese(_sample(each.text))), declared)


_known = lru_cache(32)(_detected)  # the archive's account of a page asks, and soon after its reader


def declared_charset(content: bytes, content_type: str | None) -> str | None:
    """The encoding that a page says it is in (byte order mark, Content-Type, meta), by Python's name; None
    when it says none, or one that does not exist.
    """
    return (
        read_bom(content)[0]
        or http_content_type_encoding(content_type)
        or html_body_declared_encoding(content)
    )


def _as_declared(content: bytes, content_type: str | None) -> Decoded:
    """The text in the charset that the page declares, else in GB 18030; so too where Python has a codec of
    that name which is no charset (``hex``, ``base64``) or cannot replace errors (``idna``).
    """
    try:
        charset, text = html_to_unicode(content_type, content, "utf-8", lambda _: "gb18030")
    except (LookupError, UnicodeError):
        return Decoded(content.decode("gb18030", "replace"), "gb18030")
    return Decoded(text, charset)


def _sample(text: str) -> str:
    first = _NOT_ASCII.search(text)
    return text[first.start() : first.start() + SAMPLE] if first else ""


def _is_nearly_whole(text: str) -> bool:
    """Whether at most one in twenty of the characters beyond ASCII was no text."""
    return text.count("\ufffd") * 20 <= _beyond_ascii(text)


def _is_chinese(text: str) -> bool:
    """Whether ``text`` is nearly whole, and its characters beyond ASCII are those of Chinese text."""
    beyond_ascii = _beyond_ascii(text)
    return 0 < beyond_ascii <= 8 * len(_COMMON.findall(text)) and _is_nearly_whole(text)


def _beyond_ascii(text: str) -> int:
    """How many of the characters are not ASCII."""
    return len(text) - len(text.encode("ascii", "ignore"))
