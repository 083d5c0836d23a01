"""Where a request came from: the WARC metadata fields ``via``, ``redirectedFrom`` and ``hopsFromSeed``."""

from __future__ import annotations

from urllib.parse import urldefrag

from scrapy import Request


def referrer(request: Request) -> str | None:
    """URL of the page that led to ``request``: the one that redirected, else its Referer header."""
    if redirects := request.meta.get("redirect_urls"):
        return str(redirects[-1])
    header: bytes | None = request.headers.get(b"Referer")
    return None if header is None else header.decode("utf-8", "replace")


def redirected_from(request: Request) -> str | None:
    """The URL that was asked for first, without fragment, when redirects led from it to ``request``."""
    redirects = request.meta.get("redirect_urls")
    return urldefrag(redirects[0]).url if redirects else None


def hops(request: Request) -> str:
    """The steps from a seed to ``request``: ``L`` for each link followed, ``E`` for each step to what is
    embedded, then ``R`` for each redirect; ``P`` for a prerequisite (robots.txt).
    """
    meta = request.meta
    embeds, redirects = int(meta.get("embeds", 0)), int(meta.get("redirect_times", 0))
    links = int(meta.get("depth", 0)) - embeds
    prerequisite = meta.get("dont_obey_robotstxt") and request.url.endswith("/robots.txt")
    return ("P" if prerequisite else "L" * links + "E" * embeds) + "R" * redirects
