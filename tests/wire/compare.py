"""What a capture got against what the server knows it read and wrote."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from tests.wire.cases import message_of
from tests.wire.crawl import Outcome, Visit
from tests.wire.server import RawServer

Exchanges = list[dict[str, Any]]


def differences(server: RawServer, outcome: Outcome) -> list[str]:
    """Every difference, in words; none for a faithful capture."""
    exchanges: dict[str, Exchanges] = defaultdict(list)
    for index, exchange in enumerate(outcome.exchanges):
        exchanges[urlsplit(exchange["url"]).path].append(exchange | {"record": str(index)})
    visits = {urlsplit(visit.url).path: visit for visit in outcome.visits}
    found = []
    for target in sorted(exchanges.keys() | {entry.target for entry in server.log}):
        got = exchanges[target]
        problems = [
            *_bytes(server, target, got),
            *_facts(target, got),
            *_visit(visits[target], target, got),
        ]
        found += [f"{target}: {problem}" for problem in problems]
    return found


def _bytes(server: RawServer, target: str, got: Exchanges) -> Iterator[str]:
    logged = server.seen(target)
    answered = [entry for entry in logged if entry.written]
    received = [exchange for exchange in got if exchange["response"]]
    if len(answered) != len(received):
        yield f"{len(received)} responses captured, {len(answered)} sent"
    if len(got) < len(logged):
        yield f"{len(got)} exchanges captured, {len(logged)} seen"  # more: on connections already closed
    for exchange in got:
        if logged and exchange["request"] != logged[0].request:
            yield f"request {exchange['request']!r} is not {logged[0].request!r}"
    for exchange, entry in zip(received, answered, strict=False):
        yield from _response(exchange, entry.written, message_of(*_case(target)).junk)


def _response(exchange: dict[str, Any], written: bytes, junk: bytes) -> Iterator[str]:
    response = exchange["response"]
    if not written.startswith(response):
        yield f"the {len(response)} bytes captured are not those sent"
    if exchange["truncated"] is None and len(response) < len(written) - len(junk):
        yield f"{len(response)} bytes captured of {len(written)}"


def _facts(target: str, got: Exchanges) -> Iterator[str]:
    message, last = message_of(*_case(target)), got[-1]
    if not last["response"]:
        if message.message or not last["error"]:
            yield from _unanswered(got)
        return
    start, end = len(message.interim), len(message.interim) + len(message.message)
    if last["truncated"] != message.truncated:
        yield f"truncated is {last['truncated']!r}, not {message.truncated!r}"
    if last["status"] != message.status:
        yield f"status is {last['status']}, not {message.status}"
    if message.truncated is None and (last["response_start"], last["response_end"]) != (start, end):
        yield f"the message is at {last['response_start']}-{last['response_end']}, not {start}-{end}"
    if message.status is not None:
        yield from _head_end(last)


def _head_end(exchange: dict[str, Any]) -> Iterator[str]:
    head = exchange["response"][exchange["response_start"] : exchange["head_end"]]
    line_ends = head.replace(b"\r\n", b"\n")
    if not line_ends.endswith(b"\n\n") or line_ends.count(b"\n\n") != 1:
        yield f"head_end is {exchange['head_end']}"


def _unanswered(got: Exchanges) -> Iterator[str]:
    """Only a request that is not sent twice, on a connection that the server had closed, stays so."""
    if got[-1]["method"] not in ("POST", "PUT") or not got[-1]["error"]:
        yield "no response captured"


def _visit(visit: Visit, target: str, got: Exchanges) -> Iterator[str]:
    answered = bool(got[-1]["response"])
    expected = message_of(*_case(target)).body if answered else None
    if visit.body != expected:
        yield f"the spider got {visit.status} {visit.error} and another body"
    if visit.record != (got[-1]["record"] if answered else None):
        yield f"meta['capture'] is {visit.record}, not {got[-1]['record']}"


def _case(target: str) -> tuple[str, int]:
    _, case, number = target.split("/")
    return case, int(number)
