"""A saved page comes back as it was."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from crawler.cases.page import SavedPage, load

URL = "https://finews.withounder.com/emnews/2022/02/14/202202140000000001.html"
HOSTILE = "标题\r\n</script>".encode("gb18030") + bytes(range(256))


@pytest.mark.parametrize(
    "facts",
    [
        {},
        {
            "content_type": "text/html; charset=gbk",
            "at": datetime(2022, 2, 14, 0, 21, 46, 123456, tzinfo=UTC),
            "record_id": "<urn:uuid:1>",
        },
        {"content_type": ""},
    ],
)
@pytest.mark.parametrize("kind", ["article", "data", "listing", "home"])
def test_its_bytes_and_facts_come_back(tmp_path, kind, facts):
    page = SavedPage(kind=kind, url=URL, content=HOSTILE, **facts)
    page.save(tmp_path)
    assert load(tmp_path) == page
    name = "page.json" if kind == "data" else "page.html"
    assert (tmp_path / name).read_bytes() == HOSTILE
    assert {path.name for path in tmp_path.iterdir()} == {name, "meta.json"}


def test_a_page_written_by_hand_needs_kind_and_url_alone(tmp_path):
    (tmp_path / "meta.json").write_text(json.dumps({"kind": "article", "url": URL}))
    (tmp_path / "page.html").write_bytes(b"page")
    assert load(tmp_path) == SavedPage(kind="article", url=URL, content=b"page")
