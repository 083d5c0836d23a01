"""A page as its blocks of text: what stands where, how much of it is links. One walk over the page."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from lxml import etree

# fmt: off
_INLINE = frozenset((
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "br", "cite", "code", "del", "dfn", "em", "embed",
    "font", "i", "img", "ins", "kbd", "label", "mark", "nobr", "q", "rp", "rt", "ruby", "s", "samp",
    "small", "source", "span", "strike", "strong", "sub", "sup", "time", "track", "tt", "u", "var", "wbr",
))
_NOT_TEXT = frozenset((
    "area", "audio", "button", "canvas", "datalist", "frame", "frameset", "head", "iframe", "link", "map",
    "meta", "noembed", "noframes", "noscript", "object", "option", "param", "script", "select", "style",
    "svg", "template", "textarea", "title", "video",
))
# fmt: on
_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)


@dataclass(slots=True, eq=False)
class Block:
    """An element that begins a new line, with the text that stands in it and in no block inside it."""

    element: etree._Element
    parent: Block | None
    order: int
    """Its place among the page's blocks, in document order."""
    pieces: list[str] = field(default_factory=list)
    linked: int = 0
    """How many characters of its own text are links."""
    children: list[Block] = field(default_factory=list)
    text: str = ""
    """Its own text, with single blanks."""
    score: float = 0.0
    """How much running text stands in it, blocks inside it included (see `container.weigh`)."""
    letters: int = 0
    """Characters of all text in it, blocks inside it included."""
    links: int = 0
    """How many of them are links."""

    @property
    def line(self) -> str:
        """Its own text, with an em space wherever an element begins or ends."""
        return "\u2003".join(" ".join(piece.split()) for piece in self.pieces)


class _Walk:
    """One walk, in document order; no step depends on how deep the elements are nested."""

    def __init__(self, root: etree._Element) -> None:
        self.found = [Block(root, None, 0)]
        self._root = root
        self._current = self.found[0]
        self._links = 0

    def run(self) -> None:
        """Meet every element, and end with the blocks' texts."""
        walk = etree.iterwalk(self._root, events=("start", "end", "comment", "pi"))
        for event, element in walk:
            if event == "start":
                if self._enter(element):
                    self._read(element.text)
                else:
                    walk.skip_subtree()
                continue
            if event == "end":
                self._leave(element)
            if element is not self._root:
                self._read(element.tail)
        for block in self.found:
            if block.pieces:
                block.text = " ".join("".join(block.pieces).split())

    def _enter(self, element: etree._Element) -> bool:
        """Begin ``element``; whether it is shown."""
        tag = element.tag
        if tag in _NOT_TEXT or _is_hidden(element):
            self._open(element)
            return False
        if tag == "a":
            self._links += 1
        elif tag == "br":
            self._current.pieces.append(" ")
        elif tag not in _INLINE and element is not self._root:
            self._open(element)
        return True

    def _leave(self, element: etree._Element) -> None:
        if self._current.element is element and self._current.parent:
            self._current = self._current.parent
        elif element.tag == "a":
            self._links -= 1

    def _read(self, text: str | None) -> None:
        if text and not text.isspace():
            self._current.pieces.append(text)
            if self._links:
                self._current.linked += len("".join(text.split()))

    def _open(self, element: etree._Element) -> None:
        block = Block(element, self._current, len(self.found))
        self._current.children.append(block)
        self.found.append(block)
        self._current = block


def blocks_of(root: etree._Element) -> list[Block]:
    """The blocks of a page, in document order, the first the root's; what is not shown is left out."""
    walk = _Walk(root)
    walk.run()
    return walk.found


def _is_hidden(element: etree._Element) -> bool:
    style = element.get("style")
    return (style is not None and _HIDDEN.search(style) is not None) or element.get("hidden") is not None
