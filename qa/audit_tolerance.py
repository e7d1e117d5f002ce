"""How far printed figures may lie apart because each was rounded when it was printed."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from qa.rounding import round_at

HALF = Decimal("0.5")


def step_of(value: Decimal) -> Decimal:
    """Return one unit of a number's last printed decimal: 0.01 of 75.48, 1 of 25."""
    exponent = value.as_tuple().exponent
    return Decimal(1).scaleb(min(exponent, 0)) if isinstance(exponent, int) else Decimal(1)


def finest(values: Iterable[Decimal]) -> Decimal:
    """Return the finest step among numbers of one unit: 25 beside 21.56 stands for 25.00."""
    return min((step_of(value) for value in values), default=Decimal(1))


def sum_tolerance(total: Decimal, parts: Iterable[Decimal]) -> Decimal:
    """Return how far a total may lie from the sum of its parts.

    Each number that is not nought may be off by half a step.
    """
    parts = list(parts)
    rounded = sum(1 for value in (total, *parts) if value)
    return finest((total, *parts)) * HALF * max(rounded, 2)


def rounded_like(value: Decimal, model: Decimal) -> Decimal:
    """Return a value rounded half up to the decimals another is printed with."""
    return round_at(value, step_of(model))


def ratio_slack(top: Decimal, bottom: Decimal, top_step: Decimal, bottom_step: Decimal) -> Decimal:
    """Return by how much a quotient may be off because its operands were rounded."""
    if not bottom:
        return Decimal(0)
    return (top_step + abs(top / bottom) * bottom_step) * HALF / abs(bottom)
