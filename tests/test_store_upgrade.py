"""A store of another release or of another embedder: refused in one line, made anew, never misread.

`golden/store_1.sql` is a store as the release before wrote it (schema 1).
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from ingest.errors import StoreMismatch
from ingest.given import Given
from ingest.read import read_report
from qa.chain import open_answerer
from qa.model import Outcome
from ui import cli
from vectorstore import schema
from vectorstore.examining import examine_store
from vectorstore.library import Library, open_library
from vectorstore.rebuild import rebuild_store
from vectorstore.settings import StoreSettings

GOLDEN = Path(__file__).with_name("golden") / "store_1.sql"
TEXT = "安和市云山区民政局2023年度部门整体支出绩效自评报告\n项目支出执行数36.5万元。\n"
QUESTION = "项目支出执行数是多少？"
# Change the number with every change of what the tables hold (see `vectorstore/schema.py`).
WRITTEN = {2: "5f1f4360", 3: "746ee8f9"}


@pytest.fixture
def report(tmp_path: Path) -> Path:
    path = tmp_path / "报告.txt"
    path.write_text(TEXT, "utf-8")
    return path


@pytest.fixture
def store(tmp_path: Path) -> StoreSettings:
    return StoreSettings(tmp_path / "store", "hashing")


@pytest.fixture
def library(store: StoreSettings, report: Path) -> Iterator[Library]:
    with open_library(store) as library:
        library.ingest([report], read=read_report)
        yield library


def change(store: StoreSettings, *statements: str) -> None:
    """Change the catalogue behind the library's back, as another release would."""
    with closing(sqlite3.connect(store.path / "catalogue.sqlite3")) as catalogue:
        for statement in statements:
            catalogue.execute(statement)
        catalogue.commit()


def dump(store: StoreSettings) -> list[str]:
    with closing(sqlite3.connect(store.path / "catalogue.sqlite3")) as catalogue:
        return list(catalogue.iterdump())


def write_old(store: StoreSettings, report: Path) -> None:
    """Put the store of the release before where the store is, its figure misread."""
    store.path.mkdir()
    text = GOLDEN.read_text("utf-8").replace("@REPORT@", str(report)).replace("'36.5'", "'63.5'")
    with closing(sqlite3.connect(store.path / "catalogue.sqlite3")) as catalogue:
        catalogue.executescript(text)


def answered(store: StoreSettings) -> str:
    with open_library(store) as library:
        return open_answerer(library).ask(QUESTION).answer


VERSIONS = {
    "lowered": "UPDATE manifest SET value = '1' WHERE key = 'schema'",
    "raised": "UPDATE manifest SET value = '99' WHERE key = 'schema'",
    "missing": "DELETE FROM manifest WHERE key = 'schema'",
    "no number": "UPDATE manifest SET value = 'x' WHERE key = 'schema'",
    "passages": "UPDATE manifest SET value = '1/1/1' WHERE key = 'passages'",
}


@pytest.mark.parametrize("version", VERSIONS)
def test_a_store_of_another_version_is_refused_and_made_anew(
    version: str, library: Library, store: StoreSettings
) -> None:
    library.close()
    change(store, VERSIONS[version], "UPDATE figures SET value = '63.5' WHERE value = '36.5'")
    for use in (open_library, examine_store):
        with pytest.raises(StoreMismatch, match=r"另一版.*--rebuild") as caught:
            use(store)
        assert "\n" not in str(caught.value)
    rebuild_store(store, read=read_report)
    assert "36.5万元" in answered(store)
    assert examine_store(store) == ()


def test_the_store_of_the_release_before_is_made_anew(store: StoreSettings, report: Path) -> None:
    write_old(store, report)
    with pytest.raises(StoreMismatch, match=r"库里是 1，现在是 \d+.*--rebuild"):
        open_library(store)
    account = rebuild_store(store, read=read_report)
    assert [(o.state, o.path) for o in account.outcomes] == [("added", str(report))]
    assert "36.5万元" in answered(store)
    assert examine_store(store) == ()


def test_what_a_store_of_before_cannot_give_back_is_named(
    store: StoreSettings, report: Path
) -> None:
    write_old(store, report)
    report.unlink()
    (outcome,) = rebuild_store(store, read=read_report).outcomes
    assert (outcome.state, outcome.path) == ("failed", str(report))
    assert report.name in outcome.message


