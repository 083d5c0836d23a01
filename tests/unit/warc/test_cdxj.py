"""CDXJ lines are those that cdxj-indexer writes, whatever the record looks like.

`cdxj/odd.cdxj` holds what the real tool writes for RECORDS. After a change of RECORDS make it anew, look at
the difference, and commit both:  python tests/unit/warc/test_cdxj.py
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis.strategies import from_regex, lists, sampled_from
from surt import surt

from crawler.warc import cdxj
from crawler.warc.cdxj import describe, parse_line, timestamp_of, url_key
from crawler.warc.indexing import index_warc

GOLDEN = Path(__file__).parent / "cdxj" / "odd.cdxj"

PAGE = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\nbody"
MESSAGES = [
    PAGE,
    b"HTTP/1.1 200 OK\nContent-Type:text/html;charset=x\n\nbare LF",
    b"HTTP/1.1\r\nA: no status\r\n\r\n",
    b"HTTP/1.1\r\n\r\n",
    b"HTTP/1.1 \r\n\r\n",
    b"HTTP/1.1\t200 OK\r\nContent-Type: tab/tab\r\n\r\n",
    b"HTTP/1.1  404  Not\r\ncontent-TYPE :  text/plain \r\n\r\n",
    b"\r\nHTTP/1.1 200 OK\r\nContent-Type: blank/line-first\r\n\r\n",
    b"  \r\n\r\nbody",
    b"garbage",
    b"\x00\xff garbage without any line end",
    b"HTTP/1.1 200 \xe5\xa5\xbd\r\nContent-Type: te\xffxt\xa0; x\r\n\r\n",
    b"HTTP/1.1 200 OK\r\nX:\xff\xfe\r\nContent-Type: text/\xe6\x96\x87\r\n\r\nx",
    b"HTTP/1.1 200 OK\r\n Content-Type: a\r\n x\r\nContent-Type: c/d\r\n e\r\n\tf\r\ncontent-type:\r\n\r\n",
    b"HTTP/1.1 200 OK\r\n: y\r\nContent-Type:\r\n folded/x\r\n\r\nzz",
    b"HTTP/1.1 200 OK\r\nContent-Type\r\n x: y\r\nContent-Type: no/colon-before\r\n\r\nx",
    b"HTTP/1.1 200 OK\r\nContent-Type: \r\n\r\nx",
    b"HTTP/1.1 200 OK\r\nContent-Type: ;x\r\n\r\nx",
    b"HTTP/1.1 200 OK\r\nContent-Type: a\x0bb/c\r\n\r\n",
    b"HTTP/1.1 200 OK\r\nA: b\r\n \t\r\nContent-Type: after/blanks\r\n\r\nx",
    b"HTTP/1.1 200 OK\r\nX: y\r\n\xa0\r\nContent-Type: after/no-break-space\r\n\r\nzz",
    b"HTTP/1.1 200 OK\r\nX: y\r\n\x1c\r\nContent-Type: after/separator\r\n\r\nzz",
    b"HTTP/1.1 200 OK\rContent-Type: bare/cr\r\r\n\r\nx",
    b"HTTP/1.1 200 OK\r\nA: b\r\nContent-Type: cut/off",
    b"HTTP/1.1 200 OK\r\nContent-Le",
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nabcd\r\n0\r\n\r\n",
    b"",
]
URLS = [
    "https://news.example/A/../b//c/./?z=1&&Y=2&a",
    "http://www2.news.example:80/",
    "https://news.example:8443/a/",
    "https://user:password@news.example/",
    "https://新闻.中国/路?查=中",
    "https://news.example/%E8%B7%AF?%zz=%26&q=%3D#fragment",
    "https://news.example/%FF%fe",
    "https://news.example/?",
    "https://news.example/a b",
    "<https://news.example/wget>",
    "http://news.example/?jsessionid=0123456789abcdef0123456789abcdef",
    "HTTP://NEWS.example/A",
    "http://news.example:port/",
    "http://[::1]:8080/a",
    "http://192.0.2.1:81/x",
    "http:///x",
    "//news.example/x",
    "dns:news.example",
    "urn:uuid:00000000-0000-4000-8000-000000000001",
]


def record(kind, url, block, *, content_type="application/http;msgtype=response", digest=True, extra=""):
    fields = {
        "WARC-Type": kind,
        "WARC-Target-URI": url,
        "WARC-Date": "2022-02-14T00:21:46.123456Z",
        "WARC-Payload-Digest": "sha1:" + "A" * 32 if digest else None,
        "Content-Type": content_type,
        "Content-Length": str(len(block)),
    }
    lines = [f"{name}: {value}\r\n" for name, value in fields.items() if value is not None]
    return f"WARC/1.1\r\n{''.join(lines)}{extra}\r\n".encode() + block + b"\r\n\r\n"


def records():
    for number, message in enumerate(MESSAGES):
        for kind in ("response", "revisit", "resource", "metadata", "conversion"):
            for digest in (True, False):
                yield record(kind, f"http://odd.example/{number}/{kind}", message, digest=digest)
    for url in URLS:
        yield record("response", url, PAGE)
        yield record("resource", url, b"data", content_type="text/plain; x")
    yield record("request", "http://odd.example/", b"POST / HTTP/1.1\r\n\r\na=b", content_type=None)
    for kind in ("warcinfo", "metadata", "resource"):
        yield record(kind, "http://odd.example/f", b"a: b\r\n", content_type="application/warc-fields")
    yield record("metadata", None, b"no URL", content_type="text/plain")
    yield record("resource", "urn:x", b"no type", content_type=None, digest=False)
    twice = "WARC-date: 2001-01-01T00:00:00Z\r\nWARC-Target-URI: http://second.example/\r\n"
    yield record("response", "http://first.example/", PAGE, extra=twice)
    yield record("response", "http://odd.example/large", PAGE + bytes(300_000), digest=False)
    wide = b"HTTP/1.1 200 OK\r\nX: " + b"y" * 200_000 + b"\r\nContent-Type: wide/head\r\n\r\nz"
    yield record("response", "http://odd.example/wide", wide, digest=False)


def lines_of_the_tool(path):
    """What cdxj-indexer itself writes for a file, sorted."""
    code = "from cdxj_indexer.main import main; import sys; main(['-s', sys.argv[1]])"
    command = [sys.executable, "-W", "ignore", "-c", code, str(path)]
    return subprocess.run(command, check=True, capture_output=True).stdout


def write_odd(folder):
    path = folder / "odd.warc"
    path.write_bytes(b"".join(records()))
    return path


def test_lines_are_those_that_cdxj_indexer_wrote(tmp_path):
    lines = sorted(index_warc(write_odd(tmp_path)))
    assert lines == GOLDEN.read_bytes().splitlines(keepends=True)


def test_the_recorded_lines_are_what_cdxj_indexer_writes_today(tmp_path):
    assert lines_of_the_tool(write_odd(tmp_path)) == GOLDEN.read_bytes()


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("https://news.example/a/1.html", "example,news)/a/1.html"),
        ("http://WWW.News.Example:80/A/?b=2&a=1#top", "example,news)/a?a=1&b=2"),
        ("https://news.example/路", "example,news)/%e8%b7%af"),
        ("https://news.example/%E8%B7%AF", "example,news)/%e8%b7%af"),
        ("http://news.example:port/", "http://news.example:port/"),
        ("http://news.example/\udc80", "http://news.example/\udc80"),
    ],
)
def test_keys_are_surts_and_a_url_without_one_is_its_own_key(url, key):
    assert url_key(url) == key


HOST = r"(www[0-9]?\.)?[a-z][a-z0-9.-]{0,12}"  # surt asks the name server about numbers that are no address


@given(from_regex(rf"\Ahttps?://{HOST}(:[0-9]{{2}})?(/[A-Za-z0-9._~%-]{{0,4}}){{0,4}}\??\Z"))
@example("https://finance.news.example/a/202202142274984759.html")
def test_every_key_is_the_one_that_the_surt_library_gives(url):
    assert url_key(url) == surt(url)


@pytest.mark.parametrize(
    ("date", "timestamp"),
    [
        ("2022-02-14T00:21:46.123456Z", "20220214002146"),
        ("2022-02-14T00:21:46Z", "20220214002146"),
        ("2022-02-14T00:21Z", "20220214002100"),
        ("2022-02", "20220201000000"),
        ("2022", "20220101000000"),
    ],
)
def test_dates_of_every_precision_become_fourteen_digits(date, timestamp):
    assert timestamp_of(date) == timestamp


def test_a_line_read_again_is_the_capture():
    fields = [
        ("WARC-Type", "response"),
        ("WARC-Target-URI", "https://news.example/a"),
        ("WARC-Date", "2022-02-14T00:21:46.123456Z"),
        ("WARC-Payload-Digest", "sha1:" + "B" * 32),
    ]
    line = describe(fields, [PAGE]).line(offset=7, length=9, filename="x.warc.gz")
    capture = parse_line(line, "job/x.warc.gz")
    assert capture.key == "example,news)/a"
    assert (capture.timestamp, capture.url) == ("20220214002146", "https://news.example/a")
    assert (capture.mime, capture.status, capture.digest) == ("text/html", "200", "sha1:" + "B" * 32)
    assert (capture.offset, capture.length, capture.file) == (7, 9, "job/x.warc.gz")
    assert parse_line(line).file == "x.warc.gz"


@pytest.mark.parametrize(
    "line", [b"", b"one two\n", b"k 2022 []\n", b"k 2022 {}\n", b'k 2022 {"offset"\n', b"\xff 1 {}\n"]
)
def test_what_is_no_line_is_refused(line):
    with pytest.raises(ValueError):
        parse_line(line)


@pytest.mark.parametrize(("status", "may"), [(200, True), (206, False), (302, False), (404, False)])
def test_only_a_whole_success_may_be_an_original(status, may):
    fields = [("WARC-Type", "response"), ("WARC-Target-URI", "http://a.example/")]
    found = describe(fields, [b"HTTP/1.1 %d X\r\n\r\nbody" % status])
    assert parse_line(found.line(offset=0, length=1, filename="x")).may_be_original is may


LINES = [
    b"HTTP/1.1 200 OK\r\n",
    b"HTTP/1.0 404\r\n",
    b"HTTP/1.1 200\r\n",
    b"HTTP/1.1 200 OK\n",
    b"HTTP/1.1  200 OK\r\n",
    b"HTTP/1.1 20x OK\r\n",
    b"Date: Mon, 14 Feb 2022 00:21:46 GMT\r\n",
    b"X-Content-Type:no\r\n",
    b"content-types: no\r\n",
    b"content-type: text/html; charset=utf-8\r\n",
    b"Content-Type:\ttext/plain\r\n",
    b"CONTENT-TYPE:  a/b  \r\n",
    b"Content-Type :late/blank\r\n",
    b"Content-Type:\r\n",
    b"Content-Type: a/b\n",
    b" folded/line\r\n",
    b"\tX: y\r\n",
    b"no colon\r\n",
    b"_odd: name\r\n",
    b"Y: \xff\r\n",
    b"Z: \x85\x1c\r\n",
    b"\r\n",
]


@given(lists(sampled_from(LINES), max_size=6).map(lambda lines: LINES[0] + b"".join(lines)))
@example(b"".join(LINES[1:2] + LINES[9:10]))
def test_a_usual_head_is_read_as_any_other(head):
    fields = [("WARC-Type", "response"), ("WARC-Target-URI", "http://a.example/")]
    quick = describe(fields, [head])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cdxj, "_USUAL_HEAD", re.compile(rb"(?!)"))
        assert describe(fields, [head]) == quick


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        GOLDEN.parent.mkdir(exist_ok=True)
        GOLDEN.write_bytes(lines_of_the_tool(write_odd(Path(folder))))
