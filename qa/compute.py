"""Compute what a question asks for from figures that are read and cited."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal

from ingest.model import Figure, FigureKind, Role
from ingest.units import split_unit
from qa.counted import in_unit
from qa.finding import Found
from qa.match import Candidate
from qa.model import AnswerFigure, AnswerKind, Outcome, Verdict
from qa.operands import Plan, operands_of
from qa.plans import DIFFERENCE, UNSPENT, by_roles, make_plan, of_all
from qa.read_figure import claim_of, read_figure
from qa.reading import Claim, Evidence, Reading, Stated
from qa.roles import rank_role
from qa.scope import Scope, describe
from qa.settings import QASettings
from qa.sides import as_figure
from qa.sources import Source
from qa.tense import PLANNED, SPENT
from qa.understand import Question


def read_computed(
    question: Question, scope: Scope, sources: Sequence[Source], settings: QASettings
) -> Reading:
    """Return a computed figure with the sum shown; a plain figure if nothing is to compute."""
    plain = not (UNSPENT.search(question.core) or DIFFERENCE.search(question.core))
    if question.adjusted and plain and set(question.roles) <= {Role.BUDGET, Role.ADJUSTMENT}:
        return _adjusted(question, scope, sources, settings)
    plan = make_plan(question, scope, sources, settings)
    short = DIFFERENCE.search(question.core) and Role.CHANGE not in question.roles
    if plan is None and (question.kind is AnswerKind.COMPARISON or short):
        return Reading(Outcome.NOT_IN_REPORTS, AnswerKind.COMPARISON)
    if plan is None:
        return read_figure(question, sources, settings)
    plan = replace(plan, places=question.places)
    if plan.average:  # 人均可支配收入 may be given as it is
        direct = read_figure(as_figure(question), sources, settings)
        if direct.answered and re.search(r"[人户件次亩批均]均|平均|每", direct.claims[0].text):
            return direct
    if plan.percent:  # the share may be stated as it is
        implied = of_all(question)
        share = replace(question, roles=(Role.SHARE,), wants=None) if implied else question
        stated = read_figure(share, sources, settings)
        if stated.answered and "占" in stated.claims[0].text:
            if implied:  # of what its report takes it of
                return stated
            return _worked(plan, sources, settings, stated)
    return _worked(plan, sources, settings)


def _worked(
    plan: Plan, sources: Sequence[Source], settings: QASettings, direct: Reading | None = None
) -> Reading:
    """Carry a plan out on the one report that has all its operands.

    direct  what a plain reading of the question gave, if that was tried
    """
    attempts = [(s, operands_of(plan, s, settings)) for s in sources]
    complete = [(s, [o for o in found if o is not None]) for s, found in attempts if all(found)]
    if not complete:
        if direct is not None and direct.answered:
            return direct
        return Reading(
            Outcome.NOT_IN_REPORTS,
            AnswerKind.COMPUTED,
            nearest=_halves(attempts),
        )
    if len(complete) > 1:
        names = tuple(describe(s.card.identity, s.card.title) for s, _ in complete)
        return Reading(Outcome.UNCLEAR, AnswerKind.COMPUTED, options=names)
    source, operands = complete[0]
    places = [o.groups[0][0].figure.span for o in operands]
    if len(set(places)) < len(places):
        return Reading(Outcome.NOT_IN_REPORTS, AnswerKind.COMPUTED, nearest=_halves(attempts))
    return _join(plan, source, operands)


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
    return _worked(
        Plan(parts, lambda v: sum(v, Decimal(0)), "+", "调整后预算"), sources, settings, direct
    )


def _join(plan: Plan, source: Source, operands: Sequence[Found]) -> Reading:
    chosen = _coherent(plan, operands)
    if plan.paired and not _together([c.figure for c in chosen]):
        return Reading(Outcome.NOT_IN_REPORTS, AnswerKind.COMPUTED)
    if plan.name in ("差额", "合计", "占比") and not plan.paired and not _akin(chosen):
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
    claims = [claim_of((c,), f"{who}，" if i == 0 else "") for i, c in enumerate(chosen)]
    claims.append(Claim(f"{plan.name}：{shown}", evidence, (Stated(figure, evidence),)))
    claims.insert(0, claims.pop())
    return Reading(Outcome.ANSWERED, AnswerKind.COMPUTED, tuple(claims), computation=computation)


def round_to(value: Decimal, places: int) -> Decimal:
    """Return a value with so many decimals, halves away from zero."""
    return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


_SURE = 0.9  # coverage from which on an operand is what it is asked as, wherever it stands
_OUTCOME = frozenset({Role.EXECUTION, Role.ACTUAL, Role.OTHER, Role.INCOME})


def _akin(chosen: Sequence[Candidate]) -> bool:
    """Whether figures are of one basis, so that adding or subtracting them says something.

    They stand in one row, column or sentence, or are each surely what is asked
    for and given in one unit and one role.
    """
    figures = [c.figure for c in chosen]
    sure = all(c.coverage >= _SURE and (c.precision >= 0.5 or c.figure.concept) for c in chosen)
    units = {_PERSONS.get(u := split_unit(f.unit)[1], u) for f in figures}
    if len(units - {""}) > 1:  # 925个党支部, 921支队伍
        beside = len({(f.table_id, f.cell_row, f.section) for f in figures}) == 1
        alike = all(in_unit(f, figures[0].unit) is not None for f in figures)
        return alike and (sure or (beside and all(c.coverage >= _SURE for c in chosen)))
    roles = {_meant(c) for c in chosen}
    if len(roles) > 1 and not roles <= _OUTCOME:
        money = {f.kind for f in figures} == {FigureKind.MONEY}
        if not money or len({f.concept for f in figures}) > 1:
            return False
    places = {(f.table_id, f.cell_row if f.table_id else f.quote) for f in figures}
    columns = {(f.table_id, f.col_path) for f in figures if f.table_id}
    if len(places) == 1 or (len(columns) == 1 and all(f.table_id for f in figures)):
        return True
    if figures[0].concept and len({f.concept for f in figures}) == 1:
        return True
    return sure


def _meant(candidate: Candidate) -> Role:
    """The role of a figure, by its tense where it is printed with none: all of a budget is 预算."""
    role = candidate.figure.role
    if role is Role.OTHER and candidate.figure.kind is FigureKind.MONEY:
        return {PLANNED: Role.BUDGET, SPENT: Role.EXECUTION}.get(candidate.view.tense, role)
    return role


_PERSONS = dict.fromkeys(("名", "位"), "人")


def _together(figures: Sequence[Figure]) -> bool:
    """Whether all stand in one row of a table, or none in a table."""
    rows = {(f.table_id, f.cell_row if f.table_id else 0) for f in figures}
    return len(rows) == 1


def _coherent(plan: Plan, operands: Sequence[Found]) -> list[Candidate]:
    """The operands that belong together: of one role where the question leaves it open.

    Within a role, statements in one table, or in one sentence, come first.
    """
    first = [o.groups[0][0] for o in operands]
    if plan.percent and len({c.figure.table_id for c in first}) > 1:
        groups = [[c for g in o.groups for c in g if c.figure.table_id] for o in operands]
        pairs = ((a, b) for b in groups[-1] for a in groups[0])
        same = next(((a, b) for a, b in pairs if _of_one_table(a.figure, b.figure)), None)
        if same and len(operands) == 2:
            return list(same)
    if any(question.roles for question in plan.operands):
        shared = None
    else:
        keys = [{(g[0].figure.role, g[0].figure.kind) for g in o.groups} for o in operands]
        shared = min(set.intersection(*keys), key=lambda k: rank_role(k[0]), default=None)
    told = first[0].figure.table_id == ""
    if plan.percent and told and not any(question.roles for question in plan.operands):
        first[1] = _nearest(first[0], operands[1])
    elif shared is not None:
        first = [
            next(g[0] for g in o.groups if (g[0].figure.role, g[0].figure.kind) == shared)
            for o in operands
        ]
    for table in (c.figure.table_id for c in first):
        beside = [_in_table(o, c, table) for o, c in zip(operands, first, strict=True)]
        if table and all(beside):
            return [c for c in beside if c is not None]
    return first


def _of_one_table(one: Figure, other: Figure) -> bool:
    return one.table_id == other.table_id and one.role == other.role


def _nearest(part: Candidate, whole: Found) -> Candidate:
    """The statement of the whole that the part is given beside: of its table, section, page."""

    def distance(candidate: Candidate) -> tuple[bool, bool, int, int]:
        one, other = part.figure, candidate.figure
        return (
            one.table_id != other.table_id,
            one.section != other.section,
            rank_role(other.role),
            abs(one.span.start - other.span.start) + 10_000 * abs(one.span.page - other.span.page),
        )

    return min((group[0] for group in whole.groups), key=distance)


def _in_table(found: Found, like: Candidate, table: str) -> Candidate | None:
    """Another statement of the same figure that stands in a table."""
    for group in found.groups:
        if like in group:
            return next((c for c in group if c.figure.table_id == table), None)
    return None


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


def _halves(attempts: Sequence[tuple[Source, Sequence[Found | None]]]) -> str | None:
    """What was found of the operands, for the words beside a refusal."""
    for source, found in attempts:
        present = [f for f in found if f is not None]
        if present:
            who = describe(source.card.identity, source.card.title)
            return f"{who}只给出：" + "；".join(claim_of(f.groups[0][:1]).text for f in present)
    return None
