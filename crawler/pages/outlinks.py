"""The links of a page, found in its text alone: quick enough for every page that is archived."""

from __future__ import annotations

import re
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
_NAVIGATION = ("a", "area")
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
    for element in islice(_LINK.finditer(text), _TRIED * most):
        tag, name, double, single, bare = element.groups("")
        reference = double or single or bare
        url = _resolved(base, reference) if 0 < len(reference) <= LONGEST else None
        if url is None:
            continue
        tag = tag.lower()
        if tag == "base":
            base = url
        elif url not in found:
            hop = "L" if tag in _NAVIGATION else "E"
            found[url] = Outlink(url, hop, f"{tag}/@{name.lower()}")
            if len(found) == most:
                break
    return list(found.values())


def _resolved(base: str, reference: str) -> str | None:
    url = absolute(base, unescape(reference) if "&" in reference else reference)
    return url.partition("#")[0] if url and "#" in url else url
