"""Question and answer: the types of this layer and the JSON contract.

`Answer.to_json()` is the contract that the command line, the batch mode, the
HTTP API and the evaluation read; every key is always present.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from ingest.boxes import BBox
from ingest.model import Role


class Outcome(StrEnum):
    """Four different things, never confused."""

    ANSWERED = "answered"
    NOT_IN_REPORTS = "not_in_reports"
    UNCLEAR = "unclear"
    FAILED = "failed"


class AnswerKind(StrEnum):
    """What kind of answer a question asks for."""

    FIGURE = "figure"
    LIST = "list"
    TEXT = "text"
    YES_NO = "yes_no"
    COMPUTED = "computed"
    COMPARISON = "comparison"


class Verdict(StrEnum):
    """How a figure in our own answer was come by; there is no fourth."""

    READ = "read"
    CONVERTED = "converted"
    COMPUTED = "computed"


@dataclass(frozen=True, slots=True)
class Turn:
    """One message of the conversation before the question."""

    role: str  # user, assistant
    content: str


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a claim stands: one place in one report."""

    n: int
    report: str  # file name
    report_id: str
    title: str
    agency: str
    region: str
    fiscal_year: int | None
    page: int | None  # None where the format has no pages
    locator: str | None
    quote: str  # a run of one sentence, clause or cell, at most 300 characters
    context: tuple[str, ...] = ()  # headers and headings
    boxes: tuple[tuple[int, BBox], ...] = ()  # (page, box)

    def to_json(self) -> dict[str, Any]:
        """Return the contract's form."""
        return {
            "n": self.n,
            "report": self.report,
            "report_id": self.report_id,
            "title": self.title,
            "agency": self.agency,
            "region": self.region,
            "fiscal_year": self.fiscal_year,
            "page": self.page,
            "locator": self.locator,
            "quote": self.quote,
            "context": list(self.context),
            "boxes": [
                {"page": page, "bbox": [b.x0, b.top, b.x1, b.bottom]} for page, b in self.boxes
            ],
        }


@dataclass(frozen=True, slots=True)
class AnswerFigure:
    """One figure of an answer with its proof."""

    value: Decimal
    unit: str
    printed: str
    measure: str
    role: Role
    verdict: Verdict
    citations: tuple[int, ...]

    def to_json(self) -> dict[str, Any]:
        """Return the contract's form; `value` is a decimal string in `unit`."""
        return {
            "value": format(self.value, "f"),
            "unit": self.unit,
            "printed": self.printed,
            "measure": self.measure,
            "role": self.role.value,
            "verdict": self.verdict.value,
            "citations": list(self.citations),
        }


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many reports in scope had the figure that was compared."""

    matched: int
    with_data: int
    missing: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return the contract's form."""
        return {
            "matched": self.matched,
            "with_data": self.with_data,
            "missing": list(self.missing),
        }


@dataclass(frozen=True, slots=True)
class Step:
    """One step from question to proof, for `--explain`."""

    name: str
    detail: str


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to one question, with all that proves it."""

    question: str
    standalone_question: str
    outcome: Outcome
    kind: AnswerKind
    answer: str
    id: str | None = None
    items: tuple[str, ...] = ()
    figures: tuple[AnswerFigure, ...] = ()
    citations: tuple[Citation, ...] = ()
    computation: str | None = None
    coverage: Coverage | None = None
    nearest: str | None = None
    options: tuple[str, ...] = ()
    error: str | None = None
    note: str | None = None  # what its report contradicts, and how the text came to be
    seconds: float = 0.0
    steps: tuple[Step, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return the contract's form (without `steps`)."""
        return {
            "id": self.id,
            "question": self.question,
            "standalone_question": self.standalone_question,
            "outcome": self.outcome.value,
            "kind": self.kind.value,
            "answer": self.answer,
            "items": list(self.items),
            "figures": [figure.to_json() for figure in self.figures],
            "citations": [citation.to_json() for citation in self.citations],
            "computation": self.computation,
            "coverage": self.coverage.to_json() if self.coverage else None,
            "nearest": self.nearest,
            "options": list(self.options),
            "error": self.error,
            "note": self.note,
            "seconds": round(self.seconds, 4),
        }
