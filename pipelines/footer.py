"""Pipeline: takes the page's furniture off an article's text, into `Article.footer`."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from scrapy.crawler import Crawler
from scrapy.statscollectors import StatsCollector

from crawler import sites
from crawler.items import Article, FooterLine, Link
from crawler.sites.base import FooterRule
from pipelines.markup import is_linked, links_of, paragraph_lines, without
from pipelines.rules import COMMON

LONGEST_MEDIA = 24
"""Characters of the longest name of a medium in brackets."""

ENDINGS = 4
"""How many brackets at the end of one paragraph are taken off, one after the other."""

_MEDIA_OF_DIGEST = re.compile(r"[（(](?!.*(?:名单|附|图|完|\d{3}))([\w·.&]{2,})[）)]\s*$")
_BETWEEN_NAMES = re.compile(r"[\s、，,/]+")


class FooterPipeline:
    """Does what `take_off` does, and counts the lines of each kind."""

    def __init__(self, stats: StatsCollector) -> None:
        self.stats = stats

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> FooterPipeline:
        """Made by Scrapy."""
        assert crawler.stats  # noqa: S101 - set before pipelines are made
        return cls(crawler.stats)

    def process_item(self, item: Any) -> Any:
        """Clean an article; let anything else pass."""
        if isinstance(item, Article):
            take_off(item, sites.load(item.site).footer)
            for line in item.footer:
                self.stats.inc_value(f"newsvault/footer/{line.kind}")
        return item


@dataclass(frozen=True, slots=True)
class Taken:
    """A line, or a part of one, that a rule takes."""

    kind: str
    text: str
    fields: dict[str, str]
    """What it hands to the article, by field."""


def take_off(article: Article, own: tuple[FooterRule, ...] = ()) -> None:
    """Move the footer lines of a cleaned article from its text to its footer, and use what they say.

    Positions and indexes stay right, links of whole lines go with them. The medium that the text
    names wins over the one that the page's tags name; where neither does, the digest's last bracket
    names it.

    :param own: the site's own rules, tried before the common ones.
    """
    rules = _by_place(own)
    lines = article.html.split("\n")
    where = paragraph_lines(lines)
    inside = _cut_inside(article, lines, where, rules["inside"])
    blocks = [(text, lines[where[index]]) for index, text in enumerate(article.paragraphs)]
    taken = {**_anywhere(blocks, rules["anywhere"]), **_head(blocks, rules), **_tail(blocks, rules)}
    _remove(article, lines, where, taken)
    for index in sorted({*inside, *taken}):
        for each in [*inside.get(index, ()), *filter(None, [taken.get(index)])]:
            article.footer.append(FooterLine(kind=each.kind, text=each.text))
            _use(article, each.fields)
    named = None if article.source else _MEDIA_OF_DIGEST.search(article.digest[-LONGEST_MEDIA:])
    if named:
        article.source = named[1]


Blocks = list[tuple[str, str]]
"""Each paragraph's text and markup."""


@cache
def _by_place(own: tuple[FooterRule, ...]) -> dict[str, list[tuple[FooterRule, re.Pattern[str]]]]:
    rules = [(rule, re.compile(rule.pattern)) for rule in (*own, *COMMON)]
    places = {place: [each for each in rules if each[0].where == place] for place in ("anywhere", "inside")}
    for place in ("head", "tail"):
        places[place] = [each for each in rules if each[0].where in (place, "ends", "anywhere")]
    return places


def _match(block: tuple[str, str], rules: Iterable[tuple[FooterRule, re.Pattern[str]]]) -> Taken | None:
    text, markup = block
    for rule, pattern in rules:
        found = pattern.fullmatch(text)
        if found and (not rule.linked or is_linked(markup)):
            return Taken(rule.kind, text, found.groupdict(default=""))
    return None


def _anywhere(blocks: Blocks, rules: list[tuple[FooterRule, re.Pattern[str]]]) -> dict[int, Taken]:
    found = {index: _match(block, rules) for index, block in enumerate(blocks)}
    return {index: taken for index, taken in found.items() if taken}


def _head(blocks: Blocks, rules: dict[str, list[tuple[FooterRule, re.Pattern[str]]]]) -> dict[int, Taken]:
    found = {}
    for index, block in enumerate(blocks):
        taken = _match(block, rules["head"])
        if taken is None:
            break
        found[index] = taken
    return found


def _tail(blocks: Blocks, rules: dict[str, list[tuple[FooterRule, re.Pattern[str]]]]) -> dict[int, Taken]:
    """The unbroken run of footer lines at the end; lines of links below one of them belong to it."""
    found: dict[int, Taken] = {}
    links: dict[int, Taken] = {}
    for index in reversed(range(len(blocks))):
        taken = _match(blocks[index], rules["tail"])
        if taken:
            found |= {index: taken, **links}
            links = {}
        elif is_linked(blocks[index][1]):
            links[index] = Taken("related", blocks[index][0], {})
        else:
            break
    return found


def _cut_inside(
    article: Article, lines: list[str], where: list[int], rules: list[tuple[FooterRule, re.Pattern[str]]]
) -> dict[int, list[Taken]]:
    """Take parts out of paragraphs that keep other text; by paragraph, what was taken."""
    found: dict[int, list[Taken]] = {}
    for index in range(len(article.paragraphs)):
        for _ in range(ENDINGS):  # a bracket may stand at the end only once the one after it is gone
            text = article.paragraphs[index]
            matches = [(rule.kind, match) for rule, pattern in rules for match in pattern.finditer(text)]
            kept = _kept(text, {position for _, match in matches for position in range(*match.span())})
            if not matches or not kept:
                break
            taken = [Taken(kind, match[0], match.groupdict(default="")) for kind, match in matches]
            found.setdefault(index, []).extend(taken)
            article.paragraphs[index] = "".join(text[position] for position in kept)
            lines[where[index]] = without(lines[where[index]], set(range(len(text))) - set(kept))
    return found


def _kept(text: str, gone: set[int]) -> list[int]:
    """The positions of ``text`` that remain when ``gone`` goes, and with it the blanks then at its ends."""
    kept = [position for position in range(len(text)) if position not in gone]
    inked = [index for index, position in enumerate(kept) if not text[position].isspace()]
    return kept[inked[0] : inked[-1] + 1] if inked else []


def _remove(article: Article, lines: list[str], where: list[int], taken: dict[int, Taken]) -> None:
    moved, kept = [], 0
    for index in range(len(article.paragraphs) + 1):
        moved.append(kept)
        kept += index not in taken
    article.paragraphs = [text for index, text in enumerate(article.paragraphs) if index not in taken]
    article.headings = [moved[index] for index in article.headings if index not in taken]
    for image in article.images:
        image.position = moved[image.position]
    for table in article.tables:
        table.position = moved[table.position]
    gone = {where[index] for index in taken}
    article.links = _less(article.links, [link for line in gone for link in links_of(lines[line])])
    article.html = "\n".join(line for index, line in enumerate(lines) if index not in gone)


def _less(links: list[Link], gone: list[Link]) -> list[Link]:
    """``links`` without as many of each as are ``gone``, the last ones first."""
    counts = Counter((link.url, link.text) for link in gone)
    kept = []
    for link in reversed(links):
        if counts[link.url, link.text] > 0:
            counts[link.url, link.text] -= 1
        else:
            kept.append(link)
    return kept[::-1]


def _use(article: Article, fields: dict[str, str]) -> None:
    article.source = fields.get("source", "").strip() or article.source
    for name in filter(None, _BETWEEN_NAMES.split(fields.get("authors", ""))):
        if name not in article.authors:
            article.authors.append(name)
