"""Every hostile exchange, read again from the WARC files: records of the right type, byte for byte."""

from __future__ import annotations

import os
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote_to_bytes, urlsplit

import pytest
from fastwarc.warc import ArchiveIterator

from crawler.warc.reader import iter_records
from tests.wire.cases import CASES, MAXSIZE, answer, message_of, requests_for
from tests.wire.certificate import server_context
from tests.wire.compare import _case
from tests.wire.crawl import Job, Outcome, run
from tests.wire.server import Logged, RawServer

HOST = "wire.example"
COUNT = max(int(os.environ.get("WIRE_EXCHANGES", "0")) // 4, len(CASES))


@pytest.mark.parametrize("transport", ["http", "tls", "proxy"])
def test_every_case_is_on_the_disk(transport: str, certificate: Path, tmp_path: Path):
    tls = None if transport == "http" else server_context(certificate)
    with RawServer(answer, tls=tls, tunnels_only=transport == "proxy") as server:
        outcome = crawl(server, transport, certificate, tmp_path)
    assert "Traceback" not in outcome.log
    found = read(tmp_path)
    problems = [
        f"{target}: {problem}"
        for target in sorted(found.keys() | {entry.target for entry in server.log})
        for problem in compare(target, server.seen(target), found[target])
    ]
    assert problems == []
    assert {_case(target)[0] for target in found} == set(CASES)
    for visit in outcome.visits:
        records = found[urlsplit(visit.url).path]
        assert visit.record is None or visit.record in {each["id"] for each in records["response"]}
    (path,) = tmp_path.glob("archive/*/*.warc.gz")
    with path.open("rb") as file:
        read_by_another = [record.record_id for record in ArchiveIterator(file, parse_http=False)]
    assert read_by_another == [record.get("WARC-Record-ID") for record in iter_records(path)]


def crawl(server: RawServer, transport: str, certificate: Path, folder: Path) -> Outcome:
    settings = {
        "CAPTURE_SINK": "crawler.warc.sink.WarcSink",
        "DATA_DIR": str(folder),
        "WARC_DEDUPLICATION": False,
        "DOWNLOAD_MAXSIZE": MAXSIZE,
        "DOWNLOAD_WARNSIZE": 0,
        "ALLOW_PRIVATE_ADDRESSES": True,
    }
    meta = {}
    if transport == "tls":
        settings["CONNECT_TO"] = f"{HOST}=127.0.0.1:{server.port}"
    if transport == "proxy":
        meta["proxy"] = f"http://127.0.0.1:{server.port}"
    origin = f"http://127.0.0.1:{server.port}" if transport == "http" else f"https://{HOST}"
    job = Job(requests_for(origin, COUNT, meta=meta), settings)
    return run(job, {"SSL_CERT_FILE": str(certificate)})


Records = dict[str, list[dict[str, Any]]]


def read(folder: Path) -> dict[str, Records]:
    """The records of each exchange, by the URL's path and by type."""
    found: dict[str, Records] = defaultdict(lambda: defaultdict(list))
    (path,) = folder.glob("archive/*/*.warc.gz")
    for record in iter_records(path):
        url = record.get("WARC-Target-URI")
        if url.startswith("http"):
            entry = {"id": record.get("WARC-Record-ID"), "truncated": record.get("WARC-Truncated") or None}
            entry["block"] = b"".join(record.block)
            found[urlsplit(url).path][record.get("WARC-Type")].append(entry)
    return found


def compare(target: str, logged: list[Logged], records: Records) -> Iterator[str]:
    """What the records lack of what the server saw."""
    message = message_of(*_case(target))
    answered = [entry for entry in logged if entry.written]
    if len(records["response"]) != len(answered):
        yield f"{len(records['response'])} response records of {len(answered)} answers"
    if not len(records["metadata"]) >= max(len(logged), 1):
        yield f"{len(records['metadata'])} metadata records of {len(logged)} requests"
    for entry in logged:
        if masked(entry.request) not in [each["block"] for each in records["request"]]:
            yield "a request is missing, or another"
    for record, entry in zip(records["response"], answered, strict=False):
        yield from compare_response(record, entry, len(message.interim), len(message.junk))
        if record["truncated"] != message.truncated:
            yield f"WARC-Truncated is {record['truncated']}, not {message.truncated}"
    yield from compare_facts(message.interim, bool(answered), records)


def compare_response(record: dict[str, Any], entry: Logged, interim: int, junk: int) -> Iterator[str]:
    sent = entry.written[interim : len(entry.written) - junk]
    if record["truncated"] is None and record["block"] != sent:
        yield f"{len(record['block'])} bytes, not the {len(sent)} sent"
    if not sent.startswith(record["block"]):
        yield "other bytes than were sent"


def compare_facts(interim: bytes, answered: bool, records: Records) -> Iterator[str]:
    facts = records["metadata"][-1]["block"].decode()
    kept = re.search(r"^interimResponses: (.*)\r$", facts, re.MULTILINE)
    if (unquote_to_bytes(kept[1]) if kept else b"") != interim:
        yield "the 1xx messages are not kept"
    if not answered and not re.search(r"^error: ", facts, re.MULTILINE):
        yield "no word of why there is no answer"


def masked(request: bytes) -> bytes:
    """The request as it should be stored, worked out by other means than the archive's."""
    name, value = b"\r\nAuthorization: ", re.search(rb"\r\nAuthorization: ([^\r]*)", request)
    if value is None:
        return request
    stars = b" ".join(b"*" * len(word) for word in value[1].split(b" "))
    return request.replace(name + value[1], name + stars)
