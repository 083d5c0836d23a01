"""What every run of newsvault is set to. Each number carries its reason.

This package is the only place that reads the environment; ``-s NAME=value`` overrides all of it.
"""

from __future__ import annotations

import os

BOT_NAME = "newsvault"
SPIDER_MODULES = ["crawler.spiders"]
COMMANDS_MODULE = "crawler.commands"

# -- Where things go -------------------------------------------------------------------------------

DATA_DIR = os.environ.get("DATA_DIR", "data")
"""Folder of everything a run writes: ``archive/``, ``mongo/``, ``jobs/``."""
ARCHIVE_DIR = os.environ.get("ARCHIVE_DIR")
"""Folder of the WARC files; None: ``archive`` in `DATA_DIR`."""
MONGO_URI = os.environ.get("MONGO_URI")
"""``mongodb://`` or ``mongodb+srv://`` URI, or ``embedded://<folder>``; None: embedded, ``mongo`` in
`DATA_DIR`."""
MONGO_DATABASE = os.environ.get("MONGO_DATABASE", "newsvault")
"""Name of the database."""

# -- Who we are ------------------------------------------------------------------------------------

CONTACT = os.environ.get("CONTACT", "")
"""URL or e-mail address of the operator, sent in the User-Agent and written into warcinfo."""
ROBOTSTXT_OBEY = True
ROBOTSTXT_USER_AGENT = "newsvault"
DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Language": "zh-CN,zh;q=0.9",
}
COOKIES_ENABLED = False  # news pages need none; without them every visitor gets the same bytes

# -- How pages are fetched -------------------------------------------------------------------------

DOWNLOAD_HANDLERS: dict[str, str | None] = {
    "http": "crawler.capture.handler.CaptureDownloadHandler",
    "https": "crawler.capture.handler.CaptureDownloadHandler",
    "data": None,  # no page may make us read anything but HTTP: not files, not FTP, not S3
    "file": None,
    "ftp": None,
    "s3": None,
}
CONNECT_TO = ""
"""As curl's ``--connect-to``: ``host[:port]=host:port`` or ``host[:port]=plain://host:port``, separated
by commas. The connection goes there; URL, request bytes, WARC and documents keep the real host."""
ALLOW_PRIVATE_ADDRESSES = False
"""Whether a host may resolve to a loopback, private or link-local address. A page could otherwise
make the crawler reach into the operator's own network."""
DOWNLOAD_VERIFY_CERTIFICATES = True
DOWNLOAD_TLS_MIN_VERSION = "TLSv1.2"
DOWNLOAD_TIMEOUT = 60  # a news page that takes longer is retried sooner than it answers
DOWNLOAD_MAXSIZE = 32 * 1024 * 1024  # the largest page seen is 0.3 MB; a bomb stops here
DOWNLOAD_WARNSIZE = 8 * 1024 * 1024
CONCURRENT_REQUESTS = 32
CONCURRENT_REQUESTS_PER_DOMAIN = 4  # a site's own `Politeness` sets it for each of its hosts
POLITENESS = True
"""Whether each site's own pace (its `Politeness`) is kept."""
AUTOTHROTTLE_ENABLED = True  # slows down when the site does
AUTOTHROTTLE_START_DELAY = 0.5
AUTOTHROTTLE_MAX_DELAY = 60.0
AUTOTHROTTLE_TARGET_CONCURRENCY = 2.0
REDIRECT_MAX_TIMES = 5
RETRY_TIMES = 3
RETRY_PRIORITY_ADJUST = 0  # a retried listing keeps its place ahead of the articles
RETRY_AFTER_MAX = 600
"""Seconds of a server's ``Retry-After`` (RFC 9110, section 10.2.3) that are waited at most; a page
that asks for longer is given up for this run."""
DOWNLOADER_MIDDLEWARES: dict[str, int | None] = {
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "crawler.middlewares.robots.OneByOneRobotsTxtMiddleware": 100,
    "scrapy.downloadermiddlewares.retry.RetryMiddleware": None,
    "crawler.middlewares.retry_after.RetryAfterMiddleware": 550,
    "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": None,
    "crawler.middlewares.compression.ContentCodingMiddleware": 590,
}
SPIDER_MIDDLEWARES: dict[str, int | None] = {
    "crawler.middlewares.requisites.PageRequisitesMiddleware": 950,
}
METAREFRESH_ENABLED = False  # the mirror reloads itself every minute

# -- The archive -----------------------------------------------------------------------------------

