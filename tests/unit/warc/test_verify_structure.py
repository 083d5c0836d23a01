"""What verification says of WARC files whose structure, fields or ends are wrong."""

from __future__ import annotations

import fcntl
import gzip
import hashlib
import tracemalloc
from base64 import b32encode

import pytest

from crawler.errors import ArgumentError
from crawler.warc.verification.archive import Verification
from crawler.warc.verification.file import verify_file
from crawler.warc.verification.members import Member
from crawler.warc.verification.places import find_warcs
from crawler.warc.verification.window import Window
from crawler.warc.writer import WarcWriter

ID = "<urn:uuid:00000000-0000-4000-8000-00000000000%s>"
DATE = "2022-02-14T00:21:46Z"


def record(block=b"body", version="1.1", end=b"\r\n\r\n", **changes):
    """A resource record; a field is changed by its name with underscores, or left out when None."""
    fields = {
        "WARC-Type": "resource",
        "WARC-Record-ID": ID % 1,
        "WARC-Date": DATE,
        "WARC-Target-URI": "https://news.example/",
        "Content-Type": "text/plain",
        "Content-Length": str(len(block)),
    }
    fields |= {name.replace("_", "-"): value for name, value in changes.items()}
    lines = [f"{name}: {value}\r\n" for name, value in fields.items() if value is not None]
    return f"WARC/{version}\r\n{''.join(lines)}\r\n".encode() + block + end


def sha1(data):
    return "sha1:" + b32encode(hashlib.sha1(data).digest()).decode()


BODY = sha1(b"body")


@pytest.fixture
def problems(tmp_path):
    """Verifies a file of these contents; its faults' texts."""

    def verify(content, name="x.warc", elsewhere=lambda url, instant, digest: False):
        path = tmp_path / name
        path.write_bytes(content)
        verification = Verification([path], elsewhere)
        found = [fault for r in verification.reports(1, lambda done: None) for fault in r.log.faults]
        return [fault.problem for fault in [*found, *verification.between()]]

    return verify


def members(*records):
    return b"".join(gzip.compress(content, mtime=0) for content in records)


def test_a_right_record_is_without_fault(problems):
    assert problems(record()) == []
    assert problems(members(record()), "x.warc.gz") == []


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (record(WARC_Record_ID=None), "mandatory field WARC-Record-ID is missing"),
        (record(WARC_Date=None), "mandatory field WARC-Date is missing"),
        (record(WARC_Type=None), "mandatory field WARC-Type is missing"),
        (record(Content_Length=None), "mandatory field Content-Length is missing"),
        (record(WARC_Target_URI=None), "a resource record must have the field WARC-Target-URI"),
        (record(WARC_Type="revisit"), "a revisit record must have the field WARC-Profile"),
        (record(WARC_Record_ID="urn:uuid:1"), "warc-record-id is no URI in angle brackets"),
        (record(Content_Length="4x"), "Content-Length is not a number"),
        (record(Content_Length="3"), "no CRLF CRLF follows the 3 bytes"),
        (record(Content_Length="90"), "Content-Length is 90, but only 8 bytes follow"),
        (record(end=b"\n\n"), "no CRLF CRLF follows"),
        (record(version="2.0"), "does not begin with the line WARC/1.0 or WARC/1.1"),
        (record(WARC_Date="2022-02-30T00:00:00Z"), "WARC-Date is not of the form"),
        (record(version="1.0", WARC_Date="2022-02-14T00:21:46.5Z"), "the form that WARC 1.0 has"),
        (record().replace(b"Content-Type", b"Content Type"), "header breaks the grammar at byte"),
        (record().replace(b"text/plain", b"text/\xffplain"), "header is not UTF-8"),
        (record(WARC_DATE=DATE), "the field warc-date stands there more than once"),
        (record(WARC_Block_Digest=sha1(b"other")), f"but its bytes have {sha1(b'body')}"),
        (record(WARC_Block_Digest=sha1(b"")), "which is the digest of no bytes at all"),
        (record(WARC_Payload_Digest=sha1(b"other")), "WARC-Payload-Digest is"),
        (record(WARC_Block_Digest="crc9:ABCD"), "its algorithm is unknown"),
        (record(WARC_Concurrent_To=ID % 9), "its WARC-Concurrent-To leads to no record here"),
        (record(WARC_Warcinfo_ID=ID % 9), f"its WARC-Warcinfo-ID {ID % 9} leads to no record here"),
        (record() + record(), "its WARC-Record-ID is that of the record at byte 0"),
    ],
)
def test_a_wrong_record_is_named(problems, content, problem):
    (found,) = problems(content)
    assert problem in found


