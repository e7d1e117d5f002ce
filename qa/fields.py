"""Know an agency's field said behind its place (青桥城管) and take its weight away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from qa.agencies import names_field
from qa.agency_index import agency_core
from qa.words import Term
from vectorstore.model import ReportCard


def without_field(
    terms: tuple[Term, ...],
    text: str,
    spans: Sequence[tuple[int, int]],
    cards: Sequence[ReportCard],
) -> tuple[Term, ...]:
    """Take the weight from the agency's field said behind its place: 青桥城管园林绿化预算."""
    cores = [agency_core(card.identity) for card in cards]
    behind = [text[end : end + 4] for _, end in spans]
    fields = {
        t.text
        for t in terms
        if cores
        and all(names_field(t.text, core) for core in cores)
        and any(rest.startswith(t.text) for rest in behind)
    }
    if not any(t.noun and t.text not in fields for t in terms):
        return terms
    return tuple(replace(t, weight=0.05, noun=False) if t.text in fields else t for t in terms)
