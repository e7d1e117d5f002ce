"""Contradictions sown into reports: one figure of a report changed at random.

What is changed is chosen by plain signs that know nothing of the rules: an
amount that stands in a table with a total, one that is stated twice, a
percentage beside amounts, a score in a table with a sum.  Digits are exchanged
for digits, so that every place of the report stays where it was.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from ingest.fold import squeeze
from ingest.model import Cell, Figure, FigureKind, Page, Report, Role, Span, Table
from ingest.units import convert, split_unit

_TOTAL = re.compile(r"合计|总计|小计|总分")
_LEAST = {FigureKind.PERCENT: Decimal("0.03")}  # a change by less could be rounding
_DIGITS = 4  # an amount of fewer digits is stated twice by chance


@dataclass(frozen=True, slots=True)
class Seed:
    """A report with one figure changed: the figure as it was, and what stands there now."""

    report: Report
    figure: Figure
    now: str
    sign: str  # why it was chosen


def sow(report: Report, number: int, chance: random.Random) -> Iterator[Seed]:
    """Yield `number` copies of a report, each with one figure changed; fewer if it has fewer."""
    by_sign: dict[str, list[Figure]] = {}
    for figure, sign in _eligible(report):
        by_sign.setdefault(sign, []).append(figure)
    for figures in by_sign.values():
        chance.shuffle(figures)
    signs = sorted(by_sign)
    while number and any(by_sign.values()):
        for sign in signs:
            if not by_sign[sign] or not number:
                continue
            figure = by_sign[sign].pop()
            now = _changed(figure, chance)
            if now:
                yield Seed(changed(report, figure, now), figure, now, sign)
                number -= 1


def changed(report: Report, figure: Figure, now: str) -> Report:
    """Return a report in which a figure is printed otherwise, with as many characters.

    `now` replaces the characters of its span; the figure's value is read from it.
    """
    span = figure.span
    before = report.text(span)
    if len(now) != len(before):
        raise ValueError(f"{now!r} is not as long as {before!r}")
    value = Decimal(re.sub(r"[^\d.]", "", now))
    altered = replace(figure, value=value, printed=now)
    return replace(
        report,
        pages=tuple(_page(page, span, now) for page in report.pages),
        tables=tuple(_table(table, figure, span, now) for table in report.tables),
        figures=tuple(altered if f.id == figure.id else f for f in report.figures),
        passages=(),
    )


def _eligible(report: Report) -> Iterator[tuple[Figure, str]]:
    tables = {
        table.id: "".join(squeeze(c.text)[:12] for c in table.cells) for table in report.tables
    }
    stated = Counter(_amount(f) for f in report.figures if f.kind is FigureKind.MONEY)
    beside = Counter(
        (f.quote.page, f.quote.start) for f in report.figures if f.kind is FigureKind.MONEY
    )
    for figure in report.figures:
        if figure.qualifier or figure.high is not None or not figure.value:
            continue
        if squeeze(report.text(figure.span)) != squeeze(figure.printed):
            continue
        total = bool(figure.table_id) and bool(_TOTAL.search(tables[figure.table_id]))
        alone = _fills_cell(report, figure)
        if figure.kind is FigureKind.MONEY and total and alone:
            yield figure, "table"
        elif figure.kind is FigureKind.MONEY and not figure.table_id:
            long = len(re.sub(r"\D|^0+", "", figure.printed)) >= _DIGITS
            if long and stated[_amount(figure)] > 1 and figure.role is not Role.CHANGE:
                yield figure, "restated"
        elif figure.kind is FigureKind.PERCENT and figure.role in (
            Role.RATE,
            Role.CHANGE,
            Role.SHARE,
        ):
            near = (figure.quote.page, figure.quote.start)
            if (not figure.table_id and beside[near] > 1) or (figure.table_id and alone and total):
                yield figure, "percent"
        elif figure.role is Role.SCORE and figure.table_id and total and alone:
            yield figure, "score"


def _fills_cell(report: Report, figure: Figure) -> bool:
    for table in report.tables:
        if table.id == figure.table_id:
            cell = table.at(figure.cell_row, figure.cell_col)
            return cell is not None and squeeze(cell.text) == squeeze(figure.printed)
    return False


def _amount(figure: Figure) -> Decimal | None:
    base = convert(figure.value, figure.unit, split_unit(figure.unit)[1])
    return None if base is None else base.quantize(Decimal(100))


def _changed(figure: Figure, chance: random.Random) -> str:
    """Return the figure's characters with a digit wrong or two exchanged, "" if it is too short."""
    printed = figure.printed
    places = [m.start() for m in re.finditer(r"\d", printed)]
    if not places or len(printed) != figure.span.end - figure.span.start:
        return ""
    least = _LEAST.get(figure.kind, Decimal("0.004"))
    for _ in range(30):
        digits = list(printed)
        if chance.random() < 0.4 and len(places) > 2:  # two neighbours exchanged
            at = chance.randrange(min(3, len(places) - 1))
            one, other = places[at], places[at + 1]
            digits[one], digits[other] = digits[other], digits[one]
        else:
            at = places[chance.randrange(min(2, len(places)))]
            digits[at] = chance.choice([d for d in "123456789" if d != digits[at]])
        now = "".join(digits)
        value = Decimal(re.sub(r"[^\d.]", "", now))
        leads = now[places[0]] != "0" or printed[places[0]] == "0"
        if leads and abs(value - figure.value) >= least * figure.value:
            return now
    return ""


def _page(page: Page, span: Span, now: str) -> Page:
    if page.number != span.page:
        return page
    return replace(page, text=page.text[: span.start] + now + page.text[span.end :])


def _table(table: Table, figure: Figure, span: Span, now: str) -> Table:
    if table.id != figure.table_id:
        return table
    return replace(table, cells=tuple(_cell(c, figure, span, now) for c in table.cells))


def _cell(cell: Cell, figure: Figure, span: Span, now: str) -> Cell:
    holds = any(s.page == span.page and s.start <= span.start < s.end for s in cell.spans)
    if not holds:
        return cell
    return replace(cell, text=cell.text.replace(figure.printed, now, 1))
