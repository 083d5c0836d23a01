"""Takes the page's furniture off an article's text, into `Article.footer`."""

from __future__ import annotations

import re
from collections import Counter

from crawler.items import Article, FooterLine, Link
from crawler.sites.base import FooterRule
from pipelines.furniture.markup import links_of, paragraph_lines, without
from pipelines.furniture.matching import Rules, Taken, by_place, parts, whole_lines

LONGEST_MEDIA = 24
"""Characters of the longest name of a medium in brackets."""

ENDINGS = 4
"""How many brackets at the end of one paragraph are taken off, one after the other."""

_MEDIA_OF_DIGEST = re.compile(r"[（(](?!.*(?:名单|附|图|完|\d{3}))([\w·.&]{2,})[）)]\s*$")
_BETWEEN_NAMES = re.compile(r"[\s、，,/]+")


def take_off(article: Article, own: tuple[FooterRule, ...] = ()) -> None:
    """Move the footer lines of a cleaned article from its text to its footer, and use what they say.

    Positions and indexes stay right; links of whole lines go with them. The medium that the text
    names wins over the one that the page's tags name; where neither does, the digest's last bracket
    names it.

    :param own: the site's own rules, tried before the common ones.
    """
    rules = by_place(own)
    lines = article.html.split("\n")
    where = paragraph_lines(lines)
    inside = _cut_inside(article, lines, where, rules["inside"])
    taken = whole_lines(
        [(text, lines[at]) for text, at in zip(article.paragraphs, where, strict=True)], rules
    )
    _remove(article, lines, where, taken)
    for index in sorted({*inside, *taken}):
        for each in [*inside.get(index, ()), *filter(None, [taken.get(index)])]:
            article.footer.append(FooterLine(kind=each.kind, text=each.text))
            _use(article, each.fields)
    named = None if article.source else _MEDIA_OF_DIGEST.search(article.digest[-LONGEST_MEDIA:])
    if named:
        article.source = named[1]


def _cut_inside(
    article: Article, lines: list[str], where: list[int], rules: Rules
) -> dict[int, list[Taken]]:
    """Take parts out of paragraphs that keep other text; by paragraph, what was taken."""
    found: dict[int, list[Taken]] = {}
    for index, at in enumerate(where):
        for _ in range(ENDINGS):  # a bracket may stand at the end only once the one after it is gone
            text = article.paragraphs[index]
            taken, kept = parts(text, rules)
            if not taken:
                break
            found.setdefault(index, []).extend(taken)
            article.paragraphs[index] = "".join(text[position] for position in kept)
            lines[at] = without(lines[at], set(range(len(text))) - set(kept))
    return found


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
