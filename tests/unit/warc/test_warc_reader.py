from __future__ import annotations

import gzip
import zlib
from dataclasses import replace

import brotlicffi as brotli
import pytest

from crawler.errors import ArchiveError
from crawler.warc import content
from crawler.warc.reader import iter_records, read_record
from crawler.warc.writer import WarcWriter

TEXT = "一则消息".encode() * 1000


@pytest.fixture
def archived(tmp_path, make_exchange):
    """Archives a response; gives its ref."""
    writer = WarcWriter(tmp_path, "job")

    def archive(response, **facts):
        ref = writer.write(make_exchange(response, **facts))
        writer.sync()
        return ref

    yield archive
    writer.close()


def with_coding(coding: bytes, body: bytes) -> bytes:
    return b"HTTP/1.1 200 OK\r\nContent-Encoding: " + coding + b"\r\n\r\n" + body


def raw_deflate(data: bytes) -> bytes:
    state = zlib.compressobj(wbits=-15)
    return state.compress(data) + state.flush()


def test_a_response_is_read_as_it_was_received(archived, tmp_path, page):
    ref = archived(page.replace(b"Content-Type", b"cONTENT-type"))
    captured = read_record(tmp_path, ref)
    assert (captured.url, captured.date, captured.status) == (ref.url, ref.date, 200)
    assert captured.headers[0] == (b"cONTENT-type", b"text/html; charset=utf-8")
    assert captured.payload == captured.content == page.split(b"\r\n\r\n", 1)[1]
    assert ("WARC-Record-ID", ref.record_id) in captured.record_headers


def test_a_chunked_and_compressed_body(archived, tmp_path):
    packed = gzip.compress(TEXT)
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n\r\n"
    body = b"%x;x\r\n%b\r\n5\r\n%b\r\n" % (len(packed) - 5, packed[:-5], packed[-5:])
    captured = read_record(tmp_path, archived(head + body + b"0\r\nT: 1\r\n\r\n"))
    assert captured.payload == packed
    assert captured.content == TEXT


@pytest.mark.parametrize(
    ("coding", "body"),
    [
        (b"gzip", gzip.compress(TEXT, mtime=0)),
        (b"X-GZIP", gzip.compress(TEXT, mtime=0)),
        (b"gzip", gzip.compress(TEXT[:99], mtime=0) + gzip.compress(TEXT[99:], mtime=0) + bytes(8)),
        (b"deflate", zlib.compress(TEXT)),
        (b"deflate", raw_deflate(TEXT)),
        (b"br", brotli.compress(TEXT)),
        (b"deflate, gzip", gzip.compress(zlib.compress(TEXT), mtime=0)),
        (b"identity", TEXT),
        (b"unknown", TEXT),
        (b"", TEXT),
    ],
)
def test_content_codings_are_undone(archived, tmp_path, coding, body):
    captured = read_record(tmp_path, archived(with_coding(coding, body)))
    assert captured.payload == body
    assert captured.content == TEXT


@pytest.mark.parametrize("coding", [b"gzip", b"deflate", b"br"])
def test_an_empty_body_has_no_coding(archived, tmp_path, coding):
    assert read_record(tmp_path, archived(with_coding(coding, b""))).content == b""


@pytest.mark.parametrize(
    ("coding", "packed"),
    [
        (b"gzip", gzip.compress(TEXT * 9, mtime=0)),
        (b"deflate", zlib.compress(TEXT * 9)),
        (b"br", brotli.compress(TEXT)),
    ],
)
def test_a_body_that_was_cut_off_gives_what_there_is(archived, tmp_path, coding, packed):
    captured = read_record(tmp_path, archived(with_coding(coding, packed[:-4]), truncated="disconnect"))
    assert (TEXT * 9).startswith(captured.content)


def altered(packed, position):
    return packed[:position] + bytes([packed[position] ^ 255]) + packed[position + 1 :]


def test_a_wrong_checksum_costs_nothing(archived, tmp_path):
    packed = gzip.compress(TEXT * 99)
    body = altered(packed, len(packed) - 7)
    assert read_record(tmp_path, archived(with_coding(b"gzip", body))).content == TEXT * 99


