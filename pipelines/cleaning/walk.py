"""The walk through a body's elements: what each gives to the text, and what it takes from it."""

from __future__ import annotations

from urllib.parse import urlsplit

from lxml import etree

from crawler.items import FooterLine, Ticker
from crawler.pages.characters import one_line
from crawler.pages.selectors import text_of
from crawler.sites.base import Site
from crawler.urls import absolute
from pipelines.cleaning.elements import (
    BLOCKS,
    CONTROLS,
    NOT_TEXT,
    VOID,
    Style,
    is_hidden,
    style_of,
)
from pipelines.cleaning.flow import Flow
from pipelines.cleaning.pictures import picture
from pipelines.cleaning.securities import charted, tagged
from pipelines.cleaning.tables import is_data_table, span_of

_NONE: dict[str, str] = {}
_MEANINGFUL = frozenset(("a", "img", "table", "tr", "td", "th"))


class Walk:
    """One walk, in document order; no step depends on how deep the elements are nested."""

    def __init__(self, base: str, site: Site) -> None:
        self.flow = Flow()
        self.tickers: dict[str, Ticker] = {}
        self.removed: list[FooterLine] = []
        self._base = base
        self._markup = site.markup
        self._advertisements = frozenset(site.markup.advertisements)
        self._chart_hosts = site.chart_hosts
        self._links: list[etree._Element] = []
        self._tables: list[etree._Element] = []

    def run(self, root: etree._Element, style: int = Style.PLAIN) -> None:
        """Meet every element of ``root``, in document order.

        :param style: the `Style` of the text around it.
        """
        styles, flow = [style], self.flow
        walk = etree.iterwalk(root, events=("start", "end", "comment", "pi"))
        for event, element in walk:
            if event == "start":
                tag = str(element.tag)
                held = None if tag in VOID else element.items()
                attributes = dict(held) if held else _NONE
                styles.append(style_of(tag, attributes, styles[-1]))
                if not self._enter(element, tag, attributes):
                    walk.skip_subtree()
                elif text := element.text:
                    flow.text(text, styles[-1])
            else:
                if event == "end":
                    self._leave(element)
                    styles.pop()
                if text := element.tail:
                    flow.text(text, styles[-1])
        flow.end_block()

    def _enter(self, element: etree._Element, tag: str, attributes: dict[str, str]) -> bool:
        """Begin ``element``; whether what is inside it is text of the article."""
        if tag in BLOCKS or tag == "br":
            self.flow.end_block()
        if tag in NOT_TEXT or (attributes and is_hidden(attributes)):
            return False
        if tag in CONTROLS:
            return self._take_out(element, "navigation")
        if "class" in attributes and not self._advertisements.isdisjoint(attributes["class"].split()):
            return self._take_out(element, "advertisement")
        if tag in _MEANINGFUL:
            self._begin(element, tag)
        return True

    def _begin(self, element: etree._Element, tag: str) -> None:
        """Begin a link, a picture, or a part of a table."""
        if tag == "a":
            self._open_link(element)
        elif tag == "img":
            self._image(element)
        elif tag == "table" and is_data_table(element):
            self._tables.append(element)
            self.flow.open_table()
        elif tag == "tr":
            self.flow.open_row()
        elif tag in ("td", "th"):
            self.flow.open_cell(_is_header(element), *span_of(element))

    def _leave(self, element: etree._Element) -> None:
        tag = element.tag
        if tag == "a":
            if self._links and self._links[-1] is element:
                self._links.pop()
                self.flow.close_link()
        elif tag in BLOCKS:
            if self._tables and self._tables[-1] is element:
                self._tables.pop()
                self.flow.close_table()
            elif tag in ("td", "th"):
                self.flow.close_cell()
            else:
                self.flow.end_block()

    def _take_out(self, element: etree._Element, kind: str) -> bool:
        text = one_line(text_of(element))
        if text:
            self.removed.append(FooterLine(kind=kind, text=text))
        return False

    def _open_link(self, link: etree._Element) -> None:
        names = link.get("class", "").split()
        if any(name in self._markup.stock_tags for name in names):
            self._mention(tagged(link.get("data-code", ""), one_line(text_of(link)), self._markup))
        elif not self._links and not any(name in self._markup.word_tags for name in names):
            url = self._target(link)
            if url:
                self._links.append(link)
                self.flow.open_link(url)

    def _target(self, link: etree._Element) -> str | None:
        href = link.get("href", "").strip()
        return None if not href or href.startswith("#") else absolute(self._base, href)

    def _image(self, image: etree._Element) -> None:
        source = absolute(self._base, image.get("src", "")) or ""
        if urlsplit(source).hostname in self._chart_hosts:
            self._mention(charted(source, self._markup))
            return
        link = self._target(self._links[-1]) if self._links else None
        found = picture(image, link, self._base, self._markup.full_size)
        if found:
            self.flow.picture(found)

    def _mention(self, ticker: Ticker | None) -> None:
        if ticker:
            self.tickers.setdefault(ticker.symbol, ticker)


def _is_header(cell: etree._Element) -> bool:
    """Whether the ``td`` or ``th`` heads what stands below it."""
    row = cell.getparent()
    head = row.getparent() if row is not None else None
    return cell.tag == "th" or (head is not None and head.tag == "thead")
