"""Which earlier runs are compared with."""

from __future__ import annotations

import json

import pytest

from crawler.drift import history
from crawler.drift.history import earlier_runs
from crawler.drift.readings import Readings

ARGUMENTS = {"site": "finews"}


def record(folder, day, pages=1, *, spider="category", arguments=ARGUMENTS, drift=(), **other):
    readings = Readings()
    for number in range(pages):
        readings.add("finews", "article", f"https://x/{number}")
    name = f"202203{day:02d}T000000Z-{spider}-finews-{day:06x}"
    document = {"_id": name, "spider": spider, "arguments": arguments, "drift": list(drift)}
    document |= {"readings": readings.as_document()} | other
    (folder / f"{name}.json").write_text(json.dumps(document), "utf-8")
    return name


def pages(folder, arguments=ARGUMENTS, spider="category", job="20230101"):
    runs = earlier_runs(folder, spider, arguments, job)
    return [run.readings.of("finews", "article").pages for run in runs]


def test_runs_come_the_latest_first_and_only_those_before(tmp_path):
    names = [record(tmp_path, day, pages=day) for day in (3, 1, 2)]
    assert pages(tmp_path) == [3, 2, 1]
    assert pages(tmp_path, job=names[2]) == [1]


def test_no_folder_is_no_run(tmp_path):
    assert pages(tmp_path / "nowhere") == []


def test_only_runs_that_read_the_same_kinds_of_pages_are_comparable(tmp_path):
    record(tmp_path, 1, 1, spider="share")
    record(tmp_path, 2, 2, arguments=ARGUMENTS | {"category": "emnews"})
    record(tmp_path, 3, 3, arguments={"site": "sample"})
    record(tmp_path, 4, 4, arguments=ARGUMENTS | {"limit": "5", "since": "2022-02-14"})
    assert pages(tmp_path) == [4]
    assert pages(tmp_path, {"site": "finews", "category": "emnews"}) == [2]


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "null", '{"arguments": 3}', "\x00", '{"arguments": {"site": "finews"}}']
)
def test_what_is_no_record_is_passed_over(tmp_path, text):
    record(tmp_path, 1, 7)
    (tmp_path / "20220302T000000Z-category-finews-000000.json").write_text(text, "utf-8")
    assert pages(tmp_path) == [7]


def test_a_run_that_was_killed_is_passed_over(tmp_path):
    record(tmp_path, 1, 7)
    path = tmp_path / (record(tmp_path, 2, 9) + ".json")
    kept = {k: v for k, v in json.loads(path.read_text("utf-8")).items() if k not in ("drift", "readings")}
    path.write_text(json.dumps(kept | {"outcome": "running"}), "utf-8")
    assert pages(tmp_path) == [7]


def test_what_had_drifted_is_known(tmp_path):
    record(tmp_path, 1, drift=[{"site": "finews", "kind": "article", "field": "title"}])
    (run,) = earlier_runs(tmp_path, "category", ARGUMENTS, "2023")
    assert run.drifted == {("finews", "article", "title")}


def test_a_bounded_number_of_records_is_looked_at(tmp_path, monkeypatch):
    for day in range(1, 29):
        record(tmp_path, day, day)
    monkeypatch.setattr(history, "MOST_RUNS", 4)
    assert pages(tmp_path) == [28, 27, 26, 25]
    monkeypatch.setattr(history, "MOST_RECORDS", 2)
    assert pages(tmp_path) == [28, 27]
