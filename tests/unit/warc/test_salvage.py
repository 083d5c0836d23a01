from __future__ import annotations

import gzip
import logging
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from crawler.warc.indexing import index_warc
from crawler.warc.reader import iter_records, read_record
from crawler.warc.salvage import salvage
from crawler.warc.warc_file import create_locked
from crawler.warc.writer import WarcWriter


@pytest.fixture
def crashed(tmp_path, make_exchange, page):
    """The bytes of a file of two exchanges as a crashed writer left them, and their refs."""
    writer = WarcWriter(tmp_path / "written", "job")
    refs = [writer.write(make_exchange(page)) for _ in range(2)]
    writer.close()
    return (tmp_path / "written" / refs[0].file).read_bytes(), refs


def leave(archive: Path, ref, content: bytes) -> Path:
    path = archive / (ref.file + ".open")
    path.parent.mkdir(parents=True)
    path.write_bytes(content)
    return path


def test_every_cut_keeps_whole_records_and_sets_the_tail_aside(crashed, tmp_path):
    content, refs = crashed
    members = [(r.offset, r.offset + r.length) for r in iter_records(tmp_path / "written" / refs[0].file)]
    edges = {edge + step for member in members for edge in member for step in (-9, -8, -1, 0, 1, 2, 10, 11)}
    middles = {(start + end) // 2 for start, end in members}
    for cut in sorted(cut for cut in edges | middles if 0 <= cut <= len(content)):
        archive = tmp_path / f"cut{cut}"
        leave(archive, refs[0], content[:cut])
        (done,) = salvage(archive)
        whole = max([end for _, end in members if end <= cut], default=0)
        final, torn = archive / refs[0].file, archive / (refs[0].file + ".torn")
        assert done.records == sum(end <= cut for _, end in members)
        assert (final.read_bytes() if final.exists() else b"") == content[:whole]
        assert (torn.read_bytes() if torn.exists() else b"") == content[whole:cut]
        index = final.with_name(final.name + ".cdxj")
        assert (index.read_bytes() if whole else b"") == b"".join(
            sorted(index_warc(final) if whole else [])
        )
        assert not list(archive.glob("*/*.open"))
        assert salvage(archive) == []


@pytest.mark.parametrize(
    "junk", [bytes(5000), b"\x1f\x8b\x08\x00", b"\xff" * 10, gzip.compress(b"no record", mtime=0)]
)
def test_junk_after_whole_records_is_set_aside(crashed, tmp_path, junk):
    content, refs = crashed
    leave(tmp_path, refs[0], content + junk)
    (done,) = salvage(tmp_path)
    assert (done.records, done.torn_bytes) == (7, len(junk))
    assert done.torn.read_bytes() == junk
    assert all(read_record(tmp_path, ref).status == 200 for ref in refs)


def test_a_member_whose_block_is_short_is_torn(crashed, tmp_path):
    content, refs = crashed
    record = b"WARC/1.1\r\nWARC-Type: response\r\nContent-Length: 10\r\n\r\nshort\r\n\r\n"
    leave(tmp_path, refs[0], content + gzip.compress(record))
    (done,) = salvage(tmp_path)
    assert done.records == 7
    assert gzip.decompress(done.torn.read_bytes()) == record


def test_a_side_file_is_never_overwritten(crashed, tmp_path):
    content, refs = crashed
    path = leave(tmp_path, refs[0], content + b"junk")
    side = path.with_name(path.name.removesuffix(".open") + ".torn")
    side.write_bytes(b"from before")
    (done,) = salvage(tmp_path)
    assert side.read_bytes() == b"from before"
    assert done.torn.name == side.name + ".2"
    assert done.torn.read_bytes() == b"junk"


def test_what_was_salvaged_is_said_in_one_line(crashed, tmp_path, caplog):
    content, refs = crashed
    leave(tmp_path, refs[0], content[:-3])
    salvage(tmp_path)
    (line,) = caplog.messages
    assert str(tmp_path / refs[0].file) in line
    assert "6 records kept" in line
    assert "torn bytes set aside in " + Path(refs[0].file).name + ".torn" in line


def test_a_file_that_a_live_writer_holds_is_left_alone(tmp_path, make_exchange, page):
    writer = WarcWriter(tmp_path, "job")
    ref = writer.write(make_exchange(page))
    assert salvage(tmp_path) == []
    assert (tmp_path / (ref.file + ".open")).exists()
    writer.write(make_exchange(page))
    writer.close()
    assert len(list(iter_records(tmp_path / ref.file))) == 7


def test_an_index_that_was_begun_is_removed_when_its_writer_is_gone(crashed, tmp_path):
    content, refs = crashed
    leave(tmp_path, refs[0], content)
    final = tmp_path / refs[0].file
    dead, alive = (final.with_name(f".{final.name}.cdxj.{n}.0badcafe") for n in (1, 2))
    dead.write_bytes(b"com,exam")
    with create_locked(alive):
        salvage(tmp_path)
        assert sorted(path.name for path in final.parent.iterdir()) == sorted(
            [alive.name, final.name, f"{final.name}.cdxj"]
        )
    salvage(tmp_path)
    assert not alive.exists()


def test_a_leftover_is_not_renamed_over_a_finished_file(crashed, tmp_path, caplog):
    content, refs = crashed
    path = leave(tmp_path, refs[0], content)
    final = tmp_path / refs[0].file
    final.write_bytes(b"finished")
    assert salvage(tmp_path) == []
    assert final.read_bytes() == b"finished"
    assert path.read_bytes() == content
    assert "not salvaged" in caplog.text


def test_a_leftover_that_cannot_be_read_stops_nothing(crashed, tmp_path, caplog):
    content, refs = crashed
    leave(tmp_path, refs[0], content)
    (tmp_path / "another").mkdir()
    (tmp_path / "another" / "A.warc.gz.open").mkdir()
    with caplog.at_level(logging.WARNING):
        (done,) = salvage(tmp_path)
    assert done.path == tmp_path / refs[0].file
    assert "A.warc.gz.open" in caplog.text


PROJECT = Path(__file__).parents[3]

KILLED = """
import os, sys
from datetime import datetime, UTC
from pathlib import Path
from crawler.exchange import Exchange, Spool
from crawler.warc.writer import WarcWriter
writer = WarcWriter(Path(sys.argv[1]), "job")
while True:
    spool = Spool()
    spool.write(b"HTTP/1.1 200 OK\\r\\n\\r\\n" + os.urandom(20_000))
    exchange = Exchange(
        url="http://h/", method="GET", started=datetime.now(UTC), request=b"GET / HTTP/1.1\\r\\n\\r\\n",
        response=spool, response_end=len(spool),
    )
    ref = writer.write(exchange)
    writer.sync()
    print(ref.file, ref.offset, ref.length, ref.record_id, flush=True)
"""


@pytest.mark.parametrize("acknowledged", [1, 2, 30])
def test_after_kill_9_every_acknowledged_record_is_there(tmp_path, acknowledged):
    process = subprocess.Popen(
        [sys.executable, "-c", KILLED, str(tmp_path)], stdout=subprocess.PIPE, text=True, cwd=PROJECT
    )
    lines = [process.stdout.readline() for _ in range(acknowledged)]
    assert salvage(tmp_path) == []  # it lives
    os.kill(process.pid, signal.SIGKILL)
    lines += [line for line in process.stdout if line.endswith("\n")]
    process.stdout.close()
    process.wait()
    (done,) = salvage(tmp_path)
    kept = {(str(r.offset), str(r.length), r.get("WARC-Record-ID")) for r in iter_records(done.path)}
    assert kept >= {tuple(line.split()[1:]) for line in lines}
    assert {line.split()[0] for line in lines} == {f"job/{done.path.name}"}
    assert not list(tmp_path.glob("*/*.open"))
