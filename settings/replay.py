"""The settings of a run against the archive as if it were the web: nothing is fetched, nothing archived."""

from __future__ import annotations

from settings import base
from settings.base import *

REPLAY_AT = ""
"""The time whose web is seen: an instant with its zone, a day (UTC, until its end) or 14 digits (UTC).
Of each URL its latest capture until then answers, or the nearest after. Empty: the latest capture."""
REPLAY_JOB = ""
"""A job of the archive: its captures go before all others, and `REPLAY_AT` is when it began, unless set."""
DOWNLOAD_HANDLERS = base.DOWNLOAD_HANDLERS | {
    "http": "crawler.replay.download.ReplayDownloadHandler",
    "https": "crawler.replay.download.ReplayDownloadHandler",
}
MONGO_DATABASE = f"{base.MONGO_DATABASE}_replay"  # what a replay reads must not change what crawls stored
WARC_CONVERSION = False
PAGE_REQUISITES = False  # nobody looks at the pages
REFETCH_HOURS = 0  # a page is read again however lately it was read: that is what a replay is for
POLITENESS = False  # there is no server to spare
AUTOTHROTTLE_ENABLED = False
CONCURRENT_REQUESTS_PER_DOMAIN = base.CONCURRENT_REQUESTS
RETRY_ENABLED = False  # what is asked again gives the same answer
