"""The lines of a page that tell of its article: when it was published, and by whom."""

from __future__ import annotations

from dataclasses import dataclass, field

from crawler.pages.generic.blocks import Block
from crawler.pages.generic.container import within

ENDS = ("。", "！", "？", "”", "…")
"""What a sentence ends with."""

LEAST = 20
"""Characters of the shortest block that is text for certain."""


@dataclass(frozen=True, slots=True)
class Lines:
    """Blocks with text, the likeliest first."""

    ahead: list[Block] = field(default_factory=list)
    """From the headline to the text."""
    around: list[Block] = field(default_factory=list)
    """Above the headline, from it upwards, then from the end of the text on."""

    @property
    def all(self) -> list[Block]:
        """Both."""
        return [*self.ahead, *self.around]


def lines_of(blocks: list[Block], heading: Block | None, body: Block | None) -> Lines:
    """The lines around the headline and the text, as far as they were found."""
    start = heading.order if heading else max(0, body.order - 30) if body else 0
    inside = within(body) if body else []
    text = min((each.order for each in inside if each.order > start and _runs(each)), default=start + 12)
    end = max((each.order for each in inside), default=text)
    ahead, above = blocks[start:text], blocks[max(0, start - 15) : start]
    below = blocks[max(start, end - 8) : end + 25]
    return Lines(
        [each for each in ahead if each.text], [each for each in (*reversed(above), *below) if each.text]
    )


def _runs(block: Block) -> bool:
    """Whether the block is a sentence of the text."""
    return len(block.text) >= LEAST and block.text.endswith(ENDS)
