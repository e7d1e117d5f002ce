"""Round as people do, halves away from zero, however many digits a report prints."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Context, Decimal

CENT = Decimal("0.01")

# The longest figure that is read, in the smallest unit, at the finest step of another.
_WIDE = Context(prec=80)


def round_at(value: Decimal, step: Decimal) -> Decimal:
    """Return a value rounded to a step: 0.01 for two decimals."""
    return value.quantize(step, ROUND_HALF_UP, _WIDE)
