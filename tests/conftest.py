"""Fixtures that tests of several folders share."""

from __future__ import annotations

import os
import secrets
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

import pytest

from crawler.store.embedded import resolve, stop


@pytest.fixture(scope="session")
def mongo_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Folder of one embedded server for all tests that need just a database."""
    folder = tmp_path_factory.mktemp("shared") / "mongo"
    resolve(f"embedded://{folder}")
    yield folder
    stop(folder)


@pytest.fixture
def store_settings(mongo_folder: Path, tmp_path: Path) -> dict[str, Any]:
    """Settings of a run with a database of its own on that server."""
    return {
        "DATA_DIR": str(tmp_path / "data"),
        "MONGO_URI": f"embedded://{mongo_folder}",
        "MONGO_DATABASE": f"test_{secrets.token_hex(4)}",
        "MONGO_BATCH_SIZE": 100,
        "MONGO_BATCH_SECONDS": 0.01,
        "MONGO_RETRY_SECONDS": 10,
        "ITEM_PIPELINES": {"pipelines.mongo.MongoPipeline": 500},
    }


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """What a test logged, as text that goes from one process to another: tests log lone surrogates too."""
    report = yield
    escaped = ((name, text.encode(errors="backslashreplace").decode()) for name, text in report.sections)
    report.sections = list(escaped)
    return report


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """In CI, a test that does not run is a test that does not hold."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("CI") and exitstatus == 0 and reporter and reporter.stats.get("skipped"):
        reporter.write_line("skipped tests count as failures in CI", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
