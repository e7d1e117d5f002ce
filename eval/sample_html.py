"""A sample's blocks as a web page: the parsed form without the cost of reading a PDF."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from eval.sample_layout import Block, TableBlock

_TAGS = {"title": "h1", "subtitle": "h2", "h1": "h2", "h2": "h3", "h3": "h4"}


def to_html(blocks: Sequence[Block], title: str) -> str:
    """Return a web page with the headings, paragraphs and merged tables of `blocks`."""
    return "".join(_lines(blocks, title))


def _lines(blocks: Sequence[Block], title: str) -> Iterator[str]:
    yield f'<!doctype html><meta charset="utf-8"><title>{escape(title)}</title><body>\n'
    for block in blocks:
        if isinstance(block, TableBlock):
            yield from _table(block)
        else:
            tag = _TAGS.get(block.kind, "p")
            for text in block.text.split("\t"):
                yield f"<{tag}>{escape(text)}</{tag}>\n"


def _table(block: TableBlock) -> Iterator[str]:
    rows: list[list[str]] = [[] for _ in range(block.n_rows)]
    for cell in sorted(block.cells, key=lambda cell: cell.col):
        spans = f'rowspan="{cell.row_span}" colspan="{cell.col_span}"'
        rows[cell.row].append(f"<td {spans}>{escape(cell.text)}</td>")
    yield "<table>\n"
    for row in rows:
        yield f"<tr>{''.join(row)}</tr>\n"
    yield "</table>\n"
