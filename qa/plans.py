"""Plan a computation: which figures a question's sum, share, difference or average is made of."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from ingest.measures import concept
from ingest.model import FigureKind, Role
from qa import phrases
from qa.averages import averaged
from qa.operands import Plan, operand
from qa.roles import asked_roles
from qa.scope import Scope
from qa.settings import QASettings
from qa.sides import TOTAL, as_figure, coordinated, two_sides
from qa.sources import Source
from qa.spelt import Formula, implied, spelt_out
from qa.understand import Question, understand
from qa.words import Term, without

_SHARE = re.compile(
    r"^(?:[^占]*(?:中|里|里面|当中)\s*[,，]\s*)?(?P<part>.+?)占(?![比用有])(?:了|到|据)?(?P<whole>.+?)的?"
    r"(?:百分之几|百分之多少|多少|几成|比例|比重|百分比|份额|几|多大|[%％]).*$"
)
_SHARE_TAIL = re.compile(r"^(?P<part>.+?)占(?![比用有])(?P<whole>.+?)的?(?:比|比例|比重)?[？?]?$")
_SHARE_IN = re.compile(
    r"^(?P<whole>.*?\S)(?:中|里面?|当中|\s{3})的?(?P<part>\S+?)占(?![比用有])(?:了|到)?(?:多少|多大|几成|百分之|的?比例|的?比重)"
)
# 教育支出占比: of all that is spent.
_SHARE_OF_ALL = re.compile(
    r"^(?P<part>[^占]+?(?P<of>支出|收入))的?(?:占比|比重|占了?(?:多少|多大|几成|百分之几|百分之多少)(?:的?(?:比例|比重))?)(?:是?多少|有多大|多大)?[？?]?$"
)
_DEDUCTED = re.compile(r"扣|丢了?多少分|失分")
UNSPENT = re.compile(
    r"未执行|没有?执行|没有?支出|没花|没有花|未花|没用|未使用|剩了?(?:多少|几)|还剩|剩下|剩余|(?<![和转款计末存])结余|节余|未支出|花剩"
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
_OF_MONEY = re.compile(r"钱|花|费|元|支出|经费|成本|执行|预算|投入|资金")


# What is asked for is an average, and no report gives both its figures together.
_NOTHING = Plan((), lambda v: Decimal(0), "÷", "平均", average=True)


def make_plan(
    question: Question, scope: Scope, sources: Sequence[Source], settings: QASettings
) -> Plan | None:
    """Return how to compute what a question asks for, None if nothing is to compute."""
    core = question.core
    formula = formula_of(question)
    if formula:
        return _spelt(formula, question, scope)
    inside = _SHARE_IN.match(core)
    if inside:
        return _share_inside(inside, scope, question.texts)
    of_all = _SHARE_OF_ALL.match(core.strip())
    if of_all:
        return _share(of_all["part"], f"{of_all['of']}合计", scope, question.texts)
    share = _SHARE.match(core) or (_SHARE_TAIL.match(core) if "占" in core else None)
    if share:
        return _share(share["part"], share["whole"], scope, question.texts)
    times = _TIMES.match(core)
    if times:
        part, whole = _parts(times["part"], times["whole"], scope, question.texts)
        return Plan((part, whole), lambda v: v[0] / v[1], "÷", "倍数", times=True)
    average = _PER_HEAD.search(core)
    if average and not DIFFERENCE.search(core):
        return _average(question, average, sources) or _NOTHING
    if _DEDUCTED.search(core):
        return by_roles(question, Role.WEIGHT, Role.SCORE, "扣分")
    if UNSPENT.search(core):
        return _unspent(question, sources, settings)
    if _RECOMPUTE.search(core) and Role.RATE in question.roles:
        return _rate(question, sources, settings)
    if any(p.search(core) for p in (DIFFERENCE, phrases.AGAINST_TARGET, phrases.AGAINST_BUDGET)):
        return _difference(question, scope)
    if TOTAL.search(core):
        return _total(question, scope)
    return None


def of_all(question: Question) -> bool:
    """Whether a share is asked for of a whole that is not named (教育支出占比)."""
    return _SHARE_OF_ALL.match(question.core.strip()) is not None


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


_SUMMED = frozenset({"项目", "金额", "资金", "减去", "减掉", "差额", "结余"})


def _spelt(formula: Formula, question: Question, scope: Scope) -> Plan:
    """The sum a question spells out; an operand that is only a role is of the one beside it."""
    bare = replace(scope, spans=())
    parts = [
        replace(
            as_figure(understand(words, bare, question.texts)), other_years=question.other_years
        )
        for words in formula.operands
    ]
    if not any(part.concepts or part.terms for part in parts):  # 校舍维修这个项目，预算减支出
        named = tuple(t for t in question.terms if t.noun and t.text not in _SUMMED)
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


_MONEY = re.compile(r"(?:支出|经费|资金|收入|拨款|费用?|金额|预算|决算)(?!率|.*人)")


def _share(part_words: str, whole_words: str, scope: Scope, texts: Sequence[str]) -> Plan:
    part, whole = _parts(part_words, whole_words, scope, texts)
    ratios = (Role.RATE, Role.SHARE)
    own = [tuple(r for r in q.roles if r not in ratios) for q in (part, whole)]
    # A share is of amounts: the rates of both are not what is divided.
    wants = FigureKind.MONEY if any(_MONEY.search(q.core) for q in (part, whole)) else None
    pair = (
        replace(part, roles=own[0] or own[1], wants=part.wants or wants),
        replace(whole, roles=own[1] or own[0], wants=whole.wants or wants),
    )
    return Plan(pair, lambda v: v[0] / v[1] * 100, "÷", "占比", percent=True)


def _completed(
    part: str, whole: str, second: Question, bare: Scope, texts: Sequence[str]
) -> Question:
    """「一般公共预算支出是收入的几倍」: 收入 is 一般公共预算收入, where that is named."""
    if (
        len(whole) > 2
        or second.roles
        or not part.endswith(("支出", "收入", "预算", "出口", "进口"))
    ):
        return second
    longer = understand(part[:-2] + whole, bare, texts)
    return longer if any(part[:-2] + whole in text for text in texts) else second


def _share_inside(match: re.Match[str], scope: Scope, texts: Sequence[str]) -> Plan:
    """「政府采购预算中工程占多大比例」: the part is one of the whole's."""
    bare = replace(scope, spans=())
    whole = as_figure(understand(match["whole"].strip(), bare, texts))
    called = match["whole"].strip()
    called = without(called, [(m.start, m.end) for m in asked_roles(called)])  # 政府采购工程
    part = as_figure(understand(called.strip() + match["part"].strip(), bare, texts))
    roles = tuple(r for r in (part.roles or whole.roles) if r not in (Role.RATE, Role.SHARE))
    part, whole = (replace(q, roles=roles) for q in (part, whole))
    return Plan((part, whole), lambda v: v[0] / v[1] * 100, "÷", "占比", percent=True)


