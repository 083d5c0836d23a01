"""What came of a run, for a person at a terminal: tables, one article, the next commands."""

from __future__ import annotations

import shutil
import sys
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.markup import escape
from rich.panel import Panel
from rich.table import Table

from crawler.drift.judgement import advice


def summary(
    console: Console, job: dict[str, Any], article: dict[str, Any] | None, archive: Path, folder: Path
) -> None:
    """Print the record ``job``, one ``article`` in full, and commands that work from here.

    :param archive: the archive folder.
    :param folder: the data folder of the run.
    """
    console.print(figures(job))
    for table in (categories(job), dropped(job)):
        if table.row_count:
            console.print(table)
    if article:
        console.print(panel(article))
    console.print(verdict(job["counts"]))
    for drift in job.get("drift", []):
        console.print(f"[bold red]Degraded:[/bold red] {escape(advice(drift))}.")
    console.print("\n[bold]Next:[/bold]")
    for command, why in next_commands(article, archive, folder):
        console.print(f"  [dim]# {escape(why)}[/dim]")
        console.print(f"  {escape(command)}", soft_wrap=True)


def figures(job: dict[str, Any]) -> Table:
    """The run in figures."""
    counts = job["counts"]
    started, finished = (datetime.fromisoformat(job[name]) for name in ("started_at", "finished_at"))
    table = Table("run", job["_id"], title="The crawl", title_justify="left", header_style="bold")
    rows = {
        "pages": f"{counts['pages']:,} ({counts['requisites']} of them pictures and styles, "
        f"{counts['retries']} retried)",
        "articles": f"{counts['new']} new, {counts['revised']} revised, {counts['improved']} improved, "
        f"{counts['unchanged']} unchanged, {counts['sighted']} sighted again",
        "not stored": f"{counts['dropped']} dropped, {counts['passed_over']} passed over, "
        f"{counts['failed']} failed",
        "WARC": f"{counts['warc_files']} file, {counts['warc_records']:,} records, "
        f"{counts['warc_bytes']:,} bytes",
        "seconds": f"{(finished - started).total_seconds():.1f}",
        "outcome": f"{job['outcome']} ({job['reason']})",
    }
    for name, text in rows.items():
        table.add_row(name, text)
    return table


def categories(job: dict[str, Any]) -> Table:
    """Stored articles by category."""
    table = Table("category", title="Articles by category", title_justify="left", header_style="bold")
    table.add_column("articles", justify="right")
    for name, number in sorted(job["articles_by_category"].items(), key=lambda pair: -pair[1]):
        table.add_row(escape(name), str(number))
    return table


def dropped(job: dict[str, Any]) -> Table:
    """What is not stored, and why."""
    table = Table("what", "why", title="Not stored", title_justify="left", header_style="bold")
    for entry in job["dropped"]:
        table.add_row(escape(entry["url"] or entry["id"]), escape(entry["reason"]))
    for entry in job["failures"]:
        table.add_row(escape(entry["url"]), escape(entry["reason"]))
    return table


def panel(article: dict[str, Any]) -> Panel:
    """One cleaned article."""
    zone = ZoneInfo(article["published_tz"] or "UTC")
    published = article["published_at"].astimezone(zone) if article["published_at"] else "undated"
    capture = page_capture(article)
    lines = [
        f"[dim]{escape(article['source'] or '-')} · {published} · {escape(article['_id'])}[/dim]",
        "",
        *(
            f"[bold]{escape(text)}[/bold]" if index in article["headings"] else escape(text)
            for index, text in enumerate(article["paragraphs"])
        ),
        "",
        *(
            f"[dim]image {escape(image['url'])} {escape(image['caption'])}[/dim]"
            for image in article["images"]
        ),
        *(
            f"[dim]ticker {ticker['symbol']} {escape(ticker['name'])}[/dim]"
            for ticker in article["tickers"]
        ),
        *(f"[dim]taken out ({line['kind']}): {escape(line['text'])}[/dim]" for line in article["footer"]),
        f"[dim]proof {escape(capture['file'])}[/dim]",
        f"[dim]      at byte {capture['offset']}, {capture['payload_digest']}[/dim]",
    ]
    return Panel("\n".join(lines), title=escape(article["title"] or "(no title)"), title_align="left")


def page_capture(article: dict[str, Any]) -> dict[str, Any]:
    """The capture of the page that the text was read from."""
    captures: list[dict[str, Any]] = article["captures"]
    return next((each for each in captures if each["url"] == article["url"]), captures[0])


def tool(name: str) -> str:
    """A command of this environment, as a person here must type it."""
    own = Path(sys.executable).parent / name
    found = shutil.which(name)
    return name if found and Path(found) == own else str(nearby(own))


def nearby(path: Path) -> Path:
    """The path as a person here would type it."""
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path


def verdict(counts: dict[str, int]) -> str:
    """What the run added, in a sentence."""
    added = counts["new"] + counts["revised"] + counts["improved"]
    if not added:
        return (
            f"Nothing new: {counts['sighted'] + counts['unchanged']} sightings of articles already stored."
        )
    return f"{added} articles were added or changed; run it again and only sightings are."


def next_commands(article: dict[str, Any] | None, archive: Path, folder: Path) -> list[tuple[str, str]]:
    """Commands to try, each with what it does."""
    here = f"-s DATA_DIR={nearby(folder)}"
    commands = [
        (
            f"{tool('scrapy')} replay --install {here}",
            "the archive in a browser, offline: this once (npm), ...",
        ),
        (f"{tool('scrapy')} replay --open {here}", "... and then this"),
        (f"{tool('scrapy')} verify --articles {here}", "every record, digest and stored text proven"),
        (
            f"{tool('scrapy')} store uri {here}",
            "the database, for mongosh, Compass, pandas or pymongo",
        ),
        (f"{tool('scrapy')} demo", "again: adds nothing but sightings"),
        (f"{tool('scrapy')} sites", "the sites that can be crawled"),
        (f"{tool('scrapy')} crawl category -a site=finews -a limit=20", "the real thing, over the network"),
    ]
    if article:
        capture = page_capture(article)
        path = nearby(archive / capture["file"])
        commands.insert(
            0,
            (
                f"{tool('warcio')} extract --payload {path} {capture['offset']}",
                "the page that article was read from",
            ),
        )
    return commands
