from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from urllib.parse import unquote_to_bytes

import pytest

from crawler.warc.fields import field_lines, timestamp, uri
from crawler.warc.records import exchange_records, warcinfo_record

INFO = "<urn:uuid:ffffffff-0000-4000-8000-000000000000>"


def records_of(exchange, new_id, **options):
    records = exchange_records(exchange, warcinfo_id=INFO, new_id=new_id, **options)
    return {record.type: record for record in records}


def field(record, name):
    lines = record.header.decode().split("\r\n")
    return [line.split(": ", 1)[1] for line in lines if line.startswith(name + ": ")]


def test_a_warcinfo_record_is_these_bytes():
    record = warcinfo_record(
        [("software", "newsvault/0"), ("operator", None), ("robots", "obey")],
        filename="NEWSVAULT-1.warc.gz",
        date=datetime(2022, 2, 14, 0, 21, 46, 5, tzinfo=UTC),
        record_id=INFO,
    )
    assert b"".join(record) == (
        b"WARC/1.1\r\n"
        b"WARC-Type: warcinfo\r\n"
        b"WARC-Record-ID: <urn:uuid:ffffffff-0000-4000-8000-000000000000>\r\n"
        b"WARC-Date: 2022-02-14T00:21:46.000005Z\r\n"
        b"WARC-Filename: NEWSVAULT-1.warc.gz\r\n"
        b"WARC-Block-Digest: sha1:FMHN2T2OFHNLY2KDPELY423AEGCXYAQX\r\n"
        b"Content-Type: application/warc-fields\r\n"
        b"Content-Length: 37\r\n"
        b"\r\n"
        b"software: newsvault/0\r\nrobots: obey\r\n"
        b"\r\n\r\n"
    )


def test_the_records_of_an_exchange_are_these_bytes(make_exchange, new_id):
    exchange = make_exchange(
        [
            b"HTTP/1.1 200 OK\r\ntransfer-ENCODING: chunked\r\n\r\n",
            b"3;x=y\r\nabc\r\n0\r\n",
            b"T: 1\r\n\r\n",
        ],
        address="192.0.2.7",
        protocols=("http/1.1", "tls/1.3"),
        cipher_suite="TLS_AES_256_GCM_SHA384",
        elapsed=1.2346,
        referrer="https://news.example/",
        redirected_from="https://news.example/0",
        hops="LR",
    )
    records = exchange_records(exchange, warcinfo_id=INFO, new_id=new_id)
    common = (
        b"WARC-Warcinfo-ID: <urn:uuid:ffffffff-0000-4000-8000-000000000000>\r\n"
        b"WARC-Target-URI: https://news.example/a/1.html\r\n"
        b"WARC-Date: 2022-02-14T00:21:46.123456Z\r\n"
        b"WARC-IP-Address: 192.0.2.7\r\n"
    )
    wire = (
        b"WARC-Protocol: http/1.1\r\n"
        b"WARC-Protocol: tls/1.3\r\n"
        b"WARC-Cipher-Suite: TLS_AES_256_GCM_SHA384\r\n"
    )
    concurrent = b"WARC-Concurrent-To: <urn:uuid:00000000-0000-4000-8000-000000000001>\r\n"
    assert b"".join(records[0]) == (
        b"WARC/1.1\r\nWARC-Type: response\r\n"
        b"WARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-000000000001>\r\n"
        + common
        + wire
        + b"WARC-Payload-Digest: sha1:VGMT4NSHA2AWVOR6EVYXQUGCNSONBWE5\r\n"
        b"WARC-Block-Digest: sha1:LD7OQ7G3IOJJZTWF3YTMTFRO2J5B4MPE\r\n"
        b"Content-Type: application/http;msgtype=response\r\n"
        b"Content-Length: 70\r\n\r\n"
        b"HTTP/1.1 200 OK\r\ntransfer-ENCODING: chunked\r\n\r\n3;x=y\r\nabc\r\n0\r\nT: 1\r\n\r\n"
        b"\r\n\r\n"
    )
    assert b"".join(records[1]) == (
        b"WARC/1.1\r\nWARC-Type: request\r\n"
        b"WARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-000000000002>\r\n"
        + common
        + concurrent
        + wire
        + b"WARC-Block-Digest: sha1:RTXZL2BH6TQATAKLD2XYJE2OPQVKW4QE\r\n"
        b"Content-Type: application/http;msgtype=request\r\n"
        b"Content-Length: 46\r\n\r\n"
        b"GET /a/1.html HTTP/1.1\r\nHost: news.example\r\n\r\n"
        b"\r\n\r\n"
    )
    assert b"".join(records[2]) == (
        b"WARC/1.1\r\nWARC-Type: metadata\r\n"
        b"WARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-000000000003>\r\n"
        + common
        + concurrent
        + b"WARC-Block-Digest: sha1:EB5O7TCUGIAVFVR6T4MYESM4BJ6GKIIH\r\n"
        b"Content-Type: application/warc-fields\r\n"
        b"Content-Length: 105\r\n\r\n"
        b"via: https://news.example/\r\nredirectedFrom: https://news.example/0\r\n"
        b"hopsFromSeed: LR\r\nfetchTimeMs: 1235\r\n"
        b"\r\n\r\n"
    )
    assert len(records) == 3


