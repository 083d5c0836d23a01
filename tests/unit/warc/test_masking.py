from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.warc.masking import mask_credentials


@pytest.mark.parametrize(
    ("sent", "stored"),
    [
        (b"Authorization: Basic dTpw\r\n", b"Authorization: ***** ****\r\n"),
        (b"proxy-authorization:abc\r\n", b"proxy-authorization:***\r\n"),
        (b"AUTHORIZATION : a\r\n", b"AUTHORIZATION : *\r\n"),
        (b"Authorization: D a,\r\n  b=c\r\n\td\r\nH:\n", b"Authorization: * **\r\n  ***\r\n\t*\r\nH:\n"),
        (b"Authorization: a\nX: y\n", b"Authorization: *\nX: y\n"),
        (b"Authorization: a\r\nAuthorization: b\r\n", b"Authorization: *\r\nAuthorization: *\r\n"),
        (b"X-Authorization: kept\r\n", b"X-Authorization: kept\r\n"),
        (b"Authorizations: kept\r\n", b"Authorizations: kept\r\n"),
    ],
)  # fmt: skip
def test_credentials_are_masked_in_place(sent, stored):
    head, tail = b"GET / HTTP/1.1\r\n", b"\r\nAuthorization: in the body\r\n"
    assert mask_credentials(head + sent + tail) == head + stored + tail


def test_a_request_without_credentials_is_the_same_object():
    request = b"POST / HTTP/1.1\r\nHost: h\r\n\r\nAuthorization: x"
    assert mask_credentials(request) is request


def test_a_request_that_was_cut_off_in_its_head_is_masked():
    assert (
        mask_credentials(b"GET / HTTP/1.1\r\nAuthorization: Bas") == b"GET / HTTP/1.1\r\nAuthorization: ***"
    )


@given(
    st.lists(st.sampled_from([b"Authorization:", b"\r\n", b"\n", b" ", b"a", b"\x00", b"\xff", b"GET / "]))
)
def test_masking_keeps_length_and_line_structure(parts):
    request = b"".join(parts)
    masked = mask_credentials(request)
    assert len(masked) == len(request)
    assert [i for i, b in enumerate(masked) if b in b"\r\n"] == [
        i for i, b in enumerate(request) if b in b"\r\n"
    ]
    assert mask_credentials(masked) == masked
