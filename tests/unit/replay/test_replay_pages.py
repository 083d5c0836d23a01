"""The pages of the archive browser: what they list, and that nothing of an archive is markup there."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

import pytest

from crawler.errors import ReplayError
from crawler.replay.assets import install_assets, load_assets
from crawler.replay.markup import REPLAYED
from crawler.replay.message import Request
from crawler.replay.site import ReplaySite
from crawler.replay.titles import Hit

HOSTILE = '"><script>alert(1)</script>&amp;'


def test_the_start_page_lists_the_jobs_latest_first(get, write_job, page):
    write_job("20220101-a", a=page("x"))
    write_job("20220102-b", a=page("x"))
    status, _, body = get("/")
    assert status == 200
    assert re.findall(rb'href="/job/([^"]+)"', body) == [b"20220102-b", b"20220101-a"]


def test_an_empty_archive_says_so(get):
    assert b"no job yet" in get("/")[2]


def test_a_job_lists_its_pages_with_links_that_replay_them(get, write_job, page):
    write_job("job-a", one=page("港口"))
    body = get("/job/job-a")[2].decode()
    link = re.search(r'href="(/view/job-a#[^"]+url[^"]+)"', body)[1].replace("&amp;", "&")
    assert parse_qs(urlsplit(link).fragment) == {
        "view": ["pages"],
        "url": ["https://news.example/one"],
        "ts": ["20220214002146"],
    }
    assert "港口" in body


def test_a_replay_link_leads_to_the_jobs_present_package(get, write_job, page, shelf):
    write_job("job-a", one=page("x"))
    status, fields, _ = get("/view/job-a")
    query = parse_qs(urlsplit(fields["location"]).query)
    assert status == 302
    assert urlsplit(query["source"][0]).path == f"/wacz/{shelf.ready('job-a').version}/job-a.wacz"
    assert REPLAYED in query["config"][0]


def test_long_lists_come_in_pages(get, write_job, page):
    write_job("job-a", **{f"n{number:03}": page(f"t{number}") for number in range(201)})
    assert b"?page=2" in get("/job/job-a")[2]
    second = get("/job/job-a?page=2")[2]
    assert b"t200" in second
    assert b"?page=1" in second
    assert get("/job/job-a?page=-1")[0] == get("/job/job-a?page=99999999999999999999")[0] == 200


def test_a_job_that_grows_is_packaged_again(write_job, page, shelf, get):
    write_job("job-a", one=page("first"))
    before = shelf.take("job-a")
    assert shelf.take("job-a") == before
    write_job("job-a", two=page("second"))
    assert shelf.ready("job-a") is None
    assert b"second" in get("/job/job-a")[2]
    assert not before.path.exists()
    assert get(f"/wacz/{before.version}/job-a.wacz")[0] == 404


def test_titles_are_searched_by_words_without_regard_to_case_and_width(get, write_job, page, shelf):
    write_job("job-a", one=page("Ｐort 港口 News"), two=page("other"))
    shelf.take("job-a")
    body = get("/search?q=%E6%B8%AF%E5%8F%A3+port")[2]
    assert b"news.example/one" in body
    assert b"news.example/two" not in body
    assert b"No page" in get("/search?q=")[2]
    assert b"No page" in get("/search?q=zzz")[2]


def test_another_search_can_be_given(shelf):
    asked = []

    def search(query: str, limit: int) -> list[Hit]:
        asked.append(query)
        return [Hit("job-z", "https://news.example/z", "2022-02-14T00:21:46Z", "found")]

    reply = ReplaySite(shelf, {}, search).answer(Request("GET", "/search?q=x", {"host": "localhost:1"}))
    assert asked == ["x"]
    assert b"/view/job-z#view=pages&amp;url=https%3A%2F%2Fnews.example%2Fz" in reply.body


def test_nothing_of_the_archive_is_markup(get, write_job, page):
    title = HOSTILE.replace("<", "&lt;").replace("&amp;", "&amp;amp;")
    write_job('<b>"job', **{HOSTILE: page(title)})
    for path in ("/", "/job/%3Cb%3E%22job", "/search?q=%22%3E%3Cscript%3E", "/job/%3Cscript%3E"):
        body = get(path)[2]
        assert b"<script" not in body
        assert b"<b>" not in body
    assert b"&lt;script&gt;alert(1)" in get("/job/%3Cb%3E%22job")[2]


def test_a_damaged_job_is_said_and_the_others_go_on(get, write_job, page, archive):
    write_job("job-a", one=page("x"))
    warc = next((archive / "job-a").glob("*.gz"))
    warc.write_bytes(warc.read_bytes()[:-40])
    status, _, body = get("/job/job-a")
    assert status == 500
    assert b"no whole record" in body
    assert get("/")[0] == 200


def test_every_answer_confines_what_a_browser_does(get, write_job, page):
    write_job("job-a", one=page("x"))
    for path in ("/", "/job/job-a", "/search?q=x", "/nothing"):
        policy = get(path)[1]["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "script-src" not in policy
    replay = get("/replay/")[1]["content-security-policy"]
    assert "sandbox allow-scripts" in replay
    assert "popups" not in replay
    assert "top-navigation" not in replay
    assert "http" not in replay + get("/replay/sw.js")[1]["content-security-policy"]
    assert "ws:" not in REPLAYED
    assert get("/")[1]["cross-origin-resource-policy"] == "same-origin"


def test_missing_assets_are_said(tmp_path):
    with pytest.raises(ReplayError, match="run `scrapy replay --install` once"):
        load_assets(tmp_path)


def test_other_assets_than_the_known_are_refused(tmp_path):
    for name in ("ui.js", "sw.js"):
        (tmp_path / name).write_bytes(b"other")
    with pytest.raises(ReplayError, match=r"ui\.js of replaywebpage@.* has the SHA-256"):
        load_assets(tmp_path)


def test_a_missing_npm_is_said(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ReplayError, match="npm is not installed"):
        install_assets(tmp_path / "assets")


def test_what_npm_says_when_it_fails_is_handed_on(tmp_path, monkeypatch):
    npm = tmp_path / "npm"
    npm.write_text("#!/bin/sh\necho 'npm error no such host' >&2\nexit 1\n")
    npm.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")
    with pytest.raises(ReplayError, match="npm error no such host"):
        install_assets(tmp_path / "assets")
