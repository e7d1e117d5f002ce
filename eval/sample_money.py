"""The sums of a sample: drawn so that parts, totals and rates agree."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from eval.sample_words import Words

_CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Funds:
    """A row of the form's funds block, amounts in 万元."""

    source: str
    initial: Decimal
    adjusted: Decimal
    spent: Decimal

    @property
    def rate(self) -> Decimal | None:
        """Spent in percent of initial and adjustment, two places; None of nothing."""
        whole = self.initial + self.adjusted
        return percent(self.spent, whole, 2) if whole else None


@dataclass(frozen=True, slots=True)
class Spending:
    """Budget and execution of a part of a report's spending, in 万元."""

    budget: Decimal
    done: Decimal


def draw_funds(words: Words) -> list[Funds]:
    """Return the form's funds, the total first; it is the sum of the others."""
    draw = words.draw
    initial, adjusted = _cents(words, 250672, 80000, 900000), _cents(words, 16009, 0, 40000)
    spent = Decimal("2013.02")
    if words.rng is not None:
        spent = _part(initial + adjusted, draw(0, 700, 1000))
    rows = [Funds("一般公共预算", initial, adjusted, spent)]
    if draw(0, 0, 1):
        fund = _cents(words, 0, 5000, 60000)
        rows.append(Funds("政府性基金预算", fund, Decimal("0.00"), _part(fund, draw(0, 600, 1000))))
    total = Funds(
        "合计",
        sum((row.initial for row in rows), Decimal(0)),
        sum((row.adjusted for row in rows), Decimal(0)),
        sum((row.spent for row in rows), Decimal(0)),
    )
    return [total, *rows]


def draw_spending(words: Words) -> dict[str, Spending]:
    """Return the report's spending: total, basic and proj(ects), and the key project.

    With a seed the total is the sum of basic and projects; the published
    figures miss that by a cent.
    """
    basic, project = _cents(words, 253065, 90000, 800000), _cents(words, 30390, 10000, 300000)
    key = _cents(words, 1453, 800, 9000)
    if words.rng is None:
        spent = (Decimal("2418.77"), Decimal("298.57"), key)
        total = Decimal("2834.54")
    else:
        draw = words.draw
        spent = (
            _part(basic, draw(0, 860, 1000)),
            _part(project, draw(0, 700, 1000)),
            _part(key, draw(0, 880, 1000)),
        )
        total = basic + project
    return {
        "total": Spending(total, spent[0] + spent[1]),
        "basic": Spending(basic, spent[0]),
        "proj": Spending(project, spent[1]),
        "key": Spending(key, spent[2]),
    }


def share_marks(parts: int, whole: int = 80) -> list[int]:
    """Return `parts` whole marks, as even as can be, that add up to `whole`."""
    each, over = divmod(whole, parts)
    return [each + (index < over) for index in range(parts)]


def percent(part: Decimal, whole: Decimal, places: int) -> Decimal:
    """Return part of whole in percent, rounded half up."""
    return (part / whole * 100).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def _cents(words: Words, default: int, low: int, high: int) -> Decimal:
    return Decimal(words.draw(default, low, high)) / 100


def _part(amount: Decimal, thousandths: int) -> Decimal:
    return (amount * thousandths / 1000).quantize(_CENT)
