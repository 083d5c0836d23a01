"""A request is answered by what it had for an answer at the time that is asked for."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from crawler.errors import ArchiveError, NotArchivedError, SettingError
from crawler.exchange import Exchange, Spool
from crawler.replay.moment import HANDLER, Moment, moment, read_time, replays
from crawler.replay.web import ArchivedWeb
from crawler.warc.writer import WarcWriter

URL = "https://news.example/a"
NOON = datetime(2022, 2, 14, 12, tzinfo=UTC)


def http(body=b"page", status=b"200 OK", fields=b""):
    return b"HTTP/1.1 %s\r\nContent-Length: %d\r\n%s\r\n%s" % (status, len(body), fields, body)


@pytest.fixture
def crawl(archive):
    """Archives responses as one job: (hour, response) pairs with facts of the exchanges."""

    def write(job, *exchanges):
        writer = WarcWriter(archive, job)
        for hours, response, *facts in exchanges:
            spool = Spool()
            spool.write(response)
            known = {"url": URL, "method": "GET", "request": b"GET /a HTTP/1.1\r\n\r\n"} | dict(*facts)
            started = NOON + timedelta(hours=hours)
            writer.write(Exchange(started=started, response=spool, response_end=len(spool), **known))
        writer.close()

    return write


@pytest.fixture
def ask(archive):
    def answer(url=URL, method="GET", body=b"", at=NOON, job=""):
        web = ArchivedWeb(archive, Moment(at, job))
        try:
            return web.answer(url, method, body)
        finally:
            web.close()

    return answer


def test_the_latest_capture_until_then_answers_though_a_later_one_is_nearer(crawl, ask):
    crawl("one", (-3, http(b"old")), (-2, http(b"until")), (1, http(b"after")), (9, http(b"late")))
    found = ask()
    assert found.response.payload == b"until"
    assert (found.ref.url, found.ref.date) == (URL, NOON - timedelta(hours=2))
    assert ask(at=NOON - timedelta(hours=3)).response.payload == b"old"
    assert ask(at=NOON + timedelta(days=9)).response.payload == b"late"


def test_without_a_capture_until_then_the_nearest_after_answers(crawl, ask):
    crawl("one", (2, http(b"later")), (1, http(b"after")))
    assert ask().response.payload == b"after"


def test_the_captures_of_the_job_go_before_all_others(crawl, ask):
    crawl("one", (-1, http(b"one")))
    crawl("two", (5, http(b"two")))
    crawl("two-b", (-2, http(b"another", b"200 OK"), {"url": f"{URL}/b"}))
    assert ask(job="two").response.payload == b"two"
    assert ask(f"{URL}/b", job="two").response.payload == b"another"


@pytest.mark.parametrize("status", [b"503 Busy", b"429 Wait", b"304 Not Modified"])
def test_an_answer_for_that_moment_only_is_given_when_there_is_no_other(crawl, ask, status):
    crawl("one", (-1, http(b"", status)))
    assert ask().response.status == int(status[:3])
    crawl("two", (3, http()))
    assert ask().response.status == 200


def test_a_page_cut_short_is_given_when_there_is_no_other_and_marked(crawl, ask):
    crawl("one", (-1, http(), {"truncated": "disconnect"}))
    assert ask().truncated == "disconnect"
    crawl("two", (-2, http(b"whole")))
    assert (ask().truncated, ask().response.payload) == ("", b"whole")


@pytest.mark.parametrize("status", [b"404 Not Found", b"301 Moved", b"403 Forbidden"])
def test_what_the_web_said_last_counts_even_if_it_is_no_page(crawl, ask, status):
    crawl("one", (-2, http()), (-1, http(b"", status)))
    assert ask().response.status == int(status[:3])


@pytest.mark.parametrize(
    "other", ["http://news.example/a", "https://www.news.example/a", "https://news.example/A"]
)
def test_a_url_that_only_looks_the_same_is_another(crawl, ask, other):
    crawl("one", (-2, http()), (-1, http(b"", b"301 Moved"), {"url": other}))
    assert ask().response.status == 200
    assert ask(other).response.status == 301


def test_a_request_is_answered_by_what_its_like_had_for_an_answer(crawl, ask):
    head = {"method": "HEAD", "request": b"HEAD /a HTTP/1.1\r\n\r\n"}
    post = {"method": "POST", "request": b"POST /a HTTP/1.1\r\nContent-Length: 1\r\n\r\n1"}
    crawl("one", (-3, http()), (-2, b"HTTP/1.1 204 None\r\n\r\n", head), (-1, http(b"posted"), post))
    assert ask().response.payload == b"page"
    assert ask(method="HEAD").response.status == 204
    assert ask(method="POST", body=b"1").response.payload == b"posted"
    with pytest.raises(NotArchivedError, match=f"POST {URL} is not in the archive"):
        ask(method="POST", body=b"2")


def test_a_head_is_answered_by_what_a_get_had(crawl, ask):
    crawl("one", (-1, http()))
    assert ask(method="HEAD").response.status == 200


def test_what_is_missing_is_named_with_the_archive_and_what_comes_near(crawl, ask, archive):
    crawl("one", (-1, http()))
    with pytest.raises(NotArchivedError) as error:
        ask("http://news.example/a")
    said = str(error.value)
    assert said.startswith(
        f"http://news.example/a is not in the archive {archive}; it has {URL} (status 200)"
    )
    with pytest.raises(NotArchivedError, match=r"none is not in the archive /\S+\. A replay fetches"):
        ask("https://news.example/none")


def test_a_damaged_capture_is_an_error_and_no_other_stands_in_for_it(crawl, ask, archive):
    crawl("one", (-2, http()))
    crawl("two", (-1, http(b"page" * 100)))
    (path,) = (archive / "two").glob("*.warc.gz")
    damaged = bytearray(path.read_bytes())
    damaged[ask().ref.offset + 100] ^= 1
    path.write_bytes(damaged)
    with pytest.raises(ArchiveError, match=f"{path.name}: the capture of {URL} at byte .* cannot be read"):
        ask()


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2022-02-14", datetime(2022, 2, 14, 23, 59, 59, 999999, UTC)),
        ("2022-02-14T08:21+08:00", datetime(2022, 2, 14, 0, 21, tzinfo=UTC)),
        ("2022-02-14T00:21:46Z", datetime(2022, 2, 14, 0, 21, 46, tzinfo=UTC)),
        ("20220214002146", datetime(2022, 2, 14, 0, 21, 46, tzinfo=UTC)),
    ],
)
def test_a_time_is_read(text, instant):
    assert read_time(text) == instant


@pytest.mark.parametrize("text", ["yesterday", "2022-02-14T08:21", "2022-02-30", "20220230000000", "2022"])
def test_what_is_no_time_is_named(text):
    with pytest.raises(ValueError, match=f"'{text}' is no time: give a day"):
        read_time(text)


def test_a_job_is_seen_as_of_its_beginning(crawl, archive):
    crawl("one", (-2, http()), (-1, http()))
    settings = {"DATA_DIR": archive, "ARCHIVE_DIR": archive}
    job = moment(settings | {"REPLAY_JOB": "one"})
    assert job.job == "one"
    assert timedelta(0) <= datetime.now(UTC) - job.at < timedelta(minutes=5), "the warcinfo's date"
    at = moment(settings | {"REPLAY_JOB": "one", "REPLAY_AT": "2022-02-14"}).at
    assert at == read_time("2022-02-14")
    with pytest.raises(SettingError, match="setting REPLAY_AT: 'soon' is no time"):
        moment(settings | {"REPLAY_AT": "soon"})


@pytest.mark.parametrize("job", ["two", "../archive/one", "/", ".."])
def test_a_job_that_is_not_there_is_named(crawl, archive, job):
    crawl("one", (-1, http()))
    with pytest.raises(SettingError, match=f"setting REPLAY_JOB: no finished WARC file of a job '{job}'"):
        moment({"DATA_DIR": archive, "ARCHIVE_DIR": archive, "REPLAY_JOB": job})


def test_an_archive_that_is_not_there_is_named(tmp_path):
    with pytest.raises(SettingError, match=f"{tmp_path}/archive: no such folder"):
        moment({"DATA_DIR": tmp_path})


def test_a_replay_writes_nothing_into_the_archive():
    replaying = {"DOWNLOAD_HANDLERS": {"http": HANDLER}}
    assert replays(replaying | {"WARC_CONVERSION": False})
    with pytest.raises(SettingError, match="setting WARC_CONVERSION: a replay writes nothing"):
        replays(replaying | {"WARC_CONVERSION": "1"})


def test_a_crawl_does_not_take_the_settings_of_a_replay():
    with pytest.raises(SettingError, match=r"setting REPLAY_AT: .*SCRAPY_PROJECT=replay"):
        replays({"DOWNLOAD_HANDLERS": {}, "REPLAY_AT": "2022-02-14"})
