"""What of a configuration must not be told: passwords, keys and tokens, wherever they stand."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import unquote

MASK = "***"
"""What stands in the place of a secret."""

_SHORTEST = 4  # characters of a secret that is looked for in text: shorter ones are found in any word
_NAME = r"pass|secret|token|key(?!word)|credential|cookie|auth(?!or)"
_TELLING = re.compile(_NAME, re.IGNORECASE)
_USER = re.compile(r"(?<=://)(?:([^/?#\s@:\"'<>]*):)?([^/?#\s@\"'<>]*)@")
_PARAMETER = re.compile(rf"(?i)(?<=[?&;])([^=&;#\s]*(?:{_NAME})[^=&;#\s]*=)([^&;#\s]+)")
_HEADER = re.compile(
    r"(?i)(authorization\W{1,6}(?:b['\"])?(?:(?:basic|bearer|digest|token)\s+)?)[^\s'\",]+"
)


class Secrets:
    """The secrets among settings, and what can be told without them.

    A value is a secret when its name says so (``MONGO_PASSWORD``, ``api_key``, ``Cookie``), and so is the
    password in a URL, a user without one (a token), and a parameter of such a name.

    :param settings: by their names.
    """

    def __init__(self, settings: Mapping[str, Any]) -> None:
        found = {secret for name, value in settings.items() for secret in _secrets(name, value)}
        words = sorted((word for word in found if len(word) >= _SHORTEST), key=len, reverse=True)
        self._words = re.compile("|".join(map(re.escape, words))) if words else None

    def masked(self, value: Any, name: str = "") -> Any:
        """``value`` as JSON can have it, with every secret replaced by `MASK`."""
        if value is None or isinstance(value, bool):
            return value
        if _TELLING.search(name) and not isinstance(value, Mapping):
            return MASK if value or value == 0 else value
        if isinstance(value, int | float):
            return value
        if isinstance(value, Mapping):
            return {_text(key): self.masked(each, _text(key)) for key, each in value.items()}
        if isinstance(value, list | tuple):
            return [self.masked(each) for each in value]
        if isinstance(value, set | frozenset):
            return sorted(self.text(_text(each)) for each in value)
        return self.text(_PARAMETER.sub(rf"\g<1>{MASK}", _text(value)))

    def text(self, text: str) -> str:
        """``text`` without the secrets, and without passwords in URLs and headers that are no settings."""
        if self._words:
            text = self._words.sub(MASK, text)
        if "@" in text:
            text = _USER.sub(lambda user: f"{user[1]}:{MASK}@" if user[1] is not None else f"{MASK}@", text)
        return _HEADER.sub(rf"\g<1>{MASK}", text) if "uthorization" in text.lower() else text


def _secrets(name: str, value: Any) -> Iterator[str]:
    if value is None or isinstance(value, bool):
        return
    if isinstance(value, Mapping):
        for key, each in value.items():
            yield from _secrets(_text(key), each)
    elif isinstance(value, list | tuple | set | frozenset):
        for each in value:
            yield from _secrets(name, each)
    elif _TELLING.search(name):
        yield _text(value)
    elif isinstance(value, str):
        for _, password in _USER.findall(value):
            yield from (password, unquote(password))
        yield from (secret for _, secret in _PARAMETER.findall(value))


def _text(value: Any) -> str:
    if isinstance(value, type) or callable(value):
        return f"{value.__module__}.{value.__qualname__}" if hasattr(value, "__qualname__") else repr(value)
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
