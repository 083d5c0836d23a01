"""Feeds in every form that is declared: what they name is read, what is none is passed over and counted."""

from __future__ import annotations

import gzip
import json
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler import sites
from crawler.errors import PageError
from crawler.pages.document import LONGEST
from crawler.pages.feed import LONGEST_DIGEST, read_feed
from crawler.sample import feeds, syndication
from crawler.sample.articles import catalogue

FINEWS = sites.load("finews")
SAMPLE = sites.load("sample")
FEEDS = {feed.name: feed for feed in FINEWS.feeds}
AT = datetime(2022, 2, 15, tzinfo=UTC)
KEY = "202202142274984759"
POST = f"https://finews.withounder.com/zqsb/2022/02/14/NW{KEY}.html"
PUBLISHED = datetime(2022, 2, 14, 0, 21, 46, tzinfo=UTC)


def read(body: bytes | str, name: str = "mirror", content_type: str | None = None):
    content = body.encode() if isinstance(body, str) else body
    return read_feed(content, FEEDS[name].url, FEEDS[name], FINEWS, AT, content_type)


def atom(entries: str) -> str:
    return f'<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom">{entries}</feed>'


def entry(title: str = "题目", further: str = "", link: str = POST) -> str:
    return f'<entry><title>{title}</title><link href="{link}"/>{further}</entry>'


RECORD = {"title": "题目", "digest": "摘要。", "infoCode": KEY, "showtime": "2022-02-14 08:21:46"}
NODE = {"title": "题目", "from": "财联社", "infocode": f"NW{KEY}", "showtime": "2022-02-14 08:21:46"}
MARKET = {"title": "题目", "medianame": "财联社", "infoCode": f"NW{KEY}", "datetime": "2022-02-14 08:21:46"}


@pytest.mark.parametrize(
    ("name", "data", "media", "digest"),
    [
        ("rolling", {"records": [RECORD]}, "", "摘要。"),
        ("headlines", {"nodeList": [NODE | {"simdigest": "短"}]}, "财联社", "短"),
        ("market37", {"record": [MARKET]}, "财联社", ""),
        ("market38", {"result": {"Record": [MARKET]}}, "财联社", ""),
    ],
)
@pytest.mark.parametrize("wrap", ["{}", "\ufeff{}", "cb({});", "var feed = {}"])
def test_the_three_spellings_of_json(name, data, media, digest, wrap):
    page = read(wrap.replace("{}", json.dumps(data, ensure_ascii=False)), name)
    (named,) = page.named
    said = named.entry
    assert (named.key, said.feed, said.url) == (KEY, name, FEEDS[name].url)
    assert (said.title, said.source, said.digest) == ("题目", media, digest)
    assert (said.published_at, said.published_tz, said.seen_at) == (PUBLISHED, "Asia/Shanghai", AT)
    assert (page.malformed, page.foreign) == (0, 0)


@pytest.mark.parametrize("charset", ["utf-8", "gb18030", "utf-16"])
def test_json_in_any_charset(charset):
    text = json.dumps({"records": [RECORD | {"title": "我们的中国，是一个大国"}]}, ensure_ascii=False)
    (named,) = read(text.encode(charset), "rolling").named
    assert named.entry.title == "我们的中国，是一个大国"


@pytest.mark.parametrize(
    "showtime", ["1644798106", 1644798106, 1644798106000, "2022-02-14T08:21:46+08:00", "2022/2/14 8:21:46"]
)
def test_times_of_json_in_any_form(showtime):
    page = read(json.dumps({"records": [RECORD | {"showtime": showtime}]}), "rolling")
    assert page.named[0].entry.published_at == PUBLISHED


@pytest.mark.parametrize("showtime", ["03/04/2022", "2022-02-14", "3小时前", "", None, [], 1e300, True])
def test_a_time_that_is_not_certain_is_none(showtime):
    page = read(json.dumps({"records": [RECORD | {"showtime": showtime}]}), "rolling")
    assert (page.named[0].entry.published_at, page.named[0].entry.published_tz) == (None, "")


