from __future__ import annotations

import pytest
from OpenSSL.SSL import Error as TLSError
from scrapy.exceptions import DownloadCancelledError, DownloadFailedError, DownloadTimeoutError
from twisted.internet.error import ConnectionDone, ConnectionLost
from twisted.python.failure import Failure
from twisted.web._newclient import ParseError, ResponseFailed

from crawler.capture.failure import in_words


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (ConnectionDone(), "the server closed the connection"),
        (ConnectionLost(), "the connection was lost"),
        (ParseError("no status", b"\xff\x00"), r"not an HTTP response: no status: b'\xff\x00'"),
        (TLSError([("SSL routines", "", "unknown ca"), ("", "", "bad")]), "TLS failed: unknown ca; bad"),
        (TLSError(), "TLS failed: the connection ended"),
        (DownloadCancelledError(), "the response is larger than DOWNLOAD_MAXSIZE allows"),
        (DownloadTimeoutError("took longer than 9 seconds"), "took longer than 9 seconds"),
        (ValueError("two\nlines"), "ValueError: two lines"),
        (ValueError(), "ValueError"),
    ],
)
def test_a_failure_is_told_in_one_line(error, words):
    assert in_words(error) == words


def test_wrapped_failures_are_told_by_their_cause():
    failed = ResponseFailed([Failure(ConnectionLost()), Failure(ValueError("later"))])
    outer = DownloadFailedError(str(failed))
    outer.__cause__ = failed
    assert in_words(outer) == "the connection was lost"
