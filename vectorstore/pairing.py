"""Figures of two editions of one report that state the same thing are paired.

A cell is known by the words of its row and column, a figure of the prose by
the sentence around it with its numbers left out; role, period and what is
counted have to be equal too.  What stands in one edition only, or more often
in one than in the other, is left alone: a scan that lost a line, or a form
that holds fewer pages, contradicts nobody.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import lru_cache

from ingest.fold import squeeze
from ingest.model import Figure, FigureKind, Report, Span
from ingest.units import split_unit

Key = tuple[str, ...]
_NUMBER = re.compile(r"[\d.,]+")
_squeezed = lru_cache(maxsize=65536)(squeeze)


def pair_figures(report: Report, other: Report) -> tuple[tuple[Figure, Figure], ...]:
    """Return (figure of `report`, figure of `other`) in the first's reading order.

    Dates are left out: their value is the year alone.
    """
    theirs = _by_key(other)
    pairs = [
        pair for key, mine in _by_key(report).items() for pair in _together(mine, theirs.get(key))
    ]
    pairs.sort(key=lambda pair: pair[0].span)
    return tuple(pairs)


def equal_value(figure: Figure, other: Figure) -> bool:
    """Whether two paired figures say the same amount.

    In one unit, to the last digit; in two (1,234,567元 and 123.46万元), as far
    as the coarser of them goes.
    """
    return _equal(figure.value, figure.unit, other.value, other.unit) and (
        figure.high is other.high is None
        or (
            figure.high is not None
            and other.high is not None
            and _equal(figure.high, figure.unit, other.high, other.unit)
        )
    )


def _equal(value: Decimal, unit: str, other: Decimal, other_unit: str) -> bool:
    scale, other_scale = split_unit(unit)[0], split_unit(other_unit)[0]
    apart = abs(value * scale - other * other_scale)
    if scale == other_scale:
        return not apart
    return apart <= max(_last_digit(value) * scale, _last_digit(other) * other_scale) / 2


def _last_digit(value: Decimal) -> Decimal:
    """Return what one in the last digit of a value is worth: 0.01 for 75.48."""
    return Decimal(10) ** int(value.as_tuple().exponent)


def _by_key(report: Report) -> dict[Key, list[Figure]]:
    found: dict[Key, list[Figure]] = {}
    figures = [f for f in report.figures if f.kind is not FigureKind.DATE]
    stated = _stated(report, figures)
    for figure in figures:
        words = "/".join((*figure.row_path, *figure.col_path)) if figure.table_id else ""
        if not words:
            words = stated[figure.quote]
        kind = (figure.role.value, figure.period, split_unit(figure.unit)[1], figure.subject)
        found.setdefault((_squeezed(words), *kind), []).append(figure)
    return found


def _stated(report: Report, figures: Iterable[Figure]) -> dict[Span, str]:
    """Return the words of each quote with the numbers taken out."""
    within: dict[Span, list[Span]] = {}
    for figure in figures:
        within.setdefault(figure.quote, []).append(figure.span)
    return {quote: _words(report, quote, spans) for quote, spans in within.items()}


def _words(report: Report, quote: Span, spans: Iterable[Span]) -> str:
    pieces, at = [], quote.start
    for span in sorted(set(spans)):
        if span.page == quote.page and at <= span.start:
            pieces.append(report.text(Span(quote.report_id, quote.page, at, span.start)))
            at = span.end
    pieces.append(report.text(Span(quote.report_id, quote.page, at, quote.end)))
    return _NUMBER.sub("#", "#".join(pieces))


def _together(mine: list[Figure], theirs: list[Figure] | None) -> Iterator[tuple[Figure, Figure]]:
    """Yield pairs in reading order if both editions say it equally often.

    Of several under one name most have to agree; otherwise they are not the
    same ones, or not in the same order.
    """
    if theirs is None or len(mine) != len(theirs):
        return
    pairs = list(zip(mine, theirs, strict=True))
    agreeing = sum(equal_value(*pair) for pair in pairs)
    if len(pairs) == 1 or 2 * agreeing >= len(pairs):
        yield from pairs
