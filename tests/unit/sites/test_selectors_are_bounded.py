"""No declared selector takes a time that grows with the square of a page.

A second ``//`` in a path looks through the page anew from each place that the first has found, and a page
may have as many of those as it likes. ``[ancestor::...]`` and `crawler.sites.base.beside` do without.
"""

from __future__ import annotations

import re
from dataclasses import fields

import pytest

from crawler import sites
from crawler.sites.base import Discovery, NextLink

_PREDICATE = re.compile(r"(?<!\))\[[^\[\]]*\]")
_ONE_NODE = re.compile(r"\([^()]*\)\[(?:last\(\)|\d+)\]")


def selectors(site):
    """Every path that is evaluated on a whole page or a whole article."""
    yield site.listing.links
    if isinstance(site.listing.pagination, NextLink):
        yield site.listing.pagination.link
    if isinstance(site.categories, Discovery):
        yield site.categories.links
    for layout in (site.article, *site.other_layouts):
        for field in fields(layout):
            value = getattr(layout, field.name)
            if field.name not in ("media_suffix", "media_ignored"):
                yield from value if isinstance(value, tuple) else [value] if isinstance(value, str) else []


def descents(path):
    """How often a path, or one that it joins, looks through everything below what it has found."""
    while _PREDICATE.search(path):
        path = _PREDICATE.sub("", path)
    path = _ONE_NODE.sub("", path)
    return max(part.count("//") for part in path.split("|"))


@pytest.mark.parametrize(
    ("path", "number"),
    [
        ("//div[@class='a']/ul/li/a", 1),
        ("//div//a", 2),
        (".//a[ancestor::div[@id='b']][.//img]|.//b", 1),
        ("(.//small[starts-with(normalize-space(), 'x')])[last()]//em", 1),
    ],
)
def test_descents_are_counted_outside_of_predicates(path, number):
    assert descents(path) == number


@pytest.mark.parametrize("name", sites.names())
def test_no_selector_looks_through_the_page_once_for_each_place(name):
    assert [path for path in selectors(sites.load(name)) if descents(path) > 1] == []
