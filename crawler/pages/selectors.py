"""XPath expressions of a site's declaration, each compiled once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache

from lxml import etree

from crawler.pages.characters import one_line

Missed = Callable[[str], object]
"""Told the name of each declared field for which a page holds nothing."""

_NAMESPACES = {"re": "http://exslt.org/regular-expressions"}


@cache
def compiled(path: str) -> etree.XPath:
    """The XPath expression ``path``, with the EXSLT functions under the prefix ``re``."""
    return etree.XPath(path, namespaces=_NAMESPACES, smart_strings=False)


def elements(node: etree._Element, path: str) -> list[etree._Element]:
    """The elements that ``path`` finds from ``node``, in document order."""
    found = compiled(path)(node)
    return [each for each in found if isinstance(each, etree._Element)] if isinstance(found, list) else []


def first_text(node: etree._Element, paths: tuple[str, ...]) -> str:
    """The text of the first of ``paths`` that yields any, in one line without outer blanks; or empty.

    A path may yield elements, attributes or a string.
    """
    for path in paths:
        found = compiled(path)(node)
        for each in found if isinstance(found, list) else [found]:
            text = one_line(text_of(each) if isinstance(each, etree._Element) else str(each))
            if text:
                return text
    return ""


def text_of(element: etree._Element) -> str:
    """The text inside ``element``, as it stands, comments left out (XPath 1.0, section 5.2)."""
    return str(compiled("string()")(element))


def tell_missed(declared: object, found: Mapping[str, object], missed: Missed | None) -> None:
    """Tell of each field that ``declared`` has a selector for, and for which nothing was found."""
    if missed:
        for name, value in found.items():
            if not value and getattr(declared, name):
                missed(name)
