"""What stands inside an article's container and is no part of its text: found, block by block."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from crawler.pages.generic.blocks import Block
from crawler.pages.generic.container import within
from crawler.pages.generic.hints import is_aside, is_furniture, is_section

_INFO = re.compile(
    r"(?:来源|作者|编辑|时间|日期|字号|字体|阅读|浏览|点击|评论|分享|打印|关闭|收藏|发布|责编)|\d{4}[-/年.]\d{1,2}[-/月.]\d{1,2}"
)
_ENDED = re.compile(r"[。！？：；…”）》!?]$")
_STOPS = ("。", "！", "？", "”", "…")

LEAST_LEAD = 30
"""Characters of the shortest paragraph that stands ahead of the container."""

LONGEST_INFO = 80
"""Characters of the longest line that tells of the article, ahead of its text."""


def lead_of(blocks: list[Block], headline: Block | None, container: Block) -> Block | None:
    """The paragraph between headline and container that the text begins with, if there is one.

    A summary that repeats what the text says is none.
    """
    if headline is None or headline.order > container.order:
        return None
    text = "".join("".join(each.text.split()) for each in within(container))
    for block in blocks[headline.order + 1 : container.order]:
        said = "".join(block.text.split())
        if (
            len(said) < LEAST_LEAD
            or not said.endswith(_STOPS)
            or is_aside(block.element)
            or is_furniture(said)
        ):
            continue
        if block.linked == 0 and not block.children and said[6:20] not in text and said[-16:-2] not in text:
            return block
    return None


def outside(container: Block, title: str) -> Iterator[etree._Element]:
    """The elements in ``container`` to be left out, none inside another: what its name sets aside, lists of
    links, the headline and the lines about the article ahead of its text, and all that follows a heading
    such as 相关新闻.
    """
    title = "".join(title.split())
    waiting = [container]
    read = 0.0
    ended = False
    while waiting:
        block = waiting.pop()
        if block is not container:
            ended = ended or (read > 0.5 * container.score and is_section(block.text))
            if ended or _is_apart(block, container) or (not read and _is_ahead(block, title)):
                if block.letters or ended:
                    yield block.element
                continue
            if block.text and block.score > 20:
                read += block.score
        waiting.extend(reversed(block.children))


def _is_apart(block: Block, container: Block) -> bool:
    if not block.letters:
        return False
    if block.letters < container.letters / 2 and is_aside(block.element):
        return True
    if block.element.tag == "p":
        return False
    return block.links * 2 > block.letters


def _is_ahead(block: Block, title: str) -> bool:
    text = "".join(block.text.split())
    if not text or block.children:
        return False
    if title and (
        text == title or (block.element.tag in ("h1", "h2", "h3") and (text in title or title in text))
    ):
        return True
    return len(text) <= LONGEST_INFO and bool(_INFO.search(text)) and not _ENDED.search(text)