def test_sha256_digests_by_option(make_exchange, new_id, page):
    response = records_of(make_exchange(page), new_id, algorithm="sha256")["response"]
    assert field(response, "WARC-Payload-Digest") == [response.payload_digest]
    assert response.payload_digest.startswith("sha256:")
    assert field(response, "WARC-Block-Digest")[0].startswith("sha256:")


def test_an_exchange_without_an_answer_has_no_response_record(make_exchange, new_id):
    records = records_of(make_exchange(error="connection reset\r\nby peer", address=None), new_id)
    assert list(records) == ["request", "metadata"]
    assert field(records["metadata"], "WARC-Concurrent-To") == [records["request"].id]
    assert field(records["request"], "WARC-Concurrent-To") == []
    assert field(records["request"], "WARC-IP-Address") == []
    assert b"".join(records["metadata"].block) == b"fetchTimeMs: 0\r\nerror: connection reset  by peer\r\n"


def test_an_exchange_that_sent_nothing_has_a_metadata_record_only(make_exchange, new_id):
    records = records_of(make_exchange(request=b"", error="no route to host"), new_id)
    assert list(records) == ["metadata"]
    assert field(records["metadata"], "WARC-Concurrent-To") == []


def test_a_truncated_message_says_why(make_exchange, new_id):
    message = b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc"
    response = records_of(make_exchange(message, truncated="disconnect"), new_id)["response"]
    assert field(response, "WARC-Truncated") == ["disconnect"]
    assert b"".join(response.block) == message


def test_interim_messages_and_excess_bytes_stay_out_of_the_response(make_exchange, new_id):
    interim = b'HTTP/1.1 103 Early Hints\r\nLink: </a%20b.css>; rel="x"\r\n\r\n'
    message = b"HTTP/1.1 204 No Content\r\n\r\n"
    exchange = make_exchange(
        interim + message + b"junk", response_start=len(interim), response_end=len(interim + message)
    )
    records = records_of(exchange, new_id)
    assert b"".join(records["response"].block) == message
    facts = dict(line.split(b": ", 1) for line in b"".join(records["metadata"].block).splitlines())
    assert facts[b"interimResponseBytes"] == b"%d" % len(interim)
    assert unquote_to_bytes(facts[b"interimResponses"]) == interim
    assert facts[b"excessBytes"] == b"4"


def test_a_spooled_response_is_the_same_record_as_one_in_memory(make_exchange, page):
    same_id = lambda: INFO  # noqa: E731
    in_memory = make_exchange(page)
    on_disk = make_exchange([page[:100], page[100:]], limit=10)
    for one, other in zip(
        exchange_records(in_memory, warcinfo_id=INFO, new_id=same_id),
        exchange_records(on_disk, warcinfo_id=INFO, new_id=same_id),
        strict=True,
    ):
        assert b"".join(one) == b"".join(other)


def test_a_response_freed_too_early_is_an_error_not_a_short_record(make_exchange, new_id, page):
    exchange = make_exchange(page)
    exchange.response.close()
    with pytest.raises(ValueError, match="went missing"):
        exchange_records(exchange, warcinfo_id=INFO, new_id=new_id)


@pytest.mark.parametrize(
    "poison", ["\r\nWARC-Type: revisit", "\nX: y", "\r", "\x00", "\x85", "\u2028", "\ud800"]
)
def test_nothing_from_outside_ends_a_header_line(make_exchange, new_id, page, poison):
    exchange = make_exchange(
        page,
        url=f"https://news.example/{poison}",
        address=f"192.0.2.1{poison}",
        protocols=(f"http/1.1{poison}",),
        cipher_suite=f"TLS{poison}",
        truncated=f"time{poison}",
        referrer=f"https://news.example/{poison}",
        redirected_from=f"https://news.example/{poison}",
        hops=f"L{poison}",
        error=f"reset{poison}",
    )
    honest = make_exchange(
        page,
        address="a",
        protocols=("p",),
        cipher_suite="c",
        truncated="t",
        referrer="r",
        redirected_from="f",
        hops="L",
        error="e",
    )
    for kind, record in records_of(exchange, new_id).items():
        lines = record.header.split(b"\r\n")
        expected = records_of(honest, new_id)[kind]
        assert len(lines) == len(expected.header.split(b"\r\n")) == len(record.header.splitlines()) + 1
        if kind == "metadata":
            assert b"".join(record.block).count(b"\n") == b"".join(expected.block).count(b"\n")


def test_a_uri_is_visible_ascii():
    assert uri("https://news.example/a?b=%20&c='(d)'#[x]") == "https://news.example/a?b=%20&c='(d)'#[x]"
    assert uri("https://news.example/新 闻\r\n") == "https://news.example/%E6%96%B0%20%E9%97%BB%0D%0A"


def test_field_values_are_utf8_and_none_is_left_out():
    assert field_lines([("operator", "报\u3000社"), ("x", None)]) == "operator: 报 社\r\n".encode()


def test_a_date_is_written_in_utc():
    east = timezone(timedelta(hours=8))
    assert timestamp(datetime(2022, 2, 14, 8, 0, tzinfo=east)) == "2022-02-14T00:00:00.000000Z"
