"""What each HTML element means for the text inside it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

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
    "area", "audio", "base", "canvas", "datalist", "frame", "frameset", "head", "iframe", "link", "map",
    "meta", "noembed", "noframes", "noscript", "object", "param", "rp", "script", "style", "svg",
    "template", "title", "video",
))
# fmt: on
"""Elements whose content a browser does not show as text."""

VOID = frozenset(("bgsound", "command", "embed", "keygen", "source", "spacer", "track", "wbr"))
"""Elements that hold nothing (HTML Standard, section 13.1.2), but which the parser takes for the parents
of all that follows."""

CONTROLS = frozenset(("button", "input", "select", "textarea"))
"""Elements of the page's interface: no part of an article."""

_HIDING = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|(?<![\w-])opacity\s*:\s*0(?:\.0+)?\s*(?:;|!|$)"
    r"|font-size\s*:\s*0(?:px|pt|em|%)?\s*(?:;|!|$)|(?:text-indent|left|top)\s*:\s*-\d{4}",
    re.IGNORECASE,
)
_CAPTION_CLASS = re.compile(
    r"(?:^|[\s_-])(?:fig|img|image|pic|picture|photo)?[_-]?(?:caption|figcaption)(?:$|[\s_-])"
    r"|(?:^|[\s_-])(?:img|image|pic|picture|photo)[_-]?(?:descr?|description|info|intro|note|text|txt|title)"
    r"(?:$|[\s_-])",
    re.IGNORECASE,
)
_BOLD = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)", re.IGNORECASE)
_CENTERED = re.compile(r"text-align\s*:\s*center", re.IGNORECASE)


LONGEST_CLASS = 200
"""Characters of the longest ``class`` that is looked at for the name of a caption."""


class Style:
    """How a piece of text stands, as bits of an int; passed down from element to element."""

    PLAIN: Final = 0
    BOLD: Final = 1
    HEADING: Final = 2
    CENTERED: Final = 4
    QUOTED: Final = 8
    CAPTION: Final = 16
    PREFORMATTED: Final = 32
    LISTED: Final = 64
    NAMED_CAPTION: Final = 128


_STYLES: dict[str, int] = {
    "b": Style.BOLD,
    "strong": Style.BOLD,
    "center": Style.CENTERED,
    "blockquote": Style.QUOTED,
    "figcaption": Style.CAPTION,
    "li": Style.LISTED,
    "pre": Style.PREFORMATTED,
    **{f"h{level}": Style.HEADING for level in range(1, 7)},
}


def style_of(tag: str, attributes: Mapping[str, str], around: int) -> int:
    """The `Style` of text inside an element, which itself stands in text of the style ``around``."""
    style = around | _STYLES.get(tag, Style.PLAIN)
    if not attributes:
        return style
    written = attributes.get("style", "")
    if written and _BOLD.search(written):
        style |= Style.BOLD
    if attributes.get("align", "").lower() == "center" or (written and _CENTERED.search(written)):
        style |= Style.CENTERED
    if "class" in attributes and _names_a_caption(attributes["class"]):
        style |= Style.NAMED_CAPTION
    return style


def is_hidden(attributes: Mapping[str, str]) -> bool:
    """Whether a browser shows nothing of an element."""
    style = attributes.get("style")
    return "hidden" in attributes or bool(style and _HIDING.search(style))


@lru_cache(maxsize=1024)
def _names_a_caption(classes: str) -> bool:
    return len(classes) < LONGEST_CLASS and _CAPTION_CLASS.search(classes) is not None
