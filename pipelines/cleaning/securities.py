"""Securities that a page marks: by a tag in its text, or by a live chart."""

from __future__ import annotations

import re
from functools import cache
from urllib.parse import unquote

from crawler.items import Ticker
from crawler.sites.base import Markup

_TAG_CODE = re.compile(r"(?P<market>\d+),(?P<code>[\w.-]+)")


def tagged(code: str, name: str, markup: Markup) -> Ticker | None:
    """The security of a stock tag with the code ``<market>,<code>``; None when it is a sector's.

    :param name: the name that the tag encloses.
    """
    match = _TAG_CODE.fullmatch(code.strip())
    return _ticker(match["market"], match["code"], name, "tag", markup) if match else None


def charted(url: str, markup: Markup) -> Ticker | None:
    """The security that the live chart at ``url`` shows; None when it is a sector's or not named."""
    match = _compiled(markup.chart_code).search(unquote(url))
    return _ticker(match["market"], match["code"], "", "chart", markup) if match else None


def _ticker(market: str, code: str, name: str, found: str, markup: Markup) -> Ticker | None:
    if market in markup.sectors:
        return None
    symbol = f"{market}.{code}"
    mic = next((mic for start, mic in markup.markets if symbol.startswith(start)), market)
    return Ticker(symbol=symbol, code=code, market=mic, name=name, found=found)


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)
