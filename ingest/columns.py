"""What the columns of a block hold: their labels, numbers, codes, names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.header_grid import Block, HeaderCell
from ingest.labels import (
    Kind,
    heads_codes,
    heads_row_numbers,
    heads_units,
    is_code,
    is_running_number,
    kind_of,
)
from ingest.unit_words import unit_word

_TOTAL = re.compile(r"(?:合计|总计)$")


@dataclass(frozen=True, slots=True)
class Column:
    """What a column holds: shares of its filled cells."""

    filled: int
    numbers: float
    codes: bool
    counter: bool
    units: bool
    named: bool  # each row has its own, none stands for several
    opens: bool  # an outline begins in it: 一、
    totals: bool  # it names a total
    length: float


def describe_column(
    cells: Sequence[HeaderCell],
    owner: Sequence[Sequence[int]],
    block: Block,
    col: int,
    head: tuple[str, ...],
) -> Column:
    """Return what one column of a block holds, `head` being its labels."""
    inside = {owner[row][col] for row in range(block.start, block.end)} - {-1}
    texts = [cells[i].text for i in inside if cells[i].text and cells[i].col == col]
    label = head[-1] if head else ""
    # A code column: whole numbers only, under a header that says so.
    counter = heads_row_numbers(label)
    coded = sum(1 for t in texts if is_code(t) or (counter and is_running_number(t)))
    codes = heads_codes(label) and coded * 2 >= len(texts)
    numbers = sum(1 for t in texts if kind_of(t) is Kind.NUMBER)
    units = [t for t in texts if kind_of(t) is not Kind.NUMBER] if heads_units(label) else []
    return Column(
        filled=len(texts),
        numbers=numbers / len(texts) if texts else 0.0,
        codes=codes,
        counter=codes and counter,
        units=bool(units) and sum(1 for t in units if unit_word(t)) * 2 > len(units),
        named=len(set(texts)) == block.end - block.start,
        opens=any(re.match(r"一\s*、|[（(]一[)）]", t) for t in texts),
        totals=any(_TOTAL.search(t) for t in texts),
        length=sum(map(len, texts)) / len(texts) if texts else 0.0,
    )


def column_path(
    cells: Sequence[HeaderCell], owner: Sequence[Sequence[int]], block: Block, col: int
) -> tuple[str, ...]:
    """Return the labels over one column of a block, outermost first."""
    path: list[str] = []
    seen = set()
    for row in range(block.top, block.head):
        i = owner[row][col]
        if i < 0 or i in seen or i in block.lead:
            continue
        seen.add(i)
        text = cells[i].text
        if text and kind_of(text) is not Kind.NUMBER and text != "栏次" and path[-1:] != [text]:
            path.append(text)
    return tuple(path)
