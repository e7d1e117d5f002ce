"""Work out a rate that no report prints of the two figures it is made of, if one place gives both.

「三公经费的预算执行率」 is what was spent over the budget of the same row or sentence;
「执结率」 is what was concluded (执结2748件) of what was taken on (受理…2906件).  Which
verbs a rate is made of is listed in `asking.toml` under `[[quotient]]`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from ingest.model import FigureKind, Role
from qa.asking import quotients
from qa.compute import carried_out
from qa.operands import Plan, operand
from qa.reading import Reading
from qa.scope import Scope
from qa.settings import QASettings
from qa.sides import as_figure
from qa.sources import Source
from qa.terms import forms
from qa.understand import Question
from qa.views import FigureView

_KINDS = (FigureKind.COUNT, FigureKind.MONEY)
_OF_BUDGET = re.compile(r"执行率|预算|支出|资金|经费|使用率|支付率")
_NOT_OF_SUM = (Role.RATE, Role.SHARE, Role.CHANGE, Role.PRIOR_YEAR)
_ENOUGH = 0.5  # weight from which a noun of the question has to stand beside the figures

_Pair = tuple[FigureView, FigureView]


def read_quotient(
    question: Question, scope: Scope, sources: Sequence[Source], settings: QASettings
) -> Reading | None:
    """Return the rate a question asks for as worked out, None where it is of no two figures."""
    if scope.plural or question.numbers or not re.search(r"率|百分之|几成", question.core):
        return None
    entry = next((e for e in quotients() if e["name"] in question.core), None)
    if entry is not None:
        pairs = {s.card.id: _said(question, entry, s) for s in sources}
        name = f"{entry['name']}（{entry['part'].split('|')[0]} ÷ {entry['whole'].split('|')[0]}）"
    elif question.roles == (Role.RATE,):
        pairs = {s.card.id: _carried_out(question, s, settings) for s in sources}
        name = (
            "预算完成率（支出 ÷ 预算）"
            if _OF_BUDGET.search(question.core)
            else "完成率（实际 ÷ 目标）"
        )
    else:
        return None
    given = {id: pair for id, pair in pairs.items() if pair is not None}
    if len(given) != 1:
        return None
    plan = Plan((), lambda v: v[0] / v[1] * 100, "÷", name, percent=True, given=given)
    reading = carried_out((plan,), question.places, sources, settings)
    return reading if reading.answered else None


def _carried_out(question: Question, source: Source, settings: QASettings) -> _Pair | None:
    """What was spent and its budget, or what came about and its target, of one row or sentence."""
    base = as_figure(question)
    budget = bool(_OF_BUDGET.search(question.core))
    roles = (Role.EXECUTION, Role.BUDGET) if budget else (Role.ACTUAL, Role.TARGET)
    ways = [replace(base, roles=(role,)) for role in roles]
    found = [
        operand(replace(way, adjusted=adjusted), source, settings)
        for way, adjusted in zip(ways, (False, True), strict=True)
    ]
    if budget and found[1] is None:
        found[1] = operand(ways[1], source, settings)
    if found[0] is None or found[1] is None:
        return None
    held = [[c.view for g in f.groups for c in g] for f in found if f is not None]
    pairs = [(a, b) for a in held[0] for b in held[1] if _together(a, b)]
    return pairs[0] if len({(a.figure.value, b.figure.value) for a, b in pairs}) == 1 else None


def _together(one: FigureView, other: FigureView) -> bool:
    """Whether two figures of one unit stand in one row or one part of a sentence."""
    a, b = one.figure, other.figure
    if a.unit != b.unit or a.span == b.span or a.kind not in _KINDS or not b.value:
        return False
    if a.table_id or b.table_id:
        return (a.table_id, a.cell_row) == (b.table_id, b.cell_row)
    return a.quote == b.quote and one.group == other.group


def _said(question: Question, entry: dict[str, str], source: Source) -> _Pair | None:
    """The two figures that one part of a sentence gives behind the rate's own verbs."""
    names = re.compile(rf"{entry['name']}|{entry['part']}|{entry['whole']}|率")
    nouns = [t for t in question.terms if t.noun and t.weight >= _ENOUGH]
    nouns = [t for t in nouns if not names.search(t.text)]
    pairs = [
        (part, whole)
        for part, whole in _beside(entry, source)
        if all(_named(forms(t), part, whole, source) for t in nouns)
    ]
    return pairs[0] if len({(a.figure.value, b.figure.value) for a, b in pairs}) == 1 else None


def _beside(entry: dict[str, str], source: Source) -> Iterator[_Pair]:
    part, whole = re.compile(entry["part"]), re.compile(entry["whole"])
    views = [v for v in source.figures if v.figure.kind in _KINDS and not v.figure.table_id]
    for view in views:
        if not part.search(_clause(view)) or view.figure.role in _NOT_OF_SUM:
            continue
        for other in views:
            of = other.figure.role not in _NOT_OF_SUM and whole.search(_clause(other))
            if of and _together(view, other) and view.figure.value <= other.figure.value:
                yield view, other


def _clause(view: FigureView) -> str:
    return view.lead.rsplit("|", 1)[-1] or view.lead


def _named(words: Sequence[str], part: FigureView, whole: FigureView, source: Source) -> bool:
    told = "|".join((part.own, whole.own, part.topic, part.around, source.card.identity.agency))
    return any(word in told for word in words)
