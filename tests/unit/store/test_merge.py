"""Readings of one article, in any order, give one document and lose nothing."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from itertools import permutations
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.items import Article, FeedEntry, FeedSighting, Image, Listing, Sighting, Ticker, WarcRef
from crawler.store.documents import sighting_document, to_document
from crawler.store.merge import merge, sight, version

START = datetime(2022, 2, 14, 8, tzinfo=UTC)
KEY = "202202142274984759"
PAGES = {  # rank and file name as in the source: rolling post, mirror post, share data, feed
    "https://finews.withounder.com/emnews/2022/02/14/202202142274984759.html": 20,
    "https://finews.withounder.com/zqsb/2022/02/14/NW202202142274984759.html": 20,
    "http://finews.zning.xyz/html_News/NewsShare.html?infoCode=NW202202142274984759": 30,
    "https://finews.withounder.com/feed.xml": 10,
}
ROLLING, POST, SHARE, FEED = PAGES
RSS = "https://finews.withounder.com/rss.xml"


def at(minutes: int) -> datetime:
    return START + timedelta(minutes=minutes)


def capture(url: str, minutes: int, role: str = "article") -> WarcRef:
    return WarcRef(
        url=url,
        file="job/a.warc.gz",
        offset=minutes,
        length=9,
        record_id=f"<urn:uuid:{hashlib.md5(f'{url} {minutes}'.encode()).hexdigest()}>",
        payload_digest="sha1:A",
        date=at(minutes),
        role=role,
    )


def reading(url: str = POST, minutes: int = 0, text: str = "一段。", **fields) -> dict:
    paragraphs = [text] if text else []
    values = {
        "site": "finews",
        "key": KEY,
        "url": url,
        "title": "题目",
        "published_at": at(-60),
        "published_tz": "Asia/Shanghai",
        "paragraphs": paragraphs,
        "html": f"<p>{text}</p>",
        "text_length": len(text),
        "content_hash": "sha256:" + hashlib.sha256(text.encode()).hexdigest(),
        "fetched_at": at(minutes),
        "captures": [capture(url, minutes, "feed" if url == FEED else "article")],
        "rank": PAGES[url],
        "reader": "finews/1",
    }
    return to_document(Article(**(values | fields)))


def sighting(slug: str = "emnews", minutes: int = 5) -> dict:
    url = f"https://finews.withounder.com/category/{slug}.html"
    return sighting_document(
        Sighting(
            site="finews",
            key=KEY,
            listing=Listing(slug=slug, name="", url=url, seen_at=at(minutes)),
            captures=[capture(url, minutes, "listing")],
        )
    )


def entry(minutes: int, url: str = RSS, **fields) -> FeedEntry:
    said = {"feed": "rolling", "title": "题目", "published_at": at(-60), "published_tz": "Asia/Shanghai"}
    return FeedEntry(url=url, seen_at=at(minutes), **(said | fields))


def fed(minutes: int = 5, url: str = RSS, **fields) -> dict:
    named = entry(minutes, url, **fields)
    captures = [capture(url, minutes, "feed")]
    return sighting_document(FeedSighting(site="finews", key=KEY, entry=named, captures=captures))


class Store:
    """The collections `articles` and `revisions`, as far as one article is concerned."""

    def __init__(self, *added: dict) -> None:
        self.document: dict | None = None
        self.revisions: dict[str, dict] = {}
        self.outcomes: list[str] = []
        for each in added:
            self.add(each)

    def add(self, each: dict) -> str:
        if "listing" in each or "entry" in each:
            self.document = sight(self.document, each)
            return "sighted"
        result = merge(self.document, list(self.revisions.values()), each)
        self.document = result.document
        self.revisions = {revision["_id"]: revision for revision in result.revisions}
        assert len(self.revisions) == len(result.revisions) == self.document["revisions"]
        self.outcomes.append(result.outcome)
        return result.outcome

    @property
    def state(self) -> tuple:
        return self.document, self.revisions


# -- rules, one by one


def test_the_first_reading_is_new():
    store = Store(reading())
    assert store.outcomes == ["new"]
    assert store.document["_id"] == f"finews:{KEY}"
    assert store.document["revision"] == 1
    assert store.document["first_seen_at"] == store.document["last_seen_at"] == at(0)


def test_the_same_reading_again_changes_nothing():
    store = Store(reading())
    before = store.state
    assert store.add(reading()) == "unchanged"
    assert store.state == before


@given(
    st.sampled_from(list(PAGES)),
    st.fixed_dictionaries(
        {
            "title": st.sampled_from(["", "题目"]),
            "text": st.sampled_from(["", "一段。"]),
            "published_at": st.sampled_from([None, at(-60)]),
            "problems": st.lists(st.sampled_from(["title_missing", "date_from_key", "other"]), unique=True),
            "listings": st.lists(
                st.builds(
                    Listing,
                    slug=st.sampled_from("ab"),
                    name=st.sampled_from(["", "甲"]),
                    url=st.just(FEED),
                    seen_at=st.integers(-9, 9).map(at),
                )
            ),
            "captures": st.lists(
                st.builds(
                    capture,
                    st.sampled_from([POST, FEED]),
                    st.integers(0, 9),
                    st.sampled_from(["listing", "data"]),
                )
            ),
        }
    ),
)
def test_a_reading_that_is_not_weighed_gives_what_weighing_it_gives(url, fields):
    each = reading(url, **fields)
    alone = merge(None, [], each).document
    weighed = merge(alone, [], each)
    assert (weighed.document, weighed.revisions, weighed.outcome) == (alone, [], "unchanged")
    assert list(weighed.document) == list(alone)


def test_the_same_text_fetched_later_is_unchanged_and_keeps_both_captures():
    store = Store(reading(minutes=0), reading(minutes=9))
    assert store.outcomes[-1] == "unchanged"
    assert store.document["fetched_at"] == store.document["last_seen_at"] == at(9)
    assert [each["date"] for each in store.document["captures"]] == [at(0), at(9)]


def test_an_edit_puts_the_old_text_with_its_captures_into_revisions():
    store = Store(reading(minutes=0, text="旧文。"), reading(minutes=9, text="新文。"))
    assert store.outcomes[-1] == "revised"
    assert store.document["revision"] == 2
    assert store.document["paragraphs"] == ["新文。"]
    assert [each["date"] for each in store.document["captures"]] == [at(9)]
    (old,) = store.revisions.values()
    assert old["paragraphs"] == ["旧文。"]
    assert (old["article"], old["revision"]) == (f"finews:{KEY}", 1)
    assert [each["date"] for each in old["captures"]] == [at(0)]


def test_an_older_text_that_arrives_late_becomes_the_earlier_revision():
    store = Store(reading(minutes=9, text="新文。"), reading(minutes=0, text="旧文。"))
    assert store.outcomes[-1] == "revised"
    assert store.state == Store(reading(minutes=0, text="旧文。"), reading(minutes=9, text="新文。")).state


def test_a_text_that_comes_back_is_current_again():
    store = Store(
        reading(minutes=0, text="甲"), reading(minutes=1, text="乙"), reading(minutes=2, text="甲")
    )
    assert store.outcomes == ["new", "revised", "revised"]
    assert store.document["paragraphs"] == ["甲"]
    assert [each["paragraphs"] for each in store.revisions.values()] == [["乙"]]


def test_a_better_page_takes_over_and_is_no_revision():
    store = Store(reading(POST, 0, "镜像。"), reading(SHARE, 1, "原文。", source="财联社"))
    assert store.outcomes[-1] == "improved"
    assert (store.document["rank"], store.document["revision"]) == (30, 1)
    assert store.document["paragraphs"] == ["原文。"]
    assert [each["paragraphs"] for each in store.revisions.values()] == [["镜像。"]]
    assert [each["revision"] for each in store.revisions.values()] == [0]


def test_a_lesser_page_fills_what_lacks_and_replaces_nothing():
    store = Store(
        reading(
            SHARE,
            0,
            title="",
            source="财联社",
            published_at=None,
            problems=["title_missing", "date_missing"],
        ),
        reading(POST, 1, "不同。", title="题", source="别家", digest="摘要", published_at=at(-7)),
    )
    document = store.document
    assert store.outcomes[-1] == "improved"
    assert (document["title"], document["source"], document["digest"]) == ("题", "财联社", "摘要")
    assert document["published_at"] == at(-7)
    assert document["problems"] == []
    assert document["paragraphs"] == ["一段。"]
    assert set(document["facts_from"]) == {"title", "published_at", "digest"}
    assert document["facts_from"]["title"]["url"] == POST


def test_a_date_that_a_page_states_is_better_than_one_from_the_key():
    store = Store(reading(SHARE, 0, problems=["date_from_key"]), reading(FEED, 1, "", published_at=at(-5)))
    assert store.document["published_at"] == at(-5)
    assert store.document["problems"] == []


def test_two_posts_of_one_text_are_one_with_the_information_of_both():
    tag = Ticker(symbol="1.600160", code="600160", market="XSHG", name="巨化股份", found="tag")
    chart = Ticker(symbol="0.002752", code="002752", market="XSHE", name="", found="chart")
    picture = Image(url="https://x/1.jpg", full_url="https://x/1.jpg", caption="", position=0)
    both = [
        reading(ROLLING, 1, category="emnews", digest="摘要", tickers=[tag], images=[picture]),
        reading(POST, 0, category="zqsb", tickers=[chart]),
    ]
    store = Store(*both)
    document = store.document
    assert (document["url"], document["category"], document["digest"]) == (POST, "zqsb", "摘要")
    assert [ticker["symbol"] for ticker in document["tickers"]] == ["0.002752", "1.600160"]
    assert len(document["images"]) == 1
    assert [entry["url"] for entry in document["readings"]] == [ROLLING, POST]
    assert (document["revision"], store.revisions) == (1, {})
    assert store.state == Store(*reversed(both)).state


def test_facts_without_text_never_stand_in_the_way_of_a_text():
    store = Store(reading(FEED, 0, "", digest="摘要"), reading(POST, 1))
    assert store.document["paragraphs"] == ["一段。"]
    assert store.document["digest"] == "摘要"
    assert store.revisions == {}


def test_a_newer_reader_of_the_same_capture_replaces_the_reading():
    store = Store(reading(text="错"), reading(text="对", reader="finews/2"))
    assert store.outcomes[-1] == "improved"
    assert store.document["paragraphs"] == ["对"]
    assert (store.document["revision"], store.revisions) == (1, {})
    before = store.state
    assert store.add(reading(text="错")) == "unchanged"
    assert store.state == before


def test_a_newer_reader_over_all_captures_leaves_nothing_of_the_old():
    store = Store(reading(minutes=0, text="错"), reading(minutes=5, text="错"))
    for minutes in (0, 5):
        store.add(reading(minutes=minutes, text="对", reader="finews/2"))
    assert store.document["paragraphs"] == ["对"]
    assert [each["date"] for each in store.document["captures"]] == [at(0), at(5)]
    assert (store.document["revision"], store.revisions) == (1, {})


def test_a_sighting_moves_nothing_but_sightings():
    store = Store(reading())
    before = store.document
    assert store.add(sighting("zqsb", 5)) == "sighted"
    moved = {name for name in before if before[name] != store.document[name]}
    assert moved == {"listings", "captures", "last_seen_at", "version"}
    assert store.document["last_seen_at"] == at(5)
    store.add(sighting("zqsb", 7))
    assert store.document["last_seen_at"] == at(7)
    assert [each["seen_at"] for each in store.document["listings"]] == [at(5)]
    assert [each["date"] for each in store.document["captures"]] == [at(0), at(5)]


def test_a_feed_fills_what_the_pages_lack_and_replaces_nothing():
    store = Store(reading(POST, 0, source="", digest="", published_at=at(-7)))
    store.add(fed(5, title="另题", source="财联社", digest="摘要"))
    document = store.document
    assert (document["title"], document["source"], document["digest"]) == ("题目", "财联社", "摘要")
    assert document["published_at"] == at(-7)
    assert set(document["facts_from"]) == {"source", "digest"}
    assert document["facts_from"]["digest"] == {
        "url": RSS,
        "rank": 10,
        "fetched_at": at(5),
        "text": False,
    }
    assert [each["title"] for each in document["feeds"]] == ["另题"]
    assert [each["role"] for each in document["captures"]] == ["article", "feed"]
    assert (document["url"], document["rank"]) == (POST, 20)


def test_a_page_that_states_a_fact_later_takes_it_back_from_the_feed():
    store = Store(reading(POST, 0, digest=""), fed(5, digest="短"), reading(SHARE, 6, digest="摘要"))
    assert store.document["digest"] == "摘要"
    assert store.document["facts_from"] == {}


def test_a_date_of_a_feed_is_better_than_one_from_the_key():
    store = Store(reading(POST, 0, published_at=at(-500), problems=["date_from_key"]), fed(5))
    assert (store.document["published_at"], store.document["problems"]) == (at(-60), [])


def test_a_feed_that_says_less_later_takes_nothing_back():
    store = Store(reading(POST, 0, source=""), fed(5, source="财联社"), fed(6, source=""))
    assert store.document["source"] == "财联社"
    assert [each["source"] for each in store.document["feeds"]] == [""]


def test_what_a_feed_says_is_kept_once_however_often_it_is_polled():
    store = Store(reading(POST, 0, source=""), *(fed(minutes, source="财联社") for minutes in range(5, 50)))
    assert [each["seen_at"] for each in store.document["feeds"]] == [at(49)]
    assert [each["date"] for each in store.document["captures"]] == [at(0), at(5)]
    assert store.document["last_seen_at"] == at(49)


def test_the_version_tells_every_change():
    document = Store(reading()).document
    assert document["version"] == version(document)
    assert version(document | {"title": "另"}) != document["version"]


# -- whatever the order


def told(draw, url: str, minutes: int) -> dict:
    """A reading as a page would give it at that time: the same each time it is asked for."""
    random = Random(f"{url} {minutes} {draw}")
    share = ["0.002752", "1.600160", "106.NIO"]
    symbols = random.sample(share, random.randrange(3))
    dated = random.choice(["stated", "key", "none"])
    picture = Image(url=f"{url}.jpg", full_url=f"{url}.jpg", caption="", position=0)
    return reading(
        url,
        minutes,
        "" if url == FEED else random.choice("甲乙丙"),
        title=random.choice(["", "题", f"题{minutes}"]),
        source=random.choice(["", url[-9:]]),
        authors=random.choice([[], [str(minutes)]]),
        digest=random.choice(["", f"摘要{minutes}"]),
        category=random.choice(["", url[-4:]]),
        published_at=at(-minutes) if dated != "none" else None,
        problems={"stated": [], "key": ["date_from_key"], "none": ["date_missing"]}[dated],
        images=random.choice([[], [picture]]) if url != FEED else [],
        tickers=[Ticker(symbol=s, code=s[2:], market="XSHE", name="", found="tag") for s in symbols],
        feeds=random.choice([[], [entry(minutes, digest=random.choice(["", f"短{minutes}"]))]]),
        listings=[
            Listing(slug=s, name=random.choice(["", s]), url=f"https://x/{s}", seen_at=at(minutes))
            for s in random.sample(["a", "b"], random.randrange(3))
        ],
    )


moments = st.tuples(st.sampled_from(list(PAGES)), st.integers(0, 6))
histories = st.tuples(
    st.integers(0, 1000),
    st.lists(moments, min_size=1, max_size=6, unique=True),
    st.lists(st.tuples(st.sampled_from(["a", "b", RSS, RSS + "?2"]), st.integers(0, 6)), max_size=3),
)


def seen_again(seed: int, where: str, minutes: int) -> dict:
    """A sighting, or what a feed says at that time: the same each time it is asked for."""
    if not where.startswith(RSS):
        return sighting(where, minutes)
    random = Random(f"{where} {minutes} {seed}")
    return fed(
        minutes,
        where,
        title=random.choice(["", f"题{minutes}"]),
        source=random.choice(["", where]),
        digest=random.choice(["", f"摘要{minutes}"]),
        published_at=random.choice([None, at(-minutes)]),
    )


@given(histories, st.randoms(use_true_random=False))
@settings(max_examples=150, deadline=None)
def test_any_order_gives_the_same_documents(history, random):
    seed, readings, seen = history
    added = [told(seed, *moment) for moment in readings]
    first = Store(*added, *(seen_again(seed, *each) for each in seen))
    shuffled = [*added[1:], *added[:2], *(seen_again(seed, *each) for each in seen)]
    random.shuffle(shuffled)
    second = Store(added[0], *shuffled)
    assert first.state == second.state


@given(histories)
@settings(max_examples=60, deadline=None)
def test_adding_everything_again_changes_nothing(history):
    seed, readings, seen = history
    added = [*(told(seed, *moment) for moment in readings), *(seen_again(seed, *each) for each in seen)]
    store = Store(*added)
    before = store.state
    for each in added:
        assert store.add(each) in ("unchanged", "sighted")
    assert store.state == before


@given(histories)
@settings(max_examples=60, deadline=None)
def test_nothing_that_was_read_is_lost(history):
    seed, readings, seen = history
    added = [told(seed, *moment) for moment in readings]
    store = Store(*added, *(sighting(*each) for each in seen if len(each[0]) == 1))
    documents = [store.document, *store.revisions.values()]
    texts = [each for each in added if each["paragraphs"]]
    assert {each["content_hash"] for each in texts} <= {each["content_hash"] for each in documents}
    kept = {capture["record_id"] for document in documents for capture in document["captures"]}
    assert {capture["record_id"] for each in texts for capture in each["captures"]} <= kept
    slugs = {listing["slug"] for each in added for listing in each["listings"]}
    slugs |= {slug for slug, _ in seen if len(slug) == 1}
    assert {listing["slug"] for listing in store.document["listings"]} == slugs
    for fact in ("title", "source", "authors", "digest", "category", "published_at"):
        told_of = [*added, *(entry for each in added for entry in each["feeds"])]
        assert bool(store.document[fact]) == any(each.get(fact) for each in told_of), fact


def six_ways() -> list[dict]:
    """Category page, second category, rolling post, share page, feed, article address."""
    listed = [Listing(slug=slug, name=slug, url=f"https://x/{slug}", seen_at=at(0)) for slug in "ab"]
    tag = Ticker(symbol="1.600160", code="600160", market="XSHG", name="巨化股份", found="tag")
    share = {"share_url": SHARE, "title": "", "digest": ""}
    return [
        reading(POST, 1, source="财联社", category="zqsb", listings=listed[:1]),
        reading(POST, 2, source="财联社", category="zqsb", listings=listed[1:], digest=""),
        reading(ROLLING, 3, "另一版。", category="emnews", digest="页摘要", tickers=[tag]),
        reading(SHARE, 4, **share),
        reading(SHARE, 5, **share, feeds=[entry(5, title="馈题", source="央行", digest="馈摘要")]),
        reading(SHARE, 6, **share, published_at=None, problems=["title_missing", "date_missing"]),
    ]


def test_the_six_ways_into_an_article_give_one_document_in_every_order():
    ways = six_ways()
    first = Store(*ways)
    facts = [first.document[name] for name in ("title", "source", "category", "digest", "share_url")]
    assert facts == ["题目", "财联社", "zqsb", "页摘要", SHARE]
    assert [len(first.document[name]) for name in ("listings", "feeds", "captures")] == [2, 1, 5]
    assert first.document["published_at"] == at(-60)
    assert (first.document["revision"], first.document["problems"]) == (1, [])
    for order in permutations(range(6)):
        assert Store(*(ways[index] for index in order)).state == first.state, order
