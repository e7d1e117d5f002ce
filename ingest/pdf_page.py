"""One page of a PDF: its lines of text and its ruled tables, text set upright."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ingest.grids import find_grids
from ingest.layout import GridBlock, Line
from ingest.lines import Char, make_lines
from ingest.ruled import Edge

_FEW = 30  # characters: a page number or a stamp, not a page's text


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page before running heads are known.

    width, height  of the page as it is, in points
    turns          quarter turns clockwise that set its text upright; places of
                   lines and grids are those after turning
    skew           radians by which a scan leans
    image          whether it shows an image and next to no text
    unreadable     why nothing could be read, "" if something was
    note           what the reader of the report should know
    """

    lines: tuple[Line, ...]
    grids: tuple[GridBlock, ...]
    width: float
    height: float
    turns: int = 0
    skew: float = 0.0
    image: bool = False
    ocr: bool = False
    unreadable: str = ""
    note: str = ""

    @property
    def upright_height(self) -> float:
        """The page's height after turning, in points."""
        return self.width if self.turns % 2 else self.height


def read_page(page: Any) -> Sheet:
    """Return what a pdfplumber page holds; raises what pdfminer raises."""
    width, height = float(page.width), float(page.height)
    edges = page.edges if page.lines or page.rects or page.curves else []
    chars, unseen = _seen(page)
    turns = _turns(chars)
    if turns:
        chars = [_turned(c, turns, width, height) | {"upright": True} for c in chars]
        edges = [_turned_edge(e, turns, width, height) for e in edges]
    area = (height, width) if turns % 2 else (width, height)
    x, y = (0.0, 0.0) if turns else (float(page.bbox[0]), float(page.bbox[1]))
    lines, grids = page_parts(chars, edges, (x, y, x + area[0], y + area[1]))
    note = f"有 {unseen} 个字是白底白字，看不见，没有读" if unseen else ""
    return Sheet(lines, grids, width, height, turns, image=_is_image(page), note=note)


def page_parts(
    chars: Sequence[Char], edges: Sequence[Edge], area: tuple[float, float, float, float]
) -> tuple[tuple[Line, ...], tuple[GridBlock, ...]]:
    """Return the lines of text and the tables that characters and rules in `area` make."""
    grids = find_grids(edges, chars)
    x0, top, x1, bottom = area
    loose = [
        char
        for char in chars
        if char["upright"]
        and x0 <= (char["x0"] + char["x1"]) / 2 <= x1
        and top <= (char["top"] + char["bottom"]) / 2 <= bottom
        and not any(_within(char, grid) for grid in grids)
    ]
    return make_lines(loose), grids


def _within(char: dict[str, Any], grid: GridBlock) -> bool:
    box = grid.box
    assert box is not None
    x, y = (char["x0"] + char["x1"]) / 2, (char["top"] + char["bottom"]) / 2
    return bool(box.x0 - 1 <= x <= box.x1 + 1 and box.top - 1 <= y <= box.bottom + 1)


def _seen(page: Any) -> tuple[list[Char], int]:
    """Return the characters without those that are white on white, and how many those are.

    White on a fill or on an image is how heads of tables are printed.
    """
    chars = page.chars
    white = [char for char in chars if char["text"].strip() and _is_white(char)]
    if not white:
        return chars, 0
    under = [*page.images, *(f for f in (*page.rects, *page.curves) if f["fill"] and _inked(f))]
    unseen = {id(char) for char in white if not any(_on(char, item) for item in under)}
    return [char for char in chars if id(char) not in unseen], len(unseen)


def _is_white(item: dict[str, Any]) -> bool:
    color, space = item.get("non_stroking_color"), str(item.get("ncs"))
    if not isinstance(color, tuple) or "Separation" in space or "DeviceN" in space:
        return False  # of an ink, 1 is all of it
    if len(color) == 4:
        return color == (0, 0, 0, 0)
    return len(color) in (1, 3) and all(part == 1 for part in color)


def _inked(item: dict[str, Any]) -> bool:
    return item.get("non_stroking_color") is not None and not _is_white(item)


def _on(char: Char, item: dict[str, Any]) -> bool:
    x, y = (char["x0"] + char["x1"]) / 2, (char["top"] + char["bottom"]) / 2
    return bool(item["x0"] <= x <= item["x1"] and item["top"] <= y <= item["bottom"])


def _turns(chars: Sequence[Char]) -> int:
    """Return 1 or 3 where most text runs up or down the page, else 0."""
    runs = {1: 0, 3: 0}
    for char in chars:
        a, b = char["matrix"][0], char["matrix"][1]
        if not char["upright"] and abs(b) > 5 * abs(a):
            runs[1 if b > 0 else 3] += 1
    most = max(runs, key=lambda turns: runs[turns])
    return most if runs[most] * 2 > len(chars) else 0


def _turned(item: dict[str, Any], turns: int, width: float, height: float) -> dict[str, Any]:
    """Return a character or rule with its place after turning the page."""
    x0, x1, top, bottom = item["x0"], item["x1"], item["top"], item["bottom"]
    place = (
        (height - bottom, height - top, x0, x1)
        if turns == 1
        else (top, bottom, width - x1, width - x0)
    )
    return item | dict(zip(("x0", "x1", "top", "bottom"), place, strict=True))


def _turned_edge(edge: Edge, turns: int, width: float, height: float) -> Edge:
    other = {"h": "v", "v": "h"}.get(edge["orientation"], edge["orientation"])
    return _turned(edge, turns, width, height) | {"orientation": other}


def _is_image(page: Any) -> bool:
    """Return whether a page shows images or drawn outlines, and no text to speak of."""
    readable = sum(1 for c in page.chars if c["text"].strip() and not c["text"].startswith("(cid:"))
    unmapped = sum(1 for c in page.chars if c["text"].startswith("(cid:"))
    if unmapped > 20 and unmapped > readable:
        return True
    covered = sum(
        max(0.0, i["x1"] - i["x0"]) * max(0.0, i["bottom"] - i["top"]) for i in page.images
    )
    if covered > 0.4 * float(page.width * page.height):
        return readable < _FEW
    return readable == 0 and (bool(page.images) or len(page.curves) > 200)
