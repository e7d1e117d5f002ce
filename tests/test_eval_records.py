"""Runs kept, shown, compared and held to bounds."""

import json
import re
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime
from html.parser import HTMLParser
from pathlib import Path

import pytest

from eval.compare import compare_records, sign_test
from eval.gate import broken_bounds, metric_of, read_bounds
from eval.records import Record, load_record, make_record, write_record
from eval.run import RunResult, run_cases
from eval.table import comparison_lines
from eval.validate import read_cases
from ingest.errors import CaseError, ReportMissing
from ingest.model import Report
from qa.model import Answer, AnswerKind, Outcome, Turn

EVIL = "<script>alert('x')</script>&"
LINES = (
    {"id": "a", "question": f"甲{EVIL}？", "expected": {"outcome": "answered", "accepted": ["甲"]}},
    {"id": "b", "question": "乙？", "expected": {"outcome": "answered", "accepted": ["乙"]}},
    {"id": "c", "question": "丙？", "expected": {"outcome": "not_in_reports"}},
)
CASES, _ = read_cases("\n".join(json.dumps(line, ensure_ascii=False) for line in LINES))


class Says:
    """Answers by id; what it has no answer for it declines."""

    def __init__(self, **texts: str) -> None:
        self.texts = texts

    def report(self, report_id: str) -> Report:
        raise ReportMissing(report_id)

    def ask(
        self,
        question: str,
        history: Sequence[Turn] = (),
        scope: Collection[str] | None = None,
        id: str | None = None,
    ) -> Answer:
        text = self.texts.get(str(id), "")
        outcome = Outcome.ANSWERED if text else Outcome.NOT_IN_REPORTS
        return Answer(question, question, outcome, AnswerKind.TEXT, text or "没有。", id=id)


def run(name: str = "试", **texts: str) -> RunResult:
    says = Says(**texts)
    return run_cases(says, says, CASES, name=name)


def record(at: str, *runs: RunResult) -> Record:
    return make_record(runs, {"embedder": "hashing", "llm": ""}, datetime.fromisoformat(at))


def uncited(result: RunResult) -> RunResult:
    """Let answers pass without citations: what is cited is no matter here."""
    return replace(
        result,
        results=tuple(
            replace(one, judgement=replace(one.judgement, citations=())) for one in result.results
        ),
    )


OLD = record("2026-11-22T09:00:00", uncited(run(a="甲", c="丙")))
NEW = record("2026-11-22T10:00:00", uncited(run(b="乙", c="")))


# ------------------------------------------------------------------- records


def test_a_record_is_found_again_by_path_id_beginning_and_as_the_latest(tmp_path: Path) -> None:
    for one in (OLD, NEW):
        data, page = write_record(one, tmp_path)
        assert page.read_text(encoding="utf-8").startswith("<!doctype html>")
        assert load_record(str(data), tmp_path / "elsewhere") == load_record(one.id, tmp_path)
    kept = load_record("20261122-09", tmp_path)
    assert kept.to_json() == json.loads(json.dumps(OLD.to_json()))
    assert load_record("latest", tmp_path).id == NEW.id == "20261122-100000-试"
    assert "Python 3" in kept.machine
    assert [case["end"] for case in kept.trials[0]["cases"]] == ["right", "not_in_reports", "wrong"]


def test_what_is_no_record_is_said(tmp_path: Path) -> None:
    with pytest.raises(CaseError, match="没有成绩“x”"):
        load_record("x", tmp_path)
    for one in (OLD, NEW):
        write_record(one, tmp_path)
    with pytest.raises(CaseError, match="有 2 份"):
        load_record("2026", tmp_path)
    for text in ("{", "[]", '{"schema": 1}', '{"schema": 9}'):
        (tmp_path / "bad.json").write_text(text, encoding="utf-8")
        with pytest.raises(CaseError, match=r"bad\.json"):
            load_record("bad", tmp_path)
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(CaseError, match="--out"):
        write_record(OLD, tmp_path / "file" / "under")


# ---------------------------------------------------------------------- page


