"""Read how a question wants a result given: rounded, and to how many decimals."""

from __future__ import annotations

import re
from functools import cache

from qa.asking import openings

_ROUNDED = re.compile(
    r"[，,（(；;]?\s{0,9}(?:结果|请|并|答案)*(?:四舍五入)?后?(?:取整数?|(?:保留|精确)(?:到)?(?:小数点后?)?"
    r"(?:(?P<places>[零一两二三四0-4])位?(?:小数)?|整数位?|个位数?))(?:即可|就行|就好)?[）)]?"
    r"|[，,（(；;]\s*四舍五入[）)]?"
)
# 总岗位按2.3万个算: what an operand is taken to be stands in the report as well.
_TAKEN = re.compile(
    r"(?:^|[，,（(；;？?])\s*[^，,（()）。？?；;]{0,8}按[\d.,]+[^，,（()）。？?；;]{0,4}计?算[）)]?"
)
_AS_RATE = re.compile(
    r"[，,（(；;]\s*(?:结果|请|答案)*[用以按](?:百分数|百分比)(?:形式|来)?(?:表示|给出|计)?[）)]?"
)


@cache
def _bid() -> re.Pattern[str]:
    """What opens a request: 请测算…, 烦请核算：…."""
    return re.compile(
        rf"^\s*(?:烦|劳|还)?请?(?:您|你)?(?:帮(?:我|忙)?)?(?:{'|'.join(openings())})(?:一下|下)?[：:，,]?"
    )


_DIGITS = {"零": 0, "一": 1, "两": 2, "二": 2, "三": 3, "四": 4}


def asked_places(text: str) -> int | None:
    """Return how many decimals a question wants, None if it does not say."""
    found = _ROUNDED.search(text)
    if found is None or (not found["places"] and found[0].strip("，,（()） ") == "四舍五入"):
        return None
    places = found["places"]
    if not places:
        return 0
    return _DIGITS[places] if places in _DIGITS else int(places)


def manner_spans(text: str) -> list[tuple[int, int]]:
    """Return the characters that only say in what form the result is wanted."""
    patterns = (_ROUNDED, _TAKEN, _AS_RATE, _bid())
    return [m.span() for pattern in patterns for m in pattern.finditer(text)]


def without_manner(text: str) -> str:
    """Return a question with what it says of the form of the result blanked."""
    for start, end in manner_spans(text):
        text = text[:start] + " " * (end - start) + text[end:]
    return text
