"""The runner and the judge, on two small made-up reports and scripted answerers."""

import json
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from decimal import Decimal
from io import StringIO

import pytest
from rich.cells import cell_len
from rich.console import Console

from eval.cases import Case
from eval.citations import check_citations, holds_figure
from eval.judge import Split, judge
from eval.run import RunResult, run_cases
from eval.summary import confusion
from eval.table import print_failures, print_table
from eval.validate import read_cases
from ingest.errors import QuestionError, ReportMissing
from ingest.model import Page, Report, ReportIdentity, Role
from qa.model import (
    Answer,
    AnswerFigure,
    AnswerKind,
    Citation,
    Outcome,
    Turn,
    Verdict,
)

D = Decimal


def report(id: str, region: str, year: int, *pages: str) -> Report:
    return Report(
        id=id,
        file_name=f"{id}.pdf",
        path=f"/{id}.pdf",
        content_hash=id,
        format="pdf",
        title=f"{region}某局{year}年度报告",
        identity=ReportIdentity(agency=f"{region}某局", region=region, fiscal_year=year),
        pages=tuple(Page(n, text) for n, text in enumerate(pages, start=1)),
    )


EAST = report(
    "east",
    "东山区",
    2021,
    "东山区某局项目支出预算 30.00 万元，执行\n28.50 万元。\n设有办公室、财务科和人事科。\n",
    "全年举办讲座 12 场，听众 340 人次。主要问题是人手",
    "不足，制度不全。\n",
)
WEST = report("west", "西山区", 2021, "西山区某局项目支出预算 44.00 万元，执行 41.80 万元。\n")
REPORTS = {r.id: r for r in (EAST, WEST)}


class Shelf:
    def report(self, report_id: str) -> Report:
        try:
            return REPORTS[report_id]
        except KeyError:
            raise ReportMissing(report_id) from None


def cite(source: Report, page: int | None, quote: str, n: int = 1) -> Citation:
    who = source.identity
    return Citation(
        n=n,
        report=source.file_name,
        report_id=source.id,
        title=source.title,
        agency=who.agency,
        region=who.region,
        fiscal_year=who.fiscal_year,
        page=page,
        locator=None,
        quote=quote,
    )


def figure(
    value: str, unit: str, role: Role = Role.EXECUTION, verdict: Verdict = Verdict.READ
) -> AnswerFigure:
    return AnswerFigure(D(value), unit, f"{value} {unit}", "项目支出", role, verdict, (1,))


def say(text: str, outcome: Outcome = Outcome.ANSWERED, **more: object) -> Answer:
    kind = AnswerKind.FIGURE
    return replace(Answer("?", "?", outcome, kind, text), **more)  # type: ignore[arg-type]


def case(outcome: str | list[str] = "answered", id: str = "c", **expected: object) -> Case:
    line = {"id": id, "question": "花了多少？", "expected": {"outcome": outcome, **expected}}
    (one,), mistakes = read_cases(json.dumps(line, ensure_ascii=False))
    assert mistakes == ()
    return one


EAST_REPORT = {"region": "东山区", "fiscal_year": 2021}
SPENT = case(
    kind="figure",
    figures=[{"value": "28.50", "unit": "万元", "role": "execution"}],
    report=EAST_REPORT,
)
SPENT_QUOTE = "东山区某局项目支出预算 30.00 万元，执行28.50 万元。"
RIGHT = say(
    "28.50 万元[1]。", figures=(figure("28.50", "万元"),), citations=(cite(EAST, 1, SPENT_QUOTE),)
)


def verdict(one: Case, answer: Answer) -> tuple[Split, str]:
    judged = judge(one, answer, Shelf().report)
    return judged.split, "；".join(judged.reasons)


def test_a_right_answer_passes() -> None:
    judged = judge(SPENT, RIGHT, Shelf().report)
    assert judged.split is Split.RIGHT
    assert judged.citations == ()
    assert judged.unproven == ()
    assert judged.passed
    assert not judged.wrong_figure


