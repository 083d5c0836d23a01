"""The catalog is a cache: missing, damaged, stale or contended, lookups still give what the files hold."""

from __future__ import annotations

import logging
import multiprocessing
import os
import sqlite3
from datetime import UTC, datetime

import pytest

from crawler.errors import ArchiveError
from crawler.warc import catalog as catalog_module
from crawler.warc import catalog_contents
from crawler.warc.catalog import NAME, Catalog
from crawler.warc.indexing import index_path

NOON = datetime(2022, 2, 14, 12, tzinfo=UTC)


def page(number):
    body = b"page %d" % number
    response = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body)
    return {"url": f"https://news.example/{number}", "started": NOON, "response": response}


def found(catalog, numbers):
    return [
        len(list(catalog.captures(f"https://news.example/{n}"))) + (catalog.original(c.digest) is not None)
        for n in numbers
        for c in [next(catalog.nearest(f"https://news.example/{n}", NOON))]
    ]


@pytest.fixture
def archive(tmp_path, write_warc):
    write_warc(tmp_path, "job-1", *(page(number) for number in range(60)))
    write_warc(tmp_path, "job-2", *(page(number) for number in range(60, 90)))
    return tmp_path


@pytest.fixture
def made(archive):
    Catalog(archive).close()
    return archive


def damage(path, content):
    """Replace the catalog's bytes in place, as a failing disk would."""
    with path.open("r+b") as file:
        file.write(content)


@pytest.mark.parametrize("content", [b"", b"\0", b"no database at all", bytes(8192)])
def test_a_file_that_is_no_catalog_is_made_anew(made, content):
    (made / NAME).write_bytes(content)
    with Catalog(made) as catalog:
        assert found(catalog, range(90)) == [2] * 90


def test_a_catalog_of_another_version_is_made_anew_and_one_line_says_so(made, caplog):
    with sqlite3.connect(made / NAME) as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    with caplog.at_level(logging.WARNING), Catalog(made) as catalog:
        assert found(catalog, range(90)) == [2] * 90
    (line,) = [record.message for record in caplog.records]
    assert "index.sqlite anew" in line
    assert "version 99" in line


def test_a_catalog_damaged_under_a_lookup_is_made_anew_and_one_line_says_so(made, caplog):
    size = (made / NAME).stat().st_size
    with Catalog(made) as catalog, caplog.at_level(logging.WARNING):
        damage(made / NAME, b"\xa5" * size)
        assert found(catalog, range(90)) == [2] * 90
    assert len([record for record in caplog.records if "anew" in record.message]) == 1


def test_every_page_of_the_catalog_may_be_damaged(made):
    whole = (made / NAME).read_bytes()
    for start in range(0, len(whole), 4096):
        for suffix in ("", "-wal", "-shm"):
            (made / (NAME + suffix)).unlink(missing_ok=True)
        (made / NAME).write_bytes(whole[:start] + b"\xa5" * 4096 + whole[start + 4096 :])
        with Catalog(made) as catalog:
            assert found(catalog, range(0, 90, 10)) == [2] * 9


def test_a_catalog_deleted_while_it_is_open_is_made_anew_by_the_next(made, write_warc):
    with Catalog(made) as catalog:
        (made / NAME).unlink()
        assert found(catalog, range(90)) == [2] * 90
        assert catalog.add(write_warc(made, "job-3", page(90)))
        with Catalog(made) as other:
            assert found(other, range(91)) == [2] * 91


def test_two_that_find_the_damage_make_it_anew_once(made, caplog):
    with Catalog(made) as one, Catalog(made) as other, caplog.at_level(logging.WARNING):
        damage(made / NAME, b"\xa5" * (made / NAME).stat().st_size)
        assert found(one, range(0, 90, 10)) == [2] * 9
        assert found(other, range(0, 90, 10)) == [2] * 9
    assert len([record for record in caplog.records if "anew" in record.message]) == 1


def test_an_index_changed_in_place_is_read_anew_when_a_lookup_meets_it(made):
    (warc,) = (made / "job-1").glob("*.warc.gz")
    with Catalog(made) as catalog:
        lines = index_path(warc).read_bytes().splitlines(keepends=True)
        changed = b"".join(line.replace(b'{"url"', b'{ "url"') for line in lines[:30])
        with index_path(warc).open("wb") as file:
            file.write(changed)
        kept = [int(line.split(b"news.example/")[1].split(b'"')[0]) for line in lines[:30]]
        assert [len(list(catalog.captures(f"https://news.example/{n}"))) for n in range(60)] == [
            int(n in kept) for n in range(60)
        ]


