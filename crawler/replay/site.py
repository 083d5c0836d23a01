"""What the archive browser answers: start page, lists, search, packages, and ReplayWeb.page itself."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape
from http import HTTPStatus
from itertools import islice
from urllib.parse import quote

from crawler.errors import ArgumentError, NewsvaultError
from crawler.replay import markup
from crawler.replay.message import Reply, Request
from crawler.replay.shelf import Shelf
from crawler.replay.titles import Search, pages

_LISTED = 200
_FOUND = 200
_SECURITY = "Content-Security-Policy"
_OURS = "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
_REPLAY = (  # sandboxed: no archived page can open windows or lead the browser elsewhere
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
    "font-src 'self' data:; connect-src 'self' data: blob:; worker-src 'self'; "
    "frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'self'; "
    "sandbox allow-scripts allow-same-origin allow-forms allow-downloads allow-modals"
)
_WORKER = "default-src 'none'; script-src 'self' 'unsafe-eval'; connect-src 'self' data: blob:"
_PACKAGE = re.compile(r"/wacz/(?P<version>[0-9a-f]+)/(?P<job>[^/]+)\.wacz")
_VIEW = re.compile(r"/view/(?P<job>[^/]+)")
_JOB = re.compile(r"/job/(?P<job>[^/]+)")


class ReplaySite:
    """Answers requests; blocking, thread-safe.

    :param shelf: the packages.
    :param assets: the files of ReplayWeb.page by name.
    :param search: finds captures by words of their titles.
    """

    def __init__(self, shelf: Shelf, assets: Mapping[str, bytes], search: Search) -> None:
        self._shelf, self._assets, self._search = shelf, assets, search

    def answer(self, request: Request) -> Reply:
        """The reply to a GET; what goes wrong is a page that says so."""
        try:
            return self._answer(request)
        except ArgumentError as error:
            return _page("Not found", markup.home_link(), said=str(error), status=HTTPStatus.NOT_FOUND)
        except NewsvaultError as error:
            status = HTTPStatus.INTERNAL_SERVER_ERROR
            return _page("This cannot be shown", markup.home_link(), said=str(error), status=status)

    def _answer(self, request: Request) -> Reply:
        path = request.path
        if path == "/":
            return self._start()
        if path == "/search":
            return self._results(request)
        if path == "/style.css":
            return Reply(markup.STYLE.encode(), "text/css; charset=utf-8")
        if path.startswith("/replay/"):
            return self._replay(path.removeprefix("/replay/"))
        if found := _PACKAGE.fullmatch(path):
            return self._package(found["job"], found["version"])
        if found := _JOB.fullmatch(path):
            return self._job(request, found["job"])
        if found := _VIEW.fullmatch(path):
            return self._view(request, found["job"])
        raise ArgumentError("path", "nothing is here")

    def _start(self) -> Reply:
        rows = [(job, self._shelf.size(job)) for job in self._shelf.jobs()]
        return _page("The archive", markup.search_form(), markup.job_table(rows))

    def _results(self, request: Request) -> Reply:
        query = request.argument("q")
        hits = self._search(query, _FOUND)
        more = f"<p>Only the first {_FOUND} are shown.</p>" if len(hits) == _FOUND else ""
        form = markup.search_form(query)
        return _page("Search", markup.home_link(), form, markup.hit_table(hits), more)

    def _job(self, request: Request, job: str) -> Reply:
        package = self._shelf.take(job)
        number = int(text) if (text := request.argument("page")).isdecimal() and len(text) < 9 else 1
        first = (max(number, 1) - 1) * _LISTED
        hits = list(islice(pages(package), first, first + _LISTED + 1))
        browse = f'<p><a href="{escape(markup.view_link(job))}">Browse in ReplayWeb.page</a></p>'
        pager = markup.pager(f"/job/{quote(job, safe='')}", max(number, 1), len(hits) > _LISTED)
        return _page(job, markup.home_link(), browse, markup.hit_table(hits[:_LISTED]), pager)

    def _view(self, request: Request, job: str) -> Reply:
        package = self._shelf.take(job)
        path = f"/wacz/{package.version}/{quote(job, safe='')}.wacz"
        location = markup.replay_url(f"http://{request.fields['host']}{path}")
        return Reply(b"", status=HTTPStatus.FOUND, fields={"Location": location})

    def _package(self, job: str, version: str) -> Reply:
        package = self._shelf.ready(job)
        if package is None or package.version != version:
            raise ArgumentError("path", f"job {job!r} has changed: go back to the start page")
        fields = {"Cache-Control": "private, max-age=86400, immutable", _SECURITY: _OURS}
        return Reply(package.path, "application/wacz", fields=fields)

    def _replay(self, name: str) -> Reply:
        if name in ("", "index.html"):
            return Reply(markup.REPLAY.encode(), fields={_SECURITY: _REPLAY})
        if name not in self._assets:
            raise ArgumentError("path", "nothing is here")
        return Reply(self._assets[name], "text/javascript; charset=utf-8", fields={_SECURITY: _WORKER})


def _page(title: str, *parts: str, said: str = "", status: HTTPStatus = HTTPStatus.OK) -> Reply:
    sentence = (f"<p>{escape(said)}</p>",) if said else ()
    return Reply(markup.page(title, *sentence, *parts), status=status, fields={_SECURITY: _OURS})