def test_entries_that_are_none_are_passed_over_and_counted():
    good = RECORD | {"infoCode": 202202142274984759}
    bad = ["text", None, 7, {}, {"title": "题目"}]
    elsewhere = [{"infoCode": "x", "url_w": "https://example.com/a/202202142274984759.html"}]
    page = read(json.dumps({"records": [*bad, *elsewhere, good, good]}), "rolling")
    assert [named.key for named in page.named] == [KEY]
    assert (page.malformed, page.foreign) == (5, 1)


def test_an_entry_tells_its_page_upstream():
    url = f"http://finance.eastmoney.com/news/1353,{KEY}.html"
    page = read(json.dumps({"records": [RECORD | {"url_w": url}]}), "rolling")
    assert (page.named[0].url, page.named[0].entry.share_url) == (url, url)


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{}", b'{"records": {}}', b"<html>", b"\x00\xff", b"[" * 10**6]
)
def test_what_is_no_json_feed_is_an_error_with_its_address(body):
    with pytest.raises(PageError, match="type=102"):
        read(body, "rolling")


def test_atom():
    further = (
        "<published>2022-02-14T08:21:46+08:00</published><updated>2022-02-15T01:00:00Z</updated>"
        '<summary type="html">&lt;p&gt;摘要&amp;nbsp;一。&lt;/p&gt;</summary>'
        "<source><title>财联社</title></source>"
    )
    (named,) = read(atom(entry("甲 &amp;amp; 乙", further))).named
    assert (named.key, named.url) == (KEY, POST)
    assert named.changed_at == datetime(2022, 2, 15, 1, tzinfo=UTC)
    said = named.entry
    assert (said.title, said.source, said.digest.replace("\xa0", " ")) == ("甲 & 乙", "财联社", "摘要 一。")
    assert said.published_at == PUBLISHED


def test_an_atom_link_may_be_relative_and_is_chosen_by_its_kind():
    links = (
        '<link rel="edit" href="https://example.com/"/>'
        '<link rel="alternate" type="application/pdf" href="/a"/>'
        f'<link rel="alternate" type="text/html" href="14/NW{KEY}.html"/>'
    )
    base = "https://finews.withounder.com/zqsb/2022/02/"
    (named,) = read(atom(f'<entry xml:base="{base}"><title/>{links}</entry>')).named
    assert named.url == POST


def test_a_time_of_change_is_no_time_of_publication():
    (named,) = read(atom(entry(further="<updated>2022-02-14T08:21:46+08:00</updated>"))).named
    assert (named.changed_at, named.entry.published_at) == (PUBLISHED, None)


RSS_ITEM = f"""<title><![CDATA[题目]]></title><link>{POST}</link><description>摘要。</description>
<source url="https://x/">财联社</source><pubDate>Mon, 14 Feb 2022 00:21:46 GMT</pubDate>"""


RSS_2 = (
    '<rss version="2.0"><channel><image><url>https://x/</url></image>'
    f"<item>{RSS_ITEM}</item></channel></rss>"
)
RSS_OLD = (
    '<!DOCTYPE rss PUBLIC "-//Netscape//DTD RSS 0.91//EN" "http://example.com/rss.dtd">'
    f"<rss><channel><item>{RSS_ITEM.replace('link>', 'guid>')}</item></channel></rss>"
)
RSS_1 = (
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>x</title></channel><item>'
    f"{RSS_ITEM.replace('pubDate', 'dc:date')}</item></rdf:RDF>"
)


@pytest.mark.parametrize("body", [RSS_2, RSS_OLD, RSS_1], ids=["2.0", "0.91", "1.0"])
def test_rss(body):
    (named,) = read(body).named
    said = named.entry
    assert (named.key, named.url) == (KEY, POST)
    assert (said.title, said.source, said.digest) == ("题目", "财联社", "摘要。")
    assert said.published_at == PUBLISHED


