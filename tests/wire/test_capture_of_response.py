"""``meta["capture"]`` is the capture of exactly the response it comes with."""

from __future__ import annotations

from tests.wire.crawl import Job, run
from tests.wire.server import Answer, End, RawServer, Turn

HOST = "wire.example"
CLOSED = "http://wire.example:9/gone/1"


def serve(turn: Turn) -> Answer:
    match turn.case:
        case "redirect":
            return reply(b"302 Found", b"", b"Location: /page/7\r\n")
        case "redirect_nowhere":
            return reply(b"302 Found", b"", b"Location: %s\r\n" % CLOSED.encode())
        case "healing" if not turn.seen:
            return reply(b"503 Busy", b"later")
        case "dies" if turn.nth:
            return Answer((), End.RESET)
    return reply(b"200 OK", b"page")


def reply(status: bytes, body: bytes, headers: bytes = b"") -> Answer:
    return Answer((b"HTTP/1.1 %s\r\n%sContent-Length: %d\r\n\r\n%s" % (status, headers, len(body), body),))


def crawl(*targets: str, **settings: object):
    with RawServer(serve) as server:
        connect_to = {f"{HOST}:80": f"127.0.0.1:{server.port}", f"{HOST}:9": "127.0.0.1:9"}
        requests = [{"url": f"http://{HOST}{target}"} for target in targets]
        outcome = run(Job(requests, {"CONNECT_TO": connect_to, **settings}))
    assert all(visit.error is None or visit.message for visit in outcome.visits), outcome.log
    return outcome


def test_after_a_redirect_it_is_the_page_s_and_not_the_redirect_s():
    outcome = crawl("/redirect/1")
    (visit,) = outcome.visits
    assert (visit.body, visit.capture_url) == (b"page", f"http://{HOST}/page/7")
    assert [exchange["status"] for exchange in outcome.exchanges] == [302, 200]
    assert [exchange["hops"] for exchange in outcome.exchanges] == ["", "R"]
    assert [exchange["referrer"] for exchange in outcome.exchanges] == [None, f"http://{HOST}/redirect/1"]
    assert visit.record == "1"


def test_after_a_retry_it_is_the_last_answer_s_and_all_answers_are_archived():
    outcome = crawl("/healing/1", RETRY_ENABLED=True)
    (visit,) = outcome.visits
    assert [exchange["status"] for exchange in outcome.exchanges] == [503, 200]
    assert (visit.status, visit.record) == (200, "1")


def test_a_failed_download_never_carries_the_capture_of_the_one_before_it():
    outcome = crawl("/redirect_nowhere/1")
    (visit,) = outcome.visits
    assert visit.error == "DownloadConnectionRefusedError"
    assert visit.record is None
    assert [exchange["status"] for exchange in outcome.exchanges] == [302, None]


def test_a_request_sent_again_on_a_new_connection_makes_two_exchanges():
    outcome = crawl("/page/1", "/dies/2", CONCURRENT_REQUESTS=1)
    first, second = outcome.exchanges[1:]
    assert first["url"] == second["url"] == f"http://{HOST}/dies/2"
    assert first["request"] == second["request"]
    assert (first["response"], first["error"]) == (b"", "the connection was lost")
    assert (second["status"], second["error"]) == (200, None)
    assert [visit.record for visit in outcome.visits] == ["0", "2"]
    assert outcome.stats["newsvault/capture/exchanges"] == 3