@pytest.mark.parametrize(
    "date", ["2022", "2022-02", "2022-02-14", "2022-02-14T00:21Z", DATE, "2022-02-14T00:21:46.123456789Z"]
)
def test_dates_of_every_precision_are_right_in_warc_1_1(problems, date):
    assert problems(record(WARC_Date=date)) == []


def test_folded_and_repeatable_fields_are_right(problems):
    content = record(WARC_Protocol="http/1.1", Warc_Protocol="tls/1.3", X_Note="a\r\n  b", X_NOTE="c")
    assert problems(content) == []


@pytest.mark.parametrize(
    "encode", [lambda d: d.hex(), lambda d: d.hex().upper(), lambda d: b32encode(d).decode()]
)
@pytest.mark.parametrize("algorithm", ["md5", "sha1", "sha256", "sha512"])
def test_digests_of_other_tools_notations_are_right(problems, algorithm, encode):
    digest = encode(hashlib.new(algorithm, b"body").digest())
    assert problems(record(WARC_Block_Digest=f"{algorithm}:{digest}")) == []


def test_two_records_in_one_member_are_a_fault(problems):
    one_member = gzip.compress(record() + record(WARC_Record_ID=ID % 2))
    assert problems(one_member, "x.warc.gz") == ["its gzip member holds more than the record"]


def test_junk_between_members_is_a_fault(problems):
    content = members(record()) + b"\0" * 100 + members(record(WARC_Record_ID=ID % 2))
    assert problems(content, "x.warc.gz") == ["no gzip member begins here: 100 bytes belong to no record"]


def test_a_torn_tail_is_a_fault(problems):
    content = members(record(), record(WARC_Record_ID=ID % 2))[:-20]
    assert problems(content, "x.warc.gz") == ["its gzip member is cut off by the end of the file"]


def test_after_a_damaged_record_of_a_plain_file_the_next_is_read(problems):
    content = record(Content_Length="99999") + record(WARC_Record_ID=ID % 2, WARC_Date="never")
    assert len(problems(content)) == 2


def test_members_of_several_tools_joined_into_one_file_are_right(problems):
    first = gzip.compress(record(WARC_Type="warcinfo", WARC_Target_URI=None), mtime=0)
    second = bytearray(gzip.compress(record(WARC_Type="warcinfo", WARC_Record_ID=ID % 2), mtime=0))
    second[9] = 0  # another operating system's number
    assert problems(first + bytes(second), "x.warc.gz") == []


def test_a_gzip_bomb_is_read_in_little_memory(problems):
    bomb = gzip.compress(record(block=b"\0" * (64 << 20)), mtime=0)
    tracemalloc.start()
    try:
        found = problems(bomb, "x.warc.gz")
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert found == []
    assert peak < 8 << 20


@pytest.mark.parametrize("size", [(1 << 20) - 21, (1 << 20) - 1, 1 << 20, (2 << 20) + 1])
def test_a_members_end_is_known_however_its_content_is_cut_into_pieces(tmp_path, size):
    member = gzip.compress(b"\0" * size + b"end", mtime=0)
    path = tmp_path / "x"
    path.write_bytes(member + member)
    with path.open("rb") as file:
        first = Member(Window(file, 2 * len(member)), 0)
        assert sum(map(len, first)) == size + 3
    assert first.end == len(member)


def test_a_header_without_an_end_is_read_in_little_memory(problems):
    (found,) = problems(gzip.compress(b"WARC/1.1\r\n" + b"X: y\r\n" * (8 << 20)), "x.warc.gz")
    assert "header does not end within" in found


def test_empty_and_foreign_files_are_faults(problems):
    assert problems(b"") == ["is empty"]
    assert "Zstandard" in problems(b"\x28\xb5\x2f\xfd rest", "x.warc.zst")[0]
    assert "begin with the line" in problems(b"<html></html>")[0]


