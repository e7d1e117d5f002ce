"""Figures: which of the true ones were found, with what meaning, and which are invented."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from eval.reading_truth import TrueFigure, Truth, tight
from ingest.model import Figure, FigureKind, Report

_CONTEXT = 8  # characters before a figure in prose that have to be the same


@dataclass(frozen=True, slots=True)
class Match:
    """A true figure and the one read for it (None: not found), with what is wrong with it.

    `role`, `headers` and `page` are None where the truth does not tell.
    """

    true: TrueFigure
    read: Figure | None
    role: bool | None = None
    headers: bool | None = None
    page: bool | None = None


def match_figures(
    truth: Truth, report: Report, flattened: bool = False
) -> tuple[tuple[Match, ...], tuple[Figure, ...]]:
    """Return a match for each true figure, and the figures that are invented.

    A figure is found if value and unit are right and it is read where it
    stands: in its own cell, or in prose after the same words.  `flattened`:
    the form has no tables, so a figure's cell, role and headers are not asked.
    """
    left = {figure.id: figure for figure in report.figures}
    views = {figure.id: _View.of(figure, report) for figure in report.figures}
    found: dict[int, Figure] = {}
    # The strictest first, so that equal figures (10 分 in each row) go where they belong.
    steps: tuple[Callable[[TrueFigure, _View], bool], ...] = (
        lambda t, v: _placed(t, v, flattened) and _meant(t, v) and _on_page(t, v, report),
        lambda t, v: _placed(t, v, flattened) and _headed(t, v) is not False,
        lambda t, v: _placed(t, v, flattened),
    )
    for step in steps:
        for index, true in enumerate(truth.figures):
            if index in found:
                continue
            for each in left.values():
                if _same(true, each) and step(true, views[each.id]):
                    found[index] = left.pop(each.id)
                    break
    matches = [
        _match(true, found.get(index), views, report, flattened)
        for index, true in enumerate(truth.figures)
    ]
    return tuple(matches), tuple(_invented(truth, left.values(), views))


@dataclass(frozen=True, slots=True)
class _View:
    """A read figure with what stands round it, white space off."""

    figure: Figure
    before: str  # on its page, or in its cell
    cell: str
    row: str
    column: str

    @classmethod
    def of(cls, figure: Figure, report: Report) -> _View:
        span = figure.span
        text = "".join(p.text for p in report.pages[max(0, span.page - 2) : span.page - 1])
        before = tight(text[-200:] + report.pages[span.page - 1].text[: span.start])[-200:]
        cell = ""
        if figure.table_id:
            table = next(t for t in report.tables if t.id == figure.table_id)
            found = table.at(figure.cell_row, figure.cell_col)
            cell = tight(found.text) if found else ""
        row = tight("".join(figure.row_path)) + tight(figure.measure)
        return cls(figure, before, cell, row, tight("".join(figure.col_path)))


def _same(true: TrueFigure, read: Figure) -> bool:
    """Whether value and unit are the same; a date's digits."""
    if true.value is None:
        dated = read.kind is FigureKind.DATE
        return dated and re.findall(r"\d+", true.printed) == re.findall(r"\d+", read.printed)
    return read.value == true.value and read.unit == true.unit


def _placed(true: TrueFigure, view: _View, flattened: bool) -> bool:
    if true.place and not flattened:
        # Where a cell is split by a page break, what is before it need not be on its page.
        ends = view.before[-_CONTEXT:].endswith(true.before[-_CONTEXT:])
        return view.cell == true.place and (ends or true.place.count(true.printed) == 1)
    wanted = true.before[-_CONTEXT:] if not flattened or not true.place else ""
    return view.before.endswith(wanted)


def _meant(true: TrueFigure, view: _View) -> bool:
    return true.role in (None, view.figure.role) and _headed(true, view) is not False


def _headed(true: TrueFigure, view: _View) -> bool | None:
    if not true.row and not true.column:
        return None
    return true.row in view.row and true.column in view.column


def _on_page(true: TrueFigure, view: _View, report: Report) -> bool:
    return not report.paged or not true.pages or view.figure.span.page in true.pages


def _match(
    true: TrueFigure,
    read: Figure | None,
    views: Mapping[str, _View],
    report: Report,
    flattened: bool,
) -> Match:
    if read is None:
        return Match(true, None)
    view, told = views[read.id], not (flattened and true.place)
    return Match(
        true,
        read,
        role=(read.role is true.role) if told and true.role is not None else None,
        headers=_headed(true, view) if told else None,
        page=_on_page(true, view, report) if report.paged and true.pages else None,
    )


def _invented(truth: Truth, left: Iterable[Figure], views: Mapping[str, _View]) -> Sequence[Figure]:
    """Return the figures left over that are nowhere in the truth."""
    if truth.complete:
        return tuple(left)
    return tuple(
        figure
        for figure in left
        if not any(
            tight(figure.printed) in text and (not figure.table_id or text == views[figure.id].cell)
            for text in truth.texts
        )
    )
