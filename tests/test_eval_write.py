"""Cases written back as lines, and how a run is added up."""

import json
from pathlib import Path

import pytest

from eval.cases import load_cases
from eval.validate import read_cases
from eval.write_cases import case_json, write_lines

SETS = Path(__file__).parents[1] / "eval" / "sets"


@pytest.mark.parametrize("name", ["two_reports", "real_putuo"])
def test_every_shipped_case_survives_being_written(name: str) -> None:
    cases = load_cases(SETS / f"{name}.jsonl")
    text = write_lines((case, f"备注 {case.id}\n第二行") for case in cases)
    assert text.count("// 备注") == len(cases)
    again, mistakes = read_cases(text)
    assert mistakes == ()
    assert again == cases


def test_what_is_empty_is_left_out() -> None:
    line = '{"id": "a", "question": "问？", "expected": {"outcome": "not_in_reports"}}'
    (case,), _ = read_cases(line)
    assert case_json(case) == json.loads(line)
