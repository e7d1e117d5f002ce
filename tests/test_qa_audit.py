"""Audits: rules, tolerances, and what they find in reports written by hand."""

from __future__ import annotations

import time
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.audit_reports import HandReport, as_html, hand_reports, names_wrong
from ingest.model import Span
from ingest.read import read_report
from qa.audit import RULES, audit_report, operand_json
from qa.audit_finding import AuditVerdict, Operand
from qa.audit_tolerance import ratio_slack, rounded_like, step_of, sum_tolerance

SAMPLES = Path(__file__).parent.parent / "eval" / "samples"
_money = st.decimals(min_value=0, max_value=10**8, places=4, allow_nan=False, allow_infinity=False)


@given(st.lists(_money, min_size=1, max_size=30))
def test_rounding_each_part_is_never_an_error(parts: list[Decimal]) -> None:
    cents = Decimal("0.01")
    printed = [part.quantize(cents) for part in parts]
    total = sum(parts, Decimal(0)).quantize(cents)
    off = abs(total - sum(printed, Decimal(0)))
    lost = sum(1 for part, shown in zip(parts, printed, strict=True) if part and not shown)
    assert off <= sum_tolerance(total, printed) + lost * cents / 2


@given(_money, st.decimals(min_value=1, max_value=10**8, places=4))
def test_a_rate_of_rounded_numbers_keeps_within_its_slack(top: Decimal, bottom: Decimal) -> None:
    cents = Decimal("0.01")
    shown = top.quantize(cents), bottom.quantize(cents)
    slack = ratio_slack(*shown, cents, cents)
    assert abs(top / bottom - shown[0] / shown[1]) <= slack * Decimal("1.02") + Decimal("1e-12")


def test_numbers_are_compared_at_the_step_they_are_printed_with() -> None:
    assert step_of(Decimal("75.48")) == Decimal("0.01")
    assert step_of(Decimal("25")) == 1
    assert rounded_like(Decimal("95.87"), Decimal("96")) == 96
    assert sum_tolerance(Decimal("47.91"), [Decimal(25), Decimal("22.91")]) < Decimal("0.02")


@pytest.mark.parametrize("report", hand_reports(), ids=lambda report: report.id)
def test_what_is_wrong_in_a_small_report_is_found_and_nothing_else(report: HandReport) -> None:
    audit = audit_report(report.read())
    found = audit.of(AuditVerdict.CONTRADICTED)
    assert bool(found) == bool(report.wrong), [f.words for f in found]
    for wrong in report.wrong[:1]:
        assert any(names_wrong(audit.report, finding, wrong) for finding in found)


def test_a_long_table_is_audited_in_proportion(tmp_path: Path) -> None:
    """A damaged sheet repeated its rows by the thousand: each row was looked for in all of them."""
    least = []
    for rows in (200, 1600):
        path = tmp_path / f"{rows}.csv"
        lines = [f"第{n}项支出,{n}.00,{n + 1}.50,1.50" for n in range(rows)]
        path.write_text("\n".join(["项目,2022年决算数,2023年决算数,增减额", *lines]), "utf-8")
        report = read_report(path)
        took = []
        for _ in range(3):
            began = time.process_time()
            audit_report(report)
            took.append(time.process_time() - began)
        least.append(min(took))
    assert least[1] < 30 * least[0], least  # 8 rows for each; 64 times where all meet all


@pytest.mark.parametrize(
    ("change", "rate", "wrong"),
    [
        ("50.00", "10.00%", 0),
        ("55.00", "10.00%", 1),
        ("50.00", "12.00%", 1),
    ],
)
def test_changes_in_a_table_are_held_against_its_two_years(
    tmp_path: Path, change: str, rate: str, wrong: int
) -> None:
    text = f"""
    # 青石镇人民政府2023年度部门决算
    # 支出决算对比表
    单位：万元
    |项目|2022年决算数|2023年决算数|增减额|增减率|
    |教育支出|500.00|550.00|{change}|{rate}|
    |卫生健康支出|200.00|180.00|-20.00|-10.00%|
    """
    path = tmp_path / "两年.html"
    path.write_text(as_html(text), "utf-8")
    audit = audit_report(read_report(path))
    found = [f for f in audit.findings if f.rule == "table-change"]
    assert len(found) == 4
    assert [f.verdict for f in found].count(AuditVerdict.CONTRADICTED) == wrong


def test_every_rule_has_its_own_name_and_says_what_it_needs() -> None:
    assert len({rule.id for rule in RULES}) == len(RULES)
    assert len({rule.name for rule in RULES}) == len(RULES)
    assert all(rule.needs and rule.run.__doc__ for rule in RULES)