def test_the_same_figure_in_another_unit_passes() -> None:
    answer = replace(
        RIGHT,
        answer="285000 元[1]。",
        figures=(figure("285000", "元", verdict=Verdict.CONVERTED),),
    )
    assert judge(SPENT, answer, Shelf().report).passed


def test_an_answer_in_sentences_is_held_to_every_quantity_it_states() -> None:
    bare = replace(RIGHT, figures=())
    assert judge(SPENT, bare, Shelf().report).passed
    both = replace(bare, answer="预算 30.00 万元，执行 28.50 万元[1]。")
    assert verdict(SPENT, both) == (Split.WRONG, "另答了 30.00 万元")
    assert judge(SPENT, both, Shelf().report).wrong_figure
    # What the question itself says may be repeated.
    asked = replace(SPENT, question="预算 30.00 万元，花了多少？")
    assert judge(asked, both, Shelf().report).passed


def test_right_digits_with_the_wrong_unit_fail() -> None:
    answer = replace(RIGHT, answer="28.50 元[1]。", figures=(figure("28.50", "元"),))
    judged = judge(SPENT, answer, Shelf().report)
    assert judged.split is Split.WRONG
    assert judged.wrong_figure


def test_a_text_that_says_another_number_than_its_data_fails() -> None:
    split, why = verdict(SPENT, replace(RIGHT, answer="25.80 万元[1]。"))
    assert split is Split.WRONG
    assert "正文里没有" in why


def test_the_figure_of_the_wrong_district_fails() -> None:
    quote = "西山区某局项目支出预算 44.00 万元，执行 41.80 万元。"
    answer = say(
        "41.80 万元[1]。", figures=(figure("41.80", "万元"),), citations=(cite(WEST, 1, quote),)
    )
    judged = judge(SPENT, answer, Shelf().report)
    assert judged.split is Split.WRONG
    assert judged.wrong_figure


def test_the_right_digits_cited_from_the_wrong_district_fail() -> None:
    judged = judge(SPENT, replace(RIGHT, citations=(cite(WEST, 1, SPENT_QUOTE),)), Shelf().report)
    assert judged.split is Split.WRONG
    assert judged.wrong_figure
    assert any("没有这句引文" in fault.reason for fault in judged.citations or ())


def test_a_citation_that_only_claims_the_right_district_fails() -> None:
    forged = replace(cite(WEST, 1, SPENT_QUOTE), region="东山区", agency="东山区某局")
    judged = judge(SPENT, replace(RIGHT, citations=(forged,)), Shelf().report)
    assert judged.split is Split.WRONG


def test_a_refusal_that_states_the_forbidden_figure_fails() -> None:
    refused = case("not_in_reports", forbidden=["28.50万元"])
    says = say("报告没有给出，大约是 285000 元。", Outcome.NOT_IN_REPORTS)
    judged = judge(refused, says, Shelf().report)
    assert judged.split is Split.WRONG
    assert judged.wrong_figure
    nearest = "项目支出执行 28.50 万元"
    labelled = say(f"报告没有给出。最接近的是{nearest}。", Outcome.NOT_IN_REPORTS, nearest=nearest)
    assert verdict(refused, labelled)[0] is Split.RIGHT_REFUSAL


def test_answering_what_is_not_there_fails() -> None:
    split, why = verdict(case("not_in_reports"), RIGHT)
    assert split is Split.WRONG
    assert "却作了答" in why
    assert judge(case("not_in_reports"), RIGHT, Shelf().report).wrong_figure


def test_refusals_and_asking_back_are_not_confused() -> None:
    back = say("您问哪个区？", Outcome.UNCLEAR, options=("东山区", "西山区"))
    assert verdict(case("unclear"), back)[0] is Split.RIGHT_REFUSAL
    assert verdict(case("not_in_reports"), back)[0] is Split.WRONG_REFUSAL
    assert verdict(SPENT, back)[0] is Split.WRONG_REFUSAL
    assert verdict(SPENT, say("", Outcome.FAILED, error="坏了"))[0] is Split.FAILED


