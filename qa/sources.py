"""The reports a question may be answered from, opened once and kept."""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property

from ingest.fold import squeeze
from ingest.model import Report, Span
from qa.audit import Audit, audit_report
from qa.holdings import Holdings
from qa.sentences import Sentence, find_sentences
from qa.views import FigureView, form_names, view_figures
from vectorstore.library import Library
from vectorstore.model import ReportCard


@dataclass(frozen=True)
class Source:
    """A report in scope with its figures and sentences made ready for matching."""

    card: ReportCard
    report: Report

    @cached_property
    def figures(self) -> tuple[FigureView, ...]:
        """Its figures with the texts around them."""
        return view_figures(self.report)

    @cached_property
    def corners(self) -> dict[str, tuple[str, ...]]:
        """For each table the headers over its row labels (项目名称, 指标)."""
        return {
            table.id: tuple(cell.text for cell in table.cells if cell.is_header and cell.row == 0)[
                :3
            ]
            for table in self.report.tables
        }

    @cached_property
    def forms(self) -> dict[str, str]:
        """By table id what a table is the form of, where it is of one project."""
        return form_names(self.report)

    @cached_property
    def text(self) -> str:
        """All its text, squeezed."""
        return "|".join(squeeze(page.text) for page in self.report.pages)

    @cached_property
    def audit(self) -> Audit:
        """Its audit, made once: 10 ms to 0.5 s."""
        return audit_report(self.report)

    def place_of(self, words: str) -> Span | None:
        """Where some words first stand in the report, white space aside; None if nowhere."""
        pattern = re.compile(r"\s*".join(map(re.escape, "".join(words.split()))))
        for page in self.report.pages:
            found = pattern.search(page.text) if words else None
            if found:
                return Span(self.report.id, page.number, *found.span())
        return None

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        """Its sentences and cells in reading order."""
        return find_sentences(self.report)


class Sources:
    """Open reports on demand; keeps the last `keep` of them."""

    def __init__(self, library: Library, keep: int = 64) -> None:
        self._library, self._keep = library, keep
        self._open: OrderedDict[tuple[str, int], Source] = OrderedDict()
        self._cards: tuple[object, Holdings] = (None, Holdings())

    def cards(self, allowed: Collection[str] | None = None) -> Holdings:
        """Return the cards of the reports that may be asked; None means all.

        The same holdings are given again while neither store nor choice changes.
        """
        chosen = None if allowed is None else frozenset(allowed)
        key = (self._library.generation, chosen)
        held_for, cards = self._cards
        if held_for != key:
            every = self._library.reports()
            cards = Holdings(c for c in every if chosen is None or c.id in chosen)
            self._cards = (key, cards)
        return cards

    def open(self, card: ReportCard) -> Source:
        """Return a report made ready; raises ReportMissing if it is gone."""
        key = (card.id, self._library.generation)
        source = self._open.get(key)
        if source is None:
            source = Source(card, self._library.report(card.id))
            self._open[key] = source
            while len(self._open) > self._keep:
                self._open.popitem(last=False)
        self._open.move_to_end(key)
        return source
