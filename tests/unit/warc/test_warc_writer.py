from __future__ import annotations

import errno
import fcntl
import gzip
import os
import re
import subprocess
import sys
import tracemalloc
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from crawler.errors import ArchiveError
from crawler.warc import warc_file
from crawler.warc.indexing import IndexBuilder, index_warc
from crawler.warc.naming import warc_name
from crawler.warc.options import WarcOptions
from crawler.warc.reader import iter_records, read_record
from crawler.warc.writer import WarcWriter

STARTED = datetime(2022, 2, 14, 0, 21, 46, 123456, tzinfo=UTC)


class Clock:
    def __init__(self):
        self.now = STARTED

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def make_writer(tmp_path, clock, new_id):
    writers = []

    def make(**options):
        info = [("software", "newsvault/0")]
        writers.append(
            WarcWriter(
                tmp_path, "job", info=info, options=WarcOptions(**options), clock=clock, new_id=new_id
            )
        )
        return writers[-1]

    yield make
    for writer in writers:
        writer.close()


def names(folder):
    return sorted(path.name for path in (folder / "job").iterdir() if path.suffix != ".cdxj")


def types(path):
    return [record.get("WARC-Type") for record in iter_records(path)]


def test_a_name_tells_time_serial_host_and_process():
    assert (
        warc_name(STARTED, 7, "web-1.example", 42)
        == "NEWSVAULT-20220214002146123-00007-web-1.example-42.warc.gz"
    )


@pytest.mark.parametrize(
    ("host", "safe"),
    [("../../etc", "_.._etc"), ("報社 1", "___1"), ("", "localhost"), ("a" * 99, "a" * 64)],
)
def test_hosts_are_made_safe_in_names(host, safe):
    assert warc_name(STARTED, 0, host, 1) == f"NEWSVAULT-20220214002146123-00000-{safe}-1.warc.gz"


def test_nothing_is_made_until_there_is_something_to_write(make_writer, tmp_path):
    make_writer().close()
    assert list(tmp_path.iterdir()) == []


def test_a_file_is_open_while_written_and_renamed_when_closed(make_writer, make_exchange, page, tmp_path):
    writer = make_writer()
    ref = writer.write(make_exchange(page))
    (name,) = names(tmp_path)
    assert re.fullmatch(r"NEWSVAULT-20220214002146123-00000-[\w.-]+-\d+\.warc\.gz\.open", name)
    assert ref.file == f"job/{name.removesuffix('.open')}"
    writer.close()
    assert names(tmp_path) == [name.removesuffix(".open")]


def test_a_file_begins_with_its_warcinfo_and_every_record_refers_to_it(
    make_writer, make_exchange, page, tmp_path
):
    writer = make_writer()
    ref = writer.write(make_exchange(page))
    writer.write(make_exchange(error="refused"))
    writer.close()
    records = list(iter_records(tmp_path / ref.file))
    assert [record.get("WARC-Type") for record in records] == [
        "warcinfo", "response", "request", "metadata", "request", "metadata",
    ]  # fmt: skip
    assert records[0].get("WARC-Filename") == Path(ref.file).name
    assert b"".join(records[0].block) == b"software: newsvault/0\r\n"
    assert {record.get("WARC-Warcinfo-ID") for record in records[1:]} == {records[0].get("WARC-Record-ID")}
    assert writer.records == 6
    assert writer.bytes == (tmp_path / ref.file).stat().st_size


def test_a_ref_leads_to_the_exact_bytes_of_the_response(make_writer, make_exchange, page, tmp_path):
    writer = make_writer()
    exchange = make_exchange(page)
    ref = writer.write(exchange)
    writer.close()
    records = {record.offset: record for record in iter_records(tmp_path / ref.file)}
    record = records[ref.offset]
    assert record.length == ref.length
    assert b"".join(record.block) == page
    assert record.get("WARC-Record-ID") == ref.record_id
    assert (ref.url, ref.date) == (exchange.url, exchange.started)