OFFICES = case(kind="list", items=["办公室", "财务科", "人事科"], report=EAST_REPORT)
LISTED = say(
    "三个：办公室、财务科、人事科[1]。",
    items=("办公室", "财务科", "人事科"),
    citations=(cite(EAST, 1, "设有办公室、财务科和人事科。"),),
)


def test_a_list_with_one_item_too_many_or_too_few_fails() -> None:
    assert judge(OFFICES, LISTED, Shelf().report).passed
    split, why = verdict(OFFICES, replace(LISTED, items=(*LISTED.items, "信息科")))
    assert (split, why) == (Split.WRONG, "多了 信息科")
    split, why = verdict(OFFICES, replace(LISTED, items=LISTED.items[:2]))
    assert (split, why) == (Split.WRONG, "漏了 人事科")


def test_key_points_yes_no_and_forbidden_words() -> None:
    why_case = case(key_points=[["人手不足"], ["制度不全"]], report=EAST_REPORT)
    quote = "主要问题是人手不足，制度不全。"
    full = say(quote, citations=(cite(EAST, 2, quote),))
    judged = judge(why_case, full, Shelf().report)
    assert judged.passed
    assert judged.cover == 1.0
    half = replace(full, answer="主要问题是人手不足。")
    assert judge(why_case, half, Shelf().report).cover == 0.5
    assert verdict(why_case, half)[0] is Split.WRONG

    claim = case(yes_no=False, figures=[{"value": "12", "unit": "场"}], forbidden=["是的"])
    answer = say(
        "不是，12 场[1]。",
        figures=(figure("12", "场", Role.ACTUAL),),
        citations=(cite(EAST, 2, "全年举办讲座 12 场，听众 340 人次。"),),
    )
    assert judge(claim, answer, Shelf().report).passed
    assert verdict(claim, replace(answer, answer="是，12 场[1]。"))[0] is Split.WRONG
    assert verdict(claim, replace(answer, answer="不是，12 场，是的[1]。"))[0] is Split.WRONG


def test_asking_back_or_answering_may_both_be_right() -> None:
    either = replace(case(["unclear", "answered"], figures=[{"value": "28.50", "unit": "万元"}]))
    back = say("您问哪个区？", Outcome.UNCLEAR)
    assert verdict(either, back)[0] is Split.RIGHT_REFUSAL
    assert verdict(either, RIGHT)[0] is Split.RIGHT
    assert verdict(either, replace(RIGHT, answer="不少。", figures=()))[0] is Split.WRONG
    asked = run_cases(Scripted(lambda _: back), Shelf(), [replace(either, id="offices")])
    assert asked.summary.refusal_f1 == 1.0
    assert asked.summary.answered_right.total == 0


def test_a_computed_answer_shows_its_sum() -> None:
    left = case(
        kind="computed",
        figures=[{"value": "1.50", "unit": "万元"}],
        computation="30.00-28.50",
        report=EAST_REPORT,
    )
    answer = replace(
        RIGHT,
        answer="1.50 万元：30.00 − 28.50[1]。",
        figures=(figure("1.5", "万元", Role.OTHER, Verdict.COMPUTED),),
        computation="30.00 − 28.50 = 1.50（万元）",
    )
    assert judge(left, answer, Shelf().report).passed
    assert verdict(left, replace(answer, computation=None)) == (
        Split.WRONG,
        "算出的数没有写明算式",
    )


def test_pasting_the_whole_table_does_not_score() -> None:
    rows = "\n".join(f"项目{n}\t{n}.00\t{n}.50\t{n}%" for n in range(20, 40))
    split, why = verdict(SPENT, replace(RIGHT, answer=f"28.50 万元[1]\n{rows}"))
    assert split is Split.WRONG
    assert "贴了整张表" in why


def test_half_an_answer_is_wrong_but_states_no_wrong_figure() -> None:
    both = case(
        figures=[
            {"value": "28.50", "unit": "万元", "role": "execution"},
            {"value": "30.00", "unit": "万元", "role": "budget"},
        ],
        report=EAST_REPORT,
    )
    judged = judge(both, RIGHT, Shelf().report)
    assert judged.split is Split.WRONG
    assert not judged.wrong_figure
    stray = replace(RIGHT, answer="30.50 万元[1]。", figures=(figure("30.50", "万元"),))
    assert judge(both, stray, Shelf().report).wrong_figure


