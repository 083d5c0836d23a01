"""``scrapy crawl share``: articles by their share or article URLs, or by their codes."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Any, ClassVar

from scrapy import Request

from crawler import sites
from crawler.errors import ArgumentError, PageError
from crawler.pages.share import share_url
from crawler.sites.base import Match, Site
from crawler.spiders.arguments import Argument, flag, lines, readable, words
from crawler.spiders.sharing import SharingSpider, Way

SOURCES = ("url", "urls_file", "codes")


class ShareSpider(SharingSpider):
    """Reads each article from its share page and the JSON behind it, or from its own page.

    A URL that no site knows is read as any news page with ``generic``; without, it is an error for that
    line alone, as is a code that is none.
    """

    name = "share"
    NAMED_BY_USER = True
    ARGUMENTS: ClassVar[tuple[Argument, ...]] = (
        Argument("url", str, "one share or article URL"),
        Argument("urls_file", readable, "a text file with one URL a line; `-` reads standard input"),
        Argument("codes", words, "share codes or article keys, separated by commas; needs `site`"),
        Argument("site", str, "name of the site that the codes belong to"),
        Argument("generic", flag, "1: read pages of sites that are not declared, too"),
    )

    @classmethod
    def read_arguments(cls, given: dict[str, str]) -> dict[str, Any]:
        """Check that there is one source of addresses, and a site where it is needed.

        :raises crawler.errors.ArgumentError: naming the wrong argument.
        """
        values = super().read_arguments(given)
        chosen = [name for name in SOURCES if name in values]
        if len(chosen) != 1:
            said = " and ".join(chosen) or "none"
            raise ArgumentError("url", f"give exactly one of {', '.join(SOURCES)}; given: {said}")
        if "site" in values:
            site = sites.load(values["site"])
            if "codes" in values and site.share is None:
                raise ArgumentError("site", f"site {site.name!r} has no share pages")
        elif "codes" in values:
            raise ArgumentError("site", f"codes need it; the sites are {', '.join(sites.names())}")
        generic = values.get("generic", False)
        if generic and ("site" in values or "codes" in values):
            raise ArgumentError(
                "generic", "goes with url or urls_file alone: site and codes name a declared site"
            )
        if "url" in values and not known_to(values["url"], values.get("site"), generic):
            raise ArgumentError("url", unknown_url(values["url"], generic))
        return values

    def sites(self) -> list[Site]:
        """The site that is named, or that knows the URL, with the one that its articles are stored as.

        Else all.
        """
        if "site" in self.values:
            visited = sites.load(self.values["site"])
        elif "url" in self.values and (found := sites.find(self.values["url"])):
            visited = found[0]
        else:
            return [*super().sites(), *self._undeclared()]
        return [sites.load(name) for name in dict.fromkeys((visited.name, visited.identity))]

    def _undeclared(self) -> list[Site]:
        """The hosts of given URLs that no site knows, as one site; those on standard input show later."""
        if not self.values.get("generic"):
            return []
        known_by_now = self.values.get("urls_file") != "-"
        urls = [text for _, text in self._given()] if known_by_now else []
        return [sites.UNDECLARED.visiting(url for url in urls if sites.find(url) is None)]

    async def start(self) -> AsyncIterator[Any]:
        """A request for each line or code."""
        for where, text in self._given():
            request = self._request(text)
            if request:
                yield request
            else:
                self.failed(
                    "address", text, f"{where}: {unknown_url(text, self.values.get('generic', False))}"
                )

    def _given(self) -> Iterator[tuple[str, str]]:
        if "codes" in self.values:
            yield from (("argument codes", code) for code in self.values["codes"])
        elif "url" in self.values:
            yield "argument url", self.values["url"]
        else:
            name = self.values["urls_file"]
            yield from ((f"{name}, line {number}", line) for number, line in lines(name))

    def _request(self, text: str) -> Request | None:
        if "codes" in self.values:
            return self._by_code(sites.load(self.values["site"]), text)
        found = known_to(text, self.values.get("site"), self.values.get("generic", False))
        return self._by_url(text, *found) if found else None

    def _by_url(self, url: str, site: Site, match: Match) -> Request | None:
        if match.kind == "share":
            return self.share_request(Way(site=site, key=match.key, url=url))
        if match.kind == "data":
            return self.data_request(Way(site=site, key=match.key, url=url), url, [])
        if match.kind == "alias" or (match.kind == "article" and site.stored_as):
            if by_share := self._by_code(sites.load(site.identity), match.key, own_page=url):
                return by_share
            way = self.way(site, match.key, url, follow="page")
            return self.page_request(way) if way else None
        if match.kind == "article":
            return self.page_request(Way(site=site, key=match.key, url=url))
        return None

    def _by_code(self, site: Site, code: str, own_page: str = "") -> Request | None:
        try:
            url = share_url(site, code)
        except PageError:
            return None
        match = site.match(url)
        way = Way(site=site, key=match.key if match else "", url=url, own_page=own_page)
        return self.share_request(way)


def known_to(url: str, name: str | None, generic: bool = False) -> tuple[Site, Match] | None:
    """The site ``name``, or any when it is None, and what ``url`` is to it; None when it knows it not.

    :param generic: a URL that no declared site knows is one of `crawler.sites.UNDECLARED`.
    """
    if name is None:
        found = sites.find(url)
        match = sites.UNDECLARED.match(url) if generic and not found else None
        return (sites.UNDECLARED, match) if match else found
    match = sites.load(name).match(url)
    return (sites.load(name), match) if match else None


def unknown_url(text: str, generic: bool = False) -> str:
    """The sentence about an address that is no article of any site."""
    if generic:
        return f"{text!r} is no absolute http or https URL"
    known = ", ".join(sites.names())
    return (
        f"{text!r} is no share or article address of a known site ({known}); "
        "to read a page of any other site, give -a generic=1"
    )
