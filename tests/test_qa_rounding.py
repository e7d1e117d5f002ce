"""Rounding: halves away from zero, at any step a report prints."""

from __future__ import annotations

from decimal import Decimal

import pytest

from qa.rounding import CENT, round_at


@pytest.mark.parametrize(
    ("value", "step", "rounded"),
    [
        ("2.345", "0.01", "2.35"),
        ("2.325", "0.01", "2.33"),
        ("-2.345", "0.01", "-2.35"),
        ("1234567890.123456789", "1", "1234567890"),
        ("999999999999999.5", "0.00000000000000000001", "999999999999999.50000000000000000000"),
    ],
)
def test_halves_go_away_from_zero_at_any_step(value: str, step: str, rounded: str) -> None:
    result = round_at(Decimal(value), Decimal(step))
    assert str(result) == rounded


def test_a_cent_is_two_decimals() -> None:
    assert round_at(Decimal(1) / 3, CENT) == Decimal("0.33")
