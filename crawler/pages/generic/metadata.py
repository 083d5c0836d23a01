"""What a page's head states of its article: meta elements, JSON-LD, microdata, as far as it can be read."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from crawler.pages.characters import one_line
from crawler.pages.json_data import objects

LONGEST_SCRIPT = 1 << 20
"""Characters of the longest JSON-LD script that is read."""

_ARTICLES = re.compile(r"(?:\w*Article|\w*Posting|Report|NewsItem)$")
_COMMENT = re.compile(
    r"^\s*(?:<!--|/\*+\s*<!\[CDATA\[\s*\*+/|//\s*<!\[CDATA\[)|(?:-->|/\*+\s*\]\]>\s*\*+/|//\s*\]\]>)\s*$"
)
_TRAILING_COMMA = re.compile(r",\s*(?=[}\]])")
_FIELD = r'"{name}"\s*:\s*"((?:[^"\\]|\\.){{1,500}})"'


@dataclass(slots=True)
class Metadata:
    """The facts by their names in lower case."""

    meta: dict[str, list[str]] = field(default_factory=dict)
    """The contents of ``meta`` elements, by name, property or itemprop."""
    linked: dict[str, Any] = field(default_factory=dict)
    """The properties of the page's article in JSON-LD."""

    def first(self, *names: str) -> Iterator[str]:
        """The values of the meta elements ``names``, by the order of the names."""
        for name in names:
            yield from self.meta.get(name, ())

    def stated(self, name: str) -> str:
        """The JSON-LD property ``name`` as text: a string, or the names of what it holds; or empty."""
        return "、".join(dict.fromkeys(_names(self.linked.get(name))))


def read_metadata(root: etree._Element) -> Metadata:
    """The facts that the page states for machines."""
    found = Metadata()
    for element in root.iter("meta"):
        name = element.get("property") or element.get("name") or element.get("itemprop")
        content = one_line(element.get("content") or "")
        if name and content:
            found.meta.setdefault(name.strip().lower(), []).append(content)
    for script in root.iter("script"):
        if "ld+json" in (script.get("type") or "").lower() and script.text and not found.linked:
            found.linked = _article(script.text[:LONGEST_SCRIPT])
    return found


def _article(text: str) -> dict[str, Any]:
    """The properties of the first article in JSON-LD; of broken JSON, those that can be told apart."""
    text = _COMMENT.sub("", text)
    for attempt in (text, _TRAILING_COMMA.sub("", text)):
        try:
            value = json.loads(attempt, strict=False)
        except (ValueError, RecursionError):
            continue
        return next((each for each in objects(value) if _is_article(each)), {})
    return _fragments(text)


def _is_article(fields: dict[str, Any]) -> bool:
    kinds = fields.get("@type")
    kinds = kinds if isinstance(kinds, list) else [kinds]
    if any(isinstance(kind, str) and _ARTICLES.search(kind) for kind in kinds):
        return True
    return "datepublished" in fields or ("pubdate" in fields and "title" in fields)


def _fragments(text: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name in ("headline", "title", "datePublished", "pubDate"):
        match = re.search(_FIELD.format(name=name), text)
        if match:
            try:
                found[name.lower()] = json.loads(f'"{match[1]}"', strict=False)
            except ValueError:
                found[name.lower()] = match[1]
    return found


def _names(value: Any) -> Iterator[str]:
    """The strings in ``value``, and the ``name`` of each object in it, one level deep."""
    for each in value if isinstance(value, list) else [value]:
        named = each.get("name") if isinstance(each, dict) else each
        if isinstance(named, str) and (text := one_line(named)):
            yield text