def test_every_rule_reports_even_where_it_has_nothing_to_check() -> None:
    audit = audit_report(hand_reports()[0].read())
    assert {finding.rule for finding in audit.findings} == {rule.id for rule in RULES}


@pytest.mark.parametrize("sample", sorted(SAMPLES.glob("*.pdf")), ids=lambda path: path.stem[:2])
def test_the_samples_hold(sample: Path) -> None:
    audit = audit_report(read_report(sample))
    assert not audit.of(AuditVerdict.CONTRADICTED, AuditVerdict.DOUBTFUL)


def test_operands_stand_where_the_finding_says() -> None:
    for sample in SAMPLES.glob("*.pdf"):
        audit = audit_report(read_report(sample))
        for finding in audit.findings:
            for operand in finding.operands:
                shown = "".join(audit.report.text(operand.span).split())
                assert shown and shown in "".join(operand.text.split())


def test_known_arithmetic_of_the_two_reports(real_reports: Path) -> None:
    liwan = audit_report(read_report(real_reports / "liwan2021_selfeval.pdf"))
    assert not liwan.of(AuditVerdict.CONTRADICTED, AuditVerdict.DOUBTFUL)
    sums = {f.arithmetic for f in liwan.of(AuditVerdict.PASSED)}
    assert "2013.02 ÷ (2506.72 + 160.09) = 75.48%" in sums
    assert "8 × 10 + 0 = 80" in sums
    panyu = audit_report(read_report(real_reports / "panyu2022_report.pdf"))
    assert not panyu.of(AuditVerdict.CONTRADICTED, AuditVerdict.DOUBTFUL)
    rounding = [f for f in panyu.of(AuditVerdict.PASSED) if "2530.65 + 303.90" in f.arithmetic]
    assert len(rounding) == 1 and "四舍五入" in rounding[0].words
    rates = [f for f in panyu.of(AuditVerdict.PASSED) if f.rule == "prose-rate"]
    assert [f.operands[0].text for f in rates] == ["96%", "96%", "98%", "100%"]


@pytest.mark.parametrize("form", ["pdf", "html", "txt", "xlsx"])
def test_no_false_alarm_in_any_form_of_the_first_report(real_reports: Path, form: str) -> None:
    audit = audit_report(read_report(real_reports / f"liwan2021_selfeval.{form}"))
    assert not audit.of(AuditVerdict.CONTRADICTED, AuditVerdict.DOUBTFUL)


@pytest.mark.parametrize("form", ["docx", "txt"])
def test_no_false_alarm_in_any_form_of_the_second_report(real_reports: Path, form: str) -> None:
    audit = audit_report(read_report(real_reports / f"panyu2022_report.{form}"))
    assert not audit.of(AuditVerdict.CONTRADICTED, AuditVerdict.DOUBTFUL)


def test_a_long_quote_keeps_the_number_it_is_quoted_for(tmp_path: Path) -> None:
    path = tmp_path / "甲.txt"
    text = "前面的话，" * 80 + "支出298.57万元，" + "后面的话。" * 80
    path.write_text(text, "utf-8")
    report = read_report(path)
    text = report.pages[0].text
    at = text.index("298.57")
    span = Span(report.id, 1, at, at + len("298.57万元"))
    operand = Operand("支出", "298.57万元", Span(report.id, 1, 0, len(text)), span)
    quote = operand_json(report, operand)["quote"]
    assert "298.57万元" in quote
    assert len(quote) <= 300


@pytest.mark.parametrize(
    ("shares", "wrong"),
    [
        (("60.00", "30.00", "10.00"), []),
        (("60.00", "35.00", "10.00"), ["35.00%"]),  # the others show what it is a share of
        (("66.00", "35.00", "10.00"), []),  # of what, nothing shows
    ],
)
def test_a_list_of_shares_shows_what_they_are_of(
    tmp_path: Path, shares: tuple[str, ...], wrong: list[str]
) -> None:
    names = ("农林水支出600.00万元", "卫生健康支出300.00万元", "住房保障支出100.00万元")
    listed = "；".join(f"{name}，占{s}%" for name, s in zip(names, shares, strict=True))
    path = tmp_path / "甲.txt"
    text = f"某某区水利局2024年部门预算\n一般公共预算支出1000.00万元。按功能科目分：{listed}。"
    path.write_text(text, "utf-8")
    found = audit_report(read_report(path)).of(AuditVerdict.CONTRADICTED)
    assert [finding.operands[0].text for finding in found] == wrong
