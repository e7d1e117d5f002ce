"""A workbook's number as its cell shows it: 0.7548 under 0.00% is 75.48%."""

from __future__ import annotations

import datetime as dt
import re
from decimal import ROUND_HALF_UP, Decimal

_LITERAL = re.compile(r'"([^"]*)"|\\(.)|!(.)')
_BRACKET = re.compile(r"\[[^\]]*\]")
_DIGITS = re.compile("[0#?][0#?,]*(?:\\.[0#?]+|\ue000.[0#?]+(?=,))?,*")
_DATE = re.compile(r"[ymdhs年月日]", re.I)


def show_number(value: object, number_format: str) -> str:
    """Return the text that a cell with `value` and `number_format` shows.

    Rounds as spreadsheets do (half away from zero).  A format it does not
    know shows the plain number: never another value.
    """
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, dt.datetime | dt.date):
        return _date(value, number_format)
    if isinstance(value, dt.time | dt.timedelta):
        return str(value)
    if not isinstance(value, int | float | Decimal):
        return "" if value is None else str(value)
    number = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    if not number.is_finite():
        return ""
    section, number = _section(number_format or "General", number)
    return _shown(number, section)


def _section(number_format: str, number: Decimal) -> tuple[str, Decimal]:
    """Return the section of a format for a number, and the number it shows (sign dropped)."""
    parts = _split(number_format)
    if number < 0 and len(parts) > 1:
        return parts[1], -number
    if number == 0 and len(parts) > 2:
        return parts[2], number
    return parts[0], number


def _split(number_format: str) -> list[str]:
    parts, quoted = [""], False
    for ch in number_format:
        quoted ^= ch == '"'
        if ch == ";" and not quoted:
            parts.append("")
        else:
            parts[-1] += ch
    return parts


def _shown(number: Decimal, section: str) -> str:
    bare = _BRACKET.sub("", section)
    bare = re.sub(r"_.|\*.", "", bare)  # space as wide as a character; a filler
    literals: list[str] = []

    def keep(match: re.Match[str]) -> str:
        literals.append(next(g for g in match.groups() if g is not None))
        return f"\ue000{chr(0xE100 + len(literals) - 1)}"

    marked = _LITERAL.sub(keep, bare)

    def restore(text: str) -> str:
        return re.sub("\ue000(.)", lambda m: literals[ord(m.group(1)) - 0xE100], text)

    if not marked.strip() or "general" in marked.lower() or "@" in marked or "E+" in marked:
        return _plain(number)
    found = _DIGITS.search(marked)
    if found is None:
        return restore(marked).strip()  # words only: "-" for nought
    after = marked[found.end() :]
    if re.search("[0#?]", re.sub("\ue000.", "", after)):
        return _plain(number)  # several groups of digits: a telephone number, a fraction
    text = _digits(number, found.group(), percent="%" in marked or "％" in marked)
    return (restore(marked[: found.start()]) + restore(text) + restore(after)).strip()


def _digits(number: Decimal, pattern: str, *, percent: bool) -> str:
    """Return the digits that a pattern such as #,##0.0# or 0!.0, (in 万) shows."""
    bare = pattern.rstrip(",")
    scale = 1000 ** (len(pattern) - len(bare))
    scaled = (number * 100 if percent else number) / scale
    moved = re.search("(\ue000.)([0#?]+)$", bare)
    if moved:  # a point written as text before the last digits
        whole = scaled.quantize(Decimal(1), rounding=ROUND_HALF_UP)
        places = len(moved.group(2))
        digits = f"{whole:f}".zfill(places + 1)
        return digits[:-places] + moved.group(1) + digits[-places:]
    integer, _, fraction = bare.partition(".")
    rounded = scaled.quantize(Decimal(1).scaleb(-len(fraction)), rounding=ROUND_HALF_UP)
    if not rounded and "0" not in bare:
        return ""
    text = f"{rounded:,f}" if "," in integer else f"{rounded:f}"
    whole_text, point, part = text.partition(".")
    least = len(fraction.rstrip("#?"))
    part = part[:least] + part[least:].rstrip("0")
    return whole_text + (point + part if part else "")


def _plain(number: Decimal) -> str:
    """Return a number as General shows it: at most 15 significant digits, no exponent."""
    if number == number.to_integral_value():
        return f"{number.to_integral_value():f}"
    digits = 15 - max(number.adjusted() + 1, 1)
    rounded = number.quantize(Decimal(1).scaleb(-max(digits, 0)), rounding=ROUND_HALF_UP)
    return f"{rounded.normalize():f}"


def _date(value: dt.date, number_format: str) -> str:
    """Return a date in the parts its format names."""
    names = set(_DATE.findall(_BRACKET.sub("", number_format).lower()))
    han = "年" in names or "月" in names
    parts = []
    if not names or "y" in names:
        parts.append(f"{value.year}年" if han else f"{value.year}")
    if not names or "m" in names:
        parts.append(f"{value.month}月" if han else f"{value.month:02d}")
    if not names or "d" in names:
        parts.append(f"{value.day}日" if han else f"{value.day:02d}")
    text = "".join(parts) if han else "-".join(parts)
    if isinstance(value, dt.datetime) and ("h" in names or "s" in names):
        text += f" {value:%H:%M}"
    return text.strip() or value.isoformat()
