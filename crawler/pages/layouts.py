"""Which of its site's layouts a page has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from lxml import etree

from crawler.pages.selectors import elements
from crawler.sites.base import ArticleLayout, Site


@dataclass(frozen=True, slots=True)
class LaidOut:
    """A page's article, as its layout finds it."""

    layout: ArticleLayout
    scope: etree._Element
    """Holds the whole article."""
    bodies: Sequence[etree._Element]
    """Inside the scope, or the scope itself; hold the text, in document order."""


def laid_out(root: etree._Element, site: Site, at: datetime | None = None) -> LaidOut | None:
    """The article on a page, by the first layout that the page has; None when it has none of the site's.

    :param at: when the page was captured, aware; None when that is not known.
    """
    for layout in layouts_at(site, at):
        for scope in elements(root, layout.scope)[-1:]:
            bodies = _outermost(elements(scope, layout.body)) if layout.body else [scope]
            if bodies:
                return LaidOut(layout, scope, bodies)
    return None


def layouts_at(site: Site, at: datetime | None = None) -> list[ArticleLayout]:
    """The layouts that a page captured at the aware instant ``at`` may have, in the order to try them.

    First those that were replaced, while they were valid, the earliest replaced ahead; then those in use.
    A page whose time is not known may have any, those in use ahead.
    """
    in_use = [site.article, *(layout for layout in site.other_layouts if layout.valid_until is None)]
    replaced = sorted((layout for layout in site.other_layouts if layout.valid_until), key=_end)
    if at is None:
        return [*in_use, *reversed(replaced)]
    day = at.astimezone(ZoneInfo(site.timezone)).date()
    return [*(layout for layout in replaced if day <= _end(layout)), *in_use]


def _outermost(found: list[etree._Element]) -> list[etree._Element]:
    """Those of the elements that stand in no other of them: so that no text is read twice."""
    inner = set(found)
    return [each for each in found if inner.isdisjoint(each.iterancestors())]


def _end(layout: ArticleLayout) -> date:
    return layout.valid_until or date.max
