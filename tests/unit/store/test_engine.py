"""Which program serves the folder, and how it is called."""

from __future__ import annotations

import json
import sys
import tomllib

import pytest

from crawler.errors import StoreUnavailableError
from crawler.store import engine
from crawler.store.engine import Engine, find_engine


@pytest.fixture
def programs(tmp_path, monkeypatch):
    """A PATH and an interpreter's folder of the test's own; returns what puts a program on the PATH."""
    path, own = tmp_path / "path", tmp_path / "own"
    path.mkdir()
    own.mkdir()
    monkeypatch.setenv("PATH", str(path))
    monkeypatch.setattr(sys, "executable", str(own / "python"))

    def install(name, folder=path):
        (folder / name).write_text("#!/bin/sh\n")
        (folder / name).chmod(0o755)
        return str(folder / name)

    install.own = own
    return install


def test_secantusd_beside_the_interpreter_is_found(programs, tmp_path):
    wanted = programs("secantusd-py", programs.own)
    programs("secantusd-py")
    assert find_engine(tmp_path).executable == wanted


def test_a_mongod_on_the_path_is_preferred(programs, tmp_path):
    programs("secantusd-py")
    wanted = programs("mongod")
    assert find_engine(tmp_path) == Engine("mongod", wanted, tmp_path / "mongod")


def test_data_stays_with_the_program_that_wrote_it(programs, tmp_path):
    programs("secantusd-py")
    programs("mongod")
    (tmp_path / "secantusd").mkdir()
    (tmp_path / "secantusd" / "WiredTiger.wt").touch()
    assert find_engine(tmp_path).name == "secantusd-py"


def test_without_any_program_the_sentence_says_what_to_install(programs, tmp_path):
    with pytest.raises(StoreUnavailableError, match=r"pip install newsvault\[embedded\].*MONGO_URI"):
        find_engine(tmp_path)


def test_data_of_a_mongod_that_is_gone_is_named(programs, tmp_path):
    programs("secantusd-py")
    (tmp_path / "mongod").mkdir()
    (tmp_path / "mongod" / "WiredTiger.wt").touch()
    with pytest.raises(StoreUnavailableError, match="holds data of mongod, which is not on PATH"):
        find_engine(tmp_path)


def test_data_that_would_be_overwritten_is_not_opened(tmp_path):
    made = Engine("secantusd-py", "/bin/true", tmp_path / "secantusd")
    made.prepare_data()
    (made.data / "WiredTiger.wt").touch()
    with pytest.raises(StoreUnavailableError, match=r"WiredTiger\.turtle is missing"):
        made.prepare_data()
    (made.data / "WiredTiger.turtle").touch()
    made.prepare_data()


def test_servers_listen_on_loopback_only_with_a_configuration_of_their_own(tmp_path):
    secantusd = Engine("secantusd-py", "s", tmp_path / "secantusd").command(tmp_path, 20001)
    options = dict(zip(secantusd[1::2], secantusd[2::2], strict=True))
    assert options["--host"] == "127.0.0.1"
    assert options["--port"] == "20001"
    assert options["--cache-size"] == f"{engine.CACHE_GB}G"
    assert tomllib.loads((tmp_path / "secantusd.toml").read_text("utf-8"))
    mongod = Engine("mongod", "m", tmp_path / "mongod").command(tmp_path, 20002)
    config = json.loads((tmp_path / "mongod.conf").read_text("utf-8"))
    assert mongod == ["m", "--config", str(tmp_path / "mongod.conf")]
    assert config["net"]["bindIp"] == "127.0.0.1"
    assert config["net"]["port"] == 20002
    assert config["storage"]["dbPath"] == str(tmp_path / "mongod")
