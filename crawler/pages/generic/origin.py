"""Finds whose an article is: the medium, and the writers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from crawler.pages.bylines import names
from crawler.pages.characters import one_line
from crawler.pages.generic.blocks import Block
from crawler.pages.generic.metadata import Metadata
from crawler.pages.selectors import text_of

_END = (
    r"(?=\s*(?:作者|编辑|责编|责任编辑|记者|发布|时间|日期|字号|字体|浏览|阅读|点击|评论|分享|打印|我要|原标题|手机|"
    r"\d{4}[-年/.]|\d\d:\d\d|[|｜丨()（）【】\[\]　\u2003]|"
    r"调整|参与|订阅|我来|查看|$|(?:\s{2,}))|\s+\S{0,8}[:：])"
)
_SOURCE = re.compile(
    r"(?:文章来源|信息来源|稿件来源|新闻来源|稿源|来源于?|转自|出处)\s*[:：丨|]\s*(?P<source>[^:：，。；]{1,40}?)"
    + _END
)
_BLANK = re.compile(r"^(?:未知|网络|互联网|本站|原创|转载|佚名|其他|不详|无)$")
_AUTHOR = re.compile(
    r"(?:作者|撰文|文)\s*[:：/丨|]\s*(?P<authors>[^:：，。；|]{2,40}?)"
    + _END.replace("(?=", "(?=\\s*(?:来源|稿源)|")
    + r"|(?:记者)\s*[:：]?\s*(?P<reporters>[^:：，。；|]{2,30}?)"
    + _END
)
_META_SOURCE = (
    "source",
    "mediaid",
    "contentsource",
    "content-source",
    "article:source",
    "weibo:article:source",
    "og:article:source",
    "apub:from",
    "news_source",
    "copyright:source",
    "bytedance:source",
)
_META_AUTHOR = ("author", "article:author", "og:article:author", "dc.creator", "byl")
_NAME_OF_SOURCE = re.compile(
    r"(?:^|[\s_-])(?:source|sour|from|ly|laiyuan|origin|media_?name|media_?id|come-?from)(?:$|[\s_-])",
    re.IGNORECASE,
)
_CRAFT = re.compile(r"^\S{0,16}(?:作者|记者|评论员|撰稿人|通讯员)\s+")

LINES = 12
"""How many lines, from the headline on, may name the medium without saying so."""

_THROUGH = re.compile(r"^人民网\s*[-－—]+\s*(?=.*[报社刊台]$)")
_TIME = re.compile(r"\d{1,2}[-/月]\d{1,2}")
_NAME = re.compile(
    r"(?!原创|首发|关注|评论|分享|收藏|字号|阅读|正文|作者|记者|编辑|(?:大|中|小)$)[\w·]{2,16}(?<!\d)(?<!阅读|评论)"
)
_LABEL = re.compile(r"^\s*(?:文章|信息|稿件|新闻)?(?:来源|稿源|来自|出处|转自)(?:于)?\s*[:：丨|]?\s*")


def find_source(lines: list[Block], metadata: Metadata) -> str:
    """The medium: as the page prints it, else as it states it; or empty."""
    for candidate in _sources(lines, metadata):
        text = clean_source(candidate)
        if text:
            return text
    return ""


def stated_source(metadata: Metadata) -> str:
    """The medium that a page states for machines, not the site; or empty."""
    return next(filter(None, map(clean_source, metadata.first(*_META_SOURCE))), "")


def _sources(lines: list[Block], metadata: Metadata) -> Iterator[str]:
    for block in lines:
        if len(block.text) <= 300 and (found := _SOURCE.search(block.line)):
            yield found["source"]
    yield from _named(lines)
    yield from metadata.first(*_META_SOURCE)
    yield from _beside_time(lines)
    yield metadata.stated("sourceorganization")
    yield metadata.stated("publisher")
    yield from metadata.first("og:site_name")


def _named(lines: list[Block]) -> Iterator[str]:
    """The texts of elements whose name says that they hold the medium."""
    for block in lines[:LINES]:
        if len(block.text) <= 300:
            for element in (
                block.element,
                *block.element.iter("span", "a", "em", "i", "font", "label", "strong"),
            ):
                if _NAME_OF_SOURCE.search(f"{element.get('class', '')} {element.get('id', '')}"[:200]):
                    yield one_line(text_of(element))


def _beside_time(lines: list[Block]) -> Iterator[str]:
    """The one short text that stands beside a time."""
    for block in lines[:LINES]:
        pieces = [piece.strip() for piece in block.line.split("\u2003")]
        if 2 <= len(pieces) <= 6 and any(_TIME.search(piece) for piece in pieces):
            yield from (piece for piece in pieces if _NAME.fullmatch(piece))


def clean_source(text: str) -> str:
    """The name of a medium in ``text``; empty when it is none."""
    text = _LABEL.sub("", text)
    text = _THROUGH.sub("", text).strip(" \u3000:：|丨-—·>》】]")
    return "" if _BLANK.match(text) or len(text) > 40 or text.startswith("http") else text


def find_authors(lines: list[Block], metadata: Metadata, source: str) -> list[str]:
    """The writers."""
    for block in lines:
        if len(block.text) <= 300 and (found := _AUTHOR.search(block.line)):
            people = names(_CRAFT.sub("", found["authors"] or found["reporters"] or ""))
            if people:
                return people
    for text in (metadata.stated("author"), *metadata.first(*_META_AUTHOR)):
        people = [name for name in names(text) if name != source and not _BLANK.match(name)]
        if people and not text.isascii():
            return people
    return []
