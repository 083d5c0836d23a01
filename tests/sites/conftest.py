from __future__ import annotations

from pathlib import Path

# The gold pages are not ours to ship: a checkout without them has nothing to collect there.
SHARED = Path(__file__).resolve().parents[3] / "shared"
GOLD = {
    "test_finews_gold.py": SHARED / "source" / "site",
    "test_corpus_gold.py": SHARED / "corpus" / "zh",
    "test_generic_corpus.py": SHARED / "corpus" / "zh",
}
collect_ignore = [name for name, data in GOLD.items() if not data.is_dir()]
