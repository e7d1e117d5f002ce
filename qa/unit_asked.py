"""Tell in what unit a question wants its answer: 多少名, 几个人, 换算成元, 处置亩数."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from ingest.measurewords import MEASURE_WORDS
from qa import phrases
from qa.words import cut

# What is counted is named by its unit: 改厕户数, 处置亩数, 接待人次.
_NUMBER_OF = re.compile(
    "(?P<unit>"
    + "|".join(
        re.escape(word) + ("数量?" if not word.endswith("次") or len(word) == 1 else "数?量?")
        for word in sorted(MEASURE_WORDS, key=lambda word: (-len(word), word))
        if word not in {*phrases.NOUN_UNITS, "口", "位", "层", "组", "年", "倍", "例数"}
    )
    + r")(?=\s*(?:$|[，,。？?；;：:（()）是有为达几呢超共]|[一总]共|合计|多少|到底|究竟|实际|目标))"
)
_COUNTING = re.compile("数?量?$")


def asked_unit(core: str, texts: Sequence[str] = ()) -> str:
    """Return the unit asked for, "" if none is.

    texts  squeezed texts of the reports in scope: they tell 案件 | 数 from 路灯 | 盏数
    """
    converted = phrases.CONVERTED.search(core)
    if converted:
        return converted[1] or converted[2]
    for found in phrases.MUCH.finditer(core):
        rest = core[found.end() :].lstrip()
        rest = re.sub(r"^(?:[百千]?[万亿]|[百千])(?=\S)", "", rest)
        if re.match(r"个?人(?![民大事员才力口工均物社次])", rest):
            return "人"
        many = rest.lstrip("万亿千")  # 多少万亩
        unit = next((u for r in (rest, many) for u in _units() if _is_unit(u, r)), "")
        if unit:
            return unit
    if re.search(r"多[长远](?!时间)", core):
        return "公里"
    named = {_COUNTING.sub("", core[a:b]) for a, b in unit_names(core, texts)}
    if len(named) == 1:
        return named.pop()
    return "人" if phrases.PERSONS.search(phrases.counted_noun(core)) else ""


def unit_names(core: str, texts: Sequence[str] = ()) -> list[tuple[int, int]]:
    """Return where a question says by its unit that a number is wanted: 户数, 人次.

    The end of a word that the reports know (案件, 农户) is no unit by itself.
    """
    found = []
    for match in _NUMBER_OF.finditer(core):
        start = match.start()
        end = start + len(_COUNTING.sub("", match[0]))
        word = _word_before(core, end)
        slip = bool(texts) and not any(word in text for text in texts)  # 灯盏, of 路灯 | 盏数
        if start and (len(word) <= end - start or slip):
            found.append(match.span())
    return found


def _word_before(core: str, end: int) -> str:
    """The word of a text that ends at a place."""
    return cut(core[:end])[-1][0]


@cache
def _units() -> tuple[str, ...]:
    words = {*MEASURE_WORDS, *phrases.MONEY_UNITS, "分", "百分点"}
    words -= phrases.NOUN_UNITS
    return tuple(sorted(words, key=lambda w: (-len(w), w)))


def _is_unit(unit: str, rest: str) -> bool:
    """Whether a text begins with a measure word and not with a longer word (部 in 部门)."""
    return rest.startswith(unit) and rest[len(unit) : len(unit) + 1] not in set(
        MEASURE_WORDS.get(unit, "")
    )