@pytest.mark.parametrize("pack", [gzip.compress, zlib.compress, brotli.compress])
def test_what_is_damaged_gives_what_stands_before_the_damage(archived, tmp_path, pack):
    text = b"".join(b"%d times %d is %d. " % (n, n * 7919 % 1000, n * n) for n in range(3000))
    coding = {gzip.compress: b"gzip", zlib.compress: b"deflate", brotli.compress: b"br"}[pack]
    packed = pack(text)
    body = packed[: len(packed) // 2] + b"\xff" * 200 + packed[len(packed) // 2 + 200 :]
    found = read_record(tmp_path, archived(with_coding(coding, body))).content
    before = next((n for n, (a, b) in enumerate(zip(found, text, strict=False)) if a != b), len(found))
    assert before > len(text) // 4


@pytest.mark.parametrize("coding", [b"gzip", b"deflate", b"br"])
def test_a_body_that_is_not_in_its_coding_is_a_clear_error(archived, tmp_path, coding):
    captured = read_record(tmp_path, archived(with_coding(coding, b"\xfe<html>not packed at all</html>")))
    with pytest.raises(ArchiveError, match=rf"https://news.example/a/1.html.*not {coding.decode()}"):
        _ = captured.content


@pytest.mark.parametrize("pack", [gzip.compress, zlib.compress, brotli.compress])
def test_a_decompression_bomb_is_refused(archived, tmp_path, monkeypatch, pack):
    monkeypatch.setattr(content, "SIZE_LIMIT", 1 << 20)
    coding = {gzip.compress: b"gzip", zlib.compress: b"deflate", brotli.compress: b"br"}[pack]
    captured = read_record(tmp_path, archived(with_coding(coding, pack(bytes(20 << 20)))))
    with pytest.raises(ArchiveError, match="more than 1048576 bytes"):
        _ = captured.content


def test_zstd_is_undone_where_a_decoder_is_installed(archived, tmp_path):
    body = content._zstd.compress(TEXT) if content._zstd else TEXT
    assert read_record(tmp_path, archived(with_coding(b"zstd", body))).content == TEXT


def test_a_malformed_message_is_read_too(archived, tmp_path):
    captured = read_record(tmp_path, archived(b"garbage\n\x00\xff: \n\nbody"))
    assert (captured.status, captured.payload) == (None, b"body")


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"record_id": "<urn:uuid:other>"}, "not <urn:uuid:other>"),
        ({"payload_digest": "sha1:OTHER"}, "WARC-Payload-Digest is another"),
        ({"length": 1}, "not 1"),
        ({"offset": 1}, "no whole record at byte 1"),
        ({"offset": 10**9}, "no whole record"),
        ({"file": "job/missing.warc.gz"}, "no such WARC file"),
        ({"file": "../job/missing.warc.gz"}, "no such WARC file"),
        ({"file": "/etc/passwd"}, "no such WARC file"),
    ],
)
def test_a_ref_that_leads_elsewhere_is_a_clear_error(archived, tmp_path, page, change, problem):
    ref = archived(page)
    with pytest.raises(ArchiveError, match=problem):
        read_record(tmp_path, replace(ref, **change))


def test_a_record_whose_digests_are_wrong_is_a_clear_error(archived, tmp_path, page):
    ref = archived(page)
    path = next(tmp_path.glob("job/*"))
    content = path.read_bytes()
    record = gzip.decompress(content[ref.offset : ref.offset + ref.length])
    for old, new, name in (
        (b"<p>", b"<P>", "WARC-Block-Digest"),
        (b"WARC-Block-Digest", b"WARC-Other-Digest", None),
        (b"HTTP/1.1 200", b"HTTP/1.1 404", "WARC-Block-Digest"),
    ):
        forged = gzip.compress(record.replace(old, new))
        path.write_bytes(content[: ref.offset] + forged)
        changed = replace(ref, length=len(forged))
        if name is None:
            assert read_record(tmp_path, changed).status == 200
            continue
        with pytest.raises(ArchiveError, match=f"{path.name.removesuffix('.open')}.*its {name} is sha1:"):
            read_record(tmp_path, changed)


def test_any_flipped_byte_of_a_member_is_noticed(archived, tmp_path):
    ref = archived(b"HTTP/1.1 200 OK\r\n\r\nbody")
    path = next(tmp_path.glob("job/*"))
    content = bytearray(path.read_bytes())
    for at in range(ref.offset, ref.offset + ref.length):
        if 3 < at - ref.offset < 10:  # the member's time, hints and system: nothing depends on them
            continue
        content[at] ^= 0x55
        path.write_bytes(content)
        with pytest.raises(ArchiveError):
            read_record(tmp_path, ref)
        content[at] ^= 0x55


def test_records_are_read_up_to_the_damage_which_is_named(archived, tmp_path, page):
    archived(page)
    second = archived(page)
    path = next(tmp_path.glob("job/*"))
    content = bytearray(path.read_bytes())
    content[second.offset + 20] ^= 0xFF
    path.write_bytes(content)
    records = iter_records(path)
    assert [next(records).offset for _ in range(4)][-1] < second.offset
    with pytest.raises(ArchiveError, match=f"{path.name}: no whole record at byte {second.offset}"):
        next(records)


def test_a_missing_file_is_a_clear_error(tmp_path):
    with pytest.raises(ArchiveError, match=r"none\.warc\.gz"):
        list(iter_records(tmp_path / "none.warc.gz"))
