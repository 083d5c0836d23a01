"""What may be said to a spider with ``-a``, checked before anything is fetched."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from crawler.errors import ArgumentError


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument of a spider.

    :param read: turns the text into the value; raises ``ValueError`` saying what is accepted.
    :param help: one sentence for the docs.
    """

    name: str
    read: Callable[[str], Any]
    help: str
    required: bool = False


def parse(spider: str, declared: tuple[Argument, ...], given: Mapping[str, str]) -> dict[str, Any]:
    """The values of ``given``, by name; those not given are absent.

    :raises ArgumentError: naming the argument and what is accepted.
    """
    known = {argument.name: argument for argument in declared}
    for name in given:
        if name not in known:
            raise ArgumentError(name, f"spider {spider!r} takes {', '.join(sorted(known))}")
    for argument in declared:
        if argument.required and not given.get(argument.name):
            raise ArgumentError(argument.name, f"spider {spider!r} needs it: {argument.help}")
    values = {}
    for name, text in given.items():
        try:
            values[name] = known[name].read(text)
        except ValueError as error:
            raise ArgumentError(name, f"{text!r} is not accepted: {error}") from None
    return values


def day(text: str) -> date:
    """A day as ``YYYY-MM-DD``."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError("give a day as YYYY-MM-DD, such as 2022-02-14") from None


def positive(text: str) -> int:
    """A whole number from 1."""
    if not (text.isascii() and text.isdigit() and int(text) > 0):
        raise ValueError("give a whole number from 1")
    return int(text)


def flag(text: str) -> bool:
    """Yes or no: ``1`` or ``0``."""
    if text not in ("0", "1"):
        raise ValueError("give 1 or 0")
    return text == "1"


def words(text: str) -> tuple[str, ...]:
    """Values separated by commas; none may be empty."""
    values = tuple(part.strip(" ") for part in text.split(","))
    if not all(values):
        raise ValueError("give values separated by single commas")
    return values


def readable(text: str) -> str:
    """Path of a text file that can be read, or ``-`` for standard input."""
    if text == "-":
        return text
    try:
        with Path(text).open("rb") as file:
            file.read(1)
    except OSError as error:
        raise ValueError(f"the file cannot be read: {error.strerror}") from None
    return text


def lines(path: str) -> Iterator[tuple[int, str]]:
    """The lines of a file that hold something, with their numbers; ``#`` begins a comment line."""
    file = sys.stdin if path == "-" else Path(path).open(encoding="utf-8-sig", errors="replace")  # noqa: SIM115
    with file:
        for number, line in enumerate(file, start=1):
            text = line.strip()
            if text and not text.startswith("#"):
                yield number, text
