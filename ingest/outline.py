"""Outline marks of row labels: which row is a part of which (一、 1. 其中：)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_LEVELS = (
    re.compile(r"[一二三四五六七八九十]{1,3}、\s*"),
    re.compile(r"[（(][一二三四五六七八九十]{1,3}[)）]\s*"),
    re.compile(r"\d{1,2}[.．、]\s*(?!\d)"),
    re.compile(r"[（(]\d{1,2}[)）]\s*"),
)
_FIRST = re.compile(r"[（(]?[一1][)）、.．]")
_AMONG = re.compile(r"其中\s*[：:]?\s*")
_TOTAL = re.compile(r"(?:合计|总计|小计|共计)$")


@dataclass(slots=True)
class Outline:
    """Follows the row labels of one table downwards."""

    stack: list[tuple[int, str]] = field(default_factory=list)
    last: str = ""  # the label before, if it bears no mark and is no total
    among: str = ""  # the label that 其中 refers to

    def parents(self, label: str) -> tuple[str, ...]:
        """Return the labels under which `label` stands, and take it into account."""
        if _AMONG.match(label):
            names = [text for _, text in self.stack] + [self.among] * bool(self.among)
            return tuple(dict.fromkeys(names))
        level = next((n for n, mark in enumerate(_LEVELS, 1) if mark.match(label)), 0)
        before, self.among = self.last, label
        if not level:
            self.stack = []
            self.last = "" if _TOTAL.search(label) else label
            return ()
        self.last = ""
        if before and _FIRST.match(label):
            self.stack = [(0, before)]
        while self.stack and self.stack[-1][0] >= level:
            self.stack.pop()
        above = tuple(text for _, text in self.stack)
        self.stack.append((level, label))
        return above


def unmarked(label: str) -> str:
    """Return a label without its outline mark."""
    for mark in _LEVELS:
        found = mark.match(label)
        if found:
            return label[found.end() :]
    return label
