"""A comparison on paper: files that Excel opens and nothing runs in, the page, the command."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from ingest.errors import QuestionError, SettingsError
from ingest.model import Role
from qa.compare_measure import MeasureComparison, Wanted, compare_measure
from qa.settings import QASettings
from qa.sources import Sources
from ui.cli import main
from ui.commands_compare import read_role
from ui.comparison import HEADS, write_csv, write_xlsx
from ui.comparison_html import amount, comparison_html
from ui.say import CHINESE
from vectorstore.library import open_library
from vectorstore.settings import StoreSettings

_EVIL = "=HYPERLINK(1)<img src=x>"


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> StoreSettings:
    settings = StoreSettings(tmp_path / "store", "hashing")
    monkeypatch.setenv("YOUJU_EMBEDDER", "hashing")
    files = []
    for region, spent in (("云山区", "298.57万元"), ("溪口区", "3,000,000.00元")):
        files.append(tmp_path / f"{region}.txt")
        files[-1].write_text(
            f"安和市{region}民政局2023年自评报告\n项目支出全年执行数{spent}。\n", encoding="utf-8"
        )
    with open_library(settings) as library:
        library.ingest(files)
    return settings


@pytest.fixture
def compared(store: StoreSettings) -> MeasureComparison:
    with open_library(store) as library:
        found = compare_measure(
            Wanted("项目支出", Role.EXECUTION), library.reports(), Sources(library), QASettings()
        )
    first, *rest = found.rows
    first = replace(first, card=replace(first.card, title=_EVIL), value=Decimal("-300.00"))
    return replace(found, rows=(first, *rest))


def test_files_open_in_excel_and_run_nothing(compared: MeasureComparison, tmp_path: Path) -> None:
    from openpyxl import load_workbook

    write_csv(compared, tmp_path / "比较.csv")
    assert (tmp_path / "比较.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    with (tmp_path / "比较.csv").open(encoding="utf-8-sig", newline="") as stream:
        heads, first, second = csv.reader(stream)
    assert tuple(heads) == HEADS
    assert first[1] == f"'{_EVIL}"
    assert [first[6], second[6]] == ["-300.00", "298.57"]  # numbers, not text
    write_xlsx(compared, tmp_path / "比较.xlsx")
    book = load_workbook(tmp_path / "比较.xlsx")
    sheet = book["比较"]
    assert sheet["B2"].value == f"'{_EVIL}"
    assert sheet["G2"].value == -300
    assert sheet["G2"].number_format == "#,##0.00"
    assert [cell.value for cell in sheet[4]][1] == "合计"
    assert {s.title for s in book} == {"比较", "没有列入", "说明"}
    with pytest.raises(QuestionError, match="写不了"):
        write_xlsx(compared, tmp_path / "没有" / "x.xlsx")


def test_on_the_page_text_is_text_and_figures_lead_to_their_place(
    compared: MeasureComparison,
) -> None:
    html = comparison_html(compared, CHINESE)
    assert "<img" not in html
    for row in compared.rows:
        assert f'data-n="{row.n}"' in html
    assert "yj-below" in html  # below nought
    assert amount(Decimal("1234567.8900")) == "1,234,567.8900"
    nothing = replace(compared, rows=(), left_out=())
    assert "都没有这个数" in comparison_html(nothing, CHINESE)


@pytest.mark.parametrize(
    ("words", "role"),
    [
        ("执行", Role.EXECUTION),
        ("决算", Role.EXECUTION),
        ("年初预算数", Role.INITIAL_BUDGET),
        ("预算数", Role.BUDGET),
        ("得分", Role.SCORE),
        ("rate", Role.RATE),
    ],
)
def test_a_role_is_known_by_its_words(words: str, role: Role) -> None:
    assert read_role(words) is role


def test_a_role_that_nobody_knows_is_refused() -> None:
    with pytest.raises(SettingsError, match="可以写"):
        read_role("天气")


def test_the_command_compares_writes_and_says_what_is_missing(
    store: StoreSettings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    where = ["--store", str(store.path)]
    out = [str(tmp_path / "a.xlsx"), str(tmp_path / "a.csv")]
    asked = ["compare", "项目支出", "--role", "执行", "--year", "2023", *where]
    assert main([*asked, "--xlsx", out[0], "--csv", out[1]]) == 0
    said = capsys.readouterr().out
    assert "300.00" in said or "300" in said
    assert "合计：598.57万元" in said
    assert all(Path(path).is_file() for path in out)
    assert main([*asked, "--json"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert [row["rank"] for row in data["rows"]] == [1, 2]
    assert data["rows"][0]["verdict"] == "converted"
    assert data["rows"][0]["citation"]["quote"]
    assert main(["compare", "公务接待费", *where]) == 3
    assert "没有找到" in capsys.readouterr().out
