"""URLs in one spelling. Nothing here raises: what is no URL is None, or stays as it is."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import SplitResult, quote, unquote_to_bytes, urljoin, urlsplit, urlunsplit

_PORTS = {"http": 80, "https": 443}
_ESCAPE = re.compile("%([0-9A-Fa-f]{2})?")
_UNRESERVED = re.compile(rb"[A-Za-z0-9._~-]")
_CANONICAL = re.compile(
    r"https?://[a-z0-9.-]+/[\w.~!$&'()*+,:@/=-]*(?:\?[\w.~!$&'()*+,:@/=?-]+)?", re.ASCII
)
"""What is absolute and canonical as it stands: nearly every URL, which then need not be taken apart."""
_ORIGIN = re.compile(r"https?://[a-z0-9.-]+(?=/)", re.ASCII)
"""Scheme and host, without port, of an absolute URL."""
_BRACKETS = re.compile(r"(?:[^\[\]@]*@)?(?:\[[0-9A-Fa-f:.]+\]|[^\[\]]*)(?::[0-9]*)?")
"""Where brackets may stand in an authority: about an IPv6 address (RFC 3986, section 3.2.2)."""
_PASSWORD = re.compile(r"(?<=://)([^\s/?#@:\"'<>]*):[^\s/?#\"'<>]*@")
_NOT_IN_URLS = "\t\n\r"
"""Characters that the URL standard removes wherever they stand (WHATWG URL, section 4.4)."""
_ALLOWED = "%/:?#[]@!$&'()*+,;="
"""Characters that are left as they are: the reserved ones (RFC 3986, section 2.2) and the escape."""


def absolute(base: str, reference: str) -> str | None:
    """``reference`` as an absolute URL, or None when it is no http(s) URL.

    Blanks around it are ignored, characters that no URL may hold are percent-encoded as UTF-8.

    :param base: absolute URL of the page that the reference stands on.
    """
    url = reference
    if reference.startswith("//"):
        url = base.partition("//")[0] + reference
    elif reference.startswith("/") and "/." not in reference:
        url = (found[0] if (found := _ORIGIN.match(base)) else "") + reference
    if _is_canonical(url):
        return url
    try:
        joined = urljoin(base, reference.translate(_REMOVED).strip())
        url = quote(joined, safe=_ALLOWED + "~", errors="replace")
        parts = urlsplit(url)
        if (
            parts.scheme.lower() not in _PORTS
            or not parts.hostname
            or _BRACKETS.fullmatch(parts.netloc) is None
        ):
            return None
        parts.port  # noqa: B018 - raises when it is no number
    except ValueError:
        return None
    return url


def canonical(url: str) -> str:
    """``url`` in the spelling by which two URLs of one page are compared (RFC 3986, section 6.2.2).

    Scheme and host in lower case, no default port, no fragment, ``/`` for an empty path, escapes
    normalised; the query's order is kept. What is no http(s) URL comes back as it is.
    """
    if _CANONICAL.fullmatch(url):
        return url
    found = absolute(url, url)
    if found is None:
        return url
    parts = urlsplit(found)
    path = _normalised(parts.path) or "/"
    return urlunsplit((parts.scheme.lower(), _authority(parts), path, _normalised(parts.query), ""))


def without_password(text: str) -> str:
    """``text`` with the password of every URL in it replaced by ``***``."""
    return _PASSWORD.sub(r"\1:***@", text) if "://" in text else text


@lru_cache(4096)  # the links of a site's navigation stand on each of its pages
def _is_canonical(url: str) -> bool:
    return _CANONICAL.fullmatch(url) is not None


def _authority(parts: SplitResult) -> str:
    user, at, host = parts.netloc.rpartition("@")
    host = host.lower()
    default = f":{_PORTS[parts.scheme.lower()]}"
    return user + at + host.removesuffix(default).removesuffix(":")


def _normalised(text: str) -> str:
    """Escapes of unreserved characters decoded, others in upper case, a lone ``%`` escaped."""
    if "%" not in text:
        return text
    return _ESCAPE.sub(_escape, text)


def _escape(found: re.Match[str]) -> str:
    if found[1] is None:
        return "%25"
    byte = unquote_to_bytes(found[0])
    return byte.decode("ascii") if _UNRESERVED.fullmatch(byte) else found[0].upper()


_REMOVED = str.maketrans("", "", _NOT_IN_URLS)
