"""Plan a computation: which figures a question's sum, share, difference or average is made of."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from ingest.model import FigureKind, Role
from qa import phrases
from qa.asking import summing_words
from qa.averages import averaged
from qa.manner import divided
from qa.operands import Plan, operand
from qa.scope import Scope
from qa.settings import QASettings
from qa.shares import parts_of, share_plans
from qa.sides import TOTAL, as_figure, several_sides
from qa.sources import Source
from qa.spelt import Formula, implied, spelt_out
from qa.understand import Question, understand
from qa.words import Term

_DEDUCTED = re.compile(r"扣|丢了?多少分|失分")
UNSPENT = re.compile(
    r"未执行|没有?执行|没有?支出|没花|没有花|未花|没用|未使用|剩了?(?:多少|几)|还剩|剩下|剩余|(?<![和转款计末存期])结余|节余|未支出|花剩"
)
DIFFERENCE = re.compile(
    r"差额|相差|差距|差多少|差了|差几|多了?多少|少了?多少|多出|超出|比.+(?:多|少|高|低)(?:多少|几)"
    r"|[比较].+(?:增加|减少|追加|调增|调减|核减|压减|节约)的?(?:金额|数额|额度|额)"
)
_TIMES = re.compile(r"^(?P<part>.+?)是(?P<whole>.+?)的?(?:几|多少)倍")
_RECOMPUTE = re.compile(
    r"复算|复核|重新算|算下|算一下|算出|验算|核算|怎么算|如何计算|怎么得出|怎么来的"
)
_PER_HEAD = re.compile(
    r"平均每(?:一|个)?(?P<unit>人次|批次|场次|人|名|所|家|座|部|处|个|户|件|辆|次|场|期|批|社区|项)|人均|平均每(?:位)"
)
_DIVIDED_BY = re.compile(
    r"(?P<what>[\u4e00-\u9fff]{2,6}?)(?=\s|的|每|全?年|\d|[办审结承处分花拿领])"
)
_OF_MONEY = re.compile(r"钱|花|费|元|支出|经费|成本|执行|预算|投入|资金")


# What is asked for is an average, and no report gives both its figures together.
_NOTHING = Plan((), lambda v: Decimal(0), "÷", "平均", average=True)


def make_plans(
    question: Question, scope: Scope, sources: Sequence[Source], settings: QASettings
) -> tuple[Plan, ...]:
    """Return the ways to compute what a question asks for, the likeliest first; () if none."""
    core = question.core
    formula = formula_of(question)
    if formula:
        return (_spelt(formula, question, scope),)
    shares = share_plans(question, scope)
    if shares:
        return shares
    times = _TIMES.match(core)
    if times:
        part, whole = parts_of(times["part"], times["whole"], scope, question.texts)
        return (Plan((part, whole), lambda v: v[0] / v[1], "÷", "倍数", times=True),)
    average = _PER_HEAD.search(core)
    if average and not DIFFERENCE.search(core):
        named = _average_named(question, average, scope)
        return (_average(question, average, sources) or named or _NOTHING,)
    if _DEDUCTED.search(core):
        return (by_roles(question, Role.WEIGHT, Role.SCORE, "扣分"),)
    if UNSPENT.search(core):
        return (_unspent(question, sources, settings),)
    if _RECOMPUTE.search(core) and Role.RATE in question.roles:
        return (_rate(question, sources, settings),)
    apart = (DIFFERENCE, phrases.AGAINST_TARGET, phrases.AGAINST_BUDGET)
    if any(p.search(core) for p in apart) or _between_roles(question):
        return _differences(question, scope)
    if TOTAL.search(core):
        return _totals(question, scope)
    return ()


def _between_roles(question: Question) -> bool:
    """Whether two roles of one thing are held against each other: 全年预算较年初预算增加多少."""
    roles = [r for r in question.roles if r is not Role.CHANGE]
    much = phrases.ASKS_MUCH.search(question.core)
    return len(roles) == 2 and bool(much and phrases.BETWEEN_ROLES.search(question.core))


def formula_of(question: Question) -> Formula | None:
    """Return the sum a question spells out (编制减在职) or means by a word (空编).

    None where it only says what a budget is made of: 年初预算加调整之后还有多少没支出.
    """
    core = question.core
    formula = spelt_out(core)
    goes_on = UNSPENT.search(core) or (_RECOMPUTE.search(core) and Role.RATE in question.roles)
    if formula and set(formula.signs) == {"+"} and goes_on:
        return None
    return formula or implied(core, question.texts)


def _spelt(formula: Formula, question: Question, scope: Scope) -> Plan:
    """The sum a question spells out; an operand that is only a role is of the one beside it."""
    bare = replace(scope, spans=())
    parts = [
        replace(
            as_figure(understand(words, bare, question.texts)), other_years=question.other_years
        )
        for words in formula.operands
    ]
    if question.unit and question.unit not in phrases.MONEY_UNITS:  # 低保对象 … 多少人: no money
        parts = [replace(p, wants=p.wants or FigureKind.COUNT) for p in parts]
    if not any(part.concepts or part.terms for part in parts):  # 校舍维修这个项目，预算减支出
        named = tuple(t for t in question.terms if t.noun and t.text not in summing_words())
        parts = [replace(part, terms=named) for part in parts]
    for at, part in enumerate(parts[1:], 1):
        if part.roles and not (part.concepts or part.terms):  # 加装电梯目标减完成
            parts[at] = replace(parts[at - 1], roles=part.roles)

    def join(values: Sequence[Decimal]) -> Decimal:
        result = values[0]
        for sign, value in zip(formula.signs, values[1:], strict=True):
            result = {"+": result + value, "−": result - value}.get(sign, result / (value or 1))
        return result

    divided = "÷" in formula.signs
    return Plan(
        tuple(parts), join, formula.signs[0], formula.name, times=divided, signs=formula.signs
    )


def _average(question: Question, match: re.Match[str], sources: Sequence[Source]) -> Plan | None:
    """「公务接待平均每人次花了多少元」: money, or what is counted, over the count beside it."""
    unit = match["unit"] or "人"
    money = question.unit in phrases.MONEY_UNITS or _OF_MONEY.search(question.core)
    counts = question.unit and question.unit not in phrases.MONEY_UNITS  # 每批次多少人
    wants = FigureKind.MONEY if money or (question.concepts and not counts) else FigureKind.COUNT
    given = [(s, averaged(question, unit, wants, s)) for s in sources]
    pairs = {s.card.id: pair for s, pair in given if pair is not None}
    if not pairs:
        return None
    return Plan(
        (), lambda v: v[0] / v[1], "÷", "平均", average=True, unit=question.unit, given=pairs
    )


def _average_named(question: Question, match: re.Match[str], scope: Scope) -> Plan | None:
    """「平均每个员额法官结了多少案子？拿审结数除一下」: the question says what is divided."""
    what = divided(question.text)
    by = _DIVIDED_BY.match(question.core, match.end())
    if not what or by is None:
        return None
    bare = replace(scope, spans=())
    words = (f"{what}多少{question.unit}", f"{by['what']}有多少{match['unit']}")
    parts = tuple(
        replace(as_figure(understand(w, bare, question.texts)), wants=FigureKind.COUNT)
        for w in words
    )
    return Plan(parts, lambda v: v[0] / v[1], "÷", "平均", average=True, called=(what, by["what"]))


def by_roles(question: Question, first: Role, second: Role, name: str) -> Plan:
    """Return the plan that takes one role of a measure from another, both of one row."""
    terms = tuple(
        t for t in question.terms if not re.fullmatch(r"扣分|扣|失分|丢|加上?|减去?", t.text)
    )
    base = replace(as_figure(question), terms=terms)
    return Plan(
        (replace(base, roles=(first,)), replace(base, roles=(second,))),
        lambda v: v[0] - v[1],
        "−",
        name,
        paired=True,
    )


def _budget_operands(
    question: Question, sources: Sequence[Source], settings: QASettings
) -> tuple[Question, ...]:
    """The budget a rate is taken of: initial and adjustment where both are given."""
    base = replace(as_figure(question), terms=_measure_terms(question))
    initial, adjustment = (
        replace(base, roles=(role,)) for role in (Role.INITIAL_BUDGET, Role.ADJUSTMENT)
    )
    for source in sources:
        if all(operand(q, source, settings) for q in (initial, adjustment)):
            return initial, adjustment
    return (replace(base, roles=(Role.BUDGET,), adjusted=_has_year_s(base, sources, settings)),)


def _has_year_s(base: Question, sources: Sequence[Source], settings: QASettings) -> bool:
    """Whether a budget of the whole year is given, which goes before the initial one."""
    asked = replace(base, roles=(Role.BUDGET,), adjusted=True)
    return any(operand(asked, source, settings) for source in sources)


def _measure_terms(question: Question) -> tuple[Term, ...]:
    words = re.compile(r"未?执行|花|用|剩|结余|节余|金额|支出$|完成率|复算|重新|计算|算")
    return tuple(
        t for t in question.terms if not words.fullmatch(t.text) and not UNSPENT.search(t.text)
    )


def _unspent(question: Question, sources: Sequence[Source], settings: QASettings) -> Plan:
    budget = _budget_operands(question, sources, settings)
    spent = replace(budget[0], roles=(Role.EXECUTION,))
    return Plan((*budget, spent), lambda v: sum(v[:-1], Decimal(0)) - v[-1], "−", "未执行金额")


def _rate(question: Question, sources: Sequence[Source], settings: QASettings) -> Plan:
    budget = _budget_operands(question, sources, settings)
    spent = replace(budget[0], roles=(Role.EXECUTION,))
    return Plan(
        (spent, *budget),
        lambda v: v[0] / sum(v[1:], Decimal(0)) * 100,
        "÷",
        "完成率",
        percent=True,
    )


def _differences(question: Question, scope: Scope) -> tuple[Plan, ...]:
    roles = tuple(r for r in question.roles if r is not Role.CHANGE)
    if {Role.BUDGET, Role.INITIAL_BUDGET} <= set(roles):  # 调整预算较年初预算追加的金额
        roles = tuple(r for r in roles if r is not Role.ADJUSTMENT)
    if len(roles) == 2:
        question = replace(question, roles=roles)
        base = replace(as_figure(question), terms=_plain_terms(question))
        pair = tuple(
            replace(
                base,
                roles=(role,),
                adjusted=role is Role.BUDGET and Role.INITIAL_BUDGET in question.roles,
            )
            for role in question.roles
        )
        planned = Role.TARGET in question.roles  # 床位比目标少几张: of one indicator
        return (Plan(pair, lambda v: abs(v[0] - v[1]), "−", "差额", paired=planned),)
    found = [sides for sides in several_sides(question, scope) if len(sides.names) == 2]
    if found:
        return tuple(
            Plan(s.questions, lambda v: abs(v[0] - v[1]), "−", "差额", called=s.names)
            for s in found
        )
    if not roles and re.search(r"差了?(?:多少|几)", question.core):  # 新增投放点差多少个
        return (by_roles(question, Role.TARGET, Role.ACTUAL, "差额"),)
    return ()


def _totals(question: Question, scope: Scope) -> tuple[Plan, ...]:
    if question.adjusted or {Role.INITIAL_BUDGET, Role.ADJUSTMENT} <= set(question.roles):
        parts = by_roles(question, Role.INITIAL_BUDGET, Role.ADJUSTMENT, "合计").operands
        return (Plan(parts, lambda v: sum(v, Decimal(0)), "+", "合计"),)
    return tuple(
        Plan(s.questions, lambda v: sum(v, Decimal(0)), "+", "合计", called=s.names)
        for s in several_sides(question, scope)
    )


def _plain_terms(question: Question) -> tuple[Term, ...]:
    words = re.compile(r"超额完成|超额|超过|超出|超|完成|节约|节省|调整|追加")
    return tuple(
        t for t in question.terms if not DIFFERENCE.search(t.text) and not words.fullmatch(t.text)
    )
