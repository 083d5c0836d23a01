"""One lookup over all files of an archive: by URL and time, and by payload digest."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta

import pytest

from crawler.errors import ArchiveError
from crawler.warc.catalog import Catalog
from crawler.warc.indexing import index_path
from crawler.warc.reader import read_record

URL = "https://news.example/a"
NOON = datetime(2022, 2, 14, 12, tzinfo=UTC)
BODY = b"the body of a page, which is the same again and again"
PAGE = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%b" % (len(BODY), BODY)


def at(hours, url=URL, response=PAGE, **facts):
    return {"url": url, "started": NOON + timedelta(hours=hours), "response": response, **facts}


def hours(captures):
    instants = [datetime.strptime(f"{c.timestamp}Z", "%Y%m%d%H%M%S%z") for c in captures]
    return [(instant - NOON).total_seconds() / 3600 for instant in instants]


@pytest.fixture
def archive(tmp_path, write_warc):
    write_warc(tmp_path, "job-1", at(0), at(5), at(0, url="https://news.example/b"))
    write_warc(tmp_path, "job-2", at(-4), at(2))
    write_warc(tmp_path, "job-2", at(-1))
    return tmp_path


@pytest.fixture
def catalog(archive):
    with Catalog(archive) as catalog:
        yield catalog


def test_captures_of_a_url_come_from_all_files_in_the_order_of_time(catalog):
    assert hours(catalog.captures(URL)) == [-4, -1, 0, 2, 5]


def test_captures_can_be_bounded_in_time(catalog):
    since, until = NOON - timedelta(hours=1), NOON + timedelta(hours=2)
    assert hours(catalog.captures(URL, since, until)) == [-1, 0, 2]
    assert hours(catalog.captures(URL, until=NOON)) == [-4, -1, 0]


@pytest.mark.parametrize(
    ("moment", "expected"),
    [(0, [0, -1, 2, -4, 5]), (1.2, [2, 0, -1, 5, -4]), (99, [5, 2, 0, -1, -4]), (-99, [-4, -1, 0, 2, 5])],
)
def test_the_nearest_capture_comes_first(catalog, moment, expected):
    assert hours(catalog.nearest(URL, NOON + timedelta(hours=moment))) == expected


def test_times_of_other_zones_are_the_same_instants(catalog):
    shanghai = NOON.astimezone(datetime.strptime("+0800", "%z").tzinfo)
    assert hours(itertools.islice(catalog.nearest(URL, shanghai), 1)) == [0]


def test_urls_with_one_surt_are_one_url_and_others_are_not_found(catalog):
    assert hours(catalog.captures("http://WWW.news.example:80/A#top")) == [-4, -1, 0, 2, 5]
    assert list(catalog.captures("https://news.example/c")) == []
    assert list(catalog.nearest("https://news.example/c", NOON)) == []
    assert list(catalog.captures("http://news.example/\udc80")) == []


def test_a_capture_says_where_its_record_is(archive, catalog):
    for capture in catalog.captures(URL):
        original = catalog.original(capture.digest)
        assert (archive / capture.file).is_file()
        assert read_record(archive, original.ref).payload == BODY


def test_an_archive_without_files_has_no_captures(tmp_path):
    with Catalog(tmp_path) as catalog:
        assert list(catalog.captures(URL)) == []
        assert catalog.original("sha1:AAAA") is None


def test_an_archive_that_is_not_there_is_named(tmp_path):
    with pytest.raises(ArchiveError, match="nowhere"):
        Catalog(tmp_path / "nowhere")
    assert not (tmp_path / "nowhere").exists()


def test_a_file_that_is_added_is_found_at_once_and_once(archive, catalog, write_warc):
    path = write_warc(archive, "job-3", at(9))
    assert hours(catalog.captures(URL)) == [-4, -1, 0, 2, 5]
    assert catalog.add(path)
    assert catalog.add(path)
    catalog.refresh()
    assert hours(catalog.captures(URL)) == [-4, -1, 0, 2, 5, 9]


def test_files_of_other_programs_are_found_after_a_refresh(archive, catalog, write_warc):
    write_warc(archive, "job-1", at(9))
    write_warc(archive, "job-9", at(8))
    assert catalog.refresh() == 2
    assert hours(catalog.captures(URL)) == [-4, -1, 0, 2, 5, 8, 9]
    assert catalog.refresh() == 0


def test_files_and_folders_that_are_gone_are_found_no_more(archive, catalog):
    first, _ = sorted((archive / "job-2").glob("*.warc.gz"))
    first.unlink()
    catalog.refresh()
    assert hours(catalog.captures(URL)) == [-1, 0, 5]
    for path in (archive / "job-2").iterdir():
        path.unlink()
    (archive / "job-2").rmdir()
    catalog.refresh()
    assert hours(catalog.captures(URL)) == [0, 5]


def test_a_file_in_writing_is_not_found(archive, catalog):
    (path,) = (archive / "job-1").glob("*.warc.gz")
    path.rename(path.with_name(path.name + ".open"))
    catalog.refresh()
    assert hours(catalog.captures(URL)) == [-4, -1, 2]


def test_a_file_without_index_gets_one(archive, catalog, write_warc):
    path = write_warc(archive, "job-3", at(9))
    index = index_path(path).read_bytes()
    index_path(path).unlink()
    assert not catalog.add(path)
    assert catalog.refresh() == 1
    assert index_path(path).read_bytes() == index
    assert hours(catalog.captures(URL))[-1] == 9


@pytest.mark.parametrize(
    ("response", "facts"),
    [
        (PAGE.replace(b"200 OK", b"302 Found"), {}),
        (PAGE.replace(b"200 OK", b"404 Not Found"), {}),
        (PAGE.replace(b"200 OK", b"500 Oops"), {}),
        (PAGE.replace(b"200 OK", b"206 Partial Content"), {}),
        (PAGE, {"truncated": "length"}),
        (PAGE, {"truncated": "disconnect"}),
    ],
)
def test_truncated_ones_redirects_and_errors_are_no_originals(tmp_path, write_warc, response, facts):
    write_warc(tmp_path, "job", at(0, response=response, **facts))
    with Catalog(tmp_path) as catalog:
        (capture,) = catalog.captures(URL)
        assert catalog.original(capture.digest) is None


def test_a_whole_response_is_the_original_though_a_truncated_one_came_first(tmp_path, write_warc):
    write_warc(tmp_path, "job", at(0, truncated="time"))
    write_warc(tmp_path, "job", at(1, url="https://news.example/b"))
    with Catalog(tmp_path) as catalog:
        whole = next(catalog.captures("https://news.example/b"))
        original = catalog.original(whole.digest)
        assert original.ref.url == "https://news.example/b"
        assert original.ref.date == NOON + timedelta(hours=1)
        assert (original.ref.offset, original.ref.length) == (whole.offset, whole.length)
        assert read_record(tmp_path, original.ref).payload == BODY


def test_a_response_whose_bytes_were_damaged_is_no_original(tmp_path, write_warc):
    path = write_warc(tmp_path, "job", at(0))
    with Catalog(tmp_path) as catalog:
        (capture,) = catalog.captures(URL)
        content = bytearray(path.read_bytes())
        content[capture.offset + capture.length // 2] ^= 1
        path.write_bytes(content)
        assert catalog.original(capture.digest) is None


def test_a_response_whose_file_is_gone_is_no_original(tmp_path, write_warc):
    path = write_warc(tmp_path, "job", at(0))
    with Catalog(tmp_path) as catalog:
        (capture,) = catalog.captures(URL)
        path.unlink()
        assert catalog.original(capture.digest) is None
