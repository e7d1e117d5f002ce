"""Find the quantities in a text: number, unit, qualifier, range, date.

What only looks like a quantity is passed over: list markers, ordinals, codes,
document numbers, telephone numbers, clock times, slogans (“1+22”, 两个维护).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from ingest.measurewords import MEASURE_WORDS, STRONG_WORDS
from ingest.model import FigureKind
from ingest.units import kind_of


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


def scan_numbers(text: str) -> tuple[NumberToken, ...]:
    """Return the quantities of `text` in reading order, none overlapping."""
    flat = text.translate(_NARROW)
    taken = _labels(flat)
    tokens: list[NumberToken] = []
    for token in (*_dates(flat, text), *_quantities(flat, text), *_chinese(flat, text)):
        span = range(token.start, token.end)
        if not any(taken[index] for index in span):
            tokens.append(token)
            for index in span:
                taken[index] = 1
    return tuple(sorted(tokens, key=lambda token: token.start))


# ---------------------------------------------------------------- characters

_NARROW = {0xFF10 + d: str(d) for d in range(10)} | {
    ord(wide): narrow
    for wide, narrow in zip("．％－−﹣＋（）：／～〜∼", ".%---+():/~~~", strict=True)
}
# A comma between full-width digits is a thousands separator only if full-width
# digits surround it in threes; the plain pattern below sees to that.
_NARROW[0xFF0C] = "，"

_CJK = r"\u3400-\u9fff"
_DIGITS = "零〇○一二三四五六七八九十百千万亿两壹贰叁肆伍陆柒捌玖拾佰仟廿卅"
_SPACE = r"[ \u00a0\u3000]{0,4}"
_GAP = r"[ \u00a0\u3000\n]{0,4}"
_NUMBER = (
    r"(?:\d{1,3}(?:,\s{0,2}\d{3})+|\d{1,3}(?:，\d{3})+(?=[.元万亿%])|\d+)"
    r"(?:\.\s{0,2}(?<=[.\s])\d+)?(?:\n\.\d+)?"
)
_MAGNITUDE = r"(?:万亿|千亿|百亿|十亿|亿|千万|百万|十万|万|千|百)"
_ROUGH = r"(?:余|多|几|来)"


# -------------------------------------------------------------------- labels

_LABELS = re.compile(
    "|".join(
        (
            r"(?:(?<=^)|(?<=[\n\t；;。：:，,]))\s*\d{1,2}\s*[.、](?=\s*(?:19|20)\d{2}\s*年)",
            r"(?:(?<=^)|(?<=[\n\t；;。：:，,！？”\)]))\s*\d{1,2}\s*[.、](?!\s?\d)",
            r"(?:(?<=^)|(?<=\n))\s*\d{1,2}\s*[.、]\s*(?=\d{4}\s*年)",
            r"(?<=[\u3400-\u9fff])\d{1,2}\.(?=\s*[\u3400-\u9fff“])",  # 活动2.完成
            r"\(\s*\d{1,2}\s*\)",  # （1）
            r"(?:(?<=^)|(?<=[\n\t；;。：:，,]))\s*\d{1,2}\)",  # 1）
            r"(?:(?<=^)|(?<=\n))\s*\d{1,2}(?:\.\d{1,2})+\s*(?=[\u3400-\u9fff])(?![万亿千百元%余多个名人分])",
            r"[〔\[【(]\s*\d{4}\s*[〕\]】)]\s*(?:第\s*)?\d*\s*号?",  # 〔2021〕5号
            r"第\s*\d+(?:\s*[-~—、至到]\s*(?:第\s*)?\d+)*\s*[\u3400-\u9fff]?",  # 第 3 期
            r"\d+(?:\+\d+)+",  # “1+22”
            r"\d+\s*[×xX*]\s*\d+",
            r"\d{1,2}[:点]\d{1,2}(?::\d{1,2})?分?",  # clock and ratios
            r"(?<!\d)\d{1,2}\s*[时]\s*(?:\d{1,2}\s*分|许|前|后)",
            r"\d+(?:\.\d+){2,}",  # 1.2.3
            r"[A-Za-z]+[-_.]?\d[\dA-Za-z.\-]*",  # U30, GB/T19001
            r"\d{3,4}-\d{7,8}|(?<!\d)1\d{10}(?!\d)",  # telephones
            r"(?:电话|热线|传真|邮编|邮政编码|编号|编码|代码|文号|证号|账号)\s*[:为是]?\s*[\d\-]+",
            r"\d+\s*(?:号|#)(?!召)",
            r"[“\"‘「『]\s*\d+(?=[\u3400-\u9fff]{0,3}[”\"’」』])",  # “12345”
            r"附\s*[件表录]\s*\d+",
            r"(?:任务|目标|指标|项目|方案|表|图|序号|类型)\s?\d{1,2}(?=[\s:、]|$)",
        )
    )
)
_DATE_IN_LABEL = re.compile(r"\d{4}\s*年")


def _labels(flat: str) -> bytearray:
    """Return a mask of the characters that belong to labels, not quantities."""
    mask = bytearray(len(flat))
    for found in _LABELS.finditer(flat):
        for index in range(*found.span()):
            mask[index] = 1
    return mask


# --------------------------------------------------------------------- dates

_YEAR = r"(?:(?:19|20)\d{2})"
_DATES = re.compile(
    rf"(?<![\d.,A-Za-z])(?P<year>{_YEAR})(?:\s*[-~—–至到]+\s*(?P<until>{_YEAR}))?{_SPACE}"
    rf"年{_SPACE}(?:(?P<month>1[0-2]|0?[1-9]){_SPACE}月份?{_SPACE}"
    rf"(?:(?P<day>3[01]|[12]\d|0?[1-9]){_SPACE}日)?|度?(?:上半年|下半年)?(?:年?[底末初中](?![心央小学间]))?)"
    rf"|(?<![\d.,A-Za-z])(?P<short>\d{{2}}){_SPACE}年(?:度|[底末初](?![心]))"
    rf"|(?<![\d.,个])(?P<m>1[0-2]|0?[1-9]){_SPACE}月{_SPACE}(?:(?P<d>3[01]|[12]\d|0?[1-9]){_SPACE}日|份)"
    rf"|(?<![\d.,A-Za-z/-])(?P<iy>{_YEAR})(?P<sep>[-/.])(?P<im>1[0-2]|0?[1-9])(?P=sep)"
    rf"(?P<iday>3[01]|[12]\d|0?[1-9])(?![\d.%])"
)
_CHINESE_YEAR = re.compile(r"(?<![一-十〇])(?P<y>[一二][〇○零九][〇○零一二三四五六七八九]{2})\s*年度?")


def _dates(flat: str, text: str) -> Iterator[NumberToken]:
    for found in _DATES.finditer(flat):
        part = found.groupdict()
        year = part["year"] or part["iy"]
        if part["short"]:
            year = f"20{part['short']}"
        month, day = part["month"] or part["im"] or part["m"], part["day"] or part["iday"] or part["d"]
        if year:
            value, unit = Decimal(year), "年月日" if day else "年月" if month else "年"
        else:
            value = Decimal(int(month or 0) * 100 + int(day)) if day else Decimal(month or 0)
            unit = "月日" if day else "月"
        high = Decimal(part["until"]) if part["until"] else None
        yield _token(text, found.start(), found.end(), value, unit, FigureKind.DATE, high=high)
    for found in _CHINESE_YEAR.finditer(flat):
        year = "".join(str(_ONES[c]) for c in found["y"])
        if year[:2] in ("19", "20"):
            yield _token(text, *found.span(), Decimal(year), "年", FigureKind.DATE)


# ---------------------------------------------------------------- quantities

_CURRENCY = r"(?:人民币)?(?:美元|港元|港币|欧元|日元|英镑|澳门元|新台币|元|圆)(?![旦素件首老])"
_WORDS = "|".join(
    word + (f"(?![{after}])" if after else "")
    for word, after in sorted(MEASURE_WORDS.items(), key=lambda item: -len(item[0]))
)
_PERCENT = r"(?:个百分点|百分点|%|‰)"
_SCORE = r"分(?![钟之别批类局支数期步布组配管红为级层值析公工项内院]|$^)"
_BASE = rf"(?:{_PERCENT}|{_CURRENCY}|{_SCORE}|{_WORDS})"
_PER = r"(?:\s*/\s*(?:人次|人|年|月|天|日|平方米|户|次|台|吨|公里|小时|个|亩|套|件|辆|㎡|生|名)(?![\u3400-\u9fff]*率))?"
_UNIT = (
    rf"(?:{_GAP}(?P<mag>{_MAGNITUDE})(?![{_CJK}]*里)?{_SPACE}(?P<rough2>{_ROUGH})?{_SPACE})?"
)
_UNIT = (
    rf"(?:{_SPACE}(?P<rough>{_ROUGH})(?={_SPACE}(?:{_MAGNITUDE}|{_BASE})))?"
    rf"(?:{_GAP}(?P<mag>{_MAGNITUDE})(?!里)(?:{_SPACE}(?P<rough2>{_ROUGH})(?![{_CJK}]?[年样方元])"
    rf"|{_SPACE}(?P<rough3>{_ROUGH})(?={_SPACE}{_BASE}))?)?"
    rf"(?:(?P<gap>{_GAP})(?P<base>{_BASE}{_PER}))?"
)
_DASH = r"(?:-{1,2}|—{1,2}|–|~|至|到)"
_QUANTITY = re.compile(
    rf"(?<![\d.,A-Za-z_])(?P<sign>-)?(?P<low>{_NUMBER})"
    rf"(?:(?P<lowunit>{_SPACE}(?:{_MAGNITUDE})?(?:{_BASE})?){_SPACE}{_DASH}{_SPACE}(?P<high>{_NUMBER})(?![\d]))?"
    rf"{_UNIT}"
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


def _quantities(flat: str, text: str) -> Iterator[NumberToken]:
    for found in _QUANTITY.finditer(flat):
        start, end = found.span()
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
        yield _token(
            text, start, end, low * sign, unit, kind_of(unit), high=high, flat=flat, rough=rough
        )


def _quantities_between(flat: str, text: str, start: int, end: int) -> Iterator[NumberToken]:
    """Scan a part on its own, placed back into the whole."""
    for token in _quantities(flat[start:end].rstrip("-—–~至到 "), text[start:end]):
        yield _token(
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
    base = re.sub(r"\s", "", base).replace("人民币", "").replace("圆", "元").replace("个百分点", "百分点")
    if base == "块":
        base = "块"
    return magnitude + base


def _decimal(number: str | None) -> Decimal | None:
    if number is None:
        return None
    try:
        return Decimal(re.sub(r"[,，\s]", "", number))
    except InvalidOperation:
        return None


def _is_code(flat: str, found: re.Match[str], unit: str) -> bool:
    """Whether a number is a name, a code or part of one rather than a quantity."""
    start, end, digits = found.start(), found.end(), found["low"]
    behind = flat[end : end + 1]
    if not unit:
        if behind and (behind.isascii() and behind.isalpha() or behind in "_+"):
            return True
        if flat[end : end + 2] in ("/T", "-A"):
            return True
        if start and flat[start - 1] in "/+" or behind == "/":
            return True
        bare = digits.isdigit() and not found["high"]
        # Five digits or more run into words are a number one dials or looks up.
        near = flat[max(0, start - 1) : start] + behind
        if bare and len(digits) >= 5 and re.search(rf"[{_CJK}]", near):
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
        return bool(unit or "." in digits) and bool(re.match(rf"[{_CJK}]", before))
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


def _token(
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
    return NumberToken(start, end, value, high, unit, kind, " ".join(qualifiers), text[start:end])


# ---------------------------------------------------------- Chinese numerals

_ONES = {c: n for n, c in enumerate("〇一二三四五六七八九")} | {"零": 0, "○": 0, "两": 2}
_RUN = rf"[{_DIGITS}]+"
_STRONG = "|".join(sorted((re.escape(word) for word in STRONG_WORDS), key=len, reverse=True))
_CHINESE = re.compile(
    rf"(?<![{_DIGITS}第])(?:"
    rf"百分之\s?(?P<percent>{_RUN}(?:点{_RUN})?)"
    rf"|千分之\s?(?P<mille>{_RUN})"
    rf"|(?P<below>[{_DIGITS}]{{1,4}})分之(?P<above>[{_DIGITS}]{{1,4}})"
    rf"|(?P<tenths>[一二三四五六七八九])成(?![立为员本果功熟效就品长绩人型])"
    rf"|(?P<money>{_RUN}){_SPACE}(?P<rough>{_ROUGH})?{_SPACE}(?P<coin>[万亿]?{_SPACE}(?:元|圆))(?:整|正)?(?![旦素件])"
    rf"|(?P<count>{_RUN}){_SPACE}(?P<crough>{_ROUGH})?(?P<word>{_WORDS})"
    r")"
)
# 十四次党代会, 二十届三中全会: which one, not how many.
_GATHERING = re.compile(r"\s*(?:党代会|人代会|党代表|代表大会|全国代表|党员代表|全体会议|全会|中全会|常委会|人民代表)")


def _chinese(flat: str, text: str) -> Iterator[NumberToken]:
    for found in _CHINESE.finditer(flat):
        start, end = found.span()
        before = flat[:start].rstrip(" ")
        if before.endswith(("第", "初", "“", '"', "「", "《")) and not found["percent"]:
            continue
        if found["percent"] or found["mille"]:
            value, unit = _numeral(found["percent"] or found["mille"]), "%" if found["percent"] else "‰"
        elif found["below"]:
            above, below = _numeral(found["above"]), _numeral(found["below"])
            value, unit = (above / below if above is not None and below else None), ""
        elif found["tenths"]:
            value, unit = Decimal(_ONES[found["tenths"]] * 10), "%"
        elif found["money"]:
            value, unit = _money(found["money"] + re.sub(r"\s", "", found["coin"]))
        else:
            value, unit = _count(found["count"], found["word"], flat[end:])
        if value is None:
            continue
        rough = found["rough"] or found["crough"] or ""
        kind = FigureKind.PERCENT if found["tenths"] else kind_of(unit)
        yield _token(text, start, end, value, unit, kind, flat=flat, rough=rough)


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
    if len(run) == 1 and run in _ONES:
        return Decimal(_ONES[run])
    import cn2an

    run = run.replace("○", "〇").translate(str.maketrans("廿卅", "二三")) if run[0] not in "廿卅" else run
    try:
        return Decimal(str(cn2an.cn2an(run, "smart")))
    except ValueError:
        return None
