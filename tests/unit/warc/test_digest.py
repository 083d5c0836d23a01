from __future__ import annotations

import hashlib
from base64 import b32encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.warc.digest import algorithm_of, base32, digest_of


@given(st.binary(max_size=70))
def test_base32_is_that_of_the_standard_library(data):
    assert base32(data) == b32encode(data).decode()


@pytest.mark.parametrize("algorithm", ["sha1", "sha256"])
def test_a_digest_is_labelled_and_takes_pieces(algorithm):
    expected = b32encode(hashlib.new(algorithm, b"abc").digest()).decode()
    assert digest_of([b"a", b"", b"bc"], algorithm) == f"{algorithm}:{expected}"
    assert algorithm_of(digest_of([], algorithm)) == algorithm


@pytest.mark.parametrize("digest", ["", "md5:X", "sha1", "X"])
def test_an_unknown_label_has_no_algorithm(digest):
    assert algorithm_of(digest) == ("sha1" if digest == "sha1" else None)