def test_a_number_that_nothing_bears_out_is_counted() -> None:
    judged = judge(SPENT, replace(RIGHT, answer="28.50 万元，惠及 999 人[1]。"), Shelf().report)
    assert judged.unproven == ("999 人",)
    refused = judge(
        case("not_in_reports"), say("约 5 万元。", Outcome.NOT_IN_REPORTS), Shelf().report
    )
    assert refused.split is Split.RIGHT_REFUSAL
    assert refused.unproven == ("5万元",)


# ------------------------------------------------------------------ citations


def faults(answer: Answer, **demands: object) -> list[str]:
    return [f.reason for f in check_citations(answer, Shelf().report, **demands)]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("citation", "said"),
    [
        (cite(EAST, 2, SPENT_QUOTE), "第2页没有这句引文"),
        (cite(EAST, 9, SPENT_QUOTE), "第9页没有这句引文"),
        (cite(EAST, None, SPENT_QUOTE), "没有页码"),
        (cite(EAST, 1, SPENT_QUOTE.replace("28.50", "28.60")), "第1页没有这句引文"),
        (cite(EAST, 1, " "), "没有引文"),
        (cite(EAST, 1, EAST.pages[0].text * 7), "引文超过 300 字"),
        (cite(EAST, 1, "设有办公室、财务科和人事科。"), "引文里没有 28.50 万元"),
        (replace(cite(EAST, 1, SPENT_QUOTE), report_id="gone"), "库里没有报告 gone"),
        (replace(cite(EAST, 1, SPENT_QUOTE), fiscal_year=2022), "写得与报告不符"),
    ],
)
def test_false_citations_are_found(citation: Citation, said: str) -> None:
    found = faults(replace(RIGHT, citations=(citation,)))
    assert any(said in reason for reason in found), found


def test_true_citations_are_left_alone() -> None:
    assert faults(RIGHT) == []
    # White space is no difference, and a sentence may run over the page break.
    running = cite(EAST, 2, "主要问题是人手 不足，制度不全。")
    assert faults(say("人手不足", citations=(running,))) == []
    assert faults(say("人手不足", citations=(replace(running, page=3),))) == ["第3页没有这句引文"]


def test_a_figure_without_a_source_is_found() -> None:
    assert faults(replace(RIGHT, figures=(replace(RIGHT.figures[0], citations=()),))) == [
        "28.50 万元 没有出处"
    ]
    assert faults(say("人手不足")) == ["一条引用也没有"]


def test_pages_and_quotes_a_case_demands() -> None:
    assert faults(RIGHT, pages=[("east.pdf", (1, 2))], quotes=["28.50"]) == []
    assert faults(RIGHT, pages=[("west.pdf", (7,))]) == []  # of a file that is not cited
    assert faults(RIGHT, pages=[("east.pdf", (2,))]) == ["应引 east.pdf 第2页"]
    assert faults(RIGHT, quotes=["8.50"]) == ["没有一条引文含“8.50”"]


@pytest.mark.parametrize(
    ("quote", "context", "shown", "holds"),
    [
        ("28.50", (), figure("28.50", "万元"), True),  # a cell; its unit is in the header
        ("28.50 万元", (), figure("28.50", "万元"), True),
        ("128.50 万元", (), figure("28.50", "万元"), False),
        ("28.505 万元", (), figure("28.50", "万元"), False),
        ("28.50 亿元", (), figure("285000", "元", verdict=Verdict.CONVERTED), False),
        ("285,000", ("单位：元",), figure("28.5", "万元", verdict=Verdict.CONVERTED), True),
        ("285,000", ("单位：千元",), figure("28.5", "万元", verdict=Verdict.CONVERTED), False),
        ("285,000", (), figure("28.5", "万元"), False),  # `read` allows no conversion
        ("", (), figure("28.50", "万元"), False),
        ("年度累计参训达 2 万", (), figure("2", "万人次"), True),
        ("年度累计参训达 2 万", (), figure("2", "人次"), False),
        ("28.50 万", (), figure("28.50", "元"), False),
    ],
)
def test_whether_a_quote_holds_a_figure(
    quote: str, context: tuple[str, ...], shown: AnswerFigure, holds: bool
) -> None:
    assert holds_figure(shown, quote, context) is holds


