"""Where an answer has to come from: the places of a case, and whether a passage is one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from eval.cases import Case, ExpectedFigure, ExpectedReport, Forms
from eval.equality import same_figure
from eval.wording import states
from ingest.numerals import scan_numbers
from vectorstore.model import ReportCard


@dataclass(frozen=True, slots=True)
class Found:
    """A passage as some retrieval found it: its report, its pages (from 1) and its text."""

    card: ReportCard
    pages: tuple[int, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Place:
    """What a passage must be to be one an answer can stand on.

    figure   it states this figure; or, if None,
    forms    it states one of these
    reports  it is of one of these reports; any, if empty
    pages    file name → pages: if it is of such a file, it stands on one of them
    """

    figure: ExpectedFigure | None
    forms: Forms
    reports: tuple[ExpectedReport, ...] = ()
    pages: tuple[tuple[str, tuple[int, ...]], ...] = ()

    def is_in(self, found: Found) -> bool:
        """Whether a passage is such a place."""
        if self.reports and not any(_is_of(found.card, want) for want in self.reports):
            return False
        allowed = dict(self.pages).get(found.card.file_name)
        if allowed and not set(allowed) & set(found.pages):
            return False
        if self.figure is not None:
            return _states_figure(found.text, self.figure)
        return any(states(found.text, form) for form in self.forms)


def places_of(case: Case) -> tuple[Place, ...]:
    """Return the places the answer of a case has to come from.

    One for each expected figure, list item, key point and quote, and one for
    the accepted texts together.  None for cases that no passage answers:
    refusals, computed figures, and those that only ask who is higher.
    """
    want = case.expected
    if not want.answerable or want.computation:
        return ()
    forms = [*want.items, *want.key_points, *((quote,) for quote in want.quotes)]
    forms += [want.accepted] if want.accepted else []
    return (
        *(Place(figure, (), want.reports, want.pages) for figure in want.figures),
        *(Place(None, one, want.reports, want.pages) for one in forms),
    )


def ranks_of(places: Sequence[Place], found: Sequence[Found]) -> tuple[int | None, ...]:
    """Return for each place the rank (from 1) of the first passage that is it, None of none."""
    return tuple(
        next((rank for rank, one in enumerate(found, start=1) if place.is_in(one)), None)
        for place in places
    )


def _states_figure(text: str, figure: ExpectedFigure) -> bool:
    values = {figure.value, *(value for value, _ in figure.others)}
    return any(
        same_figure(figure, token.value, token.unit)
        # A cell's bare number takes its unit from the headers, which a passage may lack.
        or (not token.unit and token.value in values)
        for token in scan_numbers(text)
    )


def _is_of(card: ReportCard, want: ExpectedReport) -> bool:
    identity = card.identity
    names = "".join(f"{identity.agency} {identity.region} {card.title}".split())
    return (
        want.region in names
        and want.agency in names
        and want.kind in identity.kind + card.title
        and want.fiscal_year in (None, identity.fiscal_year)
    )
