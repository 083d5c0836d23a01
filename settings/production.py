"""The settings of a scheduled run: a contact is needed, the database is a real one."""

from __future__ import annotations

import os

from settings.base import *

MONGO_URI = os.environ.get("MONGO_URI", "mongodb://127.0.0.1:27017")
LOG_COLOR = False
