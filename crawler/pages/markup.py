"""Markup out of an element tree: what stands inside an element, and what is taken out of it."""

from __future__ import annotations

from html import escape

from lxml import etree

_GONE = "newsvault-gone"


def remove(scope: etree._Element, gone: list[etree._Element]) -> None:
    """Take elements out of ``scope``, leaving the text that follows each.

    Text is never set from here: a page may hold characters that lxml reads but refuses to be given.
    """
    for element in gone:
        element.tag = _GONE
    etree.strip_elements(scope, _GONE, with_tail=False)


def outer(element: etree._Element) -> str:
    """The markup of ``element``: its own block, whatever stands beside it."""
    return etree.tostring(element, encoding="unicode", method="html", with_tail=False).strip()


def inner(scope: etree._Element) -> str:
    """The markup inside ``scope``."""
    parts = [escape(scope.text or "", quote=False)]
    parts += (etree.tostring(child, encoding="unicode", method="html") for child in scope)
    return "".join(parts).strip()
