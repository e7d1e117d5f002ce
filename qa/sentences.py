"""Divide a report's passages into sentences and cells with their places."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ingest.fold import squeeze
from ingest.model import Passage, Report, Span

_PIECE = re.compile(r"[^。！？!?\n\t]*[。！？!?]?[”’」』）)]*")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence or cell: its words, where it stands, what stands over it."""

    text: str
    span: Span
    section: tuple[str, ...]
    table_id: str
    folded: str  # squeezed
    around: str  # headings, squeezed
    locator: str = ""


def find_sentences(report: Report) -> tuple[Sentence, ...]:
    """Return all sentences of a report in reading order, each once."""
    found: dict[Span, Sentence] = {}
    for passage in report.passages:
        for span in passage.spans:
            for sentence in _split(report, passage, span):
                found.setdefault(sentence.span, sentence)
    return tuple(sorted(found.values(), key=lambda s: (s.span.page, s.span.start)))


def _split(report: Report, passage: Passage, span: Span) -> list[Sentence]:
    text = report.text(span)
    sentences = []
    for match in _PIECE.finditer(text):
        words = match.group()
        stripped = words.strip()
        if len(stripped) < 2:
            continue
        start = span.start + match.start() + words.index(stripped)
        sentences.append(
            Sentence(
                stripped,
                Span(span.report_id, span.page, start, start + len(stripped)),
                passage.section,
                passage.table_id,
                squeeze(stripped),
                squeeze(" ".join(passage.section)),
                passage.locator,
            )
        )
    return sentences
