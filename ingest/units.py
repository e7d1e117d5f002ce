"""Units: their names, families and conversions.

A unit is kept as printed in canonical form: a magnitude (千, 万, 百万, 亿 ...)
before a base (元, 人次, 平方米 ...), perhaps a "per" part (元/人).  Two units
convert only if base and per part mean the same.
"""

from __future__ import annotations

import re
from decimal import Decimal

from ingest.model import FigureKind

MAGNITUDES: dict[str, Decimal] = {
    "": Decimal(1),
    "百": Decimal(10**2),
    "千": Decimal(10**3),
    "万": Decimal(10**4),
    "十万": Decimal(10**5),
    "百万": Decimal(10**6),
    "千万": Decimal(10**7),
    "亿": Decimal(10**8),
    "十亿": Decimal(10**9),
    "百亿": Decimal(10**10),
    "千亿": Decimal(10**11),
    "万亿": Decimal(10**12),
}

CURRENCIES = ("元", "美元", "港元", "港币", "欧元", "日元", "英镑", "澳门元", "新台币")

# Bases that name the same thing, with how many of the first one is.
_SAME: dict[str, tuple[str, Decimal]] = {
    "名": ("人", Decimal(1)),
    "位": ("人", Decimal(1)),
    "港币": ("港元", Decimal(1)),
    "人·次": ("人次", Decimal(1)),
    "公里": ("米", Decimal(1000)),
    "千米": ("米", Decimal(1000)),
    "km": ("米", Decimal(1000)),
    "m": ("米", Decimal(1)),
    "里": ("米", Decimal(500)),
    "㎡": ("平方米", Decimal(1)),
    "m²": ("平方米", Decimal(1)),
    "m2": ("平方米", Decimal(1)),
    "平米": ("平方米", Decimal(1)),
    "平方": ("平方米", Decimal(1)),
    "公顷": ("平方米", Decimal(10_000)),
    "平方公里": ("平方米", Decimal(1_000_000)),
    "平方千米": ("平方米", Decimal(1_000_000)),
    "m³": ("立方米", Decimal(1)),
    "方": ("立方米", Decimal(1)),
    "立方": ("立方米", Decimal(1)),
    "吨": ("克", Decimal(1_000_000)),
    "千克": ("克", Decimal(1000)),
    "公斤": ("克", Decimal(1000)),
    "kg": ("克", Decimal(1000)),
    "毫克": ("克", Decimal("0.001")),
    "微克": ("克", Decimal("0.000001")),
    "毫升": ("升", Decimal("0.001")),
    "千升": ("升", Decimal(1000)),
    "角": ("元", Decimal("0.1")),
    "小时": ("分钟", Decimal(60)),
    "‰": ("%", Decimal("0.1")),
}

_LONGEST_FIRST = sorted(MAGNITUDES, key=len, reverse=True)


def split_unit(unit: str) -> tuple[Decimal, str]:
    """Return (how many of the base one of `unit` is, the base): 万元 → (10000, 元)."""
    head, slash, per = unit.partition("/")
    if head == "百分点":
        return Decimal(1), unit
    for magnitude in _LONGEST_FIRST:
        base = head[len(magnitude) :]
        if head.startswith(magnitude) and (base or magnitude in ("万", "亿", "万亿")):
            if base == "克" and magnitude:  # 千克 is a base of its own, listed below
                continue
            if base in ("米", "瓦", "瓦时", "伏", "卡", "分") and magnitude:
                continue
            break
    else:
        magnitude, base = "", head
    same, scale = _SAME.get(base, (base, Decimal(1)))
    return MAGNITUDES[magnitude] * scale, same + slash + per


def convert(value: Decimal, from_unit: str, to_unit: str) -> Decimal | None:
    """Return `value` of `from_unit` in `to_unit`, exactly; None if they do not convert."""
    if from_unit == to_unit:
        return value
    from_scale, from_base = split_unit(from_unit)
    to_scale, to_base = split_unit(to_unit)
    if from_base != to_base:
        return None
    return _plain(value * from_scale / to_scale)


def same_quantity(value: Decimal, unit: str, other: Decimal, other_unit: str) -> bool:
    """Whether the two are exactly the same amount of the same thing."""
    converted = convert(value, unit, other_unit)
    return converted is not None and converted == other


def kind_of(unit: str) -> FigureKind:
    """Return the family of a unit; "" and a bare 万 have none."""
    _, base = split_unit(unit)
    if not base:
        return FigureKind.PLAIN
    if base in ("%", "百分点"):
        return FigureKind.PERCENT
    if base == "分":
        return FigureKind.SCORE
    if base.partition("/")[0] in CURRENCIES:
        return FigureKind.MONEY
    return FigureKind.COUNT


_MONEY_UNIT = re.compile(
    r"(?:人民币)?\s*((?:万亿|千亿|百亿|十亿|亿|千万|百万|十万|万|千|百)?)\s*元"
)


def money_unit(text: str) -> str:
    """Return the money unit a header, caption or bracket names ("（万元）"), or ""."""
    found = _MONEY_UNIT.search(text)
    return f"{found[1]}元" if found else ""


def _plain(value: Decimal) -> Decimal:
    """Return an integer-valued or trailing-zero decimal without exponent or padding."""
    value = value.normalize()
    _, _, exponent = value.as_tuple()
    return value.quantize(Decimal(1)) if isinstance(exponent, int) and exponent > 0 else value
