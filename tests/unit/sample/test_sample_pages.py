from __future__ import annotations

import json
import struct
import zlib
from urllib.parse import quote, urlsplit

import pytest
from lxml import etree

from crawler.pages.article import read_article
from crawler.pages.listing import read_categories, read_listing
from crawler.pages.share import read_share_data
from crawler.sample.articles import catalogue, find_trap
from crawler.sample.columns import COLUMNS
from crawler.sample.model import NEWS, SampleArticle
from crawler.sample.pages import post_page
from crawler.sample.site import SampleSite
from crawler.sample.volume import volume_article
from crawler.sites import load

SITE = load("sample")
SHARE_HOST = "share.sample.newsvault.test"
FINANCE_HOST = "finance.sample.newsvault.test"
NUMBERED = [a for a in catalogue() if a.numbered and a.status == "ok"]


@pytest.fixture
def site() -> SampleSite:
    return SampleSite(volume=450)


def get(site: SampleSite, url: str) -> tuple[str, str]:
    """The text at ``url`` and its final address, redirects followed."""
    for _ in range(5):
        parts = urlsplit(url)
        reply = site.reply(parts.hostname or "", parts.path + ("?" + parts.query if parts.query else ""))
        if reply.status not in (301, 302):
            assert reply.status == 200, url
            return reply.body.decode(), url
        location = dict(reply.headers)["Location"]
        url = location if "://" in location else f"{parts.scheme}://{parts.netloc}{location}"
    raise AssertionError(f"{url} redirects for ever")


def listed(site: SampleSite, url: str) -> tuple[list[str], int]:
    """The keys that a category lists over all its pages, and the number of pages."""
    keys, pages, following = [], 0, url
    while following:
        text, address = get(site, following)
        page = read_listing(text, address, SITE)
        keys += [entry.key for entry in page.entries]
        pages, following = pages + 1, page.next_url or ""
    return keys, pages


def test_the_home_page_names_every_category(site) -> None:
    found = read_categories(get(site, SITE.home)[0], SITE.home, SITE)
    assert [category.slug for category in found] == [*(c.slug for c in COLUMNS), "liangchan"]