CAPTURE_SINK = "crawler.warc.sink.WarcSink"
"""Class that makes an exchange durable before its response reaches the spider."""
CAPTURE_MEMORY_LIMIT = 8 * 1024 * 1024
"""Bytes of one response that the capture holds in memory; the rest goes to a temporary file."""
WARC_MAX_SIZE = 1024 * 1024 * 1024  # 1 GiB: the size institutions exchange (WARC 1.1, annex C)
"""Bytes after which the next WARC file begins."""
WARC_MAX_AGE = 6 * 3600
"""Seconds after which the next WARC file begins: what is older is complete and can be copied away."""
WARC_COMPRESSION_LEVEL = 4  # within 1% of the size of 6 on Chinese pages, in a third of zlib's time
"""zlib level of the gzip members; with `isal` its level nearest in size."""
WARC_DIGEST = "sha1"
"""``sha1`` (what every tool reads) or ``sha256``."""
PAGE_REQUISITES = True
"""Whether the pictures, stylesheets and icons of each page are archived too."""
PAGE_REQUISITES_DELAY = 0.25
"""Seconds between two of them on a host that is no site's: those that serve pictures to all the world.
Never more than `DOWNLOAD_DELAY`, which holds for them when it is set for a run."""
WARC_OUTLINKS = True  # about 0.1 ms and 0.3 KB a page
"""Whether the metadata record of an HTML page tells its charset and its links."""
WARC_CONVERSION = False
"""Whether each article's cleaned text is archived too, as a conversion record."""
WARC_DEDUPLICATION = True
"""Whether a response whose payload is in the archive already is written as a ``revisit`` record."""
WARC_DEDUPLICATION_SIZE = 1024  # less is not worth depending on another record
"""Bytes of a payload from which that is done."""

# -- Articles --------------------------------------------------------------------------------------

ITEM_PIPELINES = {
    "pipelines.in_order.InOrderPipeline": 50,
    "pipelines.paragraphs.ParagraphsPipeline": 100,
    "pipelines.footer.FooterPipeline": 200,
    "pipelines.validate.ValidatePipeline": 300,
    "pipelines.archive.ArchivePipeline": 400,
    "pipelines.conversion.ConversionPipeline": 450,
    "pipelines.mongo.MongoPipeline": 500,
}
CONCURRENT_ITEMS = 8  # Scrapy's 100 make 100 tasks for each response: a sixth of the CPU time
DEFAULT_DROPITEM_LOG_LEVEL = "WARNING"
REFETCH_HOURS = 24
"""Hours after which a listed article that is already stored is fetched again, to see edits; 0: always."""

LINKED_DEPTH = 1
"""Articles that the text of a read article links to are read too; 2: those that these link to; 0: none."""

DRIFT_SHARE = 0.2
"""Share of pages on which a field may be missing more than before: one in five is more than the odd page
of another kind, and a changed layout soon reaches all."""
DRIFT_PAGES = 10
"""Pages that are judged at least: of fewer, two odd ones would be a fifth. Short runs are judged together
with those before them."""

# -- The store -------------------------------------------------------------------------------------

MONGO_BATCH_SIZE = 100
"""Articles written in one bulk write at most."""
MONGO_BATCH_SECONDS = 0.2
"""Seconds that an article waits for others to be written with."""
MONGO_RETRY_SECONDS = 60
"""Seconds that a database may be away before the crawl ends with ``store_unavailable``."""
EMBEDDED_IDLE_SECONDS = 120
"""Seconds without a client after which the embedded server stops."""

# -- The run ---------------------------------------------------------------------------------------

EXTENSIONS: dict[str, int | None] = {
    "scrapy.extensions.telnet.TelnetConsole": None,
    "scrapy.extensions.logstats.LogStats": None,  # `Progress` says it in our words
    "crawler.extensions.drift.SelectorDrift": 5,  # ahead of the record, which says what it found
    "crawler.extensions.job.JobRecord": 10,
    "crawler.extensions.progress.Progress": 20,
}
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False  # it executes code sent over HTTP
PROGRESS_SECONDS = 10
"""Seconds between two progress lines where standard error is no terminal."""
LOG_LEVEL = "INFO"
LOG_SHORT_NAMES = True
LOG_FORMATTER = "crawler.extensions.log_format.PlainLogFormatter"  # whole articles are no log lines
LOG_VERSIONS: list[str] = []
STATS_DUMP = False  # the job record holds the counts
MEMUSAGE_ENABLED = True
MEMUSAGE_LIMIT_MB = 2048  # a crawl takes a tenth of it; beyond, something leaks: stop and say so
