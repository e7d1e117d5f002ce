"""Compute what a question asks for from figures that are read and cited."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal

from ingest.measures import concept
from ingest.model import Figure, FigureKind, Role
from ingest.units import convert, split_unit
from qa import phrases
from qa.match import Candidate
from qa.model import AnswerFigure, AnswerKind, Outcome, Verdict
from qa.read_figure import Found, claim_of, find_figures, read_figure
from qa.reading import Claim, Evidence, Reading, Stated
from qa.roles import asked_roles, rank_role
from qa.scope import Scope, describe
from qa.settings import QASettings
from qa.sources import Source
from qa.understand import Question, understand
from qa.words import Term, without

_SHARE = re.compile(
    r"^(?P<part>.+?)占(?![比用有])(?:了|到|据)?(?P<whole>.+?)的?(?:百分之几|百分之多少|多少|几成|比例|比重|百分比|份额|几|多大).*$"
)
_SHARE_TAIL = re.compile(r"^(?P<part>.+?)占(?![比用有])(?P<whole>.+?)的?(?:比|比例|比重)?[？?]?$")
_SHARE_IN = re.compile(
    r"^(?P<whole>.+?)(?:中|里面?|当中)的?(?P<part>.+?)占(?![比用有])(?:了|到)?(?:多少|多大|几成|百分之|的?比例|的?比重)"
)
_DEDUCTED = re.compile(r"扣|丢了?多少分|失分")
_UNSPENT = re.compile(
    r"未执行|没有?执行|没有?支出|没花|没有花|未花|没用|未使用|还剩|剩下|剩余|(?<![和转款])结余|节余|未支出|花剩"
)
_DIFFERENCE = re.compile(
    r"差额|相差|差距|差多少|差了|差几|多了?多少|少了?多少|多出|超出|比.+(?:多|少|高|低)(?:多少|几)"
)
_BY_HOW_MUCH = re.compile(
    r"(?:差额|相差|差距|差)(?:了|是|有)?(?:多少|几).*$|差额|相差|差距|[多少高低大小][出了]?(?:多少|几).*$"
)
_TOTAL = re.compile(r"合计|加起来|加在一起|之和|总和|一共|总共|共计|总计|共(?:有|是|多少|几)")
_TIMES = re.compile(r"^(?P<part>.+?)是(?P<whole>.+?)的?(?:几|多少)倍")
_RECOMPUTE = re.compile(
    r"复算|复核|重新算|算下|算一下|算出|验算|核算|怎么算|如何计算|怎么得出|怎么来的"
)
_PER_HEAD = re.compile(
    r"平均每(?:一|个)?(?P<unit>人次|批次|人|名|所|家|个|户|件|辆|次|场|期|批|社区|项)|人均|平均每(?:位)"
)
_OF_MONEY = re.compile(r"钱|花|费|元|支出|经费|成本|执行|预算|投入|资金")
_AND = re.compile(r"以及|还有|[和与跟及、]|加上?|减去?|比")


@dataclass(frozen=True, slots=True)
class Plan:
    """A computation: the questions of its operands and how they are joined."""

    operands: tuple[Question, ...]
    join: Callable[[Sequence[Decimal]], Decimal]
    sign: str  # between the operands, for the shown computation
    name: str
    percent: bool = False
    times: bool = False
    average: bool = False
    paired: bool = False  # both operands are of one row or sentence
    unit: str = ""  # that the result is asked for in, "" for the first operand's


def read_computed(
    question: Question, scope: Scope, sources: Sequence[Source], settings: QASettings
) -> Reading:
    """Return a computed figure with the sum shown; a plain figure if nothing is to compute."""
    plain = not (_UNSPENT.search(question.core) or _DIFFERENCE.search(question.core))
    if question.adjusted and plain and set(question.roles) <= {Role.BUDGET, Role.ADJUSTMENT}:
        return _adjusted(question, scope, sources, settings)
    plan = _plan(question, scope, sources, settings)
    if plan is None and question.kind is AnswerKind.COMPARISON:
        return Reading(Outcome.NOT_IN_REPORTS, AnswerKind.COMPARISON)
    if plan is None:
        return read_figure(replace(question, computes=False), sources, settings)
    if plan.average:  # 人均可支配收入 may be given as it is
        direct = read_figure(_as_figure(question), sources, settings)
        if direct.answered and re.search(r"人均|平均|每", direct.claims[0].text):
            return direct
    if plan.percent:  # the share may be stated as it is
        stated = read_figure(question, sources, settings)
        if stated.answered and "占" in stated.claims[0].text:
            return _worked(plan, sources, settings, stated)
    return _worked(plan, sources, settings)


def _worked(
    plan: Plan, sources: Sequence[Source], settings: QASettings, direct: Reading | None = None
) -> Reading:
    """Carry a plan out on the one report that has all its operands.

    direct  what a plain reading of the question gave, if that was tried
    """
    attempts = [(s, [_operand(o, s, settings) for o in plan.operands]) for s in sources]
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
    asked = replace(_as_figure(question), roles=(Role.BUDGET,))
    direct = read_figure(asked, sources, settings)
    if direct.answered:
        return direct
    parts = _by_roles(question, Role.INITIAL_BUDGET, Role.ADJUSTMENT, "合计").operands
    parts = tuple(replace(part, adjusted=False) for part in parts)
    return _worked(
        Plan(parts, lambda v: sum(v, Decimal(0)), "+", "调整后预算"), sources, settings, direct
    )


def _plan(
    question: Question, scope: Scope, sources: Sequence[Source], settings: QASettings
) -> Plan | None:
    core = question.core
    share = _SHARE.match(core) or (_SHARE_TAIL.match(core) if "占" in core else None)
    if share:
        return _share(share, scope, question.texts)
    inside = _SHARE_IN.match(core)
    if inside:
        return _share_inside(inside, scope, question.texts)
    times = _TIMES.match(core)
    if times:
        part, whole = _parts(times, scope, question.texts)
        return Plan((part, whole), lambda v: v[0] / v[1], "÷", "倍数", times=True)
    average = _PER_HEAD.search(core)
    if average and not _DIFFERENCE.search(core):
        return _average(question, average)
    if _DEDUCTED.search(core):
        return _by_roles(question, Role.WEIGHT, Role.SCORE, "扣分")
    if _UNSPENT.search(core):
        return _unspent(question, sources, settings)
    if _RECOMPUTE.search(core) and Role.RATE in question.roles:
        return _rate(question, sources, settings)
    if any(p.search(core) for p in (_DIFFERENCE, phrases.AGAINST_TARGET, phrases.AGAINST_BUDGET)):
        return _difference(question, scope)
    if _TOTAL.search(core):
        return _total(question, scope)
    return None


def _share(match: re.Match[str], scope: Scope, texts: Sequence[str]) -> Plan:
    part, whole = _parts(match, scope, texts)
    ratios = (Role.RATE, Role.SHARE)
    own = [tuple(r for r in q.roles if r not in ratios) for q in (part, whole)]
    pair = (
        replace(part, roles=own[0] or own[1]),
        replace(whole, roles=own[1] or own[0]),
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
    whole = _as_figure(understand(match["whole"].strip(), bare, texts))
    part = _as_figure(understand(match["whole"].strip() + match["part"].strip(), bare, texts))
    return Plan((part, whole), lambda v: v[0] / v[1] * 100, "÷", "占比", percent=True)


def _parts(match: re.Match[str], scope: Scope, texts: Sequence[str]) -> tuple[Question, Question]:
    bare = replace(scope, spans=())
    first, second = (understand(match[g].strip(), bare, texts) for g in ("part", "whole"))
    second = _completed(match["part"].strip(), match["whole"].strip(), second, bare, texts)
    of_parts = any((known := concept(name)) and known.parent for name in first.concepts)
    if (
        second.roles
        and not of_parts
        and not second.concepts
        and not any(t.noun for t in second.terms)
    ):
        second = replace(first, roles=second.roles)  # 走访的完成数是目标的几倍: of the same
    return _as_figure(first), _as_figure(second)


def _average(question: Question, match: re.Match[str]) -> Plan:
    """「公务接待平均每人次花了多少元」: money, or what is counted, over that count."""
    unit = match["unit"] or "人"
    terms = tuple(t for t in question.terms if not re.search(r"平均|人均|每|户均", t.text))
    core = re.sub(r"平均|人均|户均", "  ", question.core)
    base = replace(_as_figure(question), core=core, terms=terms, unit="")
    money = question.unit in phrases.MONEY_UNITS or _OF_MONEY.search(question.core)
    counted = not money and not question.concepts
    top = replace(
        base,
        unit=question.unit if counted and question.unit != unit else "",
        wants=FigureKind.COUNT if counted else FigureKind.MONEY,
    )
    ahead = tuple(t for t in terms if t.text in question.core[: match.start()])
    below = replace(
        base, unit=unit, wants=FigureKind.COUNT, roles=(), concepts=(), terms=ahead or terms
    )
    shown = "" if counted or not question.unit else question.unit
    return Plan((top, below), lambda v: v[0] / v[1], "÷", "平均", average=True, unit=shown)


def _as_figure(question: Question) -> Question:
    return replace(question, kind=AnswerKind.FIGURE, wants=None, numbers=())


def _by_roles(question: Question, first: Role, second: Role, name: str) -> Plan:
    terms = tuple(
        t for t in question.terms if not re.fullmatch(r"扣分|扣|失分|丢|加上?|减去?", t.text)
    )
    base = replace(_as_figure(question), terms=terms)
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
    base = replace(_as_figure(question), terms=_measure_terms(question))
    initial, adjustment = (
        replace(base, roles=(role,)) for role in (Role.INITIAL_BUDGET, Role.ADJUSTMENT)
    )
    for source in sources:
        if all(_operand(q, source, settings) for q in (initial, adjustment)):
            return initial, adjustment
    return (replace(base, roles=(Role.BUDGET,), adjusted=_has_year_s(base, sources, settings)),)


def _has_year_s(base: Question, sources: Sequence[Source], settings: QASettings) -> bool:
    """Whether a budget of the whole year is given, which goes before the initial one."""
    asked = replace(base, roles=(Role.BUDGET,), adjusted=True)
    return any(_operand(asked, source, settings) for source in sources)


def _measure_terms(question: Question) -> tuple[Term, ...]:
    words = re.compile(r"未?执行|花|用|剩|结余|节余|金额|支出$|完成率|复算|重新|计算|算")
    return tuple(
        t for t in question.terms if not words.fullmatch(t.text) and not _UNSPENT.search(t.text)
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
    if len(question.roles) == 2:
        base = replace(_as_figure(question), terms=_plain_terms(question))
        pair = tuple(
            replace(
                base,
                roles=(role,),
                adjusted=role is Role.BUDGET and Role.INITIAL_BUDGET in question.roles,
            )
            for role in question.roles
        )
        return Plan(pair, lambda v: abs(v[0] - v[1]), "−", "差额")
    parts = two_sides(question, scope) or coordinated(question, scope)
    if len(parts) == 2:
        return Plan(parts, lambda v: abs(v[0] - v[1]), "−", "差额")
    return None


def two_sides(question: Question, scope: Scope) -> tuple[Question, ...]:
    """Return the questions of both sides of a comparison, () if it has none to complete.

    「城镇居民人均收入比农村居民高多少」: the other side takes over what it leaves out.
    """
    sides = re.split(r"(?<![占同环对相])比(?![例重率])", _BY_HOW_MUCH.sub(" ", question.core))
    if len(sides) != 2:
        return ()
    one, other = (side.strip(" ，,的？?") for side in sides)
    shared = re.search(re.escape(other[-1:]), one) if other else None
    at = shared.end() if shared else 0
    if not at or abs(at - len(other)) > 2 or at >= len(one):
        return ()
    bare = replace(scope, spans=())
    pair = (understand(words, bare, question.texts) for words in (one, other + one[at:]))
    return tuple(replace(_as_figure(q), roles=q.roles or _own_roles(question)) for q in pair)


def _total(question: Question, scope: Scope) -> Plan | None:
    if question.adjusted or {Role.INITIAL_BUDGET, Role.ADJUSTMENT} <= set(question.roles):
        parts = _by_roles(question, Role.INITIAL_BUDGET, Role.ADJUSTMENT, "合计").operands
    else:
        parts = coordinated(question, scope)
    if len(parts) < 2:
        return None
    return Plan(parts, lambda v: sum(v, Decimal(0)), "+", "合计")


def _plain_terms(question: Question) -> tuple[Term, ...]:
    words = re.compile(r"超额完成|超额|超过|超出|超|完成|节约|节省")
    return tuple(
        t for t in question.terms if not _DIFFERENCE.search(t.text) and not words.fullmatch(t.text)
    )


def coordinated(question: Question, scope: Scope) -> tuple[Question, ...]:
    """Divide 「在职、退休和编外人员合计」 into one question for each member."""
    core = _TOTAL.sub(" ", _BY_HOW_MUCH.sub(" ", question.core))
    if len(question.roles) == 1:  # A和B两项实际支出: the role is of both
        core = without(core, [(m.start, m.end) for m in asked_roles(core)])
    core = re.sub(
        r"[两三四几][类种项个]|[？?。]|是?多少.*$|有?几.*$|分别|各(?:是|有|自)?", " ", core
    ).strip()
    pieces = [p.strip(" ，,的") for p in _AND.split(core)]
    pieces = [p for p in pieces if len(p) >= 2]
    if len(pieces) < 2:
        return ()
    bare = replace(scope, spans=())
    tail = _shared_tail(pieces)
    parts = []
    for piece in pieces:
        words = piece if piece.endswith(tail) else piece + tail
        part = _as_figure(understand(words, bare, question.texts))
        parts.append(replace(part, unit=question.unit, roles=part.roles or _own_roles(question)))
    return tuple(parts)


def _own_roles(question: Question) -> tuple[Role, ...]:
    return question.roles if len(question.roles) == 1 else ()


def _shared_tail(pieces: Sequence[str]) -> str:
    """The head noun the last member lends the others: 人员 in 在职、退休和编外人员."""
    last = pieces[-1]
    for size in (4, 3, 2):
        if len(last) > size and not any(last[-size:] in p for p in pieces[:-1]):
            continue
        if len(last) > size:
            return last[-size:]
    return last[-2:] if len(last) >= 4 and all(len(p) <= 2 for p in pieces[:-1]) else ""


def _operand(question: Question, source: Source, settings: QASettings) -> Found | None:
    found, _ = find_figures(question, [source], settings)
    return found[0] if found else None


def _join(plan: Plan, source: Source, operands: Sequence[Found]) -> Reading:
    chosen = _coherent(plan, operands)
    if plan.paired and not _together([c.figure for c in chosen]):
        return Reading(Outcome.NOT_IN_REPORTS, AnswerKind.COMPUTED)
    unit = plan.unit or chosen[0].figure.unit
    if plan.average and not plan.unit:
        unit = split_unit(unit)[1]
    values: list[Decimal] = []
    for candidate in chosen:
        value = convert(candidate.figure.value, candidate.figure.unit, unit)
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
    result_unit = "%" if plan.percent else "倍" if plan.times else unit
    if plan.percent or plan.times or plan.average:
        result = result.quantize(Decimal("0.01"), ROUND_HALF_UP)
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


def _together(figures: Sequence[Figure]) -> bool:
    """Whether all stand in one row of a table, or none in a table."""
    rows = {(f.table_id, f.cell_row if f.table_id else 0) for f in figures}
    return len(rows) == 1


def _coherent(plan: Plan, operands: Sequence[Found]) -> list[Candidate]:
    """The operands that belong together: of one role where the question leaves it open.

    Within a role, statements in one table, or in one sentence, come first.
    """
    first = [o.groups[0][0] for o in operands]
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
