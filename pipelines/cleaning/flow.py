"""Gathers running text into blocks, as the walk through the markup meets it."""

from __future__ import annotations

import re

from crawler.items import Link
from crawler.pages.characters import visible
from pipelines.cleaning.blocks import Block, Paragraph, Picture, anchored
from pipelines.cleaning.elements import Style
from pipelines.cleaning.lines import Spans, lines
from pipelines.cleaning.pictures import is_caption
from pipelines.cleaning.tables import Cell, Grid

LONGEST_HEADING = 40
"""Characters of the longest bold paragraph that is taken for a heading."""

_CLOSED = re.compile(r"[。！？；：…，、.!?;:,][”’」』\"'）)]?$")


class Flow:
    """The blocks so far, and the text that is no block yet."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.links: list[Link] = []
        self._pieces: list[str] = []
        self._length = 0
        self._style = -1
        self._spans: Spans = []
        self._link: tuple[int, str] | None = None
        self._pictures: list[Picture] = []
        self._grid: Grid | None = None
        self._cell: Cell | None = None

    def paragraphs(self) -> list[Paragraph]:
        """The paragraphs and headings so far."""
        return [block for block in self.blocks if isinstance(block, Paragraph)]

    def text(self, text: str, style: int) -> None:
        """Running text of one `Style`."""
        if not self._pieces and text.isspace():
            return
        if style & Style.PREFORMATTED:
            for line in re.split(r"(\r?\n)", text):
                self.end_block() if line.endswith("\n") else self._add(line, style)
        else:
            self._add(text, style)

    def open_link(self, url: str) -> None:
        """The text from here on leads to ``url``."""
        self._link = (self._length, url)

    def close_link(self) -> None:
        """The link ends here."""
        if self._link:
            self._spans.append((self._link[0], self._length, self._link[1]))
        self._link = None

    def picture(self, picture: Picture) -> None:
        """A picture: ahead of the block that begins here, or after the one that it stands in."""
        (self._pictures if self._style >= 0 else self.blocks).append(picture)

    def open_table(self) -> None:
        """A table of data begins: text inside its cells is theirs."""
        self.end_block()
        self._grid = Grid()

    def open_row(self) -> None:
        """A row of the table begins; a cell left open ends."""
        self.close_cell()
        if self._grid:
            self._grid.rows.append([])

    def open_cell(self, is_header: bool, columns: int, rows: int) -> None:
        """A cell begins, without a row in one of its own; a cell left open ends."""
        self.close_cell()
        if self._grid:
            if not self._grid.rows:
                self._grid.rows.append([])
            self._cell = Cell("", "", is_header, columns, rows)

    def close_cell(self) -> None:
        """The cell ends."""
        self.end_block()
        if self._grid and self._cell is not None:
            self._grid.rows[-1].append(self._cell)
        self._cell = None

    def close_table(self) -> None:
        """The table ends, and a cell left open.

        Rows without a cell and tables without text are none; a table of one cell is a paragraph.
        """
        self.close_cell()
        if self._grid:
            self._grid.settle()
            cells = self._grid.cells
            if len(cells) == 1 and cells[0].text:
                self.blocks.append(Paragraph(cells[0].text, "p", cells[0].html))
            elif any(cell.text for cell in cells):
                self.blocks.append(self._grid)
        self._grid = self._cell = None

    def end_block(self) -> None:
        """What has been gathered is a block: a paragraph, a heading, a caption or a part of a cell."""
        if not (self._pieces or self._pictures or self._spans or self._link):
            return
        link, style = self._link, self._style
        self.close_link()
        if style >= 0:
            for text, spans in lines("".join(self._pieces), self._spans):
                self._place(text, spans, style)
        self.blocks += self._pictures
        self._pieces, self._spans, self._pictures = [], [], []
        self._length, self._style = 0, -1
        self._link = (0, link[1]) if link else None

    def _add(self, text: str, style: int) -> None:
        text = visible(text)
        if not text:
            return
        self._pieces.append(text)
        self._length += len(text)
        if not text.isspace():
            self._style = style if self._style < 0 else self._style & style

    def _place(self, text: str, spans: Spans, style: int) -> None:
        last = self.blocks[-1] if self.blocks else None
        html, links = anchored(text, spans)
        self.links += links
        if self._cell is not None:
            self._cell.add(text, html)
        elif isinstance(last, Picture) and not last.caption and is_caption(text, style):
            last.caption, last.caption_html = text, html
        else:
            self.blocks.append(Paragraph(text, _tag(text, style), html))


def _tag(text: str, style: int) -> str:
    bold = style & Style.BOLD and len(text) <= LONGEST_HEADING and not _CLOSED.search(text)
    if style & Style.HEADING or bold:
        return "h2"
    if style & Style.QUOTED:
        return "blockquote"
    return "li" if style & Style.LISTED else "p"
