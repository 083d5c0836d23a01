"""Spider arguments: each wrong one is named with what is accepted."""

from __future__ import annotations

import re
from datetime import date

import pytest

from crawler.errors import ArgumentError
from crawler.spiders import arguments
from crawler.spiders.category import CategorySpider
from crawler.spiders.share import ShareSpider

WRONG = [
    (CategorySpider, {}, "site"),
    (CategorySpider, {"site": "nowhere"}, "site"),
    (CategorySpider, {"site": "finews", "since": "yesterday"}, "since"),
    (CategorySpider, {"site": "finews", "since": "2022-02-30"}, "since"),
    (CategorySpider, {"site": "finews", "limit": "0"}, "limit"),
    (CategorySpider, {"site": "finews", "limit": "many"}, "limit"),
    (CategorySpider, {"site": "finews", "follow_share": "yes"}, "follow_share"),
    (CategorySpider, {"site": "finews", "category": "a,,b"}, "category"),
    (CategorySpider, {"site": "finews", "categories": "a"}, "categories"),
    (ShareSpider, {}, "url"),
    (ShareSpider, {"url": "https://finews.withounder.com/", "codes": "NW1"}, "url"),
    (ShareSpider, {"url": "https://example.com/1.html"}, "url"),
    (ShareSpider, {"codes": "NW202202142274984759"}, "site"),
    (ShareSpider, {"codes": "NW202202142274984759", "site": "nowhere"}, "site"),
    (ShareSpider, {"urls_file": "/no/such/file"}, "urls_file"),
    (ShareSpider, {"codes": "NW202202142274984759", "site": "finews", "generic": "1"}, "generic"),
    (ShareSpider, {"url": "https://example.com/1.html", "generic": "0"}, "url"),
    (ShareSpider, {"url": "ftp://example.com/1.html", "generic": "1"}, "url"),
    (ShareSpider, {"url": "example.com/1.html", "generic": "1"}, "url"),
    (CategorySpider, {"site": "generic"}, "site"),
    (CategorySpider, {"site": "finews", "generic": "1"}, "generic"),
]


@pytest.mark.parametrize(("spider", "given", "named"), WRONG)
def test_a_wrong_argument_is_named(spider, given, named):
    with pytest.raises(ArgumentError) as caught:
        spider.read_arguments(given)
    assert caught.value.argument == named


def test_an_unknown_site_error_names_the_sites():
    with pytest.raises(ArgumentError, match=r"finews.*sample"):
        CategorySpider.read_arguments({"site": "nowhere"})


def test_an_unknown_argument_error_names_the_arguments():
    with pytest.raises(ArgumentError, match="category, follow_share, limit, since, site"):
        CategorySpider.read_arguments({"site": "finews", "oops": "1"})


def test_a_folder_is_no_urls_file(tmp_path):
    with pytest.raises(ArgumentError, match=re.escape("cannot be read")):
        ShareSpider.read_arguments({"urls_file": str(tmp_path)})


def test_arguments_become_values():
    given = {
        "site": "finews",
        "since": "2022-02-14",
        "limit": "5",
        "category": "a b,c",
        "follow_share": "1",
    }
    assert CategorySpider.read_arguments(given) == {
        "site": "finews",
        "since": date(2022, 2, 14),
        "limit": 5,
        "category": ("a b", "c"),
        "follow_share": True,
    }


def test_lines_skip_blanks_and_comments_and_keep_numbers(tmp_path):
    file = tmp_path / "urls.txt"
    file.write_bytes("\ufeff# first\nhttps://a/\r\n\n  https://b/ \n".encode())
    assert list(arguments.lines(str(file))) == [(2, "https://a/"), (4, "https://b/")]


def test_any_public_url_is_taken_with_generic_and_the_sentence_without_says_so():
    given = {"url": "https://example.com/1.html", "generic": "1"}
    assert ShareSpider.read_arguments(given)["generic"] is True
    with pytest.raises(ArgumentError, match="-a generic=1"):
        ShareSpider.read_arguments({"url": given["url"]})
