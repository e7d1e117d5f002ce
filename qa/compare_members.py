"""Hold the things that a question names against each other, within one report.

「行政运行和事业运行哪个多」 「A比B高吗」: each is found as a question of its own, and nothing is
said of them where one is not given, or not on the same basis.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from ingest.fold import squeeze
from ingest.model import Figure, Role
from ingest.units import convert
from qa.akin import akin, belonging
from qa.compare import LOWEST
from qa.match import Candidate
from qa.model import AnswerFigure, AnswerKind, Outcome, Verdict
from qa.operands import operands_named
from qa.read_figure import claim_of, lead_of
from qa.reading import Claim, Evidence, Reading, Stated, printed
from qa.roles import measure_words
from qa.scope import Scope, describe
from qa.settings import QASettings
from qa.sides import Sides, several_sides
from qa.sources import Source
from qa.understand import Question

_WHICH = re.compile(r"哪|谁|相比|对比|比较|还是")
_COMPARED = re.compile(r"[高低多少大小好差快慢](?:一?[些点])?[？?呀啊呢吗。]*\s*$")


def asks_which(question: Question) -> bool:
    """Whether a question asks which of several is more: 谁的预算高, 哪个花得多."""
    return bool(_WHICH.search(question.text) and _COMPARED.search(question.core))


def compare_members(
    question: Question, scope: Scope, sources: Sequence[Source], settings: QASettings
) -> Reading:
    """Return which of the things a question names is more and by how much, or not_in_reports.

    Several reports that give all of them make it unclear.
    """
    nearest: str | None = None
    for sides in several_sides(question, scope):
        readings: list[tuple[Source, Reading]] = []
        for source in sources:
            found = operands_named(sides.names, sides.questions, source, settings)
            given = [f for f in found if f is not None]
            if len(given) == len(found):
                chosen = belonging(given, [q.roles for q in sides.questions], share=False)
                if len({c.figure.span for c in chosen}) == len(found) and akin(chosen):
                    readings.append((source, _ordered(question, source, sides, chosen)))
            elif given and nearest is None:
                pairs = zip(sides.names, found, strict=True)
                missing = "、".join(name for name, f in pairs if f is None)
                told = "；".join(claim_of(f.groups[0][:1]).text for f in given)
                who = describe(source.card.identity, source.card.title)
                nearest = f"{who}只给出：{told}；没有给出：{missing}"
        readings = [(source, reading) for source, reading in readings if reading.answered]
        if len(readings) == 1:
            return readings[0][1]
        if readings:
            names = tuple(describe(s.card.identity, s.card.title) for s, _ in readings)
            return Reading(Outcome.UNCLEAR, AnswerKind.COMPARISON, options=names)
    return Reading(Outcome.NOT_IN_REPORTS, AnswerKind.COMPARISON, nearest=nearest)


def _ordered(
    question: Question, source: Source, sides: Sides, chosen: Sequence[Candidate]
) -> Reading:
    """The members from the first, with how far the last is behind it."""
    unit = chosen[0].figure.unit
    values = [_value(c.figure, unit) for c in chosen]
    if any(value is None for value in values):
        return Reading(Outcome.NOT_IN_REPORTS, AnswerKind.COMPARISON)
    lowest = bool(LOWEST.search(question.core))
    rows = list(zip(sides.names, chosen, (v for v in values if v is not None), strict=True))
    rows.sort(key=lambda row: row[2], reverse=not lowest)
    evidence = tuple(Evidence.of(c.figure) for _, c, _ in rows)
    apart = abs(rows[0][2] - rows[-1][2])
    point = "个百分点" if unit == "%" else unit
    shown = f"{apart:f}{point}"
    who = describe(source.card.identity, source.card.title)
    name, first, _ = rows[0]
    if apart:
        of = measure_words(first.figure)
        told = (
            printed(first.figure)
            if squeeze(name) in squeeze(of)
            else f"{of}：{printed(first.figure)}"
        )
        verdict = f"{who}，更{'低' if lowest else '高'}的是{name}（{told}）"
    else:
        verdict = f"{who}，{'、'.join(row[0] for row in rows)}相同"
    stated = AnswerFigure(apart, point, shown, "相差", Role.OTHER, Verdict.COMPUTED, ())
    head = Claim(f"{verdict}，相差{shown}", evidence, (Stated(stated, evidence),))
    high, low = sorted((rows[0][2], rows[-1][2]), reverse=True)
    return Reading(
        Outcome.ANSWERED,
        AnswerKind.COMPARISON,
        (head, *(claim_of((c,), lead_of(called, c.figure)) for called, c, _ in rows)),
        items=tuple(row[0] for row in rows),
        computation=f"{high:f} − {low:f} = {shown}" if len(rows) == 2 else None,
    )


def _value(figure: Figure, unit: str) -> Decimal | None:
    return convert(figure.value, figure.unit, unit)
