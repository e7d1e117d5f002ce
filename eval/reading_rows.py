"""Table rows: which of the true ones were read right in all columns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from eval.reading_truth import TrueRow, tight
from ingest.model import Report, Table


def rows_right(rows: Sequence[TrueRow], report: Report) -> tuple[TrueRow, ...]:
    """Return the true rows a report's tables give in all columns, each read row used once."""
    return _found(rows, (texts for table in report.tables for texts in _texts(table)))


def rows_right_naively(rows: Sequence[TrueRow], path: Path) -> tuple[TrueRow, ...]:
    """Return the rows right in a PDF's tables as pdfplumber gives them.

    The tables of all pages are put one under the other and each column's empty
    cells filled from above: the baseline.
    """
    import pdfplumber

    read: list[tuple[str, ...]] = []
    above: list[str] = []
    with pdfplumber.open(path) as pdf:
        for page in pdf.pages:
            for table in page.extract_tables():
                for cells in table:
                    if len(cells) != len(above):
                        above = [""] * len(cells)
                    above = [tight(cell or "") or above[i] for i, cell in enumerate(cells)]
                    read.append(tuple(above))
                    # Where columns are merged too, None means that; count such a row as well.
                    read.append(tuple(tight(cell) for cell in cells if cell is not None))
    return _found(rows, read)


def _found(rows: Sequence[TrueRow], read: Iterable[tuple[str, ...]]) -> tuple[TrueRow, ...]:
    left = Counter(read)
    found = []
    for row in rows:
        if left[row.texts]:
            left[row.texts] -= 1
            found.append(row)
    return tuple(found)


def _texts(table: Table) -> Iterable[tuple[str, ...]]:
    for row in range(table.n_rows):
        yield tuple(tight(cell.text) for cell in table.row_cells(row))
