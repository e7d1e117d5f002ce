"""What a sum is made of, and the figures of one report that an operand may be."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from ingest.model import Figure, FigureKind, Role
from qa.finding import Found, find_figures
from qa.match import Candidate
from qa.settings import QASettings
from qa.sources import Source
from qa.understand import Question
from qa.views import FigureView


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
    signs: tuple[str, ...] = ()  # between the operands one by one, where they differ
    places: int | None = None  # decimals the result is asked for with
    called: tuple[str, ...] = ()  # what the question calls the operands, where it names several
    unit: str = ""  # that the result is asked for in, "" for the first operand's
    # By report id the operands themselves, where they are found together, not one by one.
    given: Mapping[str, tuple[FigureView, ...]] = field(default_factory=dict)


def operands_of(plan: Plan, source: Source, settings: QASettings) -> Sequence[Found | None]:
    """Return what one report has for each operand of a plan, None for one it lacks."""
    if plan.given or not plan.operands:
        views = plan.given.get(source.card.id)
        return [_only(view, source) for view in views] if views else [None]
    if plan.called:
        return operands_named(plan.called, plan.operands, source, settings)
    return [operand(question, source, settings) for question in plan.operands]


def operands_named(
    names: Sequence[str], questions: Sequence[Question], source: Source, settings: QASettings
) -> list[Found | None]:
    """Return what one report has for each thing that a question names, None for one it lacks.

    A figure must carry the words that tell its thing from the others: 公路运输管理
    is not the 公路养护 that it is held against.
    """
    found: list[Found | None] = []
    for at, question in enumerate(questions):
        others = [name for i, name in enumerate(names) if i != at]
        own = {t.text for t in question.terms if not any(t.text in name for name in others)}
        own = {word for word in own if word in names[at]}
        given = operand(question, source, settings)
        groups = [g for g in given.groups if not own.intersection(g[0].lacking)] if given else []
        found.append(replace(given, groups=tuple(groups)) if given and groups else None)
    return found


def _only(view: FigureView, source: Source) -> Found:
    return Found(source, ((Candidate(view, source.card.id, 1.0, 1.0, 1.0),),), 1.0)


def operand(question: Question, source: Source, settings: QASettings) -> Found | None:
    """Return the figures of a report that answer an operand's question, None if none do.

    What was spent may be printed without saying so: 全年支出 2,240 万元，其中项目支出 898 万元.
    """
    found, _ = find_figures(question, [source], settings)
    if found or question.roles != (Role.EXECUTION,) or not question.concepts:
        return found[0] if found else None
    found, _ = find_figures(replace(question, roles=()), [source], settings)
    groups = [g for f in found for g in f.groups if _part_of_spent(g[0].figure, source)]
    return replace(found[0], groups=tuple(groups)) if groups else None


def _part_of_spent(figure: Figure, source: Source) -> bool:
    """Whether money without a role stands in prose behind an amount that was spent."""
    if figure.role is not Role.OTHER or figure.table_id or figure.kind is not FigureKind.MONEY:
        return False
    opening = source.report.text(figure.quote)[:4]
    before = [
        v.figure.role
        for v in source.figures
        if v.figure.kind is FigureKind.MONEY
        and not v.figure.table_id
        and v.figure.role is not Role.OTHER
        and v.figure.section == figure.section
        and v.figure.span < figure.span
    ]
    return opening.startswith("支出") or before[-1:] == [Role.EXECUTION]
