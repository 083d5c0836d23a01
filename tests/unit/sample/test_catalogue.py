from __future__ import annotations

from collections import Counter

import pytest

from crawler.sample.articles import catalogue, find_trap
from crawler.sample.columns import COLUMNS
from crawler.sample.model import STATUSES
from crawler.sample.traps import TRAPS
from crawler.sample.volume import volume_article, volume_index
from crawler.sites import load


def test_at_least_120_articles_in_at_least_8_categories() -> None:
    assert len(catalogue()) >= 120
    assert len({slug for a in catalogue() for post in a.posts for slug in post.listed}) >= 8


def test_one_category_fills_more_than_five_pages() -> None:
    listed = sum("gundong" in post.listed for a in catalogue() for post in a.posts)
    assert listed > 5 * next(c.page_size for c in COLUMNS if c.slug == "gundong")


def test_slugs_hold_blanks_parentheses_and_differ_by_case_only() -> None:
    slugs = [column.slug for column in COLUMNS]
    assert any(" " in slug and "(" in slug and ")" in slug for slug in slugs)
    assert any("  " in slug for slug in slugs)
    assert max(Counter(slug.lower() for slug in slugs).values()) == 2


def test_every_trap_is_set_and_every_trap_that_is_set_has_a_name() -> None:
    assert set(TRAPS) == {trap for article in catalogue() for trap in article.traps}


def test_keys_and_urls_are_unique() -> None:
    articles = catalogue()
    urls = [post.url for article in articles for post in article.posts]
    assert len({article.key for article in articles}) == len(articles)
    assert len(set(urls)) == len(urls)


def test_the_site_declaration_knows_every_post_by_its_key_and_category() -> None:
    site = load("sample")
    for article in catalogue():
        for post in article.posts:
            match = site.match(post.url)
            assert match is not None, post.url
            assert (match.kind, match.key) == ("article", article.key)
            assert match.category == post.slug


def test_the_site_declaration_knows_every_origin_as_the_same_article() -> None:
    site = load("sample")
    for article in catalogue():
        for origin in {post.origin for post in article.posts} - {""}:
            match = site.match(origin)
            assert match is not None, origin
            assert match.key == article.key
            assert match.kind in ("share", "alias")


def test_the_same_seed_gives_the_same_articles_and_another_seed_others() -> None:
    from crawler.sample.articles import _catalogue

    first = catalogue(7)
    _catalogue.cache_clear()
    assert catalogue(7) == first
    assert [a.title for a in catalogue(8)] != [a.title for a in first]


def test_every_outcome_occurs_and_most_articles_can_be_stored() -> None:
    counts = Counter(article.status for article in catalogue())
    assert set(counts) == set(STATUSES)
    assert counts["ok"] >= 120


def test_the_edit_changes_one_article_and_no_other() -> None:
    before, after = catalogue(), catalogue(edited=True)
    changed = [old.key for old, new in zip(before, after, strict=True) if old != new]
    assert changed == [find_trap("edited").key]
    assert find_trap("edited", after).expected().paragraphs != find_trap("edited").expected().paragraphs


def test_the_duplicate_reads_the_same_from_both_posts() -> None:
    article = find_trap("duplicate")
    rolling, medium = article.expected(0), article.expected(1)
    assert (rolling.id, rolling.title, rolling.paragraphs) == (medium.id, medium.title, medium.paragraphs)
    assert rolling.digest
    assert not medium.digest
    assert [post.listed for post in article.posts] == [("gundong",), ("jianganzhengquanbao",)]


def test_readings_hold_no_markup_and_no_outer_blanks() -> None:
    for article in catalogue():
        for index in range(len(article.posts)):
            for text in article.expected(index).paragraphs:
                assert text == text.strip()
                assert "</" not in text


def test_an_unknown_trap_is_refused() -> None:
    with pytest.raises(KeyError):
        find_trap("no such trap")


def test_generated_articles_are_told_apart_by_their_index() -> None:
    assert volume_article(7) == volume_article(7)
    assert volume_article(7).expected().paragraphs != volume_article(71).expected().paragraphs
    assert volume_index(volume_article(1234).key) == 1234
    assert volume_index(catalogue()[0].key) is None
