"""Ways of finding passages for a question, ours and the plain ones, behind one protocol."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Protocol

from eval.cases import Case
from eval.places import Found, places_of, ranks_of
from eval.ranking import mean_reciprocal_rank, recall_at
from qa.model import Turn
from qa.scope import find_scope
from vectorstore.library import Library
from vectorstore.search import BOTH_LEGS, Leg


class Finds(Protocol):
    """Anything that finds passages for a question."""

    def find(self, question: str, k: int, scope: Collection[str] | None = None) -> Sequence[Found]:
        """Return at most k passages, best first; `scope` limits the report ids."""


@dataclass(frozen=True, slots=True)
class LibraryFinder:
    """The library's search by the given legs.

    scoped  whether the reports are chosen by the question first, as our own
            answers do; else every report is searched
    """

    library: Library
    legs: tuple[Leg, ...] = BOTH_LEGS
    scoped: bool = False

    def find(
        self, question: str, k: int, scope: Collection[str] | None = None
    ) -> tuple[Found, ...]:
        """Return at most k passages, best first."""
        cards = [c for c in self.library.reports() if scope is None or c.id in scope]
        by_id = {card.id: card for card in cards}
        within = [c.id for c in find_scope(question, cards).reports] if self.scoped else []
        hits = self.library.find(question, within or list(by_id), k, self.legs)
        return tuple(
            Found(
                by_id[hit.report_id],
                tuple(dict.fromkeys(span.page for span in hit.passage.spans)),
                hit.passage.text,
            )
            for hit in hits
        )


@dataclass(frozen=True, slots=True)
class Retrieval:
    """How well a finder finds: recall by k, mean reciprocal rank, over `cases` cases."""

    cases: int
    recall: tuple[tuple[int, float], ...]
    mrr: float | None


def measure_retrieval(
    finder: Finds, cases: Sequence[Case], ks: Sequence[int] = (1, 4, 10)
) -> Retrieval:
    """Return recall@k and MRR over the cases that have a place to come from."""
    ranks = []
    for case in cases:
        places = places_of(case)
        if places:
            found = finder.find(query_of(case.question, case.history), max(ks))
            ranks.append(ranks_of(places, found))
    recall = tuple((k, share) for k in ks if (share := recall_at(k, ranks)) is not None)
    return Retrieval(len(ranks), recall, mean_reciprocal_rank(ranks))


def query_of(question: str, history: Sequence[Turn]) -> str:
    """Return what a chain without follow-ups of its own looks for: the last question before
    this one, and this one."""
    before = [turn.content for turn in history if turn.role == "user"]
    return " ".join((*before[-1:], question))
