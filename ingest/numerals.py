"""Find the quantities in a text: number, unit, qualifier, range, date.

What only looks like a quantity is passed over: list markers, ordinals, codes,
document numbers, telephone numbers, clock times, slogans (“1+22”, 两个维护).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from ingest.numeral_chinese import scan_chinese
from ingest.numeral_dates import scan_dates
from ingest.numeral_labels import label_mask, without_markers
from ingest.numeral_parts import (
    BASE,
    CJK,
    DASH,
    MAGNITUDE,
    NARROW,
    NUMBER,
    SPACE,
    UNIT,
    NumberToken,
    make_token,
)
from ingest.units import MAGNITUDES, kind_of

__all__ = ["NumberToken", "scan_numbers"]


def scan_numbers(text: str) -> tuple[NumberToken, ...]:
    """Return the quantities of `text` in reading order, none overlapping."""
    flat = without_markers(text.translate(NARROW))
    taken = label_mask(flat)
    tokens: list[NumberToken] = []
    for token in (*scan_dates(flat, text), *_quantities(flat, text), *scan_chinese(flat, text)):
        span = range(token.start, token.end)
        if not any(taken[index] for index in span):
            tokens.append(token)
            for index in span:
                taken[index] = 1
    return tuple(sorted(tokens, key=lambda token: token.start))


_QUANTITY = re.compile(
    rf"(?<![\d.,A-Za-z_])(?P<sign>-)?(?P<low>{NUMBER})"
    rf"(?:(?P<lowunit>{SPACE}(?:{MAGNITUDE})?(?:{BASE})?){SPACE}{DASH}{SPACE}(?P<high>{NUMBER})(?![\d]))?"
    rf"{UNIT}"
)


# 1亿2000万元, 3万5千人: one quantity of two magnitudes.
_COMPOUND = re.compile(
    rf"(?<![\d.,A-Za-z_-])(?P<a>\d+(?:\.\d+)?)(?P<first>[亿万])零?(?P<b>\d+(?:\.\d+)?)"
    rf"(?P<second>千万|百万|万|千|百)?(?P<base>{BASE})"
)


def _quantities(flat: str, text: str) -> Iterator[NumberToken]:
    compounds = list(_COMPOUND.finditer(flat))
    for found in compounds:
        unit = _unit(found["first"], found["base"])
        first, second = _decimal(found["a"]), _decimal(found["b"])
        if first is not None and second is not None:
            rest = second * MAGNITUDES[found["second"] or ""] / MAGNITUDES[found["first"]]
            yield make_token(text, *found.span(), first + rest, unit, kind_of(unit), flat=flat)
    for found in _QUANTITY.finditer(flat):
        start, end = found.span()
        if any(whole.start() <= start < whole.end() for whole in compounds):
            continue
        low, high = _decimal(found["low"]), _decimal(found["high"])
        unit = _unit(found["mag"] or "", found["base"] or "")
        if low is None or _is_code(flat, found, unit):
            continue
        if found["high"] and not _is_range(found, low, high, unit):
            # two numbers, not a range: take the first, the scan goes on behind it
            yield from _quantities_between(flat, text, found.start(), found.start("high"))
            yield from _quantities_between(flat, text, found.start("high"), end)
            continue
        sign = -1 if found["sign"] and _is_minus(flat, start, unit, found["low"]) else 1
        if found["sign"] and sign == 1:
            start += 1
        if _bracketed_negative(flat, start, end, found["low"]):
            sign = -1
        rough = found["rough"] or found["rough2"] or found["rough3"] or ""
        yield make_token(
            text, start, end, low * sign, unit, kind_of(unit), high=high, flat=flat, rough=rough
        )


def _quantities_between(flat: str, text: str, start: int, end: int) -> Iterator[NumberToken]:
    """Scan a part on its own, placed back into the whole."""
    for token in _quantities(flat[start:end].rstrip("-—–~至到 "), text[start:end]):
        yield make_token(
            text,
            token.start + start,
            token.end + start,
            token.value,
            token.unit,
            token.kind,
            high=token.high,
            flat=flat,
        )


def _unit(magnitude: str, base: str) -> str:
    base = re.sub(r"\s", "", base).replace("人民币", "").replace("圆", "元")
    return magnitude + base.replace("个百分点", "百分点")


# What is longer is an account, a code or damage.  A program may print a share to 17 decimals.
_SENSIBLE = re.compile(r"\d{1,15}(?:\.\d{0,20})?")


def _decimal(number: str | None) -> Decimal | None:
    plain = re.sub(r"[,，\s]", "", number or "")
    return Decimal(plain) if _SENSIBLE.fullmatch(plain) else None


def _is_code(flat: str, found: re.Match[str], unit: str) -> bool:
    """Whether a number is a name, a code or part of one rather than a quantity."""
    start, end, digits = found.start(), found.end(), found["low"]
    behind = flat[end : end + 1]
    if not unit:
        if behind and ((behind.isascii() and behind.isalpha()) or behind in "_+"):
            return True
        if flat[end : end + 2] in ("/T", "-A"):
            return True
        if (start and flat[start - 1] in "/+") or behind == "/":
            return True
        bare = digits.isdigit() and not found["high"]
        # Five digits or more run into words are a number one dials or looks up.
        near = flat[max(0, start - 1) : start] + behind
        if bare and len(digits) >= 5 and re.search(rf"[{CJK}]", near):
            return not re.search(r"[为共计是达到数额:]$", flat[:start])
        if bare and len(digits) > 1 and digits.startswith("0"):
            return True
    return False


def _is_range(found: re.Match[str], low: Decimal, high: Decimal | None, unit: str) -> bool:
    if high is None or high < low:
        return False
    low_unit = re.sub(r"\s", "", found["lowunit"] or "").replace("个百分点", "百分点")
    if low_unit and unit and low_unit != unit:
        return False
    return bool(unit) or low_unit == unit


def _is_minus(flat: str, start: int, unit: str, digits: str) -> bool:
    before = flat[start - 1] if start else ""
    if before and not before.isspace() and before not in "(:，,、/=为是达\t\n":
        return bool(unit or "." in digits) and bool(re.match(rf"[{CJK}]", before))
    return True


def _bracketed_negative(flat: str, start: int, end: int, digits: str) -> bool:
    """Whether the number stands alone in its cell, in brackets, as accountants print a minus."""
    if not ("." in digits or "," in digits):
        return False
    before, after = flat[:start].rstrip(" "), flat[end:].lstrip(" ")
    return (
        before.endswith("(")
        and after.startswith(")")
        and before[:-1].rstrip(" ")[-1:] in ("", "\t", "\n")
        and after[1:].lstrip(" ")[:1] in ("", "\t", "\n")
    )
