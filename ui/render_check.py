"""Audits and checked texts as lines for a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from qa.audit import Audit, operand_json, rule_name
from qa.audit_finding import AuditVerdict, Finding
from qa.check_model import Checked, CheckedFigure, CheckVerdict
from ui.render import render_place
from ui.say import CHINESE, Say


def audit_words(say: Say) -> dict[AuditVerdict, str]:
    """Return the word for each verdict of an audit, what is wrong first."""
    return {
        AuditVerdict.CONTRADICTED: say("不符"),
        AuditVerdict.DOUBTFUL: say("存疑"),
        AuditVerdict.PASSED: say("通过"),
        AuditVerdict.NOT_APPLICABLE: say("不适用"),
    }


def check_words(say: Say) -> dict[CheckVerdict, str]:
    """Return the word for each verdict of a checked figure, agreement first."""
    return {
        CheckVerdict.READ: say("一致"),
        CheckVerdict.CONVERTED: say("单位换算后一致"),
        CheckVerdict.COMPUTED: say("计算得出一致"),
        CheckVerdict.APPROXIMATE: say("约数一致"),
        CheckVerdict.CONTRADICTED: say("不符"),
        CheckVerdict.NOT_FOUND: say("报告未载"),
    }


AUDIT_WORDS = audit_words(CHINESE)
CHECK_WORDS = check_words(CHINESE)
AUDIT_SIGNS = {
    AuditVerdict.CONTRADICTED: "✗",
    AuditVerdict.DOUBTFUL: "？",
    AuditVerdict.PASSED: "✓",
    AuditVerdict.NOT_APPLICABLE: "－",
}
_MARKS = {CheckVerdict.CONTRADICTED: "✗", CheckVerdict.NOT_FOUND: "？"}
_SHOWN = 4  # operands shown with their places


def audit_lines(audit: Audit, passed: bool = False) -> Iterator[str]:
    """Yield an audit for a person: what is wrong first, what could not be checked last.

    passed  list what holds too
    """
    report = audit.report
    yield f"{report.title or report.file_name}（{report.file_name}）"
    wanted = [AuditVerdict.CONTRADICTED, AuditVerdict.DOUBTFUL]
    if passed:
        wanted.append(AuditVerdict.PASSED)
    for verdict in wanted:
        for finding in audit.of(verdict):
            yield from _finding_lines(audit, finding)
    if passed:
        for finding in audit.of(AuditVerdict.NOT_APPLICABLE):
            yield f"－ 不适用　{rule_name(finding.rule)}：{finding.words}"
    yield f"  {audit_summary(audit)}"


def audit_summary(audit: Audit) -> str:
    """Return the line that counts an audit's findings."""
    parts = [f"{word} {audit.counts[verdict]}" for verdict, word in AUDIT_WORDS.items()]
    return f"勾稽 {len(audit.findings)} 处：{'，'.join(parts)}。"


def checked_lines(checked: Checked) -> Iterator[str]:
    """Yield a checked text for a person: each figure with its verdict and source."""
    for figure in checked.figures:
        yield f"{_MARKS.get(figure.verdict, '✓')} {figure.printed}　{CHECK_WORDS[figure.verdict]}"
        yield f"    {figure.words}"
        yield from _quote_lines(figure)
    yield checked_summary(checked)


def checked_summary(checked: Checked) -> str:
    """Return the line that counts a text's figures by verdict."""
    if not checked.figures:
        return "文字里没有数字。"
    counts = checked.counts
    parts = [
        f"{word} {counts[verdict]}" for verdict, word in CHECK_WORDS.items() if counts[verdict]
    ]
    return f"共 {len(checked.figures)} 个数字：{'，'.join(parts)}。"


def _finding_lines(audit: Audit, finding: Finding) -> Iterator[str]:
    sign, word = AUDIT_SIGNS[finding.verdict], AUDIT_WORDS[finding.verdict]
    yield f"{sign} {word}　{rule_name(finding.rule)}"
    yield f"    {finding.words}"
    if finding.arithmetic and finding.arithmetic not in finding.words:
        yield f"    算式：{finding.arithmetic}"
    if finding.verdict is AuditVerdict.PASSED:
        return
    for operand in finding.operands[:_SHOWN]:
        place = operand_json(audit.report, operand)
        quote = place["quote"]
        shown = f"“{quote[:80]}{'…' if len(quote) > 80 else ''}”"
        yield f"      {operand.label} {operand.text}　{render_place(place)} {shown}".rstrip()
    if len(finding.operands) > _SHOWN:
        yield f"      ……共 {len(finding.operands)} 个数"


def _quote_lines(figure: CheckedFigure) -> Iterator[str]:
    for place in figure.places[:2]:
        data = place.to_json()
        where = " ".join(filter(None, (data["report"], render_place(data))))
        yield f"    {where} “{data['quote'][:120]}”"
