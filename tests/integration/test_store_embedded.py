"""The embedded server: one for all, supervised, and gone when nobody needs it."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import signal
import socket
import subprocess
import sys
from pathlib import Path
from time import monotonic, sleep

import pytest
from pymongo import MongoClient, WriteConcern
from pymongo.errors import ConnectionFailure

from crawler.errors import StoreUnavailableError
from crawler.store.embedded import find, resolve, stop
from crawler.store.locks import FileLock
from crawler.store.ports import free_port
from crawler.store.running import Running


def until(condition, seconds=20.0):
    """Wait for what another process brings about."""
    deadline = monotonic() + seconds
    while not (result := condition()):
        assert monotonic() < deadline, "it did not come about"
        sleep(0.02)
    return result


def is_alive(pid):
    """Whether the process runs; one that ended and was not collected does not."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"


def is_collected(pid):
    """Whether the process ended, and whoever started it knows."""
    return not Path(f"/proc/{pid}").exists()


@pytest.fixture
def folder(tmp_path):
    """A store's folder whose server is stopped afterwards."""
    made = tmp_path / "mongo"
    yield made
    stop(made)


def start(folder, **options):
    uri = resolve(f"embedded://{folder}", **options)
    return uri, Running.read(folder)


def join_in(folder, gate, answers):
    gate.wait()
    uri = resolve(f"embedded://{folder}")
    with MongoClient(uri) as client:
        client["db"]["joined"].insert_one({"_id": os.getpid()})
    answers.put(uri)


def test_ten_processes_at_once_get_one_server(folder):
    context = multiprocessing.get_context("fork")
    gate, answers = context.Barrier(10), context.Queue()
    processes = [context.Process(target=join_in, args=(folder, gate, answers)) for _ in range(10)]
    for process in processes:
        process.start()
    uris = {answers.get(timeout=60) for _ in processes}
    for process in processes:
        process.join()
    assert len(uris) == 1
    with MongoClient(uris.pop()) as client:
        assert client["db"]["joined"].count_documents({}) == 10
    assert (folder / "server.log").read_text().count("serves port") == 1