_ALL_SPENT = re.compile(r"^(?:全部|本年|全年)?的?(?P<of>支出|收入)(?P<role>预算|决算)$")


def _parts(part: str, whole: str, scope: Scope, texts: Sequence[str]) -> tuple[Question, Question]:
    bare = replace(scope, spans=())
    whole = _ALL_SPENT.sub(r"\g<of>合计\g<role>", whole.strip())
    first, second = (understand(words.strip(), bare, texts) for words in (part, whole))
    second = _completed(part.strip(), whole.strip(), second, bare, texts)
    of_parts = any((known := concept(name)) and known.parent for name in first.concepts)
    if (
        second.roles
        and not of_parts
        and not second.concepts
        and not any(t.noun for t in second.terms)
    ):
        second = replace(first, roles=second.roles)  # 走访的完成数是目标的几倍: of the same
    return as_figure(first), as_figure(second)


def _average(question: Question, match: re.Match[str], sources: Sequence[Source]) -> Plan | None:
    """「公务接待平均每人次花了多少元」: money, or what is counted, over the count beside it."""
    unit = match["unit"] or "人"
    money = question.unit in phrases.MONEY_UNITS or _OF_MONEY.search(question.core)
    wants = FigureKind.MONEY if money or question.concepts else FigureKind.COUNT
    given = [(s, averaged(question, unit, wants, s)) for s in sources]
    pairs = {s.card.id: pair for s, pair in given if pair is not None}
    if not pairs:
        return None
    return Plan(
        (), lambda v: v[0] / v[1], "÷", "平均", average=True, unit=question.unit, given=pairs
    )


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


def _difference(question: Question, scope: Scope) -> Plan | None:
    roles = tuple(r for r in question.roles if r is not Role.CHANGE)
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
        return Plan(pair, lambda v: abs(v[0] - v[1]), "−", "差额", paired=planned)
    parts = two_sides(question, scope) or coordinated(question, scope)
    if len(parts) == 2:
        return Plan(parts, lambda v: abs(v[0] - v[1]), "−", "差额")
    if not roles and re.search(r"差了?(?:多少|几)", question.core):  # 新增投放点差多少个
        return by_roles(question, Role.TARGET, Role.ACTUAL, "差额")
    return None


def _total(question: Question, scope: Scope) -> Plan | None:
    if question.adjusted or {Role.INITIAL_BUDGET, Role.ADJUSTMENT} <= set(question.roles):
        parts = by_roles(question, Role.INITIAL_BUDGET, Role.ADJUSTMENT, "合计").operands
    else:
        parts = coordinated(question, scope)
    if len(parts) < 2:
        return None
    return Plan(parts, lambda v: sum(v, Decimal(0)), "+", "合计")


def _plain_terms(question: Question) -> tuple[Term, ...]:
    words = re.compile(r"超额完成|超额|超过|超出|超|完成|节约|节省")
    return tuple(
        t for t in question.terms if not DIFFERENCE.search(t.text) and not words.fullmatch(t.text)
    )
