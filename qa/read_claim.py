"""Answer yes or no, with the figure or sentence that decides it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from ingest.model import FigureKind, Role
from ingest.units import convert
from qa import phrases
from qa.claim_change import judge_change
from qa.claim_grade import judge_grade
from qa.claim_none import judge_none
from qa.claim_number import judge_number
from qa.claim_sentence import judge_sentence
from qa.claim_share import judge_share
from qa.finding import Found, find_figures
from qa.match import Candidate
from qa.model import AnswerKind, Outcome
from qa.read_figure import claim_of
from qa.reading import Reading
from qa.scope import Scope, describe
from qa.settings import QASettings
from qa.sides import two_sides
from qa.sources import Source
from qa.understand import Question, understand
from qa.words import without


def read_claim(
    question: Question,
    sources: Sequence[Source],
    meaning: Mapping[tuple[str, int, int], float],
    settings: QASettings,
) -> Reading:
    """Return yes or no for a question that can be answered so."""
    question = _without_kinds(question)
    graded = judge_grade(question, sources)
    if graded is not None:
        return graded
    shared = judge_share(question, sources, settings)
    if shared is not None:
        return shared
    changes = judge_change(question, sources, settings)
    if changes is not None:
        return changes
    reached = re.search(
        r"(?:达到|完成|实现|达成)了?.{0,12}的?(?:年初|年度|预期)?目标", question.core
    )
    if question.numbers and reached:
        weighed = _judge_roles(question, sources, settings, Role.TARGET, _REACHED)
        if weighed.answered and not _of_other_target(question, weighed):
            return weighed
        if Role.TARGET in question.roles:  # 有没有达到90%的目标: that there is one says nothing
            question = replace(question, roles=(Role.ACTUAL,))
    if question.numbers and not _FULL_MARKS.search(question.core):
        return judge_number(question, sources, settings)
    if _FULL_MARKS.search(question.core):
        return _judge_full(question, sources, settings, (Role.SCORE, Role.WEIGHT))
    if _ALL_SPENT.search(question.core):
        return _judge_full(question, sources, settings, (Role.EXECUTION, Role.BUDGET))
    if phrases.AGAINST_BUDGET.search(question.core):
        return _judge_roles(question, sources, settings, Role.BUDGET, _OVERSPENT)
    if _SURPASSED.search(question.core):
        return _judge_roles(question, sources, settings, Role.TARGET, _EXCEEDED)
    between = _BETWEEN.match(question.core.strip())
    if between:
        return _judge_pair(between, question, sources, settings)
    targeted = _TARGETED.search(question.core)
    if targeted or (_DONE.search(question.core) and not question.asks_why):
        met = _judge_met(question, sources, settings)
        if met.answered:
            return met
        if targeted and not re.search(r"要求|符合", question.core):
            return met
    existing = _judge_existence(question, sources, settings) or judge_none(question, sources)
    if existing is not None:
        return existing
    return judge_sentence(question, sources, meaning, settings)


def _of_other_target(question: Question, weighed: Reading) -> bool:
    """Whether the question names a target (85%的目标) that is not the report's."""
    number = question.numbers[0]
    if not re.match(
        r"[^，。]{0,4}的(?:年初|年度|预期)?(?:目标|任务|计划)", question.core[number.end :]
    ):
        return False
    return all(s.figure.value != number.value for s in weighed.claims[-1].stated)


def _without_kinds(question: Question) -> Question:
    """A question without the numbers that only say which things are meant: 56人以上大班额."""
    ends = {n: _WHICH.match(question.core, n.end) for n in question.numbers}
    spans = [(n.start, found.end("bound")) for n, found in ends.items() if found]
    numbers = tuple(n for n, found in ends.items() if not found)
    return replace(question, numbers=numbers, core=without(question.core, spans))


_WHICH = re.compile(r"(?P<bound>以[上下内]|及以上)的?(?![吗吧么呢了的是])[\u4e00-\u9fff]{2,}")
_SURPASSED = re.compile(
    r"超额完成|超(?:出|过)?了?(?:年度|预期|年初|原定|既定|预定)*的?(?:目标|计划|任务|指标值)"
)
_TARGETED = re.compile(
    r"达标|(?:达到|完成|实现|达成|符合)了?[^，。]{0,14}?(?:目标|指标|预期|任务|要求|计划(?!生育))"
)
# 装电梯任务完成了没, 招录调任数完成了吧
_DONE = re.compile(
    r"(?:任务|目标|指标|计划|数|量|率|面积|里程|人次|[\u4e00-\u9fff])(?:都|全|是不是|有没有|是否)?(?:如数|按量|顺利)?(?:完成|达到|实现|达成|搞定)(?:得?了|没|好|预期|吗|的)"
)
_UNMET = re.compile(r"(?<![有了])(?:没有?|未)(?:能|有)?(?:完成|达标|达到|实现|达成)")


