"""Lines that credit people and media, label by label: ``来源：甲报 作者：张三 责任编辑：李四``.

A line is a credit when it begins with a label and holds nothing but labels and short values: names after
a person's label, a medium after a source's. `LABELS` says which label fills which field of the article.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

LONGEST = 160
"""Characters of the longest line that is looked at."""


BRACKETS = "（(【["
"""What a bracketed line begins with."""


class Label(NamedTuple):
    """Labels of one meaning."""

    kind: str
    """The `crawler.items.FooterLine.kind` of a line that begins with one."""
    value: str
    """What follows: ``medium``, ``names``, ``reporters`` (no pen names), ``crew`` (names, in a line that
    has other labels too) or ``date``."""
    field: str
    """The field of the article that the value fills; empty for none."""
    pattern: str
    """Regular expression of the labels."""


_WHO = r"[\w·•]{0,12}?"

LABELS: tuple[Label, ...] = (
    # 来源：新华社, 稿源：..., 来源 | 某报、某网: portals, newspapers, public accounts.
    Label(
        "source",
        "medium",
        "source",
        r"(?:文章|稿件|新闻|本文|信息|消息|内容|资讯|原文|素材)?来\s?源|稿\s?源|出处",
    ),
    # 本文来源于某报, 转载自..., 摘自...: reprints.
    Label(
        "source",
        "medium",
        "source",
        r"(?:文章|稿件|本文|信息|内容|素材)来源[于自]|(?:本文|文章)?(?:转载?自|原载于|摘自)",
    ),
    # （资料来源：公司公告）: below reports; the origin of data is no medium.
    Label("source", "medium", "", r"资料来源"),
    # 发布日期：2019-03-06: public bodies, above or below the text.
    Label("source", "date", "", r"(?:发布|更新|发表|发稿)(?:时间|日期)"),
    # 图片来源：视觉中国, 题图/某图库, 摄影：张三: portals and magazines.
    Label(
        "picture_credit",
        "medium",
        "",
        r"(?:(?:本文|文中|文内|封面|首|头|题|配)?(?:图片|照片|题图|头图|配图|插图|图表|视频|图)(?:均|皆|全部)?(?:来源[于自]?|源自|来自|提供)"
        r"|[题头配插]图|图片|图源|供图|图|摄\s?影)",
    ),
    # 责任编辑：张三, 责编：..., 每经编辑 李四, 编辑/张三: below the text of nearly every site.
    Label(
        "editor",
        "names",
        "editors",
        rf"责\s?任\s?编\s?辑|责\s?编|{_WHO}编\s?辑|(?:执行)?主\s?编|编\s?审|[美文]\s?编",
    ),
    # 校对：..., 监 制：..., 一审：...: newspapers and television.
    Label(
        "editor",
        "reporters",
        "",
        r"校\s?对|审\s?[核校读签稿]|总?监\s?制|排\s?版|签\s?发|[一二三初复终]\s?审|总\s?编|值班\w{0,4}|供\s?稿",
    ),
    # 设计：..., 策划：...: beside the others; alone they head what an article says of a thing.
    Label(
        "editor",
        "crew",
        "",
        r"设\s?计|制\s?[图作]|剪\s?辑|运\s?营|总?统\s?筹|总?策\s?划|出\s?品人?|流程|新媒体\w{0,4}|配\s?音|播\s?[音报]"
        r"|编\s?[委导播]|[来投]\s?稿",
    ),
    # 作者：张三, 文/张三, 文丨某报评论员 张三, 采写：...: columns, magazines.
    Label(
        "author",
        "names",
        "authors",
        rf"{_WHO}作\s?者|撰\s?[文稿]|采\s?写|执\s?笔|文\s?字|文\s?[/／、&]?\s?图|图\s?[/／、&]?\s?文|文|编\s?译|翻\s?译",
    ),
    # 每经记者 张三, 通讯员 李四: newspapers.
    Label("author", "reporters", "authors", rf"{_WHO}(?:记\s?者|通\s?讯\s?员|评论员|实习生|撰稿人)"),
)

_SIGN = re.compile(r"[:：丨|｜/／\s于自]|记者")
"""One of them stands near the beginning of every credit."""
_SEPARATOR = r"\s*[:：丨|｜/／]\s*"
_MARK = re.compile(
    "|".join(
        rf"(?P<L{number}>{label.pattern})(?:{_SEPARATOR}|(?<=[于自])|\s+(?=\w))"
        for number, label in enumerate(LABELS)
    )
)
_DATE = re.compile(
    r"\s*(?:\d{2,4}\s?[-/.年]\s?)?\d{1,2}\s?[-/.月]\s?\d{1,2}\s?日?\s*(?:\d{1,2}[:：]\d\d(?:[:：]\d\d)?)?\s*[|丨]?\s*"
)
_DATE_BEHIND = re.compile(r"\s\d{4}\s?[-/.年][-/.年月日:：\s\d]{2,20}$")
_OUTER = " \u3000\xa0（()）【】[]「」“”\"'，,、/|丨—-*●■"
_BETWEEN = re.compile(r"[\s、，,/／|｜丨&]+")
_HAN = "\u4e00-\u9fff\u3400-\u4dbf"
_LONG_NAME = rf"[{_HAN}]{{1,12}}[·•][{_HAN}·•]{{1,12}}|[A-Za-zÀ-ÿ.'~-]{{1,40}}"
_NAMES = {
    "names": re.compile(rf"[{_HAN}]{{1,8}}|{_LONG_NAME}"),
    "crew": re.compile(rf"[{_HAN}]{{1,8}}|{_LONG_NAME}"),
    "reporters": re.compile(rf"[{_HAN}]{{1,4}}|{_LONG_NAME}"),
}
_LATIN_BLANK = re.compile(r"(?<=[A-Za-z.]) (?=[A-Za-z])")
_PHRASE = re.compile(
    rf"_?[A-Z]{{1,4}}\d{{1,6}}|\d{{1,6}}|无|未知|佚名|[（(][^（）()]{{0,12}}[）)]"
    rf"|[{_HAN}A-Za-z0-9·•]{{0,16}}(?:报道|摄影?|发自[{_HAN}]{{2,6}}|[讯电]|综合|整理|编译|摄制|供图|制图|报|社|网|台"
    r"|频道|新闻|客户端|公众号|工作室|编辑部|观察员|研究员|分析师|专栏|特约|见习|中心|支部|科|院|局|等)"
)
"""What may stand among names and is none: codes, units, 北京报道."""
_NO_NAME = re.compile(
    r"手记|观察|调查|了解|获悉|连线|走访|见闻|提问|问答|评论|看到|发现|您好?|你好|我们?|谢谢.*|[会节证站]"
)
_NO_MEDIUM = re.compile(
    r"(?:综合)?[自于]?(?:网络|互联网|网上|综合|整理|未知|转载|原创|本站|本网|其他|其它|公开资料)(?:综合|整理)?"
)
_SENTENCE = re.compile(r"[。！？；：:，?!]")
_GLUED = re.compile(
    rf"(?P<medium>[\w·•]{{0,10}}?(?:报|社|网|台|新闻|财经|本刊))?(?:全媒体|融媒体|见习|实习|特约|首席)?记者"
    rf"(?P<names>[{_HAN}]{{2,3}}(?:[\s、，,][{_HAN}]{{2,3}}){{0,4}})"
    r"\s*(?:[（(]?(?:\w{2,4})?(?:报道|摄影报道|摄|文|文/图|图文|文并摄)[）)]?)?"
)


@dataclass(frozen=True, slots=True)
class Credit:
    """What a line credits."""

    kind: str
    fields: dict[str, str]
    """Values by field of the article; names parted by ``、``."""


def credit(line: str) -> Credit | None:
    """What the whole ``line`` credits; None when it says anything else."""
    if len(line) > LONGEST or _SIGN.search(line, 0, 40) is None:
        return None
    text = line.strip(_OUTER)
    dated = _DATE.match(text)
    text = text[dated.end() :] if dated else text
    first = _MARK.match(text)
    if first is None:
        return _glued(text, line.lstrip()[:1] in BRACKETS)
    marks = [first, *_MARK.finditer(text, first.end())]
    if len(marks) == 1 and _label(first).value == "crew":
        return None
    fields: dict[str, str] = {}
    for mark, end in zip(marks, [*(each.start() for each in marks[1:]), len(text)], strict=True):
        label = _label(mark)
        value = _value(label, text[mark.end() : end].strip(_OUTER), mark[0])
        if value is None:
            return None
        if label.field and value:
            fields[label.field] = "、".join(filter(None, (fields.get(label.field), value)))
    return Credit(_label(first).kind, fields)


def is_medium(text: str) -> bool:
    """Whether ``text``, that stands where a medium is named, names one (网络 and 综合整理 are none)."""
    return bool(text) and _NO_MEDIUM.fullmatch(text) is None


def _glued(text: str, bracketed: bool) -> Credit | None:
    """本报记者张三: the reporter's name right behind the label; without a medium, only in brackets."""
    found = _GLUED.fullmatch(text)
    if found is None or not (found["medium"] or bracketed) or _NO_NAME.fullmatch(found["names"]):
        return None
    return Credit("author", {"authors": "、".join(_BETWEEN.split(found["names"]))})


