"""Ruled boxes on a page become grids of physical cells."""

from __future__ import annotations

import bisect
import math
from collections.abc import Sequence
from typing import Any

from ingest.boxes import BBox
from ingest.layout import GridBlock, GridCell
from ingest.lines import Char, make_lines
from ingest.open_tables import column_rules, divide_rows
from ingest.ruled import join_positions, ruled_tables


def find_grids(edges: Sequence[dict[str, Any]], chars: Sequence[Char]) -> tuple[GridBlock, ...]:
    """Return the ruled tables of a page, top to bottom.

    `edges` are pdfplumber's; `chars` the page's characters.  A frame of one
    column or one cell is no table.  A merged cell is one cell with its
    extent, read from the box that is drawn.
    """
    found = []
    for boxes in ruled_tables([*edges, *column_rules(edges, chars)]):
        block = _grid(boxes, chars)
        if block is not None:
            found.append(divide_rows(block))
    return tuple(sorted(found, key=lambda block: block.box.top if block.box else 0.0))


def _grid(boxes: Sequence[BBox], chars: Sequence[Char]) -> GridBlock | None:
    xs = join_positions([b.x0 for b in boxes] + [b.x1 for b in boxes])
    ys = join_positions([b.top for b in boxes] + [b.bottom for b in boxes])
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