# ------------------------------------------------------- the runner, answerers

CASES = (
    replace(SPENT, id="east-spent"),
    case(
        id="west-spent",
        kind="figure",
        figures=[{"value": "41.80", "unit": "万元", "role": "execution"}],
        report={"region": "西山区"},
    ),
    replace(OFFICES, id="offices"),
    case("not_in_reports", id="no-prior-year", forbidden=["28.50万元"]),
)
WEST_QUOTE = "西山区某局项目支出预算 44.00 万元，执行 41.80 万元。"
KEY: dict[str | None, Answer] = {
    "east-spent": RIGHT,
    "west-spent": say(
        "41.80 万元[1]。",
        figures=(figure("41.80", "万元"),),
        citations=(cite(WEST, 1, WEST_QUOTE),),
    ),
    "offices": LISTED,
    "no-prior-year": say("报告没有给出上年的支出。", Outcome.NOT_IN_REPORTS),
}


class Scripted:
    """Gives the right answers, bent by a function."""

    def __init__(self, bend: Callable[[Answer], Answer]) -> None:
        self.bend = bend

    def ask(
        self,
        question: str,
        history: Sequence[Turn] = (),
        scope: Collection[str] | None = None,
        id: str | None = None,
    ) -> Answer:
        return self.bend(KEY[id])


def run(bend: Callable[[Answer], Answer]) -> RunResult:
    return run_cases(Scripted(bend), Shelf(), CASES, name="试")


def shifted(answer: Answer) -> Answer:
    """Shift every figure by one digit, in the data and in the text."""
    text, moved = answer.answer, []
    for one in answer.figures:
        new = one.value * 10
        text = text.replace(one.printed, f"{new} {one.unit}")
        moved.append(replace(one, value=new, printed=f"{new} {one.unit}"))
    return replace(answer, answer=text, figures=tuple(moved))


def swapped(answer: Answer) -> Answer:
    """Cite the other report for everything."""
    other = {"east": WEST, "west": EAST}
    return replace(
        answer,
        citations=tuple(cite(other[c.report_id], c.page, c.quote, c.n) for c in answer.citations),
    )


def test_the_right_answerer_scores_full_marks() -> None:
    total = run(lambda answer: answer).summary
    assert (total.right, total.right_refusals) == (3, 1)
    assert (total.wrong, total.wrong_refusals, total.failed) == (0, 0, 0)
    assert (total.passed.hits, total.passed.total) == (4, 4)
    assert (total.citations_right.hits, total.citations_right.total) == (3, 3)
    assert total.refusal_f1 == 1.0
    assert total.wrong_figures.hits == 0


def test_one_that_always_refuses() -> None:
    total = run(lambda _: say("报告没有给出。", Outcome.NOT_IN_REPORTS)).summary
    assert (total.right, total.wrong_refusals, total.right_refusals) == (0, 3, 1)
    assert total.answered_right.hits == 0
    assert (total.refusal_precision, total.refusal_recall) == (0.25, 1.0)
    assert total.wrong_figures.hits == 0


def test_one_that_always_answers() -> None:
    total = run(lambda answer: answer if answer.citations else RIGHT).summary
    assert (total.right, total.wrong, total.right_refusals) == (3, 1, 0)
    assert total.refusal_recall == 0.0
    assert total.refusal_f1 == 0.0
    assert total.wrong_figures.hits == 1


def test_one_that_shifts_every_figure_by_a_digit() -> None:
    total = run(shifted).summary
    assert (total.right, total.wrong) == (1, 2)  # the list has no figures to shift
    assert total.wrong_figures.hits == 2


def test_one_that_swaps_the_reports() -> None:
    result = run(swapped)
    assert result.summary.right == 0
    assert result.summary.wrong == 3
    assert result.summary.citations_right.total == 0
    assert all(r.judgement.citations for r in result.results[:3])


