"""What each HTML element means for the text inside it."""

from __future__ import annotations

import re
from typing import Final

from lxml import etree

# fmt: off
BLOCKS = frozenset((
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details",
    "dialog", "dir", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1",
    "h2", "h3", "h4", "h5", "h6", "header", "hgroup", "hr", "html", "legend", "li", "main", "menu",
    "nav", "ol", "p", "pre", "search", "section", "summary", "table", "tbody", "td", "tfoot", "th",
    "thead", "tr", "ul",
))
# fmt: on
"""Elements that start and end a block of text (HTML Standard, section 15.3)."""

# fmt: off
NOT_TEXT = frozenset((
    "area", "audio", "base", "canvas", "datalist", "embed", "frame", "frameset", "head", "iframe",
    "link", "map", "meta", "noembed", "noframes", "noscript", "object", "param", "script", "source",
    "style", "template", "title", "track", "video",
))
# fmt: on
"""Elements whose content a browser does not show as text."""

CONTROLS = frozenset(("button", "input", "select", "textarea"))
"""Elements of the page's interface: no part of an article."""

_HIDING = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_BOLD = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)", re.IGNORECASE)
_CENTERED = re.compile(r"text-align\s*:\s*center", re.IGNORECASE)


class Style:
    """How a piece of text stands, as bits of an int; passed down from element to element."""

    PLAIN: Final = 0
    BOLD: Final = 1
    HEADING: Final = 2
    CENTERED: Final = 4
    QUOTED: Final = 8
    CAPTION: Final = 16
    PREFORMATTED: Final = 32


_STYLES: dict[str, int] = {
    "b": Style.BOLD,
    "strong": Style.BOLD,
    "center": Style.CENTERED,
    "blockquote": Style.QUOTED,
    "figcaption": Style.CAPTION,
    "pre": Style.PREFORMATTED,
    **{f"h{level}": Style.HEADING for level in range(1, 7)},
}


def style_of(element: etree._Element, around: int) -> int:
    """The `Style` of text inside ``element``, which itself stands in text of the style ``around``."""
    style = around | _STYLES.get(str(element.tag), Style.PLAIN)
    written = element.get("style")
    if written:
        if _BOLD.search(written):
            style |= Style.BOLD
        if _CENTERED.search(written):
            style |= Style.CENTERED
    if element.get("align", "").lower() == "center":
        style |= Style.CENTERED
    return style


def is_hidden(element: etree._Element) -> bool:
    """Whether a browser shows nothing of ``element``."""
    style = element.get("style")
    return element.get("hidden") is not None or bool(style and _HIDING.search(style))


def classes(element: etree._Element) -> list[str]:
    """The classes of ``element``."""
    return element.get("class", "").split()


def is_data_table(table: etree._Element) -> bool:
    """Whether ``table`` holds data: several cells, and no table inside, as tables made for layout have."""
    if table.find(".//table") is not None:
        return False
    cells = table.iter("td", "th")
    return next(cells, None) is not None and next(cells, None) is not None
