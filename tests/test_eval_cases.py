import json
import os
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.cases import load_cases, select_cases
from eval.equality import same_figure
from eval.expression import evaluate
from eval.run import kind_of
from eval.validate import read_cases
from ingest.errors import CaseError
from ingest.model import Role
from qa.model import AnswerKind, Outcome

GOOD = {
    "id": "a1",
    "question": "番禺的项目支出是多少？",
    "history": [{"role": "user", "content": "番禺的情况"}],
    "expected": {
        "outcome": "answered",
        "kind": "figure",
        "figures": [{"value": "298.57", "unit": "万元", "role": "execution"}],
        "also": [{"value": "303.90", "unit": "万元", "role": ["budget", "initial_budget"]}],
        "report": {"region": "番禺区", "fiscal_year": 2022},
        "pages": {"panyu2022_report.pdf": 3},
        "forbidden": ["2418.77 万元"],
        "quotes": ["298.57"],
    },
    "tags": ["figure"],
}


def line(**changes: object) -> str:
    return json.dumps(GOOD | changes, ensure_ascii=False)


def expected(**changes: object) -> str:
    return line(expected=GOOD["expected"] | changes)  # type: ignore[operator]


def mistakes(text: str) -> list[str]:
    return [f"{m.line} {m.field} {m.reason}" for m in read_cases(text)[1]]


def test_a_case_is_read_whole() -> None:
    (case,), wrong = read_cases(line())
    assert wrong == ()
    assert case.expected.outcomes == (Outcome.ANSWERED,)
    assert case.expected.kind is AnswerKind.FIGURE
    assert case.expected.figures[0].value == Decimal("298.57")
    assert case.expected.figures[0].roles == (Role.EXECUTION,)
    assert case.expected.also[0].roles == (Role.BUDGET, Role.INITIAL_BUDGET)
    assert case.expected.reports[0].fiscal_year == 2022
    assert case.expected.pages == (("panyu2022_report.pdf", (3,)),)
    assert case.history[0].content == "番禺的情况"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "不是 JSON"),
        ("[1]", "不是 {…} 对象"),
        (line(id=""), "1 id 缺少"),
        (line(question=None), "1 question 缺少"),
        (line(tags="figure"), "tags 要写成列表"),
        (line(colour="red"), "不认识的键 colour"),
        (
            line(history=[{"role": "robot", "content": "?"}]),
            "history[0].role 要写 user 或 assistant",
        ),
        (line(expected=None), "expected 缺少"),
        (expected(outcome="maybe"), "“maybe”不在 answered、not_in_reports"),
        (expected(outcome=[]), "至少写一个"),
        (expected(kind="number"), "“number”不在 figure"),
        (expected(figures=[{"value": 298.57, "unit": "万元"}]), "要写成字符串"),
        (expected(figures=[{"value": "NaN", "unit": "万元"}]), "不是数"),
        (expected(figures=[{"value": "1", "unit": 3}]), "figures[0].unit 要写文字"),
        (expected(figures=[{"value": "1", "unit": "元", "role": "spent"}]), "“spent”不在"),
        (expected(figures=[{"value": "1", "unit": "元", "or": ["2"]}]), "or[0] 缺少，或不是"),
        (expected(yes_no="yes"), "要写 true 或 false"),
        (expected(computation="303.90-298.57"), "算得 5.330000，与 figures 的 298.57 不符"),
        (expected(computation="__import__('os')"), "expected.computation 只能有数"),
        (expected(items=[[]]), "items[0] 至少写一种说法"),
        (expected(report={}), "至少写 region"),
        (expected(report={"fiscal_year": "2022"}), "要写整数"),
        (expected(pages={"a.pdf": 0}), "要写页码"),
        (expected(forbidden=["项目支出"]), "就在问题里"),
        (expected(accepted=["51人"], forbidden=["51 人"]), "同时列在 accepted"),
        (expected(outcome="not_in_reports"), "要求拒答或反问，却又写了答案"),
        (expected(figures=[]), "要求作答，却没有写明答案"),
    ],
)
def test_each_mistake_is_named(text: str, said: str) -> None:
    found = mistakes(text)
    assert any(said in one for one in found), found


def test_a_mistake_carries_its_line_and_the_rest_is_read() -> None:
    text = "\n".join(["// a remark", line(), "", "{oops", line(id="a2"), line(id="a2")])
    cases, wrong = read_cases(text)
    assert [case.id for case in cases] == ["a1", "a2"]
    assert [m.line for m in wrong] == [4, 6]
    assert "与第5行重复" in wrong[1].reason


def test_a_set_with_mistakes_is_refused_with_all_of_them(tmp_path: Path) -> None:
    path = tmp_path / "set.jsonl"
    path.write_text("{oops\n" + expected(yes_no=3), encoding="utf-8")
    with pytest.raises(CaseError, match=r"有 2 处不合格式") as caught:
        load_cases(path)
    assert "第1行" in str(caught.value)
    assert "第2行 expected.yes_no" in str(caught.value)


