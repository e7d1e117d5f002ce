"""Whether a stated figure follows from figures of the report: 还有 5.33 万元没有执行."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ingest.model import FigureKind, Role
from ingest.statement import Statement
from ingest.units import convert
from qa.audit_finding import Operand
from qa.check_amount import judge_amount
from qa.check_model import Place
from qa.compute import read_computed
from qa.model import AnswerKind
from qa.reading import Reading
from qa.roles import measure_words
from qa.scope import Scope, describe
from qa.settings import QASettings
from qa.sources import Source
from qa.understand import Question, understand
from qa.wording import normalise

_CLAUSE = re.compile(r"[，,；;。！？!?：:\n]")
_DERIVED = re.compile(
    r"还有|还剩|剩余|尚有|尚未|没有?执行|未执行|没有?支出|未支出|没花|相差|差额|多出|超出|节约|倍|平均|人均|调整后"
    r"|之和|加起来|两项合计"
)
_MAY_BE = re.compile(r"合计|共|总|率|占|扣")


@dataclass(frozen=True, slots=True)
class Computed:
    """A sum over figures of a report, and whether it gives the stated figure."""

    computation: str
    places: tuple[Place, ...]
    agrees: bool


def derives(sentence: str, at: int, statement: Statement) -> bool:
    """Whether a figure's clause says that it was worked out: 还有…没有执行, 是…的 3 倍."""
    clause, _ = _asked(sentence, at, statement)
    before = clause.split(statement.token.printed)[0]
    if statement.token.unit != "倍" and "倍" in clause:
        clause = before
    return bool(_DERIVED.search(clause))


def compute(
    sentence: str,
    at: int,
    statement: Statement,
    question: Question,
    scope: Scope,
    sources: Sequence[Source],
    settings: QASettings,
) -> Computed | None:
    """Return what the reports' figures give for a stated one, None if nothing can be computed.

    sentence  the sentence that states it, `at` where the number begins in it
    question  the question for the plain figure, whose words it inherits
    """
    clause, asked_as = _asked(sentence, at, statement)
    if not (_DERIVED.search(clause) or _MAY_BE.search(clause)):
        return None
    lead = _lead(question)
    best: Computed | None = None
    for words in dict.fromkeys((f"{lead}{asked_as}", asked_as)):
        asked = understand(normalise(words), replace(scope, spans=(), plural=False), question.texts)
        asked = replace(asked, kind=AnswerKind.COMPUTED)
        computed = _computed(asked, statement, scope, sources, settings)
        if computed is not None and computed.agrees:
            return computed
        best = best or computed
    return _rate(statement, question, scope, sources, settings) or best


def _computed(
    asked: Question,
    statement: Statement,
    scope: Scope,
    sources: Sequence[Source],
    settings: QASettings,
) -> Computed | None:
    reading = read_computed(asked, scope, sources, settings)
    if not (reading.answered and reading.computation):
        return None
    agrees = _gives(reading, statement)
    return (
        None if agrees is None else Computed(reading.computation, _places(reading, sources), agrees)
    )


def _lead(question: Question) -> str:
    """Return what the figure measures, without the words that say it was worked out."""
    return _DERIVED.sub("", re.sub(r"\s|还|是目标|的$", "", question.core))


def _asked(sentence: str, at: int, statement: Statement) -> tuple[str, str]:
    """Return the clause of a figure and the question it answers."""
    start = max((m.end() for m in _CLAUSE.finditer(sentence[:at])), default=0)
    end = at + statement.token.end - statement.token.start
    stop = _CLAUSE.search(sentence, end)
    tail = sentence[end : stop.start() if stop else len(sentence)]
    unit = statement.token.unit
    return sentence[start:end] + tail, f"{sentence[start:at]}多少{unit}{tail}".replace(
        "约多少", "多少"
    )


def _rate(
    statement: Statement,
    question: Question,
    scope: Scope,
    sources: Sequence[Source],
    settings: QASettings,
) -> Computed | None:
    """Work out 完成率 from 执行 and 预算 where the report does not give it as claimed."""
    if statement.role is not Role.RATE or statement.token.kind is not FigureKind.PERCENT:
        return None
    text = f"重新计算{_lead(question)}预算完成率"
    asked = understand(normalise(text), replace(scope, spans=(), plural=False), question.texts)
    asked = replace(asked, kind=AnswerKind.COMPUTED)
    computed = _computed(asked, statement, scope, sources, settings)
    return computed if computed is not None and computed.agrees else None


def _gives(reading: Reading, statement: Statement) -> bool | None:
    """Whether the computed figure is the stated one; None where they are of different kinds."""
    stated = next((s for claim in reading.claims[:1] for s in claim.stated[:1]), None)
    if stated is None:
        return None
    figure, unit = stated.figure, statement.token.unit
    if unit and convert(figure.value, figure.unit, unit) is None:
        return None
    return judge_amount(statement.token, figure.value, figure.unit) is not None


def _places(reading: Reading, sources: Sequence[Source]) -> tuple[Place, ...]:
    by_id = {source.card.id: source for source in sources}
    places = []
    for evidence in dict.fromkeys(e for claim in reading.claims for e in claim.evidence):
        source = by_id.get(evidence.quote.report_id)
        if source is not None and evidence.figure is not None:
            who = describe(source.card.identity, source.card.title)
            operand = Operand.of(evidence.figure, measure_words(evidence.figure))
            places.append(Place(source.report, who, operand))
    return tuple(places)
