"""Was a line's end the page's doing or the writer's?  Joining hard-wrapped lines.

The one test used for prose and table cells alike: had the next line's first
unbreakable piece still fitted on this line, the writer ended the line.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from ingest.layout import Line

_CLOSERS = "。，、；：！？）】》」』〉”’％%…·.,;:!?)]}"
_HANGING = "。，、；："
_OPENERS = "“‘（(《〈「『【[{"
_TOKEN = re.compile(rf"[{re.escape(_OPENERS)}]*(?:[A-Za-z0-9.,%％+/\-]+|\S)")
_LISTED = re.compile(
    r"\s*(?:[一二三四五六七八九十]{1,3}[、是．.]|[（(][一二三四五六七八九十\d]{1,3}[)）]"
    r"|第[一二三四五六七八九十百]+[章节部条编]|\d{1,2}(?:[.．、]\d{1,2})*[.．、](?!\d)|[①-⑳]|其中[：:]|[●■◆•·○□]\s?)"
)
_FIRST_ITEM = re.compile(r"\s*[（(]?(?:一(?![二三四五六七八九十])|1(?!\d)|①)[)）]?\s*[、是．.]?")
_HAN = "零一二三四五六七八九"
_ITEM_NUMBER = re.compile(
    r"\s*[（(]?(\d{1,2}(?![\d.．]*\d)|[一二三四五六七八九]?十?[一二三四五六七八九]|[一二三四五六七八九]?十)[)）、.．是]"
)
_LATIN = re.compile(r"[A-Za-z]")
_QUANTITY_LAST = re.compile(r"\d\s*[^\d\s，、。；：]{0,2}\s*$")
_INDENT = 4  # half-width units by which a paragraph's first line is usually set in
_END_SENTENCE = re.compile(r"[。！？!?；;：:]\s*[”’』」）)]?\s*$")


@dataclass(frozen=True, slots=True)
class Margins:
    """Where a column of text begins and ends, in points (or half-width units).

    `slack` is in character heights.
    """

    left: float
    right: float
    slack: float = 0.0  # how far boxes may be wrong (scans)


def starts_item(text: str) -> bool:
    """Return whether a text begins with a heading's or list item's marker."""
    return bool(_LISTED.match(text))


def opens_list(text: str) -> bool:
    """Return whether a text begins with the first mark of a list (一是, 1., （一）)."""
    return bool(_FIRST_ITEM.match(text))


def item_number(text: str) -> int | None:
    """Return the number that a list item's mark gives it; None without one."""
    found = _ITEM_NUMBER.match(text)
    if found is None:
        return None
    digits = found.group(1)
    if digits.isdigit():
        return int(digits)
    tens, ten, ones = digits.rpartition("十")
    return (_HAN.index(tens) if tens else 1 if ten else 0) * 10 + (_HAN.index(ones) if ones else 0)


def ends_sentence(text: str) -> bool:
    """Return whether a text ends where a sentence or clause group ends."""
    return bool(_END_SENTENCE.search(text))


