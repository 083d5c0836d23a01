"""``scrapy sites``: every site in a line, every fault in a sentence."""

from __future__ import annotations

import argparse

from crawler import sites
from crawler.commands.sites import Command
from crawler.errors import SiteDefinitionError


def listed(capsys):
    command = Command()
    command.run([], argparse.Namespace())
    return command.exitcode, capsys.readouterr().out


def test_every_site_has_a_line_that_says_how_it_is_read(capsys):
    code, out = listed(capsys)
    lines = {line.split()[1]: line.split() for line in out.splitlines() if "http" in line}
    assert (code, sorted(lines)) == (0, sorted(sites.names()))
    assert "https://finance.eastmoney.com/" in lines["eastmoney"]
    assert "finews" in lines["eastmoney"]  # what its articles are stored as
    assert "discovered" in lines["finews"]


def test_a_wrong_definition_is_named_and_the_others_are_listed(capsys, monkeypatch):
    def load(name, right=sites.load):
        if name == "gmw":
            raise SiteDefinitionError("gmw", "hosts", "at least one is needed")
        return right(name)

    monkeypatch.setattr(sites, "load", load)
    code, out = listed(capsys)
    assert code == 1
    assert "scrapy sites: site 'gmw', field 'hosts': at least one is needed" in out
    assert "https://www.guancha.cn/" in out
