"""WACZ packages: what is in them, and that the check finds every fault."""

from __future__ import annotations

import gzip
import json
import zipfile
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest

from crawler.errors import ArchiveError, ArgumentError
from crawler.pages.excerpt import excerpt
from crawler.warc.digest import digest_of
from crawler.warc.gzip import compress
from crawler.warc.indexing import write_index
from crawler.warc.reader import iter_records
from crawler.warc.wacz.check import check_wacz
from crawler.warc.wacz.selection import job_files, job_names
from crawler.warc.wacz.writing import Plan, write_wacz
from crawler.warc.writer import WarcWriter

NOW = datetime(2022, 2, 15, tzinfo=UTC)
HOME = "https://news.sample.newsvault.test/"
ARTICLE = "https://news.sample.newsvault.test/gundong/2025/03/03/202503033000000000.html"
HTML = b"HTTP/1.1 200 OK\r\nContent-Type: text/html%s\r\nContent-Length: %d\r\n\r\n%s"


def html(body: bytes, charset: bytes = b"") -> bytes:
    return HTML % (b"; charset=" + charset if charset else b"", len(body), body)


@pytest.fixture
def archive(tmp_path):
    return tmp_path / "archive"


@pytest.fixture
def write_job(archive, make_exchange):
    """Writes a job's WARC file from pairs of response and facts."""

    def write(job, *exchanges):
        writer = WarcWriter(archive, job, info=[("software", "test")])
        for response, facts in exchanges:
            writer.write(make_exchange(response, **facts))
        writer.close()
        return job_files(archive, job).warcs

    return write


@pytest.fixture
def job(write_job):
    """A crawl of two pages, one redirect, a picture, a feed and robots.txt."""
    return write_job(
        "job-a",
        (html(b"<title>no page</title>"), {"url": HOME + "robots.txt", "hops": "P"}),
        (html("<title>首页</title><p>今天</p>".encode()), {"url": HOME}),
        (html("<title>港口</title>".encode("gbk"), b"gbk"), {"url": ARTICLE, "hops": "L"}),
        (b"HTTP/1.1 301 Moved\r\nContent-Type: text/html\r\n\r\n", {"url": HOME + "x", "hops": "L"}),
        (
            b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\n\x89PNG",
            {"url": HOME + "p.png", "hops": "L"},
        ),
        (html(b"<rss>"), {"url": HOME + "feed.xml", "hops": "L"}),
        (html(b"<title>posted</title>"), {"url": HOME + "f", "request": b"POST /f HTTP/1.1\r\n\r\n"}),
    )


@pytest.fixture
def package(archive, tmp_path):
    """Packages WARC files; the package's path and contents."""

    def make(warcs, name="out.wacz", *, text=False, **options):
        target = tmp_path / name
        plan = Plan(archive=archive, warcs=warcs, title="A title", text=text)
        read = partial(excerpt, text=text)
        return target, write_wacz(target, plan, read, now=lambda: NOW, **options)

    return make


def pages(path: Path) -> list[dict]:
    with zipfile.ZipFile(path) as file:
        return [json.loads(line) for line in file.read("pages/pages.jsonl").splitlines()]


def test_pages_are_the_html_documents_fetched_with_success(job, package):
    path, contents = package(job)
    header, *listed = pages(path)
    assert header == {"format": "json-pages-1.0", "id": "pages", "title": "All Pages"}
    assert [(page["url"], page["title"]) for page in listed] == [(HOME, "首页"), (ARTICLE, "港口")]
    assert [page.get("seed") for page in listed] == [True, None]
    assert [page["kind"] for page in listed] == ["home", "article"]
    assert {page["ts"] for page in listed} == {"2022-02-14T00:21:46Z"}
    assert contents.pages == 2


def test_text_is_listed_when_asked_for(job, package):
    header, first, _ = pages(package(job, text=True)[0])
    assert header["hasText"] is True
    assert first["text"] == "今天"


def test_manifest_lists_every_entry_and_the_start_page(job, package):
    with zipfile.ZipFile(package(job)[0]) as file:
        manifest = json.loads(file.read("datapackage.json"))
        names = set(file.namelist()) - {"datapackage.json", "datapackage-digest.json"}
    assert {entry["path"] for entry in manifest["resources"]} == names
    assert all(entry["name"] == entry["name"].lower() for entry in manifest["resources"])
    assert (manifest["wacz_version"], manifest["title"]) == ("1.1.1", "A title")
    assert (manifest["mainPageUrl"], manifest["created"]) == (HOME, "2022-02-15T00:00:00Z")