def test_it_listens_on_loopback_only(folder):
    _, running = start(folder)
    listening = [line.split()[1] for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    assert f"0100007F:{running.port:04X}" in listening
    assert f"00000000:{running.port:04X}" not in listening


def test_data_and_port_survive_a_stop(folder):
    uri, first = start(folder)
    with MongoClient(uri) as client:
        client["db"]["kept"].insert_one({"_id": 1})
    assert stop(folder)
    assert not is_alive(first.pid)
    assert find(folder) is None
    again, second = start(folder)
    assert (again, second.port) == (uri, first.port)
    assert second.pid != first.pid
    with MongoClient(again) as client:
        assert client["db"]["kept"].count_documents({}) == 1


def test_a_stop_of_nothing_says_so(folder, tmp_path):
    assert not stop(folder)
    assert not stop(tmp_path)


def test_a_killed_server_is_started_again_on_its_port(folder):
    uri, first = start(folder)
    with MongoClient(uri, serverSelectionTimeoutMS=20_000) as client:
        client["db"]["kept"].with_options(write_concern=WriteConcern(j=True)).insert_one({"_id": 1})
        os.kill(first.pid, signal.SIGKILL)
        second = until(lambda: (now := find(folder)) and now.pid != first.pid and now)
        assert (second.port, second.supervisor) == (first.port, first.supervisor)
        assert client["db"]["kept"].count_documents({}) == 1


def test_a_server_that_outlived_its_supervisor_is_replaced(folder):
    _, first = start(folder)
    os.kill(first.supervisor, signal.SIGKILL)
    until(lambda: is_collected(first.supervisor))
    assert is_alive(first.pid)
    _, second = start(folder)
    assert not is_alive(first.pid)
    assert second.pid != first.pid


def test_it_ends_when_nobody_has_used_it_for_a_while(folder):
    uri, running = start(folder, idle_seconds=0.5)
    with MongoClient(uri) as client:
        client["db"]["used"].insert_one({"_id": 1})
        sleep(1.5)  # thrice the idle time, with a client that does nothing
        assert is_alive(running.pid)
    until(lambda: not is_alive(running.supervisor))
    assert not is_alive(running.pid)
    assert Running.read(folder) is None


def test_it_ends_with_its_folder(folder):
    _, running = start(folder)
    shutil.rmtree(folder)
    uri, _ = start(folder)
    until(lambda: not is_alive(running.pid))
    with MongoClient(uri) as client:
        assert client["db"]["kept"].count_documents({}) == 0
    assert find(folder)


def test_a_hung_up_terminal_does_not_end_it(folder):
    _, running = start(folder)
    os.kill(running.supervisor, signal.SIGHUP)
    assert find(folder) == running
    assert os.getsid(running.supervisor) != os.getsid(0)


def test_a_chosen_port_is_used_and_remembered(folder):
    port = free_port(folder / "another")
    _, running = start(folder, port=port)
    assert running.port == port
    stop(folder)
    assert start(folder)[1].port == port


def test_a_chosen_port_that_is_taken_is_named(folder):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(StoreUnavailableError, match=f"port {port} is taken by another program"):
            resolve(f"embedded://{folder}", port=port)


def test_another_port_than_the_running_one_is_refused(folder):
    _, running = start(folder)
    with pytest.raises(StoreUnavailableError, match=f"already runs on port {running.port}"):
        resolve(f"embedded://{folder}", port=running.port + 1)


def test_a_remembered_port_that_is_taken_is_left(folder):
    _, first = start(folder)
    stop(folder)
    with socket.create_server(("127.0.0.1", first.port)):
        assert start(folder)[1].port != first.port


def test_a_stranger_on_the_port_of_a_dead_server_is_not_taken_for_it(folder, mongo_folder):
    _, running = start(folder)
    stop(folder)
    _, stranger = start(mongo_folder)
    Running(port=stranger.port, pid=running.pid, supervisor=os.getpid(), engine="mongod").write(folder)
    uri, now = start(folder)
    assert now.port != stranger.port
    assert str(now.port) in uri


def test_a_folder_that_cannot_be_made_is_named(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(StoreUnavailableError, match=r"file/mongo cannot be used \(Not a directory\)"):
        resolve(f"embedded://{tmp_path}/file/mongo")


def test_data_that_cannot_be_opened_is_named_and_left_alone(folder):
    start(folder)
    stop(folder)
    (folder / "secantusd" / "WiredTiger.turtle").unlink()
    before = sorted(path.name for path in (folder / "secantusd").iterdir())
    with pytest.raises(StoreUnavailableError, match=r"WiredTiger\.turtle is missing"):
        start(folder)
    assert sorted(path.name for path in (folder / "secantusd").iterdir()) == before


def test_a_server_that_does_not_start_is_told_with_its_last_words(folder):
    (folder / "secantusd").mkdir(parents=True)
    for name in ("WiredTiger.wt", "WiredTiger.turtle"):
        (folder / "secantusd" / name).write_bytes(b"no such thing")
    with pytest.raises(StoreUnavailableError, match=r"secantusd-py failed.*server\.log") as told:
        start(folder)
    assert "\n" not in str(told.value)


def test_data_that_another_process_has_open_is_told(folder):
    folder.mkdir()
    with FileLock(folder / "server.lock") as lock:
        assert lock.acquire()
        with pytest.raises(StoreUnavailableError, match="another process holds the data"):
            start(folder)


def test_a_mongod_on_the_path_serves_the_folder(folder, tmp_path, monkeypatch):
    """A stand-in that takes mongod's command line, since none is installed here."""
    script = tmp_path / "mongod"
    script.write_text(
        f"#!{sys.executable}\n"
        "import json, os, sys\n"
        "config = json.load(open(sys.argv[sys.argv.index('--config') + 1]))\n"
        f"os.execv({shutil.which('secantusd-py', path=str(Path(sys.executable).parent))!r}, ['mongod',\n"
        "    '--host', config['net']['bindIp'], '--port', str(config['net']['port']),\n"
        "    '--storage-path', config['storage']['dbPath'], '--standalone'])\n"
    )
    script.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    uri, running = start(folder)
    assert running.engine == "mongod"
    with MongoClient(uri) as client:
        client["db"]["kept"].insert_one({"_id": 1})
    assert any((folder / "mongod").glob("*.wt"))


def test_importing_the_store_never_imports_the_server():
    code = "import sys, crawler.store.embedded, crawler.store.supervisor; print('secantus' in sys.modules)"
    assert subprocess.check_output([sys.executable, "-c", code], text=True).strip() == "False"


def test_a_server_that_is_gone_is_not_waited_for(folder):
    uri, _ = start(folder)
    stop(folder)
    with MongoClient(uri, serverSelectionTimeoutMS=50) as client, pytest.raises(ConnectionFailure):
        client["db"]["kept"].find_one({"_id": 1})
