"""One byte altered anywhere in a WARC file of ours is found, and named by file, offset and record."""

from __future__ import annotations

import zlib

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crawler.warc import gzip
from crawler.warc.options import WarcOptions
from crawler.warc.verification.archive import Verification
from crawler.warc.verification.file import verify_file
from crawler.warc.writer import WarcWriter

MEMBER = b"\x1f\x8b\x08"


def faults(*paths):
    verification = Verification(list(paths), lambda url, instant: False)
    within = [fault for report in verification.reports(1, lambda done: None) for fault in report.log.faults]
    return within + list(verification.between())


def written(archive, make_exchange, responses):
    writer = WarcWriter(archive, "job", info=[("software", "newsvault/0")], options=WarcOptions())
    for number, response in enumerate(responses):
        writer.write(make_exchange(response, url=f"https://news.example/{number}"))
    writer.close()
    return next(archive.glob("job/*.warc.gz"))


@pytest.fixture(params=[gzip.CODEC, zlib], ids=lambda codec: codec.__name__)
def path(request, tmp_path, make_exchange, page, monkeypatch):
    monkeypatch.setattr(gzip, "CODEC", request.param)
    chunked = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nbody\r\n0\r\n\r\n"
    return written(tmp_path, make_exchange, [page, chunked])


def test_a_file_of_ours_is_without_fault(path):
    assert faults(path) == []


def test_every_byte_inverted_is_found_and_named(path):
    whole = path.read_bytes()
    for offset in range(len(whole)):
        data = bytearray(whole)
        data[offset] ^= 0xFF
        path.write_bytes(data)
        found = verify_file(path).log.faults
        assert found, f"byte {offset} inverted was not found"
        assert all(fault.file == str(path) and fault.offset is not None for fault in found)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_single_bit_is_found(path, tmp_path, data):
    altered = bytearray(path.read_bytes())
    position = data.draw(st.integers(0, len(altered) - 1))
    altered[position] ^= 1 << data.draw(st.integers(0, 7))
    copy = tmp_path / "copy.warc.gz"
    copy.write_bytes(altered)
    assert verify_file(copy).log.count


def test_bits_outside_the_compressed_data_are_found(path):
    whole = path.read_bytes()
    for field in range(3, 10):  # FLG, MTIME, XFL and OS: no checksum covers them
        for bit in range(8):
            data = bytearray(whole)
            data[field] ^= 1 << bit
            path.write_bytes(data)
            assert verify_file(path).log.count, f"bit {bit} of header byte {field}"


@pytest.fixture
def three(tmp_path, make_exchange, page):
    path = written(tmp_path, make_exchange, [page, page, page])
    path.with_name(path.name + ".cdxj").unlink()  # it would have a fault of its own
    return path


def second_member(data):
    begin = data.index(MEMBER, 10)
    return begin, data.index(MEMBER, begin + 10)


def test_a_damaged_record_is_one_fault_and_those_after_it_are_read(three):
    records = verify_file(three).records
    data = bytearray(three.read_bytes())
    second, third = second_member(data)
    data[third - 8] ^= 1  # the checksum: all of the record can still be had
    three.write_bytes(data)
    (fault,) = faults(three)
    assert fault.offset == second
    assert "gzip member is damaged" in fault.problem
    assert verify_file(three).records == records


def test_wherever_a_record_is_damaged_those_after_it_are_read(three):
    records = verify_file(three).records
    whole = three.read_bytes()
    second, third = second_member(whole)
    for offset in range(second + 10, third):
        data = bytearray(whole)
        data[offset] ^= 1
        three.write_bytes(data)
        found = faults(three)
        assert [fault.offset for fault in found if "gzip member is damaged" in fault.problem] == [second]
        # the id may be damaged too: then what refers to it leads nowhere
        assert all("leads to no record" in fault.problem for fault in found if fault.offset != second)
        # without a header nothing is known of a record: it is not counted
        assert verify_file(three).records in (records - 1, records)
