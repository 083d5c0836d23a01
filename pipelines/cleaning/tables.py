"""Tables: which are data, and how their cells lie in rows and columns."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import accumulate

from lxml import etree

from crawler.items import Span, Table

WIDEST, HIGHEST = 1000, 65534
"""Columns and rows that one cell spans at most (HTML Standard, section 4.9.11)."""

MOST_COVERED = 10_000
"""Places of one table that spanning cells cover at most; cells that would cover more span nothing."""


@dataclass(slots=True)
class Cell:
    """A cell: its text and its markup, and how many rows and columns it spans."""

    text: str
    html: str
    is_header: bool = False
    columns: int = 1
    rows: int = 1

    def add(self, text: str, html: str) -> None:
        """A further block of text in it."""
        self.text = f"{self.text} {text}" if self.text else text
        self.html = f"{self.html} {html}" if self.html else html

    @property
    def places(self) -> int:
        """Places that it covers beside its own."""
        return self.columns * self.rows - 1


@dataclass(slots=True)
class Grid:
    """A table as it is gathered: rows of cells."""

    rows: list[list[Cell]] = field(default_factory=list)

    def settle(self) -> None:
        """Leave out rows without a cell, and let each cell span what is there, within `MOST_COVERED`."""
        kept = [0, *accumulate(bool(row) for row in self.rows)]
        left = MOST_COVERED
        for number, row in enumerate(self.rows):
            for cell in row:
                end = min(number + cell.rows, len(self.rows))
                cell.rows = max(kept[end] - kept[number], 1)
                if cell.places > left:
                    cell.columns = cell.rows = 1
                left -= cell.places
        self.rows = [row for row in self.rows if row]

    @property
    def cells(self) -> list[Cell]:
        """All cells, in order."""
        return [cell for row in self.rows for cell in row]


def is_data_table(table: etree._Element) -> bool:
    """Whether ``table`` holds data: several cells, and no table inside, as tables made for layout have."""
    if table.find(".//table") is not None:
        return False
    cells = table.iter("td", "th")
    return next(cells, None) is not None and next(cells, None) is not None


def span_of(cell: etree._Element) -> tuple[int, int]:
    """How many columns and rows the ``td`` or ``th`` spans."""
    return _count(cell.get("colspan"), WIDEST), _count(cell.get("rowspan"), HIGHEST)


def laid_out(grid: Grid, position: int) -> Table:
    """The table with each cell in its column; places that a cell covers beside its own are empty."""
    table = Table(rows=[], header_rows=_headers(grid), position=position)
    covered: dict[int, int] = {}
    for number, cells in enumerate(grid.rows):
        row: list[str] = []
        table.rows.append(row)
        for cell in cells:
            _skip(row, covered, number)
            if cell.places:
                table.spans.append(Span(row=number, column=len(row), rows=cell.rows, columns=cell.columns))
                covered |= {len(row) + n: number + cell.rows for n in range(cell.columns)}
            row += [cell.text, *[""] * (cell.columns - 1)]
        _skip(row, covered, number)
    return table


def markup(grid: Grid) -> str:
    """The table as safe HTML on one line."""
    rows = ("".join(map(_cell_markup, row)) for row in grid.rows)
    return "<table>" + "".join(f"<tr>{row}</tr>" for row in rows) + "</table>"


def _skip(row: list[str], covered: dict[int, int], number: int) -> None:
    """Leave empty the places of the row ``number`` that cells of earlier rows cover.

    :param covered: for each column, the first row below the cell that covers it.
    """
    while covered.get(len(row), 0) > number:
        row.append("")


def _headers(grid: Grid) -> int:
    """How many rows at the top consist of header cells alone."""
    return next(
        (number for number, row in enumerate(grid.rows) if not all(cell.is_header for cell in row)),
        len(grid.rows),
    )


def _cell_markup(cell: Cell) -> str:
    tag = "th" if cell.is_header else "td"
    spans = f' colspan="{cell.columns}"' if cell.columns > 1 else ""
    spans += f' rowspan="{cell.rows}"' if cell.rows > 1 else ""
    return f"<{tag}{spans}>{cell.html}</{tag}>"


def _count(text: str | None, most: int) -> int:
    digits = (text or "").strip()
    return min(max(int(digits), 1), most) if digits.isdecimal() and len(digits) < 10 else 1
