"""Times as Chinese news pages and feeds print them, read to UTC. Pure; what is not certain is said."""

from __future__ import annotations

from crawler.dates.key import Dated, from_key
from crawler.dates.reader import from_epoch, read
from crawler.dates.reading import NOTHING, Reading

__all__ = ["NOTHING", "Dated", "Reading", "from_epoch", "from_key", "read"]
