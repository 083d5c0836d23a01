"""Which addresses a site knows: ``tests/sites/<site>/urls.json``, a table without code.

``known`` maps each address to its kind, the article's key and the category's slug; ``unknown`` lists
addresses that are none of the site's.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from crawler import sites

HERE = Path(__file__).parent
TABLES = {name: HERE / name / "urls.json" for name in sites.names() if name != "sample"}
KNOWN = [
    (name, url, *row)
    for name, table in TABLES.items()
    if table.exists()
    for url, row in json.loads(table.read_text("utf-8"))["known"].items()
]
UNKNOWN = [
    (name, url)
    for name, table in TABLES.items()
    if table.exists()
    for url in json.loads(table.read_text("utf-8"))["unknown"]
]


@pytest.mark.parametrize("name", TABLES)
def test_every_real_site_has_a_table_of_its_addresses(name):
    assert TABLES[name].exists()


@pytest.mark.parametrize(("name", "url", "kind", "key", "category"), KNOWN)
def test_a_site_knows_its_addresses(name, url, kind, key, category):
    match = sites.load(name).match(url)
    assert match is not None
    assert (match.kind, match.key, match.category) == (kind, key, category)


@pytest.mark.parametrize(("name", "url", "kind", "key", "category"), KNOWN)
def test_an_address_is_found_by_the_site_that_reads_it(name, url, kind, key, category):
    site, match = sites.find(url)
    assert (site.name == name) is (kind != "alias")
    assert (site.identity, match.key) == (sites.load(name).identity, key)


@pytest.mark.parametrize(("name", "url"), UNKNOWN)
def test_a_site_knows_no_other_address(name, url):
    assert sites.load(name).match(url) is None
