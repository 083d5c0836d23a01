"""Reads every saved page under ``tests/sites/<site>/<case>/`` and compares all that it must yield.

A case is a folder and no code: ``page.html`` or ``page.json``, ``meta.json`` and ``expected.json``.
CONTRIBUTING.md tells how it comes about. What was drafted and not reviewed fails.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from crawler.cases.folder import EXPECTED, REVIEWED, is_reviewed
from crawler.cases.page import as_json, load
from crawler.cases.reading import OF_THE_RUN, reading
from crawler.sites import load as load_site

HERE = Path(__file__).parent
CASES = sorted(path.parent for path in HERE.glob("*/*/meta.json"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.name}/{case.name}")
def test_a_saved_page_is_read_as_reviewed(case):
    found = reading(load(case), load_site(case.parent.name))
    path = case / EXPECTED
    assert path.exists(), f"no {path}; when this is right, save it there:\n{as_json(found)}"
    told = f'{path} is a draft: compare it with the page, and take "{REVIEWED}": false out when it is right'
    assert is_reviewed(case), told
    expected = json.loads(path.read_text("utf-8"))
    assert found == {name: value for name, value in expected.items() if name not in OF_THE_RUN}


def test_every_folder_of_a_site_is_a_case():
    folders = {path for path in HERE.glob("*/*") if path.is_dir() and path.name != "__pycache__"}
    assert folders == set(CASES)
