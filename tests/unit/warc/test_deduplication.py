"""Responses whose payload the archive has are written as revisits of it; all others whole."""

from __future__ import annotations

import gzip
import threading
from datetime import timedelta

import pytest

from crawler.errors import ArchiveError
from crawler.warc import deduplication as deduplication_module
from crawler.warc.catalog import NAME, Catalog
from crawler.warc.cdxj import parse_line
from crawler.warc.deduplication import Deduplication
from crawler.warc.indexing import index_path
from crawler.warc.options import WarcOptions
from crawler.warc.parsing import digest_problems
from crawler.warc.reader import iter_records, read_record
from crawler.warc.salvage import salvage
from crawler.warc.verification.archive import Verification
from crawler.warc.verification.lookup import archive_lookup
from crawler.warc.writer import WarcWriter
from crawler.warc.written import WrittenResponses
from tests.unit.warc.conftest import STARTED

A, B = "https://news.example/a", "https://news.example/b"
BODY = "<p>一则消息</p>\n".encode() * 200
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"


def ok(body=BODY, *lines):
    return (
        HEAD + b"".join(line + b"\r\n" for line in lines) + b"Content-Length: %d\r\n\r\n" % len(body) + body
    )


def chunked(body=BODY):
    return HEAD + b"Transfer-Encoding: chunked\r\n\r\n%x\r\n%b\r\n0\r\n\r\n" % (len(body), body)


def unmodified(*lines):
    return b"HTTP/1.1 304 Not Modified\r\n" + b"".join(line + b"\r\n" for line in lines) + b"\r\n"


@pytest.fixture
def crawl(tmp_path, make_exchange):
    """Writes one job: each exchange is given by its URL, its response and other facts; gives their refs."""

    def crawl(job, *exchanges, size=1024, encoded=False, **options):
        deduplication = Deduplication(tmp_path, size)
        deduplication.open()
        writer = WarcWriter(tmp_path, job, options=WarcOptions(**options), deduplication=deduplication)
        refs = []
        for number, (url, response, *facts) in enumerate(exchanges):
            given = {
                "url": url,
                "started": STARTED + timedelta(days=len(list(tmp_path.iterdir())), hours=number),
                "status": status(response),
            }
            exchange = make_exchange(response, **given | dict(*facts))
            made = writer.encode(exchange) if encoded and writer.warcinfo_id else None
            refs.append(writer.write(exchange, made))
        writer.close()
        return refs

    return crawl


def status(response):
    return int(response.split(b" ", 2)[1])


@pytest.fixture
def record_of(tmp_path):
    """The record that a ref leads to."""

    def record_of(ref):
        records = iter_records(tmp_path / ref.file)
        return next(record for record in records if record.offset == ref.offset)

    return record_of


@pytest.fixture
def types(record_of):
    def types(refs):
        return [record_of(ref).get("WARC-Type") for ref in refs]

    return types


def faults(archive, *folders):
    paths = sorted(path for folder in folders or [archive] for path in folder.rglob("*.warc.gz"))
    verification = Verification(paths, archive_lookup(archive))
    found = [fault for report in verification.reports(1, lambda _: None) for fault in report.log.faults]
    return [fault.problem for fault in [*found, *verification.between()]]


def test_a_payload_seen_in_the_same_job_becomes_a_revisit(crawl, types, tmp_path):
    first, again, other = crawl("job", (A, ok()), (A, ok()), (B, ok(BODY, b"Server: s")))
    assert types([first, again, other]) == ["response", "revisit", "revisit"]
    assert faults(tmp_path) == []


def test_a_payload_of_an_earlier_job_becomes_a_revisit_of_it(crawl, record_of, tmp_path):
    (first,) = crawl("job-1", (A, ok()))
    (again,) = crawl("job-2", (B, ok(BODY, b"Date: now")))
    record = record_of(again)
    assert record.get("WARC-Type") == "revisit"
    assert record.get("WARC-Refers-To") == first.record_id
    assert (again.url, again.payload_digest) == (B, first.payload_digest)
    assert faults(tmp_path) == []
    assert faults(tmp_path, tmp_path / "job-2") == []


def test_a_revisit_is_read_with_its_own_head_and_the_payload_of_its_original(crawl, tmp_path):
    packed = gzip.compress(BODY * 9, mtime=0)
    crawl("job-1", (A, ok(packed, b"Content-Encoding: gzip", b"Server: one")))
    (again,) = crawl("job-2", (B, ok(packed, b"Content-Encoding: gzip", b"Server: two")), size=1)
    captured = read_record(tmp_path, again)
    assert (captured.url, captured.status, captured.date) == (B, 200, again.date)
    assert (b"Server", b"two") in captured.headers
    assert captured.payload == packed
    assert captured.content == BODY * 9


