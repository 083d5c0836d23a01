"""No site is declared without pages that hold its declaration."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from crawler.cases.page import load
from crawler.sites import names

HERE = Path(__file__).parent


@pytest.mark.parametrize("site", sorted(set(names()) - {"sample"}))
def test_every_real_site_has_cases_of_its_articles_and_its_listings(site):
    kinds = Counter(load(meta.parent).kind for meta in (HERE / site).glob("*/meta.json"))
    assert kinds["article"] >= 3
    assert kinds["listing"] >= 1