def test_an_index_deleted_is_written_anew_when_a_lookup_misses_it(made):
    (warc,) = (made / "job-1").glob("*.warc.gz")
    before = index_path(warc).read_bytes()
    with Catalog(made) as catalog:
        index_path(warc).unlink()
        assert found(catalog, range(90)) == [2] * 90
    assert index_path(warc).read_bytes() == before


@pytest.mark.parametrize("content", [b"no line\n", b"key 2022 {}\n", b"\xff\n"])
def test_a_broken_index_is_written_anew_from_the_warc_file(made, content, caplog):
    (warc,) = (made / "job-1").glob("*.warc.gz")
    before = index_path(warc).read_bytes()
    index_path(warc).write_bytes(content)
    (made / NAME).unlink()
    with caplog.at_level(logging.WARNING), Catalog(made) as catalog:
        assert found(catalog, range(90)) == [2] * 90
    assert index_path(warc).read_bytes() == before
    assert index_path(warc).name in caplog.text


def test_a_warc_file_that_cannot_be_read_is_logged_and_hides_no_other(made, caplog):
    (made / "job-1" / "bad.warc.gz").write_bytes(b"no WARC file")
    with caplog.at_level(logging.WARNING), Catalog(made) as catalog:
        assert found(catalog, range(90)) == [2] * 90
    assert "bad.warc.gz" in caplog.text


def test_a_large_archive_is_taken_in_by_several_transactions(archive, write_warc, monkeypatch):
    for number in range(90, 95):
        write_warc(archive, f"job-{number}", page(number))
    monkeypatch.setattr(catalog_contents, "_LINES_AT_ONCE", 2)
    with Catalog(archive) as catalog:
        assert found(catalog, range(95)) == [2] * 95
        assert catalog.refresh() == 0


def test_a_file_waits_for_the_next_refresh_when_others_write_too_long(made, write_warc, monkeypatch):
    monkeypatch.setattr(catalog_module, "_WRITER_PATIENCE", 0.05)
    path = write_warc(made, "job-3", page(90))
    with Catalog(made / ".") as catalog:
        path = write_warc(made, "job-4", page(91))
        other = sqlite3.connect(made / NAME, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        assert not catalog.add(path)
        assert found(catalog, range(91)) == [2] * 91
        other.execute("ROLLBACK")
        other.close()
        catalog.refresh()
        assert found(catalog, range(92)) == [2] * 92


def test_a_catalog_that_stays_locked_is_an_error_that_says_what_to_do(made, write_warc, monkeypatch):
    monkeypatch.setattr(catalog_module, "_REBUILD_PATIENCE", 0.05)
    other = sqlite3.connect(made / NAME, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    write_warc(made, "job-3", page(90))
    with pytest.raises(ArchiveError, match=r"index\.sqlite: .*locked"):
        Catalog(made)
    other.close()


def test_an_archive_that_cannot_be_written_is_looked_up_all_the_same(archive, monkeypatch):
    monkeypatch.setattr(os, "access", lambda *_: False)
    with Catalog(archive) as catalog:
        assert found(catalog, range(90)) == [2] * 90
    assert not (archive / NAME).exists()


def test_a_catalog_that_cannot_be_opened_is_named(archive):
    (archive / NAME).mkdir()
    with pytest.raises(ArchiveError, match=r"index\.sqlite: the archive's catalog cannot be opened"):
        Catalog(archive)


def look_up_and_add(archive, paths, start, results):
    start.wait()
    with Catalog(archive) as catalog:
        added = [catalog.add(path) for path in paths]
        results.put((all(added), found(catalog, range(90))))


def test_processes_that_open_a_missing_catalog_and_write_at_once_lose_nothing(archive, write_warc):
    context = multiprocessing.get_context("spawn")
    paths = [write_warc(archive, f"job-{number}", page(number)) for number in range(90, 130)]
    start, results = context.Event(), context.Queue()
    workers = [
        context.Process(target=look_up_and_add, args=(archive, paths[n::4] + paths[:9], start, results))
        for n in range(4)
    ]
    for worker in workers:
        worker.start()
    start.set()
    assert [results.get(timeout=60) for _ in workers] == [(True, [2] * 90)] * 4
    for worker in workers:
        worker.join()
    with Catalog(archive) as catalog:
        assert found(catalog, range(130)) == [2] * 130
    connection = sqlite3.connect(archive / NAME)
    assert connection.execute("SELECT count(*), count(DISTINCT file) FROM captures").fetchone() == (130, 42)
    assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    connection.close()