def test_the_revisit_record_is_these_bytes(tmp_path, make_exchange, new_id):
    deduplication = Deduplication(tmp_path, 1)
    deduplication.open()
    writer = WarcWriter(tmp_path, "job", new_id=new_id, deduplication=deduplication)
    writer.write(make_exchange(ok(b"abc"), status=200))
    later = STARTED + timedelta(seconds=1)
    ref = writer.write(
        make_exchange(b"HTTP/1.1 200 fine\r\nx-ODD:a\r\n\r\nabc", url=B, status=200, started=later)
    )
    writer.close()
    with gzip.open(tmp_path / ref.file) as file:
        content = file.read()
    start = content.index(b"WARC/1.1\r\nWARC-Type: revisit")
    end = content.index(b"WARC/1.1\r\nWARC-Type: request", start)
    assert content[start:end] == (
        b"WARC/1.1\r\n"
        b"WARC-Type: revisit\r\n"
        b"WARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-000000000005>\r\n"
        b"WARC-Warcinfo-ID: <urn:uuid:00000000-0000-4000-8000-000000000001>\r\n"
        b"WARC-Target-URI: https://news.example/b\r\n"
        b"WARC-Date: 2022-02-14T00:21:47.123456Z\r\n"
        b"WARC-Profile: http://netpreserve.org/warc/1.1/revisit/identical-payload-digest\r\n"
        b"WARC-Refers-To: <urn:uuid:00000000-0000-4000-8000-000000000002>\r\n"
        b"WARC-Refers-To-Target-URI: https://news.example/a/1.html\r\n"
        b"WARC-Refers-To-Date: 2022-02-14T00:21:46.123456Z\r\n"
        b"WARC-Payload-Digest: sha1:VGMT4NSHA2AWVOR6EVYXQUGCNSONBWE5\r\n"
        b"WARC-Block-Digest: sha1:O6F6OZALUV6EOGMGIITGWK3NHJID55PZ\r\n"
        b"Content-Type: application/http;msgtype=response\r\n"
        b"Content-Length: 30\r\n\r\n"
        b"HTTP/1.1 200 fine\r\nx-ODD:a\r\n\r\n"
        b"\r\n\r\n"
    )


def test_its_request_and_metadata_go_with_it_and_its_index_line_says_that_it_is_one(crawl, tmp_path):
    crawl("job-1", (A, ok()))
    (again,) = crawl("job-2", (A, ok()))
    path = tmp_path / again.file
    records = list(iter_records(path))
    assert [record.get("WARC-Type") for record in records] == ["warcinfo", "revisit", "request", "metadata"]
    assert {record.get("WARC-Concurrent-To") for record in records[2:]} == {again.record_id}
    assert not any(problem for record in records for problem in digest_problems(record))
    capture = parse_line(index_path(path).read_bytes())
    assert (capture.mime, capture.status, capture.digest) == ("warc/revisit", "200", again.payload_digest)
    assert (capture.offset, capture.length) == (again.offset, again.length)


@pytest.mark.parametrize(
    ("response", "facts"),
    [
        (ok(BODY[:1023]), {}),
        (b"HTTP/1.1 302 Found\r\nLocation: /\r\n\r\n" + BODY, {}),
        (b"HTTP/1.1 404 Not Found\r\n\r\n" + BODY, {}),
        (b"HTTP/1.1 206 Partial Content\r\n\r\n" + BODY, {}),
        (b"HTTP/1.1 200 OK\r\n\r\n" + BODY, {"truncated": "length"}),
        (b"HTTP/1.1 200 OK\r\n\r\n" + BODY, {"error": "it broke"}),
        (b"HTTP/1.1 200 OK\r\n\r\n" + BODY, {"status": None}),
    ],
)
def test_what_is_small_or_no_whole_200_is_written_whole(crawl, types, response, facts):
    refs = crawl("job-1", (A, response, facts), (A, response, facts))
    refs += crawl("job-2", (A, response, facts), (A, response, facts))
    assert types(refs) == ["response"] * 4


def test_what_is_truncated_or_no_200_is_no_original(crawl, types):
    refs = crawl(
        "job",
        (A, ok(), {"truncated": "time"}),
        (A, b"HTTP/1.1 404 Not Found\r\n\r\n" + BODY),
        (A, ok(), {"error": "refused"}),
        (A, ok()),
    )
    assert types(refs) == ["response"] * 4
    assert types(crawl("job-2", (A, ok()))) == ["revisit"]


def test_an_empty_payload_is_never_a_revisit(crawl, types):
    assert types(crawl("job", (A, ok(b"")), (A, ok(b"")), size=0)) == ["response", "response"]


