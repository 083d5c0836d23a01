"""Where the handler connects, and under which name."""

from __future__ import annotations

import socket
from pathlib import Path

from tests.wire.cases import answer
from tests.wire.certificate import make_certificate, server_context
from tests.wire.crawl import Job, run
from tests.wire.server import Answer, RawServer, Turn

HOST = "wire.example"


def ok(turn: Turn) -> Answer:
    return Answer((b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok",))


def test_an_https_url_mapped_to_plain_is_sent_without_tls_under_its_real_name():
    with RawServer(ok) as server:
        job = Job(
            [{"url": f"https://{HOST}/page/{n}"} for n in range(3)],
            {"CONNECT_TO": f"{HOST}=plain://127.0.0.1:{server.port}"},
        )
        outcome = run(job)
    assert [visit.body for visit in outcome.visits] == [b"ok"] * 3, outcome.log
    assert {entry.server_name for entry in server.log} == {None}
    assert all(b"\r\nHost: wire.example\r\n" in entry.request for entry in server.log)
    exchanges = sorted(outcome.exchanges, key=lambda exchange: exchange["url"])
    assert [exchange["url"] for exchange in exchanges] == [f"https://{HOST}/page/{n}" for n in range(3)]
    assert [exchange["request"] for exchange in exchanges] == sorted(entry.request for entry in server.log)
    assert {exchange["protocols"] for exchange in exchanges} == {("http/1.1",)}
    assert {exchange["address"] for exchange in exchanges} == {"127.0.0.1"}


def test_rules_of_one_host_go_to_the_target_of_their_port():
    with RawServer(ok) as first, RawServer(ok) as second:
        connect_to = [f"{HOST}:8080=127.0.0.1:{first.port}", f"{HOST}=127.0.0.1:{second.port}"]
        requests = [{"url": f"http://{HOST}{port}/page/{n}"} for n, port in enumerate((":8080", ":81", ""))]
        run(Job(requests, {"CONNECT_TO": connect_to}))
    assert [entry.target for entry in first.log] == ["/page/0"]
    assert sorted(entry.target for entry in second.log) == ["/page/1", "/page/2"]
    assert b"\r\nHost: wire.example:8080\r\n" in first.log[0].request


def test_a_mapped_host_is_reached_without_its_proxy_which_stays_a_secret():
    with RawServer(ok) as server:
        meta = {"proxy": f"http://user:secret@127.0.0.1:{closed_port()}"}
        job = Job(
            [{"url": f"http://{HOST}/page/1", "meta": meta}],
            {"CONNECT_TO": f"{HOST}=127.0.0.1:{server.port}"},
        )
        outcome = run(job)
    assert outcome.visits[0].body == b"ok", outcome.log
    assert server.log[0].request.startswith(b"GET /page/1 HTTP/1.1\r\n")
    assert b"authorization" not in server.log[0].request.lower()


def test_robots_txt_is_captured_and_follows_the_mapping():
    with RawServer(lambda turn: ok(turn) if turn.case == "page" else robots()) as server:
        job = Job(
            [{"url": f"https://{HOST}/page/1"}, {"url": f"https://{HOST}/private/2"}],
            {"CONNECT_TO": f"{HOST}=plain://127.0.0.1:{server.port}", "ROBOTSTXT_OBEY": True},
        )
        outcome = run(job)
    assert [entry.target for entry in server.log] == ["/robots.txt", "/page/1"]
    assert [exchange["hops"] for exchange in outcome.exchanges] == ["P", ""]
    assert {visit.url: visit.error for visit in outcome.visits} == {
        f"https://{HOST}/page/1": None,
        f"https://{HOST}/private/2": "IgnoreRequest",
    }


def test_a_host_keeps_as_many_connections_as_it_is_asked_requests_at_a_time():
    def slowly(turn: Turn) -> Answer:
        return Answer((b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n", b"ok"), pause=0.01)

    with RawServer(slowly) as server:
        settings = {
            "CONNECT_TO": f"{HOST}=127.0.0.1:{server.port}",
            "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
            "DOWNLOAD_SLOTS": {HOST: {"concurrency": 6, "delay": 0.001}},
        }
        outcome = run(Job([{"url": f"http://{HOST}/page/{n}"} for n in range(60)], settings))
    assert [visit.body for visit in outcome.visits] == [b"ok"] * 60, outcome.log
    assert server.connections <= 6


def test_a_response_tells_address_and_certificate_with_a_body_or_without(certificate: Path):
    def answers(turn: Turn) -> Answer:
        head = b"HTTP/1.1 204 No Content\r\n\r\n" if turn.case == "none" else None
        return Answer((head or b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok",))

    with RawServer(answers, tls=server_context(certificate)) as server:
        requests = [{"url": f"https://{HOST}/{case}/{n}"} for n, case in enumerate(("page", "none"))]
        settings = {"CONNECT_TO": f"{HOST}=127.0.0.1:{server.port}"}
        outcome = run(Job(requests, settings), {"SSL_CERT_FILE": str(certificate)})
    visits = sorted(outcome.visits, key=lambda visit: visit.status or 0)
    assert [(visit.status, visit.body) for visit in visits] == [(200, b"ok"), (204, b"")], outcome.log
    assert {(visit.address, visit.certified) for visit in visits} == {("127.0.0.1", True)}


def robots() -> Answer:
    body = b"User-agent: *\nDisallow: /private/\n"
    return Answer((b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body) + body,))


def test_a_wrong_certificate_stops_the_request_and_the_archive_says_so(tmp_path: Path):
    other = make_certificate(tmp_path, "other.example")
    with RawServer(ok, tls=server_context(other)) as server:
        settings = {"CONNECT_TO": f"{HOST}=127.0.0.1:{server.port}", "DOWNLOAD_VERIFY_CERTIFICATES": True}
        outcome = run(Job([{"url": f"https://{HOST}/page/1"}], settings), {"SSL_CERT_FILE": str(other)})
    assert server.log == []
    (exchange,) = outcome.exchanges
    assert (exchange["request"], exchange["response"], exchange["protocols"]) == (b"", b"", ())
    assert exchange["error"] == "TLS failed: the server's certificate is for another host"
    assert exchange["truncated"] is None


def test_a_connection_that_cannot_be_made_is_archived_with_its_reason():
    port = closed_port()
    job = Job([{"url": f"http://127.0.0.1:{port}/page/1#part"}], {"ALLOW_PRIVATE_ADDRESSES": True})
    outcome = run(job)
    (exchange,) = outcome.exchanges
    assert exchange["url"] == f"http://127.0.0.1:{port}/page/1"
    assert (exchange["request"], exchange["response"], exchange["address"]) == (b"", b"", None)
    assert "refused" in exchange["error"]
    assert outcome.visits[0].error == "DownloadConnectionRefusedError"
    assert outcome.visits[0].record is None
    assert outcome.stats["newsvault/capture/no_response"] == 1


def test_no_page_makes_the_crawler_connect_to_a_private_address():
    def redirect(turn: Turn) -> Answer:
        location = b"http://127.0.0.1:%d/page/9" % inner.port
        return Answer((b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: %s\r\n\r\n" % location,))

    with RawServer(ok) as inner, RawServer(redirect) as outer:
        urls = [f"http://{host}:{inner.port}/page/1" for host in ("127.0.0.1", "localhost", "2130706433")]
        settings = {
            "CONNECT_TO": f"{HOST}=127.0.0.1:{outer.port}",
            "RETRY_ENABLED": True,
            "REDIRECT_ENABLED": True,
        }
        outcome = run(Job([{"url": url} for url in [*urls, f"http://{HOST}/redirect/2"]], settings))
    assert inner.connections == 0
    assert [visit.error for visit in outcome.visits] == ["AddressRefusedError"] * 4, outcome.log
    assert outcome.stats["newsvault/capture/refused"] == 4
    assert "retry/count" not in outcome.stats
    refused = [exchange for exchange in outcome.exchanges if not exchange["response"]]
    assert len(refused) == 4
    assert all("ALLOW_PRIVATE_ADDRESSES" in exchange["error"] for exchange in refused)


def test_no_proxy_is_asked_for_a_private_address():
    with RawServer(ok) as proxy:
        meta = {"proxy": f"http://127.0.0.1:{proxy.port}"}
        urls = [
            f"{scheme}://{host}/page/1"
            for scheme in ("http", "https")
            for host in ("127.0.0.1", "[::1]", "0x7f.1")
        ]
        outcome = run(Job([{"url": url, "meta": meta} for url in [*urls, f"http://{HOST}/page/2"]]))
    assert proxy.connections == 1
    assert [visit.error for visit in outcome.visits].count("AddressRefusedError") == len(urls), outcome.log
    assert outcome.stats["newsvault/capture/refused"] == len(urls)


def test_a_stopped_download_is_archived_as_far_as_it_came():
    with RawServer(answer) as server:
        origin = f"http://127.0.0.1:{server.port}"
        settings = {"ALLOW_PRIVATE_ADDRESSES": True}
        requests = [{"url": f"{origin}/too_large/1"}]
        at_head = run(Job(requests, settings, stop_at="headers_received"))
        in_body = run(Job(requests, settings, stop_at="bytes_received"))
    for outcome in (at_head, in_body):
        (exchange,), (visit,) = outcome.exchanges, outcome.visits
        assert visit.flags == ["download_stopped"]
        assert visit.record == "0"
        assert (exchange["status"], exchange["truncated"], exchange["error"]) == (200, "unspecified", None)
        assert server.log[0].written.startswith(exchange["response"])


def closed_port() -> int:
    """A port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port: int = taken.getsockname()[1]
    return port
