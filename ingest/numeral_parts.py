"""What the number scanners share: the token, the patterns of units, qualifiers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from ingest.measurewords import MEASURE_WORDS
from ingest.model import FigureKind


@dataclass(frozen=True, slots=True)
class NumberToken:
    """One quantity as printed.

    start, end  characters of the scanned text that hold number and unit
    value       in `unit`; for DATE the year (unit 年, 年月, 年月日) or, where
                no year is printed, month * 100 + day (unit 月日) or the month
    high        upper end of a range, else None
    unit        canonical: 元 万元 % 百分点 分 名 万人次 ... "" if none stands there
    qualifier   超, 约, 余, 以上 ... as printed, several divided by a blank
    printed     text[start:end]
    """

    start: int
    end: int
    value: Decimal
    high: Decimal | None
    unit: str
    kind: FigureKind
    qualifier: str
    printed: str


# Full-width forms narrowed one for one, so that places stay what they are.
NARROW = {0xFF10 + d: str(d) for d in range(10)} | {
    ord(wide): narrow
    for wide, narrow in zip("．％－−﹣＋（）：／～〜∼", ".%---+():/~~~", strict=True)
}
# A comma between full-width digits is a thousands separator only if full-width
# digits surround it in threes; the plain pattern below sees to that.
NARROW[0xFF0C] = "，"

CJK = r"\u3400-\u9fff"
SPACE = r"[ \u00a0\u3000]{0,4}"
GAP = r"[ \u00a0\u3000\n]{0,4}"
NUMBER = (
    r"(?:\d{1,3}(?:,\s{0,2}\d{3})+|\d{1,3}(?:，\d{3})+(?=[.元万亿%])|\d+)"
    r"(?:\.\s{0,2}(?<=[.\s])\d+)?(?:\n\.\d+)?"
)
MAGNITUDE = r"(?:万亿|千亿|百亿|十亿|亿|千万|百万|十万|万|千|百)"
ROUGH = r"(?:余|多|几|来)"
DASH = r"(?:-{1,2}|—{1,2}|–|~|至|到)"
ONES = {c: n for n, c in enumerate("〇一二三四五六七八九")} | {"零": 0, "○": 0, "两": 2}

_CURRENCY = r"(?:人民币)?(?:美元|港元|港币|欧元|日元|英镑|澳门元|新台币|元|圆)(?![旦素件首老])"
WORDS = "|".join(
    word + (f"(?![{after}])" if after else "")
    for word, after in sorted(MEASURE_WORDS.items(), key=lambda item: -len(item[0]))
)
_PERCENT = r"(?:个百分点|百分点|%|‰)"
_SCORE = r"分(?![钟之别批类局支数期步布组配管红为级层值析公工项内院]|$^)"
BASE = rf"(?:{_PERCENT}|{_CURRENCY}|{_SCORE}|{WORDS})"
_PER = (
    r"(?:\s*/\s*(?:人次|平方米|平方公里|立方米|公里|公顷|小时|[百千万]+人|[人年月天日户次台吨个亩套件辆㎡生名升秒株])"
    r"(?![\u3400-\u9fff]*率))?"
)
UNIT = (
    rf"(?:{SPACE}(?P<rough>{ROUGH})(?={SPACE}(?:{MAGNITUDE}|{BASE})))?"
    rf"(?:{GAP}(?P<mag>{MAGNITUDE})(?!里|分[点之])(?:{SPACE}(?P<rough2>{ROUGH})(?![{CJK}]?[年样方元])"
    rf"|{SPACE}(?P<rough3>{ROUGH})(?={SPACE}{BASE}))?)?"
    rf"(?:(?P<gap>{GAP})(?P<base>{BASE}{_PER}))?"
)

_BEFORE = re.compile(
    r"(?:(?:至少|最少|最多)(?=[\u3400-\u9fff]{1,4}\s*$)|(?:不少于|不低于|不高于|不超过|不多于|不大于|不小于|不超|超过|超出|超|至少|最少|最多|最高|最低|"
    r"大于|小于|高于|低于|多于|少于|(?<![节合签公条契履违特相预])约|大约|(?<![最附新远邻临靠贴])近|将近|接近|"
    r"达到|达|逾|突破|[≥≤><＞＜≧≦])\s*$)"
)
_AFTER = re.compile(
    r"\s*[(]?(?:\s*含\s*[)]?)?\s*(或以上|及以上|或以下|及以下|以上|以下|以内|左右|上下)"
    r"|\s*[(]含[)]\s*(以上|以下|以内)"
)

_BY = re.compile(r"[之以]?前(?![期夕来往往])")


def make_token(
    text: str,
    start: int,
    end: int,
    value: Decimal,
    unit: str,
    kind: FigureKind,
    *,
    high: Decimal | None = None,
    flat: str = "",
    rough: str = "",
) -> NumberToken:
    """Make a token, with the qualifiers that stand around it where `flat` is given."""
    while end > start and text[end - 1].isspace():
        end -= 1
    qualifiers: list[str] = []
    if flat:
        if before := _BEFORE.search(flat, max(0, start - 8), start):
            qualifiers.append(before[0].strip())
        if rough:
            qualifiers.append(rough)
        if after := _AFTER.match(flat, end):
            qualifiers.append(after[1] or after[2])
    elif kind is FigureKind.DATE and "月" in unit and (before := _BY.match(text, end)):
        qualifiers.append(before[0])
    return NumberToken(start, end, value, high, unit, kind, " ".join(qualifiers), text[start:end])
