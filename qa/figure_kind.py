"""Tell what kind of figure a question wants: money, a count, a rate, a score, a date."""

from __future__ import annotations

import re

from ingest.measures import concept
from ingest.model import FigureKind, Role
from qa import phrases

MONEY_ROLES = frozenset({Role.BUDGET, Role.INITIAL_BUDGET, Role.EXECUTION, Role.ADJUSTMENT})


def figure_kind(
    core: str, unit: str, roles: tuple[Role, ...], concepts: tuple[str, ...], when: bool
) -> FigureKind | None:
    """Return the kind of figure asked for, None if any will do.

    unit  the unit asked for, "" if none; when: a date is asked for
    """
    if when:
        return FigureKind.DATE
    if unit in phrases.MONEY_UNITS:
        return FigureKind.MONEY
    if unit == "分" or Role.SCORE in roles or Role.WEIGHT in roles:
        return FigureKind.SCORE
    rated = Role.RATE in roles and not set(roles) & MONEY_ROLES
    both = Role.RATE in roles and not rated  # 实际支出和执行率分别是多少
    if unit == "百分点" or rated or (phrases.ASKS_RATE.search(core) and not both):
        return FigureKind.PERCENT
    if unit:
        return FigureKind.COUNT
    if re.search(r"多少钱|几多钱|金额|总额|多少经费|多少资金", core) or phrases.SPENDS.search(core):
        return FigureKind.MONEY
    spent = Role.EXECUTION in roles and _SPENT.search(core) and not set(roles) - MONEY_ROLES
    if spent or _MONEY_NAMED.search(core):
        return FigureKind.MONEY
    if _MONEY_ASKED.search(core) and not set(roles) & {Role.CHANGE, Role.SHARE}:
        return FigureKind.MONEY
    if phrases.counted_noun(core) or phrases.NUMBER_OF.search(core):
        return FigureKind.COUNT
    kinds = {known.kind for name in concepts if (known := concept(name))}
    return _CONCEPT_KINDS.get(kinds.pop()) if len(kinds) == 1 else None


# 更新用车的那笔购置费是多少: money, never the 2辆
_MONEY_ASKED = re.compile(
    r"(?:(?<!免)费|费用|投资|投入|支出|收入|资金|经费|拨款|款|产值|增加值|利润|余额)(?:总额|总数|数)?\s*(?:一共|总共|合计|到底|究竟)?(?:是|为|有|共)?(?:有)?多少(?!个|项|人|家|次|笔|件)"
)
# 垃圾分类 实际支出, 口袋公园 完成投资: the last word says what is asked for.
_SPENT = re.compile(
    r"实际支出|支出(?:数|额|金额)|执行(?:数|金额)|(?:花费|花销|开销|开支)\s*[?？]?\s*$"
)
_MONEY_NAMED = re.compile(
    r"(?:完成投资|投资额|投资完成额|金额|经费|(?<![免收])费|花费|花销)\s*[?？]?\s*$"
)
_CONCEPT_KINDS = {
    "money": FigureKind.MONEY,
    "rate": FigureKind.PERCENT,
    "score": FigureKind.SCORE,
    "count": FigureKind.COUNT,
}
