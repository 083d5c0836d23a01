"""What must go and what must stay, line by line: the table of rules from both sides."""

from __future__ import annotations

import re
from html import escape
from pathlib import Path

import pytest

from pipelines.furniture.credits import BRACKETS
from pipelines.furniture.matching import by_place

BODY = "<p>首段正文。</p><p>次段正文。</p>"

LINES = Path(__file__).parent / "footer_lines"
TAIL = [tuple(line.split("\t")) for line in (LINES / "goes.tsv").read_text("utf-8").splitlines()]
"""Lines that go at the end of an article, each with its kind; written in the forms that real pages use."""
STAYS_AT_THE_END = (LINES / "stays.txt").read_text("utf-8").splitlines()
"""Lines that stay at the end, although they hold the words of the others."""

STAYS_IN_THE_MIDDLE = [
    "来源：新华社",
    "编辑 张三 校对 李四",
    "欢迎关注微信公众号“某某财经”",
    "以上内容仅供参考，不构成任何投资建议。",
    "市场有风险，投资需谨慎。",
    "相关报道>>>",
    "本报记者 张三 北京报道",
    "（本文来自某新闻，更多原创资讯请下载“某新闻”APP）",
]

GOES_ANYWHERE = [
    ("source", "（文章来源：财联社）"),
    ("editor", "（责任编辑：张三）"),
    ("disclaimer", "(声明：文章内容仅供参考，不构成投资建议。)"),
    ("promotion", "在东方财富看资讯行情，选东方财富证券一站式开户交易>>"),
]

INSIDE = [
    ("promotion", "政策提供支持。", "（点击阅读报告全文）", ""),
    ("promotion", "政策提供支持", "（点击查看>>）", "，市场反应积极。"),
    ("source", "清洁能源有望获益。", "（文章来源：财联社）", ""),
    ("editor", "清洁能源有望获益。", "（责任编辑：张三）", ""),
]

STAYS_INSIDE = [
    "他说（点击率很高），市场反应积极。",
    "据（北青网5月21日报道）称，会议已经结束。",
    "该说法（文章来源：某论坛）未获证实。",
    "公司（下称甲公司）表示，据此操作的投资者应当谨慎。",
]


@pytest.mark.parametrize(("kind", "line"), TAIL)
def test_a_footer_line_at_the_end_goes(cleaned, kind, line):
    article = cleaned(f"{BODY}<p>{escape(line)}</p>")
    assert article.paragraphs == ["首段正文。", "次段正文。"]
    assert [(each.kind, each.text) for each in article.footer] == [(kind, re.sub(" +", " ", line))]
    assert article.html == BODY.replace("</p><p>", "</p>\n<p>")


@pytest.mark.parametrize("line", STAYS_AT_THE_END)
def test_a_sentence_at_the_end_stays(cleaned, line):
    article = cleaned(f"{BODY}<p>{line}</p>")
    assert article.paragraphs == ["首段正文。", "次段正文。", line]
    assert article.footer == []


@pytest.mark.parametrize("line", STAYS_AT_THE_END)
def test_a_sentence_at_the_start_stays(cleaned, line):
    assert cleaned(f"<p>{line}</p>{BODY}").paragraphs[0] == line


@pytest.mark.parametrize("line", STAYS_IN_THE_MIDDLE)
def test_a_line_in_the_middle_stays(cleaned, line):
    article = cleaned(f"<p>首段正文。</p><p>{line}</p><p>次段正文。</p>")
    assert article.paragraphs == ["首段正文。", line, "次段正文。"]


@pytest.mark.parametrize(("kind", "line"), GOES_ANYWHERE)
def test_an_unmistakable_line_goes_wherever_it_stands(cleaned, kind, line):
    article = cleaned(f"<p>首段正文。</p><p>{line}</p><p>次段正文。</p>")
    assert article.paragraphs == ["首段正文。", "次段正文。"]
    assert [each.kind for each in article.footer] == [kind]


@pytest.mark.parametrize(("kind", "before", "bracket", "after"), INSIDE)
def test_a_bracket_inside_a_paragraph_goes_and_the_rest_stays(cleaned, kind, before, bracket, after):
    article = cleaned(f"<p>首段正文。</p><p>{before}{bracket}{after}</p>")
    assert article.paragraphs == ["首段正文。", before + after]
    assert [(each.kind, each.text) for each in article.footer] == [(kind, bracket)]
    assert article.html.split("\n")[1] == f"<p>{before}{after}</p>"


@pytest.mark.parametrize("line", STAYS_INSIDE)
def test_an_ordinary_bracket_stays(cleaned, line):
    assert cleaned(f"<p>{line}</p>").paragraphs == [line]


@pytest.mark.parametrize("place", ["head", "tail", "anywhere"])
@pytest.mark.parametrize("line", [*dict(map(reversed, TAIL)), *STAYS_AT_THE_END, *STAYS_IN_THE_MIDDLE])
def test_one_look_rules_out_no_rule_that_matches(place, line):
    rules = by_place(())[place]
    matching = [rule for rule, pattern in rules.all if pattern.fullmatch(line)]
    assert bool(list(rules.candidates(line))) == bool(matching)


def test_whatever_a_common_rule_takes_from_inside_begins_with_a_bracket():
    for rule, _ in by_place(())["inside"].all:
        begins = re.match(r"\[([^]]+)\](?![*?{|])", rule.pattern)
        assert begins
        assert set(begins[1].replace("\\", "")) <= set(BRACKETS)
        assert "|" not in re.sub(r"\(\?:[^()]*\)", "", rule.pattern)
