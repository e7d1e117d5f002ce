"""Quantities in Chinese numerals: 三分之二, 二十二条, 壹佰万元整, 百分之五."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache

from ingest.measurewords import STRONG_WORDS
from ingest.model import FigureKind
from ingest.numeral_parts import ONES, ROUGH, SPACE, WORDS, NumberToken, make_token
from ingest.units import kind_of

_DIGITS = "零〇○一二三四五六七八九十百千万亿两壹贰叁肆伍陆柒捌玖拾佰仟廿卅"
_RUN = rf"[{_DIGITS}]+"
_STRONG = "|".join(sorted((re.escape(word) for word in STRONG_WORDS), key=len, reverse=True))
_CHINESE = re.compile(
    rf"(?<![{_DIGITS}第])(?:"
    rf"百分之\s?(?P<percent>{_RUN}(?:点{_RUN})?)"
    rf"|千分之\s?(?P<mille>{_RUN})"
    rf"|(?P<below>[{_DIGITS}]{{1,4}})分之(?P<above>[{_DIGITS}]{{1,4}})"
    rf"|(?P<tenths>[一二三四五六七八九])成(?![立为员本果功熟效就品长绩人型])"
    rf"|(?P<money>{_RUN}){SPACE}(?P<rough>{ROUGH})?{SPACE}(?P<coin>[万亿]?{SPACE}(?:元|圆))(?:整|正)?(?![旦素件])"
    rf"|(?P<count>{_RUN}){SPACE}(?P<crough>{ROUGH})?(?P<word>{WORDS})"
    r")"
)
# 十四次党代会, 二十届三中全会: which one, not how many.
_GATHERING = re.compile(
    r"\s*(?:党代会|人代会|党代表|代表大会|全国代表|党员代表|全体会议|全会|中全会|常委会|人民代表)"
)


def scan_chinese(flat: str, text: str) -> Iterator[NumberToken]:
    """Yield the quantities written in Chinese numerals."""
    for found in _CHINESE.finditer(flat):
        start, end = found.span()
        before = flat[:start].rstrip(" ")
        if before.endswith(("第", "初", "“", '"', "「", "《")) and not found["percent"]:
            continue
        if found["percent"] or found["mille"]:
            value, unit = (
                _numeral(found["percent"] or found["mille"]),
                "%" if found["percent"] else "‰",
            )
        elif found["below"]:
            above, below = _numeral(found["above"]), _numeral(found["below"])
            value, unit = (above / below if above is not None and below else None), ""
        elif found["tenths"]:
            value, unit = Decimal(ONES[found["tenths"]] * 10), "%"
        elif found["money"]:
            value, unit = _money(found["money"] + re.sub(r"\s", "", found["coin"]))
        else:
            value, unit = _count(found["count"], found["word"], flat[end:])
        if value is None:
            continue
        rough = found["rough"] or found["crough"] or ""
        kind = FigureKind.PERCENT if found["tenths"] else kind_of(unit)
        yield make_token(text, start, end, value, unit, kind, flat=flat, rough=rough)


def _money(printed: str) -> tuple[Decimal | None, str]:
    """Split 壹佰万元 into the number before its last magnitude and the unit: (100, 万元)."""
    digits = printed.rstrip("元圆")
    for magnitude in ("万亿", "亿", "万"):
        head = digits.removesuffix(magnitude)
        if head != digits and head and not set(head) & set("万亿"):
            return _numeral(head), f"{magnitude}元"
    return _numeral(digits), "元"


def _count(run: str, word: str, behind: str) -> tuple[Decimal | None, str]:
    """Return value and unit of a counted thing, or None where it is a name or a phrase."""
    short = len(run) == 1
    if short and (run in "一百千万亿零〇○" or not re.fullmatch(_STRONG, word)):
        return None, ""
    if word in ("次", "届") and _GATHERING.match(behind):
        return None, ""
    if word in ("年", "月", "日", "天", "周", "个月") and short:
        return None, ""
    for magnitude in ("亿", "万"):
        head = run.removesuffix(magnitude)
        if head != run and head and not set(head) & set("万亿"):
            return _numeral(head), magnitude + word
    return _numeral(run), word


@lru_cache(maxsize=4096)
def _numeral(run: str) -> Decimal | None:
    """Return the value of a Chinese numeral, None if it is not one."""
    if len(run) == 1 and run in ONES:
        return Decimal(ONES[run])
    import cn2an

    run = (
        run.replace("○", "〇").translate(str.maketrans("廿卅", "二三"))
        if run[0] not in "廿卅"
        else run
    )
    try:
        return Decimal(str(cn2an.cn2an(run, "smart")))
    except (ValueError, LookupError):  # the latter from what it takes for speech: 一亿一
        return None
