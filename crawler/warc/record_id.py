"""Fresh WARC-Record-IDs."""

from __future__ import annotations

import os

_AT_ONCE = 256  # ids whose digits are drawn with one call of the system: each call takes microseconds
_VARIANT = dict(zip("0123456789abcdef", "89ab" * 4, strict=True))
_drawn: list[str] = []
os.register_at_fork(after_in_child=_drawn.clear)  # a child that drew on would repeat its parent's


def new_record_id() -> str:
    """A fresh WARC-Record-ID: ``<urn:uuid:...>``, random (RFC 9562, section 5.4). Any thread may ask."""
    try:
        of = _drawn.pop()
    except IndexError:
        digits = os.urandom(16 * _AT_ONCE).hex()
        of, *others = (digits[start : start + 32] for start in range(0, len(digits), 32))
        _drawn.extend(others)
    return f"<urn:uuid:{of[:8]}-{of[8:12]}-4{of[13:16]}-{_VARIANT[of[16]]}{of[17:20]}-{of[20:]}>"