def test_the_listings_name_every_article_where_it_is_said_to_be(site) -> None:
    for column in COLUMNS:
        keys, pages = listed(site, f"{NEWS}/category/{quote(column.slug)}.html")
        assert sorted(keys) == sorted(
            a.key for a in catalogue() for post in a.posts if column.slug in post.listed
        )
        assert pages == max(1, -(-len(keys) // column.page_size))
    assert listed(site, f"{NEWS}/category/gundong.html")[1] > 5


def test_a_listing_may_bear_a_wrong_name_in_its_title(site) -> None:
    text, _ = get(site, f"{NEWS}/category/meiriyangbenxinwen.html")
    assert "<title>样本晚报 | 样本新闻</title>" in text


def test_the_volume_category_lists_as_many_articles_as_asked_for(site) -> None:
    keys, pages = listed(site, f"{NEWS}/category/liangchan.html")
    assert (len(keys), len(set(keys)), pages) == (450, 450, 3)
    assert site.reply("news.sample.newsvault.test", "/category/liangchan/page4.html").status == 404
    beyond = urlsplit(volume_article(450).posts[0].url).path
    assert site.reply("news.sample.newsvault.test", beyond).status == 404


def test_a_generated_article_is_served_with_its_share_data(site) -> None:
    article = volume_article(449)
    page, url = get(site, article.posts[0].url)
    assert read_article(page, url, SITE).title == article.title
    data_url = f"http://{SHARE_HOST}/NewsData/GetNewsText.do?id=NW{article.key}"
    assert read_share_data(get(site, data_url)[0].encode(), data_url, SITE).title == article.title


def test_every_page_repeats_its_body_in_its_metadata_unescaped() -> None:
    for article in NUMBERED:
        for post in article.posts:
            page = post_page(article, post)
            first = post.blocks[0].html
            assert page.count(first) >= 2
            assert page.index(first) < page.index("</head>")


@pytest.mark.parametrize("article", [a for a in catalogue() if a.status == "ok"], ids=lambda a: a.key)
def test_the_reader_finds_the_facts_that_the_catalogue_states(article: SampleArticle) -> None:
    for index, post in enumerate(article.posts):
        truth, read = article.expected(index), read_article(post_page(article, post), post.url, SITE)
        assert (read.key, read.url, read.share_url) == (truth.key, truth.url, truth.share_url)
        assert (read.title, read.category, read.digest) == (truth.title, truth.category, truth.digest)
        assert read.published_at == (truth.published_at if article.published else None)


def test_posts_without_a_body_have_none(site) -> None:
    text, url = get(site, find_trap("no_body").posts[0].url)
    assert read_article(text, url, SITE).html == ""


@pytest.mark.parametrize(("trap", "declared"), [("gbk_header", True), ("gbk_meta", False)])
def test_gbk_pages_travel_in_gbk_and_say_so_in_one_place(site, trap, declared) -> None:
    article = find_trap(trap)
    reply = site.reply("news.sample.newsvault.test", urlsplit(article.posts[0].url).path)
    with pytest.raises(UnicodeDecodeError):
        reply.body.decode()
    assert article.title in reply.body.decode("gbk")
    assert ("charset=gbk" in reply.content_type) is declared
    assert (b"charset=gbk" in reply.body) is not declared


def test_the_old_url_of_a_moved_article_leads_to_the_new_one(site) -> None:
    post = find_trap("redirected").posts[0]
    assert post.old_path != post.path
    assert get(site, NEWS + post.old_path)[1] == post.url


def test_the_old_url_of_a_category_leads_to_its_listing(site) -> None:
    assert get(site, f"{NEWS}/gundong/")[1] == f"{NEWS}/category/gundong.html"
    assert get(site, f"{NEWS}/category/haijiatongxunshe.html")[1] == f"{NEWS}/category/haijiatongxunshe/"


def test_a_gone_article_is_404_wherever_it_is_asked_for(site) -> None:
    article = find_trap("not_found")
    path = urlsplit(article.posts[0].url).path
    assert site.reply("news.sample.newsvault.test", path).status == 404
    assert site.reply(SHARE_HOST, f"/NewsData/GetNewsText.do?id=NW{article.key}").status == 404


def test_robots_are_kept_from_the_private_folder_only(site) -> None:
    from scrapy.robotstxt import ProtegoRobotParser

    rules = ProtegoRobotParser(get(site, f"{NEWS}/robots.txt")[0].encode(), None)
    kept_away = [
        a.status for a in catalogue() for post in a.posts if not rules.allowed(post.url, "newsvault")
    ]
    assert kept_away == ["forbidden"]


@pytest.mark.parametrize("code", ["NW{}", "{}"])
def test_share_data_tells_what_the_catalogue_tells(site, code) -> None:
    for article in NUMBERED:
        url = f"http://{SHARE_HOST}/NewsData/GetNewsText.do?id=" + code.format(article.key)
        read = read_share_data(get(site, url)[0].encode(), url, SITE)
        assert (read.key, read.title, read.source) == (article.key, article.title, article.media)


def test_share_text_bears_no_stock_tags_and_share_content_does(site) -> None:
    article = find_trap("cut_words")
    data = json.loads(get(site, f"http://{SHARE_HOST}/NewsData/GetNewsText.do?id={article.key}")[0])
    assert "keytip" in data["content"]
    assert "keytip" not in data["text"]


def test_a_share_page_is_a_shell_that_names_its_data(site) -> None:
    key = find_trap("chart").key
    text, _ = get(site, f"http://{SHARE_HOST}/html_News/NewsShare.html?infoCode=NW{key}")
    assert f"/NewsData/GetNewsText.do?id=NW{key}" in text
    assert site.reply(SHARE_HOST, "/html_News/NewsShare.html?infoCode=NW1").status == 404


@pytest.mark.parametrize("form", ["/a/{}.html", "/news/1353,{}.html"])
def test_article_addresses_lead_to_the_post(site, form) -> None:
    article = find_trap("inner_link")
    assert get(site, f"http://{FINANCE_HOST}" + form.format(article.key))[1] == article.posts[0].url


def test_the_three_json_feeds_have_their_own_spellings(site) -> None:
    base = f"http://{SHARE_HOST}"
    rolling = json.loads(get(site, f"{base}/web/webapi?type=102&count=5&newsid=1")[0])["records"]
    nodes = json.loads(get(site, f"{base}/web/webapi?type=45&count=5&newsid=1")[0])["nodeList"]
    assert [len(rolling), len(nodes)] == [5, 5]
    assert set(rolling[0]) == {"title", "digest", "id", "infoCode", "url_w", "showtime"}
    assert set(nodes[0]) == {"title", "from", "infocode", "showtime", "simtitle", "simdigest"}
    media = set()
    for market in (37, 38, 39):
        url = f"{base}/information/newmarket/web/webapi?marketType={market}&count=100"
        records = json.loads(get(site, url)[0])["record"]
        assert set(records[0]) == {"title", "medianame", "infoCode", "datetime"}
        media |= {record["medianame"] for record in records}
    assert media == {column.media for column in COLUMNS} - {""}


def test_feed_codes_name_articles_of_the_catalogue(site) -> None:
    url = f"http://{SHARE_HOST}/web/webapi?type=45&count=1000"
    codes = {node["infocode"].removeprefix("NW") for node in json.loads(get(site, url)[0])["nodeList"]}
    assert codes <= {article.key for article in catalogue()}
    assert len(codes) > 60


def test_the_atom_feed_parses_and_names_the_newest_posts(site) -> None:
    root = etree.fromstring(get(site, f"{NEWS}/feed.xml")[0].encode())
    links = root.xpath("//*[local-name()='entry']/*[local-name()='link']/@href")
    assert len(links) == 30
    assert set(links) <= {post.url for a in catalogue() for post in a.posts}


def test_pictures_are_real_and_of_the_size_their_name_says(site) -> None:
    image = find_trap("caption").expected().images[0]
    for url, scale in ((image.url, 1), (image.full_url, 2)):
        body = site.reply("news.sample.newsvault.test", urlsplit(url).path).body
        assert body.startswith(b"\x89PNG\r\n\x1a\n")
        assert struct.unpack(">II", body[16:24]) == (552 * scale, 310 * scale)
        start = body.index(b"IDAT")
        (length,) = struct.unpack(">I", body[start - 4 : start])
        assert (
            len(zlib.decompress(body[start + 4 : start + 4 + length]))
            == (552 * 3 * scale + 1) * 310 * scale
        )


def test_a_jpeg_has_its_size_in_its_frame_header(site) -> None:
    url = find_trap("small_picture").expected().images[1].url
    body = site.reply("news.sample.newsvault.test", urlsplit(url).path).body
    frame = body.index(b"\xff\xc0")
    assert struct.unpack(">HH", body[frame + 5 : frame + 9]) == (155, 276)
    assert body.startswith(b"\xff\xd8")
    assert body.endswith(b"\xff\xd9")


def test_charts_are_served_as_pictures(site) -> None:
    reply = site.reply("webquoteklinepic.sample.newsvault.test", "/GetPic.aspx?nid=1.609901")
    assert (reply.status, reply.content_type) == (200, "image/png")
