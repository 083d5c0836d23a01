"""A page that cannot be archived does not reach the spider, and the crawl ends with a plain reason."""

from __future__ import annotations

from tests.wire.crawl import Job, run
from tests.wire.server import Answer, RawServer, Turn


def ok(turn: Turn) -> Answer:
    return Answer((b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok",))


def crawl(fail_after: int):
    settings = {"ALLOW_PRIVATE_ADDRESSES": True, "CONCURRENT_REQUESTS": 4, "RETRY_ENABLED": True}
    with RawServer(ok) as server:
        requests = [{"url": f"http://127.0.0.1:{server.port}/page/{n}"} for n in range(100)]
        outcome = run(Job(requests, settings, fail_after=fail_after))
    return server, outcome


def test_a_full_disk_closes_the_spider_with_its_reason_and_without_lost_pages():
    server, outcome = crawl(fail_after=20)
    assert outcome.stats["finish_reason"] == "archive_unavailable"
    assert outcome.stats["newsvault/capture/failed"] > 0
    assert "retry/count" not in outcome.stats
    reached = [visit for visit in outcome.visits if visit.status is not None]
    assert len(reached) == len(outcome.exchanges) == 20
    assert {visit.error for visit in outcome.visits if visit.status is None} == {"ArchiveError"}
    assert all(visit.record is None for visit in outcome.visits if visit.error)
    assert len(server.log) <= 20 + 4, "pages were fetched that could not be archived"
    assert outcome.log.count("Closing the spider, since captures cannot be archived") == 1


def test_nothing_is_fetched_when_the_archive_cannot_even_be_opened():
    server, outcome = crawl(fail_after=-1)
    assert outcome.stats["finish_reason"] == "archive_unavailable"
    assert server.log == []
    assert outcome.visits == []
    assert "the folder cannot be written (in this test)" in outcome.log
    assert "Traceback" not in outcome.log
