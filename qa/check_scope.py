"""Whose figures each sentence of a pasted text gives: named there, or carried on from before."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from qa.scope import Scope, find_scope
from qa.wording import normalise
from vectorstore.model import ReportCard

_SENTENCE = re.compile(r"[^。！？!?\n]*(?:[。！？!?]+[”’」』）)]*|\n|$)")
_YEAR = re.compile(
    r"(?P<reference>(?:比|较|相较于?|相比于?|同|与|和)\s*)?(?P<year>(?:19|20)\d\d)\s*(?:年度?|/)"
    r"(?P<day>\s*\d{1,2}\s*月)?"
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of the text: its place in it, the reports and the year it may speak of.

    scope  the reports of the body named, whatever their year
    year   that its figures are of where they say none themselves, "" if unknown
    """

    start: int
    end: int
    scope: Scope
    year: str


def scoped_sentences(text: str, cards: Sequence[ReportCard]) -> Iterator[Sentence]:
    """Yield the sentences of a text with the reports each is about.

    One that names nobody speaks of whom the one before spoke.  A year that is
    only compared with (比2023年) or part of a date names no report.
    """
    scope, who, year = Scope(tuple(cards)), "", ""
    for found in _SENTENCE.finditer(text):
        words = normalise(found[0])
        if not words:
            continue
        years = [m for m in _YEAR.finditer(words) if not m["reference"]]
        own = [m["year"] for m in years if not m["day"]]
        bare = _YEAR.sub(lambda m: " " * len(m[0]), words)
        named = find_scope(bare, cards)
        place = " ".join(bare[a:b] for a, b in named.spans)
        if named.missing or (named.spans and len(named.reports) < len(cards)):
            lone = _kind_only(place) and bool(who)
            scope = find_scope(f"{who} {place}", cards) if lone else named
            who = who if lone else place
            year = own[0] if own else (year if lone else "")
        elif own:
            year = own[0]
        yield Sentence(found.start(), found.end(), scope, year)


def _kind_only(place: str) -> bool:
    """Whether a text only named a kind of report (决算), no body."""
    return bool(
        re.fullmatch(r"\s*(?:的?(?:部门|单位|年度?)?(?:预算|决算|自评表|自评报告))+\s*", place)
    )
