"""The command line over the whole stack, with the test embedder."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from qa.model import Answer, AnswerKind, Outcome, Step
from ui.cli import main
from ui.help_pages import help_pages

ROOT = Path(__file__).resolve().parent.parent
REPORT = """安和市云山区民政局2023年部门整体支出绩效自评报告
一、基本情况
（一）部门职能
云山区民政局内设办公室、救助科、养老服务科三个科室，在职人员36人。
（二）部门整体收支情况
2023年部门整体支出年初预算数1200.50万元，执行数1100.25万元，预算完成率91.65%。
其中，项目支出预算数320.00万元，执行数300.10万元。
二、主要绩效
全年新增养老床位215张，走访困难群众1840人次。
"""
CONTRACT = {
    *("id", "question", "standalone_question", "outcome", "kind", "answer", "items", "figures"),
    *("citations", "computation", "coverage", "nearest", "options", "error", "note"),
    "seconds",
}
Said = tuple[int, str, str]


@pytest.fixture(autouse=True)
def _light(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("YOUJU_EMBEDDER", "hashing")
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def report(tmp_path: Path) -> Path:
    path = tmp_path / "云山2023.txt"
    path.write_text(REPORT, encoding="utf-8")
    return path


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Any:
    def run(*args: str | Path) -> Said:
        code = main([str(arg) for arg in args])
        out, err = capsys.readouterr()
        assert "Traceback" not in err
        return code, out, err

    return run


class Scripted:
    """An answerer that gives the outcome its question names."""

    def __init__(self) -> None:
        self.asked: list[Any] = []

    def ask(self, question: str, history: Any = (), scope: Any = None, id: Any = None) -> Answer:
        self.asked.append((question, tuple(history), scope))
        outcome = Outcome(question) if question in set(Outcome) else Outcome.ANSWERED
        return Answer(
            question=question,
            standalone_question=question,
            outcome=outcome,
            kind=AnswerKind.TEXT,
            answer=f"答：{question}",
            error="坏了" if outcome is Outcome.FAILED else None,
            steps=(Step("范围", "全部"),),
        )


@pytest.fixture
def scripted(monkeypatch: pytest.MonkeyPatch) -> Scripted:
    answerer = Scripted()
    monkeypatch.setattr("qa.chain.open_answerer", lambda *_: answerer)
    return answerer


def test_read_list_ask_remove(run: Any, report: Path) -> None:
    code, out, err = run("ingest", report)
    assert (code, err) == (0, "")
    assert "云山2023.txt" in out
    assert "新增 1" in out
    assert "没有变化 1" in run("ingest", report)[1]
    code, out, _ = run("reports", "--json")
    (card,) = json.loads(out)
    assert (code, card["identity"]["region"], card["identity"]["fiscal_year"]) == (
        0,
        "云山区",
        2023,
    )
    assert card["id"] in run("reports")[1]
    code, out, err = run("ask", "云山区民政局项目支出执行数是多少？")
    assert (code, err) == (0, "")
    assert "300.10万元" in out
    assert "云山2023.txt" in out
    assert run("ask", "云山区2021年的项目支出是多少？")[0] == 3
    code, out, _ = run("remove", card["id"][:6])
    assert code == 0
    assert card["id"] in out
    assert json.loads(run("reports", "--json")[1]) == []
    assert report.exists()


def test_ask_json_is_the_contract_on_one_line(run: Any, report: Path) -> None:
    run("ingest", report)
    code, out, _ = run("ask", "云山区有多少在职人员？", "--json")
    answer = json.loads(out)
    assert code == 0
    assert out.count("\n") == 1
    assert set(answer) == CONTRACT
    (citation,) = answer["citations"]
    assert "36人" in citation["quote"]
    assert answer["figures"][0]["value"] == "36"


def test_rebuild_changes_the_embedder_and_keeps_the_reports(
    run: Any, report: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("ingest", report)
    monkeypatch.setenv("YOUJU_EMBEDDER", "e5-small")
    code, out, err = run("reports")
    assert (code, out) == (1, "")
    assert "youju ingest --rebuild" in err
    monkeypatch.setenv("YOUJU_EMBEDDER", "hashing")
    code, out, err = run("ingest", "--rebuild", report)
    assert (code, err) == (0, "")
    assert out.count("没有变化 1") == 2
    assert run("ask", "云山区有多少在职人员？")[0] == 0


def test_detail_says_where_the_identity_was_read(run: Any, report: Path) -> None:
    run("ingest", report)
    code, out, _ = run("reports", "--detail", "云山2023.txt")
    assert code == 0
    assert "部门：" in out
    assert "读自" in out
    assert "个数字" in out


def test_asking_within_one_report(run: Any, report: Path, tmp_path: Path) -> None:
    other = tmp_path / "溪口2023.txt"
    other.write_text(REPORT.replace("云山区", "溪口区").replace("36人", "41人"), encoding="utf-8")
    run("ingest", tmp_path / "云山2023.txt", other)
    code, out, _ = run("ask", "有多少在职人员？", "--in", "溪口2023.txt")
    assert code == 0
    assert "41人" in out
    assert run("ask", "有多少在职人员？", "--in", "没有这份")[0] == 1


@pytest.mark.parametrize(
    ("outcome", "code"),
    [
        (Outcome.ANSWERED, 0),
        (Outcome.NOT_IN_REPORTS, 3),
        (Outcome.UNCLEAR, 4),
        (Outcome.FAILED, 1),
    ],
)
def test_exit_code_tells_the_outcome(
    run: Any, scripted: Scripted, outcome: Outcome, code: int
) -> None:
    got, out, err = run("ask", outcome.value)
    assert got == code
    assert ("坏了" in err) is (outcome is Outcome.FAILED)
    assert (f"答：{outcome.value}" in out) is (outcome is not Outcome.FAILED)
    got, out, _ = run("ask", outcome.value, "--json")
    assert (got, json.loads(out)["outcome"]) == (code, outcome.value)


def test_explain_shows_the_steps_beside_the_answer(run: Any, scripted: Scripted) -> None:
    assert "范围：全部" in run("ask", "甲", "--explain")[1]
    _, out, err = run("ask", "甲", "--explain", "--json")
    assert "范围：全部" in err
    assert json.loads(out)["answer"] == "答：甲"


def test_bad_paths_get_a_line_each_and_the_rest_is_read(
    run: Any, report: Path, tmp_path: Path
) -> None:
    (tmp_path / "空").mkdir()
    (tmp_path / "坏.pdf").write_bytes(b"%PDF-1.7\nbroken")
    (tmp_path / "图.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(64))
    names = ("没有.pdf", "空", "坏.pdf", "图.png")
    code, out, err = run("ingest", *(tmp_path / name for name in names), report)
    assert code == 0
    assert "云山2023.txt" in out
    lines = err.splitlines()
    assert len(lines) == len(names)
    for name, line in zip(names, lines, strict=True):
        assert name in line
        assert "。" in line
    code, _, err = run("ingest", tmp_path / "没有.pdf")
    assert code == 1
    assert "没有.pdf" in err


@pytest.mark.parametrize(
    ("args", "word"),
    [
        (["ask"], "缺少问题"),
        (["asq"], "没有 asq 这个命令"),
        (["ask", "甲", "乙"], "多了参数"),
        (["ask", "--jsno", "甲"], "--jsno"),
        (["chat", "--port", "很大"], "--port"),
        (["ingest"], "缺少路径"),
    ],
)
def test_usage_errors_are_one_chinese_line(run: Any, args: list[str], word: str) -> None:
    code, out, err = run(*args)
    assert (code, out) == (2, "")
    assert err.count("\n") == 1
    assert word in err


@pytest.mark.parametrize(
    ("args", "word"),
    [
        (["remove", "没有这份"], "没有这份"),
        (["reports", "--detail", "没有这份"], "没有这份"),
        (["chat", "--host", "0.0.0.0"], "0.0.0.0"),
        (["answer", "没有.jsonl", "出.jsonl"], "没有.jsonl"),
        (["eval", "run", "--set", "没有.jsonl"], "没有.jsonl"),
    ],
)
def test_our_errors_are_one_chinese_line(run: Any, args: list[str], word: str) -> None:
    code, out, err = run(*args)
    assert (code, out) == (1, "")
    assert err.count("\n") == 1
    assert word in err


def test_no_command_shows_the_help(run: Any) -> None:
    code, out, _ = run()
    assert code == 0
    for name in ("ingest", "reports", "remove", "ask", "answer", "chat", "eval"):
        assert name in out


def test_version_is_the_distributions(run: Any) -> None:
    from importlib.metadata import version

    assert run("--version") == (0, f"youju {version('youju')}\n", "")


def test_store_may_be_named_before_or_after_the_command(
    run: Any, report: Path, tmp_path: Path
) -> None:
    run("--store", tmp_path / "a", "ingest", report)
    assert (tmp_path / "a").is_dir()
    assert len(json.loads(run("reports", "--json", "--store", tmp_path / "a")[1])) == 1
    assert json.loads(run("reports", "--json")[1]) == []


def test_batch_gives_a_line_for_each_line(run: Any, scripted: Scripted, tmp_path: Path) -> None:
    lines = [
        b'{"id": "a", "question": "answered"}',
        b'\xef\xbb\xbf{"id": 7, "question": "failed"}',
        b"not json",
        b"",
        b'{"id": "b"}',
        b'{"id": "c", "question": "  "}',
        b"[1]",
        b"\xff\xfe",
        b'{"question": "q", "history": "x"}',
        b'{"question": "q", "history": [{"role": "system", "content": "x"}]}',
        b'{"question": "q", "history": [{"role": "user", "content": "\\u9879\xe2\x80\xa8"}]}',
        b'{"id": "s", "question": "\\ud800"}',
        b"[" * 100_000,
    ]
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_bytes(b"\r\n".join(lines) + b"\n")
    code, out, err = run("answer", source, target)
    answers = [json.loads(line) for line in target.read_bytes().split(b"\n")[:-1]]
    assert (code, out) == (0, "")
    assert f"{len(lines)} 个问题" in err
    assert len(answers) == len(lines)
    assert all(set(answer) == CONTRACT for answer in answers)
    assert [a["id"] for a in answers] == [
        *("a", 7, None, None, "b", "c", None, None, None, None, None, "s", None)
    ]
    good = [0, 10, 11]
    for number, answer in enumerate(answers):
        if number in good:
            assert answer["outcome"] == "answered"
        else:
            assert answer["outcome"] == "failed"
            assert answer["error"]
    assert "第3行" in answers[2]["error"]
    assert [turn.content for turn in scripted.asked[2][1]] == ["项\u2028"]


def test_batch_through_pipes(report: Path, tmp_path: Path, run: Any) -> None:
    run("ingest", report)
    lines = '{"id": "1", "question": "云山区有多少在职人员？"}\n{'
    done = subprocess.run(
        [sys.executable, "-m", "ui.cli", "answer", "-", "-"],
        input=lines.encode(),
        capture_output=True,
        cwd=ROOT,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    first, second = (json.loads(line) for line in done.stdout.splitlines())
    assert first["figures"][0]["value"] == "36"
    assert second["outcome"] == "failed"


def test_batch_never_overwrites_its_input(run: Any, scripted: Scripted, tmp_path: Path) -> None:
    source = tmp_path / "in.jsonl"
    source.write_text('{"question": "甲"}\n', encoding="utf-8")
    code, _, err = run("answer", source, tmp_path / "." / "in.jsonl")
    assert code == 1
    assert "in.jsonl" in err
    assert source.read_text(encoding="utf-8") == '{"question": "甲"}\n'


def test_eval_runs_own_cases_on_own_reports(run: Any, report: Path, tmp_path: Path) -> None:
    case = {
        "id": "1",
        "question": "云山区有多少在职人员？",
        "expected": {
            "outcome": "answered",
            "kind": "figure",
            "figures": [{"value": "36", "unit": "人"}],
        },
    }
    wrong = {
        **case,
        "id": "2",
        "expected": {**case["expected"], "figures": [{"value": "37", "unit": "人"}]},
    }
    path = tmp_path / "set.jsonl"
    path.write_text("".join(json.dumps(c) + "\n" for c in (case, wrong)), encoding="utf-8")
    code, out, _ = run("eval", "run", "--set", path, "--reports", report, "--json")
    (result,) = json.loads(out)
    assert code == 0
    assert (result["summary"]["right"], result["summary"]["wrong"]) == (1, 1)
    code, out, _ = run("eval", "run", "--set", path, "--reports", report, "--failures")
    assert code == 0
    assert "答对" in out
    assert "没过的题" in out
    assert "2 答错" in out


def test_docs_match_the_commands() -> None:
    text = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")
    assert text == help_pages(), "run `make docs`"


def test_help_has_no_english_left() -> None:
    text = help_pages()
    for word in ("Usage", "Options", "Arguments", "Commands", "Show this", "default:", "required"):
        assert word not in text


def test_a_cold_ask_imports_nothing_heavy(run: Any, report: Path) -> None:
    run("ingest", report)
    script = (
        "import sys\nfrom ui.cli import main\n"
        "code = main(['ask', '云山有多少在职人员？'])\n"
        "heavy = {'torch', 'sentence_transformers', 'transformers', 'gradio', 'rapidocr',"
        " 'pdfplumber', 'pandas', 'scipy', 'sklearn', 'pypinyin'} & set(sys.modules)\n"
        "print(code, sorted(heavy))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, cwd=ROOT, check=True
    )
    assert done.stdout.splitlines()[-1] == "0 []"
