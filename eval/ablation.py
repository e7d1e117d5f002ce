"""Our own answers with a part taken away, to see what the part is worth."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

from ingest.model import Figure, Report
from vectorstore.library import Library
from vectorstore.model import Hit
from vectorstore.search import BOTH_LEGS, Leg
from vectorstore.settings import StoreSettings


@dataclass(frozen=True, slots=True)
class Parts:
    """What an answerer may use.

    legs     ways of finding passages; with none, none is found
    figures  whether the reports' figures are known, or their text alone
    tables   whether the reports' tables are known, or their text alone
    """

    legs: tuple[Leg, ...] = BOTH_LEGS
    figures: bool = True
    tables: bool = True


class PartLibrary(Library):
    """A library that withholds what `parts` leaves out."""

    def __init__(self, settings: StoreSettings, parts: Parts) -> None:
        super().__init__(settings)
        self._parts = parts

    def report(self, report_id: str) -> Report:
        """Return a stored report without what is withheld; raises ReportMissing."""
        report = super().report(report_id)
        if not self._parts.figures:
            report = replace(report, figures=())
        return report if self._parts.tables else replace(report, tables=())

    def figures(
        self, report_ids: Collection[str], concepts: Collection[str] | None = None
    ) -> tuple[Figure, ...]:
        """Return the reports' figures, none if they are withheld."""
        return super().figures(report_ids, concepts) if self._parts.figures else ()

    def find(
        self,
        query: str,
        report_ids: Collection[str],
        k: int,
        legs: Collection[Leg | str] = BOTH_LEGS,
    ) -> tuple[Hit, ...]:
        """Return passages by those of the legs that are not withheld."""
        left = [leg for leg in self._parts.legs if leg in legs]
        return super().find(query, report_ids, k, left) if left else ()
