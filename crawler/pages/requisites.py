"""What a page needs to be seen as it was: its pictures, stylesheets and icons, and what those embed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html import unescape
from itertools import islice

from crawler.pages.outlinks import LONGEST
from crawler.urls import absolute

_LARGEST = 1 << 20  # characters that are looked through
_ELEMENT = re.compile(r"<(?=[bisl])(base|img|source|link)[\s/]([^<>]{1,8192})>", re.IGNORECASE)
_ATTRIBUTE = re.compile(
    r"([a-z_-]{2,30})\s*+=\s*+(?:\"([^\"]*+)\"|'([^']*+)'|([^\s\"'>]++))", re.IGNORECASE
)
_SOURCE = re.compile(r".*src|data-original")
"""Attributes in which pictures have their address: scripts that load them late, or larger, have others."""
_VARIANT = re.compile(r"(?:^|,)\s*+([^\s,]\S*+)")
_PIXEL = {"0", "1", "0px", "1px"}
"""Width or height of pictures that count visitors and show nothing."""
_SHOWN = {"stylesheet", "icon", "apple-touch-icon"}
"""Links (``rel``) that a browser follows to show the page."""
_IN_STYLE = re.compile(
    r"\b(?:url|URL)\(\s*+(?:\"([^\"\n]*+)\"|'([^'\n]*+)'|([^\s\"'()]++))\s*+\)"
    r"|@(?:import|IMPORT)\s*+(?:\"([^\"\n]*+)\"|'([^'\n]*+)')"
)
_STYLED = ("url(", "@import", "URL(", "@IMPORT")
"""What styles that embed something hold. No other spelling is looked for: folding case takes far longer."""


def requisites(text: str, base: str, most: int) -> list[str]:
    """The first ``most`` URLs of what a page, or a part of one, embeds: absolute, no fragment, each once.

    No scripts, frames, films or tracking pixels. Takes time in proportion to ``text``, whatever it holds.

    :param base: absolute URL of the page; a ``base`` element stands above it.
    """
    return _distinct(_embedded(text[:_LARGEST], base), most)


def requisites_of_style(text: str, base: str, most: int) -> list[str]:
    """As `requisites`, of a stylesheet: pictures, fonts and further stylesheets."""
    return _distinct((_url(base, each) for each in _in_style(text[:_LARGEST])), most)


def _embedded(text: str, base: str) -> Iterator[str | None]:
    for element in _ELEMENT.finditer(text):
        tag = element[1].lower()
        values = _attributes(element[2])
        if tag == "base":
            base = absolute(base, values.get("href", "")) or base
        elif tag == "link":
            if _SHOWN.intersection(values.get("rel", "").lower().split()):
                yield _url(base, values.get("href", ""))
        elif not _PIXEL.intersection((values.get("width"), values.get("height"))):
            yield from (_url(base, value) for name, value in values.items() if _SOURCE.fullmatch(name))
            variants = f"{values.get('srcset', '')},{values.get('data-srcset', '')}"
            yield from (_url(base, variant.rstrip(",")) for variant in _VARIANT.findall(variants))
    yield from (_url(base, unescape(each).strip("\"' ")) for each in _in_style(text))


def _in_style(text: str) -> Iterator[str]:
    if any(word in text for word in _STYLED):  # in few pages
        yield from ("".join(found.groups("")) for found in _IN_STYLE.finditer(text))


def _attributes(text: str) -> dict[str, str]:
    """By name, in order; the first of a name counts."""
    found: dict[str, str] = {}
    for name, *values in _ATTRIBUTE.findall(text):
        found.setdefault(name.lower(), unescape("".join(values)).strip())
    return found


def _url(base: str, reference: str) -> str | None:
    url = absolute(base, reference) if 0 < len(reference) <= LONGEST else None
    return url.partition("#")[0] if url else None


def _distinct(urls: Iterable[str | None], most: int) -> list[str]:
    return list(islice(dict.fromkeys(url for url in urls if url), most))
