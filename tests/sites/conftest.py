from __future__ import annotations

from pathlib import Path

# The gold posts are not ours to ship: a checkout without them has nothing to collect there.
SOURCE = Path(__file__).resolve().parents[3] / "shared" / "source" / "site"
collect_ignore = [] if SOURCE.is_dir() else ["test_finews_gold.py"]
