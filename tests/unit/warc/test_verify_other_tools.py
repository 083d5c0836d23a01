"""Right files of other tools are without fault, whatever they mean by a payload digest."""

from __future__ import annotations

import hashlib
import io
import struct
import zlib
from base64 import b32encode

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from crawler.warc.verification.archive import Verification

PAGE = b"<p>page</p>" * 20
CHUNKED = b"%x\r\n%b\r\n0\r\n\r\n" % (len(PAGE), PAGE)
ID = "<urn:uuid:%08d-3ea5-4305-8025-36f82e1fa575>"


def faults(*paths):
    verification = Verification(list(paths), lambda url, instant: False)
    within = [fault for r in verification.reports(1, lambda done: None) for fault in r.log.faults]
    return [fault.problem for fault in [*within, *verification.between()]]


def sha1(data):
    return "sha1:" + b32encode(hashlib.sha1(data).digest()).decode()


@pytest.mark.parametrize("compressed", [True, False])
@pytest.mark.parametrize("version", ["1.0", "1.1"])
def test_files_of_warcio_are_without_fault(tmp_path, version, compressed):
    path = tmp_path / ("x.warc.gz" if compressed else "x.warc")
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=compressed, warc_version=version)
        writer.write_record(writer.create_warcinfo_record(path.name, {"software": "warcio"}))
        for name, headers, body in (
            ("plain", [("Content-Length", str(len(PAGE)))], PAGE),
            ("chunked", [("Transfer-Encoding", "chunked")], CHUNKED),
        ):
            url = f"https://news.example/{name}"
            head = StatusAndHeaders("200 OK", headers, protocol="HTTP/1.1")
            response = writer.create_warc_record(
                url, "response", payload=io.BytesIO(body), http_headers=head
            )
            asked = StatusAndHeaders("GET / HTTP/1.1", [("Host", "news.example")], is_http_request=True)
            request = writer.create_warc_record(url, "request", http_headers=asked)
            writer.write_request_response_pair(request, response)
            digest = response.rec_headers.get_header("WARC-Payload-Digest")
            date = response.rec_headers.get_header("WARC-Date")
            writer.write_record(writer.create_revisit_record(url, digest, url, date, http_headers=head))
        text = io.BytesIO(b"text")
        writer.write_record(writer.create_warc_record("urn:text", "resource", payload=text))
    assert faults(path) == []


def wget_record(number, kind, block, payload=None, **more):
    """A record as GNU Wget 1.21 writes it, field for field."""
    fields = {
        "WARC-Type": kind,
        "WARC-Record-ID": ID % number,
        "WARC-Warcinfo-ID": ID % 1,
        "WARC-Target-URI": "<http://127.0.0.1:38191/a>",
        "WARC-Date": "2026-11-22T16:01:31Z",
        "WARC-IP-Address": "127.0.0.1",
        "WARC-Block-Digest": sha1(block),
        "WARC-Payload-Digest": payload and sha1(payload),
        "Content-Type": f"application/http;msgtype={kind}",
    }
    fields |= {name.replace("_", "-"): value for name, value in more.items()}
    lines = "".join(f"{name}: {value}\r\n" for name, value in fields.items() if value)
    header = f"WARC/1.0\r\n{lines}Content-Length: {len(block)}\r\n\r\n"
    return header.encode() + block + b"\r\n\r\n"


def wget_member(record):
    """A gzip member with Wget's extra field, which holds the member's and the record's sizes."""
    deflate = zlib.compressobj(9, zlib.DEFLATED, -15)
    data = deflate.compress(record) + deflate.flush()
    extra = struct.pack("<H2sHII", 12, b"sl", 8, 24 + len(data) + 8, len(record))
    trailer = struct.pack("<II", zlib.crc32(record), len(record))
    return b"\x1f\x8b\x08\x04\0\0\0\0\x02\x03" + extra + data + trailer


def wget_records():
    """Wget takes the body as it was sent, chunks and all, for the payload."""
    info = {"WARC_Target_URI": None, "WARC_IP_Address": None, "WARC_Warcinfo_ID": None}
    request = b"GET /a HTTP/1.1\r\nHost: 127.0.0.1:38191\r\n\r\n"
    response = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + CHUNKED
    yield wget_record(
        1, "warcinfo", b"software: Wget/1.21.3\r\n\r\n", Content_Type="application/warc-fields", **info
    )
    yield wget_record(2, "request", request)
    yield wget_record(3, "response", response, CHUNKED, WARC_Concurrent_To=ID % 2)
    manifest = "<metadata://gnu.org/software/wget/warc/MANIFEST.txt>"
    yield wget_record(4, "metadata", b"x", Content_Type="text/plain", WARC_Target_URI=manifest)


def test_files_of_wget_are_without_fault(tmp_path):
    plain, compressed = tmp_path / "x.warc", tmp_path / "x.warc.gz"
    plain.write_bytes(b"".join(wget_records()))
    compressed.write_bytes(b"".join(map(wget_member, wget_records())))
    assert faults(plain) == []
    assert faults(compressed) == []


def test_the_payload_of_a_chunked_response_may_be_either_body_but_no_other(tmp_path):
    response = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + CHUNKED
    path = tmp_path / "x.warc"
    for payload, right in ((PAGE, True), (CHUNKED, True), (response, False), (b"x", False)):
        path.write_bytes(wget_record(3, "response", response, payload, WARC_Warcinfo_ID=None))
        assert (faults(path) == []) is right


def test_altered_wget_files_are_found(tmp_path):
    path = tmp_path / "x.warc.gz"
    whole = b"".join(map(wget_member, wget_records()))
    for offset in range(len(whole)):
        data = bytearray(whole)
        data[offset] ^= 0xFF
        path.write_bytes(data)
        position = offset - whole.rfind(b"\x1f\x8b\x08\x04", 0, offset + 1)
        in_extra_field = 12 <= position < 24  # which no checksum covers
        assert faults(path) or in_extra_field, offset
