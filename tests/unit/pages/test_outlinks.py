"""Links found in a page's text."""

from __future__ import annotations

from html import unescape

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from crawler.pages.outlinks import Outlink, outlinks
from crawler.urls import absolute

BASE = "https://news.example/a/page.html"


def urls(text, most=100):
    return [link.url for link in outlinks(text, BASE, most)]


def test_links_and_embedded_resources_are_told_apart():
    page = (
        '<link rel="stylesheet" href="/s.css"><script src="s.js"></script>'
        '<a class="x" href="b.html">乙</a><img alt="" src="//img.example/p.jpg"><area href="c.html">'
    )
    assert outlinks(page, BASE, 10) == [
        Outlink("https://news.example/s.css", "E", "link/@href"),
        Outlink("https://news.example/a/s.js", "E", "script/@src"),
        Outlink("https://news.example/a/b.html", "L", "a/@href"),
        Outlink("https://img.example/p.jpg", "E", "img/@src"),
        Outlink("https://news.example/a/c.html", "L", "area/@href"),
    ]


@pytest.mark.parametrize(
    "markup",
    [
        '<a href="b.html">',
        "<a href='b.html'>",
        "<a href=b.html>",
        "<A HREF = b.html>",
        '<a\ntitle="href=x.html"\nhref="b.html#top">',
        '<a href="&#98;.html">',
        '<a data-href="x.html" href="b.html">',
    ],
)
def test_every_way_to_write_a_link_is_read(markup):
    assert urls(markup)[-1] == "https://news.example/a/b.html"


def test_each_url_comes_once_and_at_most_as_many_as_wanted():
    page = "".join(f'<a href="{n % 5}.html">' for n in range(20))
    assert urls(page) == [f"https://news.example/a/{n}.html" for n in range(5)]
    assert urls(page, most=3) == urls(page)[:3]


def test_a_base_element_leads_what_follows():
    assert urls('<base href="https://other.example/x/"><a href="y">') == ["https://other.example/x/y"]


@pytest.mark.parametrize(
    "reference", ["javascript:void(0)", "mailto:a@b.example", "", "x" * 3000, "http://["]
)
def test_what_is_no_web_address_is_left_out(reference):
    assert urls(f'<a href="{reference}">') == []


def test_a_page_that_repeats_one_link_is_not_read_to_its_end():
    assert urls('<a href="x.html">' * 1000 + '<a href="y.html">', most=5) == [
        "https://news.example/a/x.html"
    ]


@pytest.mark.parametrize(
    "piece",
    ["<a ", "<a href=", '<a href="', "<a href = '", "<a href ", "<a\thref\t=", "<a /href=<", "href=' "],
)
def test_a_page_that_is_made_to_take_long_gives_no_more_links_than_others(piece):
    assert len(urls("<a " + piece * 20_000 + '<a href="b.html">', most=5)) <= 5


@given(st.text(alphabet="<>a href='\"=/&;#\n甲img", max_size=300))
def test_any_text_gives_absolute_addresses(text):
    assert all(url.startswith(("http://", "https://")) for url in urls(text))


@given(
    st.lists(
        st.sampled_from(
            ["/", "//", "http:", "https:", "?q", "#f", "a", "..", "&#47;", "&#63;", "b.example"]
        ),
        min_size=1,
    ),
    st.sampled_from(["https://a.example/b/c?d", "http://a.example", "http://a.example:80/x/y/"]),
)
@example(["http:", "//", "?q"], "http://a.example/x/y/")
@example(["/", "&#47;", "?q"], "http://a.example/x/y/")
def test_a_reference_leads_where_it_would_from_its_own_page(parts, page):
    reference = "".join(parts)
    url = absolute(page, unescape(reference))
    wanted = [url.partition("#")[0]] if url else []
    assert [link.url for link in outlinks(f'<a href="{reference}">', page, 9)] == wanted