def test_an_answerer_that_raises_fails_that_case_alone() -> None:
    def bend(answer: Answer) -> Answer:
        if answer is LISTED:
            raise QuestionError("问题太长")
        return answer

    result = run(bend)
    assert (result.summary.right, result.summary.failed) == (2, 1)
    assert result.results[2].answer.error == "问题太长"


def test_progress_and_scope_are_passed_on() -> None:
    seen: list[tuple[int, int]] = []
    scopes: list[object] = []

    class Noting(Scripted):
        def ask(
            self,
            question: str,
            history: Sequence[Turn] = (),
            scope: Collection[str] | None = None,
            id: str | None = None,
        ) -> Answer:
            scopes.append(scope)
            return super().ask(question, history, scope, id)

    noting = Noting(lambda answer: answer)
    run_cases(
        noting, Shelf(), CASES, lambda done, total: seen.append((done, total)), scope=["east"]
    )
    assert seen == [(1, 4), (2, 4), (3, 4), (4, 4)]
    assert scopes == [["east"]] * 4


def test_the_result_is_plain_json_with_every_case() -> None:
    data = json.loads(json.dumps(run(shifted).to_json(), ensure_ascii=False))
    assert data["summary"]["wrong"] == 2
    assert data["summary"]["wrong_figures"]["share"] == 0.5
    assert set(data["by_kind"]) == {"figure", "list", "refusal"}
    assert [one["id"] for one in data["cases"]] == [one.id for one in CASES]
    assert data["cases"][0]["answer"]["figures"][0]["value"] == "285.00"
    assert data["cases"][0]["reasons"]


def test_the_table_shows_the_counts_and_the_failures_their_reasons() -> None:
    out = StringIO()
    console = Console(file=out, width=80)
    result = run(shifted)
    print_table([result], console)
    print_failures(result, console, limit=1)
    text = out.getvalue()
    for heading in ("答对", "答错", "拒对", "拒错", "引用对", "错数", "F1", "秒"):
        assert heading in text
    assert "可答题答对 1/3 = 33.3%（95% 区间 6.2%–79.2%）" in text
    assert max(map(cell_len, text.splitlines()[:12])) <= 80
    assert "…" not in text.split("试（4 题）")[0]
    assert "east-spent 答错" in text
    assert "没有答出 28.50 万元" in text
    assert "另有 1 道未过" in text


def test_the_summary_tells_of_key_points_and_lists() -> None:
    points = case(id="points", key_points=["人手不足", "制度不全"], report=EAST_REPORT)
    quote = "主要问题是人手不足"
    half = say("人手不足[1]。", citations=(cite(EAST, 2, quote),))
    longer = replace(LISTED, items=(*LISTED.items[:2], "信息科", "宣传科"))
    answers = {"points": half, "offices": longer}

    class Two(Scripted):
        def ask(
            self,
            question: str,
            history: Sequence[Turn] = (),
            scope: Collection[str] | None = None,
            id: str | None = None,
        ) -> Answer:
            return answers[str(id)]

    cases = (points, replace(OFFICES, id="offices"))
    total = run_cases(Two(lambda answer: answer), Shelf(), cases).summary
    assert total.cover == 0.5
    assert total.completeness == pytest.approx(2 / 3)
    assert total.excess == 2
    none = run(lambda _: say("报告没有给出。", Outcome.NOT_IN_REPORTS)).summary
    assert (none.cover, none.completeness, none.excess) == (None, None, 0)


def test_the_confusion_counts_every_case_once() -> None:
    right = run(lambda answer: answer)
    assert confusion(right.results) == {
        ("answered", "right"): 3,
        ("not_in_reports", "not_in_reports"): 1,
    }
    refusing = run(lambda _: say("", Outcome.NOT_IN_REPORTS))
    assert confusion(refusing.results)["answered", "not_in_reports"] == 3
    broken = run(shifted)
    assert confusion(broken.results)["answered", "wrong"] == 2
    assert sum(confusion(broken.results).values()) == 4
