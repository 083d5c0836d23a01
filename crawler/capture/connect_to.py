"""``CONNECT_TO``: other places to connect to, under the real names (as curl's ``--connect-to``)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import ParseResult, SplitResult, urlsplit

from crawler.errors import SettingError

SETTING = "CONNECT_TO"
_FORM = "host[:port]=host:port or host[:port]=plain://host:port"
_HOST = re.compile(r"\[(?P<v6>[0-9A-Fa-f:.%]+)\]|(?P<name>[^\s:/@\[\]=*]+)")


@dataclass(frozen=True, slots=True)
class Target:
    """Where to connect instead."""

    host: str
    """Host name or IP address, without brackets."""
    port: int
    """TCP port."""
    plain: bool = False
    """Whether TLS is left out even for an https URL."""


class ConnectTo:
    """The rules of ``CONNECT_TO``. Only the connection changes: request bytes, URL, TLS name and
    certificate check, WARC and documents keep the real host, whose name is never resolved.

    :param rules: targets by host (lower case, IDNA-encoded) and port; port None stands for all.
    """

    def __init__(self, rules: Mapping[tuple[str, int | None], Target]) -> None:
        self._rules = dict(rules)

    @classmethod
    def from_settings(cls, settings: Mapping[str, Any]) -> ConnectTo:
        """The rules of a crawl. :raises SettingError: naming the entry that cannot be used."""
        return cls(parse(settings.get(SETTING)))

    def __bool__(self) -> bool:
        """Whether there is any rule."""
        return bool(self._rules)

    def may_lead_to(self, url: str) -> bool:
        """Whether a link may be followed there: a crawl that is led to a replica stays on it."""
        return not self or self.target_of(urlsplit(url)) is not None

    def target_of(self, url: SplitResult | ParseResult) -> Target | None:
        """Where to connect for an http(s) URL that is taken apart, or None when no rule holds."""
        return self.target(url.hostname or "", url.port or (443 if url.scheme == "https" else 80))

    def target(self, host: str, port: int) -> Target | None:
        """Where to connect for ``host`` and ``port``, or None when no rule holds."""
        if not self._rules:
            return None
        host = host.lower()
        return self._rules.get((host, port)) or self._rules.get((host, None))


def parse(value: object) -> dict[tuple[str, int | None], Target]:
    """The rules in a setting's value: text with entries separated by commas, a list of entries, or a
    mapping of ``host[:port]`` to target; None and empty text hold none.

    :raises SettingError: an entry has another form, or two are for the same host and port.
    """
    rules: dict[tuple[str, int | None], Target] = {}
    for entry in _entries(value):
        source, equals, target = entry.partition("=")
        if not equals:
            raise _wrong(entry, f"has no '='; the form is {_FORM}")
        host, port = _address(entry, source)
        if (host, port) in rules:
            raise _wrong(entry, "is the second for this host and port; keep one")
        rules[host, port] = _target(entry, target)
    return rules


def _entries(value: object) -> Iterable[str]:
    match value:
        case None:
            parts: Iterable[str] = ()
        case str():
            parts = value.split(",")
        case Mapping():
            parts = (f"{source}={target}" for source, target in value.items())
        case list() | tuple():
            parts = map(str, value)
        case _:
            raise SettingError(SETTING, f"{value!r} is neither text nor a list; the form is {_FORM}")
    return (part.strip() for part in parts if part.strip())


def _target(entry: str, text: str) -> Target:
    scheme, separator, rest = text.strip().rpartition("://")
    if separator and scheme != "plain":
        raise _wrong(entry, f"has {scheme}:// in its target; only plain:// may stand there")
    host, port = _address(entry, rest)
    if port is None:
        raise _wrong(entry, f"has no port in its target; the form is {_FORM}")
    return Target(host, port, plain=bool(separator))


def _address(entry: str, text: str) -> tuple[str, int | None]:
    text = text.strip()
    found = _HOST.match(text)
    if found is None:
        raise _wrong(entry, f"has {text!r} where a host belongs; the form is {_FORM}")
    rest = text[found.end() :]
    if not rest:
        return _host(entry, found), None
    if not re.fullmatch(r":[0-9]{1,5}", rest) or not 0 < int(rest[1:]) < 65536:
        raise _wrong(entry, f"has {rest!r} after a host, which is no port (1 to 65535)")
    return _host(entry, found), int(rest[1:])


def _host(entry: str, found: re.Match[str]) -> str:
    if found["v6"]:
        return found["v6"].lower()
    try:
        return found["name"].encode("idna").decode("ascii").lower()
    except UnicodeError:
        raise _wrong(entry, f"has {found['name']!r} where a host belongs, which is no host name") from None


def _wrong(entry: str, problem: str) -> SettingError:
    return SettingError(SETTING, f"entry {entry!r} {problem}")
