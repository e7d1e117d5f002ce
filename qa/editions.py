"""Editions of one report: which one answers, and where another states a figure differently."""

from __future__ import annotations

from collections.abc import Sequence

from qa.holdings import Holdings, held
from qa.reading import Reading, printed
from vectorstore.library import Library
from vectorstore.model import ReportCard


def primary_editions(cards: Sequence[ReportCard]) -> Holdings:
    """Keep one of the reports of equal agency, region, year and kind: one with pages first."""
    return held(cards).derive(_primary)


def _primary(cards: Holdings) -> Holdings:
    best: dict[object, ReportCard] = {}
    for card in sorted(cards, key=lambda c: (c.format != "pdf", c.account.pages_ocr > 0, c.id)):
        identity = card.identity
        complete = identity.agency and identity.fiscal_year
        key: object = (
            (identity.agency, identity.region, identity.fiscal_year, identity.kind)
            if complete
            else card.id
        )
        best.setdefault(key, card)
    kept = sorted(
        best.values(), key=lambda c: (c.identity.region, c.identity.fiscal_year or 0, c.id)
    )
    return cards if list(cards) == kept else Holdings(kept)


def edition_words(reading: Reading, library: Library) -> str:
    """Return a sentence for each cited figure that an edition of its report gives otherwise.

    Editions are reports of equal agency, region, year and kind in another
    form; the one with pages is cited, and "" is returned where they agree.
    """
    figures = {
        evidence.figure.id: evidence.quote.report_id
        for claim in reading.claims
        for evidence in claim.evidence
        if evidence.figure is not None
    }
    words = []
    for report_id in dict.fromkeys(figures.values()):
        for edition in library.editions(report_id):
            for difference in edition.differences:
                if figures.get(difference.figure.id) == report_id:
                    words.append(
                        f"另一版本（{edition.card.file_name}）记为"
                        f"{printed(difference.other_figure)}，两处不一致。"
                    )
    return "".join(dict.fromkeys(words))