def _judge_met(question: Question, sources: Sequence[Source], settings: QASettings) -> Reading:
    """Say whether a target was reached; asked the other way (没完成吧) the word turns round."""
    unmet = _UNMET.search(question.core)
    wording = _UNREACHED if unmet else _REACHED
    return _judge_roles(question, sources, settings, Role.TARGET, wording)


_FULL_MARKS = re.compile(r"满分")
_FULL_SCORE = re.compile(r"满分|全部|全额|得|拿|完")
_OF_ALL = re.compile(
    r"(?:满分|全部|全额|百分之百|执行|完毕|花|用|使用|支付|光|得|拿|支出|完|掉|了|都|全|没|钱|预算|资金|经费|款项?)+"
)
_ALL_SPENT = re.compile(
    r"(?:全部?|全额|百分之百|100%|都)(?:执行|支出|用|花|完成)|(?:执行|花|用|支出|使用)(?:完毕|光|完了|完(?=没|吗|了))"
)


def _judge_full(
    question: Question,
    sources: Sequence[Source],
    settings: QASettings,
    pair: tuple[Role, Role],
) -> Reading:
    """Say whether all of what was planned came about: a full score, a budget spent."""
    noise = _OF_ALL if Role.EXECUTION in pair else _FULL_SCORE
    terms = tuple(t for t in question.terms if not noise.fullmatch(t.text))
    base = replace(question, terms=terms, kind=AnswerKind.FIGURE, wants=None, unit="", numbers=())
    for source in sources:
        found = [_in_role(base, role, source, settings) for role in pair]
        of_row = _of_one_row(*(f[0].groups for f in found)) if all(found) else None
        if of_row is not None:
            one, other = of_row
            limit = convert(other[0].figure.value, other[0].figure.unit, one[0].figure.unit)
            if limit is None:
                continue
            initial = other[0].figure.role is Role.INITIAL_BUDGET
            if initial and one[0].figure.value > limit:
                continue  # more than was planned at first: what it was in the end is not said
            full = one[0].figure.value >= limit
            who = describe(source.card.identity, source.card.title)
            lead = f"{'是' if full else '不是'}。{who}，"
            return Reading(
                Outcome.ANSWERED, AnswerKind.YES_NO, (claim_of(one, lead), claim_of(other))
            )
    return Reading(Outcome.NOT_IN_REPORTS, AnswerKind.YES_NO)


def _in_role(base: Question, role: Role, source: Source, settings: QASettings) -> list[Found]:
    """The figures of a role; of a budget that was adjusted, what it was in the end."""
    asked = replace(base, roles=(role,))
    last = replace(asked, adjusted=True) if role is Role.BUDGET else asked
    found, _ = find_figures(last, [source], settings)
    return found or find_figures(asked, [source], settings)[0]


_EXISTS = re.compile(
    r"有没有|是否有|有无|有(?!关|效).{0,12}(?:吗|么|没有?)|(?:安排|产生|发生|购置|支出)了?.{0,6}(?:吗|么|没有?)"
)


_IS_NONE = re.compile(r"[是为](?:不是)?(?:零|0)(?![\d.])|没有(?!没有).*对")


def _judge_existence(
    question: Question, sources: Sequence[Source], settings: QASettings
) -> Reading | None:
    """Say whether there is any of something by its figure: 0.00 is none."""
    if not (_EXISTS.search(question.core) or _IS_NONE.search(question.core)):
        return None
    found, _ = find_figures(question, sources, settings)
    if len(found) != 1:
        return None
    group = found[0].groups[0]
    if group[0].figure.kind not in (FigureKind.MONEY, FigureKind.COUNT):
        return None
    who = describe(found[0].source.card.identity, found[0].source.card.title)
    word = "有" if group[0].figure.value else "没有"
    if _IS_NONE.search(question.core):  # 保有量是零吗
        word = "不是" if group[0].figure.value else "是"
    return Reading(Outcome.ANSWERED, AnswerKind.YES_NO, (claim_of(group, f"{word}。{who}，"),))


def _judge_roles(
    question: Question,
    sources: Sequence[Source],
    settings: QASettings,
    against: Role,
    wording: tuple[str, str],
) -> Reading:
    """Say whether what came of a measure is above its budget, or reaches its target."""
    done = Role.ACTUAL if against is Role.TARGET else Role.EXECUTION
    terms = tuple(t for t in question.terms if not _MET.fullmatch(t.text))
    base = replace(question, terms=terms, kind=AnswerKind.FIGURE, wants=None)
    pair = [replace(base, roles=(role,)) for role in (done, against)]
    for source in sources:
        found = [find_figures(q, [source], settings)[0] for q in pair]
        if done is Role.ACTUAL and found[1] and not found[0]:  # 服判息诉率89.6%，低于90%的目标
            rated = find_figures(replace(base, roles=(Role.RATE,)), [source], settings)[0]
            found[0] = rated if rated and _in_one_quote(rated[0], found[1][0]) else []
        if not all(found):
            continue
        pair_found = _of_one_row(*(f[0].groups for f in found))
        if pair_found is None:
            continue
        one, other = pair_found
        value, limit = one[0].figure.value, other[0].figure.value
        limit_in = convert(limit, other[0].figure.unit, one[0].figure.unit)
        if limit_in is None:
            continue
        at_most = _at_most(other[0])
        met = value > limit_in if wording in (_EXCEEDED, _OVERSPENT) else value >= limit_in
        if at_most and wording in (_REACHED, _UNREACHED):  # 管网漏损率13.4%, 目标≤12%
            met = value <= limit_in
        who = describe(source.card.identity, source.card.title)
        claims = (claim_of(one, f"{wording[0] if met else wording[1]}。{who}，"), claim_of(other))
        return Reading(Outcome.ANSWERED, AnswerKind.YES_NO, claims)
    return Reading(Outcome.NOT_IN_REPORTS, AnswerKind.YES_NO)


