"""0 bytes of difference, request and response, between the capture and a logging server."""

from __future__ import annotations

import os
import ssl
from pathlib import Path

from tests.wire.cases import CASES, MAXSIZE, answer, requests_for
from tests.wire.certificate import server_context
from tests.wire.compare import differences
from tests.wire.crawl import Job, Outcome, run
from tests.wire.server import RawServer

HOST = "wire.example"
COUNT = max(int(os.environ.get("WIRE_EXCHANGES", "320")) // 4, len(CASES))
SETTINGS = {"DOWNLOAD_MAXSIZE": MAXSIZE, "DOWNLOAD_WARNSIZE": 0, "DOWNLOAD_VERIFY_CERTIFICATES": True}


def test_plain_http_is_captured_byte_for_byte():
    with RawServer(answer) as server:
        requests = requests_for(f"http://127.0.0.1:{server.port}", COUNT)
        outcome = run(Job(requests, SETTINGS | {"ALLOW_PRIVATE_ADDRESSES": True}))
    check(server, outcome)
    exchanges = outcome.exchanges
    assert {exchange["address"] for exchange in exchanges} == {"127.0.0.1"}
    assert {exchange["protocols"] for exchange in exchanges} == {("http/1.1",), ("http/1.0",)}
    assert {exchange["cipher_suite"] for exchange in exchanges} == {None}


def test_tls_is_captured_byte_for_byte(certificate: Path):
    with RawServer(answer, tls=server_context(certificate)) as server:
        outcome = run_tls(certificate, {"CONNECT_TO": f"{HOST}=127.0.0.1:{server.port}"})
    check(server, outcome)
    check_tls(server, outcome, "tls/1.3")
    assert {exchange["address"] for exchange in outcome.exchanges} == {"127.0.0.1"}
    assert {exchange["cipher_suite"] for exchange in outcome.exchanges} == {"TLS_AES_256_GCM_SHA384"}


def test_a_connect_proxy_leaves_the_exchange_within_its_tunnel(certificate: Path):
    tls = server_context(certificate, ssl.TLSVersion.TLSv1_2)
    with RawServer(answer, tls=tls, tunnels_only=True) as server:
        outcome = run_tls(certificate, {}, proxy=f"http://127.0.0.1:{server.port}")
    check(server, outcome)
    check_tls(server, outcome, "tls/1.2")
    assert len(server.connects) == server.connections
    assert {exchange["address"] for exchange in outcome.exchanges} == {None}
    suites = {exchange["cipher_suite"] for exchange in outcome.exchanges}
    assert suites == {"TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384"}


def test_an_http_proxy_is_captured_byte_for_byte():
    with RawServer(answer) as server:
        meta = {"proxy": f"http://127.0.0.1:{server.port}"}
        outcome = run(Job(requests_for(f"http://{HOST}", COUNT, meta=meta), SETTINGS))
    check(server, outcome)
    assert {exchange["address"] for exchange in outcome.exchanges} == {None}
    assert all(exchange["url"].startswith(f"http://{HOST}/") for exchange in outcome.exchanges)
    assert all(b" http://wire.example/" in entry.request for entry in server.log)


def run_tls(certificate: Path, settings: dict[str, str], **meta: str) -> Outcome:
    job = Job(requests_for(f"https://{HOST}", COUNT, meta=meta), SETTINGS | settings)
    return run(job, {"SSL_CERT_FILE": str(certificate)})


def check(server: RawServer, outcome: Outcome) -> None:
    assert differences(server, outcome) == []
    assert len(outcome.visits) == COUNT, outcome.log
    assert server.connections < len(server.log) * 0.8, "connections were not kept alive"
    stats, exchanges = outcome.stats, outcome.exchanges
    assert stats["newsvault/capture/exchanges"] == len(exchanges) >= COUNT
    assert stats["newsvault/capture/no_response"] == sum(not e["response"] for e in exchanges)
    for reason in ("length", "time", "disconnect", "unspecified"):
        counted = stats[f"newsvault/capture/truncated/{reason}"]
        assert counted == sum(e["truncated"] == reason for e in exchanges) > 0
    assert "newsvault/capture/failed" not in stats
    assert outcome.closed == 1
    assert "Traceback" not in outcome.log


def check_tls(server: RawServer, outcome: Outcome, version: str) -> None:
    protocols = {exchange["protocols"] for exchange in outcome.exchanges}
    assert protocols == {("http/1.1", version), ("http/1.0", version)}
    assert {entry.server_name for entry in server.log} == {HOST}