def line_size(line: Line) -> float:
    """Return the height of a line's characters in points (1 without boxes)."""
    heights = sorted(box.bottom - box.top for box in line.boxes if box is not None)
    return heights[len(heights) // 2] if heights else 1.0


def text_width(text: str) -> int:
    """Return the width of a text in half-width units."""
    return sum(2 if unicodedata.east_asian_width(ch) in "WFA" else 1 for ch in text)


def next_piece(text: str) -> str:
    """Return what a line breaker could not divide at the start of a line."""
    found = _TOKEN.search(text)
    if found is None:
        return ""
    piece = found.group()
    rest = text[found.end() :]
    while rest and rest[0] in _CLOSERS:
        piece, rest = piece + rest[0], rest[1:]
    return piece


def is_full(line: Line, following: Line, right: float) -> bool:
    """Return whether the first piece of `following` had no room after `line`.

    `right` is the text column's right edge, in points if the lines have
    boxes, else in half-width units.
    """
    piece = next_piece(following.text)
    if line.box is None:
        return text_width(line.text.rstrip()) + text_width(piece) > right
    size = line_size(line)
    width = text_width(piece) / 2 * line_size(following)
    if _spaced_edge(line.text.rstrip()[-1:], piece[:1]):
        width += 0.5 * size  # a space set between number and word, dropped at the line's end
    return line.box.x1 + width > right - 0.05 * size


def _spaced_edge(before: str, after: str) -> bool:
    """Return whether a number meets a word: many typists set a space between them."""
    return bool(before and after) and before.isascii() != after.isascii()


def glue(before: str, after: str) -> str:
    """Return what stands between two joined line ends: a space between words, else nothing."""
    if not before or not after:
        return ""
    a, b = before[-1], after[0]
    if a.isspace() or b.isspace():
        return ""
    latin = _LATIN
    if latin.match(a) and latin.match(b):
        return " "
    return ""


def cell_break(line: Line, following: Line, *, full: bool) -> str:
    """Return the separator between two lines of a cell: "", " " or a newline.

    `full` says that the second line's first piece had no room on the first.

    Labels broken for looks (部门/资金/情况) are joined; list items, sentences
    and numbers that would have fitted on one line are kept apart.
    """
    before, after = line.text.rstrip(), following.text.lstrip()
    if not before or not after:
        return ""
    if starts_item(after) and (not full or ends_sentence(before)):
        return "\n"
    if full:
        return glue(before, after)
    if ends_sentence(before):
        return "\n"
    if _numeric_edge(before[-1]) and _numeric_edge(after[0]):
        return "\n"
    return glue(before, after)


def _numeric_edge(ch: str) -> bool:
    return ch.isdigit() or ch in ".,%％-－—+"


def paragraph_break(
    line: Line,
    following: Line,
    lines: Sequence[Line],
    place: int,
    margins: Margins | None,
    *,
    opening: bool = False,
) -> bool:
    """Return whether a new paragraph begins with `following`.

    `lines` is the block in which `following` stands at `place` (0 if a page
    break lies between the two); `opening` says that `line` is the first of
    its paragraph, whose indent a text without boxes does not show.
    """
    if line.box is None or following.box is None or margins is None:
        widest = margins.right if margins is not None else 0.0
        return _plain_break(line, following, lines, place, widest, opening=opening)
    size, after = line_size(line), line_size(following)
    if max(size, after) > (1.5 if margins.slack else 1.18) * min(size, after):
        return True
    if place:
        step = following.box.top - line.box.top
        if step < 0.5 * size or step > 1.6 * _pitch(lines, place):
            return True
    if _centred(line, margins) and _centred(following, margins):
        return starts_item(following.text)
    if line.box.x0 - max(margins.left, following.box.x0) > 6 * size:
        return True  # a line at the right edge, such as a unit or a date
    if not is_full(line, following, margins.right - margins.slack * size):
        return True
    inset = following.box.x0 - margins.left
    if inset <= 1.2 * after:
        return starts_item(following.text) and ends_sentence(line.text) and inset > 0.5 * after
    # An indented line begins a paragraph, unless the whole item hangs there.
    if starts_item(following.text):
        return True
    shift = following.box.x0 - line.box.x0
    hanging = starts_item(line.text) and -0.5 * size < shift < 4 * size
    return not hanging and (abs(shift) > 0.5 * size or ends_sentence(line.text))


def _pitch(lines: Sequence[Line], place: int) -> float:
    """Return the usual distance between line tops around a place, in points."""
    near = lines[max(0, place - 8) : place + 8]
    tops = [line.box.top for line in near if line.box is not None]
    steps = sorted(b - a for a, b in pairwise(tops) if b - a > 2)
    return steps[len(steps) // 2] if steps else 0.0


def _plain_break(
    line: Line,
    following: Line,
    lines: Sequence[Line],
    place: int,
    widest: float,
    *,
    opening: bool,
) -> bool:
    """Judge by line lengths alone; what is wide is seen from the lines around."""
    near = [text_width(ln.text.rstrip()) for ln in lines[max(0, place - 9) : place + 9]]
    near = sorted([*near, text_width(line.text.rstrip())])
    right = near[int(len(near) * 0.8)] if len(near) > 5 else near[-1]
    # Punctuation and Latin letters are set narrower than they count here.
    slack = 3 + (_INDENT if opening else 0)
    if not is_full(line, following, float(right - slack)):
        return True
    if starts_item(following.text) and ends_sentence(line.text):
        return True
    if right < 0.6 * widest and _QUANTITY_LAST.search(line.text):
        return True  # narrow columns pulled apart: a quantity ends what it belongs to
    return line.text.rstrip()[-1:].isdigit() and following.text.lstrip()[:1].isdigit()


def _centred(line: Line, margins: Margins) -> bool:
    assert line.box is not None
    left, right = line.box.x0 - margins.left, margins.right - line.box.x1
    size = line_size(line)
    return left > 2.5 * size and right > 2.5 * size and abs(left - right) < 2 * size


def find_margins(lines: Sequence[Line], width: float = 0.0) -> Margins | None:
    """Return where most lines begin and end; without boxes, the usual full width.

    Where no four lines end at one place, the right margin is taken to be as
    wide as the left one on a page of `width` points.
    """
    if not lines:
        return None
    boxes = [line.box for line in lines if line.box is not None]
    if not boxes:
        widths = sorted(text_width(line.text.rstrip()) for line in lines)
        return Margins(0.0, float(widths[int(len(widths) * 0.95)]))
    lefts = sorted(box.x0 for box in boxes)
    rights = sorted(_inked_right(line) for line in lines if line.box is not None)
    left = lefts[min(len(lefts) - 1, len(lefts) // 10)]
    right = rights[max(0, len(rights) - 1 - len(rights) // 20)]
    common = _common_right(lines)
    return Margins(left, max(common, right) if common else max(width - left, right))


def _inked_right(line: Line) -> float:
    """Return where a line's last word ends: a stop behind it may hang over the margin."""
    assert line.box is not None
    text = line.text.rstrip()
    last = line.boxes[len(text) - 1] if len(line.boxes) >= len(text) > 1 else None
    if last is None or text[-1] not in _HANGING:
        return line.box.x1
    return min(line.box.x1, last.x0)


def _common_right(lines: Sequence[Line]) -> float | None:
    """Return where four lines or more end that do not end a sentence there."""
    counts: dict[int, list[Line]] = {}
    for line in lines:
        if line.box is not None:
            counts.setdefault(round(line.box.x1 / 3), []).append(line)
    best = max(counts.values(), key=len)
    going_on = sum(1 for line in best if not ends_sentence(line.text))
    if len(best) < 4 or going_on * 2 < len(best):
        return None
    return max(line.box.x1 for line in best if line.box is not None)
