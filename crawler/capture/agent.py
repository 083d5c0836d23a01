"""How a request reaches its server: directly, through ``CONNECT_TO``, or through a proxy."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache, partial
from typing import Any

from scrapy import Request
from scrapy.core.downloader.handlers.http11 import _BindAddressAgent, _ScrapyAgent
from scrapy.http import Headers
from scrapy.utils._download_handlers import normalize_bind_address
from twisted.internet.defer import Deferred
from twisted.internet.endpoints import HostnameEndpoint, wrapClientTLS
from twisted.internet.interfaces import IProtocolFactory, IStreamClientEndpoint
from twisted.web._newclient import Response
from twisted.web.client import URI, Agent
from twisted.web.http_headers import Headers as SentHeaders
from twisted.web.iweb import IResponse
from zope.interface import implementer

from crawler.capture.connect_to import Target
from crawler.capture.endpoint import PublicEndpoint

_USUAL = re.compile(rb"(https?://[a-z0-9.-]+(?::[0-9]+)?)(/(?!/)[!-\"$-:<-~]*+)(?<!\?)")
"""Server and request target of a URL that Twisted's taking apart and putting together leaves as it is."""
_server = lru_cache(1000)(URI.fromBytes)
"""A URL without its path, taken apart."""


class CaptureAgent(_ScrapyAgent):
    """Scrapy's agent, choosing the connection by ``CONNECT_TO`` and guarding direct ones.

    :param target: where to connect instead of the URL's host.
    :param public_only: whether the URL's host must have a public address.
    """

    def __init__(self, *, target: Target | None, public_only: bool, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._target = target
        self._public_only = public_only
        self._received: tuple[Response, Headers] | None = None

    def _headers_from_twisted_response(self, response: Response) -> Headers:  # type: ignore[override]
        """As Scrapy's, which asks for them at the head and again at the end of a response."""
        if self._received is None or self._received[0] is not response:
            self._received = response, super()._headers_from_twisted_response(response)
        return self._received[1]

    def _get_agent(self, request: Request, timeout: float) -> Agent:
        if self._target is None and request.meta.get("proxy"):
            return super()._get_agent(request, timeout)
        from twisted.internet import reactor

        return _DirectAgent(
            reactor,
            self._contextFactory,
            connectTimeout=timeout,
            bindAddress=normalize_bind_address(request.meta.get("bindaddress") or self._bindAddress),
            pool=self._pool,
            target=self._target,
            endpoint=PublicEndpoint if self._public_only and self._target is None else HostnameEndpoint,
        )


@implementer(IStreamClientEndpoint)
class _OnDemand:
    """An endpoint that is made when it is to connect: most requests go out on a connection that is kept."""

    def __init__(self, make: Callable[[], Any]) -> None:
        self._make = make

    def connect(self, protocolFactory: IProtocolFactory) -> Deferred[Any]:
        """Connect as the endpoint does."""
        connected: Deferred[Any] = self._make().connect(protocolFactory)
        return connected


class _DirectAgent(_BindAddressAgent):
    """Connects to the server itself, or to the target that stands for it."""

    def __init__(
        self,
        *args: Any,
        target: Target | None,
        endpoint: type[HostnameEndpoint],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self._target = target
        self._endpoint = endpoint

    def request(
        self, method: bytes, uri: bytes, headers: SentHeaders | None = None, bodyProducer: Any = None
    ) -> Deferred[IResponse]:
        """Send a request; what was meant for a proxy is not told to the server."""
        if self._target is not None and headers is not None:
            headers.removeHeader(b"Proxy-Authorization")
        usual = _USUAL.fullmatch(uri)
        if usual is None or headers is None:
            return super().request(method, uri, headers, bodyProducer)
        server = _server(usual[1])
        key = (server.scheme, server.host, server.port)
        if not headers.hasHeader(b"Host"):  # Twisted would copy them to add it
            headers.addRawHeader(b"Host", self._computeHostValue(*key))
        return self._requestWithEndpoint(
            key, self._getEndpoint(server), method, server, headers, bodyProducer, usual[2]
        )

    def _getEndpoint(self, uri: URI) -> Any:
        return _OnDemand(partial(self._new_endpoint, uri))

    def _new_endpoint(self, uri: URI) -> Any:
        factory = self._endpointFactory
        host, port = uri.host.decode("ascii"), uri.port
        if self._target is not None:
            host, port = self._target.host, self._target.port
        endpoint: Any = self._endpoint(
            self._reactor, host, port, timeout=factory._connectTimeout, bindAddress=factory._bindAddress
        )
        if uri.scheme != b"https" or (self._target is not None and self._target.plain):
            return endpoint
        return wrapClientTLS(factory._policyForHTTPS.creatorForNetloc(uri.host, uri.port), endpoint)

    def _requestWithEndpoint(self, key: tuple[Any, ...], *args: Any, **kwargs: Any) -> Deferred[IResponse]:
        return super()._requestWithEndpoint((*key, self._target), *args, **kwargs)
