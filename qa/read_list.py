"""Read a list whole: the points of a section, of a cell, a column, or a sentence."""

from __future__ import annotations

from collections.abc import Sequence

from qa.list_rows import row_lists
from qa.list_sections import section_lists
from qa.list_sentences import sentence_lists
from qa.list_tables import cell_lists, column_lists, counted_lists, led_lists, picked_lists
from qa.listing import Listing, fits
from qa.model import AnswerKind, Outcome
from qa.reading import Claim, Reading
from qa.scope import describe
from qa.settings import QASettings
from qa.sources import Source
from qa.understand import Question


def read_list(
    question: Question,
    sources: Sequence[Source],
    settings: QASettings,
    headed: bool = False,
) -> Reading:
    """Return all items of the list asked for, or not_in_reports.

    headed  take only what stands under a heading or header that says the
            whole of what is asked
    """
    found = []
    for source in sources:
        best = find_listing(question, source, settings, headed)
        if best is not None:
            found.append((source, best))
    if not found:
        return Reading(Outcome.NOT_IN_REPORTS, AnswerKind.LIST)
    found.sort(key=lambda pair: -pair[1].coverage)
    if len(found) > 1 and found[1][1].coverage > found[0][1].coverage - 0.1:
        names = [describe(s.card.identity, s.card.title) for s, _ in found]
        return Reading(Outcome.UNCLEAR, AnswerKind.LIST, options=tuple(names))
    source, listing = found[0]
    who = describe(source.card.identity, source.card.title)
    numbered = "；".join(f"{i}. {item}" for i, item in enumerate(listing.items, 1))
    text = f"{who}，共{len(listing.items)}项：{numbered}"
    return Reading(
        Outcome.ANSWERED,
        AnswerKind.LIST,
        (Claim(text, listing.evidence),),
        items=listing.items,
    )


def find_listing(
    question: Question, source: Source, settings: QASettings, headed: bool = False
) -> Listing | None:
    """Return the best list of a report for a question, or None."""
    report = source.report
    candidates = [
        *section_lists(question, report),
        *cell_lists(question, report, points_only=headed and question.asks_how),
        *column_lists(question, report),
        *picked_lists(question, report),
        *counted_lists(question, report),
        *led_lists(question, report),
        *row_lists(question, report),
        *(() if headed else sentence_lists(question, source)),
    ]
    least = 0.95 if headed else settings.text_coverage
    passing = [
        c
        for c in candidates
        if c.coverage >= least and fits(c, question) and _of_the_year(c, question, source)
    ]
    return max(passing, key=_best, default=None)


def _of_the_year(listing: Listing, question: Question, source: Source) -> bool:
    """Whether a list of another year's report says that it is of the year asked about."""
    if not question.other_years:
        return True
    said = "".join("".join((source.report.text(e.quote), *e.context)) for e in listing.evidence)
    return any(str(year) in said for year in question.other_years)


def _best(listing: Listing) -> tuple[float, float, int, int]:
    return round(listing.coverage, 1), round(listing.exact, 1), -listing.rank, len(listing.items)
