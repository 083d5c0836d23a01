"""A crawl that is killed at any moment loses nothing that was acknowledged; the next one goes on.

`python -m bench.kill 50` does the same at fifty moments.
"""

from __future__ import annotations

from tests.durability.kill import kill_at, moments

CAPTURES = 174
"""Of a crawl of the sample site; a crawl that makes fewer is killed when it has ended."""


def test_kill_9_at_random_moments(vault):
    killed = [kill_at(vault, moment, n) for n, moment in enumerate(moments(6, CAPTURES, seed=5))]
    assert [problem for each in killed for problem in each.problems] == []
    assert sum(each.alive for each in killed) >= 4, "\n".join(map(str, killed))
    assert sum(each.acknowledged for each in killed) > 100
    assert any(each.salvaged for each in killed)


def test_the_next_run_salvages_and_goes_on(vault):
    process = vault.start(LOG_LEVEL="ERROR")
    vault.wait_for(process, 60)
    assert process.poll() is None
    process.kill()
    process.communicate()
    (left,) = vault.archive.glob("*/*.open")
    code, log = vault.run()
    assert code == 0
    assert f"Salvaged {left.with_suffix('')}, left open by a crawl that died: " in log
    assert vault.lost() == vault.faults() == []
    assert len(vault.articles()) > 100
