"""The words and numbers of a generated report: templates, slots and seeds."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from decimal import Decimal
from functools import cache
from importlib.resources import files
from random import Random
from typing import Any

_SLOT = re.compile(r"\{(\w+)(?:=([\d.]+):(?:(\w+)\+)?(\d+)-(\d+)(?:/(10|100))?)?\}")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*%?")


@cache
def load_words() -> dict[str, Any]:
    """Return the wording in eval/sample_words.toml."""
    return tomllib.loads(files("eval").joinpath("sample_words.toml").read_text("utf-8"))


class Words:
    """Fills templates: without a seed with their defaults, with one at random.

    `values` holds what has been settled so far, by name; slots are added to
    it as they are met, so that a figure named twice is the same figure.
    """

    def __init__(self, rng: Random | None) -> None:
        self.rng = rng
        self.values: dict[str, str] = {}

    def fill(self, template: str) -> str:
        """Return the template with its slots filled.

        Raises KeyError for a name that has no value yet.
        """
        return _SLOT.sub(self._slot, template)

    def pick(self, options: Sequence[Any]) -> Any:
        """Return the first option, or with a seed any of them."""
        return options[0] if self.rng is None else self.rng.choice(options)

    def draw(self, default: int, low: int, high: int) -> int:
        """Return the default, or with a seed a number from `low` to `high`."""
        return default if self.rng is None else self.rng.randint(low, high)

    def shuffled(self, items: Sequence[Any]) -> list[Any]:
        """Return the items as they stand, or with a seed half the time shuffled."""
        every = list(items)
        if self.rng is not None and self.rng.random() < 0.5:
            self.rng.shuffle(every)
        return every

    def _slot(self, match: re.Match[str]) -> str:
        name, default, base, low, high, divisor = match.groups()
        if name not in self.values:
            if default is None:
                raise KeyError(f"no value for {{{name}}} yet")
            self.values[name] = self._number(default, base, int(low), int(high), divisor)
        return self.values[name]

    def _number(self, default: str, base: str | None, low: int, high: int, by: str | None) -> str:
        if self.rng is None:
            return default
        drawn = Decimal(self.rng.randint(low, high)) / Decimal(by or 1)
        if base is not None:
            drawn += Decimal(self.values[base])
        return format(drawn.normalize(), "f")


def space_numbers(text: str, habit: str, rng: Random) -> str:
    """Put spaces between numbers and Chinese as typists do, or do not.

    `habit` is none, all, or mixed: then about every third number gets spaces,
    amounts of money never.
    """
    if habit == "none":
        return text

    def spaced(match: re.Match[str]) -> str:
        start, end = match.span()
        before, after = text[start - 1 : start], text[end : end + 2]
        money = after[:1] in ("元", "万", "亿")
        if habit == "mixed" and (money or rng.random() > 0.35):
            return match[0]
        left = " " if "\u4e00" <= before <= "\u9fff" else ""
        right = " " if "\u4e00" <= after[:1] <= "\u9fff" else ""
        return f"{left}{match[0]}{right}"

    return _NUMBER.sub(spaced, text)
