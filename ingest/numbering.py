"""Automatic numbers of Word paragraphs, which stand nowhere in their text."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_HAN = "零一二三四五六七八九"
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"


@dataclass(slots=True)
class Numbering:
    """Counts list paragraphs in document order; made from the numbering part's root."""

    levels: dict[tuple[str, int], tuple[str, str, int]] = field(default_factory=dict)
    lists: dict[str, str] = field(default_factory=dict)
    counts: dict[tuple[str, int], int] = field(default_factory=dict)

    @classmethod
    def of(cls, root: Any | None) -> Numbering:
        """Return the counter for a numbering part, or one that never numbers."""
        made = cls()
        if root is None:
            return made
        for abstract in root.iter(f"{_W}abstractNum"):
            name = abstract.get(f"{_W}abstractNumId") or ""
            for level in abstract.iter(f"{_W}lvl"):
                place = int(level.get(f"{_W}ilvl") or 0)
                made.levels[name, place] = (
                    _value(level, "numFmt") or "decimal",
                    _value(level, "lvlText") or "",
                    int(_value(level, "start") or 1),
                )
        for number in root.iter(f"{_W}num"):
            made.lists[number.get(f"{_W}numId") or ""] = _value(number, "abstractNumId") or ""
        return made

    def mark(self, properties: Any | None) -> str:
        """Return the number that a paragraph with these properties shows, "" if none."""
        holder = None if properties is None else properties.find(f"{_W}numPr")
        if holder is None:
            return ""
        number, level = _value(holder, "numId") or "0", int(_value(holder, "ilvl") or 0)
        name = self.lists.get(number)
        if name is None or number == "0" or (name, level) not in self.levels:
            return ""
        style, pattern, start = self.levels[name, level]
        self.counts[number, level] = self.counts.get((number, level), start - 1) + 1
        for deeper in [key for key in self.counts if key[0] == number and key[1] > level]:
            del self.counts[deeper]
        if style in ("bullet", "none"):
            return ""

        def shown(match: re.Match[str]) -> str:
            place = int(match.group(1)) - 1
            form, _, first = self.levels.get((name, place), (style, "", 1))
            return _digits(self.counts.get((number, place), first), form)

        return re.sub(r"%(\d)", shown, pattern)


def _value(element: Any, name: str) -> str | None:
    found = element.find(f"{_W}{name}")
    value = None if found is None else found.get(f"{_W}val")
    return None if value is None else str(value)


def _digits(value: int, style: str) -> str:
    if style.startswith(("chinese", "japanese", "ideograph", "taiwanese")):
        return _han(value)
    if style == "decimalEnclosedCircleChinese" or style == "decimalEnclosedCircle":
        return _CIRCLED[value - 1] if 0 < value <= len(_CIRCLED) else str(value)
    if style in ("lowerLetter", "upperLetter") and 0 < value <= 26:
        letter = chr(ord("a") + value - 1)
        return letter.upper() if style == "upperLetter" else letter
    return str(value)


def _han(value: int) -> str:
    if not 0 < value < 100:
        return str(value)
    tens, ones = divmod(value, 10)
    head = "" if not tens else ("十" if tens == 1 else _HAN[tens] + "十")
    return head + (_HAN[ones] if ones else "")
