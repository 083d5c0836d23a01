"""The names in a line that tells who wrote an article."""

from __future__ import annotations

import re

_BEFORE = re.compile(r"^[（(]?(?:[^:：]{0,12}?记者\s*[:：/丨|]?|(?:本文)?(?:作者|撰文|文)\s*[:：/丨|])")
_BETWEEN = re.compile(r"[\s、，,;；/|()（）]+")
_NAME = re.compile(r"(?!\S*(?:记者|作者|评论员|研究员|撰稿人|编辑)$)[^\W\d_][\w·•.-]{1,19}")


def names(line: str) -> list[str]:
    """The writers that ``line`` names, each once, in order; a word such as 本报记者 before them is no name.

    A name of two characters that is set apart to the width of three (方　敏) is one name.
    """
    joined: list[str] = []
    for part in _BETWEEN.split(_BEFORE.sub("", line.strip())):
        if joined and len(joined[-1]) == len(part) == 1:
            joined[-1] += part
        else:
            joined.append(part)
    return list(dict.fromkeys(name for name in joined if _NAME.fullmatch(name)))
