"""What an audit of a report hands over: findings, each with its arithmetic and its places."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

from ingest.model import Figure, Span
from qa.reading import printed

if TYPE_CHECKING:
    from qa.audit_view import Audited


class AuditVerdict(StrEnum):
    """What a check of a report against itself came to."""

    PASSED = "passed"  # 通过
    CONTRADICTED = "contradicted"  # 不符
    DOUBTFUL = "doubtful"  # 存疑: it does not fit, but may be meant so
    NOT_APPLICABLE = "not_applicable"  # 不适用: nothing in the report to check so


@dataclass(frozen=True, slots=True)
class Operand:
    """One number or run of words a check rests on, with its place.

    label   what it is, for a person
    text    as printed, with the unit a header gives it
    quote   the run to quote; `span` the characters themselves
    """

    label: str
    text: str
    quote: Span
    span: Span
    locator: str = ""

    @classmethod
    def of(cls, figure: Figure, label: str) -> Operand:
        """Return the operand that a figure is."""
        return cls(label, printed(figure), figure.quote, figure.span, figure.locator)


@dataclass(frozen=True, slots=True)
class Finding:
    """What one rule found at one place.

    words       the finding for a person: what stands where, what it should be
    arithmetic  the sum as computed, "" where there is none
    suspect     which of the operands is out of line, where one can be told: its place
    """

    rule: str
    verdict: AuditVerdict
    words: str
    arithmetic: str
    operands: tuple[Operand, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """A named check: `run` yields a finding for each place it applies to."""

    id: str
    name: str
    needs: str  # what a report must have for it to apply, for a person
    run: Callable[[Audited], Iterator[Finding]]


def plain(value: Decimal) -> str:
    """Return a number without exponent, with the decimals it has."""
    return format(value, "f")


def summed(values: list[Decimal]) -> str:
    """Return the terms of a sum as written: 8.00 + 2.00 − 1.00."""
    text = " ".join(f"{'−' if v < 0 else '+'} {plain(abs(v))}" for v in values)
    return text.removeprefix("+ ")
