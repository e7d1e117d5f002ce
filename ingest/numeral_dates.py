"""Dates and periods."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from ingest.model import FigureKind
from ingest.numeral_parts import DASH, ONES, SPACE, NumberToken, make_token

_YEAR = r"(?:(?:19|20)\d{2})"
# 2023年年初预算, 2023年末结转: 年初预算 and 年末结转 name what is measured.
_NAMED = r"(?:部门|单位|财政|批复|预期)*(?:预算|安排|批复|下达|目标|设定|结转|结余)"
_PART = r"(?:[上中下]旬|[初底末])"  # of a month
_DATES = re.compile(
    rf"(?<![\d,A-Za-z])(?P<year>{_YEAR})(?:\s*[-~—–至到]+\s*(?P<until>{_YEAR}))?{SPACE}"
    rf"(?:(?=年[底末初]{_NAMED})|年{SPACE}(?:(?P<month>1[0-2]|0?[1-9]){SPACE}月份?{SPACE}"
    rf"(?:{_PART}|(?P<day>3[01]|[12]\d|0?[1-9]){SPACE}日)?|度?(?:上半年|下半年)?(?:年?[底末初中](?![心央小学间]|{_NAMED}))?))"
    rf"|(?<![\d.,A-Za-z])(?P<short>\d{{2}}){SPACE}年(?:度|[底末初](?![心]))"
    rf"|(?<![\d.,个])(?P<ma>1[0-2]|[1-9]){SPACE}月?{SPACE}{DASH}{SPACE}(?P<mb>1[0-2]|[1-9]){SPACE}月(?!\d)"
    rf"|(?<![\d.,个])(?P<m>1[0-2]|0?[1-9]){SPACE}月{SPACE}(?:(?P<d>3[01]|[12]\d|0?[1-9]){SPACE}日|份|{_PART}|(?!\d|均|报|薪|嫂|球|亮|季))"
    rf"|(?<![\d.,A-Za-z/-])(?P<iy>{_YEAR})(?P<sep>[-/.])(?P<im>1[0-2]|0?[1-9])(?P=sep)"
    rf"(?P<iday>3[01]|[12]\d|0?[1-9])(?![\d.%])"
)
_CHINESE_YEAR = re.compile(
    r"(?<![一-十〇])(?P<y>[一二][〇○零九][〇○零一二三四五六七八九]{2})\s*年度?"
)


def scan_dates(flat: str, text: str) -> Iterator[NumberToken]:
    """Yield the dates of a text; `flat` is the text with full-width forms narrowed."""
    for found in _DATES.finditer(flat):
        part = found.groupdict()
        year = part["year"] or part["iy"]
        if part["short"]:
            year = f"20{part['short']}"
        month = part["month"] or part["im"] or part["m"] or part["ma"]
        day = part["day"] or part["iday"] or part["d"]
        if year:
            value, unit = Decimal(year), "年月日" if day else "年月" if month else "年"
        else:
            value = Decimal(int(month or 0) * 100 + int(day)) if day else Decimal(month or 0)
            unit = "月日" if day else "月"
        until = part["until"] or part["mb"]
        high = Decimal(until) if until else None
        yield make_token(text, found.start(), found.end(), value, unit, FigureKind.DATE, high=high)
    for found in _CHINESE_YEAR.finditer(flat):
        year = "".join(str(ONES[c]) for c in found["y"])
        if year[:2] in ("19", "20"):
            yield make_token(text, *found.span(), Decimal(year), "年", FigureKind.DATE)
