"""What a job says of itself in the archive: who crawls, with what, and how it is set."""

from __future__ import annotations

import json
import platform
import re
import socket
from collections.abc import Iterator
from typing import Any

import scrapy
from scrapy.settings import BaseSettings

from crawler import __version__
from crawler.job import Job
from crawler.secrecy import Secrets
from crawler.warc.addition import Addition
from crawler.warc.fields import Fields
from crawler.warc.masking import NOTE

SETTINGS = re.compile(
    r"ALLOW_PRIVATE_ADDRESSES|AUTOTHROTTLE_\w+|CAPTURE_\w+|CONCURRENT_\w+|CONNECT_TO|CONTACT|COOKIES_ENABLED"
    r"|DEFAULT_REQUEST_HEADERS|DOWNLOAD_(?!HANDLERS)\w+|REDIRECT_\w+|REFETCH_HOURS|RETRY_\w+|ROBOTSTXT_\w+"
    r"|USER_AGENT|WARC_\w+"
)
"""The settings that bear on what is fetched and how it is archived."""

_SPECIFICATION = "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/"


def warcinfo_fields(settings: BaseSettings, job: Job, secrets: Secrets) -> Fields:
    """What the warcinfo record of every file of ``job`` says (WARC 1.1, section 6.2)."""
    return tuple(_warcinfo_fields(settings, job, secrets))


def configuration_of(settings: BaseSettings, job: Job, secrets: Secrets) -> Addition:
    """The job's configuration as JSON, under ``metadata://newsvault/<job>/configuration.json``.

    The scheme is that under which Wget keeps its arguments and log.
    """
    document = {
        "job": job.id,
        "spider": job.spider,
        "arguments": secrets.masked(job.arguments),
        "started_at": job.started.isoformat(),
        "versions": _versions(),
        "settings": chosen_settings(settings, secrets),
    }
    text = json.dumps(document, ensure_ascii=False, indent=1)
    return Addition(
        type="resource",
        url=f"metadata://newsvault/{job.id}/configuration.json",
        date=job.started,
        content_type="application/json",
        block=(text.encode("utf-8", "backslashreplace"),),
    )


def chosen_settings(settings: BaseSettings, secrets: Secrets) -> dict[str, Any]:
    """The values of `SETTINGS` that are set, by name, without secrets."""
    names = sorted(str(name) for name in settings if SETTINGS.fullmatch(str(name)))
    return {name: secrets.masked(settings.get(name), name) for name in names}


def _versions() -> dict[str, str]:
    return {"newsvault": __version__, "Scrapy": scrapy.__version__, "Python": platform.python_version()}


def _warcinfo_fields(
    settings: BaseSettings, job: Job, secrets: Secrets
) -> Iterator[tuple[str, str | None]]:
    yield "software", " ".join(f"{name}/{version}" for name, version in _versions().items())
    yield "format", "WARC File Format 1.1"
    yield "conformsTo", _SPECIFICATION
    yield "isPartOf", job.id
    yield "arguments", _json(secrets.masked(job.arguments)) if job.arguments else None
    yield "settings", _json(chosen_settings(settings, secrets))
    yield "operator", settings.get("CONTACT") or None
    yield "hostname", socket.gethostname()
    yield "http-header-user-agent", settings.get("USER_AGENT") or None
    yield "robots", "obey" if settings.getbool("ROBOTSTXT_OBEY") else "ignore"
    yield "description", NOTE


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
