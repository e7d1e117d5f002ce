"""Rules drawn on a page become the boxes of table cells."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from ingest.boxes import BBox

TOLERANCE = 3.0  # points within which two rules are one
Edge = dict[str, Any]

_MOST = 4_000_000  # pairs of rules to be looked at


def ruled_tables(edges: Sequence[Edge]) -> tuple[tuple[BBox, ...], ...]:
    """Return for each ruled table the boxes of its cells, in points.

    `edges` are rules as pdfplumber gives them.  Sides that a table leaves
    open at the left or right are closed, and so is the end at which a page
    cuts it.
    """
    from pdfplumber.table import cells_to_tables, edges_to_intersections, intersections_to_cells

    joined = _joined(edges)
    flat = sum(1 for e in joined if e["orientation"] == "h")
    if flat * (len(joined) - flat) > _MOST:
        return ()  # a drawing, not a table: its text is read as lines
    sides = _open_sides(joined) + _open_ends(joined)
    if sides:
        joined = _joined([*joined, *sides])
    cells = intersections_to_cells(edges_to_intersections(joined, TOLERANCE, TOLERANCE))
    return tuple(tuple(BBox(*map(float, c)) for c in table) for table in cells_to_tables(cells))


def join_positions(values: Sequence[float]) -> list[float]:
    """Return the distinct positions, those within the tolerance made one."""
    groups: list[list[float]] = []
    for value in sorted(values):
        if groups and value - groups[-1][-1] <= TOLERANCE:
            groups[-1].append(value)
        else:
            groups.append([value])
    return [sum(group) / len(group) for group in groups]


def _joined(edges: Sequence[Edge]) -> list[Edge]:
    from pdfplumber.table import merge_edges

    straight = [e for e in edges if e["orientation"] in ("h", "v")]
    merged = merge_edges(straight, *[TOLERANCE] * 4)
    return [e for e in merged if max(e["x1"] - e["x0"], e["bottom"] - e["top"]) >= TOLERANCE]


def _open_sides(edges: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the side rules that tables open at the left or right leave out.

    Between two rules that end at one place there is a side if an inner rule
    goes down from one to the other.  `edges` are joined already.
    """
    flat = [e for e in edges if e["orientation"] == "h" and e["x1"] - e["x0"] > 2 * TOLERANCE]
    upright = [e for e in edges if e["orientation"] == "v"]
    made = []
    for side in ("x0", "x1"):
        for x in join_positions([e[side] for e in flat]):
            ends = [e for e in flat if abs(e[side] - x) <= TOLERANCE]
            tops = join_positions([e["top"] for e in ends])
            for top, bottom in pairwise(tops):
                if bottom - top > TOLERANCE and _open_between(x, side, top, bottom, ends, upright):
                    made.append(upright_rule(x, top, bottom))
    return made


def _open_ends(edges: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the level rules that a table cut by a page leaves out at its top or bottom.

    Three uprights or more that end at one height, beyond the level rule they
    cross that is as wide as they stand apart, want one there.
    """
    flat = [e for e in edges if e["orientation"] == "h"]
    upright = [e for e in edges if e["orientation"] == "v"]
    made = []
    for end, inward in (("top", 1), ("bottom", -1)):
        for y in join_positions([e[end] for e in upright]):
            ending = [e for e in upright if abs(e[end] - y) <= TOLERANCE]
            x0, x1 = min(e["x0"] for e in ending), max(e["x1"] for e in ending)
            if len(ending) < 3 or any(_spans(e, y, y, x0, x1) for e in flat):
                continue
            reach = min(abs(e["bottom"] - e["top"]) for e in ending) + TOLERANCE
            near, far = sorted((y + inward * 2 * TOLERANCE, y + inward * reach))
            if any(_spans(e, near, far, x0, x1) for e in flat):
                made.append(level_rule(y, x0, x1))
    return made


def _spans(edge: dict[str, Any], top: float, bottom: float, x0: float, x1: float) -> bool:
    """Whether a level rule between two heights goes from one place to another."""
    return bool(
        top - TOLERANCE <= edge["top"] <= bottom + TOLERANCE
        and edge["x0"] <= x0 + TOLERANCE
        and edge["x1"] >= x1 - TOLERANCE
    )


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
        e for e in upright if e["top"] <= top + TOLERANCE and e["bottom"] >= bottom - TOLERANCE
    ]
    parts = [e for e in upright if e["bottom"] > top + TOLERANCE and e["top"] < bottom - TOLERANCE]
    if any(abs(e["x0"] - x) <= TOLERANCE for e in parts):
        return False
    if side == "x0":
        beyond = any(e["x0"] < x - TOLERANCE for e in parts)
        reach = max(e["x1"] for e in flat)
        return not beyond and any(x < e["x0"] < reach for e in across)
    beyond = any(e["x0"] > x + TOLERANCE for e in parts)
    reach = min(e["x0"] for e in flat)
    return not beyond and any(reach < e["x0"] < x for e in across)


def upright_rule(x: float, top: float, bottom: float) -> Edge:
    """Return an upright rule in pdfplumber's form."""
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


def level_rule(y: float, x0: float, x1: float) -> Edge:
    """Return a level rule that was not drawn."""
    return {"orientation": "h", "x0": x0, "x1": x1, "top": y, "bottom": y}
