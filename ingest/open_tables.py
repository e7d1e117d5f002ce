"""Tables drawn with few rules: three-line tables, and frames whose rows are not ruled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from ingest.boxes import BBox
from ingest.labels import Kind, kind_of
from ingest.layout import GridBlock, GridCell, Line
from ingest.lines import Char, make_lines
from ingest.ruled import TOLERANCE, Edge, join_positions, upright_rule

_GAP = 1.5  # character heights of white between two columns of one line
_SHARE = 0.4  # of the widest stretch of text: a shorter rule is an underline


def column_rules(edges: Sequence[Edge], chars: Sequence[Char]) -> list[Edge]:
    """Return the upright rules that tables drawn with level rules only leave to the eye.

    Such a table has three level rules or more of one length, nothing upright
    between them, and under the second rule lines of text that white columns
    divide in the same places, one column of numbers at least.
    """
    level = [e for e in edges if e["orientation"] == "h"]
    upright = [e for e in edges if e["orientation"] == "v"]
    made: list[Edge] = []
    for group in _groups(level):
        tops = join_positions([e["top"] for e in group])
        x0, x1 = min(e["x0"] for e in group), max(e["x1"] for e in group)
        crossed = any(
            x0 - TOLERANCE <= e["x0"] <= x1 + TOLERANCE
            and e["bottom"] > tops[0] + TOLERANCE
            and e["top"] < tops[-1] - TOLERANCE
            for e in upright
        )
        if len(tops) < 3 or crossed:
            continue
        inside = [c for c in chars if x0 - 2 <= c["x0"] and c["x1"] <= x1 + 2 and c["text"].strip()]
        made += _columns(inside, tops, x0, x1)
    return made


def _groups(level: Sequence[Edge]) -> list[list[Edge]]:
    """Return the level rules by where they begin and end."""
    joined: list[Edge] = []
    for edge in sorted(level, key=lambda e: (round(e["top"]), e["x0"])):
        last = joined[-1] if joined else None
        if (
            last is not None
            and abs(last["top"] - edge["top"]) <= 1
            and edge["x0"] <= last["x1"] + TOLERANCE
        ):
            last["x1"] = max(last["x1"], edge["x1"])
            continue
        joined.append(dict(edge))
    groups: list[list[Edge]] = []
    for edge in joined:
        for group in groups:
            if all(abs(group[0][side] - edge[side]) <= TOLERANCE for side in ("x0", "x1")):
                group.append(edge)
                break
        else:
            groups.append([edge])
    longest = max((e["x1"] - e["x0"] for e in joined), default=0.0)
    return [g for g in groups if g[0]["x1"] - g[0]["x0"] > _SHARE * longest]


def _columns(chars: Sequence[Char], tops: Sequence[float], x0: float, x1: float) -> list[Edge]:
    bands = [
        make_lines(
            (c for c in chars if top <= (c["top"] + c["bottom"]) / 2 < bottom), _GAP, contents=False
        )
        for top, bottom in pairwise(tops)
    ]
    body = [line for band in bands[1:] for line in band]
    columns = _merged([(b.x0, b.x1) for line in body if (b := line.box) is not None])
    rows = join_positions([(b.top + b.bottom) / 2 for ln in body if (b := ln.box) is not None])
    if len(columns) < 2 or len(rows) < 2 or len(body) < 1.5 * len(rows):
        return []
    if not any(_numeric(body, column) for column in columns[1:]):
        return []
    cuts = [(a[1] + b[0]) / 2 for a, b in pairwise(columns)]
    made = []
    for (top, bottom), band in zip(pairwise(tops), bands, strict=True):
        for cut in cuts:
            crossed = any(b.x0 < cut < b.x1 for line in band if (b := line.box) is not None)
            if not crossed:
                made.append(upright_rule(cut, top, bottom))
        made += [upright_rule(x0, top, bottom), upright_rule(x1, top, bottom)]
    return made


def _merged(spans: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    merged: list[tuple[float, float]] = []
    for start, end in sorted(spans):
        if merged and start < merged[-1][1] + TOLERANCE:
            merged[-1] = merged[-1][0], max(merged[-1][1], end)
        else:
            merged.append((start, end))
    return merged


def _numeric(lines: Sequence[Line], column: tuple[float, float]) -> bool:
    texts = [
        line.text
        for line in lines
        if line.box is not None and column[0] - 1 <= line.box.x0 and line.box.x1 <= column[1] + 1
    ]
    numbers = sum(1 for text in texts if kind_of(text) is Kind.NUMBER)
    return len(texts) > 1 and numbers * 2 > len(texts)


def divide_rows(block: GridBlock) -> GridBlock:
    """Return the grid with rows ruled together taken apart.

    A row is several if one of its cells holds two numbers or more under each
    other and every line of the row stands beside one of them.
    """
    cells: list[GridCell] = []
    shift = 0
    for row in range(block.n_rows):
        here = [c for c in block.cells if c.row == row]
        alone = all(c.row_span == 1 for c in here) and not any(
            c.row < row < c.row + c.row_span for c in block.cells
        )
        middles = _rows_of(here) if alone else []
        if len(middles) < 2:
            cells += [replace(c, row=c.row + shift) for c in here]
            continue
        for cell in here:
            cells += _divided(cell, middles, row + shift)
        shift += len(middles) - 1
    return replace(block, n_rows=block.n_rows + shift, cells=tuple(cells)) if shift else block


def _rows_of(cells: Sequence[GridCell]) -> list[float]:
    """Return the middles of the rows that a ruled row holds; empty if it is one."""
    middles = [[_middle(line) for line in cell.lines] for cell in cells]
    numbers = [
        m
        for cell, m in zip(cells, middles, strict=True)
        if len(m) > 1 and all(kind_of(line.text) is Kind.NUMBER for line in cell.lines)
    ]
    if not numbers or any(line.box is None for cell in cells for line in cell.lines):
        return []
    rows = join_positions([m for some in numbers for m in some])
    beside = all(any(abs(m - row) <= TOLERANCE for row in rows) for some in middles for m in some)
    named = any(len(m) == len(rows) for m in middles[:1])
    return rows if beside and named else []


def _middle(line: Line) -> float:
    return (line.box.top + line.box.bottom) / 2 if line.box is not None else 0.0


def _divided(cell: GridCell, rows: Sequence[float], first: int) -> list[GridCell]:
    """Return the cells that one cell is taken apart into, one a row."""
    assert cell.box is not None
    cuts = [cell.box.top, *((a + b) / 2 for a, b in pairwise(rows)), cell.box.bottom]
    return [
        replace(
            cell,
            row=first + i,
            lines=tuple(line for line in cell.lines if abs(_middle(line) - middle) <= TOLERANCE),
            box=BBox(cell.box.x0, cuts[i], cell.box.x1, cuts[i + 1]),
        )
        for i, middle in enumerate(rows)
    ]
