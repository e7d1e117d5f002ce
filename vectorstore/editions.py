"""Reports of equal agency, region, fiscal year and kind are editions of one report."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from ingest.model import Report
from vectorstore.model import Edition, EditionDifference, ReportCard
from vectorstore.pairing import equal_value, pair_figures


def find_editions(
    card: ReportCard, cards: Iterable[ReportCard], load: Callable[[str], Report]
) -> tuple[Edition, ...]:
    """Return the other editions of a report among `cards`, held against it.

    `load` gives a report by its id.  A report that does not say all of whose
    it is has no known editions.
    """
    others = [other for other in cards if other.id != card.id and is_edition(card, other)]
    if not others:
        return ()
    report = load(card.id)
    return tuple(_compared(card, report, other, load(other.id)) for other in others)


def is_edition(card: ReportCard, other: ReportCard) -> bool:
    """Whether both are of one agency, region, fiscal year and kind, all of them known."""
    mine, theirs = (
        (i.agency, i.region, i.fiscal_year, i.kind) for i in (card.identity, other.identity)
    )
    return all(mine) and mine == theirs


def _compared(card: ReportCard, report: Report, other: ReportCard, held: Report) -> Edition:
    pairs = pair_figures(report, held)
    differences = tuple(
        EditionDifference(card, mine, other, theirs)
        for mine, theirs in pairs
        if not equal_value(mine, theirs)
    )
    return Edition(other, len(pairs), differences)
