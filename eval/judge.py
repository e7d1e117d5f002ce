"""Judge one answer against its case, with the reasons in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from eval.cases import Case, Expected
from eval.citations import CitationFault, ReportOf, check_citations, holds_figure, wrong_reports
from eval.equality import (
    FigureMatch,
    claimed_figures,
    describe,
    match_figures,
    quantities,
    stated_in,
)
from eval.labels import DEEDS, ROLES
from eval.metrics import (
    ListMatch,
    cover,
    leads,
    match_list,
    outside_nearest,
    pasted,
    polarity,
    uncovered,
)
from eval.wording import states, without_marks
from ingest.errors import ReportMissing
from ingest.model import Report
from qa.model import Answer, Outcome, Verdict


class Split(StrEnum):
    """What became of a case; every case is exactly one of these."""

    RIGHT = "right"  # answered, and rightly
    WRONG = "wrong"  # answered, and not rightly; or a figure let slip in a refusal
    RIGHT_REFUSAL = "right_refusal"  # declined, as it should
    WRONG_REFUSAL = "wrong_refusal"  # declined what the reports answer, or in the wrong way
    FAILED = "failed"  # no answer came at all


@dataclass(frozen=True, slots=True)
class Judgement:
    """One answer judged.

    reasons        why it is not right, in Chinese; empty if it is
    wrong_figure   whether it states as the answer a figure that is not
    items          the list against the known one, None if no list was asked
    cover          share of the key points stated, None if there are none
    citations      what is wrong with its citations; None where none were due
    unproven       quantities of the text that nothing cited or computed bears out
    """

    split: Split
    reasons: tuple[str, ...] = ()
    wrong_figure: bool = False
    items: ListMatch | None = None
    cover: float | None = None
    citations: tuple[CitationFault, ...] | None = None
    unproven: tuple[str, ...] = ()

    @property
    def right(self) -> bool:
        """Whether answer or refusal is right, citations apart."""
        return self.split in (Split.RIGHT, Split.RIGHT_REFUSAL)

    @property
    def passed(self) -> bool:
        """Whether it is right and every citation is true."""
        return self.right and not self.citations


def judge(case: Case, answer: Answer, report_of: ReportOf) -> Judgement:
    """Return what became of a case.

    `report_of` gives the stored report of an id (and raises ReportMissing);
    citations are checked against it.
    """
    if answer.outcome is Outcome.FAILED:
        return Judgement(Split.FAILED, (f"出错：{answer.error or '没有说明'}",))
    if answer.outcome is not Outcome.ANSWERED:
        return _judge_refusal(case, answer)
    if not case.expected.answerable:
        figure = bool(answer.figures) or bool(quantities(without_marks(answer.answer)))
        return Judgement(Split.WRONG, ("报告没有答案，却作了答",), wrong_figure=figure)
    return _judge_answer(case, answer, report_of)


def _judge_refusal(case: Case, answer: Answer) -> Judgement:
    said = outside_nearest(answer.answer, answer.nearest)
    slips = tuple(form for form in case.expected.forbidden if states(said, form))
    if slips:
        reasons = tuple(f"拒答里说出了“{form}”" for form in slips)
        return Judgement(Split.WRONG, reasons, wrong_figure=any(map(quantities, slips)))
    if answer.figures:
        return Judgement(Split.WRONG, ("拒答却列了数字",), wrong_figure=True)
    unproven = _unproven(case, answer, said)
    if answer.outcome in case.expected.outcomes:
        return Judgement(Split.RIGHT_REFUSAL, unproven=unproven)
    wanted = "或".join(DEEDS[outcome.value] for outcome in case.expected.outcomes)
    reason = f"应当{wanted}，实际{DEEDS[answer.outcome.value]}"
    return Judgement(Split.WRONG_REFUSAL, (reason,), unproven=unproven)


def _judge_answer(case: Case, answer: Answer, report_of: ReportOf) -> Judgement:
    want = case.expected
    claimed = claimed_figures(answer, case.question, want.figures)
    figures = match_figures(want.figures, want.also, want.computation, claimed)
    items = match_list(want.items, answer.items) if want.items else None
    strangers = wrong_reports(answer.citations, _known(answer, report_of), want.reports)
    reasons = (
        *_figure_reasons(want, answer, figures),
        *_word_reasons(want, answer, items),
        *(fault.reason for fault in strangers),
    )
    slips = [form for form in want.forbidden if states(answer.answer, form)]
    wrong_figure = (
        bool(figures.rivals or figures.misnamed)
        or bool(figures.missing and figures.strays)
        or bool(want.figures and strangers and claimed)
        or any(map(quantities, slips))
    )
    return Judgement(
        split=Split.WRONG if reasons else Split.RIGHT,
        reasons=reasons,
        wrong_figure=wrong_figure,
        items=items,
        cover=cover(want.key_points, _whole(answer)) if want.key_points else None,
        citations=check_citations(answer, report_of, want.reports, want.pages, want.quotes),
        unproven=_unproven(case, answer, answer.answer),
    )


def _figure_reasons(want: Expected, answer: Answer, match: FigureMatch) -> Iterator[str]:
    for missing in match.missing:
        yield f"没有答出 {describe(missing)}"
    for figure in match.misnamed:
        yield f"{describe(figure)} 认错了身份（{ROLES.get(figure.role, figure.role.value)}）"
    for figure in match.rivals:
        yield f"另答了 {describe(figure)}"
    if want.figures and match.right:
        for figure in answer.figures:
            if not stated_in(figure, without_marks(answer.answer)):
                yield f"正文里没有 {describe(figure)}"
        if not answer.computation and any(f.verdict is Verdict.COMPUTED for f in answer.figures):
            yield "算出的数没有写明算式"


def _word_reasons(want: Expected, answer: Answer, items: ListMatch | None) -> Iterator[str]:
    whole = _whole(answer)
    if items is not None:
        if items.missing:
            yield f"漏了 {'、'.join(items.missing)}"
        if items.excess:
            yield f"多了 {'、'.join(items.excess)}"
    if want.yes_no is not None and polarity(answer.answer) is not want.yes_no:
        yield f"开头应答“{'是' if want.yes_no else '否'}”"
    if not leads(want.leads, answer.answer):
        yield f"应先说“{want.leads[0]}”"
    for point in uncovered(want.key_points, whole):
        yield f"没有说到“{point}”"
    if want.accepted and not any(states(whole, form) for form in want.accepted):
        yield f"没有说出“{want.accepted[0]}”"
    for form in want.forbidden:
        if states(whole, form):
            yield f"说了不该说的“{form}”"
    due = len(want.figures) + len(want.also)
    # A list or a narrative may hold as many numbers as its report does.
    only_figures = bool(want.figures) and not want.items and not want.key_points
    paste = pasted(answer.answer, only_figures, len(quantities(answer.answer)), due)
    if paste:
        yield paste


def _unproven(case: Case, answer: Answer, text: str) -> tuple[str, ...]:
    """Return the quantities of a text that no figure, quote, sum or question bears out."""
    sources = [
        case.question,
        *(turn.content for turn in case.history),
        answer.computation or "",
        *answer.options,
        *(text for c in answer.citations for text in (c.quote, *c.context)),
    ]
    proven = [token for source in sources for token in quantities(source)]
    counts = {len(answer.items), len(answer.citations)}
    if answer.coverage:
        counts |= {answer.coverage.matched, answer.coverage.with_data, len(answer.coverage.missing)}
    loose = []
    for token in quantities(without_marks(text)):
        borne_out = (
            any(token.value == t.value and token.unit == t.unit for t in proven)
            or any(holds_figure(figure, token.printed) for figure in answer.figures)
            or token.value in counts
        )
        if not borne_out:
            loose.append(token.printed)
    return tuple(loose)


def _known(answer: Answer, report_of: ReportOf) -> dict[str, Report]:
    known = {}
    for citation in answer.citations:
        try:
            known[citation.report_id] = report_of(citation.report_id)
        except ReportMissing:
            continue
    return known


def _whole(answer: Answer) -> str:
    return "\n".join((answer.answer, *answer.items))
