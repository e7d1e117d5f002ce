"""Rules about percentages: each against the numbers it is made of."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from ingest.measures import find_concepts
from ingest.model import Figure, FigureKind, Role
from ingest.units import convert
from qa.audit_finding import AuditVerdict, Finding, Operand, Rule, plain
from qa.audit_listed import listed_whole
from qa.audit_table import Grid
from qa.audit_tolerance import HALF, ratio_slack, rounded_like, step_of
from qa.audit_view import Audited, Paragraph, Said
from qa.audit_words import AMOUNTS, PLANNED, SPENT, amounts, sentence_of
from qa.reading import printed

_OF_BUDGET = re.compile(r"预算|年初|完成率|执行率|进度|支付率|支出率|使用率")
_OVER = re.compile(r"其中[：:，,]?|主要用于以下方面[：:]?|具体如下[：:]?|包括[：:]")
_SAID_OF = re.compile(r"\s*(?:[（(][^（）()]{0,20}[）)])?[\s，,（(]*(?:约|仅|共)?占")
_SHARE_OF = re.compile(r"占(?P<whole>[^占，。；]{2,30}?)的?\s*$")


def check_prose_rates(audited: Audited) -> Iterator[Finding]:
    """完成预算的 96% = 执行数 ÷ 预算数, both standing right before it."""
    for paragraph in audited.paragraphs:
        said = amounts(paragraph)
        for item in paragraph.said:
            figure = item.figure
            if figure.kind is not FigureKind.PERCENT or figure.role is not Role.RATE:
                continue
            if figure.qualifier or not _OF_BUDGET.search(figure.measure):
                continue
            pair = _pair(paragraph, said, item)
            if pair is not None:
                done, planned = pair
                yield _rate(figure, done.figure, (planned.figure,), "prose-rate")


def check_table_rates(audited: Audited) -> Iterator[Finding]:
    """预算完成率 = 实际 ÷ (年初 + 调整), or ÷ 全年预算, in each row of a table that has them."""
    for grid in audited.grids:
        for index in range(grid.heads, grid.table.n_rows):
            rates = [
                f
                for f in grid.in_row(index, Role.RATE)
                if f.kind is FigureKind.PERCENT and _OF_BUDGET.search("".join(f.col_path))
            ]
            done = _money(grid, index, SPENT)
            if len(rates) != 1 or len(done) != 1:
                continue
            planned = _denominator(grid, index)
            if planned:
                yield _rate(rates[0], done[0], planned, "table-rate")


def check_shares(audited: Audited) -> Iterator[Finding]:
    """占 55.10% = the part ÷ what it is part of."""
    for paragraph in audited.paragraphs:
        said = amounts(paragraph)
        for item in paragraph.said:
            figure = item.figure
            if figure.kind is not FigureKind.PERCENT or figure.role is not Role.SHARE:
                continue
            before = [s for s in said if s.end <= item.start]
            if figure.qualifier or not before or item.start - before[-1].end > 40:
                continue
            part = before[-1]
            if not _SAID_OF.match(paragraph.text[part.end : item.start]):
                continue
            wholes = _wholes(audited, paragraph, before, item)
            wholes = wholes or listed_whole(paragraph, said, item)
            if wholes:
                yield _share(figure, part.figure, wholes)


def _pair(paragraph: Paragraph, said: Sequence[Said], rate: Said) -> tuple[Said, Said] | None:
    """Return (执行, 预算) that stand right before a rate and are of one measure."""
    start, _ = sentence_of(paragraph, rate.start)
    before = [s for s in said if start <= s.end <= rate.start][-2:]
    if len(before) < 2 or rate.start - before[-1].end > 40:
        return None
    one, other = before
    named = {one.figure.concept, other.figure.concept} - {""}
    if len(named) > 1 or (named and rate.figure.concept and rate.figure.concept not in named):
        return None
    for done, planned in ((one, other), (other, one)):
        lead = paragraph.text[: planned.start].rstrip()
        said_so = planned is other and lead.endswith(("完成预算", "完成年初预算"))
        if done.figure.role in SPENT and (planned.figure.role in PLANNED or said_so):
            return done, planned
    return None


def _money(grid: Grid, index: int, roles: Collection[Role]) -> list[Figure]:
    found = (f for role in roles for f in grid.in_row(index, role))
    return [f for f in found if f.kind is FigureKind.MONEY]


def _denominator(grid: Grid, index: int) -> tuple[Figure, ...]:
    """Return the budget of a row as adjusted: given so, else 年初 and 调整."""
    whole = _money(grid, index, (Role.BUDGET,))
    initial = _money(grid, index, (Role.INITIAL_BUDGET,))
    adjusted = _money(grid, index, (Role.ADJUSTMENT,))
    if len(whole) == 1:
        return (whole[0],)
    if len(whole) > 1 or len(initial) != 1 or len(adjusted) > 1:
        return ()
    return (initial[0], *adjusted)


def _rate(rate: Figure, done: Figure, planned: Sequence[Figure], rule: str) -> Finding:
    amounts_ = [convert(f.value, f.unit, done.unit) for f in planned]
    bottoms = [a for a in amounts_ if a is not None]
    names = ("年初预算", "调整") if len(planned) > 1 else ("预算",)
    operands = (
        Operand.of(rate, "完成率"),
        Operand.of(done, "执行数"),
        *(Operand.of(f, name) for f, name in zip(planned, names, strict=False)),
    )
    below = " + ".join(plain(b) for b in bottoms)
    below = f"({below})" if len(bottoms) > 1 else below
    return quotient(rule, rate, done.value, sum(bottoms, Decimal(0)), below, operands)


def quotient(
    rule: str,
    rate: Figure,
    top: Decimal,
    bottom: Decimal,
    below: str,
    operands: tuple[Operand, ...],
    shown: str = "",
) -> Finding:
    """Return the finding for a percentage that should be `top` ÷ `bottom`.

    below  the divisor as written; `shown` stands for the whole sum where it is not top ÷ below
    """
    if not bottom:
        words = f"{printed(rate)}：除数为 0，算不出比率"
        return Finding(rule, AuditVerdict.NOT_APPLICABLE, words, "", operands)
    exact = top / bottom * 100
    fine = rounded_like(exact, min(rate.value, Decimal("0.01"), key=step_of))
    arithmetic = f"{shown or f'{plain(top)} ÷ {below}'} = {plain(fine)}%"
    step = step_of(rate.value)
    slack = 100 * ratio_slack(top, bottom, step_of(top), step_of(bottom))
    off = abs(exact - rate.value)
    name = operands[0].label
    if off <= step * HALF + slack:
        like = "" if fine == rate.value else f"，写 {printed(rate)} 是取整"
        words = f"{name} {printed(rate)} 与数相符：{arithmetic}{like}"
        return Finding(rule, AuditVerdict.PASSED, words, arithmetic, operands)
    if off < step + slack and abs(rate.value) < abs(exact):
        words = f"{name} {printed(rate)} 像是截尾而不是四舍五入：{arithmetic}"
        return Finding(rule, AuditVerdict.DOUBTFUL, words, arithmetic, operands)
    words = f"{name}写 {printed(rate)}，按所列的数应为 {plain(fine)}%：{arithmetic}"
    return Finding(
        rule, AuditVerdict.CONTRADICTED, words, f"{arithmetic} ≠ {printed(rate)}", operands
    )


def _wholes(
    audited: Audited, paragraph: Paragraph, before: Sequence[Said], share: Said
) -> list[Figure]:
    """Return what a share may be of: named in 占…的, or what stands before 其中."""
    part = before[-1]
    named = _SHARE_OF.search(paragraph.text[part.end : share.start])
    if named:
        found = [m.name for m in find_concepts(named["whole"])]
        return [
            f
            for f in audited.report.figures
            if found
            and f.concept == found[-1]
            and f.kind is FigureKind.MONEY
            and f.role in AMOUNTS
            and audited.period(f) == audited.period(share.figure)
        ]
    start, _ = sentence_of(paragraph, share.start)
    over = [m for m in _OVER.finditer(paragraph.text, 0, part.start) if m.end() >= start - 3]
    if not over:
        return []
    since, _ = sentence_of(paragraph, max(start - 1, 0))
    wholes = [s.figure for s in before if s is not part and since <= s.start < over[-1].start()]
    alike = [f for f in wholes if f.role is part.figure.role]
    return alike if len({f.value for f in alike}) == 1 else wholes


def _share(share: Figure, part: Figure, wholes: Sequence[Figure]) -> Finding:
    """Judge a share by what it may be of: it holds if it holds of any of these.

    Where it holds of none, it is wrong for sure only if there is but one, or
    two that are the budget and the outcome of one measure.
    """
    findings = []
    for whole in wholes:
        bottom = convert(whole.value, whole.unit, part.unit)
        if bottom is None:
            continue
        operands = (
            Operand.of(share, "占比"),
            Operand.of(part, part.concept or "部分"),
            Operand.of(whole, whole.concept or "整体"),
        )
        findings.append(quotient("share", share, part.value, bottom, plain(bottom), operands))
    if not findings:
        return Finding("share", AuditVerdict.NOT_APPLICABLE, "单位不同，不能相比", "", ())
    ranked = sorted(findings, key=lambda f: _BEST.index(f.verdict))
    best = ranked[0]
    if best.verdict is AuditVerdict.CONTRADICTED:  # of whichever whole: all are shown
        others = [f.operands[-1] for f in ranked]
        best = replace(best, operands=(*best.operands[:2], *dict.fromkeys(others)))
    names = {w.concept for w in wholes}
    several = len({w.value for w in wholes}) > (2 if len(names) == 1 and "" not in names else 1)
    if best.verdict is AuditVerdict.CONTRADICTED and several:
        words = best.words + "；整体在报告里有几个数，不能断定是哪一个"
        return replace(best, verdict=AuditVerdict.DOUBTFUL, words=words)
    return best


_BEST = [
    AuditVerdict.PASSED,
    AuditVerdict.DOUBTFUL,
    AuditVerdict.CONTRADICTED,
    AuditVerdict.NOT_APPLICABLE,
]

RULES = (
    Rule("prose-rate", "正文：完成率", "同时写明预算、执行和完成率的正文", check_prose_rates),
    Rule("table-rate", "表内：完成率", "同一行有预算、实际和完成率的表", check_table_rates),
    Rule("share", "占比", "写明部分、整体和占比的正文", check_shares),
)
