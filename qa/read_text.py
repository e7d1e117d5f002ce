"""Read sentences that tell why, how or what: exact, few, in reading order."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from qa.model import AnswerKind, Outcome
from qa.reading import Claim, Evidence, Reading
from qa.scope import describe
from qa.sentences import Sentence
from qa.settings import QASettings
from qa.sources import Source
from qa.terms import cover, lacks
from qa.understand import Question

_CAUSE = re.compile(r"原因|由于|因为|因此|主要是|为了|所致|受.{1,12}影响|导致|不够|不足|有待|滞后")
_MOST, _LONGEST = 4, 420


@dataclass(frozen=True, slots=True)
class Scored:
    """A sentence and how well it answers (higher is better)."""

    sentence: Sentence
    source: Source
    coverage: float
    score: float


def read_text(
    question: Question,
    sources: Sequence[Source],
    meaning: Mapping[tuple[str, int, int], float],
    settings: QASettings,
) -> Reading:
    """Return the sentences that answer, or not_in_reports.

    meaning  fused retrieval score (0..1) of the passages brought, by
             (report id, page, start of passage)
    """
    scored = sorted(
        (s for source in sources for s in _score(question, source, meaning)),
        key=lambda s: (-s.score, s.sentence.span),
    )
    passing = [s for s in scored if s.coverage >= settings.text_coverage]
    if not passing:
        return Reading(Outcome.NOT_IN_REPORTS, AnswerKind.TEXT, nearest=_nearest(scored))
    best = passing[0]
    others = {s.source.card.id: s for s in passing if s.score > best.score - 0.1}
    if len(others) > 1:
        names = [describe(s.source.card.identity, s.source.card.title) for s in others.values()]
        return Reading(Outcome.UNCLEAR, AnswerKind.TEXT, options=tuple(sorted(names)))
    chosen = _choose(best, passing)
    claims = tuple(
        Claim(s.text, (Evidence(s.span, context=s.section, locator=s.locator),)) for s in chosen
    )
    return Reading(Outcome.ANSWERED, AnswerKind.TEXT, claims)


def _score(
    question: Question, source: Source, meaning: Mapping[tuple[str, int, int], float]
) -> list[Scored]:
    starts = sorted(
        (page, start, score)
        for (rid, page, start), score in meaning.items()
        if rid == source.card.id
    )
    found = []
    before = 0.0  # how well the sentence before fits: 主要原因 follows what it explains
    years = [str(year) for year in question.other_years]
    for sentence in source.sentences:
        if years and not any(year in sentence.text for year in years):
            continue
        near = [
            s
            for page, start, s in starts
            if page == sentence.span.page and 0 <= sentence.span.start - start <= 400
        ]
        if not near:
            continue
        words = f"{sentence.folded}|{sentence.heads}"
        coverage = cover(question.terms, words, sentence.around)
        if lacks(question.terms, words, sentence.around):
            coverage = min(coverage, 0.5)  # nearest at best, no answer
        bonus = 0.25 * max(near)
        own = coverage
        if question.asks_why and _CAUSE.search(sentence.text):
            coverage = max(coverage, 0.95 * before)
            bonus += 0.3
        before = max(own, 0.9 * before) if sentence.section else own
        if len(sentence.text) < 12:
            bonus -= 0.2
        found.append(Scored(sentence, source, coverage, coverage + bonus))
    return found


def _choose(best: Scored, passing: Sequence[Scored]) -> list[Sentence]:
    """The best sentence and those of its section that score as well, in reading order."""
    alike = [
        s
        for s in passing
        if s.source is best.source
        and s.sentence.section == best.sentence.section
        and s.score >= best.score - 0.15
    ]
    chosen: list[Sentence] = []
    size = 0
    for scored in alike[:_MOST]:
        size += len(scored.sentence.text)
        if chosen and size > _LONGEST:
            break
        chosen.append(scored.sentence)
    return sorted(chosen, key=lambda s: (s.span.page, s.span.start))


def _nearest(scored: Sequence[Scored]) -> str | None:
    if not scored or scored[0].coverage < 0.3:
        return None
    best = scored[0]
    text = best.sentence.text if len(best.sentence.text) <= 80 else best.sentence.text[:80] + "…"
    place = f" 第{best.sentence.span.page}页" if best.source.report.paged else ""
    return f"{text}（{best.source.card.file_name}{place}）"
