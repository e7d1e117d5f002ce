"""Whose figures each sentence of a pasted text gives: named there, or carried on from before."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from qa.scope import Scope, find_scope
from qa.understand import normalise
from vectorstore.model import ReportCard

_SENTENCE = re.compile(r"[^。！？!?\n]*(?:[。！？!?]+[”’」』）)]*|\n|$)")
_YEARS = re.compile(r"\D*(?:\d{2,4}\s*年?度?\D{0,2})+")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of the text: its place in it, and the reports it may speak of."""

    start: int
    end: int
    scope: Scope


def scoped_sentences(text: str, cards: Sequence[ReportCard]) -> Iterator[Sentence]:
    """Yield the sentences of a text with the reports each is about.

    One that names nobody speaks of whom the one before spoke; one that names
    only a year, of the same body in that year.
    """
    who, scope = "", Scope(tuple(cards))
    for found in _SENTENCE.finditer(text):
        words = normalise(found[0])
        if not words:
            continue
        named = find_scope(words, cards)
        place = " ".join(words[a:b] for a, b in named.spans if not _YEARS.fullmatch(words[a:b]))
        if place or named.missing:
            who, scope = place, named
        elif named.spans or named.years:
            scope = find_scope(f"{who} {words}", cards) if who else named
        yield Sentence(found.start(), found.end(), scope)