def test_what_a_fault_quotes_stays_on_one_line(tmp_path):
    path = tmp_path / "x.warc"
    path.write_bytes(record(WARC_Date="\x1b[2J\u2028\x85never"))
    (fault,) = verify_file(path).log.faults
    assert str(fault).isprintable()
    assert str(fault).startswith(f"{path}: byte 0: {ID % 1}: WARC-Date")


def test_a_digest_beside_the_file_proves_each_of_its_bits(tmp_path):
    path, beside = tmp_path / "x.warc", tmp_path / "x.warc.sha256"
    path.write_bytes(record())
    beside.write_text(f"{hashlib.sha256(record()).hexdigest()}  x.warc\n")
    assert verify_file(path).log.count == 0
    path.write_bytes(record(X_Note="no other digest covers this"))
    assert "its SHA-256 is" in verify_file(path).log.faults[0].problem
    beside.write_text("nonsense")
    assert "does not hold its SHA-256" in verify_file(path).log.faults[0].problem


def revisit(url="https://news.example/", date=DATE, digest=BODY):
    return record(
        block=b"",
        WARC_Type="revisit",
        WARC_Record_ID=ID % 2,
        WARC_Profile="http://netpreserve.org/warc/1.1/revisit/identical-payload-digest",
        WARC_Payload_Digest=digest,
        WARC_Refers_To=ID % 1,
        WARC_Refers_To_Target_URI=url,
        WARC_Refers_To_Date=date,
    )


def test_a_revisit_of_a_capture_in_the_files_is_right(problems):
    assert problems(record(WARC_Payload_Digest=sha1(b"body")) + revisit()) == []


@pytest.mark.parametrize(
    "change", [{"url": "https://other.example/"}, {"date": "2021"}, {"digest": sha1(b"x")}]
)
def test_a_revisit_of_what_is_not_there_is_a_fault(problems, change):
    (found,) = problems(record(WARC_Payload_Digest=sha1(b"body")) + revisit(**change))
    assert found.startswith("what it revisits, https://")


def test_a_revisit_of_a_capture_elsewhere_in_the_archive_is_right(problems):
    asked = []

    def elsewhere(*capture):
        asked.append(capture)
        return True

    assert problems(revisit(), elsewhere=elsewhere) == []
    assert set(asked) == {("https://news.example/", DATE, BODY)}
    assert len(problems(revisit())) == 2


def test_a_missing_warcinfo_record_is_one_fault_however_many_refer_to_it(problems):
    content = b"".join(record(WARC_Record_ID=ID % n, WARC_Warcinfo_ID=ID % 9) for n in range(1, 5))
    (found,) = problems(content)
    assert found.endswith("leads to no record here, nor do those of 3 other records")


def test_a_file_left_open_is_a_fault(tmp_path, make_exchange, page):
    writer = WarcWriter(tmp_path, "job")
    writer.write(make_exchange(page))
    writer.sync()
    writer._file.abandon()
    (path,) = find_warcs([tmp_path])
    report = verify_file(path)
    assert ["left unfinished" in fault.problem for fault in report.log.faults] == [True]
    assert report.records == 4


def test_a_file_in_writing_is_no_fault_though_its_last_member_is_not_whole(tmp_path):
    path = tmp_path / "x.warc.gz.open"
    path.write_bytes(members(record(), record(WARC_Record_ID=ID % 2))[:-9])
    with path.open("rb") as writer:
        fcntl.flock(writer, fcntl.LOCK_EX)
        report = verify_file(path)
    assert report.log.count == 0
    assert "its writer is at work" in report.note


def test_a_file_that_was_finished_since_it_was_found_is_verified(tmp_path):
    (tmp_path / "x.warc").write_bytes(record())
    assert verify_file(tmp_path / "x.warc.open").records == 1


def test_files_are_found_below_folders_and_once_only(tmp_path):
    for name in ("a/x.warc.gz", "a/x.warc.gz.cdxj", "a/x.warc.gz.torn", "b/y.warc", "b/z.warc.gz.open"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    found = find_warcs([tmp_path, tmp_path / "b" / "y.warc"])
    assert [path.name for path in found] == ["x.warc.gz", "y.warc", "z.warc.gz.open"]


def test_a_path_without_warc_files_is_an_argument_error(tmp_path):
    for path in (tmp_path, tmp_path / "none"):
        with pytest.raises(ArgumentError, match="PATH"):
            find_warcs([path])