def test_warc_files_and_index_are_stored_as_they_are(job, package):
    with zipfile.ZipFile(package(job)[0]) as file:
        assert file.read(f"archive/{job[0].name}") == job[0].read_bytes()
        stored = {info.filename for info in file.infolist() if info.compress_type == zipfile.ZIP_STORED}
        lines = gzip.decompress(file.read("indexes/index.cdx.gz"))
        assert {f"archive/{job[0].name}", "indexes/index.cdx.gz"} <= stored
    assert lines == write_index(job[0]).read_bytes()


def test_every_entry_has_an_extra_field_in_the_directory(job, package):
    """ReplayWeb.page looks for the sizes of ZIP64 ahead of an entry only then."""
    with zipfile.ZipFile(package(job)[0]) as file:
        assert all(info.extra for info in file.infolist())


def test_a_package_is_right_and_the_same_each_time(job, package):
    first, _ = package(job)
    second, _ = package(job, "again.wacz")
    assert list(check_wacz(first)) == []
    assert first.read_bytes() == second.read_bytes()


def test_progress_counts_each_file_twice(job, package):
    told = []
    package(job, advance=told.append)
    assert sum(told) == 2 * sum(warc.stat().st_size for warc in job)


def test_what_is_there_is_replaced_only_when_told(job, package):
    path, _ = package(job)
    before = path.read_bytes()
    with pytest.raises(ArchiveError, match="is there already"):
        package(job[:0])
    assert path.read_bytes() == before
    assert package(job[:0], replace=True)[1].pages == 0
    assert {entry.name for entry in path.parent.iterdir()} == {"archive", "out.wacz"}