NEWS = (
    '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:i="urn:image" xmlns:news="urn:news">'
    f"<url><i:image><i:loc>https://x/</i:loc></i:image><loc> {POST} </loc><lastmod>2022-02-15</lastmod>"
    "<news:news><news:publication><news:name>财联社</news:name></news:publication><news:title>题目</news:title>"
    "<news:publication_date>2022-02-14T08:21:46+08:00</news:publication_date></news:news></url>"
    "<url><loc>https://finews.withounder.com/</loc></url><url/></urlset>"
)


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_news_sitemap(pack):
    page = read(pack(NEWS.encode()))
    (named,) = page.named
    assert (named.key, named.entry.title, named.entry.source) == (KEY, "题目", "财联社")
    assert named.entry.published_at == PUBLISHED
    assert (page.foreign, page.malformed) == (1, 1)


def test_a_sitemap_index_names_its_parts_and_only_feeds_of_the_site():
    feed = next(feed for feed in SAMPLE.feeds if feed.name == "sitemap")
    places = ("/sitemap-news.xml", "/sitemap.xml", "/other.xml", "//example.com/sitemap-news.xml")
    parts = "".join(
        f"<sitemap><loc>{place}</loc><lastmod>2022-02-14</lastmod></sitemap>" for place in places
    )
    page = read_feed(f"<sitemapindex>{parts}</sitemapindex>".encode(), feed.url, feed, SAMPLE, AT)
    assert [part.url for part in page.parts] == ["https://news.sample.newsvault.test/sitemap-news.xml"]
    assert page.foreign == 3
    part = page.parts[0]
    again = read_feed(f"<sitemapindex>{parts}</sitemapindex>".encode(), part.url, feed, SAMPLE, AT)
    assert again.parts == []  # an index of indexes is no sitemap


def test_xml_in_the_charset_it_declares():
    body = '<?xml version="1.0" encoding="GBK"?>' + atom(entry("我们的中国，是一个大国"))[21:]
    assert read(body.encode("gbk")).named[0].entry.title == "我们的中国，是一个大国"


@pytest.mark.parametrize("title", ["A&T 题目", "题目&nbsp;A", "题目 <b>A</i>", "题目\x08 A"])
def test_xml_that_is_not_well_formed_is_read_as_far_as_it_can_be(title):
    page = read(atom(entry(title) + entry("次", link=POST.replace("4759", "4760"))))
    assert {named.key for named in page.named} == {KEY, KEY.replace("4759", "4760")}
    said = next(named.entry for named in page.named if named.key == KEY)
    assert "A" in said.title
    assert "题目" in said.title


def test_bare_ampersands_are_kept():
    assert read(atom(entry("A&T 题目"))).named[0].entry.title == "A&T 题目"


BOMB = '<!DOCTYPE x [<!ENTITY a "{}">{}]><feed><entry><title>&z;</title><link href="&z;"/></entry></feed>'


@pytest.mark.parametrize(
    "body",
    [
        BOMB.format(
            "ha" * 1000,
            "".join(f'<!ENTITY {b} "&{a};&{a};">' for a, b in zip("abcdef", "bcdefz", strict=True)),
        ),
        '<!DOCTYPE x [<!ENTITY z SYSTEM "file:///etc/passwd">]><feed><entry><title>&z;</title></entry></feed>',
        '<!DOCTYPE x [<!ENTITY % z SYSTEM "http://127.0.0.1/x"> %z;]><feed/>',
        '<!--<![CDATA[--><!DOCTYPE x [<!ENTITY z "a">]><feed><entry><title>&z;</title></entry></feed>',
    ],
)
def test_entities_are_refused(body):
    with pytest.raises(PageError, match="declares entities"):
        read(body)


@pytest.mark.parametrize("body", ["", "text", "<html><p>404", "<feed2/>", "\x1f\x8b\x08", "<!DOCTYPE rss>"])
def test_what_is_no_xml_feed_is_an_error_with_its_address(body):
    with pytest.raises(PageError, match=r"feed\.xml"):
        read(body.encode("latin-1"))