def test_an_exchange_without_response_has_no_ref(make_writer, make_exchange):
    assert make_writer().write(make_exchange(error="refused")) is None


def test_frozen_ids_and_clock_give_the_same_file(make_exchange, page, tmp_path, clock):
    contents = []
    for folder in (tmp_path / "a", tmp_path / "b"):
        ids = map("<urn:uuid:{}>".format, range(100))
        writer = WarcWriter(folder, "job", clock=clock, new_id=ids.__next__)
        ref = writer.write(make_exchange(page))
        writer.close()
        contents.append((folder / ref.file).read_bytes())
    assert contents[0] == contents[1]


def test_a_new_file_begins_beyond_the_size(make_writer, make_exchange, page, tmp_path):
    writer = make_writer(max_size=2000)
    refs = [writer.write(make_exchange(page)) for _ in range(10)]
    writer.close()
    files = names(tmp_path)
    assert len(files) == writer.files > 2
    assert [name.split("-")[2] for name in files] == [f"{n:05d}" for n in range(len(files))]
    assert sum(types(tmp_path / "job" / name).count("response") for name in files) == 10
    for name in files:
        assert types(tmp_path / "job" / name)[0] == "warcinfo"
        assert (tmp_path / "job" / name).stat().st_size < 2000 + refs[0].length + 2000
    for ref in refs:
        assert read_record(tmp_path, ref).status == 200


def test_a_file_past_its_age_is_finished(make_writer, make_exchange, page, tmp_path, clock):
    writer = make_writer(max_age=60)
    assert writer.expire() is None
    writer.write(make_exchange(page))
    clock.now += timedelta(seconds=59)
    assert writer.expire() == 1
    clock.now += timedelta(seconds=1)
    assert writer.expire() is None
    assert [name for name in names(tmp_path) if name.endswith(".open")] == []
    writer.write(make_exchange(page))
    assert len(names(tmp_path)) == writer.files == 2


def test_a_body_that_is_compressed_already_lies_in_the_file_as_it_was_sent(
    make_writer, make_exchange, tmp_path
):
    body = gzip.compress(bytes(1000), mtime=0)
    coded = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + body
    writer = make_writer()
    refs = [
        writer.write(make_exchange(coded)),
        writer.write(make_exchange(coded.replace(b"gzip", b"none"))),
    ]
    writer.close()
    stored, compressed = (
        (tmp_path / ref.file).read_bytes()[ref.offset : ref.offset + ref.length] for ref in refs
    )
    assert body in stored
    assert body not in compressed
    assert gzip.decompress(stored).endswith(coded + b"\r\n\r\n")


def test_a_large_response_is_written_whole(make_writer, make_exchange, tmp_path):
    body = os.urandom(3 << 20)
    message = b"HTTP/1.1 200 OK\r\n\r\n" + body
    exchange = make_exchange([message[i : i + 65536] for i in range(0, len(message), 65536)], limit=1 << 20)
    writer = make_writer()
    ref = writer.write(exchange)
    writer.sync()
    assert read_record(tmp_path, ref).payload == body


def test_a_large_response_takes_little_memory(make_writer, make_exchange, tmp_path):
    piece = os.urandom(1 << 20)
    exchange = make_exchange([b"HTTP/1.1 200 OK\r\n\r\n", *[piece] * 48], limit=1 << 20)
    writer = make_writer()
    tracemalloc.start()
    ref = writer.write(exchange)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert ref.length > 48 << 20
    assert peak < 8 << 20


def test_an_existing_file_is_never_overwritten(make_writer, make_exchange, page, tmp_path):
    first, second = make_writer(), make_writer()
    ref = first.write(make_exchange(page))
    with pytest.raises(ArchiveError, match=r"job.*cannot be written.*ARCHIVE_DIR"):
        second.write(make_exchange(page))
    first.sync()
    assert read_record(tmp_path, ref).status == 200
    first.close()
    with pytest.raises(ArchiveError):
        make_writer().write(make_exchange(page))
    assert read_record(tmp_path, ref).status == 200


