from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.urls import absolute, canonical, without_password


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("HTTP://News.Example.COM:80/A?b=1#part", "http://news.example.com/A?b=1"),
        ("https://news.example.com:443", "https://news.example.com/"),
        ("https://news.example.com:8443/", "https://news.example.com:8443/"),
        ("https://news.example.com/%7ea/%e4%b8%ad", "https://news.example.com/~a/%E4%B8%AD"),
        (
            "https://news.example.com/中 文(香港)",
            "https://news.example.com/%E4%B8%AD%20%E6%96%87(%E9%A6%99%E6%B8%AF)",
        ),
        ("https://news.example.com/a?z=1&b=2&a=3", "https://news.example.com/a?z=1&b=2&a=3"),
        ("https://news.example.com/100%", "https://news.example.com/100%25"),
        ("https://news.example.com/a%2Fb", "https://news.example.com/a%2Fb"),
        (" https://news.example.com/a\n", "https://news.example.com/a"),
    ],
)
def test_canonical_spells_one_page_one_way(url, expected):
    assert canonical(url) == expected


@pytest.mark.parametrize(
    "url", ["", "mailto:a@example.com", "http://[", "javascript:void(0)", "//", "http://"]
)
def test_canonical_leaves_what_is_no_url_alone(url):
    assert canonical(url) == url


@pytest.mark.parametrize(
    ("reference", "expected"),
    [
        ("/a b", "https://news.example.com/a%20b"),
        ("//cdn.example.com/x.jpg", "https://cdn.example.com/x.jpg"),
        ("../up", "https://news.example.com/up"),
        ("?p=2", "https://news.example.com/list/index.html?p=2"),
        ("javascript:alert(1)", None),
        ("data:image/gif;base64,AAAA", None),
        ("http://[::1", None),
        ("http://[::1]:80/a", "http://[::1]:80/a"),
        ("http://8]h[26::?_]", None),
        ("http://97:t:[::27]%", None),
        ("http://a:port/", None),
    ],
)
def test_absolute_resolves_or_refuses(reference, expected):
    assert absolute("https://news.example.com/list/index.html", reference) == expected


@given(st.text(), st.text())
def test_absolute_never_raises(base, reference):
    found = absolute(base, reference)
    assert found is None or found.lower().startswith(("http://", "https://"))


_SOME_URL = st.text(alphabet="ab1/%?#&=;:@.-+_'[]中E", max_size=20).map("//a.b".__add__)


@given(st.sampled_from(["https://n.example.com/list/", "HTTP://n.example.com"]), _SOME_URL)
def test_blanks_around_a_reference_change_nothing(base, reference):
    assert absolute(base, reference) == absolute(base, f" {reference}\n")
    assert absolute(base, f"http:{reference}") == absolute(base, f"\thttp:{reference}")


@given(_SOME_URL)
def test_a_fragment_does_not_make_another_page(reference):
    url = f"https:{reference}"
    if absolute(url, url):
        assert canonical(f"{url}#part") == canonical(url)


@given(st.text(alphabet="ab/%?#&=中 2eE~()[]@:.", max_size=40).map("https://news.example.com/".__add__))
def test_canonical_is_its_own_canonical_form(url):
    assert canonical(canonical(url)) == canonical(url)


@pytest.mark.parametrize(
    ("uri", "shown"),
    [
        ("mongodb://me:secret@h:1/db?a=b", "mongodb://me:***@h:1/db?a=b"),
        ("mongodb://me:se:cr@et@h/", "mongodb://me:***@h/"),
        ("mongodb+srv://me:s%40@h/", "mongodb+srv://me:***@h/"),
        ("mongodb://me@h/", "mongodb://me@h/"),
        ("mongodb://h:27017/", "mongodb://h:27017/"),
        ("embedded:///data/a:b@c", "embedded:///data/a:b@c"),
        ("GET http://me:pw@h/ through http://p:q@r:1", "GET http://me:***@h/ through http://p:***@r:1"),
        ("https://h/a:b?c=d@e", "https://h/a:b?c=d@e"),
    ],
)
def test_passwords_are_masked(uri, shown):
    assert without_password(uri) == shown
