"""Finds in the archive the page that a test case is to be made of."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from urllib.parse import urldefrag

from crawler.cases.page import SavedPage
from crawler.errors import NotArchivedError, PageError
from crawler.pages.share import data_url, share_url
from crawler.replay.moment import Moment
from crawler.replay.web import Answer, ArchivedWeb
from crawler.sites.base import Match, Site
from crawler.urls import absolute

MOST_REDIRECTS = 5


def read_from(url: str, match: Match, site: Site) -> tuple[str, str]:
    """The page that is read when ``url`` is crawled, and its kind: of a share page or an alias, its JSON.

    :raises PageError: it is a page that no reader is for.
    """
    if match.kind in ("share", "alias"):
        share = share_url(site, match.key) if match.kind == "alias" else url
        return data_url(site, share), "data"
    if match.kind not in ("article", "data", "listing", "home"):
        raise PageError(f"{url} is a {match.kind}: no case can be made of it")
    return urldefrag(url).url, match.kind


def find_page(archive: Path, at: datetime, url: str, kind: str, site: Site) -> SavedPage:
    """What ``url`` led to at the instant ``at``, redirects followed.

    :raises NotArchivedError: the archive does not hold it whole.
    :raises PageError: it led to a page of another kind.
    :raises ArchiveError: a capture cannot be read.
    """
    answer = _final(archive, at, url)
    response = answer.response
    match = site.match(response.url)
    if match is None or match.kind != kind:
        raise PageError(f"{url} leads to {response.url}, which is no {kind} of site {site.name!r}")
    return SavedPage(
        kind=kind,
        url=response.url,
        content=response.content,
        content_type=_field(answer, b"Content-Type"),
        at=response.date,
        record_id=answer.ref.record_id,
    )


def _final(archive: Path, at: datetime, url: str) -> Answer:
    if not archive.is_dir():
        raise NotArchivedError(f"{url} is not in the archive: there is no folder {archive}")
    web = ArchivedWeb(archive, Moment(at))
    try:
        for _ in range(MOST_REDIRECTS + 1):
            answer = web.answer(url)
            target = _redirect(answer)
            if target is None:
                return answer
            url = target
    finally:
        web.close()
    raise NotArchivedError(f"more than {MOST_REDIRECTS} redirects lead on to {url}")


def _redirect(answer: Answer) -> str | None:
    """Where the answer leads; None when it is the page. :raises NotArchivedError: it is neither."""
    url, status = answer.response.url, answer.response.status or 0
    location = _field(answer, b"Location") if 300 <= status < 400 else None
    if location and (target := absolute(url, location)):
        return urldefrag(target).url
    if not 200 <= status < 300:
        raise NotArchivedError(f"{url} is in the archive only with HTTP status {status or 'unknown'}")
    if answer.truncated:
        raise NotArchivedError(f"{url} is in the archive only in part (WARC-Truncated: {answer.truncated})")
    return None


def _field(answer: Answer, name: bytes) -> str | None:
    values = [value for key, value in answer.response.headers if key.lower() == name.lower()]
    return values[0].decode("latin-1") if values else None
