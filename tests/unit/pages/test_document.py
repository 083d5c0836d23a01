from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from crawler.errors import PageError
from crawler.pages import document
from crawler.pages.document import parse
from crawler.pages.selectors import text_of


@pytest.mark.parametrize("html", ["", " \n", "\x00", "<!-- only a comment -->", "</p>"])
def test_a_page_with_nothing_in_it_is_an_error(html):
    with pytest.raises(PageError, match="empty"):
        parse(html)


def test_control_characters_and_lone_surrogates_are_dropped():
    assert text_of(parse("<p>一\x00二\x1b三\ud800四</p>")) == "一二三四"


def test_an_encoding_declaration_in_the_text_is_ignored():
    assert text_of(parse("<?xml version='1.0' encoding='gb2312'?><meta charset=gbk><p>中文</p>")) == "中文"


def test_a_page_nested_too_deeply_is_an_error_not_a_cut_page():
    with pytest.raises(PageError, match="nested too deeply"):
        parse("<div>" * 5000 + "深处" + "</div>" * 5000 + "<p>其后</p>")


def test_a_thousand_levels_are_read_whole():
    assert text_of(parse("<div>" * 1000 + "深处" + "</div>" * 1000 + "<p>其后</p>")) == "深处其后"


def test_an_element_of_countless_attributes_is_an_error_at_once():
    attributes = " ".join(f"a{number}='1'" for number in range(100_000))
    with pytest.raises(PageError, match="more than 2000 attributes"):
        parse(f"<p {attributes}>文</p>")


def test_a_long_attribute_is_no_crowd_of_attributes():
    data = "{&quot;a&quot;: 1} " * 5000
    assert text_of(parse(f'<p data-state="{data}">文</p>')) == "文"


def test_a_page_beyond_the_limit_is_an_error(monkeypatch):
    monkeypatch.setattr(document, "LONGEST", 10)
    with pytest.raises(PageError, match="11 characters; at most 10"):
        parse("<p>12345678")


@settings(max_examples=200, deadline=None)
@given(st.text() | st.binary().map(lambda data: data.decode("latin-1")))
def test_any_text_gives_a_tree_or_a_page_error(html):
    with suppress(PageError):  # a clear refusal is an answer
        assert isinstance(parse(html), etree._Element)


def test_the_fault_of_one_page_is_not_the_next_ones():
    with suppress(PageError):
        parse("<div>" * 5000 + "深处")
    assert text_of(parse("<p>其后</p>")) == "其后"
