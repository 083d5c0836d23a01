"""Copies for ReplayWeb.page: bodies it cannot read are unchunked, all else stays as it is."""

from __future__ import annotations

import zlib

import pytest

from crawler.replay.access import access_copy
from crawler.warc.indexing import index_warc
from crawler.warc.parsing import digest_problems
from crawler.warc.reader import iter_records

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n%s\r\nX-After: 1\r\n\r\n"
PLAIN = HEAD % b"Transfer-Encoding: chunked" + b"3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"


@pytest.fixture
def copy_of(archive, write_job, tmp_path):
    def copy(*responses):
        write_job("job-a", **{f"n{number}": response for number, response in enumerate(responses)})
        warc = next((archive / "job-a").glob("*.warc.gz"))
        folder = tmp_path / "copies"
        folder.mkdir()
        return warc, access_copy(warc, folder)

    return copy


@pytest.mark.parametrize(
    "response", [PLAIN, PLAIN[:-12], HEAD % b"Content-Length: 3" + b"abc", HEAD % b"X: y" + b"3;x\r\n"]
)
def test_what_can_be_read_needs_no_copy(copy_of, response):
    warc, copy = copy_of(response)
    assert copy == warc


@pytest.mark.parametrize(
    ("coding", "body"),
    [
        (b"Transfer-Encoding: chunked", b'3;part="first"\r\nabc\r\n2\r\nde\r\n0\r\n\r\n'),
        (b"Transfer-Encoding: chunked", b"3\nabc\n2\nde\n0\n\n"),
        (b"Transfer-Encoding: chunked", b"3 \r\nabc\r\n2\r\nde\r\n0\r\n\r\n"),
        (b"transfer-encoding: Chunked", b"3\r\nabc\r\n2\r\nde\r\n0\r\nTrailer: x\r\n\r\n"),
    ],
)
def test_other_chunks_are_taken_out_of_the_copy(copy_of, coding, body):
    warc, copy = copy_of(PLAIN, HEAD % coding + body)
    before, after = (
        [record for record in iter_records(path) if record.get("WARC-Type") == "response"]
        for path in (warc, copy)
    )
    assert [b"".join(record.block) for record in after] == [
        PLAIN,
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nX-After: 1\r\n\r\nabcde",
    ]
    assert [record.get("WARC-Record-ID") for record in after] == [
        record.get("WARC-Record-ID") for record in before
    ]
    assert [problem for record in iter_records(copy) for problem in digest_problems(record)] == []
    assert len(list(index_warc(copy))) == 2


@pytest.mark.parametrize("packed", [zlib.compress(b"abcde"), zlib.compress(b"abcde", wbits=-15)])
def test_deflate_is_taken_out_of_the_copy(copy_of, packed):
    coding = b"Content-Encoding: deflate\r\nContent-Length: %d" % len(packed)
    chunked = b"Content-Encoding: deflate\r\nTransfer-Encoding: chunked"
    body = b"%x\r\n%b\r\n0\r\n\r\n" % (len(packed), packed)
    warc, copy = copy_of(HEAD % coding + packed, HEAD % chunked + body, PLAIN)
    plain = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nX-After: 1\r\n\r\nabcde"
    blocks = [b"".join(r.block) for r in iter_records(copy) if r.get("WARC-Type") == "response"]
    assert blocks == [plain, plain, PLAIN]
    assert [r.get("WARC-Payload-Digest") for r in iter_records(copy)] == [
        r.get("WARC-Payload-Digest") for r in iter_records(warc)
    ]


def test_a_body_that_is_not_in_the_coding_it_names_stays_as_it_is(copy_of):
    response = HEAD % b"Content-Encoding: deflate" + b"not deflated"
    _, copy = copy_of(response)
    assert response in [b"".join(record.block) for record in iter_records(copy)]
