"""Write a question in keywords and signs out in words: '23 is 2023年, 决算-预算=?人 asks 多多少人.

The signs, the units that stand for what is asked (km, %) and the nouns that ask
(清单, 姓名, 高者) are listed in `asking.toml` under `[[short]]`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from ingest.measurewords import MEASURE_WORDS
from qa.asking import shorthand
from qa.scope import find_scope
from vectorstore.model import ReportCard

# Who asks in whole sentences means his signs as they stand.
_ASKS = re.compile(
    r"多少|几(?!乎|率)|哪|什么|啥|怎|谁|[吗呢么]|为何|是否|是不是|有没有|对不对|多[大高长远久]"
    r"|请(?!客|示)|告诉|麻烦|帮[我忙]|^查|[问查看说]一?下"
)
_SINCE = r"['’‘`]\s?(?P<short>\d\d)(?:年度?|(?!\d|['’‘`]))"
_BARE = r"(?<![\d.'’第共约满近足仅前后+−×%-])(?P<bare>[12]\d)(?![\d.,%/+−年月日时]|-?\d)"
_YEARS = re.compile(rf"{_SINCE}|{_BARE}")
# 25-24=?万元, 25年-24年: of which year the figure is taken from which.
_APART = re.compile(
    r"(?<![\d.])(?:20)?(?P<one>[12]\d)年?度?\s*(?P<sign>[-−<>/]|[vV][sS]\.?)\s*(?:20)?(?P<other>[12]\d)(?:年度?|(?![\d.]))"
)
_CHANGES = re.compile(r"=|[差增减变升降多少]")


def longhand(text: str, cards: Sequence[ReportCard]) -> str:
    """Return a normalised question with its shorthand written out.

    cards  whose reports may be asked: two digits are a year if one is of that year
    """
    text = _with_years(text, cards)
    if _ASKS.search(text):
        return text
    for pattern, plain in _patterns():
        text = pattern.sub(plain, text)
    return text.strip()


def _with_years(text: str, cards: Sequence[ReportCard]) -> str:
    """A question with its years in full: '22, 水利23, 25-24=."""
    years = {card.identity.fiscal_year for card in cards}
    apart = _APART.search(text)
    if apart and {2000 + int(apart["one"]), 2000 + int(apart["other"])} & years:
        rest = text[apart.end() :]
        if (
            apart["sign"] not in "-−"
            or _CHANGES.search(rest)
            or _CHANGES.search(text[: apart.start()])
        ):
            one, other = (f"20{apart[name]}年" for name in ("one", "other"))
            return f"{text[: apart.start()]}{one}{apart['sign']}{other}{rest}"
    for found in reversed(list(_YEARS.finditer(text))):
        year = 2000 + int(found["short"] or found["bare"])
        told = f"{text[: found.start()]}{year}年{text[found.end() :]}"
        if found["short"] or (year in years and _dates(told, found, cards)):
            text = told
    return text


def _dates(told: str, found: re.Match[str], cards: Sequence[ReportCard]) -> bool:
    """Whether two digits read as a year stand where one does: behind an agency, or alone."""
    behind = found.string[found.end() :].lstrip()
    counted = (
        re.match(rf"{re.escape(w)}(?![{a or ' '}])", behind) for w, a in MEASURE_WORDS.items()
    )
    if any(counted) or re.match(r"[A-Za-z]", behind):
        return False  # 15 分钟
    scope = find_scope(told, cards)
    alone = not found.string[: found.start()].strip() or found.string[found.start() - 1].isspace()
    named = any(start < found.start() <= end for start, end in scope.spans)
    return bool(scope.reports) and (alone or named)


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(entry["words"]), entry["plain"]) for entry in shorthand())
