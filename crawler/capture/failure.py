"""What went wrong on the wire, in words for the archive."""

from __future__ import annotations

from OpenSSL.SSL import Error as TLSError
from scrapy.exceptions import DownloadCancelledError, DownloadTimeoutError
from service_identity import VerificationError
from twisted.internet.error import ConnectionDone, ConnectionLost
from twisted.web._newclient import ParseError, _WrapperException

from crawler.errors import NewsvaultError


class TooLargeError(Exception):
    """More bytes come in than an honest server sends for what it says."""


def in_words(error: BaseException) -> str:
    """One line that says what ``error`` means for the exchange it ended."""
    error = _cause(error)
    match error:
        case ConnectionDone():
            return "the server closed the connection"
        case ConnectionLost():
            return "the connection was lost"
        case ParseError():
            return f"not an HTTP response: {error.args[0]}: {error.data[:200]!r}"
        case TLSError():
            return f"TLS failed: {_tls_reasons(error)}"
        case VerificationError():
            return "TLS failed: the server's certificate is for another host"
        case DownloadCancelledError():
            return "the response is larger than DOWNLOAD_MAXSIZE allows"
        case DownloadTimeoutError() | NewsvaultError():
            return str(error)
    text = " ".join(str(error).split())
    return f"{type(error).__name__}: {text}" if text else type(error).__name__


def _cause(error: BaseException) -> BaseException:
    """The error at the bottom: under Scrapy's own, and the first of those that Twisted wraps."""
    while True:
        if isinstance(error, _WrapperException) and error.reasons:
            error = error.reasons[0].value
        elif isinstance(error.__cause__, _WrapperException):
            error = error.__cause__
        else:
            return error


def _tls_reasons(error: TLSError) -> str:
    queue = error.args[0] if error.args and isinstance(error.args[0], list) else []
    return "; ".join(reason for *_, reason in queue) or "the connection ended"
