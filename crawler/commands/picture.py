"""A terminal's output as an SVG picture."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

from rich.cells import cell_len
from rich.console import Console

_TEXT = re.compile(r'(<text[^>]* textLength=")([\d.]+)("[^>]*>)([^<]*)(</text>)')
_WEB_FONT = re.compile(r"@font-face \{.*?\}\s*", re.DOTALL)


def save_picture(console: Console, path: Path, title: str) -> None:
    """Draw what ``console`` recorded.

    rich counts a Chinese character as one column, and fetches a font from the web: neither is so here.
    """
    svg = console.export_svg(title=title)
    path.write_text(_TEXT.sub(_widen, _WEB_FONT.sub("", svg)), "utf-8")


def _widen(match: re.Match[str]) -> str:
    before, length, between, content, after = match.groups()
    text = unescape(content)
    columns = float(length) * cell_len(text) / max(len(text), 1)
    return f"{before}{columns:.1f}{between}{content}{after}"
