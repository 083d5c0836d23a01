"""A job's log, kept for the archive while the job runs."""

from __future__ import annotations

import logging
import time
from datetime import UTC, datetime

from scrapy.settings import BaseSettings

from crawler.exchange import Spool
from crawler.job import Job
from crawler.secrecy import Secrets
from crawler.warc.addition import Addition
from crawler.warc.message import SpoolBlock

_FORM = "%(asctime)s [%(name)s] %(levelname)s: %(message)s"
_IN_MEMORY = 256 * 1024  # bytes; the rest goes to a temporary file


class JobLog(logging.Handler):
    """Takes what the process logs at ``INFO`` or above, or at a lower ``LOG_LEVEL``, until `end`.

    Times are UTC, secrets are masked. When there is no room for a line, the log ends before it.
    """

    def __init__(self, settings: BaseSettings, secrets: Secrets) -> None:
        super().__init__(settings.get("LOG_LEVEL"))
        self.setLevel(min(self.level, logging.INFO))
        formatter = logging.Formatter(_FORM, "%Y-%m-%dT%H:%M:%SZ")
        formatter.converter = time.gmtime
        self.setFormatter(formatter)
        self._secrets = secrets
        self._spool = Spool(_IN_MEMORY)
        logging.root.addHandler(self)

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a line."""
        try:
            line = self._secrets.text(self.format(record))
            self._spool.write(f"{line}\n".encode("utf-8", "backslashreplace"))
        except OSError:
            self.end()
        except Exception:  # noqa: BLE001 - as every handler does: logging must not break what it tells of
            self.handleError(record)

    def end(self) -> None:
        """Take nothing more. Idempotent."""
        logging.root.removeHandler(self)

    def addition(self, job: Job) -> Addition:
        """The log as a record, under ``metadata://newsvault/<job>/crawl.log``."""
        return Addition(
            type="resource",
            url=f"metadata://newsvault/{job.id}/crawl.log",
            date=datetime.now(UTC),
            content_type="text/plain; charset=utf-8",
            block=SpoolBlock(self._spool, 0, len(self._spool)),
        )
