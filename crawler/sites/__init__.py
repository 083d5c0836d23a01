"""The sites newsvault can read: one declarative file each."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from crawler.errors import ArgumentError
from crawler.sites.base import Match, Site

_NO_SITES = ("base", "checks", "parts")
"""Modules of this package that declare none."""


def names() -> list[str]:
    """Names of all declared sites, sorted."""
    return sorted(m.name for m in iter_modules(__path__) if m.name not in _NO_SITES)


@cache
def load(name: str) -> Site:
    """The site ``name``.

    :raises ArgumentError: when there is no such site.
    :raises crawler.errors.SiteDefinitionError: when its definition is wrong.
    """
    if name not in names():
        raise ArgumentError("site", f"no site {name!r}; the sites are {', '.join(names())}")
    site: Site = import_module(f"crawler.sites.{name}").SITE
    return site


def find(url: str) -> tuple[Site, Match] | None:
    """The site that knows ``url`` and what the URL is to it, or None."""
    for name in names():
        site = load(name)
        if found := site.match(url):
            return site, found
    return None
