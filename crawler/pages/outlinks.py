"""The links of a page, found in its text alone: quick enough for every page that is archived."""

from __future__ import annotations

import re
from functools import lru_cache
from html import unescape
from itertools import islice
from typing import NamedTuple

from crawler.urls import absolute

LONGEST = 2048
"""Characters of the longest reference that is taken for a link: browsers and servers take little more."""

_LINK = re.compile(
    r"<(?=[abefils])(a|area|base|embed|frame|iframe|img|link|script|source)[\s/](?:[^<>]{0,4096}?[\s/])??"
    r"(href|src)\s*+=\s*+(?:\"([^\"]*+)\"|'([^']*+)'|([^\s\"'>]++))",
    re.IGNORECASE,
)
"""An element with a reference. Its first letter is looked at ahead: most elements are others."""
_HOPS = {"a": "L", "area": "L", "base": ""}
"""The hop by element; ``E`` of all others."""
_OF_SITE = re.compile(r"(?:https?:)?//[^/?#&\s]|/(?![/&\s])")
"""What a reference begins with that does not depend on where in a site its page stands."""
_TRIED = 4
"""References that are looked at for each link wanted: menus and pictures come two or three times."""


class Outlink(NamedTuple):
    """A link, as the archives' crawlers note it."""

    url: str
    """Absolute, without fragment."""
    hop: str
    """``L`` for a link to follow, ``E`` for what the page embeds."""
    context: str
    """Element and attribute: ``a/@href``, ``img/@src``."""


def outlinks(text: str, base: str, most: int) -> list[Outlink]:
    """The first ``most`` links of a page, each URL once, in order. Of a page that repeats itself, fewer.

    Takes time in proportion to ``text``, whatever it holds. Markup in comments and scripts counts too.

    :param base: absolute URL of the page; a ``base`` element stands above it.
    """
    found: dict[str, Outlink] = {}
    root = _root(base)
    for element in islice(_LINK.finditer(text), _TRIED * most):
        tag, name, double, single, bare = element.groups("")
        reference = double or single or bare
        if not 0 < len(reference) <= LONGEST:
            continue
        url = _resolved(root if _OF_SITE.match(reference) else base, reference)
        if url is None:
            continue
        hop, context = _place(tag, name)
        if not hop:
            base, root = url, _root(url)
        elif url not in found:
            found[url] = Outlink(url, hop, context)
            if len(found) == most:
                break
    return list(found.values())


def _root(url: str) -> str:
    """The URL of the site's root: what starts at it is the same on all pages."""
    return absolute(url, "/") or url


@lru_cache(4096)  # the links of a site's navigation stand on each of its pages
def _resolved(base: str, reference: str) -> str | None:
    url = absolute(base, unescape(reference) if "&" in reference else reference)
    return url.partition("#")[0] if url and "#" in url else url


@lru_cache(256)
def _place(tag: str, name: str) -> tuple[str, str]:
    """Hop and context; no hop leads along a ``base`` element."""
    tag = tag.lower()
    return _HOPS.get(tag, "E"), f"{tag}/@{name.lower()}"
