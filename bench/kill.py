"""Kills a crawl at many random moments: nothing acknowledged is lost, nothing torn, the next run goes on.

Run: python -m bench.kill [moments] [seed]     (default 50 moments; some 5 seconds each)

Each crawl is a real one of the sample site, with archive and database, killed by SIGKILL some milliseconds
after a random number of captures. Then every capture that it was told is durable, and every one that a
stored article points at, is read and its digests are computed, before and after salvaging; and the whole
archive is verified.
"""

from __future__ import annotations

import logging
import sys
import tempfile
from pathlib import Path

from crawler.sample.server import SampleServer
from tests.durability.kill import kill_at, moments
from tests.durability.vault import Vault


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 50
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    logging.getLogger("crawler.warc").setLevel(logging.ERROR)
    with tempfile.TemporaryDirectory() as name, SampleServer() as site:
        vault = Vault(Path(name) / "data", site.connect_to)
        try:
            problems = rounds(vault, count, seed)
        finally:
            vault.store("stop")
    print(f"{count} kills, {problems} problems")
    sys.exit(1 if problems else 0)


def rounds(vault: Vault, count: int, seed: int) -> int:
    code, _ = vault.run()
    captures = len(vault.acknowledged()) - 1  # one page answers 503 once only
    problems = int(code != 0)
    for number, moment in enumerate(moments(count, captures, seed), 1):
        killed = kill_at(vault, moment, number)
        problems += len(killed.problems)
        print(f"{number:3} {killed}", *killed.problems[:5], sep="\n    ", flush=True)
    code, _ = vault.run()
    print(f"the next run: exit code {code}; {len(vault.acknowledged())} captures were acknowledged in all")
    left = vault.lost() + vault.faults()
    print(*left[:5], sep="\n    ")
    return problems + int(code != 0) + len(left)


if __name__ == "__main__":
    main()
