"""A list found in a report, and what its places have in common."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.model import Span
from ingest.sections import Point
from qa.items import are_bodies
from qa.reading import Evidence
from qa.terms import pairs_in
from qa.understand import Question
from qa.words import Term

_MARKER = re.compile(
    r"^\s*(?:第[一二三四五六七八九十百]+[部章节条][分]?|[（(][一二三四五六七八九十百\d]+[)）]"
    r"|[一二三四五六七八九十百]+[、.．]|\d{1,3}[.．、)）](?!\d)|[①-⑳]|[一二三四五六七八九十]是)\s*"
)

_ASKS_BODIES = re.compile(
    r"(?:哪些|哪几个?|几个|什么)(?:\w{0,4})?(?:单位|科室|股室|处室|机构|部门)(?!的)"
    r"|(?:单位|科室|股室|处室|机构)(?:\s*名单|都?有哪|都?叫|包括哪|是哪)"
)


@dataclass(frozen=True, slots=True)
class Listing:
    """A list found: its items, how much of the question it carries, its places."""

    items: tuple[str, ...]
    coverage: float
    rank: int  # lower is the better kind of place
    exact: float  # 0..1, share of the place's own name that the question says
    evidence: tuple[Evidence, ...]


def points_listing(
    span: Span,
    points: Sequence[Point],
    coverage: float,
    exact: float,
    path: tuple[str, ...],
    whole: bool,
    locator: str = "",
) -> Listing:
    """Return the list that the points of a text make.

    whole  give each point with its explanation, not its first clause alone
    """
    items, places = [], []
    for point in points:
        items.append(strip_marker(point.text) if whole else first_clause(point.text))
        place = Span(span.report_id, span.page, span.start + point.start, span.start + point.end)
        places.append(Evidence(place, context=path, locator=locator))
    return Listing(tuple(items), coverage, 1, exact, tuple(places))


def exactness(name: str, question: str) -> float:
    """Return the share (0..1) of a place's name that a squeezed question says."""
    return pairs_in(_MARKER.sub("", name), question)


def list_terms(question: Question) -> tuple[Term, ...]:
    """Return the words a list has to be of; beside others, single characters (办) tell nothing."""
    return tuple(t for t in question.terms if len(t.text) > 1) or question.terms


def fits(listing: Listing, question: Question) -> bool:
    """Whether the items are of the kind asked for: units and offices where these are."""
    return not _ASKS_BODIES.search(question.core) or are_bodies(listing.items)


def whole_points(question: Question) -> bool:
    """Whether the question wants to be told how (怎么改进), not a list of names."""
    return question.asks_how and not question.asks_list


def strip_marker(heading: str) -> str:
    """Return a heading or point without its number and closing stop."""
    return _MARKER.sub("", heading).strip(" 。；;，,")


def first_clause(text: str) -> str:
    """Return the first clause of a point without its number."""
    words = strip_marker(text)
    first = re.split(r"[。；;]", words, maxsplit=1)[0]
    return first.strip() or words.strip()
