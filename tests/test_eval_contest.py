"""The plain chains, ours without a part, and the contest between them, on two tiny reports."""

from collections.abc import Iterator
from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest
from langchain_core.language_models import FakeListChatModel
from rich.console import Console

from eval.ablation import PartLibrary, Parts
from eval.baselines import PassageAnswerer
from eval.cases import load_cases
from eval.contest import ENTRANTS, OURS, Setting, hold_contest
from eval.contest_table import contest_json, markdown_table, print_contest
from eval.finders import LibraryFinder
from eval.gate import broken_bounds, read_bounds
from eval.judge import Split
from eval.run import run_cases
from eval.textbook import open_textbook
from eval.trials import Trial, own_trial, plan_trials, run_trial
from qa.chain import open_answerer
from qa.llm import ChatModel
from qa.model import Outcome
from qa.settings import LLMSettings, QASettings
from vectorstore.embed import HashingEmbedder
from vectorstore.library import Library, open_library
from vectorstore.search import Leg
from vectorstore.settings import StoreSettings

EAST = """东山区某局2021年部门整体支出绩效自评报告

一、基本情况

东山区某局下属单位 3 个。在职人员 27 人，退休人员 9 人。

二、收支情况

2021年项目支出预算数 30.00 万元，执行数 28.50 万元，完成预算的 95%。
"""
WEST = EAST.replace("东山区", "西山区").replace("27 人", "41 人").replace("28.50", "29.10")
SET = (
    '{"id": "spent", "question": "东山区某局2021年项目支出执行数是多少？", "expected": '
    '{"outcome": "answered", "kind": "figure", "figures": [{"value": "28.50", "unit": "万元"}], '
    '"report": {"region": "东山区"}}}\n'
    '{"id": "staff", "question": "西山区某局在职人员有多少人？", "expected": '
    '{"outcome": "answered", "kind": "figure", "figures": [{"value": "41", "unit": "人"}], '
    '"report": {"region": "西山区"}}}\n'
    '{"id": "none", "question": "东山区某局2019年项目支出执行数是多少？", "expected": '
    '{"outcome": "not_in_reports", "forbidden": ["28.50万元"]}}\n'
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("contest")
    for name, text in (("east.txt", EAST), ("west.txt", WEST), ("set.jsonl", SET)):
        (folder / name).write_text(text, encoding="utf-8")
    with open_library(store(folder)) as library:
        library.ingest([folder / "east.txt", folder / "west.txt"])
    return folder


def store(folder: Path) -> StoreSettings:
    return StoreSettings(path=folder / "store", embedder="hashing")


@pytest.fixture
def library(folder: Path) -> Iterator[Library]:
    with open_library(store(folder)) as library:
        yield library


def test_the_textbook_chain_splits_embeds_and_finds(library: Library) -> None:
    with open_textbook(library, HashingEmbedder()) as finder:
        assert finder.size >= 2
        found = finder.find("在职人员有多少人", 4)
        assert "在职人员" in found[0].text
        (east,) = [card.id for card in library.reports() if card.file_name == "east.txt"]
        within = finder.find("在职人员有多少人", 4, [east])
        assert {one.card.id for one in within} == {east}
        assert max(len(one.text) for one in found) <= 500


def test_the_best_passage_is_the_answer_as_it_stands(library: Library) -> None:
    answerer = PassageAnswerer(LibraryFinder(library))
    answer = answerer.ask("东山区某局在职人员有多少人？")
    assert answer.outcome is Outcome.ANSWERED
    assert answer.answer == answer.citations[0].quote
    assert answerer.ask("东山区某局2019年有多少人？").outcome is Outcome.ANSWERED  # never refuses
    assert answerer.ask("？", scope=[]).outcome is Outcome.NOT_IN_REPORTS


def test_a_language_model_answers_from_four_passages_and_may_decline(library: Library) -> None:
    def asked(*replies: str) -> Outcome:
        client = FakeListChatModel(responses=list(replies))
        model = ChatModel(LLMSettings("scripted:x", timeout=20), client)
        return PassageAnswerer(LibraryFinder(library), model).ask("在职人员有多少人？").outcome

    assert asked("27 人。") is Outcome.ANSWERED
    assert asked("资料中没有。") is Outcome.NOT_IN_REPORTS
    assert asked("") is Outcome.FAILED


def test_parts_are_withheld(folder: Path) -> None:
    with PartLibrary(store(folder), Parts(legs=(), figures=False, tables=False)) as bare:
        (east, _) = (card.id for card in bare.reports())
        assert bare.find("在职人员", [east], 5) == ()
        assert bare.figures([east]) == ()
        assert bare.report(east).figures == bare.report(east).tables == ()
    with PartLibrary(store(folder), Parts(legs=(Leg.WORDS,))) as words:
        (hit, *_) = words.find("在职人员", [east], 5)
        assert hit.words is not None
        assert hit.meaning is None
        assert words.report(east).figures


def test_the_contest_tells_ours_from_the_plain_chains(folder: Path) -> None:
    trial = replace(own_trial([folder / "set.jsonl"], []), name="小试")
    setting = Setting(store(folder), QASettings(), LLMSettings())
    steps: list[tuple[str, int, int]] = []
    standings = hold_contest(trial, setting, (), lambda *step: steps.append(step))
    assert [one.name for one in standings] == [entrant.name for entrant in ENTRANTS]
    assert steps[0] == (OURS, 1, 3)
    by_name = {one.name: one for one in standings}
    assert by_name[OURS].run.summary.passed.hits == 3
    plain = [one for one in standings if not one.name.startswith(OURS)]
    assert {one.run.summary.declined_right.hits for one in plain} == {0}
    assert by_name["有据，不认数字"].run.summary.right < by_name[OURS].run.summary.right
    assert by_name["有据，不检索"].retrieval is None
    found = by_name[OURS].retrieval
    assert found is not None
    assert found.cases == 2
    assert dict(found.recall)[10] == 1.0

    out = StringIO()
    print_contest("小试", standings, Console(file=out, width=140))
    assert "小试（3 题）" in out.getvalue()
    assert "教科书链" in out.getvalue()
    assert markdown_table(standings).count("\n") == len(standings) + 2
    assert contest_json(standings[0])["retrieval"]["recall"]["10"] == 1.0
    assert len(hold_contest(trial, setting, ["BM25"])) == 1


def test_the_answers_of_a_case_may_be_kept_to_some_files(folder: Path) -> None:
    cases = load_cases(folder / "set.jsonl")[:1]
    with open_library(store(folder)) as library:
        answerer = open_answerer(library)
        (west,) = [card.id for card in library.reports() if card.file_name == "west.txt"]
        run = run_cases(answerer, library, cases, scopes={"spent": [west]})
    assert run.results[0].judgement.split is Split.WRONG_REFUSAL
    trial = Trial("", (), cases, {"spent": ("west.txt",)})

    class Opened:
        def __enter__(self) -> tuple[Library, object]:
            self.library = open_library(store(folder))
            return self.library, open_answerer(self.library)

        def __exit__(self, *_: object) -> None:
            self.library.close()

    again = run_trial(trial, Opened)  # type: ignore[arg-type]
    assert again.results[0].judgement.split is Split.WRONG_REFUSAL


def test_the_shipped_samples_keep_the_bounds_of_the_gate(tmp_path: Path) -> None:
    """The gate that `make test` holds: the whole sample trial with the hashing embedder."""
    trial = plan_trials(None).trials[0]
    with open_library(store(tmp_path)) as library:
        library.ingest(trial.reports)
        run = run_cases(open_answerer(library), library, trial.cases, name=trial.name)
    gate = Path(__file__).parents[1] / "eval" / "sets" / "gate.toml"
    assert broken_bounds(read_bounds([str(gate)]), [run]) == ()