def test_without_deduplication_all_is_written_whole(tmp_path, make_exchange, types):
    writer = WarcWriter(tmp_path, "job")
    refs = [writer.write(make_exchange(ok(), status=200)) for _ in range(2)]
    writer.close()
    assert types(refs) == ["response", "response"]


def test_a_message_of_another_coding_is_written_whole(crawl, types):
    refs = crawl("job", (A, ok()), (A, chunked()), (A, chunked()), (A, ok()))
    assert types(refs) == ["response", "response", "revisit", "response"]
    assert types(crawl("job-2", (A, ok()), (A, chunked()))) == ["revisit", "revisit"]
    assert types(crawl("job-3", (A, ok(BODY, b"Content-Encoding: br")))) == ["response"]


def damage(path, ref):
    data = bytearray(path.read_bytes())
    data[ref.offset + ref.length // 2] ^= 1
    path.write_bytes(data)


def remove(path, _):
    path.unlink()


def cut(path, ref):
    path.write_bytes(path.read_bytes()[: ref.offset + ref.length // 2])


@pytest.mark.parametrize("harm", [damage, remove, cut])
def test_when_the_original_is_gone_or_damaged_the_response_is_written_whole(crawl, types, tmp_path, harm):
    (first,) = crawl("job-1", (A, ok(bytes(range(256)) * 400)))
    harm(tmp_path / first.file, first)
    refs = crawl("job-2", (A, ok(bytes(range(256)) * 400)), (A, ok(bytes(range(256)) * 400)))
    assert types(refs) == ["response", "revisit"]
    assert faults(tmp_path, tmp_path / "job-2") == []


def test_a_catalog_that_cannot_be_used_costs_only_the_revisits_of_other_jobs(
    crawl, types, tmp_path, caplog
):
    crawl("job-1", (A, ok()))
    (tmp_path / NAME).unlink()
    (tmp_path / NAME).mkdir()
    refs = crawl("job-2", (A, ok()), (A, ok()))
    assert types(refs) == ["response", "revisit"]
    assert "Only this job's own payloads are deduplicated" in caplog.text


def test_a_crawl_does_not_wait_for_a_catalog_that_takes_long(
    crawl, types, tmp_path, make_exchange, monkeypatch
):
    crawl("job-1", (A, ok()), (B, ok(BODY * 2)))
    release = threading.Event()

    def slow(archive):
        assert release.wait(10)
        return Catalog(archive)

    monkeypatch.setattr(deduplication_module, "Catalog", slow)
    monkeypatch.setattr(deduplication_module, "_PATIENCE", 0.01)
    deduplication = Deduplication(tmp_path, 1)
    deduplication.open()
    writer = WarcWriter(tmp_path, "job-2", deduplication=deduplication)
    refs = [writer.write(make_exchange(ok(), status=200)) for _ in range(2)]
    refreshing = deduplication._refreshing
    release.set()
    refreshing.join(10)
    refs += [writer.write(make_exchange(ok(body), status=200)) for body in (BODY[1:], BODY * 2)]
    writer.close()
    assert types(refs) == ["response", "revisit", "response", "revisit"]
    assert faults(tmp_path) == []


def test_revisits_lead_to_files_of_the_job_that_are_finished(crawl, types, tmp_path):
    refs = crawl("job", *((A, ok()) for _ in range(4)), max_size=1)
    assert len({ref.file for ref in refs}) == 4
    assert types(refs) == ["response", "revisit", "revisit", "revisit"]
    assert faults(tmp_path) == []
    assert {read_record(tmp_path, ref).payload for ref in refs} == {BODY}


def test_what_another_thread_encoded_is_the_same(crawl, record_of):
    responses = [ok(), ok(), ok(BODY * 2), ok(BODY[:10]), ok(BODY * 2), chunked()]
    crawl("job-1", (A, ok(BODY * 3)))
    here = crawl("job-2", *((A, each) for each in responses))
    there = crawl("job-3", (B, ok(BODY * 3)), *((A, each) for each in responses[2:]), encoded=True)
    assert [record_of(ref).get("WARC-Type") for ref in here] == (
        ["response", "revisit", "response", "response", "revisit", "response"]
    )
    assert [record_of(ref).get("WARC-Type") for ref in there] == (
        ["revisit", "revisit", "response", "revisit", "revisit"]
    )


def test_a_file_begun_since_it_was_encoded_gets_records_of_its_own(tmp_path, make_exchange, types):
    deduplication = Deduplication(tmp_path, 1)
    deduplication.open()
    writer = WarcWriter(tmp_path, "job", options=WarcOptions(max_size=1), deduplication=deduplication)
    first = writer.write(make_exchange(ok(), status=200))
    second = make_exchange(ok(), url=B, status=200)
    again = writer.write(second, writer.encode(second))
    writer.close()
    assert types([first, again]) == ["response", "revisit"]
    assert first.file != again.file
    assert faults(tmp_path) == []


def test_after_a_crash_revisits_of_the_same_file_still_resolve(tmp_path, make_exchange, types):
    deduplication = Deduplication(tmp_path, 1)
    deduplication.open()
    writer = WarcWriter(tmp_path, "job", deduplication=deduplication)
    refs = [writer.write(make_exchange(ok(), url=url, status=200)) for url in (A, B)]
    writer.sync()
    assert read_record(tmp_path, refs[1]).payload == BODY  # while it is written
    path = next(tmp_path.glob("job/*.open"))
    with path.open("r+b") as file:
        file.truncate(path.stat().st_size - 9)
    writer._file.abandon()
    assert salvage(tmp_path)[0].torn_bytes
    assert types(refs) == ["response", "revisit"]
    assert read_record(tmp_path, refs[1]).payload == BODY
    assert faults(tmp_path) == []


ETAG, NEWER = b'ETag: "one"', b'ETag: W/"two"'


def test_a_304_becomes_a_revisit_of_the_capture_that_it_confirms(crawl, record_of, tmp_path):
    first, newer = crawl("job-1", (A, ok(BODY, ETAG)), (A, ok(BODY * 2, NEWER)))
    refs = crawl("job-2", (A, unmodified(ETAG)), (A, unmodified(b'ETag: "two"')), (A, unmodified()))
    records = [record_of(ref) for ref in refs]
    assert [record.get("WARC-Refers-To") for record in records] == [
        first.record_id, newer.record_id, newer.record_id,
    ]  # fmt: skip
    assert {record.get("WARC-Profile") for record in records} == {
        "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
    }
    assert b"".join(records[0].block) == unmodified(ETAG)
    assert refs[0].payload_digest == first.payload_digest
    captured = read_record(tmp_path, refs[0])
    assert (captured.status, captured.payload) == (304, b"")
    assert faults(tmp_path) == []
    assert faults(tmp_path, tmp_path / "job-2") == []


def test_a_304_may_confirm_a_revisit_and_then_refers_to_the_original(crawl, record_of):
    (first,) = crawl("job-1", (A, ok(BODY, ETAG)))
    crawl("job-2", (A, ok(BODY, NEWER)))
    (again,) = crawl("job-3", (A, unmodified(NEWER)))
    assert record_of(again).get("WARC-Refers-To") == first.record_id
    first, _, again = crawl("job", (B, ok(BODY * 5)), (B, ok(BODY * 5, NEWER)), (B, unmodified(NEWER)))
    assert record_of(again).get("WARC-Refers-To") == first.record_id


@pytest.mark.parametrize(
    ("url", "response", "facts"),
    [
        (A, unmodified(b'ETag: "three"'), {}),
        (A, unmodified(b"Last-Modified: Mon, 14 Feb 2022 00:00:00 GMT"), {}),
        (B, unmodified(ETAG), {}),
        (A, unmodified(ETAG), {"method": "HEAD"}),
        (A, unmodified(ETAG), {"truncated": "disconnect"}),
    ],
)
def test_a_304_that_confirms_nothing_we_hold_is_a_response(crawl, types, url, response, facts):
    crawl("job-1", (A, ok(BODY, ETAG)))
    assert types(crawl("job-2", (url, response, facts))) == ["response"]


def test_a_304_is_a_response_when_its_original_is_gone(crawl, types, tmp_path):
    (first,) = crawl("job-1", (A, ok(BODY, ETAG)))
    (tmp_path / first.file).write_bytes(b"")
    assert types(crawl("job-2", (A, unmodified(ETAG)))) == ["response"]


def test_what_a_job_has_written_is_remembered_up_to_a_bound():
    written = WrittenResponses(kept=3)
    for number in range(9):
        written.note(f"https://news.example/{number}", f"sha1:{number}", b"", None)
    known = [number for number in range(9) if written.latest(f"https://news.example/{number}")]
    assert known == [6, 7, 8]


def test_what_a_revisit_stands_for_is_missed_in_words(crawl, tmp_path):
    (first,) = crawl("job-1", (A, ok()))
    (again,) = crawl("job-2", (B, ok()))
    (tmp_path / first.file).unlink()
    index_path(tmp_path / first.file).unlink()
    with pytest.raises(ArchiveError, match=f"{B}, captured .*: its payload is that of {A}, captured .*Put"):
        read_record(tmp_path, again)


def test_another_copy_of_the_payload_stands_in_for_a_damaged_original(crawl, tmp_path):
    (first,) = crawl("job-1", (A, ok()))
    (again,) = crawl("job-2", (B, ok()))
    damage(tmp_path / first.file, first)
    crawl("job-3", (B, ok()))
    assert read_record(tmp_path, again).payload == BODY
