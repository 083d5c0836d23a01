"""One sample site for all crawls, and a folder for each test."""

from __future__ import annotations

import pytest

from crawler.sample.server import SampleServer
from tests.durability.vault import Vault


@pytest.fixture(scope="module")
def site():
    with SampleServer() as server:
        yield server


@pytest.fixture
def vault(tmp_path, site):
    made = Vault(tmp_path / "data", site.connect_to)
    made.data.mkdir()
    yield made
    made.store("stop")
