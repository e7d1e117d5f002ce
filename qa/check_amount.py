"""Whether a stated amount is a report's amount: exactly, converted, or roughly as it says."""

from __future__ import annotations

import re
from decimal import Decimal

from ingest.numerals import NumberToken
from ingest.units import convert, split_unit
from qa.audit_tolerance import step_of
from qa.check_model import CheckVerdict
from qa.rounding import round_at

_MORE = re.compile(r"超|突破|多于|大于|高于|不止|余|多(?!少)|以上|至少|不少于|不低于|逾|达到?以上")
_LESS = re.compile(r"不足|不到|近|将近|接近|少于|低于|以下|以内|不超过")
_ROUGH = re.compile(r"约|左右|上下|大概|大约|大致|几乎|差不多")
_FAR = Decimal("1.5")  # 超30 said of 46 goes too far
_NEAR = Decimal("0.9")  # 近30 said of 26 goes too far


def judge_amount(
    stated: NumberToken, value: Decimal, unit: str, qualifier: str = ""
) -> CheckVerdict | None:
    """Return how a stated number agrees with a report's value, None if it does not.

    qualifier  the report's own (超30篇次): the same words said again are read, not rounded
    """
    held = convert(value, unit, stated.unit) if stated.unit else value
    if held is None:
        return None
    claimed = stated.value
    if stated.high is not None:
        return CheckVerdict.APPROXIMATE if claimed <= held <= stated.high else None
    if held == claimed and (_same(stated.qualifier, qualifier) or not _bounds(stated.qualifier)):
        same = not stated.unit or split_unit(unit) == split_unit(stated.unit)
        return CheckVerdict.READ if same else CheckVerdict.CONVERTED
    if _MORE.search(stated.qualifier):
        reached = (
            "至少" in stated.qualifier or "不" in stated.qualifier or "以上" in stated.qualifier
        )
        over = held >= claimed if reached else held > claimed
        return CheckVerdict.APPROXIMATE if over and held < claimed * _FAR else None
    if _LESS.search(stated.qualifier):
        under = claimed * _NEAR <= held <= claimed
        return CheckVerdict.APPROXIMATE if under else None
    return CheckVerdict.APPROXIMATE if _rounds(stated, held) else None


def _rounds(stated: NumberToken, held: Decimal) -> bool:
    """Whether one of two numbers is the other rounded to the digits it is given with."""
    claimed = stated.value
    if not claimed or (claimed < 0) != (held < 0):
        return False
    step = step_of(claimed)
    if _ROUGH.search(stated.qualifier):
        step = max(step, _last_digit(claimed))
    if round_at(held, step) == round_at(claimed, step) and _digits(claimed) >= 2:
        return True
    rough = bool(_ROUGH.search(stated.qualifier)) and _digits(claimed) >= 2
    if rough and abs(held - claimed) * (1 if step == step_of(claimed) else 2) <= step:
        return True  # 约300 of 298.57, 约9746 of 9746.50
    finer = step_of(held) > step_of(claimed)
    return finer and round_at(claimed, step_of(held)) == held and _digits(held) >= 2


def _last_digit(value: Decimal) -> Decimal:
    """Return one unit of the last digit that is not nought: 100 of 300, 10 of 480."""
    exponent = value.normalize().as_tuple().exponent
    return Decimal(1).scaleb(exponent) if isinstance(exponent, int) else Decimal(1)


def _digits(value: Decimal) -> int:
    """Return how many digits a number is given with: 4 of 95.87, 1 of 0.05."""
    return len(str(abs(value)).replace(".", "").lstrip("0"))


def _bounds(qualifier: str) -> bool:
    return bool(_MORE.search(qualifier) or _LESS.search(qualifier))


def _same(one: str, other: str) -> bool:
    return one.strip("达到") == other.strip("达到")
