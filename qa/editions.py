"""Say where another edition of a cited report states a cited figure differently."""

from __future__ import annotations

from qa.reading import Reading, printed
from vectorstore.library import Library


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
