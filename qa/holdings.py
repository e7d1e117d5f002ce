"""The cards of all reports that may be asked, with what is looked up among them.

A question is held against names of regions and agencies many times over.  What
is derived from the cards alone is made once for them, not once a question, so
that a question costs by what it names and not by how many reports there are.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from vectorstore.model import ReportCard

Derived = TypeVar("Derived")


class Holdings(tuple[ReportCard, ...]):
    """Cards in their order; `derive` keeps what is made of them."""

    _derived: dict[Any, Any]

    def derive(self, make: Callable[[Holdings], Derived]) -> Derived:
        """Return what `make` makes of these cards, made the first time it is asked for."""
        kept: dict[Any, Any] = self.__dict__.setdefault("_derived", {})
        if make not in kept:
            kept[make] = make(self)
        found: Derived = kept[make]
        return found


def held(cards: Sequence[ReportCard]) -> Holdings:
    """Return cards as holdings: themselves, if they are."""
    return cards if isinstance(cards, Holdings) else Holdings(cards)
