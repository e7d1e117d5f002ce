"""Public sets: tiny made-up files in the form of each, read, and put to the whole system."""

import json
from pathlib import Path

import pytest

from eval.public import measure_overlap, read_public
from eval.public_imtqa import read_imtqa
from eval.validate import read_cases
from eval.write_cases import write_lines
from ingest.errors import CaseError
from ingest.read import read_report
from qa.model import Outcome
from ui.cli import main

CONTEXT = "东山公园位于东山区人民路。公园占地 28 公顷，于1958年建成。"
SQUAD = {
    "version": "v1.0",
    "data": [
        {
            "title": "东山公园",
            "id": "DEV_0",
            "paragraphs": [
                {
                    "id": "DEV_0",
                    "context": CONTEXT,
                    "qas": [
                        {
                            "id": "DEV_0_QUERY_0",
                            "question": "公园占地多少公顷？",
                            "answers": [
                                {"text": "28 公顷", "answer_start": 18},
                                {"text": "28 公顷", "answer_start": 18},
                            ],
                        },
                        {"id": "DEV_0_QUERY_1", "question": "门票多少钱？", "answers": []},
                    ],
                }
            ],
        }
    ],
}
TRIAL = [
    {
        "context_id": "TRIAL_1",
        "context_text": CONTEXT,
        "title": "东山公园",
        "qas": [{"query_id": "T1", "query_text": "何时建成？", "answers": ["1958年"]}],
    }
]
RGB = [
    {
        "id": 0,
        "query": "东山区项目支出是多少？",
        "answer": [["28.50万元", "28.5万元"], "2021年"],
        "positive": [f"2021年东山区项目支出 28.50 万元，说法{n}。" for n in range(4)],
        "negative": [f"西山区第{n}小学开学。" for n in range(6)],
    },
    {
        "id": 1,
        "query": "谁和谁获奖？",
        "answer": "甲乙",
        "positive": [["甲获奖。", "甲又获奖。"], ["乙获奖。"]],
        "negative": ["无关。"],
    },
]
TABLES = [
    {
        "table_id": "T1",
        "table_type": "hierarchical",
        "file_name": "层次表格_1",
        "cell_ID_matrix": [[0, 1, 1], [0, 2, 3], [4, 5, 6]],
        "chinese_cell_value_list": ["项目", "金额", "预算", "执行", "<培训>", "30.00", "28.50"],
        "column_attribute": [0, 1, 2, 3],
    }
]
QUESTIONS = [
    {
        "table_id": "T1",
        "question_id": "T1_0",
        "chinese_question": "培训的预算和执行是多少？",
        "answer_cell_list": [5, 6],
        "question_type": "one_row",
    }
]


def put(folder: Path, name: str, content: object, lines: bool = False) -> Path:
    path = folder / name
    if lines and isinstance(content, list):
        text = "\n".join(json.dumps(one, ensure_ascii=False) for one in content)
    else:
        text = json.dumps(content, ensure_ascii=False)
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("name", ["cmrc2018", "drcd"])
def test_reading_sets_kept_as_squad_is(name: str, tmp_path: Path) -> None:
    found = read_public(name, [put(tmp_path, "dev.json", SQUAD)])
    (document,) = found.documents
    assert document.name == f"{name}-00001.txt"
    assert CONTEXT in document.content
    first, second = (one.case for one in found.cases)
    assert first.expected.accepted == ("28 公顷",)
    assert second.expected.outcomes == (Outcome.NOT_IN_REPORTS,)
    assert found.first(1).cases == found.cases[:1]


def test_the_older_form_of_cmrc(tmp_path: Path) -> None:
    found = read_public("cmrc2018", [put(tmp_path, "trial.json", TRIAL)])
    assert [(one.case.id, one.case.expected.accepted) for one in found.cases] == [
        ("T1", ("1958年",))
    ]


def test_rgb_gives_a_noisy_case_and_one_to_refuse(tmp_path: Path) -> None:
    found = read_public("rgb", [put(tmp_path, "zh.json", RGB, lines=True)])
    assert [one.case.id for one in found.cases] == ["rgb-0", "rgb-0-none", "rgb-1"]
    noisy, none, parts = found.cases
    assert noisy.case.expected.key_points == (("28.50万元", "28.5万元"), ("2021年",))
    assert not none.case.expected.answerable
    texts = {document.name: document.content for document in found.documents}
    assert texts[noisy.document].count("28.50") == 3
    assert texts[noisy.document].count("小学") == 2
    assert texts[none.document].count("小学") == 5
    assert "甲获奖。\n\n乙获奖。\n\n甲又获奖。" in texts[parts.document]


def test_im_tqa_tables_keep_their_merged_cells(tmp_path: Path) -> None:
    files = [put(tmp_path, "t.json", TABLES), put(tmp_path, "q.json", QUESTIONS)]
    found = read_imtqa(files)
    (document,) = found.documents
    assert '<td rowspan="2">项目</td><td colspan="2">金额</td>' in document.content
    assert "&lt;培训&gt;" in document.content
    assert found.cases[0].case.expected.key_points == (("30.00",), ("28.50",))
    path = tmp_path / document.name
    path.write_text(document.content, encoding="utf-8")
    (table,) = read_report(path).tables
    assert (table.n_rows, table.n_cols) == (3, 3)
    assert table.at(1, 0) == table.at(0, 0)


def test_cases_of_public_sets_are_cases_like_others(tmp_path: Path) -> None:
    for name, content in (("cmrc2018", SQUAD), ("rgb", RGB)):
        found = read_public(name, [put(tmp_path, "set.json", content)])
        cases, mistakes = read_cases(write_lines((one.case, "") for one in found.cases))
        assert mistakes == ()
        assert cases == tuple(one.case for one in found.cases)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("squad", SQUAD, "没有题集“squad”"),
        ("cmrc2018", {"rows": []}, "SQuAD的格式不符"),
        ("cmrc2018", {"data": []}, "里面没有题目"),
        ("rgb", [{"id": 1}], "RGB的格式不符"),
        ("im-tqa", TABLES, "要写两个文件"),
        ("im-tqa", [*TABLES, {**QUESTIONS[0], "table_id": "none"}], "IM-TQA的格式不符"),
    ],
)
def test_files_of_another_form_are_said(
    name: str, content: object, said: str, tmp_path: Path
) -> None:
    with pytest.raises(CaseError, match=said):
        read_public(name, [put(tmp_path, "set.json", content)])


def test_a_file_that_is_no_json_is_said(tmp_path: Path) -> None:
    path = tmp_path / "set.json"
    path.write_text("{", encoding="utf-8")
    with pytest.raises(CaseError, match="不是 JSON"):
        read_public("rgb", [path])
    with pytest.raises(CaseError, match="读不出来"):
        read_public("rgb", [tmp_path / "none.json"])


def test_a_public_set_runs_through_the_whole_system(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = put(tmp_path, "dev.json", SQUAD)
    out = str(tmp_path / "out")
    args = ["eval", "public", "cmrc2018", str(file), "--embedder", "hashing", "--out", out]
    assert main([*args, "--json"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert data["summary"]["cases"] == 2
    assert data["overlap"]["cases"] == 1
    assert 0 <= data["overlap"]["f1"] <= 1
    assert main([*args, "--limit", "1"]) == 0
    assert "字符重合 F1" in capsys.readouterr().out


def test_overlap_of_nothing_is_none() -> None:
    from eval.run import RunResult

    assert measure_overlap(RunResult("", ())).f1 is None
