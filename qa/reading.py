"""What a reader hands over before proof: claims resting on places in reports."""

from __future__ import annotations

from dataclasses import dataclass, field

from ingest.model import Figure, FigureKind, Span
from qa.model import AnswerFigure, AnswerKind, Coverage, Outcome, Verdict


@dataclass(frozen=True, slots=True)
class Evidence:
    """A place in a report: the run to quote, and the figure it states, if any."""

    quote: Span
    figure: Figure | None = None
    context: tuple[str, ...] = ()
    locator: str = ""

    @classmethod
    def of(cls, figure: Figure) -> Evidence:
        """Return the place a figure stands at."""
        return cls(figure.quote, figure, figure.context, figure.locator)


@dataclass(frozen=True, slots=True)
class Stated:
    """A figure as the answer states it: read, or computed from the evidence."""

    figure: AnswerFigure
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Claim:
    """One statement of the answer and the places that prove it.

    The `[n]` marks follow `text` when the answer is written.
    """

    text: str
    evidence: tuple[Evidence, ...]
    stated: tuple[Stated, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """The outcome of reading the evidence for one question."""

    outcome: Outcome
    kind: AnswerKind
    claims: tuple[Claim, ...] = ()
    items: tuple[str, ...] = ()
    computation: str | None = None
    coverage: Coverage | None = None
    nearest: str | None = None
    options: tuple[str, ...] = ()
    words: str = ""  # the text where there are no claims
    why: tuple[str, ...] = field(default=())  # conditions that decided, for --explain

    @property
    def answered(self) -> bool:
        """Whether it answers."""
        return self.outcome is Outcome.ANSWERED


def state(figure: Figure, evidence: tuple[Evidence, ...], measure: str) -> Stated:
    """Return a figure that is stated as it was read."""
    return Stated(
        AnswerFigure(
            value=figure.value,
            unit=figure.unit,
            printed=printed(figure),
            measure=measure,
            role=figure.role,
            verdict=Verdict.READ,
            citations=(),
        ),
        evidence,
    )


def printed(figure: Figure) -> str:
    """Return a figure's words with the unit a header or caption gives it."""
    words, unit = figure.printed, figure.unit
    if figure.kind is FigureKind.DATE or not unit or unit in "".join(words.split()):
        return words
    shared = next((n for n in range(len(unit), 0, -1) if words.endswith(unit[:n])), 0)
    return f"{words}{unit[shared:]}"
