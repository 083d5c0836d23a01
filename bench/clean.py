"""CPU time in which a page becomes clean text, against trafilatura, readability-lxml and Resiliparse.

Ours is the whole way: charset, title, time, medium, writers, body, paragraphs, footer lines, hash, as for a
page of a site that nobody declared. The peers do what they offer: trafilatura finds text and facts,
readability-lxml the body and the title, Resiliparse the text alone. Each page is read by all, one after the
other, so that all have the same machine; the medians of each count.
Run: python -m bench.clean [folder of .html files]     (pip install -e '.[bench]')
"""

from __future__ import annotations

import random
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import readability
import trafilatura
from resiliparse.extract.html2text import extract_plain_text

from bench.warc_write import COMMON
from crawler.pages.article import read_article
from crawler.pages.decoding import decoded
from crawler.sites import UNDECLARED
from pipelines.furniture.taking import take_off
from pipelines.paragraphs import clean
from pipelines.validate import complete

PAGES, ROUNDS = 60, 3
URL = "https://news.example/2024/05/13/1.html"
AT = datetime(2024, 5, 20, tzinfo=UTC)


def ours(page: bytes) -> object:
    article = read_article(decoded(page, None), URL, UNDECLARED, AT)
    clean(article)
    take_off(article, UNDECLARED.footer)
    complete(article, UNDECLARED)
    return article.paragraphs


def by_trafilatura(page: bytes) -> object:
    return trafilatura.bare_extraction(page, url=URL, with_metadata=True)


def by_readability(page: bytes) -> object:
    document = readability.Document(decoded(page, None))
    return document.title(), document.summary()


def by_resiliparse(page: bytes) -> object:
    return extract_plain_text(decoded(page, None), main_content=True)


WAYS: dict[str, Callable[[bytes], object]] = {
    "newsvault": ours,
    "trafilatura": by_trafilatura,
    "readability-lxml": by_readability,
    "Resiliparse": by_resiliparse,
}


def made(seed: int) -> bytes:
    """A page as portals have them: much navigation, an article, lists of others, comments; about 100 KB."""
    rng = random.Random(seed)

    def words(count: int) -> str:
        return "".join(rng.choices(COMMON, k=count))

    def items(count: int) -> str:
        links = (f'<li class="item"><a href="/a/{n}.html">{words(18)}</a></li>' for n in range(count))
        return "<ul class='list'>" + "\n".join(links) + "</ul>"

    title = words(22)
    paragraphs = (
        "，".join(words(rng.randint(8, 20)) for _ in range(rng.randint(2, 9))) + "。"
        for _ in range(rng.randint(6, 40))
    )
    comments = "".join(f"<div><b>{words(4)}</b><p>{words(20)}，{words(9)}。</p></div>" for _ in range(20))
    script = f"<script>var data = [{','.join(str(rng.random()) for _ in range(1500))}];</script>"
    return (
        f"<!DOCTYPE html><html><head><meta charset='utf-8'><title>{title}_新闻_示例网</title>"
        f"{script}</head><body>"
        f"<div class='nav'>{items(150)}</div><div class='main'><h1>{title}</h1>"
        f"<div class='info'>2024-05-13 14:30 来源：示例日报</div><div class='article-content'>"
        + "".join(f"<p>　　{each}</p>\n" for each in paragraphs)
        + f"<p>（责任编辑：王某）</p></div><div class='related'><h3>相关新闻</h3>{items(60)}</div>"
        f"<div class='comments'>{comments}</div></div><div class='side'>{items(200)}</div>{script}"
        "<div class='footer'>关于我们 | 版权所有 京ICP备00000000号</div></body></html>"
    ).encode()


def compare(pages: Sequence[bytes]) -> dict[str, list[float]]:
    """For each way, the milliseconds of CPU time for each page: the best of some rounds."""
    found: dict[str, list[float]] = {name: [] for name in WAYS}
    for read in WAYS.values():
        read(pages[0])  # what is loaded and compiled once is no page's
    for page in pages:
        costs: dict[str, list[float]] = {name: [] for name in WAYS}
        for _ in range(ROUNDS):
            for name, read in WAYS.items():
                costs[name].append(cost(read, page))
        for name, each in costs.items():
            found[name].append(min(each))
    return found


def cost(read: Callable[[bytes], object], page: bytes) -> float:
    """Milliseconds of CPU time; a page that a way cannot read takes what it took to find out."""
    begun = time.process_time()
    try:
        read(page)
    except Exception as error:  # noqa: BLE001 - peers raise what they like
        print(f"{read.__name__}: {type(error).__name__}: {str(error)[:100]}", file=sys.stderr)
    return (time.process_time() - begun) * 1000


def medians(found: dict[str, list[float]]) -> dict[str, float]:
    return {name: statistics.median(costs) for name, costs in found.items()}


def own_pages(count: int = PAGES) -> list[bytes]:
    return [made(seed) for seed in range(count)]


def main() -> None:
    folder = sys.argv[1] if len(sys.argv) > 1 else ""
    pages = [path.read_bytes() for path in sorted(Path(folder).rglob("*.html"))] if folder else own_pages()
    if not pages:
        sys.exit(f"bench.clean: {folder} holds no .html file")
    found = compare(pages)
    size = statistics.median(map(len, pages)) / 1024
    print(f"{len(pages)} pages, median {size:.0f} KB; ms of CPU time a page, articles a second on one core")
    middle = medians(found)
    for name, costs in found.items():
        median, rate = middle[name], 1000 * len(costs) / sum(costs)
        ratio = median / middle["newsvault"]
        print(
            f"{name:18} median {median:7.1f}  p95 {sorted(costs)[int(0.95 * (len(costs) - 1))]:7.1f}  "
            f"{rate:7.1f}/s  {ratio:5.2f} of ours"
        )


if __name__ == "__main__":
    main()
