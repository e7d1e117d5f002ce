"""Checked texts and audits as HTML: marks in place, folding, escaping, both languages."""

from __future__ import annotations

from collections import Counter
from types import SimpleNamespace
from typing import Any

from qa.audit_finding import AuditVerdict
from qa.check_model import CheckVerdict
from ui.audited import audits_html, findings_of
from ui.checked import checked_html, figure_html
from ui.render_check import CHECK_WORDS, checked_lines
from ui.say import CHINESE, ENGLISH

PLACE = {
    "label": "<项目>支出",
    "text": "298.57万元",
    "page": 2,
    "locator": None,
    "quote": "…",
    "boxes": [],
}


def checked(text: str, *figures: tuple[str, CheckVerdict]) -> dict[str, Any]:
    found, at = [], 0
    for printed, verdict in figures:
        start = text.index(printed, at)
        at = start + len(printed)
        found.append(
            {
                "printed": printed,
                "start": start,
                "end": at,
                "verdict": verdict.value,
                "words": f"说明<{printed}>",
                "computation": None,
                "places": [PLACE, PLACE],
            }
        )
    counts = {v.value: sum(f["verdict"] == v.value for f in found) for v in CheckVerdict}
    return {"text": text, "figures": found, "counts": counts}


def test_each_verdict_has_its_word_and_its_sign() -> None:
    for verdict in CheckVerdict:
        html = checked_html(checked("共3人。", ("3人", verdict)), CHINESE)
        assert f'<button type="button" class="yj-fig yj-v-{verdict.value}" data-item="0"' in html
        assert f"{CHECK_WORDS[verdict]}</i></button>。" in html
        checked_html(checked("共3人。", ("3人", verdict)), ENGLISH)


def test_the_text_around_the_figures_is_text() -> None:
    html = checked_html(checked("<b>共3人{{x}}$", ("3人", CheckVerdict.READ)), CHINESE)
    assert "<b>" not in html
    assert "{{" not in html
    assert "&lt;b&gt;共<button" in html


def test_a_text_without_figures_says_so() -> None:
    assert "文字里没有数字。" in checked_html(checked("没有"), CHINESE)


def test_a_figure_shows_its_places_to_choose_from() -> None:
    figure = checked("共3人。", ("3人", CheckVerdict.COMPUTED))["figures"][0]
    html = figure_html(figure, 0, 1, CHINESE)
    assert html.count("yj-operand ") == 1
    assert 'class="yj-operand yj-on" data-item="0" data-place="1"' in html
    assert "&lt;项目&gt;支出" in html


def audit(*verdicts: AuditVerdict) -> dict[str, Any]:
    findings = [
        {
            "rule": "sum",
            "name": "合计",
            "verdict": verdict.value,
            "words": f"第{number}处",
            "arithmetic": "1 + 1 = 2",
            "operands": [PLACE] * 8,
        }
        for number, verdict in enumerate(verdicts)
    ]
    counts = {v.value: sum(f["verdict"] == v.value for f in findings) for v in AuditVerdict}
    return {"report": "a.pdf", "title": "<甲>", "counts": counts, "findings": findings}


def test_what_is_wrong_comes_first_and_what_holds_is_folded() -> None:
    verdicts = (
        AuditVerdict.PASSED,
        AuditVerdict.NOT_APPLICABLE,
        AuditVerdict.DOUBTFUL,
        AuditVerdict.CONTRADICTED,
    )
    html = audits_html([audit(*verdicts)], CHINESE)
    assert html.index("第3处") < html.index("第2处") < html.index("yj-fold") < html.index("第1处")
    assert html.index("✓ 通过 1</summary>") < html.index("第0处")
    assert "<甲>" not in html
    assert html.count("还有 2 个数") == 3
    audits_html([audit(*AuditVerdict)], ENGLISH)


def test_findings_are_numbered_through_all_audits() -> None:
    audits = [audit(AuditVerdict.PASSED), audit(AuditVerdict.DOUBTFUL)]
    html = audits_html(audits, CHINESE)
    assert [finding["verdict"] for finding in findings_of(audits)] == ["passed", "doubtful"]
    doubtful = html[html.index("yj-finding yj-a-doubtful") :]
    assert 'data-item="1" data-place="0"' in doubtful


def test_many_passes_of_a_rule_are_cut_short() -> None:
    html = audits_html([audit(*[AuditVerdict.PASSED] * 40)], CHINESE)
    assert html.count("<article") == 30
    assert "还有 10 处" in html


def test_a_line_quotes_word_for_word() -> None:
    place = {"report": "甲.txt", "page": None, "locator": None, "quote": "甲  乙"}
    figure: Any = SimpleNamespace(
        verdict=CheckVerdict.READ,
        printed="3人",
        words="说明",
        places=[SimpleNamespace(to_json=lambda: place)],
    )
    shown: Any = SimpleNamespace(figures=[figure], counts=Counter([CheckVerdict.READ]))
    assert "    甲.txt “甲  乙”" in list(checked_lines(shown))
