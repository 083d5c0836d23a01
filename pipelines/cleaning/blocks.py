"""The blocks a body is made of, and the safe markup they render to: one block, one line."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from crawler.items import Image, Link, Table
from pipelines.cleaning.tables import Grid, laid_out, markup


@dataclass(slots=True)
class Paragraph:
    """A paragraph or heading."""

    text: str
    tag: str
    """``p``, ``h2``, ``blockquote`` or ``li``."""
    html: str
    """Its text as markup: escaped, links as ``a``."""


@dataclass(slots=True)
class Picture:
    """A picture of the article's own."""

    url: str
    full_url: str
    width: int | None = None
    height: int | None = None
    caption: str = ""
    caption_html: str = ""
    """The caption as markup: escaped, links as ``a``."""


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

    It holds ``p``, ``h2``, ``blockquote``, ``ul``, ``li``, ``figure``, ``figcaption``, ``img``, ``a``,
    ``table``, ``tr``, ``th`` and ``td``, no attribute but http(s) URLs and numbers, and nothing unescaped.
    """
    return "\n".join(_line(block) for block in blocks)


def images(blocks: list[Block]) -> list[Image]:
    """The pictures, each with the number of paragraphs before it."""
    found, position = [], 0
    for block in blocks:
        if isinstance(block, Picture):
            found.append(
                Image(
                    url=block.url,
                    full_url=block.full_url,
                    width=block.width,
                    height=block.height,
                    caption=block.caption,
                    position=position,
                )
            )
        position += isinstance(block, Paragraph)
    return found


def tables(blocks: list[Block]) -> list[Table]:
    """The tables, each with the number of paragraphs before it."""
    found, position = [], 0
    for block in blocks:
        if isinstance(block, Grid):
            found.append(laid_out(block, position))
        position += isinstance(block, Paragraph)
    return found


def _line(block: Block) -> str:
    if isinstance(block, Paragraph):
        if block.tag == "li":
            return f"<ul><li>{block.html}</li></ul>"
        return f"<{block.tag}>{block.html}</{block.tag}>"
    return markup(block) if isinstance(block, Grid) else _figure(block)


def _figure(block: Picture) -> str:
    size = f' width="{block.width}"' if block.width else ""
    size += f' height="{block.height}"' if block.height else ""
    picture = f'<img src="{escape(block.url)}"{size}>'
    if block.full_url != block.url:
        picture = f'<a href="{escape(block.full_url)}">{picture}</a>'
    caption = f"<figcaption>{block.caption_html}</figcaption>" if block.caption else ""
    return f"<figure>{picture}{caption}</figure>"
