"""``scrapy verify --articles``: every text in the database follows from its captures."""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import lru_cache, partial
from itertools import islice
from pathlib import Path

from crawler import sites
from crawler.commands.stored_texts import StoredText
from crawler.errors import NewsvaultError
from crawler.items import WarcRef
from crawler.rebuild.reading import READ_ROLES, read_again
from crawler.warc.reader import read_record
from crawler.warc.resolver import Resolver
from crawler.warc.verification.fault import printable

_BATCH = 2000  # texts that are in the processes at once
_CHUNK = 50


def article_faults(texts: Iterable[StoredText], archive: Path, jobs: int) -> Iterator[list[str]]:
    """Yield what is wrong with each text, a line each, in order.

    :param jobs: processes at most; a batch of few texts is read in this one.
    """
    source = iter(texts)
    check = partial(faults_of, archive)
    pool: ProcessPoolExecutor | None = None
    try:
        while batch := list(islice(source, _BATCH)):
            if jobs > 1 and len(batch) > _CHUNK * 2 and pool is None:
                context = multiprocessing.get_context("spawn")
                ignore = (signal.SIGINT, signal.SIG_IGN)  # the main process is told, and ends the pool
                pool = ProcessPoolExecutor(jobs, context, signal.signal, ignore)
            found = pool.map(check, batch, chunksize=_CHUNK) if pool else map(check, batch)
            yield from found
    finally:
        if pool:
            pool.shutdown(cancel_futures=True)


def faults_of(archive: Path, text: StoredText) -> list[str]:
    """What is wrong with a text: a capture that is not there, or does not hold it."""
    problems = [_problem(archive, text, ref) for ref in text.captures]
    if not any(ref.role in READ_ROLES for ref in text.captures):
        problems.append("none of its captures holds its text")
    return [printable(f"{text.id}: {problem}") for problem in problems if problem]


def _problem(archive: Path, text: StoredText, ref: WarcRef) -> str:
    if ref.role not in READ_ROLES:
        return _missing(archive, ref)
    try:
        article = read_again(read_record(archive, ref, _resolver(archive)), ref.role, text.site)
    except NewsvaultError as error:
        return str(error)
    if article.content_hash == text.content_hash:
        return ""
    place = f"{ref.url}, read again from {ref.file} at byte {ref.offset}"
    given = f"{article.content_hash}{_newer(text)}"
    return f"its content_hash is {text.content_hash}, but {place}, gives {given}"


def _newer(text: StoredText) -> str:
    site = sites.of_reader(text.reader)
    now = f"{site.name}/{site.version}"
    if text.reader == now:
        return ""
    return f" (its reader was {text.reader}, now it is {now}: run scrapy rebuild)"


@lru_cache(4096)
def _missing(archive: Path, ref: WarcRef) -> str:
    """Why a capture cannot be read, or nothing. Listings prove many articles: each is read once."""
    try:
        read_record(archive, ref, _resolver(archive))
    except NewsvaultError as error:
        return str(error)
    return ""


@lru_cache(1)
def _resolver(archive: Path) -> Resolver:
    """The one of this process: it opens the archive's catalog once, when there is a revisit."""
    return Resolver(archive)
