"""Rows of the catalogue become what `vectorstore.encode` made them of, exactly."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from ingest.boxes import CharBoxes
from ingest.given import NOTHING_GIVEN, Given
from ingest.model import (
    Cell,
    Figure,
    FigureKind,
    Page,
    Passage,
    ReadingAccount,
    ReadingWarning,
    Report,
    ReportIdentity,
    Role,
    Section,
    Span,
    Table,
    UnitSource,
)
from vectorstore.model import ReportCard

Row = Sequence[Any]


def decode_card(row: Sequence[Any]) -> ReportCard:
    """Return the card that `encode_card` made a row of."""
    rid, file_name, path, title, format_, content_hash = row[:6]
    agency, region, region_path, fiscal_year, kind, money_unit, sources, account = row[6:14]
    identity = ReportIdentity(
        agency,
        region,
        _strings(region_path),
        fiscal_year,
        kind,
        money_unit,
        tuple((name, place) for name, place in json.loads(sources)),
    )
    return ReportCard(
        rid, file_name, path, title, identity, format_, content_hash, _account_of(account)
    )


def decode_given(text: str) -> Given:
    """Return what `encode_given` made text of."""
    if not text:
        return NOTHING_GIVEN
    values = json.loads(text)
    return Given(**{**values, "read": tuple((name, was) for name, was in values["read"])})


def decode_report(
    card: ReportCard,
    pages: Iterable[Row],
    sections: Iterable[Row],
    tables: Iterable[Row],
    figures: Iterable[Row],
    passages: Iterable[Row],
) -> Report:
    """Return the report whose card and rows (without id and position) these are."""
    rid = card.id
    return Report(
        id=rid,
        file_name=card.file_name,
        path=card.path,
        content_hash=card.content_hash,
        format=card.format,
        title=card.title,
        identity=card.identity,
        pages=tuple(map(_page, pages)),
        sections=tuple(
            Section(_strings(path), level, _spans_of(spans, rid)) for level, path, spans in sections
        ),
        tables=tuple(_table(row, rid) for row in tables),
        figures=tuple(decode_figure(row, rid) for row in figures),
        passages=tuple(decode_passage(row, rid) for row in passages),
        account=card.account,
    )


def decode_figure(row: Sequence[Any], rid: str) -> Figure:
    """Return the figure of a row (FIGURE columns)."""
    id_, measure, concept, role, subject, period, value, high, unit, kind = row[:10]
    page, start, end, table_id, cell_row, cell_col, locator, rest = row[10:18]
    printed, qualifier, unit_source, quote, context, row_path, col_path, section, other = (
        json.loads(rest)
    )
    return Figure(
        id=id_,
        value=Decimal(value),
        unit=unit,
        kind=FigureKind(kind),
        printed=printed,
        measure=measure,
        span=Span(other or rid, page, start, end),
        quote=_span_of(quote, rid),
        role=Role(role),
        concept=concept,
        subject=subject,
        period=period,
        qualifier=qualifier,
        high=None if high is None else Decimal(high),
        unit_source=UnitSource(unit_source),
        context=tuple(context),
        row_path=tuple(row_path),
        col_path=tuple(col_path),
        section=tuple(section),
        table_id=table_id,
        cell_row=cell_row,
        cell_col=cell_col,
        locator=locator,
    )


def decode_passage(row: Sequence[Any], rid: str) -> Passage:
    """Return the passage of a row (PASSAGE columns)."""
    id_, text, embedded, spans, section, table_id, table_row, locator = row
    return Passage(
        id_,
        text,
        embedded,
        _spans_of(spans, rid),
        _strings(section),
        table_id,
        table_row,
        locator,
    )


def _page(row: Row) -> Page:
    number, text, width, height, boxes, ocr, locator = row
    packed = zlib.decompress(boxes) if boxes else b""
    return Page(number, text, width, height, CharBoxes(packed), bool(ocr), locator)


def _table(row: Row, rid: str) -> Table:
    id_, caption, unit, n_rows, n_cols, pages, section, joined, packed = row
    cells = tuple(
        Cell(
            row,
            col,
            row_span,
            col_span,
            text,
            bool(is_header),
            tuple(row_path),
            tuple(col_path),
            tuple(_span_of(span, rid) for span in spans),
            locator,
        )
        for (
            row,
            col,
            row_span,
            col_span,
            text,
            is_header,
            row_path,
            col_path,
            spans,
            locator,
        ) in json.loads(zlib.decompress(packed))
    )
    return Table(
        id_,
        caption,
        unit,
        n_rows,
        n_cols,
        cells,
        tuple(json.loads(pages)),
        _strings(section),
        joined,
    )


def _account_of(text: str) -> ReadingAccount:
    pages, ocr, unreadable, tables, joined, figures, passages, warnings = json.loads(text)
    return ReadingAccount(
        pages,
        ocr,
        tuple(unreadable),
        tables,
        joined,
        figures,
        passages,
        tuple(ReadingWarning(page, reason) for page, reason in warnings),
    )


def _span_of(place: Sequence[Any], rid: str) -> Span:
    return Span(place[3] if len(place) > 3 else rid, place[0], place[1], place[2])


def _spans_of(text: str, rid: str) -> tuple[Span, ...]:
    return tuple(_span_of(place, rid) for place in json.loads(text))


def _strings(text: str) -> tuple[str, ...]:
    return tuple(json.loads(text))
