"""Look for a stated figure in the reports as a question for it would be."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ingest.measures import find_roles
from ingest.model import FigureKind, Role
from ingest.statement import Statement
from qa.finding import Found, find_figures
from qa.match import Candidate
from qa.model import AnswerKind
from qa.scope import Scope, find_scope
from qa.settings import QASettings
from qa.sources import Source
from qa.understand import Question, understand
from qa.wording import normalise
from vectorstore.model import ReportCard

_ALONE = re.compile(r"(?<!\S)(?:年度|全年|当年|本年|合计|共计?)(?!\S)")  # says nothing of what
_DATE_WORDS = re.compile(
    r"截至|截止|\d{4}\s*年度?(?:\s*\d{1,2}\s*月(?:\s*\d{1,2}\s*日)?)?(?:年?[底末初])?"
)


def question_for(
    statement: Statement,
    measure: str,
    scope: Scope,
    cards: Sequence[ReportCard],
    opened: Sequence[Source],
) -> Question:
    """Return the question that a figure of the text answers; `measure` says of what."""
    if statement.role is Role.RATE:  # 实际支出 …，预算完成率 75%: the rate, of whatever was spent
        for mention in reversed(find_roles(measure)):
            if mention.role is not Role.RATE:
                measure = f"{measure[: mention.start]} {measure[mention.end :]}"
    words = normalise(_ALONE.sub(" ", _DATE_WORDS.sub(" ", measure)))
    named = find_scope(words, cards)
    texts = [source.text for source in opened]
    asked = understand(words, replace(scope, spans=named.spans, plural=False), texts)
    token = statement.token
    counted = token.unit if token.kind is FigureKind.COUNT else ""
    roles = asked.roles if statement.role is Role.OTHER else (statement.role,)
    if statement.role is Role.RATE and not asked.roles:
        roles = ()  # 覆盖率, 满意度: the name of what is measured, not a role
    return replace(
        asked,
        kind=AnswerKind.FIGURE,
        numbers=(),
        roles=roles,
        unit=counted,
        wants=None if token.kind is FigureKind.PLAIN else token.kind,
    )


def find_stated(
    question: Question,
    opened: Sequence[Source],
    year: str,
    settings: QASettings,
    dated: bool = False,
) -> tuple[list[Found], Candidate | None]:
    """Return what the reports of a year have, or else what those of another say of it.

    dated  a day of that year is spoken of, which the report of the next may give
    """
    found: list[Found] = []
    missed: Candidate | None = None
    for source in sorted(opened, key=lambda source: year_of(source) != year):
        own = year_of(source)
        if found and year and own != year and not dated:
            break
        other = (int(year),) if year and own and year != own else ()
        got, near = find_figures(replace(question, other_years=other), [source], settings)
        found += got
        if near is not None and (missed is None or near.score > missed.score):
            missed = near
    found.sort(key=lambda one: -one.best)
    return found, missed


def in_time(year: str, source: Source, candidate: Candidate) -> bool:
    """Whether a figure is of the year that is spoken of."""
    own = candidate.figure.period[:4] or year_of(source)
    return not year or not own or own == year


def year_of(source: Source) -> str:
    """Return a report's fiscal year, "" if it states none."""
    return str(source.card.identity.fiscal_year or "")


def is_specific(question: Question) -> bool:
    """Whether the text says what is measured, not only a role or a unit."""
    return bool(question.concepts or question.roles or any(t.noun for t in question.terms))


def names_something(question: Question) -> bool:
    """Whether a question has words of its own for what is measured."""
    return bool(question.concepts) or any(term.noun for term in question.terms)
