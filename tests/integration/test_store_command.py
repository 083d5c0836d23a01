"""``scrapy store``: one plain line, and an exit code."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from pymongo import MongoClient

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    """Runs the command on a data folder of the module's own."""
    data = tmp_path_factory.mktemp("store") / "data"

    def run(*words, **settings):
        command = [sys.executable, "-m", "scrapy", "store", *words]
        for name, value in ({"DATA_DIR": data} | settings).items():
            command += ["-s", f"{name}={value}"]
        kept = {name: value for name, value in os.environ.items() if name not in ("MONGO_URI", "DATA_DIR")}
        done = subprocess.run(command, cwd=ROOT, env=kept, capture_output=True, text=True, timeout=60)
        assert "Traceback" not in done.stderr
        return done.returncode, done.stdout.strip(), done.stderr.strip()

    run.data = data
    return run


def test_a_day_of_the_embedded_server(store):
    assert store("status") == (1, "not running, no data yet", "")
    assert store("stop") == (0, "not running", "")
    code, uri, _ = store("uri")
    assert code == 0
    with MongoClient(uri) as client:
        assert client.admin.command("ping")["ok"] == 1
    assert store("start") == (0, f"running: {uri}", "")
    code, said, _ = store("status")
    assert code == 0
    assert said.startswith(f"running: {uri} (secantusd-py, process ")
    assert store("stop") == (0, "stopped", "")
    assert store("status") == (1, f"not running; its data is in {store.data / 'mongo'}", "")


def test_a_taken_port_is_told_in_a_sentence(store):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        code, said, error = store("start", "--port", str(port))
    assert (code, said) == (1, "")
    assert f"port {port} is taken by another program: choose another, or leave --port out" in error
    assert len(error.splitlines()) == 1


@pytest.mark.parametrize(
    "words",
    [(), ("start", "stop"), ("stop", "--port", "20000")],
)
def test_wrong_words_are_a_usage_error(store, words):
    assert store(*words)[0] == 2


def test_a_folder_that_cannot_be_written_is_told_in_a_sentence(store, tmp_path):
    (tmp_path / "file").touch()
    code, said, error = store("start", DATA_DIR=tmp_path / "file")
    assert (code, said) == (1, "")
    assert "cannot be used (Not a directory): choose another folder with -s DATA_DIR=..." in error


def test_a_server_of_its_own_is_neither_started_nor_stopped(store, mongo_folder):
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        uri = f"mongodb://me:secret@127.0.0.1:{unused.getsockname()[1]}/?serverSelectionTimeoutMS=100"
        code, said, error = store("start", MONGO_URI=uri)
        assert (code, said) == (1, "")
        assert "does not answer (" in error
        assert "me:***@" in error
        assert "secret" not in error
        assert store("stop", MONGO_URI=uri)[0] == 1
        assert store("uri", MONGO_URI=uri) == (0, uri, "")


def test_a_wrong_uri_is_told_in_a_sentence(store):
    code, _, error = store("status", MONGO_URI="http://127.0.0.1/")
    assert code == 1
    assert "setting MONGO_URI: Invalid URI scheme" in error
