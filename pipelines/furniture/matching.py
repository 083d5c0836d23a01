"""Finds the lines of a text that footer rules take: which, why, and what they say of the article."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from crawler.sites.parts import FooterRule
from pipelines.furniture.credits import BRACKETS, credit
from pipelines.furniture.markup import is_linked
from pipelines.furniture.rules import COMMON

Rule = tuple[FooterRule, re.Pattern[str]]
"""A rule with its compiled pattern."""

Blocks = list[tuple[str, str]]
"""Each paragraph's text and markup."""


_GROUP_NAME = re.compile(r"\?P<\w+>")
_BRACKET = re.compile(f"[{re.escape(BRACKETS)}]")
"""One of them begins whatever a common rule takes from ``inside`` a block."""
_ENDING = re.compile(
    r"(?<!^)(?:[（(【\[][^（）()【】\[\]]{2,80}[）)】\]]"
    r"|(?<=[。！？”」…])\s*(?:责任编辑|责编|(?:文章|稿件)?来源|稿源|作者|编辑|原标题)\s*[:：][^。！？]{1,60})\s*$"
)
LONGEST_LINE = 1200
"""Characters of the longest line that a common rule takes."""
LONGEST_ENDING = 100
"""Characters at the end of the text that a credit may take."""
_CREDITED = frozenset(("source", "editor", "author", "picture_credit"))


class Rules:
    """Rules that are tried at one place: a site's ``own`` first, then the common ones."""

    def __init__(self, own: list[Rule], common: list[Rule]) -> None:
        self.all = [*own, *common]
        self._own, self._common = own, common
        self._any_common = re.compile(
            "|".join(
                f"(?P<R{number}>{_GROUP_NAME.sub('?:', rule.pattern)})"
                for number, (rule, _) in enumerate(common)
            )
        )

    def candidates(self, line: str) -> Iterator[Rule]:
        """The rules that may match the whole ``line``: the site's own, then, by one look that rules out
        those ahead of the first that does, the common ones.
        """
        yield from self._own
        found = self._any_common.fullmatch(line) if len(line) <= LONGEST_LINE else None
        if found and found.lastgroup:
            yield from self._common[int(found.lastgroup[1:]) :]

    def inside_candidates(self, text: str) -> list[Rule]:
        """The ``inside`` rules that may match a part of ``text``."""
        return self.all if _BRACKET.search(text) else self._own


Places = dict[str, Rules]
"""Rules by the place they are tried at: ``head``, ``tail``, ``anywhere``, ``inside``."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A line, or a part of one, that a rule takes."""

    kind: str
    text: str
    fields: dict[str, str]
    """What it hands to the article, by field."""


@cache
def by_place(own: tuple[FooterRule, ...]) -> Places:
    """A site's ``own`` rules, then the common ones, by place."""
    ends = ("ends", "anywhere")
    places = {
        "anywhere": ("anywhere",),
        "inside": ("inside",),
        "head": ("head", *ends),
        "tail": ("tail", *ends),
    }
    return {
        place: Rules(_compiled(own, where), _compiled(COMMON, where)) for place, where in places.items()
    }


def whole_lines(blocks: Blocks, rules: Places) -> dict[int, Taken]:
    """The blocks that are footer lines, by index: by themselves, or by standing at the head or tail."""
    return {
        **_anywhere(blocks, rules["anywhere"]),
        **_head(blocks, rules["head"]),
        **_tail(blocks, rules["tail"]),
    }


def parts(text: str, rules: Rules) -> tuple[list[Taken], list[int]]:
    """The parts of ``text`` that ``inside`` rules take, and the positions of the characters that remain.

    Nothing is taken when nothing would remain: then the block is a footer line or none.
    """
    candidates = rules.inside_candidates(text)
    matches = [(rule.kind, match) for rule, pattern in candidates for match in pattern.finditer(text)]
    if not matches:
        return [], []
    gone = {position for _, match in matches for position in range(*match.span())}
    kept = _kept(text, gone) if gone else []
    taken = [Taken(kind, match[0], _fields(kind, match)) for kind, match in matches if kept]
    return taken, kept


def ending(text: str) -> tuple[Taken, int] | None:
    """The credit, in brackets or behind a label, at the end of an article's text, and where it begins."""
    start = max(len(text) - LONGEST_ENDING, 0)
    found = _ENDING.search(text, start)
    said = credit(found[0]) if found else None
    if found is None or said is None or not text[: found.start()].strip():
        return None
    return Taken(said.kind, found[0].strip(), said.fields), found.start()


def _compiled(rules: tuple[FooterRule, ...], where: tuple[str, ...]) -> list[Rule]:
    return [(rule, re.compile(rule.pattern)) for rule in rules if rule.where in where]


def _match(block: tuple[str, str], rules: Rules) -> Taken | None:
    text, markup = block
    for rule, pattern in rules.candidates(text):
        found = pattern.fullmatch(text)
        if found and (not rule.linked or is_linked(markup)):
            return Taken(rule.kind, text, _fields(rule.kind, found))
    return None


def _fields(kind: str, match: re.Match[str]) -> dict[str, str]:
    """What a line says, by field: by the rule's groups, or by labels where its ``kind`` has them."""
    groups = {name: text for name, text in match.groupdict().items() if text}
    if groups or kind not in _CREDITED:
        return groups
    said = credit(match[0])
    return said.fields if said else {}


def _at_end(block: tuple[str, str], rules: Rules) -> Taken | None:
    """What takes the block at the head or the tail."""
    taken = _match(block, rules)
    if taken:
        return taken
    said = credit(block[0])
    return Taken(said.kind, block[0], said.fields) if said else None


def _anywhere(blocks: Blocks, rules: Rules) -> dict[int, Taken]:
    found = {index: _match(block, rules) for index, block in enumerate(blocks)}
    return {index: taken for index, taken in found.items() if taken}


def _head(blocks: Blocks, rules: Rules) -> dict[int, Taken]:
    found = {}
    for index, block in enumerate(blocks):
        taken = _at_end(block, rules)
        if taken is None:
            break
        found[index] = taken
    return found


def _tail(blocks: Blocks, rules: Rules) -> dict[int, Taken]:
    """The unbroken run of footer lines at the end; lines of links below one of them belong to it."""
    found: dict[int, Taken] = {}
    links: dict[int, Taken] = {}
    for index in reversed(range(len(blocks))):
        taken = _at_end(blocks[index], rules)
        if taken:
            found |= {index: taken, **links}
            links = {}
        elif is_linked(blocks[index][1]):
            links[index] = Taken("related", blocks[index][0], {})
        else:
            break
    return found


def _kept(text: str, gone: set[int]) -> list[int]:
    """The positions of ``text`` that remain when ``gone`` goes, and with it the blanks then at its ends."""
    kept = [position for position in range(len(text)) if position not in gone]
    inked = [index for index, position in enumerate(kept) if not text[position].isspace()]
    return kept[inked[0] : inked[-1] + 1] if inked else []
