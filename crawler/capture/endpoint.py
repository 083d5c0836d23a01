"""Which addresses a page may make the crawler connect to."""

from __future__ import annotations

import ipaddress
import socket
from typing import Any

from twisted.internet.address import IPv4Address, IPv6Address
from twisted.internet.defer import Deferred
from twisted.internet.endpoints import HostnameEndpoint
from twisted.internet.error import DNSLookupError
from twisted.internet.interfaces import IHostnameResolver, IResolutionReceiver
from twisted.python.failure import Failure
from zope.interface import implementer

from crawler.errors import AddressRefusedError

_NAT64 = b"\x00\x64\xff\x9b" + bytes(8)  # 64:ff9b::/96, RFC 6052, section 2.1


def is_public(address: str) -> bool:
    """Whether an IP address is reached over the public Internet.

    False for loopback, private, link-local, multicast, reserved and unspecified addresses, and for
    IPv6 addresses that carry such an IPv4 address (mapped, 6to4, NAT64).
    """
    ip = ipaddress.ip_address(address)
    if isinstance(ip, ipaddress.IPv6Address):
        ip = _carried(ip) or ip
    if isinstance(ip, ipaddress.IPv6Address) and ip.is_site_local:
        return False
    return ip.is_global and not ip.is_multicast


def refuse_private(host: str) -> None:
    """Judge a host that a proxy will resolve: whatever stands for an address is known without it.

    :raises AddressRefusedError: it is an address that is not public, in any spelling, or ``localhost``.
    """
    if host.rstrip(".").rpartition(".")[2].lower() == "localhost":
        raise AddressRefusedError(host, ["127.0.0.1"])
    try:
        address = str(ipaddress.ip_address(host))
    except ValueError:
        try:
            address = socket.inet_ntoa(socket.inet_aton(host))  # 127.1, 0x7f000001, 2130706433
        except OSError:
            return
    if not is_public(address):
        raise AddressRefusedError(host, [address])


def _carried(ip: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    if ip.packed.startswith(_NAT64):
        return ipaddress.IPv4Address(ip.packed[12:])
    return ip.ipv4_mapped or ip.sixtofour


class PublicEndpoint(HostnameEndpoint):
    """A TCP endpoint that connects to public addresses only.

    The addresses are judged after the name is resolved, and it is they that are connected to: a name
    cannot resolve to another address in between. Fails with `AddressRefusedError`, before any packet
    is sent, when none of a host's addresses is public.
    """

    def __init__(self, reactor: Any, host: str, port: int, **kwargs: Any) -> None:
        self._refused: list[str] = []
        super().__init__(reactor, host, port, **kwargs)

    def connect(self, protocolFactory: Any) -> Deferred[Any]:
        """Connect to the fastest of the host's public addresses."""
        return super().connect(protocolFactory).addErrback(self._explain)

    def _getNameResolverAndMaybeWarn(self, reactor: object) -> Any:
        resolver = super()._getNameResolverAndMaybeWarn(reactor)
        return _PublicResolver(resolver, self._refused)

    def _explain(self, failure: Failure) -> Failure:
        if self._refused and failure.check(DNSLookupError):
            return Failure(AddressRefusedError(self._hostText, self._refused))
        return failure


@implementer(IHostnameResolver)
class _PublicResolver:
    """Resolves as another resolver does, without the addresses that are not public."""

    def __init__(self, resolver: Any, refused: list[str]) -> None:
        self._resolver = resolver
        self._refused = refused

    def resolveHostName(self, resolutionReceiver: Any, *args: Any, **kwargs: Any) -> Any:
        receiver = _PublicReceiver(resolutionReceiver, self._refused)
        return self._resolver.resolveHostName(receiver, *args, **kwargs)


@implementer(IResolutionReceiver)
class _PublicReceiver:
    def __init__(self, receiver: Any, refused: list[str]) -> None:
        self._receiver = receiver
        self._refused = refused

    def resolutionBegan(self, resolutionInProgress: Any) -> None:
        self._receiver.resolutionBegan(resolutionInProgress)

    def addressResolved(self, address: IPv4Address | IPv6Address) -> None:
        if is_public(address.host):
            self._receiver.addressResolved(address)
        else:
            self._refused.append(address.host)

    def resolutionComplete(self) -> None:
        self._receiver.resolutionComplete()
