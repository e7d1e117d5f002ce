"""Cut what is quoted to a length that can be read, keeping what it is quoted for."""

from __future__ import annotations

import re
from dataclasses import replace

from ingest.model import Report, Span

_LONGEST = 300
_STOPS = re.compile(r"[，。；：！？,;]")


def short_quote(report: Report, quote: Span, kept: Span | None = None) -> Span:
    """Return a quote cut to at most 300 characters at clause ends.

    kept  the characters it is quoted for, which stay in it; of another page, or
          None, the quote's beginning is what stays
    """
    if quote.end - quote.start <= _LONGEST:
        return quote
    text = report.text(quote)
    if kept is None or kept.page != quote.page:
        stops = [m.end() for m in _STOPS.finditer(text, 0, _LONGEST)]
        return replace(quote, end=quote.start + (stops[-1] if stops else _LONGEST))
    low, high = kept.start - quote.start, kept.end - quote.start
    stops = [0, *(m.end() for m in _STOPS.finditer(text)), len(text)]
    fitting = [
        (a, b) for a in stops for b in stops if a <= low and high <= b and 0 < b - a <= _LONGEST
    ]
    if fitting:
        start, end = max(fitting, key=lambda ab: ab[1] - ab[0])
    else:
        start, end = max(0, high - _LONGEST), high
    return replace(quote, start=quote.start + start, end=quote.start + end)
