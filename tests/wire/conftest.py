from __future__ import annotations

from pathlib import Path

import pytest

from tests.wire.certificate import make_certificate

HOST = "wire.example"


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_certificate(tmp_path_factory.mktemp("tls"), HOST)
