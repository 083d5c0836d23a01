"""What the metadata record of a page says of its charset and links."""

from __future__ import annotations

import gzip

import pytest

from crawler.warc.message import message_of
from crawler.warc.options import WarcOptions
from crawler.warc.page_facts import MOST_LINKS, page_facts
from crawler.warc.reader import iter_records
from crawler.warc.records import exchange_records
from crawler.warc.writer import WarcWriter

PAGE = '<meta charset="gb2312"><p>记者了解到的情况。</p><a href="/b.html">乙</a><img src="c.png">'


@pytest.fixture
def facts(make_exchange):
    def read(body, *fields):
        head = b"".join(b"%b\r\n" % field for field in (b"HTTP/1.1 200 OK", *fields, b""))
        exchange = make_exchange(head + body)
        return list(page_facts(exchange.url, message_of(exchange)))

    return read


def test_charset_and_links_of_a_page(facts):
    assert facts(PAGE.encode(), b"Content-Type: text/html") == [
        ("charsetDeclared", "gb18030"),
        ("charsetForLinkExtraction", "utf-8"),
        ("outlink", "https://news.example/b.html L a/@href"),
        ("outlink", "https://news.example/a/c.png E img/@src"),
    ]


def test_a_coded_and_chunked_page_is_read_as_a_browser_reads_it(facts):
    packed = gzip.compress(PAGE.encode("gbk"))
    body = b"%x\r\n%b\r\n0\r\n\r\n" % (len(packed), packed)
    coded = facts(
        body,
        b"Transfer-Encoding: chunked",
        b"Content-Encoding: gzip",
        b"content-type: TEXT/HTML;charset=gbk",
    )
    assert coded[:2] == [("charsetDeclared", "gb18030"), ("charsetForLinkExtraction", "gb18030")]
    assert len(coded) == 4


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        (PAGE.encode(), [b"Content-Type: image/png"]),
        (PAGE.encode(), []),
        (b"", [b"Content-Type: text/html"]),
        (b"no gzip", [b"Content-Type: text/html", b"Content-Encoding: gzip"]),
        (gzip.compress(bytes(30 << 20), mtime=0), [b"Content-Type: text/html", b"Content-Encoding: gzip"]),
        (bytes(2 << 20), [b"Content-Type: text/html"]),
    ],
)
def test_what_is_no_page_has_none(facts, body, fields):
    assert facts(body, *fields) == []


def test_without_the_option_none_are_told(tmp_path, make_exchange):
    writer = WarcWriter(tmp_path, "job", options=WarcOptions(page_facts=False))
    ref = writer.write(make_exchange(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + PAGE.encode()))
    writer.close()
    *_, metadata = iter_records(tmp_path / ref.file)
    assert b"".join(metadata.block) == b"fetchTimeMs: 0\r\n"


def test_links_are_bounded_in_number(facts):
    page = "".join(f'<a href="{n}.html">' for n in range(MOST_LINKS + 9)).encode()
    links = [name for name, _ in facts(page, b"Content-Type: text/html") if name == "outlink"]
    assert len(links) == MOST_LINKS


def test_no_link_of_a_page_can_pass_for_another_field(make_exchange, new_id):
    page = b'<a href="/x\r\nerror: forged"><a href="/y&#13;&#10;via: z">'
    exchange = make_exchange(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + page)
    metadata = exchange_records(exchange, warcinfo_id="<urn:uuid:0>", new_id=new_id)[-1]
    lines = b"".join(metadata.block).decode().splitlines()
    assert [line.partition(":")[0] for line in lines] == [
        "fetchTimeMs",
        "charsetForLinkExtraction",
        "outlink",
        "outlink",
    ]