def _label(mark: re.Match[str]) -> Label:
    return LABELS[int((mark.lastgroup or "L0")[1:])]


def _value(label: Label, value: str, mark: str) -> str | None:
    """The value behind a label, for its field; None when it is no such value."""
    is_bare = mark[-1:].isspace() and re.search(_SEPARATOR, mark) is None
    if label.value in _NAMES:
        return None if is_bare and not value else _names(value, _NAMES[label.value])
    if is_bare:
        return None
    if label.value == "date":
        return "" if not value or _DATE.fullmatch(value) else None
    medium = _DATE_BEHIND.sub("", value).rstrip("。" if re.search(_SEPARATOR, mark) else "")
    if len(medium) > 40 or _SENTENCE.search(medium) or ("”" in medium and "“" not in medium):
        return None
    for opening, closing in ("（）", "()"):  # 某某证券（香港）: the last bracket is the medium's own
        medium += closing * (medium.count(opening) > medium.count(closing))
    return medium if is_medium(medium) else ""


def _names(value: str, pattern: re.Pattern[str]) -> str | None:
    """The names in ``value``, parted by ``、``; None when there is anything but names."""
    names: list[str] = []
    single = ""
    for token in filter(None, _BETWEEN.split(_LATIN_BLANK.sub("~", value.rstrip("。")))):
        if _PHRASE.fullmatch(token):
            continue
        if not pattern.fullmatch(token) or _NO_NAME.fullmatch(token):
            return None
        if len(token) == 1:  # 高 明: two characters, set apart
            single, token = ("", single + token) if single else (token, "")
        if token:
            names.append(token.replace("~", " "))
    return "、".join(names)
