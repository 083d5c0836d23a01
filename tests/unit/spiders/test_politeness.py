"""Under which name, and how gently, a site is crawled."""

from __future__ import annotations

import pytest
from scrapy.settings import Settings

import crawler
from crawler import sites
from crawler.spiders.base import be_polite

NAME = f"newsvault/{crawler.__version__}"


def polite(priority="project", **chosen):
    settings = Settings({"BOT_NAME": "newsvault", "POLITENESS": True})
    for name, value in chosen.items():
        settings.set(name, value, priority=priority)
    be_polite(settings, [sites.load("finews")])
    return settings


@pytest.mark.parametrize(
    ("contact", "agent"), [("", NAME), ("mailto:ops@example.org", f"{NAME} (+mailto:ops@example.org)")]
)
def test_the_user_agent_names_the_version_whoever_operates_it(contact, agent):
    assert polite(CONTACT=contact)["USER_AGENT"] == agent


@pytest.mark.parametrize("priority", ["project", "cmdline"])
def test_a_user_agent_that_is_set_stands(priority):
    assert polite(priority, USER_AGENT="ours/1")["USER_AGENT"] == "ours/1"


def test_a_delay_on_the_command_line_stands_above_the_sites():
    host = sites.load("finews").hosts[0]
    assert polite()["DOWNLOAD_SLOTS"][host] == {"concurrency": 4, "delay": 0.5}
    assert polite("cmdline", DOWNLOAD_DELAY=3)["DOWNLOAD_SLOTS"][host] == {"concurrency": 4, "delay": 3.0}