def test_a_file_in_writing_is_locked(make_writer, make_exchange, page, tmp_path):
    writer = make_writer()
    writer.write(make_exchange(page))
    (name,) = names(tmp_path)
    with (tmp_path / "job" / name).open("rb") as file, pytest.raises(BlockingIOError):
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


def test_sync_waits_for_the_disk_once_for_all_that_was_written(
    make_writer, make_exchange, page, monkeypatch
):
    writer = make_writer()
    for _ in range(3):
        writer.write(make_exchange(page))
    synced = []
    monkeypatch.setattr(os, "fsync", synced.append)
    writer.sync()
    writer.sync()
    assert len(synced) == writer.syncs == 1


class Failing:
    """A file object that takes so many bytes, then raises."""

    def __init__(self, file, room, error):
        self.file, self.room, self.error = file, room, error

    def write(self, data):
        if not self.room:
            raise OSError(self.error, os.strerror(self.error))
        taken = self.file.write(data[: self.room])
        self.room -= taken
        return taken

    def __getattr__(self, name):
        return getattr(self.file, name)


@pytest.mark.parametrize("error", [errno.ENOSPC, errno.EIO, errno.EDQUOT])
@pytest.mark.parametrize("room", [0, 1, 300, 900])
def test_a_write_that_fails_leaves_whole_records_only(
    make_writer, make_exchange, page, tmp_path, error, room
):
    writer = make_writer()
    ref = writer.write(make_exchange(page))
    writer.sync()
    size = writer._file.size
    writer._file._file = Failing(writer._file._file, room, error)
    writer.write(make_exchange(page))
    with pytest.raises(ArchiveError) as caught:
        writer.sync()
    assert os.strerror(error) in str(caught.value)
    assert str(tmp_path / "job") in str(caught.value)
    assert "ARCHIVE_DIR" in str(caught.value)
    with pytest.raises(ArchiveError):
        writer.write(make_exchange(page))
    writer.close()
    assert (tmp_path / ref.file).stat().st_size == size
    assert types(tmp_path / ref.file) == ["warcinfo", "response", "request", "metadata"]


def test_a_warcinfo_that_cannot_be_written_leaves_no_file(
    make_writer, make_exchange, page, tmp_path, monkeypatch
):
    def full(_file):
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(warc_file.WarcFile, "flush", full)
    writer = make_writer()
    writer.write(make_exchange(page))
    with pytest.raises(ArchiveError, match="full"):
        writer.sync()
    writer.close()
    assert names(tmp_path) == []


def test_a_sync_that_fails_takes_back_what_was_not_acknowledged(
    make_writer, make_exchange, page, tmp_path, monkeypatch
):
    writer = make_writer()
    ref = writer.write(make_exchange(page))
    writer.sync()
    size = writer._file.size
    writer.write(make_exchange(page))

    def fail(_descriptor):
        raise OSError(errno.EIO, "Input/output error")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", fail)
        with pytest.raises(ArchiveError, match="Input/output error"):
            writer.sync()
    writer.close()
    (name,) = names(tmp_path)
    assert name.endswith(".open")  # what the disk holds is in doubt: the next start reads it through
    assert (tmp_path / "job" / name).stat().st_size == size
    assert read_record(tmp_path, ref).status == 200


def test_a_file_that_cannot_be_finished_acknowledges_nothing_of_it(
    make_writer, make_exchange, page, tmp_path, monkeypatch
):
    writer = make_writer(max_size=1)
    writer.write(make_exchange(page))

    def fail(_descriptor):
        raise OSError(errno.EIO, "Input/output error")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", fail)
        with pytest.raises(ArchiveError, match="Input/output error"):
            writer.write(make_exchange(page))
    with pytest.raises(ArchiveError, match="Input/output error"):
        writer.sync()
    assert [name[-5:] for name in names(tmp_path)] == [".open"]


