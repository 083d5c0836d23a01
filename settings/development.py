"""The settings of a checkout: the base, as it is."""

from __future__ import annotations

from settings.base import *
