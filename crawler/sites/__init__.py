"""The sites newsvault can read: one declarative file each."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from urllib.parse import urlsplit

from crawler.errors import ArgumentError, SiteDefinitionError
from crawler.sites.base import Match, Site
from crawler.sites.generic import SITE as UNDECLARED

__all__ = ["UNDECLARED", "find", "load", "names", "of_reader", "stored"]

_NO_SITES = ("base", "checks", "generic", "parts")
"""Modules of this package that declare none."""


@cache
def names() -> tuple[str, ...]:
    """Names of all declared sites, sorted."""
    return tuple(sorted(m.name for m in iter_modules(__path__) if m.name not in _NO_SITES))


@cache
def load(name: str) -> Site:
    """The site ``name``.

    :raises ArgumentError: when there is no such site.
    :raises crawler.errors.SiteDefinitionError: when its definition is wrong.
    """
    if name not in names():
        raise ArgumentError("site", f"no site {name!r}; the sites are {', '.join(names())}")
    site: Site = import_module(f"crawler.sites.{name}").SITE
    if site.stored_as and (site.stored_as not in names() or load(site.stored_as).stored_as):
        problem = f"{site.stored_as!r} is no site that stores its articles as its own"
        raise SiteDefinitionError(name, "stored_as", problem)
    return site


def find(url: str) -> tuple[Site, Match] | None:
    """The site that knows ``url`` and what the URL is to it, or None.

    Of several, the one that reads the page itself comes before those to which it is but the alias of an
    article; of equals, the first by name.
    """
    try:
        host = urlsplit(url).hostname
    except ValueError:
        return None
    found = [(site, match) for site in _by_host().get(host or "", ()) if (match := site.match(url))]
    return min(found, key=lambda known: known[1].kind == "alias", default=None)


@cache
def _by_host() -> Mapping[str, list[Site]]:
    """The sites of each host, by name."""
    hosts: dict[str, list[Site]] = {}
    for site in map(load, names()):
        for host in site.hosts:
            hosts.setdefault(host, []).append(site)
    return hosts


def of_reader(reader: str) -> Site:
    """The site whose declaration made a reading, by `crawler.items.Article.reader`.

    It need not be the site that the article is stored as (`Site.stored_as`). Raises as `load` does.
    """
    return stored(reader.partition("/")[0])


def stored(name: str) -> Site:
    """The site that articles are stored under as ``name``: a declared one, or `UNDECLARED`.

    Raises as `load` does.
    """
    return UNDECLARED if name == UNDECLARED.name else load(name)
