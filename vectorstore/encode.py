"""A report becomes rows of the catalogue.

Rows are tuples in the order of the column lists in `vectorstore.schema`;
`vectorstore.decode` turns them back into what they were, exactly.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from ingest.given import Given
from ingest.model import Figure, Page, Passage, ReadingAccount, Report, Span, Table

Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class ReportRows:
    """All rows of one report but its own line in `reports`."""

    pages: tuple[Row, ...]
    sections: tuple[Row, ...]
    tables: tuple[Row, ...]
    figures: tuple[Row, ...]
    passages: tuple[Row, ...]


def encode_report(report: Report) -> ReportRows:
    """Return a report's parts as rows that begin with report id and position."""
    rid = report.id
    return ReportRows(
        tuple((rid, seq, *_page_row(page)) for seq, page in enumerate(report.pages)),
        tuple(
            (rid, seq, s.level, _dump(s.path), _dump(_spans(s.spans, rid)))
            for seq, s in enumerate(report.sections)
        ),
        tuple((rid, seq, *_table_row(table, rid)) for seq, table in enumerate(report.tables)),
        tuple((rid, seq, *_figure_row(figure, rid)) for seq, figure in enumerate(report.figures)),
        tuple(
            (rid, seq, *_passage_row(passage, rid)) for seq, passage in enumerate(report.passages)
        ),
    )


def encode_card(report: Report) -> Row:
    """Return a report's own line: its card, in the order of CARD columns."""
    identity = report.identity
    return (
        report.id,
        report.file_name,
        report.path,
        report.title,
        report.format,
        report.content_hash,
        identity.agency,
        identity.region,
        _dump(identity.region_path),
        identity.fiscal_year,
        identity.kind,
        identity.money_unit,
        _dump(identity.sources),
        _dump(_account(report.account)),
    )


def encode_given(given: Given) -> str:
    """Return what a person said of an identity as text, "" for nothing."""
    return _dump(asdict(given)) if given.parts() else ""


def _page_row(page: Page) -> Row:
    boxes = zlib.compress(page.boxes.packed, 1) if page.boxes.packed else b""
    return (page.number, page.text, page.width, page.height, boxes, int(page.ocr), page.locator)


def _table_row(table: Table, rid: str) -> Row:
    cells = [
        [
            c.row,
            c.col,
            c.row_span,
            c.col_span,
            c.text,
            int(c.is_header),
            c.row_path,
            c.col_path,
            _spans(c.spans, rid),
            c.locator,
        ]
        for c in table.cells
    ]
    return (
        table.id,
        table.caption,
        table.unit,
        table.n_rows,
        table.n_cols,
        _dump(table.pages),
        _dump(table.section),
        table.joined,
        zlib.compress(_dump(cells).encode(), 1),
    )


def _figure_row(f: Figure, rid: str) -> Row:
    other = "" if f.span.report_id == rid else f.span.report_id
    rest = [
        f.printed,
        f.qualifier,
        f.unit_source.value,
        _pack(f.quote, rid),
        f.context,
        f.row_path,
        f.col_path,
        f.section,
        other,
    ]
    return (
        f.id,
        f.measure,
        f.concept,
        f.role.value,
        f.subject,
        f.period,
        str(f.value),
        None if f.high is None else str(f.high),
        f.unit,
        f.kind.value,
        f.span.page,
        f.span.start,
        f.span.end,
        f.table_id,
        f.cell_row,
        f.cell_col,
        f.locator,
        _dump(rest),
    )


def _passage_row(p: Passage, rid: str) -> Row:
    spans = _dump(_spans(p.spans, rid))
    return (p.id, p.text, p.embedded, spans, _dump(p.section), p.table_id, p.row, p.locator)


def _account(account: ReadingAccount) -> list[Any]:
    warnings = [[warning.page, warning.reason] for warning in account.warnings]
    return [
        account.pages,
        account.pages_ocr,
        account.pages_unreadable,
        account.tables,
        account.tables_joined,
        account.figures,
        account.passages,
        warnings,
    ]


def _spans(spans: Iterable[Span], rid: str) -> list[list[Any]]:
    return [_pack(span, rid) for span in spans]


def _pack(span: Span, rid: str) -> list[Any]:
    # A span nearly always lies in its own report; only another id is written.
    place: list[Any] = [span.page, span.start, span.end]
    return place if span.report_id == rid else [*place, span.report_id]


def _dump(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
