"""Write the answer and prove it: each claim back to its place in the stored text.

A figure whose words do not stand at its place in the stored report is never
shown: that is a broken store, raised as `ProofError`, not an answer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from ingest.boxes import BBox
from ingest.errors import YoujuError
from ingest.model import Figure, Span
from qa.model import Answer, AnswerFigure, Citation, Outcome, Step
from qa.quoting import short_quote
from qa.reading import Evidence, Reading
from qa.sources import Source


class ProofError(YoujuError):
    """A figure does not stand where the store says it stands."""


def prove(
    question: str,
    standalone: str,
    reading: Reading,
    sources: Mapping[str, Source],
    steps: Sequence[Step] = (),
) -> Answer:
    """Return the answer with numbered citations.

    sources  the opened reports by id; raises ProofError if a figure is not
             found at its place
    """
    book = _Citations(sources)
    sentences, figures = [], []
    for claim in reading.claims:
        numbers = book.add_all(claim.evidence)
        marks = "".join(f"[{n}]" for n in numbers)
        sentences.append(f"{claim.text.rstrip('。；')}{marks}")
        for stated in claim.stated:
            cited = book.add_all(stated.evidence)
            figures.append(replace(stated.figure, citations=cited))
    text = "；".join(sentences) + "。" if sentences else reading.words
    if reading.words and sentences:
        text += reading.words
    if reading.computation:
        text += f"（{reading.computation}）"
    return Answer(
        question=question,
        standalone_question=standalone,
        outcome=reading.outcome,
        kind=reading.kind,
        answer=text,
        items=reading.items if reading.answered else (),
        figures=_unique(figures) if reading.answered else (),
        citations=book.citations,
        computation=reading.computation,
        coverage=reading.coverage,
        nearest=reading.nearest if reading.outcome is Outcome.NOT_IN_REPORTS else None,
        options=reading.options if reading.outcome is Outcome.UNCLEAR else (),
        steps=tuple(steps),
    )


class _Citations:
    """Number the places as they are first cited."""

    def __init__(self, sources: Mapping[str, Source]) -> None:
        self._sources = sources
        self._numbers: dict[tuple[Span, Span | None], int] = {}
        self._list: list[Citation] = []

    @property
    def citations(self) -> tuple[Citation, ...]:
        return tuple(self._list)

    def add_all(self, evidence: Sequence[Evidence]) -> tuple[int, ...]:
        return tuple(dict.fromkeys(self._add(e) for e in evidence))

    def _add(self, evidence: Evidence) -> int:
        source = self._sources[evidence.quote.report_id]
        figure = evidence.figure
        if figure is not None:
            _check(source, figure)
        quote = short_quote(source.report, evidence.quote, figure.span if figure else None)
        key = (quote, figure.span if figure else None)
        if key not in self._numbers:
            self._numbers[key] = len(self._list) + 1
            self._list.append(self._cite(source, evidence, quote))
        return self._numbers[key]

    def _cite(self, source: Source, evidence: Evidence, quote: Span) -> Citation:
        report, identity = source.report, source.card.identity
        marked = evidence.figure.span if evidence.figure else quote
        paged = report.paged
        return Citation(
            n=len(self._list) + 1,
            report=report.file_name,
            report_id=report.id,
            title=report.title,
            agency=identity.agency,
            region=identity.region,
            fiscal_year=identity.fiscal_year,
            page=quote.page if paged else None,
            locator=None if paged else _locator(source, evidence, quote),
            quote=report.text(quote),
            context=tuple(dict.fromkeys(filter(None, evidence.context))),
            boxes=tuple(_boxes(source, marked)),
        )


def _check(source: Source, figure: Figure) -> None:
    stored = "".join(source.report.text(figure.span).split())
    stated = "".join(figure.printed.split())
    page = source.report.pages[figure.span.page - 1].text.rstrip()
    broken_off = figure.span.end >= len(page) and stated.startswith(stored) and stored
    if stored != stated and not broken_off:
        raise ProofError(
            f"{source.report.file_name} 第{figure.span.page}页：库中此处是「{stored}」，"
            f"不是「{stated}」。请用 youju ingest --rebuild 重新读入该报告。"
        )


def _locator(source: Source, evidence: Evidence, quote: Span) -> str:
    if evidence.locator:
        return evidence.locator
    if evidence.figure is not None and evidence.figure.locator:
        return evidence.figure.locator
    page = source.report.pages[quote.page - 1]
    paragraph = page.text.count("\n", 0, quote.start) + 1
    return f"{page.locator} 第{paragraph}段".strip()


def _boxes(source: Source, span: Span) -> list[tuple[int, BBox]]:
    page = source.report.pages[span.page - 1]
    return [(span.page, box) for box in page.boxes.lines(span.start, span.end)]


def _unique(figures: Sequence[AnswerFigure]) -> tuple[AnswerFigure, ...]:
    return tuple(dict.fromkeys(figures))
