"""An article that a page holds for its script to show: in a hidden text field, or in JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from lxml import etree

LONGEST = 1 << 20
"""Characters of the longest script that is looked into, and of the longest body in it."""

LEAST = 60
"""Characters of Chinese text that make a body."""

_FIELD = re.compile(
    r'"(?:content|body|text|articleContent|content_?html|articleBody|newsContent|detail|html|artContent)"\s*:\s*"'
    r'(?P<value>(?:[^"\\]|\\.)*+)"'
)
_PARAGRAPH = re.compile(r"<(?:p|div|br|section)\b", re.IGNORECASE)
_CHINESE = re.compile("[\u4e00-\u9fff]")


def embedded_body(root: etree._Element) -> str:
    """The markup of the longest such body with paragraphs; or empty."""
    bodies = [each for each in _candidates(root) if len(_CHINESE.findall(each)) >= LEAST]
    return max(bodies, key=lambda each: len(_CHINESE.findall(each)), default="")


def _candidates(root: etree._Element) -> Iterator[str]:
    for area in root.iter("textarea"):
        text = area.text or ""
        if _PARAGRAPH.search(text):
            yield text[:LONGEST]
    for script in root.iter("script"):
        text = script.text or ""
        if len(text) <= LONGEST:
            for found in _FIELD.finditer(text):
                value = _unescaped(found["value"])
                if _PARAGRAPH.search(value):
                    yield value


def _unescaped(text: str) -> str:
    try:
        value = json.loads(f'"{text}"', strict=False)
    except ValueError:
        return ""
    return value if isinstance(value, str) else ""
