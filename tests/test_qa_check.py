"""Somebody's text against the reports: verdicts, amounts, whose figures they are."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.numerals import scan_numbers
from qa.check_amount import judge_amount
from qa.check_claims import check_claims
from qa.check_model import AGREEING, Checked, CheckVerdict
from qa.sources import Sources
from vectorstore.library import Library, open_library
from vectorstore.settings import StoreSettings

ROOT = Path(__file__).parent.parent
CLAIMS = [
    json.loads(line)
    for line in (ROOT / "eval/sets/claims_hand.jsonl").read_text("utf-8").splitlines()
    if line.startswith("{")
]
_MISSED = {"h-27"}  # 办理 is not 完成: said to be missing, though the report has it otherwise


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    store = tmp_path_factory.mktemp("check") / "store"
    with open_library(StoreSettings(path=store, embedder="hashing")) as opened:
        opened.ingest(sorted((ROOT / "eval" / "samples").glob("*.pdf")))
        yield opened


def check(library: Library, text: str) -> Checked:
    return check_claims(text, library.reports(), Sources(library))


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim["id"])
def test_hand_written_claims(library: Library, claim: dict[str, object]) -> None:
    if claim["id"] in _MISSED:
        pytest.xfail("known miss")
    checked = check(library, str(claim["text"]))
    assert [f.verdict.value for f in checked.figures] == claim["verdicts"]


def test_a_figure_is_never_ticked_for_its_digits_alone(library: Library) -> None:
    for text in (
        "番禺区委组织部2022年公务接待费298.57万元。",  # the amount of another measure
        "荔湾区委组织部2021年项目支出执行数298.57万元。",  # of another body
        "番禺区委组织部2021年项目支出执行数298.57万元。",  # of another year
        "番禺区委组织部2022年项目支出预算数298.57万元。",  # of another role
        "番禺区委组织部2022年项目支出执行数298.57亿元。",  # another amount
    ):
        checked = check(library, text)
        assert [f.verdict in AGREEING for f in checked.figures] == [False], text


def test_each_verdict_shows_its_place(library: Library) -> None:
    checked = check(library, "番禺区委组织部2022年项目支出执行数298.57万元，预算数310万元。")
    assert [f.verdict for f in checked.figures] == [CheckVerdict.READ, CheckVerdict.CONTRADICTED]
    for figure in checked.figures:
        place = figure.places[0].to_json()
        assert place["page"] == 2 and place["quote"] and place["boxes"] and place["sha256"]
        assert checked.text[figure.start : figure.end] == figure.printed
    assert checked.counts[CheckVerdict.READ] == 1


def test_a_sentence_carries_on_whose_figures_it_gives(library: Library) -> None:
    text = "番禺区委组织部2022年在职人员51人。\n退休人员14人。荔湾区委组织部2021年总分80分。"
    assert all(f.verdict is CheckVerdict.READ for f in check(library, text).figures)


def test_a_text_without_figures_has_none_to_judge(library: Library) -> None:
    assert not check(library, "2022年工作总体情况良好。").figures
    assert not check(library, "").figures


@settings(max_examples=30)
@given(text=st.text(max_size=80))
def test_any_text_can_be_checked(library: Library, text: str) -> None:
    checked = check(library, text)
    assert all(0 <= f.start < f.end <= len(text) for f in checked.figures)


@pytest.mark.parametrize(
    ("stated", "value", "unit", "qualifier", "verdict"),
    [
        ("298.57万元", "298.57", "万元", "", "read"),
        ("2985700元", "298.57", "万元", "", "converted"),
        ("约300万元", "298.57", "万元", "", "approximate"),
        ("300万元", "298.57", "万元", "", None),
        ("超30篇", "34", "篇", "", "approximate"),
        ("超30篇", "30", "篇", "超", "read"),
        ("超30篇", "28", "篇", "", None),
        ("超30篇", "90", "篇", "", None),
        ("约1.7万人次", "16674", "人次", "", "approximate"),
        ("95.87%", "96", "%", "", "approximate"),
        ("95.13%", "96", "%", "", None),
        ("2.83亿元", "2834.54", "万元", "", None),
        ("51人", "51", "名", "", "read"),
        ("51元", "51", "万元", "", None),
    ],
)
def test_amounts(stated: str, value: str, unit: str, qualifier: str, verdict: str | None) -> None:
    token = scan_numbers(stated)[0]
    got = judge_amount(token, Decimal(value), unit, qualifier)
    assert (got.value if got else None) == verdict


@given(st.decimals(min_value=1, max_value=10**7, places=2))
def test_an_amount_agrees_with_itself_in_any_unit(value: Decimal) -> None:
    for text, unit, scale in (
        (f"{value}万元", "万元", 1),
        (f"{value * 10000:,.0f}元", "万元", 1),
    ):
        token = scan_numbers(text)[0]
        assert judge_amount(token, value * scale, unit) in (
            CheckVerdict.READ,
            CheckVerdict.CONVERTED,
        )
