"""Named fields of WARC headers and ``application/warc-fields`` blocks (WARC 1.1, section 4).

Values come from outside: none can end its line, and all of them are UTF-8.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from string import punctuation
from urllib.parse import quote

Fields = Iterable[tuple[str, str | None]]
"""Names and values in order; a field whose value is None is left out."""


def field_lines(fields: Fields) -> bytes:
    """``Name: value`` lines, each ended by CRLF; in values, what cannot be printed becomes a blank."""
    return "".join(
        [
            f"{name}: {value if value.isprintable() else _printable(value)}\r\n"
            for name, value in fields
            if value is not None
        ]
    ).encode()


def uri(url: str) -> str:
    """``url`` with all but visible ASCII percent-encoded: the form of WARC-Target-URI."""
    if url.isascii() and url.isprintable() and " " not in url:
        return url
    return quote(url, safe=punctuation, errors="replace")


def percent_encoded(data: bytes) -> str:
    """Bytes as one line from which ``urllib.parse.unquote_to_bytes`` gets them back."""
    return quote(data, safe=punctuation.replace("%", "") + " ")


def timestamp(instant: datetime) -> str:
    """WARC-Date to the microsecond: ``2022-02-14T00:21:46.123456Z`` (section 5.4)."""
    return instant.astimezone(UTC).isoformat(timespec="microseconds").removesuffix("+00:00") + "Z"


def _printable(value: str) -> str:
    return "".join(character if character.isprintable() else " " for character in value)
