"""The standard tools read what is written here."""

from __future__ import annotations

import gzip
import subprocess
import sys

import pytest
from fastwarc.warc import ArchiveIterator as FastIterator
from fastwarc.warc import WarcRecordType
from warcio.archiveiterator import ArchiveIterator

from crawler.warc.deduplication import Deduplication
from crawler.warc.indexing import index_path
from crawler.warc.options import WarcOptions
from crawler.warc.parsing import digest_problems
from crawler.warc.reader import iter_records
from crawler.warc.writer import WarcWriter

CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n\r\n"
PACKED = gzip.compress(b"packed " * 99, mtime=0)

RESPONSES = {
    "plain": b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nbody",
    "odd-head": b"HTTP/1.1 200 \xe5\xa5\xbd\nx-ODD:a\nX-Odd: b\nno colon\nX-Fold: c\n d\nX : y\n\nbody",
    "empty": b"HTTP/1.1 204 No Content\r\n\r\n",
    "not-modified": b'HTTP/1.1 304 Not Modified\r\nETag: "x"\r\n\r\n',
    "redirect": b"HTTP/1.1 302 Found\r\nLocation: /b\r\nContent-Length: 0\r\n\r\n",
    "close": b"HTTP/1.0 200 OK\r\n\r\n" + bytes(range(256)) * 50,
    "head-cut-off": b"HTTP/1.1 200 OK\r\nContent-Le",
    "garbage": b"\x00\xff garbage without any line end",
}
CHUNKED_RESPONSES = {
    "chunked": CHUNKED + b"%x;e=f\r\n%b\r\n0\r\nTrailer: t\r\n\r\n" % (len(PACKED), PACKED),
    "chunked-cut-off": CHUNKED + b"%x\r\n%b" % (len(PACKED) + 9, PACKED),
}


def write(archive, make_exchange, responses, **options):
    writer = WarcWriter(archive, "job", info=[("software", "newsvault/0")], options=WarcOptions(**options))
    for name, response in responses.items():
        writer.write(
            make_exchange(
                response,
                url=f"https://news.example/{name}",
                address="192.0.2.1",
                protocols=("http/1.1", "tls/1.2"),
                truncated="disconnect" if "cut-off" in name else None,
            )
        )
    writer.write(make_exchange(url="https://news.example/dead", error="connection reset"))
    writer.close()
    return next(archive.glob("job/*.warc.gz"))


@pytest.fixture(params=["sha1", "sha256"])
def path(request, tmp_path, make_exchange):
    return write(tmp_path, make_exchange, RESPONSES | CHUNKED_RESPONSES, algorithm=request.param)


def test_every_digest_is_right_by_our_own_reading(path):
    records = list(iter_records(path))
    assert len(records) == 1 + 3 * len(RESPONSES | CHUNKED_RESPONSES) + 2
    assert [problem for record in records for problem in digest_problems(record)] == []


def test_warcio_reads_every_record_with_its_exact_block(path):
    ours = list(iter_records(path))
    with path.open("rb") as file:
        iterator = ArchiveIterator(file, no_record_parse=True)
        theirs = [
            (
                record.raw_stream.read(),
                record.rec_headers.headers,
                iterator.get_record_offset(),
                iterator.get_record_length(),
            )
            for record in iterator
        ]
    assert theirs == [(b"".join(r.block), r.fields, r.offset, r.length) for r in ours]


def test_warcio_reads_the_payloads(path):
    with path.open("rb") as file:
        contents = {
            record.rec_headers.get_header("WARC-Target-URI"): record.content_stream().read()
            for record in ArchiveIterator(file)
            if record.rec_type == "response"
        }
    assert contents["https://news.example/plain"] == b"body"
    assert contents["https://news.example/odd-head"] == b"body"
    assert contents["https://news.example/chunked"] == b"packed " * 99


def test_fastwarc_reads_every_record_with_its_exact_block(path):
    with path.open("rb") as file:
        records = [
            (
                record.record_id,
                record.stream_pos,
                record.headers.get("WARC-Block-Digest"),
                record.reader.read(),
            )
            for record in FastIterator(file, record_types=WarcRecordType.any_type, parse_http=False)
        ]
    ours = list(iter_records(path))
    assert [(offset, block) for _, offset, _, block in records] == [
        (r.offset, b"".join(r.block)) for r in ours
    ]


def test_fastwarc_verifies_the_digests(tmp_path, make_exchange):
    path = write(tmp_path, make_exchange, RESPONSES)
    with path.open("rb") as file:
        for record in FastIterator(file, parse_http=False):
            assert record.verify_block_digest()


def check(path):
    command = [sys.executable, "-m", "warcio.cli", "check", "-v", str(path)]
    return subprocess.run(command, capture_output=True, text=True, timeout=60)


def test_warcio_check_passes(tmp_path, make_exchange):
    done = check(write(tmp_path, make_exchange, RESPONSES))
    assert done.returncode == 0, done.stdout
    assert "failed" not in done.stdout


def test_warcio_check_fails_for_payloads_of_chunked_records_only(tmp_path, make_exchange):
    done = check(write(tmp_path, make_exchange, RESPONSES | CHUNKED_RESPONSES))
    assert done.stdout.count("payload digest failed") == len(CHUNKED_RESPONSES)
    assert "block digest failed" not in done.stdout


@pytest.fixture
def revisits(tmp_path, make_exchange):
    """A file of originals, revisits of them, and a 304."""
    deduplication = Deduplication(tmp_path, 1)
    deduplication.open()
    writer = WarcWriter(tmp_path, "job", deduplication=deduplication)
    plain = b'HTTP/1.1 200 OK\r\nETag: "x"\r\nContent-Length: 4\r\n\r\nbody'
    chunked = CHUNKED_RESPONSES["chunked"]
    for number, response in enumerate([plain, chunked, plain, chunked, RESPONSES["not-modified"]]):
        url = f"https://news.example/{number % 2}"
        writer.write(make_exchange(response, url=url, status=304 if number == 4 else 200))
    writer.close()
    assert writer.revisits == 3
    return next(tmp_path.glob("job/*.warc.gz"))


def test_warcio_and_fastwarc_read_revisits(revisits):
    ours = [(each.offset, each.get("WARC-Type"), b"".join(each.block)) for each in iter_records(revisits)]
    with revisits.open("rb") as file:
        iterator = ArchiveIterator(file)
        found = [
            (
                record.http_headers.get_statuscode(),
                record.rec_headers.get_header("WARC-Refers-To-Target-URI"),
            )
            for record in iterator
            if record.rec_type == "revisit"
        ]
    assert found == [
        ("200", "https://news.example/0"),
        ("200", "https://news.example/1"),
        ("304", "https://news.example/0"),
    ]
    with revisits.open("rb") as file:
        records = FastIterator(file, record_types=WarcRecordType.any_type, parse_http=False)
        theirs = [(each.stream_pos, each.headers["WARC-Type"], each.reader.read()) for each in records]
    assert theirs == ours


def test_warcio_check_passes_revisits(tmp_path, revisits):
    done = check(revisits)
    assert done.stdout.count("payload digest failed") == 1  # the chunked original
    assert "block digest failed" not in done.stdout


def test_cdxj_indexer_makes_the_same_index_of_revisits(revisits):
    code = "from cdxj_indexer.main import main; import sys; main(['-s', sys.argv[1]])"
    command = [sys.executable, "-W", "ignore", "-c", code, str(revisits)]
    theirs = subprocess.run(command, check=True, capture_output=True, timeout=60).stdout
    assert index_path(revisits).read_bytes() == theirs
    assert theirs.count(b"warc/revisit") == 3
