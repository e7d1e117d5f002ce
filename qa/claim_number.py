"""Judge a claim that states a number: is it what the report gives, and of what is it if not."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal

from ingest.measures import concept
from ingest.model import FigureKind, Role
from ingest.numerals import NumberToken
from ingest.units import convert
from qa.claim_change import round_like
from qa.finding import find_figures
from qa.match import Candidate
from qa.model import AnswerKind, Outcome
from qa.read_figure import claim_of, nearest_words, rival_reports
from qa.reading import Claim, Evidence, Reading, printed
from qa.roles import measure_words
from qa.scope import describe
from qa.settings import QASettings
from qa.sources import Source
from qa.understand import Question

_Holds = Callable[[Decimal, Decimal], bool]

BOUNDS: tuple[tuple[re.Pattern[str], _Holds], ...] = (
    (re.compile(r"超过|过(?=\d)|多于|大于|高于|超|不止|以上|突破"), lambda a, b: a > b),
    (re.compile(r"达到|达|不低于|不少于|至少|够|满"), lambda a, b: a >= b),
    (re.compile(r"低于|少于|小于|不足|不到|没到|未到|以下|以内|不超过"), lambda a, b: a < b),
)


def judge_number(question: Question, sources: Sequence[Source], settings: QASettings) -> Reading:
    """Return yes or no for a claimed number, with what it is of where it is not this."""
    claimed = _as_money(question.numbers[0], question)
    wants = None if claimed.kind is FigureKind.PLAIN else claimed.kind
    asked = replace(question, unit=claimed.unit if wants else "", wants=wants)
    if claimed.unit == "%" and not question.roles and (named := _PACE.search(question.core)):
        terms = tuple(t for t in question.terms if t.text != named[0])
        asked = replace(asked, roles=(Role.CHANGE,), terms=terms)
    found, missed = find_figures(asked, sources, settings)
    if not found:
        return Reading(
            Outcome.NOT_IN_REPORTS, AnswerKind.YES_NO, nearest=nearest_words(missed, sources)
        )
    rivals = rival_reports(found)
    if len(rivals) > 1:
        names = [describe(f.source.card.identity, f.source.card.title) for f in rivals]
        return Reading(Outcome.UNCLEAR, AnswerKind.YES_NO, options=tuple(names))
    best = found[0]
    groups = sorted(best.groups, key=lambda g: -g[0].score)
    if _PACE.search(question.core) and _turned(question, groups[0][0]):
        return Reading(Outcome.NOT_IN_REPORTS, AnswerKind.YES_NO)  # 下降5% is no 涨幅超过3%
    if not question.roles:  # a claim is of what came about, not of what was planned
        came = [g for g in groups if g[0].figure.role not in _PLANNED]
        groups = came or groups
    bounded = bound_of(claimed, question) is not None
    agreeing = next(
        (g for g in groups[: 1 if bounded else None] if _agrees(claimed, g[0], question)), None
    )
    group = agreeing or groups[0]
    who = describe(best.source.card.identity, best.source.card.title)
    verdict = "是" if agreeing else "不是"
    claim = claim_of(group, f"{verdict}。{who}，")
    extra = () if agreeing else _whose(claimed, best.source, group[0])
    return Reading(Outcome.ANSWERED, AnswerKind.YES_NO, (claim, *extra))


def _as_money(claimed: NumberToken, question: Question) -> NumberToken:
    """三公花了2.85万: money, where the measure or the role is of money."""
    of_money = any((known := concept(n)) and known.kind == "money" for n in question.concepts)
    spends = {Role.EXECUTION, Role.BUDGET, Role.INITIAL_BUDGET} & set(question.roles)
    if claimed.unit in ("万", "亿", "千万", "百万") and (of_money or spends):
        return replace(claimed, unit=f"{claimed.unit}元", kind=FigureKind.MONEY)
    return claimed


_PACE = re.compile(r"[涨增降跌]幅|增速|上涨|增长|下降")  # CPI涨幅超过3%
_UP, _DOWN = re.compile(r"[涨增升]"), re.compile(r"[降跌减]")


def _turned(question: Question, candidate: Candidate) -> bool:
    """Whether a change is told in the other direction than the one that is claimed."""
    told = candidate.figure.measure
    asked_up, told_up = (bool(_UP.search(words)) for words in (question.core, told))
    asked_down, told_down = (bool(_DOWN.search(words)) for words in (question.core, told))
    signed = candidate.figure.value < 0
    return (asked_up and not asked_down and (told_down or signed)) or (
        asked_down and not asked_up and told_up and not signed
    )


_BESIDE = 4  # characters on each side of a number in which a word bounds it
_PLANNED = (Role.TARGET, Role.BUDGET, Role.INITIAL_BUDGET, Role.WEIGHT)


def _agrees(claimed: NumberToken, candidate: Candidate, question: Question) -> bool:
    figure = candidate.figure
    value = convert(figure.value, figure.unit, claimed.unit) if claimed.unit else figure.value
    if value is None:
        value = figure.value
    holds = bound_of(claimed, question)
    if holds is not None:
        return holds(value, claimed.value)
    return round_like(value, claimed.value) == claimed.value


def bound_of(claimed: NumberToken, question: Question) -> _Holds | None:
    """The bound that words beside the number make of it; 以上 in 县级以上 makes none."""
    before = question.core[max(claimed.start - _BESIDE, 0) : claimed.start]
    behind = question.core[claimed.end : claimed.end + _BESIDE]
    for words, holds in BOUNDS:
        if words.search(before + question.core[claimed.start : claimed.start + 1] + "|" + behind):
            return holds
    return None


def _whose(claimed: NumberToken, source: Source, not_this: Candidate) -> tuple[Claim, ...]:
    """What the claimed number does stand for in the report, if anything."""
    for view in source.figures:
        figure = view.figure
        if figure.id == not_this.figure.id or figure.value != claimed.value:
            continue
        if figure.kind is not claimed.kind:
            continue
        text = f"{claimed.printed}对应的是：{measure_words(figure)} {printed(figure)}"
        return (Claim(text, (Evidence.of(figure),)),)
    return ()
