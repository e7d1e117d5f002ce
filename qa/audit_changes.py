"""Rules about increases and decreases: their size by the two years, their words by the sign."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ingest.model import Figure, FigureKind, Role
from ingest.units import convert
from qa.audit_finding import AuditVerdict, Finding, Operand, Rule, plain
from qa.audit_rates import quotient
from qa.audit_tolerance import finest
from qa.audit_view import Audited, Paragraph, Said
from qa.audit_words import (
    LEVEL,
    PLANNED,
    SPENT,
    amounts,
    between,
    direction,
    sentence_of,
    stem,
)
from qa.reading import printed

_EARLIER = re.compile(r"(?:上年|去年|(?:比|较|同|与)\s*\d{4}\s*年)[^，。；\d]*$")
_BEST = (
    AuditVerdict.PASSED,
    AuditVerdict.DOUBTFUL,
    AuditVerdict.CONTRADICTED,
    AuditVerdict.NOT_APPLICABLE,
)
_COMPARED = re.compile(
    r"(?P<one>决算数|支出决算|执行数)(?P<how>大于|小于|高于|低于|同|与|等于)(?P<other>年初预算数|预算数)"
)


def check_change_rates(audited: Audited) -> Iterator[Finding]:
    """2023年 120 万元，2024年 150 万元，增加 25%: the percentage against the two years."""
    for paragraph in audited.paragraphs:
        said = amounts(paragraph)
        for item in paragraph.said:
            figure = item.figure
            if figure.kind is not FigureKind.PERCENT or figure.role is not Role.CHANGE:
                continue
            years = _two_years(audited, paragraph, said, item)
            if years is not None:
                yield _by_years(figure, *years)
                continue
            bases = _amount_before(audited, paragraph, said, item)
            judged = [_by_amount(figure, *base) for base in bases]
            if judged:  # which amount is meant is not always said: one that fits is enough
                yield min(judged, key=lambda finding: _BEST.index(finding.verdict))


def check_directions(audited: Audited) -> Iterator[Finding]:
    """增加 where the two years fell, 持平 where they differ, 决算数小于预算数 where it is above."""
    for paragraph in audited.paragraphs:
        said = amounts(paragraph)
        for item in paragraph.said:
            if item.figure.role is not Role.CHANGE:
                continue
            years = _two_years(audited, paragraph, said, item)
            before = [s for s in paragraph.said if s.end <= item.start]
            went = direction(between(paragraph, before[-1] if before else None, item))
            if years is not None and went and item.figure.value > 0:
                yield _went(item.figure, went, *years)
        yield from _levels(audited, paragraph, said)
        yield from _against_budget(paragraph, said)


def _two_years(
    audited: Audited, paragraph: Paragraph, said: Sequence[Said], change: Said
) -> tuple[Figure, Figure] | None:
    """Return (earlier, later) where a sentence gives both years right before a change."""
    start, _ = sentence_of(paragraph, change.start)
    before = [s for s in said if start <= s.end <= change.start][-2:]
    if len(before) < 2 or change.start - before[-1].end > 40:
        return None
    one, other = (s.figure for s in before)
    if one.concept != other.concept or stem(one)[:12] != stem(other)[:12] or not one.period:
        return None
    first, second = audited.period(one), audited.period(other)
    if not (first and second) or abs(int(first) - int(second)) != 1:
        return None
    return (one, other) if first < second else (other, one)


def _amount_before(
    audited: Audited, paragraph: Paragraph, said: Sequence[Said], rate: Said
) -> list[tuple[Figure, Figure, int]]:
    """Return (amount, difference, its sign) of 总计 1100，…增加 100，增长 10%: what it may be of.

    The sign is 0 where the amount is the earlier year's itself: 较上年 152.30 减少 5.50.
    """
    place = next(n for n, s in enumerate(paragraph.said) if s is rate)
    changed = paragraph.said[place - 1] if place else None
    if (
        changed is None
        or changed.figure.role is not Role.CHANGE
        or changed.figure.kind is not FigureKind.MONEY
        or changed.figure.concept != rate.figure.concept
        or not changed.figure.concept
        or re.search(r"[。；]", between(paragraph, changed, rate))
        or rate.start - changed.end > 25
    ):
        return []
    earlier = [s for s in paragraph.said if s.end <= changed.start]
    went = direction(between(paragraph, earlier[-1] if earlier else None, changed))
    again = direction(between(paragraph, changed, rate))
    if not went or (again and again != went):
        return []
    start, _ = sentence_of(paragraph, changed.start)
    previous, _ = sentence_of(paragraph, max(start - 1, 0))
    own = [
        s
        for s in said
        if previous <= s.start and s.end <= changed.start
        if s.figure.concept == changed.figure.concept
    ]
    if not own:
        now = _outcome(audited, changed.figure.concept)
        same = now is not None and audited.period(now) == audited.period(rate.figure)
        return [(now, changed.figure, went)] if now is not None and same else []
    before = [
        (s.figure, changed.figure, 0)
        for s in own
        if _EARLIER.search(paragraph.text[max(s.start - 12, 0) : s.start])
    ]
    if before:
        return before
    spent = [s for s in own if s.figure.role in SPENT]
    return [(s.figure, changed.figure, went) for s in (spent or own)]


def _outcome(audited: Audited, concept: str) -> Figure | None:
    """Return what the report gives as a measure's outcome of its year, if it gives one value."""
    found = [
        figure
        for figure in audited.report.figures
        if figure.concept == concept
        and figure.role in SPENT
        and figure.kind is FigureKind.MONEY
        and not figure.qualifier
        and audited.period(figure) == audited.year
    ]
    return found[0] if len({(f.value, f.unit) for f in found}) == 1 else None


