"""Takes the page's furniture off an article's text, into `Article.footer`."""

from __future__ import annotations

import re
from collections import Counter

from crawler.items import Article, FooterLine, Link
from crawler.sites.parts import FooterRule
from pipelines.furniture.credits import credit, is_medium
from pipelines.furniture.markup import links_of, paragraph_lines, without
from pipelines.furniture.matching import Rules, Taken, by_place, ending, parts, whole_lines

LONGEST_MEDIA = 24
"""Characters of the longest name of a medium in brackets."""

ENDINGS = 4
"""How many brackets at the end of one paragraph are taken off, one after the other."""

_MEDIA_OF_DIGEST = re.compile(r"[（(](?!.*(?:名单|附|图|完|\d{3}))([\w·.&]{2,})[）)]\s*$")
_BETWEEN_NAMES = re.compile(r"[、，,/]+|(?<![A-Za-z.])\s+|\s+(?![A-Za-z])")
_DATELINE = re.compile(r"[^。！？（(]{0,40}[讯电]\s*(?P<byline>[（(][^（）()。！？]{2,60}[）)])")
"""新华社北京2月14日电（记者张三、李四）: it stays, and names the writers."""


def take_off(article: Article, own: tuple[FooterRule, ...] = ()) -> None:
    """Move the footer lines of a cleaned article from its text to its footer, and use what they say.

    Positions and indexes stay right; links of whole lines go with them. The medium, the writers, the
    editors and the original title that the lines name become the article's. The medium that the text
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
    _cut_ending(article, lines, where, taken, inside)
    _remove(article, lines, where, taken)
    for index in sorted({*inside, *taken}):
        for each in [*inside.get(index, ()), *filter(None, [taken.get(index)])]:
            article.footer.append(FooterLine(kind=each.kind, text=each.text))
            _use(article, each.fields)
    _name_writers(article)
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


def _cut_ending(
    article: Article,
    lines: list[str],
    where: list[int],
    taken: dict[int, Taken],
    inside: dict[int, list[Taken]],
) -> None:
    """Take the credits off the end of the last paragraph that stays; they join ``inside``."""
    last = max((index for index in range(len(where)) if index not in taken), default=-1)
    found: list[Taken] = []
    for _ in range(ENDINGS if last >= 0 else 0):
        text = article.paragraphs[last]
        end = ending(text)
        if end is None:
            break
        kept = text[: end[1]].rstrip()
        article.paragraphs[last] = kept
        lines[where[last]] = without(lines[where[last]], set(range(len(kept), len(text))))
        found.insert(0, end[0])
    if found:
        inside.setdefault(last, []).extend(found)


def _name_writers(article: Article) -> None:
    """Where no line names the writers, the dateline of the first paragraph may."""
    found = _DATELINE.match(article.paragraphs[0]) if article.paragraphs and not article.authors else None
    said = credit(found["byline"]) if found else None
    if said and said.kind == "author":
        _use(article, {"authors": said.fields.get("authors", "")})


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
    source = fields.get("source", "").strip()
    if is_medium(source):
        article.source = source
    article.original_title = fields.get("original_title", "").strip() or article.original_title
    for known, names in (
        (article.authors, fields.get("authors")),
        (article.editors, fields.get("editors")),
    ):
        if names:
            _add_names(known, names)


def _add_names(known: list[str], names: str) -> None:
    known += dict.fromkeys(name for name in _BETWEEN_NAMES.split(names) if name and name not in known)
