"""A store made again is the same store: same ids, same answers, same citations.

Whatever the order in which files come, however many processes bring them, and
however Python happens to order its sets (`PYTHONHASHSEED`) in each of them.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from eval.cases import load_cases

ROOT = Path(__file__).resolve().parent.parent
EVAL = ROOT / "eval"
CODE = """
import json, sys, time
from dataclasses import replace
from pathlib import Path
from ingest.errors import StoreLocked
from ingest.read import read_report
from qa.chain import open_answerer
from vectorstore.library import open_library
from vectorstore.settings import StoreSettings

store, count, questions, *files = sys.argv[1:]
with open_library(StoreSettings(Path(store), "hashing")) as library:
    for file in files:
        while True:
            try:
                (outcome,) = library.ingest([Path(file)], read=read_report).outcomes
            except StoreLocked:
                time.sleep(0.05)
                continue
            assert outcome.state != "failed", outcome.message
            break
    while len(library.reports()) < int(count):
        time.sleep(0.05)
    cards = library.reports()
    print(json.dumps([repr(replace(library.report(card.id), path="")) for card in cards]))
    answerer = open_answerer(library)
    for question in json.loads(questions):
        answer = {**answerer.ask(question).to_json(), "seconds": 0}
        found = library.find(question, [card.id for card in cards], 12)
        print(json.dumps([answer, [[hit.report_id, hit.passage.id] for hit in found]]))
"""


def bring(
    seed: int, store: Path, count: int, questions: Sequence[str], files: Sequence[Path]
) -> subprocess.Popen[str]:
    """Start a process that brings files, waits until `count` reports are there, and asks."""
    environment = os.environ | {"PYTHONHASHSEED": str(seed)}
    what = [store, count, json.dumps(questions), *files]
    command = [sys.executable, "-c", CODE, *map(str, what)]
    return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=-1, text=True)


def compare(folder: Path, files: Sequence[Path], questions: Sequence[str]) -> None:
    """Make a store by one process, and again by two at once in another order; ask both."""
    back, count = list(reversed(files)), len(files)
    running = [
        bring(1, folder / "one", count, questions, files),
        bring(2, folder / "two", count, questions, back[::2]),
        bring(3, folder / "two", 0, [], back[1::2]),
    ]
    out = [one.communicate()[0].splitlines() for one in running]
    assert [one.returncode for one in running] == [0, 0, 0]
    assert len(out[0]) == len(questions) + 1
    first, second = ([json.loads(line) for line in lines] for lines in out[:2])
    assert len(first[0]) == count and first[0] == second[0]
    for question, said, again in zip(questions, first[1:], second[1:], strict=True):
        assert said == again, question
    assert any(answer["citations"] for answer, _ in first[1:])


def questions_of(name: str) -> list[str]:
    cases = load_cases(EVAL / "sets" / f"asked_{name}.jsonl")
    return [case.question for case in cases if "holdout" not in case.tags]


def test_a_store_made_again_answers_the_same(tmp_path: Path) -> None:
    files = [p for p in sorted((EVAL / "asked" / "six").iterdir()) if p.suffix != ".pdf"]
    compare(tmp_path, files, questions_of("six")[::30])


@pytest.mark.soak
@pytest.mark.parametrize("name", ["six", "seven", "eight", "eight_more"])
def test_stores_made_again_answer_the_same(tmp_path: Path, name: str) -> None:
    compare(tmp_path, sorted((EVAL / "asked" / name).iterdir()), questions_of(name))
