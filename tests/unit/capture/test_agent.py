"""What is sent for a URL: the same as by Twisted's agent, whichever way it is found."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from twisted.internet.defer import succeed
from twisted.internet.endpoints import HostnameEndpoint
from twisted.internet.testing import MemoryReactorClock
from twisted.web.client import BrowserLikePolicyForHTTPS
from twisted.web.http_headers import Headers

from crawler.capture import agent
from crawler.capture.agent import _DirectAgent


class Pool:
    persistent = True

    def getConnection(self, key, endpoint):
        self.key = key
        return succeed(self)

    def request(self, request):
        self.sent = request.method, request.uri, list(request.headers.getAllRawHeaders())
        return succeed(None)


def sent(url, host=None):
    pool = Pool()
    asked = Headers({"Accept": ["text/html"]} | ({"Host": [host]} if host else {}))
    direct = _DirectAgent(
        MemoryReactorClock(), BrowserLikePolicyForHTTPS(), pool=pool, target=None, endpoint=HostnameEndpoint
    )
    failures = []
    direct.request(b"GET", url, asked).addErrback(failures.append)
    assert not failures
    return pool.sent, pool.key


PATHS = [
    "/",
    "//",
    "/a",
    "/a?",
    "/?b=c",
    "/a;p",
    "/a;",
    "/;?",
    "/a?b#c",
    "#c",
    "?b",
    "/%E4%BD%A0:@!$&'()*+,=~",
    "",
]


@given(
    st.sampled_from(["http", "https", "HTTP"]),
    st.sampled_from(["news.example", "News.Example", "192.0.2.1", "[2001:db8::1]", "a-b.example:80"]),
    st.sampled_from(["", ":80", ":443", ":8443"]),
    st.lists(st.sampled_from(PATHS), max_size=3).map("".join),
)
@example("https", "news.example", "", "/2022/02/14/NW1.html?a=1&b=2")
def test_the_quick_way_sends_what_the_long_one_does(scheme, host, port, path):
    if ":80" in host and port:
        port = ""
    url = f"{scheme}://{host}{port}{path}".encode()
    quick = sent(url)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(agent, "_USUAL", re.compile(rb"(?!)"))
        assert sent(url) == quick


def test_a_host_field_that_is_asked_for_stays():
    (_, _, headers), _ = sent(b"https://news.example/a", host="other.example")
    assert dict(headers)[b"Host"] == [b"other.example"]