COMMANDS = [
    ["ask", QUESTION],
    ["answer", "@QUESTIONS", "-"],
    ["reports"],
    ["reports", "--detail", "报告.txt"],
    ["compare", "项目支出"],
    ["check", "项目支出执行数36.5万元。"],
    ["audit", "--all"],
    ["ingest", "@REPORT"],
    ["identify", "报告.txt", "--year", "2022"],
    ["remove", "报告.txt"],
    ["doctor"],
    ["doctor", "--mend"],
    ["chat"],
    ["mcp"],
    ["demo"],
]


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_every_command_says_how_to_make_it_anew(
    command: list[str],
    store: StoreSettings,
    report: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    write_old(store, report)
    questions = report.with_suffix(".jsonl")
    questions.write_text(f'{{"question": "{QUESTION}"}}\n', "utf-8")
    monkeypatch.setenv("YOUJU_EMBEDDER", "hashing")
    before = dump(store)
    names = {"@REPORT": str(report), "@QUESTIONS": str(questions)}
    assert cli.main([*(names.get(word, word) for word in command), "--store", str(store.path)]) == 1
    out, err = capsys.readouterr()
    lines = [line for line in err.splitlines() if line]
    assert len(lines) == 1 and "youju ingest --rebuild" in lines[0]
    assert "63.5" not in out + err
    assert dump(store) == before


def test_the_command_line_makes_it_anew(
    store: StoreSettings,
    report: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    write_old(store, report)
    monkeypatch.setenv("YOUJU_EMBEDDER", "hashing")
    assert cli.main(["ingest", "--rebuild", "--store", str(store.path)]) == 0
    assert cli.main(["ask", QUESTION, "--store", str(store.path)]) == 0
    assert "36.5万元" in capsys.readouterr().out


def test_an_open_library_gives_nothing_once_another_release_has_made_the_store_anew(
    library: Library, store: StoreSettings, report: Path
) -> None:
    """As the page holds it: answers fail with the line, none is misread, nothing is written."""
    answerer = open_answerer(library)
    assert answerer.ask(QUESTION).outcome is Outcome.ANSWERED
    change(
        store,
        VERSIONS["raised"],
        "UPDATE manifest SET value = value + 1 WHERE key = 'generation'",
        "UPDATE figures SET value = '63.5' WHERE value = '36.5'",
    )
    answer = answerer.ask(QUESTION)
    assert (answer.outcome, answer.figures) == (Outcome.FAILED, ())
    assert "重新启动" in answer.error
    report.write_text(TEXT.replace("36.5", "37.5"), "utf-8")
    card = "adbc065cfb37"
    for write in (
        lambda: library.ingest([report], read=read_report),
        lambda: library.remove(card),
        lambda: library.identify(card, Given(fiscal_year=2022)),
    ):
        with pytest.raises(StoreMismatch):
            write()


def test_an_open_library_says_that_the_embedder_was_changed(
    library: Library, store: StoreSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    (card,) = library.reports()
    assert library.find("项目支出", [card.id], 1)
    from vectorstore.embed import HashingEmbedder

    with monkeypatch.context() as other:  # of the same dimension: nothing else would tell
        other.setattr(HashingEmbedder, "name", "another")
        rebuild_store(store)
    with pytest.raises(StoreMismatch, match="向量模型：库里是 another，现在是 hashing"):
        library.find("项目支出", [card.id], 1)
    with pytest.raises(StoreMismatch, match="向量模型"):
        library.remove(card.id)


def test_the_schema_has_a_new_number_whenever_it_changes() -> None:
    """Guards the rule at the top of `vectorstore/schema.py`."""
    said: Any = (schema.DDL, schema.CARD, schema.PAGE, schema.SECTION, schema.TABLE)
    said = repr((*said, schema.FIGURE, schema.PASSAGE))
    assert WRITTEN[schema.SCHEMA_VERSION] == hashlib.sha256(said.encode()).hexdigest()[:8]


def test_another_embedder_is_said_where_the_store_is_opened(
    library: Library, store: StoreSettings
) -> None:
    library.close()
    with pytest.raises(StoreMismatch, match=r"设置不符.*--rebuild.*或改回原来的设置"):
        open_library(replace(store, embedder="some/model"))