def test_no_file_and_no_cases_are_said(tmp_path: Path) -> None:
    with pytest.raises(CaseError, match="没有这个文件"):
        load_cases(tmp_path / "none.jsonl")
    (tmp_path / "empty.jsonl").write_text("\n// nothing\n", encoding="utf-8")
    with pytest.raises(CaseError, match="里面没有题目"):
        load_cases(tmp_path / "empty.jsonl")
    (tmp_path / "bytes.jsonl").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(CaseError, match="读不出来"):
        load_cases(tmp_path / "bytes.jsonl")


def test_cases_are_selected_by_tags() -> None:
    cases, _ = read_cases(
        "\n".join([line(tags=["figure", "holdout"]), line(id="b", tags=["list"])])
    )
    assert [c.id for c in select_cases(cases, tags=["figure"])] == ["a1"]
    assert [c.id for c in select_cases(cases, without=["holdout"])] == ["b"]
    assert len(select_cases(cases)) == 2


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["id", "question", "expected", "outcome", "figures", "value", "items"])
            | st.text(max_size=4),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(JSON)
def test_no_line_makes_the_validator_raise(value: object) -> None:
    cases, wrong = read_cases(json.dumps(value, ensure_ascii=False))
    assert len(cases) + len(wrong) >= 1


@given(st.text(max_size=80))
def test_no_text_makes_the_validator_raise(text: str) -> None:
    assert all(m.line >= 1 and m.reason for m in read_cases(text)[1])


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("303.90-298.57", "5.33"),
        ("（2506.72＋160.09）", "2666.81"),
        ("(2506.72+160.09)-2013.02", "653.79"),
        ("2717.34÷2834.54×100", "95.865290311655506713611379624206"),
        ("-3+1", "-2"),
        ("1/0", None),
        ("2**3", None),
        ("a+1", None),
        ("", None),
        ("(" * 400 + "1" + ")" * 99, None),
        ("1" * 501, None),
        ("True+1", None),
    ],
)
def test_sums(expression: str, value: str | None) -> None:
    if value is None:
        with pytest.raises(ValueError, match=r"."):
            evaluate(expression)
    else:
        assert abs(evaluate(expression) - Decimal(value)) < Decimal("1e-20")


@given(
    st.decimals(min_value=0, max_value=10**6, places=2),
    st.decimals(min_value=0, max_value=10**6, places=2),
)
def test_sums_are_exact(one: Decimal, other: Decimal) -> None:
    assert evaluate(f"{one}-{other}") == one - other
    assert evaluate(f"{one} + {other}") == one + other


SETS = Path(__file__).parents[1] / "eval" / "sets"
REAL = Path(
    os.environ.get("YOUJU_REAL_REPORTS", Path(__file__).parents[1].parent / "shared" / "reports")
)


@pytest.mark.parametrize(("name", "least"), [("two_reports", 200), ("real_putuo", 100)])
def test_the_sets_are_valid_and_balanced(name: str, least: int) -> None:
    cases = load_cases(SETS / f"{name}.jsonl")
    assert len(cases) >= least
    assert len({case.question for case in cases if not case.history}) == len(
        [case for case in cases if not case.history]
    )
    refusals = [case for case in cases if not case.expected.answerable]
    assert len(refusals) >= len(cases) * 0.2
    held_out = [case for case in cases if "holdout" in case.tags]
    assert len(cases) * 0.25 <= len(held_out) <= len(cases) * 0.35
    kinds = {kind_of(case) for case in cases}
    assert kinds == {"figure", "list", "text", "yes_no", "computed", "comparison", "refusal"}
    assert {kind_of(case) for case in held_out} == kinds


@pytest.mark.parametrize("truth", ["liwan2021", "panyu2022"])
def test_expected_figures_agree_with_the_ground_truth(truth: str) -> None:
    path = REAL / f"groundtruth_{truth}.json"
    if not path.exists():
        pytest.skip("真实报告不在这里")
    known = [
        (Decimal(str(figure["value"])), figure["unit"])
        for figure in json.loads(path.read_text(encoding="utf-8"))["figures"]
        if figure["kind"] not in ("list_marker", "label", "date")
    ]
    region = {"liwan2021": "荔湾区", "panyu2022": "番禺区"}[truth]
    checked = 0
    for case in load_cases(SETS / "two_reports.jsonl"):
        want = case.expected
        if [report.region for report in want.reports] != [region] or want.computation:
            continue
        for figure in want.figures:
            assert any(same_figure(figure, *one) for one in known), (case.id, figure)
            checked += 1
    assert checked >= 30
