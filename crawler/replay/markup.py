"""The pages of the archive browser as HTML. Everything that comes from an archive is escaped."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from html import escape
from urllib.parse import quote, urlencode

from crawler.replay.titles import Hit

STYLE = """\
:root { color-scheme: light dark; --line: #8884; --dim: #888; --link: light-dark(#0b57d0, #8ab4f8); }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
a { color: var(--link); text-decoration: none; } a:hover { text-decoration: underline; }
h1 { font-size: 1.4rem; } form { margin: 1rem 0; display: flex; gap: .5rem; }
input { flex: 1; font: inherit; padding: .4rem .6rem; } button { font: inherit; padding: .4rem 1rem; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; padding: .35rem .75rem .35rem 0; border-bottom: 1px solid var(--line); }
th { font-weight: 600; } td { vertical-align: top; overflow-wrap: anywhere; }
.number { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
.when { white-space: nowrap; font-variant-numeric: tabular-nums; color: var(--dim); }
.dim { color: var(--dim); font-size: .85rem; }
"""

REPLAY = """\
<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>newsvault replay</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<script src="ui.js"></script></head>
<body><replay-app-main></replay-app-main></body></html>
"""
"""The document in which ReplayWeb.page runs."""

REPLAYED = (
    "default-src 'self' 'unsafe-inline' 'unsafe-eval' data: blob:; form-action 'self'; object-src 'none'; "
    "frame-src 'self' data: blob:; webrtc 'block'"
)
"""Content-Security-Policy of the archived pages: as ReplayWeb.page's own, but without web sockets."""


def page(title: str, *parts: str) -> bytes:
    """A whole document; ``parts`` are markup, ``title`` is text."""
    return (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<link rel="stylesheet" href="/style.css"></head>\n<body>\n<h1>{escape(title)}</h1>\n'
        + "\n".join(parts)
        + "\n</body></html>\n"
    ).encode("utf-8", "replace")


def home_link() -> str:
    """The way back."""
    return '<p><a href="/">All jobs</a></p>'


def search_form(query: str = "") -> str:
    """A field for words of titles."""
    return (
        f'<form action="/search" autocomplete="off"><input name="q" type="search" value="{escape(query)}" '
        'placeholder="Words of a title" aria-label="Words of a title"><button>Search</button></form>'
    )


def job_table(rows: Iterable[tuple[str, int]]) -> str:
    """Jobs with the bytes of their WARC files."""
    lines = [
        f'<tr><td><a href="/job/{quote(job, safe="")}">{escape(job)}</a></td>'
        f'<td class="number">{size:,}</td></tr>'
        for job, size in rows
    ]
    if not lines:
        return "<p>The archive holds no job yet.</p>"
    head = '<tr><th>Job</th><th class="number">WARC bytes</th></tr>'
    return f"<table>{head}{''.join(lines)}</table>"


def hit_table(hits: Sequence[Hit]) -> str:
    """Pages, each with the link that replays it."""
    if not hits:
        return "<p>No page.</p>"
    lines = [
        f'<tr><td class="when">{escape(hit.ts[:19].replace("T", " "))}</td><td>'
        f'<a href="{escape(view_link(hit.job, hit.url, hit.ts))}">{escape(hit.title or hit.url)}</a> '
        f'<span class="dim">{escape(hit.kind)}<br>{escape(hit.url)}</span></td></tr>'
        for hit in hits
    ]
    return f"<table><tr><th>Captured (UTC)</th><th>Page</th></tr>{''.join(lines)}</table>"


def pager(path: str, number: int, more: bool) -> str:
    """Links to the pages before and after page ``number`` (from 1) of a list at ``path``."""
    before = f'<a href="{escape(path)}?page={number - 1}">Before</a> ' if number > 1 else ""
    after = f'<a href="{escape(path)}?page={number + 1}">After</a>' if more else ""
    return f"<p>{before}{after}</p>"


def view_link(job: str, url: str = "", ts: str = "") -> str:
    """The lasting link that replays a capture of a job, or lists the job's pages.

    :param ts: when it was captured, RFC 3339 in UTC.
    """
    place = {"view": "pages"}
    if url:
        place |= {"url": url, "ts": "".join(filter(str.isdigit, ts))[:14]}
    return f"/view/{quote(job, safe='')}#{urlencode(place)}"


def replay_url(source: str) -> str:
    """Where ReplayWeb.page replays the package at ``source`` (absolute); the fragment says what."""
    config = json.dumps({"csp": REPLAYED}, separators=(",", ":"))
    query = urlencode({"source": source, "embed": "full", "noCache": "1", "config": config})
    return f"/replay/?{query}"
