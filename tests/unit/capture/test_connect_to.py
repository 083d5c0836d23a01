from __future__ import annotations

import pytest

from crawler.capture.connect_to import ConnectTo, Target, parse
from crawler.errors import SettingError


@pytest.mark.parametrize("nothing", [None, "", " , ", [], {}])
def test_nothing_is_mapped_by_default(nothing):
    assert parse(nothing) == {}


@pytest.mark.parametrize(
    "value",
    [
        " A.example = plain://127.0.0.1:8000, b.example:443=other.example:9 ",
        ["A.example=plain://127.0.0.1:8000", "b.example:443=other.example:9"],
        {"A.example": "plain://127.0.0.1:8000", "b.example:443": "other.example:9"},
    ],
)
def test_text_list_and_mapping_say_the_same(value):
    assert parse(value) == {
        ("a.example", None): Target("127.0.0.1", 8000, plain=True),
        ("b.example", 443): Target("other.example", 9),
    }


def test_hosts_are_ipv6_addresses_and_unicode_names_too():
    assert parse("[2001:DB8::1]:80=[::1]:8000,新闻.example=127.0.0.1:1") == {
        ("2001:db8::1", 80): Target("::1", 8000),
        ("xn--efvy88h.example", None): Target("127.0.0.1", 1),
    }


def test_a_rule_for_a_port_goes_before_that_of_its_host():
    rules = ConnectTo.from_settings({"CONNECT_TO": "a.example=h:1,a.example:443=h:2"})
    assert rules.target("A.EXAMPLE", 443) == Target("h", 2)
    assert rules.target("a.example", 80) == Target("h", 1)
    assert rules.target("b.example", 80) is None


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        ("a.example", "entry 'a.example' has no '='"),
        ("a.example=127.0.0.1", "has no port in its target"),
        ("a.example=http://127.0.0.1:80", "only plain:// may stand there"),
        ("a.example=plain://127.0.0.1:80/path", "has ':80/path' after a host, which is no port"),
        ("a.example=127.0.0.1:0", "has ':0' after a host, which is no port"),
        ("a.example=127.0.0.1:65536", "has ':65536' after a host, which is no port"),
        ("a.example:x=127.0.0.1:1", "has ':x' after a host"),
        ("*=127.0.0.1:1", "has '*' where a host belongs"),
        ("https://a.example=127.0.0.1:1", "after a host, which is no port"),
        ("=127.0.0.1:1", "has '' where a host belongs"),
        ("a..example=127.0.0.1:1", "has 'a..example' where a host belongs"),
        ("a.example=h:1,A.example=h:2", "entry 'A.example=h:2' is the second for this host and port"),
        (7, "7 is neither text nor a list"),
    ],
)
def test_a_wrong_entry_is_named_with_what_is_wrong(value, problem):
    with pytest.raises(SettingError) as caught:
        parse(value)
    assert caught.value.setting == "CONNECT_TO"
    assert problem in str(caught.value)
