"""What happens to a table's rows at a page break: split, repeated, or going on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from ingest.layout import GridBlock, GridCell, Line
from ingest.wraps import ends_sentence, is_full, item_number, line_size, opens_list, starts_item

_NUMBER = re.compile(r"[-—–+]?[\d,，.]+\s*[%％]?|[-—–/]+")
_HEAD_ROWS = 6  # no header of this genre is higher


def cell_text(cell: GridCell) -> str:
    """Return a cell's text without white space."""
    return re.sub(r"\s", "", "".join(line.text for line in cell.lines))


def same_rows(head: GridBlock, grid: GridBlock) -> int:
    """Return how many of `grid`'s first rows repeat `head`'s first rows.

    Only rows of labels can repeat: a row that holds a bare number is data.
    """
    count = 0
    for row in range(min(head.n_rows, grid.n_rows, _HEAD_ROWS)):
        ours = [(c.col, c.col_span, cell_text(c)) for c in head.cells if c.row == row]
        theirs = [(c.col, c.col_span, cell_text(c)) for c in grid.cells if c.row == row]
        texts = [text for _, _, text in ours if text]
        if not texts or ours != theirs or any(_NUMBER.fullmatch(text) for text in texts):
            break
        count = row + 1
    # A repeated header must not cut a merged cell in two.
    while count and any(c.row < count < c.row + c.row_span for c in grid.cells):
        count -= 1
    return 0 if count == grid.n_rows == head.n_rows else count


def is_header_like(grid: GridBlock) -> bool:
    """Return whether a grid's first row is a header: short labels over numbers."""
    first = [c for c in grid.cells if c.row == 0]
    texts = [cell_text(c) for c in first]
    if len(first) < 2 or not all(texts):
        return False
    labels = all(
        len(text) <= 20 and not ends_sentence(text) and not re.match(r"[\d.,%-]+$", text)
        for text in texts
    )
    below = [cell_text(c) for c in grid.cells if c.row > 0]
    numbers = sum(1 for text in below if _NUMBER.fullmatch(text))
    return labels and numbers >= max(1, len(below) // 5)


def breaks_row(
    above: Mapping[tuple[int, int], GridCell],
    top: Mapping[tuple[int, int], GridCell],
    n_cols: int,
    pad: float,
) -> bool:
    """Return whether the page break runs through a row.

    `above` are the cells over the break, `top` those under it, by column and
    extent; `pad` is the cells' padding in points.  The row goes on if no cell
    shows otherwise and one shows that it does: text that had no room above,
    or a single cell left empty below.
    """
    if set(above) != set(top) or sum(span for _, span in top) != n_cols:
        return False
    goes_on, ended, opened = 0, 0, 0
    for key, upper in above.items():
        lower = top[key]
        one_row = lower.row_span == 1 and upper.row_span == 1
        up, down = cell_text(upper), cell_text(lower)
        if up and down:
            verdict = _continues(upper, lower, pad)
            if verdict is False:
                return False
            goes_on += verdict is True
        elif up and not down:
            ended += one_row
        elif down:
            opened += 1
    if goes_on:
        return True
    return ended > 0 and not opened


def text_goes_on(upper: GridCell, lower: GridCell, pad: float) -> bool:
    """Return whether the text of `lower` is the rest of `upper`'s: it had no room there."""
    return _continues(upper, lower, pad) is True


def _continues(upper: GridCell, lower: GridCell, pad: float) -> bool | None:
    """Return whether the lower text goes on with the upper; None if it cannot be told."""
    up, down = cell_text(upper), cell_text(lower)
    if _NUMBER.fullmatch(up) and _NUMBER.fullmatch(down):
        return False
    numbers = [n for line in upper.lines if (n := item_number(line.text)) is not None]
    if numbers and item_number(down) == numbers[-1] + 1 and numbers[-1] == len(numbers):
        return True  # the next item of one list
    last = next(line for line in reversed(upper.lines) if line.text.strip())
    if not had_no_room(upper, last, lower.lines[0], pad):
        # An item of a list may end where the page ends.
        told = ends_sentence(up) and starts_item(down) and not opens_list(down)
        return None if told else False
    first = lower.lines[0]
    if first.text[:1].isascii() and not had_no_room(
        upper, last, Line("字", first.boxes[:1], first.box), pad
    ):
        # Only a long number or word had no room: that tells little.
        return None
    return not (_indented(lower) and not _indented(upper, only=True))


def padding(cells: Iterable[GridCell]) -> float:
    """Return the padding of a grid's cells in points: the least left gap of any line."""
    gaps = [
        line.box.x0 - cell.box.x0
        for cell in cells
        if cell.box is not None
        for line in cell.lines
        if line.box is not None
    ]
    return min(max(min(gaps, default=0.5), 0.5), 8.0)


def had_no_room(cell: GridCell, line: Line, following: Line, pad: float) -> bool:
    """Return whether the first piece of `following` had no room after a cell's `line`.

    False without boxes: then a line's end is the writer's.
    """
    if cell.box is None or line.box is None or following.box is None:
        return False
    right = max(cell.box.x1 - pad, *(ln.box.x1 for ln in cell.lines if ln.box is not None))
    left_gap, right_gap = line.box.x0 - cell.box.x0, cell.box.x1 - line.box.x1
    size = line_size(line)
    if left_gap > pad + 0.5 * size and abs(left_gap - right_gap) < 0.3 * size:
        # A centred line: the room is on both sides.
        return is_full(line, following, right + (left_gap - pad))
    return is_full(line, following, right)


def _indented(cell: GridCell, *, only: bool = False) -> bool:
    """Return whether a cell's first line is set in by a character or more.

    `only` asks it of a cell of one line, by its left gap.
    """
    boxes = [line.box for line in cell.lines if line.box is not None]
    if not boxes or cell.box is None:
        return False
    size = boxes[0].bottom - boxes[0].top
    if only and len(boxes) == 1:
        return boxes[0].x0 - cell.box.x0 > 1.2 * size
    if len(boxes) < 2:
        return boxes[0].x0 - cell.box.x0 > 1.2 * size and (
            cell.box.x1 - boxes[0].x1 > boxes[0].x0 - cell.box.x0 + size
        )
    return boxes[0].x0 - min(box.x0 for box in boxes[1:]) > 1.2 * size
