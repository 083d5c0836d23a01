"""Credentials are masked in request records: the one thing in the archive that is not as it was sent."""

from __future__ import annotations

import re

from crawler.warc.http import split_head

NOTE = (
    "Messages are stored as they passed on the wire. The values of Authorization and Proxy-Authorization "
    "in request records are masked in place by as many asterisks; no other byte is changed."
)
"""What the warcinfo record says of it."""

_CREDENTIALS = re.compile(
    rb"(?im)^((?:proxy-)?authorization[ \t]*:)"
    rb"([^\n]*(?:\n[ \t][^\n]*)*)"  # folded lines belong to the value
)
_VISIBLE = re.compile(rb"[^ \t\r\n]")


def mask_credentials(request: bytes) -> bytes:
    """``request`` with every visible byte of a credential replaced by ``*``; same length, same lines.

    Only the header section is looked at; without credentials the object itself is returned.
    """
    if b"authorization" not in request.lower():
        return request
    head, _ = split_head((request,))
    masked = _CREDENTIALS.sub(lambda field: field[1] + _VISIBLE.sub(b"*", field[2]), head)
    return request if masked == head else masked + request[len(head) :]
