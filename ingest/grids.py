"""Ruled boxes on a PDF page become grids of physical cells."""

from __future__ import annotations

import bisect
import math
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from ingest.layout import GridBlock, GridCell
from ingest.lines import Char, make_lines
from ingest.model import BBox

_TOLERANCE = 3.0  # points within which two rules are one


def find_grids(page: Any) -> tuple[GridBlock, ...]:
    """Return the ruled tables of a pdfplumber page, top to bottom.

    A frame of one column or one cell is no table.  A merged cell is one cell
    with its extent, read from the box that is drawn.
    """
    if not (page.lines or page.rects or page.curves):
        return ()
    found = []
    finder = page.debug_tablefinder()
    sides = _open_sides(finder.edges)
    if sides:
        finder = page.debug_tablefinder({"explicit_vertical_lines": sides})
    for table in finder.tables:
        boxes = [BBox(*map(float, cell)) for cell in table.cells]
        block = _grid(boxes, page.chars)
        if block is not None:
            found.append(block)
    return tuple(sorted(found, key=lambda block: block.box.top if block.box else 0.0))


def _open_sides(edges: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the side rules that tables open at the left or right leave out.

    Between two rules that end at one place there is a side if an inner rule
    goes down from one to the other.  `edges` are joined already.
    """
    flat = [e for e in edges if e["orientation"] == "h" and e["x1"] - e["x0"] > 2 * _TOLERANCE]
    upright = [e for e in edges if e["orientation"] == "v"]
    made = []
    for side in ("x0", "x1"):
        for x in _edges([e[side] for e in flat]):
            ends = [e for e in flat if abs(e[side] - x) <= _TOLERANCE]
            tops = _edges([e["top"] for e in ends])
            for top, bottom in pairwise(tops):
                if bottom - top > _TOLERANCE and _open_between(x, side, top, bottom, ends, upright):
                    made.append(_rule(x, top, bottom))
    return made


def _open_between(
    x: float,
    side: str,
    top: float,
    bottom: float,
    flat: Sequence[dict[str, Any]],
    upright: Sequence[dict[str, Any]],
) -> bool:
    """Return whether a table's row from `top` to `bottom` has no rule at its end `x`."""
    across = [
        e for e in upright if e["top"] <= top + _TOLERANCE and e["bottom"] >= bottom - _TOLERANCE
    ]
    parts = [
        e for e in upright if e["bottom"] > top + _TOLERANCE and e["top"] < bottom - _TOLERANCE
    ]
    if any(abs(e["x0"] - x) <= _TOLERANCE for e in parts):
        return False
    if side == "x0":
        beyond = any(e["x0"] < x - _TOLERANCE for e in parts)
        reach = max(e["x1"] for e in flat)
        return not beyond and any(x < e["x0"] < reach for e in across)
    beyond = any(e["x0"] > x + _TOLERANCE for e in parts)
    reach = min(e["x0"] for e in flat)
    return not beyond and any(reach < e["x0"] < x for e in across)


def _rule(x: float, top: float, bottom: float) -> dict[str, Any]:
    return {
        "object_type": "line",
        "x0": x,
        "x1": x,
        "top": top,
        "bottom": bottom,
        "doctop": top,
        "width": 0.0,
        "height": bottom - top,
        "orientation": "v",
    }


def _grid(boxes: Sequence[BBox], chars: Sequence[Char]) -> GridBlock | None:
    xs = _edges([b.x0 for b in boxes] + [b.x1 for b in boxes])
    ys = _edges([b.top for b in boxes] + [b.bottom for b in boxes])
    if len(xs) < 3 or len(boxes) < 2:
        return None
    whole = BBox(xs[0], ys[0], xs[-1], ys[-1])
    filled = _fill(boxes, [c for c in chars if _inside(c, whole)])
    cells = []
    for box, inner in zip(boxes, filled, strict=True):
        row, col = _index(ys, box.top), _index(xs, box.x0)
        row_span, col_span = _index(ys, box.bottom) - row, _index(xs, box.x1) - col
        if row_span < 1 or col_span < 1:
            continue
        cells.append(GridCell(row, col, row_span, col_span, make_lines(inner, math.inf), box))
    if not any(cell.lines for cell in cells):
        return None
    cells.sort(key=lambda cell: (cell.row, cell.col))
    return GridBlock(len(ys) - 1, len(xs) - 1, tuple(cells), whole, tuple(xs))


def _edges(values: Sequence[float]) -> list[float]:
    """Return the distinct edge positions, those within the tolerance made one."""
    groups: list[list[float]] = []
    for value in sorted(values):
        if groups and value - groups[-1][-1] <= _TOLERANCE:
            groups[-1].append(value)
        else:
            groups.append([value])
    return [sum(group) / len(group) for group in groups]


def _index(edges: Sequence[float], value: float) -> int:
    at = bisect.bisect_left(edges, value)
    near = [i for i in (at - 1, at) if 0 <= i < len(edges)]
    return min(near, key=lambda i: abs(edges[i] - value))


def _inside(char: Char, box: BBox) -> bool:
    x, y = (char["x0"] + char["x1"]) / 2, (char["top"] + char["bottom"]) / 2
    return bool(box.x0 - 1 <= x <= box.x1 + 1 and box.top - 1 <= y <= box.bottom + 1)


def _fill(boxes: Sequence[BBox], chars: Sequence[Char]) -> list[list[Char]]:
    """Give each character to the cell that holds its middle; a number stays in one piece."""
    filled: list[list[Char]] = [[] for _ in boxes]
    homes: list[int | None] = []
    by_row = sorted(range(len(boxes)), key=lambda i: boxes[i].top)
    tops = [boxes[i].top for i in by_row]
    tallest = max(b.bottom - b.top for b in boxes)
    for char in chars:
        homes.append(_home(char, boxes, by_row, tops, tallest))
    for group in _numbers(chars):
        seen = [homes[i] for i in group if homes[i] is not None]
        if len(set(seen)) > 1:
            most = max(set(seen), key=seen.count)
            for i in group:
                homes[i] = most
    for char, home in zip(chars, homes, strict=True):
        if home is not None:
            filled[home].append(char)
    return filled


def _home(
    char: Char, boxes: Sequence[BBox], by_row: Sequence[int], tops: Sequence[float], tallest: float
) -> int | None:
    x, y = (char["x0"] + char["x1"]) / 2, (char["top"] + char["bottom"]) / 2
    first = bisect.bisect_left(tops, y - tallest - 1)
    last = bisect.bisect_right(tops, y + 1)
    for i in by_row[first:last]:
        box = boxes[i]
        if box.x0 <= x < box.x1 and box.top <= y < box.bottom:
            return i
    return None


def _numbers(chars: Sequence[Char]) -> list[list[int]]:
    """Return runs of characters, by index, that print one number."""
    runs: list[list[int]] = []
    last: Char | None = None
    for i, char in enumerate(chars):
        if char["text"] not in "0123456789.,%" or not char["text"]:
            last = None
            continue
        joined = (
            last is not None
            and abs(char["top"] - last["top"]) < 1
            and -0.5 < char["x0"] - last["x1"] < 0.15 * (char["bottom"] - char["top"])
        )
        if joined:
            runs[-1].append(i)
        else:
            runs.append([i])
        last = char
    return runs
