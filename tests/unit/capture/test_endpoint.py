from __future__ import annotations

import pytest

from crawler.capture.endpoint import is_public, refuse_private
from crawler.errors import AddressRefusedError


@pytest.mark.parametrize("address", ["93.184.216.34", "1.1.1.1", "2606:2800:220:1:248:1893:25c8:1946"])
def test_addresses_of_the_internet_are_public(address):
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "127.8.9.10",
        "0.0.0.0",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.0.1",
        "169.254.169.254",
        "100.64.0.1",
        "224.0.0.1",
        "239.255.255.250",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "fe80::1",
        "fe80::1%eth0",
        "fc00::1",
        "fd12:3456::1",
        "fec0::1",
        "ff02::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "64:ff9b::7f00:1",
        "64:ff9b::a9fe:a9fe",
        "2002:7f00:1::",
        "2001:db8::1",
    ],
)
def test_all_others_are_not(address):
    assert not is_public(address)


@pytest.mark.parametrize("address", ["::ffff:1.1.1.1", "64:ff9b::101:101", "2002:101:101::"])
def test_a_carried_address_is_judged_by_itself(address):
    assert is_public(address)


PRIVATE = ("127.0.0.1", "169.254.169.254", "10.0.0.1", "::1", "::ffff:10.0.0.1")
SPELLINGS = ("127.1", "0x7f000001", "2130706433", "017700000001", "localhost", "LOCALHOST.", "a.localhost")


@pytest.mark.parametrize("host", PRIVATE + SPELLINGS)
def test_no_proxy_is_asked_for_what_stands_for_a_private_address(host):
    with pytest.raises(AddressRefusedError):
        refuse_private(host)


@pytest.mark.parametrize(
    "host", ["news.example", "localhost.example", "8.8.8.8", "2606:4700:4700::1111", "1.example", ""]
)
def test_names_and_public_addresses_are_left_to_the_proxy(host):
    refuse_private(host)
