"""Words that name a unit: in a column of units, in the brackets of a header."""

from __future__ import annotations

import re

from ingest.model import FigureKind
from ingest.numerals import scan_numbers
from ingest.units import money_unit

_MONEY = re.compile(r"(?:人民币)?\s*[万亿千百十]*\s*元")


def unit_word(word: str) -> str:
    """Return the canonical unit that a word is, "" if it is none: 万吨, %, 千公顷, 微克/立方米.

    Of two ways to count one thing (人/人次) it is the first.
    """
    word = word.strip()
    if _MONEY.fullmatch(word):
        return money_unit(word)
    if word in ("%", "％"):
        return "%"
    if word[:1].isdigit():
        return ""
    probe = scan_numbers(f"1{word}")
    if len(probe) != 1 or probe[0].end != len(word) + 1 or probe[0].kind is FigureKind.PLAIN:
        return ""
    base, _, per = probe[0].unit.partition("/")
    return base if per.startswith(base) else probe[0].unit
