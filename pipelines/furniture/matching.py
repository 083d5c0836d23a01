"""Finds the lines of a text that footer rules take: which, why, and what they say of the article."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from crawler.sites.base import FooterRule
from pipelines.furniture.markup import is_linked
from pipelines.furniture.rules import BRACKETS, COMMON

Rule = tuple[FooterRule, re.Pattern[str]]
"""A rule with its compiled pattern."""

Blocks = list[tuple[str, str]]
"""Each paragraph's text and markup."""


_GROUP_NAME = re.compile(r"\?P<\w+>")
_BRACKET = re.compile(f"[{re.escape(BRACKETS)}]")


class Rules:
    """Rules that are tried at one place: a site's ``own`` first, then the common ones."""

    def __init__(self, own: list[Rule], common: list[Rule]) -> None:
        self.all = [*own, *common]
        self._own = own
        self._any_common = re.compile(
            "|".join(f"(?:{_GROUP_NAME.sub('?:', rule.pattern)})" for rule, _ in common)
        )

    def candidates(self, line: str) -> list[Rule]:
        """The rules that may match the whole ``line``: one look mostly rules out the common ones."""
        return self.all if self._any_common.fullmatch(line) else self._own

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
    taken = [Taken(kind, match[0], match.groupdict(default="")) for kind, match in matches if kept]
    return taken, kept


def _compiled(rules: tuple[FooterRule, ...], where: tuple[str, ...]) -> list[Rule]:
    return [(rule, re.compile(rule.pattern)) for rule in rules if rule.where in where]


def _match(block: tuple[str, str], rules: Rules) -> Taken | None:
    text, markup = block
    for rule, pattern in rules.candidates(text):
        found = pattern.fullmatch(text)
        if found and (not rule.linked or is_linked(markup)):
            return Taken(rule.kind, text, found.groupdict(default=""))
    return None


def _anywhere(blocks: Blocks, rules: Rules) -> dict[int, Taken]:
    found = {index: _match(block, rules) for index, block in enumerate(blocks)}
    return {index: taken for index, taken in found.items() if taken}


def _head(blocks: Blocks, rules: Rules) -> dict[int, Taken]:
    found = {}
    for index, block in enumerate(blocks):
        taken = _match(block, rules)
        if taken is None:
            break
        found[index] = taken
    return found


def _tail(blocks: Blocks, rules: Rules) -> dict[int, Taken]:
    """The unbroken run of footer lines at the end; lines of links below one of them belong to it."""
    found: dict[int, Taken] = {}
    links: dict[int, Taken] = {}
    for index in reversed(range(len(blocks))):
        taken = _match(blocks[index], rules)
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
