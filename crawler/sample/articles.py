"""The catalogue of the sample site: every article it holds, beside its right reading."""

from __future__ import annotations

from functools import cache

from crawler.sample.model import SampleArticle
from crawler.sample.ordinary import ordinary
from crawler.sample.traps import traps

SEED = 20250301
"""Seed of the catalogue that the demo and the tests use."""


def catalogue(seed: int = SEED, *, edited: bool = False) -> list[SampleArticle]:
    """Every article, newest first; ``edited`` as the site shows them after its edit.

    The generated ones depend on ``seed``; the traps are always the same.
    """
    articles = _catalogue(seed)
    return [article.after_edit() for article in articles] if edited else list(articles)


def find_trap(name: str, articles: list[SampleArticle] | None = None) -> SampleArticle:
    """The first article that holds the trap ``name``. :raises KeyError: when none does."""
    for article in articles or catalogue():
        if name in article.traps:
            return article
    raise KeyError(name)


@cache
def _catalogue(seed: int) -> tuple[SampleArticle, ...]:
    return tuple(sorted([*traps(), *ordinary(seed)], key=lambda article: article.order, reverse=True))
