"""When two figures are the same: value and unit, however they are written."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from eval.cases import ExpectedFigure
from eval.expression import evaluate
from ingest.model import FigureKind, Role
from ingest.numerals import NumberToken, scan_numbers
from ingest.units import convert, same_quantity, split_unit
from qa.model import Answer, AnswerFigure, Verdict

_MARK = re.compile(r"\[\d{1,3}\]")


def quantities(text: str) -> tuple[NumberToken, ...]:
    """Return the numbers of a text that measure something (no dates, no bare numbers)."""
    return tuple(
        token
        for token in scan_numbers(text)
        if token.kind not in (FigureKind.DATE, FigureKind.PLAIN)
    )


def same_quantity_as(one: NumberToken, other: NumberToken) -> bool:
    """Whether two numbers read from text are one quantity."""
    same = same_quantity(other.value, other.unit, one.value, one.unit)
    return same and (one.high is None) == (other.high is None)


def same_figure(expected: ExpectedFigure, value: Decimal, unit: str) -> bool:
    """Whether `value` in `unit` is the expected figure, to the last digit.

    The base of a unit that the case lists under `units` is taken for that of
    the expected one (2 万 for 20000 人次).  Right digits with another unit are
    another figure.
    """
    if _in_unit_of(expected, value, unit) == expected.value:
        return True
    return any(same_quantity(value, unit, *other) for other in expected.others)


def same_computed(expected: ExpectedFigure, computation: str, value: Decimal, unit: str) -> bool:
    """Whether `value` in `unit` is the outcome of `computation`, rounded.

    A sum that comes out even has to be exact; any other is rounded half up to
    as many places as `value` shows, at least one if the expected figure has
    any.  The sign of a difference is left to the words.
    """
    exact = abs(evaluate(computation))
    got = _in_unit_of(expected, abs(value), unit)
    if got is None:
        return False
    if exact == abs(expected.value):
        return got == exact
    if _places(got) < min(1, _places(expected.value)):
        return False
    return got == exact.quantize(Decimal(1).scaleb(-_places(got)), rounding=ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class FigureMatch:
    """How the figures of an answer meet those of a case.

    missing   expected figures that the answer does not state
    misnamed  stated, but as something else (the target as what was done)
    rivals    figures stated beside an expected one that contend with it
    strays    all figures that are neither expected nor allowed
    """

    missing: tuple[ExpectedFigure, ...] = ()
    misnamed: tuple[AnswerFigure, ...] = ()
    rivals: tuple[AnswerFigure, ...] = ()
    strays: tuple[AnswerFigure, ...] = ()

    @property
    def right(self) -> bool:
        """Whether every figure is there and none contends with it."""
        return not (self.missing or self.misnamed or self.rivals)


def match_figures(
    wanted: Sequence[ExpectedFigure],
    also: Sequence[ExpectedFigure],
    computation: str,
    got: Sequence[AnswerFigure],
) -> FigureMatch:
    """Compare the figures an answer claims with those its case asks for.

    A figure may be labelled with one of the roles the case names, or with
    none (`other`).  What is claimed beside the expected ones is a rival if it
    compares with one of them (same kind of unit), was come by in the same way
    (read or computed) and is labelled with its role or with none.
    """
    missing, misnamed = [], []
    met: list[tuple[ExpectedFigure, AnswerFigure]] = []
    for index, expected in enumerate(wanted):
        expression = computation if index == 0 else ""
        equal = [figure for figure in got if _is(expected, expression, figure)]
        named = [figure for figure in equal if _role_fits(expected, figure.role)]
        if named:
            met += [(expected, figure) for figure in named]
        elif equal:
            misnamed.append(equal[0])
        else:
            missing.append(expected)
    allowed = [figure for _, figure in met] + [
        figure for figure in got for extra in also if same_figure(extra, figure.value, figure.unit)
    ]
    strays = tuple(figure for figure in got if figure not in allowed and figure not in misnamed)
    rivals = tuple(
        figure
        for figure in strays
        if any(_contends(figure, expected, right) for expected, right in met)
    )
    return FigureMatch(tuple(missing), tuple(misnamed), rivals, strays)


def claimed_figures(
    answer: Answer, question: str, wanted: Sequence[ExpectedFigure]
) -> tuple[AnswerFigure, ...]:
    """Return the figures an answer claims: those of its data or, if it gives
    none there, the quantities of its text.

    An answer in sentences (a passage, a language model's reply) is so held to
    every quantity it states, but for those it repeats from the question.
    """
    if answer.figures:
        return answer.figures
    asked = quantities(question)
    cited = tuple(citation.n for citation in answer.citations)
    return tuple(
        AnswerFigure(t.value, t.unit, t.printed, "", Role.OTHER, Verdict.READ, cited)
        for t in quantities(_MARK.sub("", answer.answer))
        if any(same_figure(one, t.value, t.unit) for one in wanted)
        or not any(same_quantity_as(t, one) for one in asked)
    )


def stated_in(figure: AnswerFigure, text: str) -> bool:
    """Whether the text itself states the figure (not only the data beside it)."""
    tokens = scan_numbers(text)
    return any(
        convert(token.value, token.unit, figure.unit) == figure.value
        or (not figure.unit and token.value == figure.value)
        for token in tokens
    )


def describe(figure: ExpectedFigure | AnswerFigure) -> str:
    """Return value and unit as text."""
    return f"{figure.value:f} {figure.unit}".strip()


def _is(expected: ExpectedFigure, computation: str, figure: AnswerFigure) -> bool:
    if same_figure(expected, figure.value, figure.unit):
        return True
    # A figure read from the report has no rounding of ours to be allowed for.
    return (
        bool(computation)
        and figure.verdict is Verdict.COMPUTED
        and same_computed(expected, computation, figure.value, figure.unit)
    )


def _in_unit_of(expected: ExpectedFigure, value: Decimal, unit: str) -> Decimal | None:
    if unit in expected.units:
        return value * split_unit(unit)[0] / split_unit(expected.unit)[0]
    return convert(value, unit, expected.unit)


def _role_fits(expected: ExpectedFigure, role: Role) -> bool:
    return not expected.roles or role is Role.OTHER or role in expected.roles


def _contends(figure: AnswerFigure, expected: ExpectedFigure, right: AnswerFigure) -> bool:
    comparable = convert(figure.value, figure.unit, expected.unit) is not None
    alike = (figure.verdict is Verdict.COMPUTED) == (right.verdict is Verdict.COMPUTED)
    return comparable and alike and (figure.role in (right.role, Role.OTHER))


def _places(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0
