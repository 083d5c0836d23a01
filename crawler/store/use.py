"""Whether a run uses the database at all."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

PIPELINE = "pipelines.mongo.MongoPipeline"


def uses_store(settings: Mapping[str, Any]) -> bool:
    """Whether the run's pipelines store articles. Runs without (benchmarks, selector work) neither
    read nor start the database.
    """
    pipelines = settings.get("ITEM_PIPELINES") or {}
    return any(
        priority is not None and PIPELINE in (name, _path(name)) for name, priority in pipelines.items()
    )


def _path(component: Any) -> str:
    return f"{getattr(component, '__module__', '')}.{getattr(component, '__qualname__', '')}"
