"""Where ``scrapy snapshot`` puts its cases."""

from __future__ import annotations

from pathlib import Path

import pytest

from crawler.commands.snapshot import cases_folder
from crawler.errors import ArgumentError

ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.parametrize("folder", [ROOT, ROOT / "crawler" / "sites"])
def test_cases_go_to_the_project_from_anywhere_in_it(monkeypatch, folder):
    monkeypatch.chdir(folder)
    assert cases_folder(None) == ROOT / "tests" / "sites"


def test_a_project_without_tests_needs_a_folder(monkeypatch, tmp_path):
    (tmp_path / "scrapy.cfg").write_text("[settings]\ndefault = settings.development\n")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ArgumentError, match=r"there is no folder .*tests/sites: make it, or choose"):
        cases_folder(None)
    assert cases_folder(str(tmp_path)) == tmp_path
