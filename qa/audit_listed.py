"""The whole that listed shares are of, where it is not named: 农林水支出 …，占 91.24%；…"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from ingest.model import Figure, FigureKind, Role
from ingest.units import convert
from qa.audit_tolerance import HALF, ratio_slack, step_of
from qa.audit_view import Paragraph, Said
from qa.audit_words import sentence_of

_LISTED = 3  # shares that must stand in the list


def listed_whole(paragraph: Paragraph, said: Sequence[Said], share: Said) -> list[Figure]:
    """Return the amount that a list's shares are of: all of them, or all but one, hold of it.

    It stands before the list, in its sentence or the one before.  Where several
    amounts would do, or none, there is no telling.
    """
    start, end = sentence_of(paragraph, share.start)
    pairs = list(_pairs(paragraph, said, start, end))
    if len(pairs) < _LISTED:
        return []
    since, _ = sentence_of(paragraph, max(start - 1, 0))
    first = pairs[0][0]
    found = [
        one.figure
        for one in said
        if since <= one.start < first.start
        and sum(_holds(part.figure, of.figure, one.figure) for part, of in pairs) >= len(pairs) - 1
    ]
    return found if len({figure.value for figure in found}) == 1 else []


def _pairs(
    paragraph: Paragraph, said: Sequence[Said], start: int, end: int
) -> Iterator[tuple[Said, Said]]:
    """Yield (part, share) of a sentence: each share with the amount right before it."""
    for item in paragraph.said:
        figure = item.figure
        if start <= item.start < end and (figure.kind, figure.role) == _SHARE:
            before = [one for one in said if start <= one.start and one.end <= item.start]
            if before:
                yield before[-1], item


_SHARE = (FigureKind.PERCENT, Role.SHARE)


def _holds(part: Figure, share: Figure, whole: Figure) -> bool:
    bottom = convert(whole.value, whole.unit, part.unit)
    if not bottom:
        return False
    slack = 100 * ratio_slack(part.value, bottom, step_of(part.value), step_of(bottom))
    off: Decimal = abs(part.value / bottom * 100 - share.value)
    return off <= step_of(share.value) * HALF + slack
