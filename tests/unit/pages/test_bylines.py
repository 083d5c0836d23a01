from __future__ import annotations

import pytest

from crawler.pages.bylines import names


@pytest.mark.parametrize(
    ("line", "writers"),
    [
        ("本报记者  王甲乙  方  敏", ["王甲乙", "方敏"]),
        ("本报记者 王　乙、丙　丁", ["王乙", "丙丁"]),
        ("作者：甲乙", ["甲乙"]),
        ("文/甲乙 丙丁戊", ["甲乙", "丙丁戊"]),
        ("（记者甲乙，丙丁）", ["甲乙", "丙丁"]),
        ("王文", ["王文"]),
        ("文/某网专栏作者 王文", ["王文"]),
        ("本报特约评论员 丙丁", ["丙丁"]),
        ("甲乙、甲乙", ["甲乙"]),
        ("阿甲·乙丙", ["阿甲·乙丙"]),
        ("2022-02-14", []),
        ("", []),
    ],
)
def test_the_writers_are_named_without_their_trade(line, writers):
    assert names(line) == writers
