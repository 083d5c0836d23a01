"""Cleans a body: from its markup, as found, to paragraphs, headings, pictures, tables and tickers. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from crawler.items import FooterLine, Image, Link, Table, Ticker
from crawler.pages.document import parse
from crawler.sites.base import Site
from pipelines.cleaning.blocks import images, rendered, tables
from pipelines.cleaning.elements import BLOCKS, Style
from pipelines.cleaning.walk import Walk

_HAS_BLOCKS = re.compile(rf"<(?:br|{'|'.join(BLOCKS)})\b", re.IGNORECASE)
"""Whether tags make the paragraphs; otherwise line breaks do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """A cleaned body. Its texts hold no markup, no control or zero-width character, no outer blanks."""

    paragraphs: list[str] = field(default_factory=list)
    """Texts of paragraphs and headings, in order."""
    headings: list[int] = field(default_factory=list)
    """Indexes into `paragraphs`."""
    images: list[Image] = field(default_factory=list)
    """Pictures, in order."""
    tables: list[Table] = field(default_factory=list)
    """Tables, in order."""
    tickers: list[Ticker] = field(default_factory=list)
    """Securities that tags and charts name, each once, in order of first mention."""
    links: list[Link] = field(default_factory=list)
    """Links of the text, in order."""
    removed: list[FooterLine] = field(default_factory=list)
    """Visible texts that were taken out."""
    html: str = ""
    """The body as `pipelines.cleaning.blocks.rendered` writes it."""


def read_body(html: str, base: str, site: Site) -> Body:
    """The body in the markup ``html``; without any tag that breaks lines, each line is a paragraph.

    :param base: absolute URL that relative references are resolved against.
    :raises PageError: when the markup is too long or too deeply nested to be read whole.
    """
    walk = Walk(base, site)
    style = Style.PLAIN if _HAS_BLOCKS.search(html) else Style.PREFORMATTED
    walk.run(parse(f"<div>{html}</div>"), style)  # so that a body of nothing is a body, and no error
    blocks, texts = walk.flow.blocks, walk.flow.paragraphs()
    return Body(
        paragraphs=[each.text for each in texts],
        headings=[index for index, each in enumerate(texts) if each.tag == "h2"],
        images=images(blocks),
        tables=tables(blocks),
        tickers=list(walk.tickers.values()),
        links=walk.flow.links,
        removed=walk.removed,
        html=rendered(blocks),
    )
