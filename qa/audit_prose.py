"""Rules about sums in running text: 其中 基本支出 … 项目支出 …, and whether they add up."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from ingest.model import Role
from ingest.units import convert
from qa.audit_finding import AuditVerdict, Finding, Operand, Rule, plain, summed
from qa.audit_tolerance import sum_tolerance
from qa.audit_view import Audited, Paragraph, Said
from qa.audit_words import PLANNED, SPENT, amounts, sentence_of
from qa.reading import printed
from qa.roles import ROLE_WORDS

_AMONG = re.compile(r"其中[：:，,]?|包括[：:]")
_ENUMERATED = re.compile(r"其中\s*[：:]?\s*$")


@dataclass(frozen=True, slots=True)
class Division:
    """How a measure divides into parts; `rest` are parts that may be missing (none of it)."""

    wholes: tuple[str, ...]
    parts: tuple[str, ...]
    rest: tuple[str, ...] = ()


DIVISIONS = (
    Division(
        ("整体支出", "支出合计", "财政拨款支出", "一般公共预算"),
        ("基本支出", "项目支出"),
        ("经营支出", "上缴上级支出", "对附属单位补助支出"),
    ),
    Division(("基本支出",), ("人员经费", "公用经费")),
    Division(
        ("“三公”经费",), ("因公出国（境）费", "公务用车购置及运行维护费", "公务接待费")
    ),
    Division(("公务用车购置及运行维护费",), ("公务用车购置费", "公务用车运行维护费")),
    Division(("政府采购",), ("政府采购货物", "政府采购工程", "政府采购服务")),
    Division(
        ("收入合计",),
        ("财政拨款收入", "事业收入", "其他收入"),
        ("经营收入", "上级补助收入", "附属单位上缴收入"),
    ),
    Division(("财政拨款支出",), ("一般公共预算", "政府性基金", "国有资本经营预算")),
)  # fmt: skip


def check_divisions(audited: Audited) -> Iterator[Finding]:
    """基本支出 + 项目支出 = 整体支出, 货物 + 工程 + 服务 = 政府采购 ..., as prose states them."""
    for paragraph in _grouped(audited.paragraphs):
        said = amounts(paragraph)
        for division in DIVISIONS:
            for role in _roles(said):
                yield from _divided(audited, paragraph, said, division, role)


def _divided(
    audited: Audited,
    paragraph: Paragraph,
    said: Sequence[Said],
    division: Division,
    role: Role,
) -> Iterator[Finding]:
    names = (*division.parts, *division.rest)
    by_period: dict[str, dict[str, Said]] = {}
    for item in said:
        figure = item.figure
        if figure.concept in names and _alike(figure.role, role):
            by_period.setdefault(audited.period(figure), {}).setdefault(figure.concept, item)
    for period, found in by_period.items():
        if not set(division.parts) <= found.keys():
            continue
        parts = sorted(found.values(), key=lambda item: item.start)
        whole = _whole(audited, paragraph, said, division, role, period, parts)
        if whole is None:
            continue
        values = [convert(p.figure.value, p.figure.unit, whole.figure.unit) for p in parts]
        exact = [value for value in values if value is not None]
        if len(exact) < len(parts):
            continue
        yield _judged(whole, parts, exact)


def _judged(whole: Said, parts: Sequence[Said], values: list[Decimal]) -> Finding:
    total, stated = sum(values, Decimal(0)), whole.figure.value
    off = abs(total - stated)
    arithmetic = f"{summed(values)} = {plain(total)}" + (f" ≠ {plain(stated)}" if off else "")
    role = ROLE_WORDS[whole.figure.role]
    name = whole.figure.concept + (f"（{role}）" if role else "")
    list_ = "、".join(f"{p.figure.concept} {printed(p.figure)}" for p in parts)
    if off <= sum_tolerance(stated, values):
        rounding = f"，相差 {plain(off)}{whole.figure.unit}，属四舍五入，不是错" if off else ""
        verdict = AuditVerdict.PASSED
        words = f"{name} {printed(whole.figure)} 等于所列各项之和（{list_}）{rounding}"
    else:
        verdict = AuditVerdict.CONTRADICTED
        words = (
            f"{name}写 {printed(whole.figure)}，所列各项（{list_}）之和是 "
            f"{plain(total)}{whole.figure.unit}，差 {plain(off)}{whole.figure.unit}"
        )
    operands = (
        Operand.of(whole.figure, name),
        *(Operand.of(p.figure, p.figure.concept) for p in parts),
    )
    return Finding("prose-parts", verdict, words, arithmetic, operands)


def _whole(
    audited: Audited,
    paragraph: Paragraph,
    said: Sequence[Said],
    division: Division,
    role: Role,
    period: str,
    parts: Sequence[Said],
) -> Said | None:
    """Return what the parts are of: named as such, or what stands before 其中."""
    first = parts[0].start
    before = [
        item
        for item in said
        if item.end <= first and item not in parts and audited.period(item.figure) == period
    ]
    named = [item for item in before if item.figure.concept in division.wholes]
    fitting = [item for item in named if _alike(item.figure.role, role)]
    if fitting:
        return fitting[-1]
    if named and role is Role.INCOME:
        return named[-1]
    among = list(_AMONG.finditer(paragraph.text, 0, first))
    if not among:
        return None
    if role is Role.OTHER:
        return _fitting(paragraph, before, among[-1].start(), parts)
    over = [
        item
        for item in before
        if item.end <= among[-1].start()
        and _alike(item.figure.role, role)
        and item.figure.concept not in division.parts
    ]
    near = over and paragraph.text.count("。", over[-1].end, among[-1].start()) <= 1
    return over[-1] if near and not over[-1].figure.concept else None


def _fitting(
    paragraph: Paragraph, before: Sequence[Said], among: int, parts: Sequence[Said]
) -> Said | None:
    """Return the amount before 其中 that parts without a role of their own add up to.

    None where there are several and none of them fits: which is meant is not said.
    """
    start, _ = sentence_of(paragraph, max(among - 2, 0))
    over = [s for s in before if start <= s.start and s.end <= among]
    total = sum((p.figure.value for p in parts), Decimal(0))
    values = [p.figure.value for p in parts]
    for item in over:
        same = item.figure.unit == parts[0].figure.unit
        if same and abs(total - item.figure.value) <= sum_tolerance(item.figure.value, values):
            return item
    spent = [s for s in over if s.figure.role in SPENT]
    return spent[0] if len(spent) == 1 else None


def _grouped(paragraphs: Sequence[Paragraph]) -> Iterator[Paragraph]:
    """Yield paragraphs; one that ends in 其中： together with the items （一）（二） below it."""
    at = 0
    while at < len(paragraphs):
        paragraph = paragraphs[at]
        at += 1
        if _ENUMERATED.search(paragraph.text):
            first = at
            while at < len(paragraphs) and paragraphs[at].marked and at - first < 12:
                paragraph = _joined(paragraph, paragraphs[at])
                at += 1
            at = first  # the items are read on their own as well
        yield paragraph


def _joined(one: Paragraph, other: Paragraph) -> Paragraph:
    offset = len(one.text)
    return Paragraph(
        one.text + other.text,
        (*one.pieces, *((offset + start, span) for start, span in other.pieces)),
        (
            *one.said,
            *(Said(s.figure, offset + s.start, offset + s.end) for s in other.said),
        ),
    )


def _roles(said: Sequence[Said]) -> tuple[Role, ...]:
    roles = dict.fromkeys(item.figure.role for item in said)
    if roles.keys() >= PLANNED:  # the one is read as the other below
        roles.pop(Role.INITIAL_BUDGET)
    return tuple(roles)


def _alike(one: Role, other: Role) -> bool:
    return one is other or {one, other} <= PLANNED


RULES = (
    Rule(
        "prose-parts",
        "正文：整体与部分",
        "写明整体和全部组成部分的正文",
        check_divisions,
    ),
)
