"""Rows without a header: labels and their values by turns."""

from __future__ import annotations

from collections.abc import Sequence

from ingest.header_grid import Grid, Paths
from ingest.labels import Kind, heads_rows, heads_values, is_key, kind_of


def fill_key_values(grid: Grid, row: int, cover: Sequence[int], paths: dict[int, Paths]) -> None:
    """Give each value of a row without a header its key: the label before it."""
    key: tuple[str, ...] = ()
    parents: tuple[str, ...] = ()
    for place, i in enumerate(cover):
        cell = grid.cells[i]
        kind = kind_of(cell.text)
        if cell.row < row or (cell.row_span > 1 and place == 0):
            if kind is Kind.LABEL:
                parents = (*parents, cell.text)
                paths.setdefault(i, (True, (), ()))
            continue
        following = cover[place + 1] if place + 1 < len(cover) else None
        if not key and kind is Kind.LABEL and following is not None:
            key = (cell.text,)
            paths.setdefault(i, (True, parents, ()))
            continue
        paths.setdefault(i, (False, (*parents, *key), ()))
        # In pairs of key and value the next label is a key again.
        if following is not None and is_key(grid.cells[following].text):
            key = ()


def is_key_values(grid: Grid, row: int, first: int) -> bool:
    """Return whether a row of labels alternates keys and their values."""
    cover = [grid.cells[i] for i in grid.cover(row) if grid.cells[i].col >= first]
    texts = [cell.text for cell in cover]
    if len(texts) == 2:
        worded = heads_values(texts[1]) or heads_rows(texts[1])
        return is_key(texts[0]) and not worded and not is_key(texts[1])
    if len(texts) % 2 or len(texts) < 4:
        return False
    keys, values = texts[0::2], texts[1::2]
    odd = sum(
        1
        for key, value in zip(keys, values, strict=True)
        if (is_key(value) or heads_values(value) or heads_rows(value))
        and not (kind_of(value) is Kind.YEAR and "年" in key)
    )
    return all(is_key(t) for t in keys) and odd * 2 < len(values)
