"""A joined grid becomes a `Table`: every cell with its text, place and header paths."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.captions import find_unit, says_table, title_of
from ingest.header_grid import HeaderCell
from ingest.headers import find_headers, titles_table
from ingest.model import Cell, Page, Span, Table
from ingest.whole import WholeGrid

_WIDE = r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]"
_BETWEEN = re.compile(rf"(?<={_WIDE})\s+(?={_WIDE})")


def make_table(
    whole: WholeGrid,
    table_id: str,
    caption: str,
    unit: str,
    spans: Sequence[tuple[Span, ...]],
    pages: Sequence[Page],
    named: str = "",
) -> Table:
    """Return the table of a joined grid.

    `spans` gives each cell's places in the text of `pages`; `named` ("表2") is
    put into the cells' locators where the format has no pages.
    """
    texts = [_text(places, pages) for places in spans]
    plain = [
        HeaderCell(c.row, c.col, c.row_span, c.col_span, _label(text))
        for c, text in zip(whole.cells, texts, strict=True)
    ]
    headers = find_headers(plain, whole.n_rows, whole.n_cols)
    cells = []
    for cell, text, places, (is_header, row_path, col_path) in zip(
        whole.cells, texts, spans, headers, strict=True
    ):
        locator = next((p.cell.locator for p in cell.parts if p.cell.locator), "")
        if not locator and named:
            locator = f"{named} 行{cell.row + 1}"
        cells.append(
            Cell(
                cell.row,
                cell.col,
                cell.row_span,
                cell.col_span,
                text,
                is_header,
                row_path,
                col_path,
                places,
                locator,
            )
        )
    if titles_table(plain, whole.n_cols) and not says_table(caption):
        caption = title_of(next(c.text for c in plain if c.row == 0))
    if not unit:
        unit = find_unit([c.text for c in cells if c.row == 0 and c.text])
    return Table(
        table_id,
        caption,
        unit,
        whole.n_rows,
        whole.n_cols,
        tuple(sorted(cells, key=lambda c: (c.row, c.col))),
        tuple(sorted({page + 1 for page, _ in whole.places})),
        (),
        whole.joined,
    )


def _label(text: str) -> str:
    """Return a text as a label: no blanks between ideographs (合 计)."""
    return _BETWEEN.sub("", " ".join(text.split()))


def _text(spans: Sequence[Span], pages: Sequence[Page]) -> str:
    return "".join(pages[span.page - 1].text[span.start : span.end] for span in spans)
