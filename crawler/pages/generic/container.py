"""Finds the element that holds an article's text, by where the running text stands."""

from __future__ import annotations

import re

from crawler.pages.generic.blocks import Block
from crawler.pages.generic.hints import is_aside, is_body, is_furniture, is_section

MOST = 0.8
"""The share of a block's running text that one block inside it has, when the others are no part of it."""

LITTLE = 60.0
"""A score below which text among links is no article."""

SECTION = 400
"""A heading such as 相关新闻 counts as that many characters of links."""

_PARAGRAPHS = ("p", "h1", "h2", "h3", "h4", "h5", "h6", "figcaption", "pre")
_CELLS = ("td", "li", "dd", "blockquote")
_MARKS = re.compile(r"[，。、；：！？…“”（）《》]|[,.;:!?](?=\s|$)")


def weigh(blocks: list[Block], headline: Block | None) -> None:
    """Fill in the blocks' letters, links and scores.

    Text counts by its length and its punctuation; links, furniture and what stands ahead of the
    headline hardly count. What the names of elements set aside counts only if it is most of the page.
    """
    _weigh_texts(blocks, headline.order if headline else None)
    for block in reversed(blocks):
        block.letters += len(block.text.replace(" ", ""))
        block.links += block.linked
        if block.score < LITTLE and block.links * 2 > block.letters:
            block.score = 0.0
        if block.parent:
            block.parent.letters += block.letters
            block.parent.links += block.links
            block.parent.score += block.score
    _set_aside(blocks)


def _weigh_texts(blocks: list[Block], start: int | None) -> None:
    """Give each block the weight of its own text: less ahead of the headline, and the less the more links
    stand between the headline and it.
    """
    passed = 0
    for block in blocks:
        if not block.text:
            continue
        letters = len(block.text.replace(" ", ""))
        block.score = _weight(block.text, letters, block.linked)
        if start is None:
            continue
        if block.order < start:
            block.score *= 0.3
        else:
            block.score *= 1 / (1 + passed / 150)
            if is_section(block.text):
                passed += SECTION
            elif block.linked * 2 > letters:
                passed += block.linked


def container_of(blocks: list[Block], headline: Block | None) -> Block | None:
    """The block that holds the article's text, of blocks that are weighed; None when there is no text."""
    block = blocks[0]
    if block.score <= 0:  # no more text than links anywhere: a line or two of news, on a portal's page
        block = max(blocks, key=lambda each: each.score)
    if block.score <= 0:
        return None
    above = _above(headline)
    while block.children:
        best = max(block.children, key=lambda child: child.score)
        if not _leads_on(block, best, best in above):
            break
        block = best
    return _joined(block)


def _above(block: Block | None) -> set[Block]:
    """The blocks around ``block``, itself included."""
    found = set()
    while block:
        found.add(block)
        block = block.parent
    return found


def _leads_on(block: Block, best: Block, has_headline: bool) -> bool:
    """Whether ``best`` holds the article's text alone, of all that is inside ``block``."""
    tag = best.element.tag
    if tag in _PARAGRAPHS:
        return False
    if tag in _CELLS:
        return best.score >= 0.9 * block.score
    return best.score >= (0.6 if has_headline or is_body(best.element) else MOST) * block.score


def _joined(block: Block) -> Block:
    """The block, or the one around it when its neighbours are of its kind."""
    parent = block.parent
    while parent and not is_body(block.element):
        kind = (block.element.tag, block.element.get("class"))
        alike = [
            child
            for child in parent.children
            if child is not block
            and child.score > 0
            and (child.element.tag, child.element.get("class")) == kind
        ]
        running = [c for c in parent.children if c.element.tag == "p" and c.score > 20]
        if not alike and not running:
            break
        block, parent = parent, parent.parent
    return block


def _weight(text: str, letters: int, linked: int) -> float:
    if linked * 2 > letters or is_furniture(text):
        return 0.0
    marks = len(_MARKS.findall(text))
    if not marks:
        return letters * 0.2 if letters > 6 else 0.0
    return (letters - linked) + 5.0 * min(marks, letters / 8)


def _set_aside(blocks: list[Block]) -> None:
    whole = blocks[0].score
    for block in blocks:
        if 0 < block.score < whole / 2 and is_aside(block.element):
            gone, around = block.score, block
            for each in within(block):
                each.score = 0.0
            while around.parent:
                around = around.parent
                around.score -= gone


def within(block: Block) -> list[Block]:
    """The block and all blocks inside it."""
    found = [block]
    for each in found:
        found.extend(each.children)
    return found
