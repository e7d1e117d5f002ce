"""Breaking Chinese text into printed lines, as a word processor does."""

from __future__ import annotations

import re
from dataclasses import dataclass

from eval.sample_font import advance

_NO_START = set("，。、；：？！）》」』】”’％%…·)],.;:!?")
_NO_END = set("（《「『【“‘([")
_UNIT = re.compile(r"[A-Za-z0-9][A-Za-z0-9.,%+\-:/]*|.", re.S)


@dataclass(frozen=True, slots=True)
class PrintedLine:
    """Characters `start:end` of a text on one line.

    `indent` is in points; `full` says that the line runs on into the next, so
    that it may be stretched to the measure.
    """

    start: int
    end: int
    indent: float
    full: bool


def break_lines(
    text: str, width: float, size: float, face: str, first_indent: float = 0.0
) -> tuple[PrintedLine, ...]:
    """Return the lines of `text` in a measure of `width` points.

    A newline ends a paragraph; `first_indent` (points) opens each.  Numbers
    and Latin words stay whole, closing punctuation never opens a line and
    opening brackets never end one.
    """
    lines: list[PrintedLine] = []
    at = 0
    for paragraph in text.split("\n"):
        lines += _paragraph(paragraph, at, width, size, face, first_indent)
        at += len(paragraph) + 1
    return tuple(lines)


def text_width(text: str, size: float, face: str) -> float:
    """Return the width of one line of text in points."""
    return sum(advance(face, char) for char in text) * size


def _paragraph(
    text: str, offset: int, width: float, size: float, face: str, indent: float
) -> list[PrintedLine]:
    units = [(m.start(), m.end()) for m in _UNIT.finditer(text)]
    widths = [text_width(text[a:b], size, face) for a, b in units]
    lines: list[PrintedLine] = []
    first = 0
    while first < len(units):
        room = width - (indent if not lines else 0.0)
        last = first
        used = 0.0
        while last < len(units) and used + widths[last] <= room + 1e-6:
            used += widths[last]
            last += 1
        last = max(last, first + 1)
        if last < len(units):
            last = _allowed(text, units, first, last)
        start, end = units[first][0], units[last - 1][1]
        lines.append(
            PrintedLine(
                offset + start, offset + end, indent if not lines else 0.0, last < len(units)
            )
        )
        first = last
        while first < len(units) and text[units[first][0]] == " ":
            first += 1
    return lines


def _allowed(text: str, units: list[tuple[int, int]], first: int, last: int) -> int:
    """Move a break left until it is a place where a line may end."""
    at = last
    while at > first + 1 and (text[units[at][0]] in _NO_START or text[units[at - 1][0]] in _NO_END):
        at -= 1
    return at if at > first + 1 or last == first + 1 else last
