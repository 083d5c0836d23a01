"""The blocks a body is made of, and the safe markup they render to: one block, one line."""

from __future__ import annotations

from dataclasses import dataclass, field
from html import escape

from crawler.items import Image, Link, Table


@dataclass(slots=True)
class Paragraph:
    """A paragraph or heading."""

    text: str
    tag: str
    """``p``, ``h2`` or ``blockquote``."""
    html: str
    """Its text as markup: escaped, links as ``a``."""


@dataclass(slots=True)
class Picture:
    """A picture of the article's own."""

    url: str
    full_url: str
    caption: str = ""
    caption_html: str = ""
    """The caption as markup: escaped, links as ``a``."""


@dataclass(slots=True)
class Grid:
    """A table: rows of cells, each cell its text and its markup."""

    rows: list[list[tuple[str, str]]] = field(default_factory=list)


Block = Paragraph | Picture | Grid


def anchored(text: str, links: list[tuple[int, int, str]]) -> tuple[str, list[Link]]:
    """``text`` as markup with its links, and the links.

    :param links: start, end and URL of each, in order, not overlapping.
    """
    if not links:
        return escape(text), []
    parts, found, done = [], [], 0
    for start, end, url in links:
        label = text[start:end].strip()
        if not label:
            continue
        start = text.index(label, start)
        parts += [escape(text[done:start]), f'<a href="{escape(url)}">', escape(label), "</a>"]
        found.append(Link(url=url, text=label))
        done = start + len(label)
    parts.append(escape(text[done:]))
    return "".join(parts), found


def rendered(blocks: list[Block]) -> str:
    """The blocks as safe, minimal HTML, a line for each.

    It holds ``p``, ``h2``, ``blockquote``, ``figure``, ``figcaption``, ``img``, ``a``, ``table``, ``tr``
    and ``td``, no attribute but http(s) URLs, and nothing unescaped.
    """
    return "\n".join(_line(block) for block in blocks)


def images(blocks: list[Block]) -> list[Image]:
    """The pictures, each with the number of paragraphs before it."""
    found, position = [], 0
    for block in blocks:
        if isinstance(block, Picture):
            found.append(
                Image(url=block.url, full_url=block.full_url, caption=block.caption, position=position)
            )
        position += isinstance(block, Paragraph)
    return found


def tables(blocks: list[Block]) -> list[Table]:
    """The tables, each with the number of paragraphs before it."""
    found, position = [], 0
    for block in blocks:
        if isinstance(block, Grid):
            rows = [[text for text, _ in row] for row in block.rows]
            found.append(Table(rows=rows, position=position))
        position += isinstance(block, Paragraph)
    return found


def _line(block: Block) -> str:
    if isinstance(block, Paragraph):
        return f"<{block.tag}>{block.html}</{block.tag}>"
    if isinstance(block, Grid):
        rows = ("".join(f"<td>{html}</td>" for _, html in row) for row in block.rows)
        return "<table>" + "".join(f"<tr>{row}</tr>" for row in rows) + "</table>"
    picture = f'<img src="{escape(block.url)}">'
    if block.full_url != block.url:
        picture = f'<a href="{escape(block.full_url)}">{picture}</a>'
    caption = f"<figcaption>{block.caption_html}</figcaption>" if block.caption else ""
    return f"<figure>{picture}{caption}</figure>"