def test_a_gzip_bomb_is_refused():
    with pytest.raises(PageError, match="more than"):
        read(gzip.compress(b" " * (LONGEST + 100)))


@pytest.mark.parametrize(
    "body",
    [
        atom("<entry>" * 200_000),
        atom(entry(f"<b{' a=1' * 300_000}>")),
        "<feed " + " ".join(f'a{n}="1"' for n in range(300_000)) + ">" + entry() + "</feed>",
        atom("<![CDATA[" * 200_000),
        atom(entry("&amp;" * 1_000_000)),
        "<!DOCTYPE" * 300_000,
    ],
    ids=["depth", "attributes-mended", "attributes", "cdata", "references", "doctypes"],
)
def test_hostile_xml_ends(body):
    with suppress(PageError):
        read(body)


def test_a_text_in_place_of_a_summary_is_none():
    assert read(atom(entry(further=f"<summary>{'长' * LONGEST_DIGEST}</summary>"))).named[0].entry.digest
    assert (
        not read(atom(entry(further=f"<summary>{'长' * (LONGEST_DIGEST + 1)}</summary>")))
        .named[0]
        .entry.digest
    )


@given(st.binary(max_size=300), st.sampled_from(["rolling", "mirror"]))
@settings(max_examples=150, deadline=None)
def test_any_bytes_give_a_feed_or_a_clear_error(body, name):
    try:
        page = read(body, name)
    except PageError as error:
        said = str(error)
    else:
        said = f"{FEEDS[name].url}: {page}"
    assert FEEDS[name].url in said


@given(st.text(max_size=60), st.text(max_size=60))
@settings(max_examples=100, deadline=None)
def test_titles_are_one_line_without_markup(title, digest):
    body = json.dumps({"records": [RECORD | {"title": title, "digest": digest}]})
    said = read(body, "rolling").named[0].entry
    for text in (said.title, said.digest):
        assert text == text.strip()
        assert "\n" not in text


# -- the sample site's own


ARTICLES = catalogue()
BODIES = {
    "rolling": feeds.rolling_feed(ARTICLES, 100),
    "headlines": feeds.node_feed(ARTICLES, 100),
    "market37": feeds.market_feed(ARTICLES, "37", 100),
    "atom": feeds.atom(ARTICLES),
    "rss": syndication.rss(ARTICLES),
}


@pytest.mark.parametrize("name", BODIES)
def test_the_sample_sites_feeds_say_what_its_articles_are(name):
    feed = next(feed for feed in SAMPLE.feeds if feed.name == name)
    page = read_feed(BODIES[name].encode(), feed.url, feed, SAMPLE, AT)
    articles = {article.key: article for article in ARTICLES}
    assert len(page.named) > 10
    assert page.malformed == 0
    for named in page.named:
        article = articles[named.key]
        assert named.entry.title == article.title.strip(), named.key
        assert named.entry.published_at == (article.published and article.published.astimezone(UTC))
        assert named.entry.source in ("", article.media)


@pytest.mark.parametrize("part", ["news_sitemap", "sitemap"])
def test_the_sample_sites_sitemaps_name_its_posts(part):
    feed = next(feed for feed in SAMPLE.feeds if feed.name == "sitemap")
    body = getattr(syndication, part)(ARTICLES).encode()
    page = read_feed(body, f"https://news.sample.newsvault.test/{part}.xml", feed, SAMPLE, AT)
    posts = {post.url for article in ARTICLES for post in article.posts}
    assert {named.url for named in page.named} <= posts
    assert len(page.named) >= 20


def test_a_feed_of_another_shape_is_declared_by_its_names():
    fields = replace(FEEDS["rolling"].fields, entries=("list",), code=(), url=("link",), media=("site",))
    feed = replace(FEEDS["rolling"], fields=fields)
    body = json.dumps({"list": [{"link": POST, "title": "题目", "site": "央行"}]}).encode()
    (named,) = read_feed(body, feed.url, feed, FINEWS, AT).named
    assert (named.key, named.entry.source) == (KEY, "央行")