def test_a_damaged_warc_file_leaves_no_package(job, package, tmp_path):
    data = bytearray(job[0].read_bytes())
    data[len(data) // 2] ^= 1
    job[0].write_bytes(data)
    with pytest.raises(ArchiveError, match="no whole record"):
        package(job)
    assert [entry.name for entry in tmp_path.iterdir()] == ["archive"]


def revisit_of(
    original, archive: Path, job: str, date: str, kind: bytes = b"text/html; charset=gbk"
) -> list[Path]:
    """A job with a revisit of the record ``original``, written as WARC 1.1, section 6.7 has it."""
    head = b"HTTP/1.1 200 OK\r\nContent-Type: %b\r\n\r\n" % kind
    fields = [
        ("WARC-Type", "revisit"),
        ("WARC-Record-ID", "<urn:uuid:00000000-0000-4000-8000-000000000099>"),
        ("WARC-Target-URI", original.get("WARC-Target-URI")),
        ("WARC-Date", date),
        ("WARC-Profile", "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"),
        ("WARC-Refers-To-Target-URI", original.get("WARC-Target-URI")),
        ("WARC-Refers-To-Date", original.get("WARC-Date")),
        ("WARC-Payload-Digest", original.get("WARC-Payload-Digest")),
        ("WARC-Block-Digest", digest_of([head])),
        ("Content-Type", "application/http;msgtype=response"),
        ("Content-Length", str(len(head))),
    ]
    header = "WARC/1.1\r\n" + "".join(f"{name}: {value}\r\n" for name, value in fields) + "\r\n"
    warc = archive / job / "NEWSVAULT-20220301000000000-00000-host-1.warc.gz"
    warc.parent.mkdir()
    warc.write_bytes(b"".join(compress([header.encode(), head, b"\r\n\r\n"])))
    return [warc]


def article_record(warc: Path):
    return next(
        record
        for record in iter_records(warc)
        if record.get("WARC-Type") == "response" and record.get("WARC-Target-URI") == ARTICLE
    )


def test_a_revisit_is_a_page_and_brings_its_original_from_another_job(job, archive, package):
    original = article_record(job[0])
    again = revisit_of(original, archive, "job-b", "2022-03-01T00:00:00Z")
    path, contents = package(again)
    assert [(page["title"], page["ts"]) for page in pages(path)[1:]] == [("港口", "2022-03-01T00:00:00Z")]
    assert (contents.originals, contents.missing) == (1, [])
    with zipfile.ZipFile(path) as file:
        copied = file.read("archive/originals.warc.gz")
    assert job[0].read_bytes()[original.offset :][: original.length] in copied
    assert list(check_wacz(path)) == []


def test_what_is_no_page_brings_its_original_too(job, archive, package):
    picture = next(r for r in iter_records(job[0]) if b"image/" in b"".join(r.block))
    again = revisit_of(picture, archive, "job-b", "2022-03-01T00:00:00Z", b"image/png")
    path, contents = package(again)
    assert len(pages(path)) == 1  # the header
    assert (contents.originals, contents.missing) == (1, [])
    assert list(check_wacz(path)) == []


def test_an_original_in_the_package_is_not_copied(job, archive, package):
    again = revisit_of(article_record(job[0]), archive, "job-b", "2022-03-01T00:00:00Z")
    path, contents = package([*job, *again])
    assert contents.originals == 0
    assert list(check_wacz(path)) == []


def test_a_revisit_without_original_is_said(job, archive, package):
    again = revisit_of(article_record(job[0]), archive, "job-b", "2022-03-01T00:00:00Z")
    for path in (job[0], job[0].with_name(job[0].name + ".cdxj")):
        path.unlink(missing_ok=True)
    path, contents = package(again)
    assert contents.missing == [ARTICLE]
    assert "which is not in the package" in "".join(check_wacz(path))


def altered(path: Path, name: str, change) -> Path:
    """A copy of a package in which one entry is changed, or left out when ``change`` gives None."""
    copy = path.with_name("altered.wacz")
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(copy, "w") as target:
        for info in source.infolist():
            data = source.read(info)
            data = change(data) if info.filename == name else data
            if data is not None:
                target.writestr(zipfile.ZipInfo(info.filename), data, info.compress_type)
    return copy


@pytest.mark.parametrize(
    ("name", "change", "said"),
    [
        (
            "pages/pages.jsonl",
            lambda data: data + b'{"id": "x", "url": "u", "ts": "t"}\n',
            "leads to no record",
        ),
        ("pages/pages.jsonl", lambda data: data.replace(b"2022-02", b"2021-02"), "leads to the record of"),
        ("pages/pages.jsonl", lambda data: data + b"{\n", "is no page of JSON"),
        ("pages/pages.jsonl", lambda data: None, "pages/pages.jsonl is missing"),
        ("indexes/index.idx", lambda data: data.replace(b'"offset": 0', b'"offset": 9'), "is not there"),
        ("datapackage.json", lambda data: data + b" ", "datapackage-digest.json is not that"),
        ("datapackage.json", lambda data: data.replace(b"pages.jsonl", b"other.jsonl"), "is not listed"),
        ("datapackage-digest.json", lambda data: None, "datapackage-digest.json is missing"),
    ],
)
def test_check_finds_each_fault(job, package, name, change, said):
    faults = list(check_wacz(altered(package(job)[0], name, change)))
    assert any(said in fault for fault in faults), faults


def test_check_finds_an_index_line_that_is_not_true(job, package):
    def change(data):
        return gzip.compress(gzip.decompress(data).replace(b'"status": "301"', b'"status": "302"'))

    path, _ = package(job)
    with zipfile.ZipFile(path) as file:
        length = len(file.read("indexes/index.cdx.gz"))
    faults = list(check_wacz(altered(path, "indexes/index.cdx.gz", lambda data: change(data)[:length])))
    assert any("of the index is" in fault or "is not there" in fault for fault in faults)
    assert any("another hash or size" in fault for fault in faults)


def test_check_says_what_is_no_package(tmp_path):
    path = tmp_path / "x.wacz"
    path.write_bytes(b"not a ZIP file")
    with pytest.raises(ArchiveError, match=r"x\.wacz: no package"):
        list(check_wacz(path))


def test_an_unknown_job_is_an_error_that_names_the_known_ones(job, archive):
    assert job_names(archive) == ["job-a"]
    with pytest.raises(ArgumentError, match=r"no job 'job-z'.*the latest are job-a"):
        job_files(archive, "job-z")
    with pytest.raises(ArgumentError, match=r"no job '\.\./archive'"):
        job_files(archive, "../archive")
    with pytest.raises(ArgumentError, match="it holds none"):
        job_files(archive / "nothing", "job-a")


def test_unfinished_files_are_told_apart(job, archive):
    unfinished = job[0].with_name("NEWSVAULT-x.warc.gz.open")
    unfinished.write_bytes(b"")
    files = job_files(archive, "job-a")
    assert (files.warcs, files.unfinished) == (job, [unfinished])


def test_two_files_of_one_name_are_refused(job, archive, package):
    other = archive / "job-b" / job[0].name
    other.parent.mkdir()
    other.write_bytes(job[0].read_bytes())
    with pytest.raises(ArchiveError, match="have one name"):
        package([*job, other])
