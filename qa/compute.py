"""Compute what a question asks for from figures that are read and cited."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from ingest.model import Role
from ingest.units import split_unit
from qa.akin import akin, belonging, in_one_row, one_of_another
from qa.counted import in_unit
from qa.finding import Found
from qa.match import Candidate
from qa.model import AnswerFigure, AnswerKind, Outcome, Verdict
from qa.operands import Plan, operands_of
from qa.plans import DIFFERENCE, UNSPENT, by_roles, make_plans
from qa.read_figure import claim_of, lead_of, read_figure
from qa.reading import Claim, Evidence, Reading, Stated
from qa.rounding import round_at
from qa.scope import Scope, describe
from qa.settings import QASettings
from qa.shares import of_all
from qa.sides import as_figure
from qa.sources import Source
from qa.tense import is_ahead
from qa.understand import Question


def read_computed(
    question: Question, scope: Scope, sources: Sequence[Source], settings: QASettings
) -> Reading:
    """Return a computed figure with the sum shown; a plain figure if nothing is to compute."""
    plain = not (UNSPENT.search(question.core) or DIFFERENCE.search(question.core))
    if question.adjusted and plain and set(question.roles) <= {Role.BUDGET, Role.ADJUSTMENT}:
        return _adjusted(question, scope, sources, settings)
    plans = make_plans(question, scope, sources, settings)
    short = DIFFERENCE.search(question.core) and Role.CHANGE not in question.roles
    if not plans and (question.kind is AnswerKind.COMPARISON or short):
        return Reading(Outcome.NOT_IN_REPORTS, AnswerKind.COMPARISON)
    if not plans:
        return read_figure(question, sources, settings)
    first = plans[0]
    stated: Reading | None = None
    if first.average:  # 人均可支配收入 may be given as it is
        direct = read_figure(as_figure(question), sources, settings)
        if direct.answered and re.search(r"[人户件次亩批均]均|平均|每", direct.claims[0].text):
            return direct
    if first.percent:  # the share may be stated as it is
        implied = of_all(question)
        share = replace(question, roles=(Role.SHARE,), wants=None) if implied else question
        direct = read_figure(share, sources, settings)
        if direct.answered and "占" in direct.claims[0].text:
            if implied:  # of what its report takes it of
                return direct
            stated = direct
    return carried_out(plans, question.places, sources, settings, stated)


def carried_out(
    plans: Sequence[Plan],
    places: int | None,
    sources: Sequence[Source],
    settings: QASettings,
    stated: Reading | None = None,
) -> Reading:
    """Return what the first plan gives that can be carried out, else what is there of the first.

    stated  what a plain reading of the question gave, if that was tried; it
            goes before the plans behind the first
    """
    refused: Reading | None = None
    for plan in plans:
        reading = _worked(replace(plan, places=places), sources, settings)
        if reading.answered:
            return reading
        if stated is not None and stated.answered:
            return stated
        refused = refused or reading
    return refused or Reading(Outcome.NOT_IN_REPORTS, AnswerKind.COMPUTED)


def _worked(plan: Plan, sources: Sequence[Source], settings: QASettings) -> Reading:
    """Carry a plan out on the one report that has all its operands."""
    attempts = [(s, operands_of(plan, s, settings)) for s in sources]
    complete = [(s, [o for o in found if o is not None]) for s, found in attempts if all(found)]
    nothing = Reading(Outcome.NOT_IN_REPORTS, AnswerKind.COMPUTED, nearest=_halves(plan, attempts))
    if not complete:
        return nothing
    if len(complete) > 1:
        names = tuple(describe(s.card.identity, s.card.title) for s, _ in complete)
        return Reading(Outcome.UNCLEAR, AnswerKind.COMPUTED, options=names)
    source, operands = complete[0]
    roles = [question.roles for question in plan.operands]
    chosen = belonging(operands, roles, share=plan.percent)
    if not chosen or len({c.figure.span for c in chosen}) < len(chosen):
        return nothing
    return _join(plan, source, chosen)


def _adjusted(
    question: Question, scope: Scope, sources: Sequence[Source], settings: QASettings
) -> Reading:
    """The budget as adjusted: as it is given, else the initial one and the adjustment."""
    asked = replace(as_figure(question), roles=(Role.BUDGET,))
    direct = read_figure(asked, sources, settings)
    if direct.answered:
        return direct
    parts = by_roles(question, Role.INITIAL_BUDGET, Role.ADJUSTMENT, "合计").operands
    parts = tuple(replace(part, adjusted=False) for part in parts)
    summed = Plan(parts, lambda v: sum(v, Decimal(0)), "+", "调整后预算")
    return carried_out((summed,), question.places, sources, settings, direct)


def _join(plan: Plan, source: Source, chosen: Sequence[Candidate]) -> Reading:
    if plan.paired and not in_one_row([c.figure for c in chosen]):
        return Reading(Outcome.NOT_IN_REPORTS, AnswerKind.COMPUTED)
    if plan.name == "合计" and one_of_another(chosen):
        return Reading(Outcome.NOT_IN_REPORTS, AnswerKind.COMPUTED)
    if plan.paired and any(is_ahead(c.figure) for c in chosen):  # next year's target
        return Reading(Outcome.NOT_IN_REPORTS, AnswerKind.COMPUTED)
    if plan.name in ("差额", "合计", "占比") and not plan.paired and not akin(chosen):
        return Reading(Outcome.NOT_IN_REPORTS, AnswerKind.COMPUTED)
    if len({(c.figure.measure, c.figure.value) for c in chosen}) < len(chosen):
        return Reading(Outcome.NOT_IN_REPORTS, AnswerKind.COMPUTED)  # a thing and itself
    unit = plan.unit or next((c.figure.unit for c in chosen if c.figure.unit), "")
    if plan.average and not plan.unit:
        unit = split_unit(unit)[1]
    values: list[Decimal] = []
    for candidate in chosen:
        value = in_unit(candidate.figure, unit)
        if plan.average and values:  # what is divided by: of another unit
            value = candidate.figure.value * split_unit(candidate.figure.unit)[0]
        if value is None:
            return Reading(Outcome.NOT_IN_REPORTS, AnswerKind.COMPUTED)
        values.append(value)
    if plan.sign == "÷" and not sum(values[1:]):
        return Reading(Outcome.NOT_IN_REPORTS, AnswerKind.COMPUTED)
    result = plan.join(values)
    if plan.name == "未执行金额" and result < 0:
        return Reading(Outcome.NOT_IN_REPORTS, AnswerKind.COMPUTED)  # not of one budget
    apart = len({c.figure.concept for c in chosen}) > 1
    if plan.name == "占比" and result >= 100 and apart:
        return Reading(Outcome.NOT_IN_REPORTS, AnswerKind.COMPUTED)  # no part of that whole
    result_unit = "%" if plan.percent else "倍" if plan.times else unit
    if plan.percent or plan.times or plan.average:
        result = round_to(result, 2 if plan.places is None else plan.places)
    elif plan.places is not None:
        result = round_to(result, plan.places)
    shown = f"{format(result, 'f')}{result_unit}"
    computation = (
        f"{_written(plan, values)} = {shown}"
        if not plan.percent
        else f"{_written(plan, values)} × 100% = {shown}"
    )
    evidence = tuple(Evidence.of(c.figure) for c in chosen)
    figure = AnswerFigure(
        result, result_unit, shown, plan.name, Role.RATE if plan.percent else Role.OTHER,
        Verdict.COMPUTED, (),
    )  # fmt: skip
    who = describe(source.card.identity, source.card.title)
    called = plan.called or ("",) * len(chosen)
    leads = [lead_of(name, c.figure) for name, c in zip(called, chosen, strict=True)]
    leads[0] = f"{who}，{leads[0]}"
    claims = [claim_of((c,), lead) for c, lead in zip(chosen, leads, strict=True)]
    claims.append(Claim(f"{plan.name}：{shown}", evidence, (Stated(figure, evidence),)))
    claims.insert(0, claims.pop())
    return Reading(Outcome.ANSWERED, AnswerKind.COMPUTED, tuple(claims), computation=computation)


def round_to(value: Decimal, places: int) -> Decimal:
    """Return a value with so many decimals, halves away from zero."""
    return round_at(value, Decimal(1).scaleb(-places))


def _written(plan: Plan, values: Sequence[Decimal]) -> str:
    texts = [format(v, "f") for v in values]
    if plan.signs:
        return "".join(
            (texts[0], *(f" {s} {t}" for s, t in zip(plan.signs, texts[1:], strict=True)))
        )
    if plan.name == "未执行金额" and len(texts) == 3:
        return f"{texts[0]} + {texts[1]} − {texts[2]}"
    if plan.name == "完成率" and len(texts) == 3:
        return f"{texts[0]} ÷ ({texts[1]} + {texts[2]})"
    if plan.name == "差额":
        texts.sort(key=Decimal, reverse=True)
    return f" {plan.sign} ".join(texts)


def _halves(plan: Plan, attempts: Sequence[tuple[Source, Sequence[Found | None]]]) -> str | None:
    """What was found of the operands and what was not, for the words beside a refusal."""
    for source, found in attempts:
        present = [f for f in found if f is not None]
        if present:
            who = describe(source.card.identity, source.card.title)
            given = f"{who}只给出：" + "；".join(claim_of(f.groups[0][:1]).text for f in present)
            pairs = zip(plan.called, found, strict=False)
            missing = "、".join(name for name, f in pairs if f is None)
            return f"{given}；没有给出：{missing}" if missing else given
    return None
