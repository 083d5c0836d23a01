"""Why a database fails, or refuses a write: for the moment, or for good."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

DUPLICATE_KEY = 11000

TRANSIENT = frozenset({
    24,  # LockTimeout
    50,  # MaxTimeMSExpired
    64,  # WriteConcernTimeout
    91,  # ShutdownInProgress
    112,  # WriteConflict
    133,  # FailedToSatisfyReadPreference
    189,  # PrimarySteppedDown
    246,  # SnapshotUnavailable
    262,  # ExceededTimeLimit
    10107,  # NotWritablePrimary
    11600,  # InterruptedAtShutdown
    11602,  # InterruptedDueToReplStateChange
    13435,  # NotPrimaryNoSecondaryOk
    13436,  # NotPrimaryOrSecondary
    14031,  # OutOfDiskSpace
})  # fmt: skip
"""Codes of a server that may take the same write later."""

MOST_CHARACTERS = 2000


def brief(error: Exception) -> str:
    """What a driver's error says, without the settings and documents that the driver appends."""
    said = str(error)
    for tail in (", full error:", " (configured timeouts", ", Timeout:"):
        said = said.partition(tail)[0]
    return said[:MOST_CHARACTERS]


def explain(error: Mapping[str, Any]) -> str:
    """A write error's reason, with the fields that the validator names, in one line."""
    details = error.get("errInfo", {}).get("details")
    said = str(error.get("errmsg", "no reason given"))
    if details:
        said += " " + json.dumps(details, ensure_ascii=False, default=str)
    return f"{said[:MOST_CHARACTERS]} (code {error.get('code')})"
