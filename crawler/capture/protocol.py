"""The HTTP/1.1 client protocol that records every byte it writes and reads."""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import ip_address
from typing import Any, cast

from twisted.internet.defer import Deferred
from twisted.internet.error import ConnectionDone
from twisted.internet.interfaces import IAddress, IHandshakeListener, ISSLTransport
from twisted.internet.ssl import Certificate
from twisted.python.failure import Failure
from twisted.web._newclient import HTTP11ClientProtocol, Request, TransportProxyProducer
from twisted.web.client import _HTTP11ClientFactory
from twisted.web.iweb import IResponse
from zope.interface import implementer

from crawler.capture.download import Download
from crawler.capture.failure import TooLargeError
from crawler.capture.parser import CaptureParser
from crawler.capture.recording import Recording


class RecordedRequest(Request):
    """A request that knows the download it is part of."""

    download: Download
    recording: Recording

    @classmethod
    def of(cls, request: Request, download: Download) -> RecordedRequest:
        """Turn Twisted's ``request`` into a recorded one."""
        request.__class__ = cls  # Twisted's agents build the request deep inside themselves
        recorded = cast("RecordedRequest", request)
        recorded.download = download
        return recorded

    def writeTo(self, transport: Any) -> Deferred[None]:
        """Write the request to ``transport`` and to the recording."""
        written: Deferred[None] = super().writeTo(_Tee(transport, self.recording))
        return written


class _Tee:
    """A transport whose writes are recorded."""

    __slots__ = ("_recording", "_transport", "registerProducer", "unregisterProducer")

    def __init__(self, transport: Any, recording: Recording) -> None:
        self._transport = transport
        self._recording = recording
        self.registerProducer = transport.registerProducer
        self.unregisterProducer = transport.unregisterProducer

    def write(self, data: bytes) -> None:
        self._recording.wrote(data)
        self._transport.write(data)

    def writeSequence(self, pieces: Iterable[bytes]) -> None:
        self.write(b"".join(pieces))


class PatientProxy(TransportProxyProducer):
    """Pauses a connection only once all that came in was read, if nobody has resumed it by then.

    Twisted pauses after each header section, and Scrapy resumes at once.
    """

    _pausing = False

    def pauseProducing(self) -> None:
        """Pause when it is time to `settle`."""
        self._pausing = True

    def resumeProducing(self) -> None:
        """Resume, or do not pause in the first place."""
        if self._pausing:
            self._pausing = False
        else:
            super().resumeProducing()

    def settle(self) -> None:
        """Pause if that is still wanted."""
        if self._pausing:
            self._pausing = False
            super().pauseProducing()


@implementer(IHandshakeListener)
class CaptureProtocol(HTTP11ClientProtocol):
    """The client's side of one connection, recording each exchange on it."""

    transport: Any
    _recording: Recording | None = None
    _tls: tuple[str, str] | None = None
    _loss: Failure | None = None

    def handshakeCompleted(self) -> None:
        """Note what TLS agreed on; called by Twisted, always before the first byte is received."""
        handle = self.transport.getHandle()
        self._tls = handle.get_protocol_version_name(), handle.get_cipher_name()
        if self._recording is not None:
            self._recording.secured(*self._tls)

    def request(self, request: Request) -> Deferred[IResponse]:
        """Send ``request`` and record it and what comes back."""
        if self._state != "QUIESCENT" or not isinstance(request, RecordedRequest):
            return super().request(request)
        over_tls = ISSLTransport.providedBy(self.transport)
        recording = request.download.begin(self.transport.getPeer().host, over_tls=over_tls)
        if self._tls is not None:
            recording.secured(*self._tls)
        request.recording = self._recording = recording
        responded = super().request(request)
        # Twisted makes these deep inside itself; neither class has state of its own at first
        if self._parser is not None:
            self._parser.__class__ = CaptureParser
            self._parser.recording = recording  # type: ignore[attr-defined]
        if self._transportProxy is not None:
            self._transportProxy.__class__ = PatientProxy
        return responded.addCallback(self._introduce)

    def dataReceived(self, data: bytes) -> None:
        """Record ``data``, then read it as part of the response."""
        recording = self._recording
        if recording is None or recording.finished:
            self.abort()  # bytes nobody waits for: what follows could not be told apart
            return
        try:
            recording.received(data)
        except (OSError, TooLargeError):
            self._giveUp(Failure())
            return
        proxy = self._transportProxy
        super().dataReceived(data)
        if isinstance(proxy, PatientProxy):
            proxy.settle()

    def _introduce(self, response: Any) -> IResponse:
        """Scrapy asks a body's connection for the server's address and certificate: without one, they are
        with the response.
        """
        if response.length == 0:
            response._scrapy_ip_address = ip_address(self.transport.getPeer().host)
            if ISSLTransport.providedBy(self.transport):
                response._scrapy_certificate = Certificate(self.transport.getPeerCertificate())
        return cast("IResponse", response)

    def _finishResponse(self, rest: bytes) -> None:
        recording, self._recording = self._recording, None
        if recording is not None:
            cut = self._loss is not None and not self._loss.check(ConnectionDone)
            recording.finish(rest=len(rest), truncated="disconnect" if cut else None)
        if rest and self._currentRequest is not None:
            self._currentRequest.persistent = False  # more of the junk would pass for the next response
        super()._finishResponse(rest)

    def _disconnectParser(self, reason: Any) -> None:
        if self._recording is not None:
            self._loss = reason
        super()._disconnectParser(reason)
        recording, self._recording = self._recording, None
        if recording is not None:
            recording.lost(reason.value)


class CaptureFactory(_HTTP11ClientFactory):
    """Builds a `CaptureProtocol` for each connection of the pool."""

    noisy = False

    def buildProtocol(self, addr: IAddress | None) -> HTTP11ClientProtocol:
        """The protocol of a new connection."""
        return CaptureProtocol(self._quiescentCallback)
