"""Reads JSON as news sites send it: in any charset, behind a byte order mark, inside a JSONP call."""

from __future__ import annotations

import json
import re
from collections import deque
from collections.abc import Iterator, Sequence
from typing import Any

from crawler.errors import PageError
from crawler.pages.decoding import decoded

_WRAPPED = re.compile(r"[^{}\[\]\"]*?([{\[].*[}\]])\s*\)?\s*;?\s*", re.DOTALL)


def read_json(body: bytes, url: str) -> Any:
    """The value in ``body``; control characters inside its texts are tolerated.

    :param url: where it came from, for the error.
    :raises PageError: when it is no JSON, or nested too deeply to be read.
    """
    text = decoded(body, None)
    wrapped = None if text.lstrip().startswith(("{", "[")) else _WRAPPED.fullmatch(text)
    try:
        return json.loads(wrapped[1] if wrapped else text, strict=False)
    except (ValueError, RecursionError) as error:
        raise PageError(f"{url}: the body is no JSON: {error}") from error


def objects(value: Any) -> Iterator[dict[str, Any]]:
    """The objects in ``value``, outer before inner, their names in lower case."""
    waiting = deque([value])
    while waiting:
        found = waiting.popleft()
        if isinstance(found, dict):
            yield {str(name).lower(): inner for name, inner in found.items()}
            waiting.extend(found.values())
        elif isinstance(found, list):
            waiting.extend(found)


def text_in(fields: dict[str, Any], names: Sequence[str]) -> str:
    """The first of ``names`` whose value is a string with text in it; or empty.

    :param fields: as `objects` yields them.
    """
    for name in names:
        value = fields.get(name.lower())
        if isinstance(value, str) and value.strip():
            return value
    return ""
