from __future__ import annotations

import encodings
import pkgutil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.pages.decoding import declared_charset, decoded, detect

SIMPLIFIED = "记者从会上了解到，这个项目的建设已经完成，港口的新航线将在下个月开通。"
TRADITIONAL = "記者從會上了解到，這個項目的建設已經完成，港口的新航線將在下個月開通。"


def page(text, charset=""):
    meta = f'<meta charset="{charset}">' if charset else ""
    return f"<html><head>{meta}<script>{'x' * 20_000}</script></head><body><p>{text}</p></body></html>"


@pytest.mark.parametrize(
    "declared", ["", "utf-8", "gb2312", "gbk", "gb18030", "big5", "iso-8859-1", "none"]
)
@pytest.mark.parametrize(
    ("charset", "text"),
    [
        ("utf-8", SIMPLIFIED),
        ("utf-8-sig", SIMPLIFIED),
        ("gbk", SIMPLIFIED),
        ("gb18030", SIMPLIFIED + "䲟𠮷"),
        ("big5", TRADITIONAL),
    ],
)
@pytest.mark.parametrize("by_header", [True, False])
def test_chinese_is_read_whatever_the_page_declares(charset, text, declared, by_header):
    html = page(text, "" if by_header else declared)
    header = f"text/html; charset={declared}" if by_header and declared else "text/html"
    assert decoded(html.encode(charset), header) == html


def codecs_of_python():
    modules = {module.name for module in pkgutil.iter_modules(encodings.__path__)}
    return sorted({*encodings.aliases.aliases, *modules, "undefined", "utf-8\0", "x" * 5000, "日本"})


@pytest.mark.parametrize("declared", codecs_of_python())
def test_a_charset_that_is_none_is_not_declared(declared):
    content = page(SIMPLIFIED * 3, declared).encode("gbk", "replace")
    for html, header in ((content, "text/html"), (page(SIMPLIFIED).encode("gbk"), declared)):
        read = detect(html, header if header == "text/html" else f"text/html; charset={declared}")
        assert SIMPLIFIED in read.text or read.charset.startswith(("utf-16", "utf-32"))
        declared_charset(html, header)


@pytest.mark.parametrize("declared", ["utf-8", "gb2312"])
def test_utf_8_with_some_broken_characters_is_utf_8(declared):
    content = page(SIMPLIFIED * 3, declared).encode()[:-20] + b"\xe4\xb8"
    assert SIMPLIFIED in decoded(content, None)


@pytest.mark.parametrize("declared", ["", "gb2312"])
def test_gb_18030_with_a_broken_character_is_gb_18030(declared):
    content = page(SIMPLIFIED * 3 + "\0", declared).encode("gb18030").replace(b"\0", b"\xff")
    assert SIMPLIFIED in decoded(content, None)


def test_what_is_not_chinese_is_read_as_declared():
    text = "Ce n’est pas “déjà vu”, c’est l’été."
    assert text in decoded(page(text).encode("cp1252"), "text/html; charset=windows-1252")
    russian = "Новости порта сегодня."
    assert russian in decoded(page(russian).encode("cp1251"), "text/html; charset=windows-1251")


def test_a_byte_order_mark_tells_utf_16():
    assert decoded("<p>港口</p>".encode("utf-16"), "text/html; charset=gbk") == "<p>港口</p>"


@given(
    st.binary(), st.sampled_from([None, "text/html", "text/html; charset=gbk", "text/html; charset=\xff"])
)
def test_any_bytes_give_a_text(content, content_type):
    assert isinstance(decoded(content, content_type), str)


def test_the_charset_found_and_the_one_declared_are_told_apart():
    content = page(SIMPLIFIED, "gb2312").encode()
    assert detect(content, None).charset == "utf-8"
    assert declared_charset(content, None) == "gb18030"  # what the WHATWG takes gb2312 for
    assert declared_charset(content, "text/html; charset=big5") == "big5hkscs"
    assert declared_charset(b"<p>", "text/html") is None
    assert detect(SIMPLIFIED.encode("gbk"), None).charset == "gb18030"
