"""What a number of a running text states, and what the next one inherits from it."""

from __future__ import annotations

from dataclasses import dataclass

from ingest.model import Role
from ingest.numerals import NumberToken


@dataclass(frozen=True, slots=True)
class Statement:
    """One number of a text and what it states.

    `quote` is the range of the sentence (or clause) that holds it; `inferred`
    tells that the unit stands in its words, not beside it.
    """

    token: NumberToken
    measure: str
    concept: str
    role: Role
    period: str
    quote: tuple[int, int]
    inferred: bool = False
    owner: str = ""  # the organisation the words name as the measure's, if they do


@dataclass(frozen=True, slots=True)
class Lead:
    """What the numbers to come are about until something else is named."""

    head: str = ""
    concept: str = ""
    owner: str = ""
