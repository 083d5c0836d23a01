"""No password, key or token of a configuration is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from crawler.secrecy import Secrets

SETTINGS = {
    "MONGO_URI": "mongodb://ops:p%40ssw0rd@db.example/news?authSource=admin",
    "HTTPPROXY": "http://proxy-user:proxy-pass@proxy.example:3128",
    "MAIL_PASSWORD": "tiger9",
    "API_KEY": "k-123456",
    "FEEDS": ["https://feed.example/a?access_token=feed-token&page=2"],
    "DEFAULT_REQUEST_HEADERS": {"Accept": "text/html", "Cookie": "session=abc"},
    "COOKIES_ENABLED": False,
    "KEYWORD": "stocks",
    "DATA_DIR": Path("/srv/data"),
    "NUMBERS": {3, 1},
    "NOTHING": None,
    "EMPTY_TOKEN": "",
}
TOLD = ("p%40ssw0rd", "p@ssw0rd", "proxy-pass", "tiger9", "k-123456", "feed-token", "session=abc")


def test_settings_are_told_without_their_secrets():
    assert Secrets(SETTINGS).masked(SETTINGS) == {
        "MONGO_URI": "mongodb://ops:***@db.example/news?authSource=***",
        "HTTPPROXY": "http://proxy-user:***@proxy.example:3128",
        "MAIL_PASSWORD": "***",
        "API_KEY": "***",
        "FEEDS": ["https://feed.example/a?access_token=***&page=2"],
        "DEFAULT_REQUEST_HEADERS": {"Accept": "text/html", "Cookie": "***"},
        "COOKIES_ENABLED": False,
        "KEYWORD": "stocks",
        "DATA_DIR": "/srv/data",
        "NUMBERS": ["1", "3"],
        "NOTHING": None,
        "EMPTY_TOKEN": "",
    }


@pytest.mark.parametrize("secret", TOLD)
def test_a_secret_is_found_in_any_text(secret):
    assert Secrets(SETTINGS).text(f"it failed with ({secret}), sorry") == "it failed with (***), sorry"


def test_credentials_of_others_are_found_by_their_form():
    text = Secrets({}).text
    assert text("GET http://a:b@c.example/x@y failed") == "GET http://a:***@c.example/x@y failed"
    assert text("b'Authorization': [b'Basic Zm9vOmJhcg==']") == "b'Authorization': [b'Basic ***']"
    assert text("git https://ghp_token@c.example/") == "git https://***@c.example/"
    assert text("Authorization: Bearer abc.def next") == "Authorization: Bearer *** next"
    assert text("mail a@b.example about https://c.example/?q=a@b") == (
        "mail a@b.example about https://c.example/?q=a@b"
    )


def test_a_word_of_one_or_two_letters_is_no_secret_to_be_looked_for():
    assert Secrets({"PASSWORD": "a"}).text("a page") == "a page"
