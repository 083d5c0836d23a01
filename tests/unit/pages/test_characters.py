from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.pages.characters import one_line, respaced, spaced, visible


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("一\u200b二\ufeff三\u202e四\u00ad五\x07", "一二三四五"),
        ("👍🏻 好", "👍🏻 好"),
        ("全角　空格\xa0不变", "全角　空格\xa0不变"),
    ],
)
def test_visible_drops_only_what_shows_nothing(text, expected):
    assert visible(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("上一行\r\n 下一行", "上一行下一行"),
        ("two\nwords", "two words"),
        ("中文\nEnglish", "中文 English"),
        ("a \t  b", "a b"),
        ("甲 乙", "甲 乙"),
        ("句号。\n（括号", "句号。（括号"),
        ("한국\n어", "한국 어"),
    ],
)
def test_blanks_are_spaced_as_a_browser_shows_them(text, expected):
    assert spaced(text) == expected


def test_a_value_stands_in_one_line_without_outer_blanks():
    assert one_line("　\n 标题\u200b 第一部\xa0") == "标题 第一部"


@given(st.text(alphabet="中a \n\t\u3000"), st.data())
def test_offsets_move_with_the_text_around_them(text, data):
    offsets = sorted(data.draw(st.lists(st.integers(0, len(text)))))
    result = spaced(text)
    for offset, moved in zip(offsets, respaced(text, offsets), strict=True):
        before, after = text[:offset].split(), text[offset:].split()
        assert "".join(before) == "".join(result[:moved].split())
        assert "".join(after) == "".join(result[moved:].split())