def test_the_page_is_one_file_that_escapes_everything_and_asks_for_nothing(tmp_path: Path) -> None:
    evil = run(name=EVIL, a=f"不对 {EVIL}", c=f"丙{EVIL}")
    _, path = write_record(record("2026-11-22T09:00:00", evil), tmp_path)
    page = path.read_text(encoding="utf-8")
    tags: list[tuple[str, dict[str, str | None]]] = []

    class Tags(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            tags.append((tag, dict(attrs)))

    Tags().feed(page)
    assert "script" not in {tag for tag, _ in tags}
    assert not [attrs for _, attrs in tags if {"src", "href", "onclick"} & set(attrs)]
    assert not re.search(r"https?://|@import|url\(", page)
    assert "default-src 'none'" in page
    assert page.count("&lt;script&gt;") >= 4
    assert EVIL not in page


def test_the_page_shows_expected_got_and_evidence_side_by_side() -> None:
    from eval.page import render_page

    page = render_page(OLD)
    for words in ("应为", "得到", "依据", "各类问题", "应该怎样，实际怎样", "没过的题（2）"):
        assert words in page
    assert "说出其一：乙" in page
    assert "报告没有答案，却作了答" in page
    assert page.count("<details") == 2
    assert "95% 区间" in page


# ------------------------------------------------------------------- compare


def test_which_cases_turned_right_and_which_wrong() -> None:
    found = compare_records(OLD, NEW)
    assert [change.id for change in found.better] == ["b", "c"]
    assert [change.id for change in found.worse] == ["a"]
    assert (found.otherwise, found.same) == ((), 0)
    assert found.chance == 1.0
    text = "\n".join(comparison_lines(found))
    assert "变对 2，变错 1" in text
    assert "出于偶然的可能 1。" in text
    assert "变错 试 a（答对 → 拒错）" in text
    assert "现在：应当作答，实际答“报告未载”" in text
    same = compare_records(OLD, OLD)
    assert (same.better, same.worse, same.same) == ((), (), 3)
    assert "偶然" not in "".join(comparison_lines(same))


def test_runs_of_other_names_and_of_other_cases() -> None:
    renamed = replace(NEW, trials=({**NEW.trials[0], "name": "又一名"},))
    assert [change.id for change in compare_records(OLD, renamed).better] == ["b", "c"]
    fewer = replace(NEW, trials=({**NEW.trials[0], "cases": NEW.trials[0]["cases"][:1]},))
    found = compare_records(OLD, fewer)
    assert found.only_before == (("试", "b"), ("试", "c"))
    assert compare_records(fewer, OLD).only_after == (("试", "b"), ("试", "c"))
    assert "只在先一次里的 2 题：b、c" in "\n".join(comparison_lines(found))


def test_the_sign_test_against_numbers_worked_out_by_hand() -> None:
    assert sign_test(0, 0) == 1.0
    assert sign_test(5, 0) == pytest.approx(2 / 32)
    assert sign_test(0, 5) == pytest.approx(2 / 32)
    assert sign_test(4, 1) == pytest.approx(2 * 6 / 32)
    assert sign_test(3, 3) == 1.0
    assert 0 < sign_test(2000, 1900) < 1


# ---------------------------------------------------------------------- gate


def test_bounds_that_hold_and_bounds_that_do_not(tmp_path: Path) -> None:
    runs = [run(a="甲", c="丙")]
    assert broken_bounds(read_bounds(["answered_right>=0.5", "failed <= 0"]), runs) == ()
    (line,) = broken_bounds(read_bounds(["answered_right >= 51%"]), runs)
    assert line == "试：answered_right 为 0.5，要求 answered_right ≥ 0.51"
    assert broken_bounds(read_bounds(["declined_right>=0.1"]), runs)
    # What a set has nothing of cannot fall short.
    assert metric_of(runs[0].summary, "cover") is None
    assert broken_bounds(read_bounds(["cover>=1"]), runs) == ()
    file = tmp_path / "gate.toml"
    file.write_text('["试"]\npassed = ">= 0.9"\n["*"]\nseconds_p95 = "<= 60"\n', encoding="utf-8")
    assert len(broken_bounds(read_bounds([str(file)]), runs)) == 1
    (missing,) = broken_bounds(read_bounds([str(file)]), [run("别的", a="甲", b="乙")])
    assert "没有做这一组" in missing


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("nothing>=1", "没有“nothing”这项成绩"),
        ("passed>=many", "门槛要写成"),
        ("passed", "既不是门槛文件"),
    ],
)
def test_what_is_no_bound_is_said(text: str, said: str) -> None:
    with pytest.raises(CaseError, match=said):
        read_bounds([text])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("= 1", "不是 TOML"),
        ("passed = 1", "某一组的名下"),
        ('["*"]\npassed = 0.9', "门槛要写成"),
        ('["*"]\nname = ">= 1"', "没有“name”"),
    ],
)
def test_what_is_no_file_of_bounds_is_said(text: str, said: str, tmp_path: Path) -> None:
    file = tmp_path / "gate.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(CaseError, match=said):
        read_bounds([str(file)])
