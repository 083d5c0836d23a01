"""Reading a response's header section: strict where bytes would be misread, lenient where browsers are."""

from __future__ import annotations

import logging
import re

from twisted.web._newclient import BODY, HEADER, STATUS, HTTPClientParser
from twisted.web.http_headers import InvalidHeaderName

from crawler.capture.failure import TooLargeError
from crawler.capture.recording import Recording

logger = logging.getLogger(__name__)

MAX_HEAD = 1024 * 1024
"""Bytes before the body at most: header section and 1xx messages together (curl allows 300 KB)."""
_END = re.compile(rb"\n\r?\n")
_FOLD = re.compile(rb"\r?\n(?=[ \t])")


class CaptureParser(HTTPClientParser):
    """Twisted's response parser, telling a recording where messages and header sections end.

    It reads what Twisted would reject or drop: header lines of any length (up to `MAX_HEAD` in all),
    blanks before the colon, and, passed over, lines without colon or with a name that is no token.
    """

    recording: Recording
    _searched = 0

    def dataReceived(self, data: bytes) -> None:
        """Read the next bytes of the response. :raises Exception: they are no HTTP response."""
        self._everReceivedData = True
        if self.state != BODY:
            self._buffer += data
            self._read_heads()
            if self.state != BODY or not (data := self.clearLineBuffer()):
                return
        self.rawDataReceived(data)

    def headerReceived(self, name: bytes, value: bytes) -> None:
        """Keep a header field, unless nobody could look it up."""
        name = name.strip()
        if name.lower() == b"transfer-encoding" and value.lower() == b"identity":
            return  # RFC 2616's word for no encoding at all, which Twisted does not know
        try:
            super().headerReceived(name, value)
        except InvalidHeaderName:
            logger.debug("Passing over a header whose name %r is no token", name)

    def allHeadersReceived(self) -> None:
        """Tell the recording, and go on to the body or, after a 1xx message, to the next head."""
        rest = len(self._buffer)
        if 100 <= self.response.code < 200:
            self.recording.interim_read(rest)
            self.connectionMade()
            return
        name, major, minor = self.response.version
        protocol = f"{name.decode('latin-1').lower()}/{major}.{minor}"
        self.recording.head_read(self.response.code, protocol, rest)
        super().allHeadersReceived()

    def _read_heads(self) -> None:
        while (self.state == STATUS and self._read_status()) or self.state == HEADER:
            end = _END.search(self._buffer, self._searched)
            if end is None:
                self._searched = max(len(self._buffer) - 2, 0)
                break
            head, self._buffer = self._buffer[: end.start()], self._buffer[end.end() :]
            self._searched = 0
            self._read_fields(head)
        if self.state in (STATUS, HEADER) and len(self.recording.exchange.response) > MAX_HEAD:
            raise TooLargeError(f"the header section has more than {MAX_HEAD} bytes")

    def _read_status(self) -> bool:
        line, newline, _ = self._buffer.partition(b"\n")
        if newline:
            self.statusReceived(line.removesuffix(b"\r"))
            self.state = HEADER
        return bool(newline)

    def _read_fields(self, head: bytes) -> None:
        _, _, fields = head.partition(b"\n")
        for line in _FOLD.sub(b"", fields).split(b"\n"):
            name, colon, value = line.partition(b":")
            if colon:
                self.headerReceived(name, value.strip())
            elif line.strip():
                logger.debug("Passing over a header line without colon: %r", line)
        self.allHeadersReceived()
