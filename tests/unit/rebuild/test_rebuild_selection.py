"""Which jobs a rebuild takes, in which order, and what it knows of each."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from crawler.errors import ArgumentError
from crawler.exchange import Exchange
from crawler.rebuild.selection import select_jobs
from crawler.warc.writer import WarcWriter

DAY = datetime(2022, 2, 14, 12, tzinfo=UTC)


@pytest.fixture
def archive(tmp_path):
    """Jobs ``b`` (two files) and ``a``, begun in this order, two days apart."""
    for days, job in enumerate(("b", "b", "a")):
        began = DAY + timedelta(days=days)
        info = (("arguments", '{"since": "2022-02-01"}'),) if job == "b" else ()
        writer = WarcWriter(tmp_path, job, info=info, clock=lambda now=began: now)
        exchange = Exchange(
            url="http://example.org/", method="GET", started=began, request=b"GET /\r\n\r\n"
        )
        writer.write(exchange)
        writer.close()
    return tmp_path


def chosen(archive, **asked):
    return [job.id for job in select_jobs(archive, archive / "jobs", **asked)]


def test_all_jobs_by_the_time_they_began_each_with_its_files_in_order(archive):
    first, second = select_jobs(archive, archive / "jobs")
    assert (first.id, second.id) == ("b", "a")
    assert [path.parent.name for path in first.files] == ["b", "b"]
    assert first.files == sorted(first.files)
    assert first.began == DAY


def test_a_file_stands_for_its_whole_job(archive):
    path = max((archive / "b").glob("*.warc.gz"))
    (job,) = select_jobs(archive, archive / "jobs", paths=[path])
    assert len(job.files) == 2


def test_jobs_by_name_and_by_day(archive):
    assert chosen(archive, ids=["a"]) == ["a"]
    assert chosen(archive, since=date(2022, 2, 16)) == ["a"]
    assert chosen(archive, since=date(2022, 2, 14)) == ["b", "a"]
    with pytest.raises(ArgumentError, match="no job 'c'"):
        chosen(archive, ids=["c"])


def test_since_is_the_job_records_or_else_the_warcinfos(archive):
    records = archive / "jobs"
    assert [job.since for job in select_jobs(archive, records)] == [date(2022, 2, 1), None]
    records.mkdir()
    (records / "b.json").write_text(
        '{"_id": "b", "arguments": {"since": "2022-02-03"}, "started_at": "2022-02-14T12:00:00+00:00"}'
    )
    (job,) = select_jobs(archive, records, ids=["b"])
    assert job.since == date(2022, 2, 3)
    assert job.record["started_at"] == DAY


def test_a_broken_job_record_is_named(archive):
    (archive / "jobs").mkdir()
    (archive / "jobs" / "a.json").write_text("{")
    with pytest.raises(ArgumentError, match=r"a\.json is no job record"):
        chosen(archive)
