"""How a case is named, and what it never replaces."""

from __future__ import annotations

import json

import pytest

from crawler.cases.folder import case_name, check_free, is_reviewed, save_draft
from crawler.cases.page import SavedPage, load
from crawler.errors import ArgumentError
from crawler.sites.base import Match

PAGE = SavedPage(kind="article", url="https://x/1.html", content=b"page")


@pytest.mark.parametrize(
    ("match", "name"),
    [
        (Match(kind="article", key="202202140000000001"), "article_202202140000000001"),
        (Match(kind="article", key="../../etc/passwd"), "article_etc_passwd"),
        (Match(kind="article", key="sitenews/2022/02/14/通知 (1)"), "article_sitenews_2022_02_14_1"),
        (Match(kind="listing", category="安心"), "listing"),
        (Match(kind="home"), "home"),
        (Match(kind="article", key="a" * 300), "article_" + "a" * 72),
    ],
)
def test_a_name_follows_from_the_page_and_is_safe(match, name):
    assert case_name(None, match.kind, match) == name
    assert case_name(name, match.kind, match) == name


@pytest.mark.parametrize(
    "name", ["", ".", "..", "a/b", "/a", "a b", ".hidden", "-x", "名", "a\n", "a" * 81]
)
def test_a_name_that_is_no_plain_folder_name_is_refused(name):
    with pytest.raises(ArgumentError, match="is no name of a case"):
        case_name(name, "article", Match(kind="article", key="1"))


def test_a_draft_may_be_replaced_and_holds_the_page(tmp_path):
    folder = tmp_path / "finews" / "case"
    check_free(folder)
    save_draft(folder, PAGE, {"title": "旧"})
    assert not is_reviewed(folder)
    check_free(folder)
    save_draft(folder, PAGE, {"title": "新"})
    assert json.loads((folder / "expected.json").read_text("utf-8")) == {"reviewed": False, "title": "新"}
    assert load(folder) == PAGE


@pytest.mark.parametrize("expected", [None, "{}", '{"reviewed": true}', "{", "[]", '{"reviewed": 0}'])
def test_what_somebody_made_or_reviewed_is_not_replaced(tmp_path, expected):
    (tmp_path / "page.html").write_bytes(b"by hand")
    if expected is not None:
        (tmp_path / "expected.json").write_text(expected)
    with pytest.raises(ArgumentError, match="is there, and not a draft"):
        check_free(tmp_path)


def test_a_folder_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(ArgumentError, match=r"--into.*file/case cannot be written: Not a directory"):
        save_draft(tmp_path / "file" / "case", PAGE, {})
