"""What a user may set, say or query is documented."""

from __future__ import annotations

import inspect
import re
from dataclasses import fields
from pathlib import Path
from pkgutil import iter_modules

import pytest
from scrapy.settings import default_settings

import crawler.commands
from crawler import items, sites
from crawler.spiders.category import CategorySpider
from crawler.spiders.feed import FeedSpider
from crawler.spiders.share import ShareSpider
from settings import base, replay

DOCS = Path(__file__).resolve().parents[2] / "docs"
OPERATOR = (DOCS / "operator.md").read_text("utf-8")
ANALYST = (DOCS / "analyst.md").read_text("utf-8")

SETTINGS = vars(base) | vars(replay)
OURS = sorted(name for name in SETTINGS if name.isupper() and not hasattr(default_settings, name))
COMMANDS = sorted(
    module.name
    for module in iter_modules(crawler.commands.__path__)
    if "class Command(" in (Path(crawler.commands.__path__[0]) / f"{module.name}.py").read_text("utf-8")
)
ITEMS = [
    kind for _, kind in inspect.getmembers(items, inspect.isclass) if kind.__module__ == items.__name__
]


@pytest.mark.parametrize("name", OURS)
def test_every_setting_of_ours_is_documented(name):
    assert f"| `{name}` |" in OPERATOR


def test_no_setting_is_documented_that_does_not_exist():
    documented = set(re.findall(r"^\| `([A-Z_]+)` \|", OPERATOR, re.MULTILINE))
    assert documented == set(OURS)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_documented(name):
    assert f"`scrapy {name}" in OPERATOR


@pytest.mark.parametrize("spider", [CategorySpider, ShareSpider, FeedSpider])
def test_every_argument_of_a_spider_is_documented(spider):
    for argument in spider.ARGUMENTS:
        assert f"| `{argument.name}` |" in OPERATOR


def test_the_sites_are_listed_as_they_are():
    table = OPERATOR.partition("## Sites\n")[2].partition("\n## ")[0]
    assert sorted(re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE)) == sorted(sites.names())


@pytest.mark.parametrize("kind", ITEMS)
def test_every_field_of_an_item_is_documented(kind):
    for field in fields(kind):
        if kind not in (items.Sighting, items.FeedSighting, items.Sightings):
            assert f"`{field.name}`" in ANALYST, f"{kind.__name__}.{field.name}"


@pytest.mark.parametrize("kind", ITEMS)
def test_every_field_of_an_item_has_a_docstring(kind):
    source = inspect.getsource(kind)
    for field in fields(kind):
        assert re.search(rf'^    {field.name}: .*\n    """', source, re.MULTILINE), field.name