def _at_most(target: Candidate) -> bool:
    """Whether less is what a target asks for: ≤12%, 优于50天, the price of a metre."""
    figure = target.figure
    if _AT_LEAST.search(figure.qualifier):
        return False
    better = "优于" in target.view.own or _LESS_IS_MORE.search(target.view.own)
    return bool(_AT_MOST.search(figure.qualifier) or better)


_AT_LEAST = re.compile(r"[≥>＞]|不(?:低|少|小)于|以上|至少")
_LESS_IS_MORE = re.compile(
    r"漏损|死亡|投诉(?:率|量|件)|成本|造价|时限|时长|审理天数|审理时间|办理时间|能耗|浓度|事故|失业率|误差|偏差率|辍学|返贫"
)
_AT_MOST = re.compile(r"[≤<＜]|不(?:得|能)?(?:超过|高于|多于|大于)|以[内下]|控制在")
_Group = tuple[Candidate, ...]


def _in_one_quote(one: Found, other: Found) -> bool:
    return one.groups[0][0].figure.quote == other.groups[0][0].figure.quote


def _of_one_row(done: Sequence[_Group], planned: Sequence[_Group]) -> tuple[_Group, _Group] | None:
    """An outcome and its plan of one row, or of prose; a row is not weighed by another's plan."""
    pairs = [(one, other) for one in done for other in planned]
    for one, other in pairs:
        a, b = one[0].figure, other[0].figure
        if a.table_id and (a.table_id, a.cell_row) == (b.table_id, b.cell_row):
            return one, other
    return next(
        (
            pair
            for pair in pairs
            if not pair[0][0].figure.table_id or not pair[1][0].figure.table_id
        ),
        None,
    )


_MET = re.compile(
    r"(?:超额|超过|超出|超|达标|达到|达成|完成|符合|目标|任务|要求|指标|预期|计划|年初|年度|预算|超支|实现|没|了|的)+"
)
_REACHED = ("是，达到目标", "不是，没有达到目标")
_UNREACHED = ("不是，达到目标", "是，没有达到目标")
_EXCEEDED = ("是，超过目标", "不是，没有超过目标")
_OVERSPENT = ("是，超过预算", "不是，没有超过预算")


_BETWEEN = re.compile(
    r"^(?P<one>.+?)(?:是不是|是否)?"
    r"(?:(?<![占同环对相])比(?![例重率])|超过了?|高于|大于|多于|(?P<under>低于|少于))"
    r"(?P<other>.+?)(?:还|更|要)*(?P<more>[高多大强快])?(?P<less>[低少小慢])?[了些]?(?:吗|么|嘛)?[？?]*$"
)


def _judge_pair(
    match: re.Match[str], question: Question, sources: Sequence[Source], settings: QASettings
) -> Reading:
    """Say whether one measure is above (or below) another of the same report."""
    bare = Scope(())
    one, other = (match[g].strip(" 的") for g in ("one", "other"))
    sides = two_sides(replace(question, core=f"{one}比{other}"), bare)
    pair = list(sides) or [understand(words, bare, question.texts) for words in (one, other)]
    pair = [replace(q, roles=q.roles or question.roles[:1], wants=None) for q in pair]
    for source in sources:
        found = [find_figures(q, [source], settings)[0] for q in pair]
        if not all(found):
            continue
        one, other = (f[0].groups[0] for f in found)
        value = convert(other[0].figure.value, other[0].figure.unit, one[0].figure.unit)
        if value is None or one[0].figure.span == other[0].figure.span:
            continue
        above = one[0].figure.value > value
        less = match["under"] or (match["less"] and not match["more"])
        holds = above if not less else one[0].figure.value < value
        who = describe(source.card.identity, source.card.title)
        claims = (claim_of(one, f"{'是' if holds else '不是'}。{who}，"), claim_of(other))
        return Reading(Outcome.ANSWERED, AnswerKind.YES_NO, claims)
    return Reading(Outcome.NOT_IN_REPORTS, AnswerKind.YES_NO)
