"""Whether sentences of another year's report speak of the year that is asked about."""

from __future__ import annotations

import re
from collections.abc import Sequence

from qa.reading import Evidence, Reading
from qa.sources import Source

_BEFORE = re.compile(r"上年|去年|上一年")


def tells_of(reading: Reading, years: Sequence[int], sources: Sequence[Source]) -> bool:
    """Whether a place that a reading rests on, or a heading over it, names one of the years."""
    by_id = {source.card.id: source for source in sources}
    places = [e for claim in reading.claims for e in claim.evidence]
    return any(_names(e, by_id[e.quote.report_id], years) for e in places)


def _names(evidence: Evidence, source: Source, years: Sequence[int]) -> bool:
    quote = evidence.quote
    words = source.report.pages[quote.page - 1].text[quote.start : quote.end]
    words += "".join(evidence.context)
    if any(str(year) in words for year in years):
        return True
    own = source.card.identity.fiscal_year
    return own is not None and own - 1 in years and bool(_BEFORE.search(words))