FULL_DISK = """
import resource, sys
from datetime import datetime, UTC
from pathlib import Path
from crawler.errors import ArchiveError
from crawler.exchange import Exchange, Spool
from crawler.warc.writer import WarcWriter
import os
resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
writer = WarcWriter(Path(sys.argv[1]), "job")
while True:
    spool = Spool()
    spool.write(b"HTTP/1.1 200 OK\\r\\n\\r\\n" + os.urandom(3000))
    exchange = Exchange(
        url="http://h/", method="GET", started=datetime.now(UTC), request=b"GET / HTTP/1.1\\r\\n\\r\\n",
        response=spool, response_end=len(spool),
    )
    try:
        ref = writer.write(exchange)
        writer.sync()
    except ArchiveError as error:
        writer.close()
        sys.exit(str(error))
    print(ref.record_id, flush=True)
"""


def test_a_file_that_may_not_grow_keeps_every_acknowledged_record(tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", FULL_DISK, str(tmp_path)],
        capture_output=True,
        text=True,
        timeout=60,
        cwd=Path(__file__).parents[3],
    )
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "cannot be written: File too large" in done.stderr
    (name,) = names(tmp_path)
    kept = {
        r.get("WARC-Record-ID")
        for r in iter_records(tmp_path / "job" / name)
        if r.get("WARC-Type") == "response"
    }
    assert kept == set(done.stdout.split()) != set()


def index_of(path):
    return path.with_name(path.name + ".cdxj")


def test_a_finished_file_has_its_index_beside_it(make_writer, make_exchange, page, tmp_path):
    writer = make_writer()
    refs = [writer.write(make_exchange(page)) for _ in range(3)]
    assert not index_of(tmp_path / refs[0].file).exists()
    writer.close()
    path = tmp_path / refs[0].file
    assert index_of(path).read_bytes() == b"".join(sorted(index_warc(path)))
    assert index_of(path).read_bytes().count(b"\n") == 3


def test_an_index_that_finds_no_room_costs_the_index_alone(
    make_writer, make_exchange, page, tmp_path, monkeypatch, caplog
):
    def full(*_):
        raise OSError(errno.ENOSPC, "full")

    writer = make_writer()
    monkeypatch.setattr(IndexBuilder, "add", full)
    ref = writer.write(make_exchange(page))
    writer.close()
    assert read_record(tmp_path, ref).status == 200
    assert not index_of(tmp_path / ref.file).exists()
    assert "left to be made later" in caplog.text


def test_what_a_failed_sync_takes_back_is_in_no_index(
    make_writer, make_exchange, page, tmp_path, monkeypatch
):
    writer = make_writer()
    ref = writer.write(make_exchange(page))
    writer.sync()
    writer._file._file = Failing(writer._file._file, 10, errno.ENOSPC)
    writer.write(make_exchange(page))
    with pytest.raises(ArchiveError):
        writer.sync()
    writer.close()
    assert (tmp_path / ref.file).exists()
    assert not index_of(tmp_path / ref.file).exists()


@pytest.mark.parametrize("room", [10, 3_000, 500_000])
def test_a_disk_that_fills_amid_a_large_record_leaves_the_small_one_before_it_as_it_was(
    make_writer, make_exchange, page, tmp_path, room
):
    writer = make_writer()
    first = writer.write(make_exchange(page))
    writer._file._file = Failing(writer._file._file, room, errno.ENOSPC)
    with pytest.raises(ArchiveError, match="No space left on device"):
        writer.write(make_exchange(b"HTTP/1.1 200 OK\r\n\r\n" + os.urandom(3 << 20)))
    if room < first.offset + first.length:  # the small one waited to be handed over with the large one
        with pytest.raises(ArchiveError, match="No space left on device"):
            writer.sync()
        writer.close()
        assert names(tmp_path) == []
    else:
        writer.sync()
        assert read_record(tmp_path, first).status == 200
