"""Every shipped case can be passed, and no bent answerer passes it.

An oracle answers each case from its own key, citing a report made up to hold
what it says; the answerers bent from it have to score as they should.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from eval.cases import Case, ExpectedReport, load_cases
from eval.gate import broken_bounds, read_bounds
from eval.judge import Split
from eval.run import RunResult, kind_of, run_cases
from ingest.errors import ReportMissing
from ingest.model import Page, Report, ReportIdentity, Role
from qa.model import Answer, AnswerFigure, AnswerKind, Citation, Outcome, Turn, Verdict

SETS = Path(__file__).parents[1] / "eval" / "sets"
NAMES = ("two_reports", "real_putuo")


def figures_of(case: Case) -> tuple[AnswerFigure, ...]:
    want = case.expected
    return tuple(
        AnswerFigure(
            figure.value,
            figure.unit,
            f"{figure.value:f} {figure.unit}",
            "",
            figure.roles[0] if figure.roles else Role.OTHER,
            Verdict.COMPUTED if want.computation and index == 0 else Verdict.READ,
            tuple(range(1, max(1, len(want.reports)) + 1)),
        )
        for index, figure in enumerate(want.figures)
    )


def text_of(case: Case) -> str:
    want = case.expected
    opening = {True: ["是"], False: ["不是"], None: []}[want.yes_no]
    parts = [*opening, *want.leads[:1], *(figure.printed for figure in figures_of(case))]
    parts += [forms[0] for forms in (*want.key_points, *want.items)]
    return "，".join([*parts, *want.accepted[:1], *want.quotes])


class Oracle:
    """Answers from the key; `report` gives the reports made up for its citations."""

    def __init__(self, cases: Sequence[Case], bend: Callable[[Answer], Answer]) -> None:
        self.cases = {case.id: case for case in cases}
        self.shelf: dict[str, Report] = {}
        self.bend = bend

    def report(self, report_id: str) -> Report:
        if report_id not in self.shelf:
            raise ReportMissing(report_id)
        return self.shelf[report_id]

    def ask(
        self,
        question: str,
        history: Sequence[Turn] = (),
        scope: Collection[str] | None = None,
        id: str | None = None,
    ) -> Answer:
        assert id is not None
        case = self.cases[id]
        want = case.expected
        if not want.answerable:
            return self.bend(self.answer(case, Outcome.NOT_IN_REPORTS, "报告没有给出。"))
        text = text_of(case)
        wanted = want.reports or (ExpectedReport(),)
        citations = tuple(self.cite(case, one, n, text) for n, one in enumerate(wanted, start=1))
        answer = self.answer(case, Outcome.ANSWERED, text)
        return self.bend(
            replace(
                answer,
                items=tuple(forms[0] for forms in want.items),
                figures=figures_of(case),
                citations=citations,
                computation=want.computation or None,
            )
        )

    @staticmethod
    def answer(case: Case, outcome: Outcome, text: str) -> Answer:
        kind = case.expected.kind or AnswerKind.TEXT
        return Answer(case.question, case.question, outcome, kind, text, id=case.id)

    def cite(self, case: Case, want: ExpectedReport, n: int, text: str) -> Citation:
        name, pages = (case.expected.pages or (("r.pdf", (1,)),))[0]
        report_id = f"{case.id}-{n}"
        identity = ReportIdentity(want.agency, want.region, (), want.fiscal_year, want.kind)
        leaves = tuple(
            Page(number, text if number == pages[0] else "") for number in range(1, pages[0] + 1)
        )
        self.shelf[report_id] = Report(
            report_id, name, name, report_id, "pdf", "", identity, leaves
        )
        return Citation(
            n,
            name,
            report_id,
            "",
            want.agency,
            want.region,
            want.fiscal_year,
            pages[0],
            None,
            text[:300],
        )


def run(name: str, bend: Callable[[Answer], Answer] = lambda answer: answer) -> RunResult:
    cases = load_cases(SETS / f"{name}.jsonl")
    oracle = Oracle(cases, bend)
    return run_cases(oracle, oracle, cases, name=name)


@pytest.mark.parametrize("name", NAMES)
def test_every_case_can_be_passed(name: str) -> None:
    result = run(name)
    failed = [
        (one.case.id, one.judgement.reasons, one.judgement.citations)
        for one in result.results
        if not one.judgement.passed
    ]
    assert failed == []
    assert result.summary.refusal_f1 == 1.0
    assert result.summary.wrong_figures.hits == 0


@pytest.mark.parametrize("name", NAMES)
def test_one_that_always_refuses_gets_the_refusals_alone(name: str) -> None:
    def refuse(answer: Answer) -> Answer:
        bare = replace(answer, items=(), figures=(), citations=(), computation=None)
        return replace(bare, outcome=Outcome.NOT_IN_REPORTS, answer="报告没有给出。")

    total = run(name, refuse).summary
    assert total.right == total.wrong == 0
    assert total.right_refusals == total.declined_right.total
    assert total.wrong_refusals == total.cases - total.right_refusals


@pytest.mark.parametrize("name", NAMES)
def test_one_that_always_answers_is_caught_at_every_refusal(name: str) -> None:
    def answer_all(answer: Answer) -> Answer:
        if answer.outcome is Outcome.ANSWERED:
            return answer
        figure = AnswerFigure(Decimal(7), "万元", "7 万元", "", Role.OTHER, Verdict.READ, ())
        return replace(answer, outcome=Outcome.ANSWERED, answer="7 万元", figures=(figure,))

    total = run(name, answer_all).summary
    assert total.refusal_f1 == 0.0
    assert total.declined_right.hits == 0
    assert total.wrong == total.declined_right.total == total.wrong_figures.hits


@pytest.mark.parametrize("name", NAMES)
def test_one_that_shifts_every_figure_gets_no_figure_right(name: str) -> None:
    def shift(answer: Answer) -> Answer:
        text, moved = answer.answer, []
        for one in answer.figures:
            new = one.value * 10 + 1
            text = text.replace(one.printed, f"{new:f} {one.unit}")
            moved.append(replace(one, value=new, printed=f"{new:f} {one.unit}"))
        return replace(answer, answer=text, figures=tuple(moved))

    result = run(name, shift)
    figured = [one for one in result.results if one.case.expected.figures]
    assert len(figured) > 60
    assert {one.judgement.split for one in figured} == {Split.WRONG}
    assert result.summary.wrong_figures.hits == len(figured)


@pytest.mark.parametrize("name", NAMES)
def test_one_that_swaps_the_reports_gets_nothing_right(name: str) -> None:
    cases = load_cases(SETS / f"{name}.jsonl")

    class Swapping(Oracle):
        def cite(self, case: Case, want: ExpectedReport, n: int, text: str) -> Citation:
            return super().cite(case, replace(want, region="别处", agency="别处某局"), n, text)

    oracle = Swapping(cases, lambda answer: answer)
    result = run_cases(oracle, oracle, cases)
    about = [one for one in result.results if one.case.expected.reports]
    assert len(about) == sum(one.case.expected.answerable for one in result.results)
    assert {one.judgement.split for one in about} == {Split.WRONG}


@pytest.mark.parametrize("name", NAMES)
def test_one_item_too_many_fails_every_list(name: str) -> None:
    result = run(
        name,
        lambda answer: replace(answer, items=(*answer.items, "宇航科")) if answer.items else answer,
    )
    lists = [one for one in result.results if one.case.expected.items]
    assert len(lists) >= 4
    assert {one.judgement.split for one in lists} == {Split.WRONG}
    assert all(one.judgement.items and one.judgement.items.excess for one in lists)


def refusing(answer: Answer) -> Answer:
    bare = replace(answer, items=(), figures=(), citations=(), computation=None)
    return replace(bare, outcome=Outcome.NOT_IN_REPORTS, answer="报告没有给出。")


def answering(answer: Answer) -> Answer:
    if answer.outcome is Outcome.ANSWERED:
        return answer
    return replace(answer, outcome=Outcome.ANSWERED, answer="7 万元")


def shifting(answer: Answer) -> Answer:
    text = answer.answer
    for one in answer.figures:
        text = text.replace(one.printed, f"{one.value * 10:f} {one.unit}")
    moved = tuple(replace(one, value=one.value * 10) for one in answer.figures)
    return replace(answer, answer=text, figures=moved)


@pytest.mark.parametrize(
    ("bend", "fallen"),
    [
        (refusing, {"answered_right"}),
        (answering, {"declined_right", "wrong_figures"}),
        (shifting, {"answered_right", "wrong_figures"}),
    ],
)
def test_no_bent_answerer_gets_through_the_gate(
    bend: Callable[[Answer], Answer], fallen: set[str]
) -> None:
    bounds = read_bounds([str(SETS / "gate.toml")])
    straight = replace(run("two_reports"), name="示例报告")
    assert broken_bounds(bounds, [straight]) == ()
    bent = replace(run("two_reports", bend), name="示例报告")
    broken = broken_bounds(bounds, [bent])
    assert fallen <= {line.split("：")[1].split(" ")[0] for line in broken}


def test_the_kinds_of_the_sets_are_spread() -> None:
    cases = [case for name in NAMES for case in load_cases(SETS / f"{name}.jsonl")]
    counts = {kind: sum(kind_of(case) == kind for case in cases) for kind in map(kind_of, cases)}
    assert min(counts.values()) >= 14, counts
