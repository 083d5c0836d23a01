"""Finds a page's headline: the heading that agrees with the page's title."""

from __future__ import annotations

import re
import unicodedata

from lxml import etree

from crawler.pages.characters import one_line
from crawler.pages.generic.blocks import Block
from crawler.pages.selectors import text_of

LONGEST = 150
"""Characters of the longest headline."""

_HEADINGS = ("h1", "h2", "h3", "h4")
_NAMED = re.compile(r"title|headline|biaoti|(?:^|[\s_-])(?:bt|tit)(?:$|[\s_-])", re.IGNORECASE)
_SEPARATOR = re.compile(r"\s*(?:[_|｜丨]|-{1,3}|—+|–|>>|<<|::)\s*|\s+[·•]\s+")
_STRONG = ("_", "|", "｜", "--", "---", ">>", "::")
"""Separators that seldom stand inside a headline."""

_OF_SITE = re.compile(
    r"(?:网|网站|频道|新闻|资讯|首页|官网|门户|在线|中心|头条|客户端|日报|时报|晚报|早报|公众号|平台|[a-z]+\.(?:com|cn|net|org))$"
    r"|^(?:www\.|首页|新闻|要闻|正文)",
    re.IGNORECASE,
)


def page_title(root: etree._Element) -> str:
    """The text of the page's ``title`` element, in one line; or empty."""
    found = root.find(".//title")
    return one_line(text_of(found))[:500] if found is not None else ""


def find_headline(blocks: list[Block], titles: list[str]) -> tuple[str, Block | None]:
    """The headline on the page, and the block that it stands in; empty and None when none is found.

    :param titles: what else names the page, the best first: its ``title``, og:title.
    """
    wanted = [letters(title) for title in titles if letters(title)]
    best: tuple[tuple[float, int], str, Block] | None = None
    for block in blocks:
        for text in _texts(block):
            worth = _worth(block, letters(text), wanted) if 2 <= len(text) <= LONGEST else 0.0
            if worth and (best is None or (worth, -block.order) > best[0]):
                best = ((worth, -block.order), text, block)
    return (best[1], best[2]) if best else ("", None)


def _texts(block: Block) -> list[str]:
    """The texts in a block that may be a headline: its own, its pieces, or all inside it."""
    if block.element.tag in _HEADINGS and not block.text:
        return [one_line(text_of(block.element))]
    if 1 < len(block.pieces) < 20 and len(block.text) < 500:
        return [block.text, *(one_line(piece) for piece in block.pieces)]
    return [block.text] if block.text else []


def nearest_heading(blocks: list[Block], body: Block) -> tuple[str, Block | None]:
    """The last heading shortly ahead of the text, whatever the page's title; or empty and None."""
    for block in reversed(blocks[max(0, body.order - 12) : body.order]):
        is_heading = block.element.tag in (*_HEADINGS, "h5") or _is_named(block)
        if is_heading and 5 <= len(block.text) <= LONGEST and block.linked * 2 < len(block.text):
            return block.text, block
    return "", None


def _is_named(block: Block) -> bool:
    return (
        _NAMED.search(f"{block.element.get('class', '')} {block.element.get('id', '')}"[:200]) is not None
    )


def _worth(block: Block, text: str, wanted: list[str]) -> float:
    """How likely the block with ``text`` is the headline; 0 for not."""
    tag = block.element.tag
    named = tag in _HEADINGS or _is_named(block)
    worth = 0.0
    for title in wanted:
        if text == title:
            worth = max(worth, 3.0)
        elif len(text) >= 6 and title.startswith(text):
            worth = max(worth, 2.0 + len(text) / len(title) / 2)
        elif len(text) >= 8 and text in title:
            worth = max(worth, 1.0 + len(text) / len(title))
        elif len(title) >= 8 and text.startswith(title.rstrip(".…")):
            worth = max(worth, 2.0)
        elif named and _common(text, title) >= 0.7:
            worth = max(worth, 1.0)
    if not worth or (not named and worth < 2.0) or (len(text) <= 8 and _OF_SITE.search(text)):
        return 0.0
    return worth + (0.5 if tag == "h1" else 0.3 if named else 0.0)


def _common(first: str, second: str) -> float:
    """The share of the shorter's letters that begin both."""
    same = 0
    for one, other in zip(first, second, strict=False):
        if one != other:
            break
        same += 1
    return same / max(1, min(len(first), len(second)))


def without_site(title: str, site_names: list[str]) -> str:
    """``title`` without the names of the site and its sections at its end."""
    names = {letters(name) for name in site_names}
    for cut in reversed(list(_SEPARATOR.finditer(title))):
        head, tail = title[: cut.start()].strip(), title[cut.end() :].strip()
        if len(head) < 2 or not _is_of_site(head, cut[0], tail, names):
            break
        title = head
    return title


def _is_of_site(head: str, separator: str, tail: str, names: set[str]) -> bool:
    """Whether the ``tail`` of a title names the site or a section."""
    if letters(tail) in names or _OF_SITE.search(tail):
        return True
    is_strong = separator.strip() in _STRONG or separator != separator.strip()
    return is_strong and len(tail) <= 12 and len(tail) <= len(head)


def letters(text: str) -> str:
    """``text`` for a comparison: without blanks, in one width and case."""
    return "".join(unicodedata.normalize("NFKC", text).split()).casefold()
