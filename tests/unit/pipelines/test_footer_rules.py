"""What must go and what must stay, line by line: the table of rules from both sides."""

from __future__ import annotations

import re

import pytest

from pipelines.furniture.matching import by_place
from pipelines.furniture.rules import BRACKETS

BODY = "<p>首段正文。</p><p>次段正文。</p>"

TAIL = [
    ("source", "（文章来源：财联社）"),
    ("source", "(文章来源：证券时报·e公司 )"),
    ("source", "来源：新华社"),
    ("source", "稿源：某市发布"),
    ("editor", "（责任编辑：张三）"),
    ("editor", "责任编辑：张三 李四"),
    ("editor", "编辑 张三 校对 李四"),
    ("editor", "【责编:张三】"),
    ("author", "（作者：张三）"),
    ("author", "文/张三"),
    ("author", "本报记者 张三 北京报道"),
    ("original_title", "（原标题：另一个标题）"),
    ("disclaimer", "(声明：文章内容仅供参考，不构成投资建议。投资者据此操作，风险自担。)"),
    ("disclaimer", "郑重声明：某财富网发布此信息的目的在于传播更多信息，与本网站立场无关。"),
    (
        "disclaimer",
        "东方财富发布此内容旨在传播更多信息，与本站立场无关，不构成投资建议。",
    ),
    ("disclaimer", "免责声明：本文内容与数据由机构提供，不代表本报观点。"),
    ("disclaimer", "风险提示及免责条款"),
    ("disclaimer", "市场有风险，投资需谨慎。本文不构成个人投资建议，也未考虑到个别用户特殊的投资目标。"),
    ("disclaimer", "以上内容仅供参考，不构成任何投资建议。"),
    ("disclaimer", "（本文观点仅代表作者个人，不构成投资建议）"),
    ("copyright", "未经某报社授权，严禁转载或镜像，违者必究。"),
    ("copyright", "如需转载请与某报社联系。"),
    ("copyright", "版权声明：本文版权归某报所有。"),
    ("copyright", "（本文来自某新闻，更多原创资讯请下载“某新闻”APP）"),
    ("promotion", "在东方财富看资讯行情，选东方财富证券一站式开户交易>>"),
    ("promotion", "打开某财富APP查看更多 >"),
    ("promotion", "更多精彩内容，尽在某财经客户端"),
    ("promotion", "扫码关注某报公众号，第一时间获取资讯"),
    ("promotion", "长按识别二维码加入读者群"),
    ("promotion", "欢迎关注微信公众号“某某财经”"),
    ("promotion", "点击查看更多精彩内容"),
    ("related", "相关报道>>>"),
    ("related", "【延伸阅读】"),
]

STAYS_AT_THE_END = [
    "返回舱安全着陆，任务取得成功。",
    "未来更多资金或将关注消费板块。",
    "用户扫码即可完成支付。",
    "乘客可在下载该APP后扫码购票。",
    "公司称，对方未经授权使用其商标，已提起诉讼。",
    "公司编辑部表示，将继续跟进。",
    "记者从有关部门了解到，该项目已经开工。",
    "市场有风险，但机会也在其中，关键在于节奏。",
    "风险提示：宏观经济下行；政策落地不及预期。",
    "上述框架协议的签订不构成关联交易。",
    "文件来源尚不清楚，警方正在调查。",
    "(北青网5月21日报道)",
    "据记者了解，该公司声明称将依法维权。",
    "消息人士提醒投资者注意风险。",
    "关注到某公众号文章后，公司第一时间核查。",
    "作者：这是一个没有名字的比喻，而不是署名。",
    "转载量超过十万次。",
    "声明发布后，股价应声上涨。",
    "数据来源：某咨询公司",
]

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
    article = cleaned(f"{BODY}<p>{line.replace('>', '&gt;')}</p>")
    assert article.paragraphs == ["首段正文。", "次段正文。"]
    assert [(each.kind, each.text) for each in article.footer] == [(kind, line)]
    assert line not in article.html


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
    assert bool(rules.candidates(line)) == bool(matching)


def test_whatever_a_common_rule_takes_from_inside_begins_with_a_bracket():
    for rule, _ in by_place(())["inside"].all:
        begins = re.match(r"\[([^]]+)\](?![*?{|])", rule.pattern)
        assert begins
        assert set(begins[1].replace("\\", "")) <= set(BRACKETS)
        assert "|" not in re.sub(r"\(\?:[^()]*\)", "", rule.pattern)