def _by_years(rate: Figure, earlier: Figure, later: Figure) -> Finding:
    now = convert(later.value, later.unit, earlier.unit) or later.value
    operands = (
        Operand.of(rate, "增减率"),
        Operand.of(earlier, f"{earlier.period[:4]}年"),
        Operand.of(later, f"{later.period[:4]}年"),
    )
    one, other = plain(now), plain(earlier.value)
    top = abs(now - earlier.value)
    terms = f"({one} − {other})" if now >= earlier.value else f"({other} − {one})"
    return quotient("change-rate", rate, top, earlier.value, other, operands, f"{terms} ÷ {other}")


def _by_amount(rate: Figure, given: Figure, changed: Figure, went: int) -> Finding:
    """Judge a rate by the difference and the amount it is of; `went` 0: the earlier one itself."""
    amount = convert(changed.value, changed.unit, given.unit) or changed.value
    base = given.value - amount * went
    operands = (
        Operand.of(rate, "增减率"),
        Operand.of(changed, "增减额"),
        Operand.of(given, "本年数" if went else "上年数"),
    )
    sign = "−" if went > 0 else "+"
    below = f"({plain(given.value)} {sign} {plain(amount)})" if went else plain(given.value)
    return quotient("change-rate", rate, amount, base, below, operands)


def _went(change: Figure, went: int, earlier: Figure, later: Figure) -> Finding:
    now = convert(later.value, later.unit, earlier.unit) or later.value
    operands = (
        Operand.of(change, "增减"),
        Operand.of(earlier, f"{earlier.period[:4]}年"),
        Operand.of(later, f"{later.period[:4]}年"),
    )
    moved = f"{plain(earlier.value)} → {plain(now)}"
    really = (now > earlier.value) - (now < earlier.value)
    said = "增加" if went > 0 else "减少"
    if really == went:
        words = f"写{said} {printed(change)}，方向与两年的数相符（{moved}）"
        return Finding("direction", AuditVerdict.PASSED, words, moved, operands)
    truth = {1: "增加", -1: "减少", 0: "持平"}[really]
    words = f"写{said} {printed(change)}，按两年的数应为{truth}：{moved}"
    return Finding("direction", AuditVerdict.CONTRADICTED, words, moved, operands)


def _levels(audited: Audited, paragraph: Paragraph, said: Sequence[Said]) -> Iterator[Finding]:
    """Check 2023年 …10万元，2024年 …10万元，…持平."""
    for found in LEVEL.finditer(paragraph.text):
        if found[0] != "持平":
            continue
        start, _ = sentence_of(paragraph, found.start())
        before = [s for s in said if start <= s.end <= found.start()]
        if len(before) < 2 or found.start() - before[-1].end > 25:
            continue
        one, other = before[-2].figure, before[-1].figure
        if stem(one)[:12] != stem(other)[:12] or audited.period(one) == audited.period(other):
            continue
        now = convert(other.value, other.unit, one.unit)
        place = paragraph.place(found.start(), found.end())
        operands = (
            Operand("所写", found[0], other.quote, place),
            Operand.of(one, "前一个数"),
            Operand.of(other, "后一个数"),
        )
        moved = f"{printed(one)}、{printed(other)}"
        if now is not None and abs(now - one.value) <= finest((now, one.value)):
            yield Finding(
                "direction", AuditVerdict.PASSED, f"写持平，两数相等（{moved}）", "", operands
            )
        elif now is not None:
            words = f"写持平，两个数却不相等（{moved}）"
            yield Finding("direction", AuditVerdict.CONTRADICTED, words, "", operands)


def _against_budget(paragraph: Paragraph, said: Sequence[Said]) -> Iterator[Finding]:
    """Check 决算数小于预算数 against the budget and the outcome stated before it."""
    for found in _COMPARED.finditer(paragraph.text):
        start, _ = sentence_of(paragraph, found.start())
        previous, _ = sentence_of(paragraph, max(start - 1, 0))
        before = [s for s in said if previous <= s.start and s.end <= found.start()]
        planned = [s.figure for s in before if s.figure.role in PLANNED]
        done = [s.figure for s in before if s.figure.role in SPENT]
        if len(planned) != 1 or len(done) != 1 or planned[0].concept != done[0].concept:
            continue
        budget = convert(planned[0].value, planned[0].unit, done[0].unit)
        if budget is None:
            continue
        really = (done[0].value > budget) - (done[0].value < budget)
        how = found["how"]
        level = how in ("同", "与", "等于")
        tail = paragraph.text[found.end() : found.end() + 8]
        if level and not LEVEL.match(tail):
            continue
        said_so = 0 if level else 1 if how in ("大于", "高于") else -1
        place = paragraph.place(found.start(), found.end())
        operands = (
            Operand("所写", found[0] + ("持平" if level else ""), done[0].quote, place),
            Operand.of(done[0], "决算数"),
            Operand.of(planned[0], "预算数"),
        )
        numbers = f"决算 {printed(done[0])}，预算 {printed(planned[0])}"
        if really == said_so:
            words = f"“{found[0]}”与数相符（{numbers}）"
            yield Finding("direction", AuditVerdict.PASSED, words, "", operands)
        else:
            words = f"写“{found[0]}{'持平' if level else ''}”，数却不是这样：{numbers}"
            yield Finding("direction", AuditVerdict.CONTRADICTED, words, "", operands)


RULES = (
    Rule("change-rate", "增减率", "写明两年的数（或增减额）和增减率的正文", check_change_rates),
    Rule("direction", "增减的方向", "写明两个数并说增减、持平或大小的正文", check_directions),
)
