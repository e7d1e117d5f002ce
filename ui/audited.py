"""Audits as HTML: what is wrong first, each finding with its sum and its places.

Takes the JSON of `Audit`.  Findings are numbered through all audits in the
order of `findings_of`; a place of one is a button with `data-item` and
`data-place`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from qa.audit_finding import AuditVerdict
from ui.judged import place_buttons
from ui.marking import escape
from ui.render_check import AUDIT_SIGNS, audit_words
from ui.say import Say

_WRONG = (AuditVerdict.CONTRADICTED, AuditVerdict.DOUBTFUL)
_SHOWN = 6  # places shown of a finding, the rest folded
_ALIKE = 30  # passed findings of one rule that are listed


def findings_of(audits: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Return all findings of some audits, as they are numbered in the HTML."""
    return [finding for audit in audits for finding in audit["findings"]]


def audits_html(audits: Sequence[Mapping[str, Any]], say: Say) -> str:
    """Return audits one below the other; with several, those without a fault are folded."""
    parts, first = [], 0
    for audit in audits:
        parts.append(_audit(audit, first, len(audits) == 1, say))
        first += len(audit["findings"])
    return f'<div class="yj-audits" data-panel="audit-evidence">{"".join(parts)}</div>'


def finding_html(finding: Mapping[str, Any], number: int, place: int, say: Say) -> str:
    """Return one finding with its places, for the top of the evidence."""
    return (
        f'<div class="yj-judged" data-panel="audit-evidence">'
        f"{_finding(finding, number, say, on=place)}</div>"
    )


def _audit(audit: Mapping[str, Any], first: int, alone: bool, say: Say) -> str:
    numbered = list(enumerate(audit["findings"], first))
    counts = "".join(
        f'<span class="yj-v yj-a-{verdict.value if n else "none"}">{AUDIT_SIGNS[verdict]} '
        f"{word} {n}</span>"
        for verdict, word in audit_words(say).items()
        for n in [audit["counts"][verdict.value]]
    )
    wrong = [
        _finding(finding, number, say)
        for verdict in _WRONG
        for number, finding in numbered
        if finding["verdict"] == verdict.value
    ]
    body = "".join(wrong) or f'<p class="yj-fine">{say("没有不符，也没有存疑。")}</p>'
    body += _passed(numbered, say) + _not_applicable(numbered, say)
    title = escape(audit["title"] or audit["report"])
    head = f'<b>{title}</b><span class="yj-counts">{counts}</span>'
    if alone:
        return f'<section class="yj-audit"><h3>{head}</h3>{body}</section>'
    state = " open" if wrong else ""
    return f'<details class="yj-audit"{state}><summary>{head}</summary>{body}</details>'


def _finding(finding: Mapping[str, Any], number: int, say: Say, on: int = -1) -> str:
    verdict = AuditVerdict(finding["verdict"])
    parts = [
        f'<p class="yj-said"><span class="yj-v yj-a-{verdict.value}">{AUDIT_SIGNS[verdict]} '
        f"{audit_words(say)[verdict]}</span><small>{escape(finding['name'])}</small></p>",
        f"<p>{escape(finding['words'])}</p>",
    ]
    if finding["arithmetic"] and finding["arithmetic"] not in finding["words"]:
        parts.append(f'<p class="yj-sum">{say("算式")}：{escape(finding["arithmetic"])}</p>')
    parts.append(place_buttons(finding["operands"], number, say, _SHOWN, on))
    return f'<article class="yj-finding yj-a-{verdict.value}">{"".join(parts)}</article>'


def _passed(numbered: Sequence[tuple[int, Mapping[str, Any]]], say: Say) -> str:
    by_rule: dict[str, list[tuple[int, Mapping[str, Any]]]] = {}
    for number, finding in numbered:
        if finding["verdict"] == AuditVerdict.PASSED.value:
            by_rule.setdefault(finding["name"], []).append((number, finding))
    if not by_rule:
        return ""
    total = sum(map(len, by_rule.values()))
    few = total <= _ALIKE
    rules = "".join(_rule(name, passed, few, say) for name, passed in by_rule.items())
    return _folded(f"{AUDIT_SIGNS[AuditVerdict.PASSED]} {say('通过')} {total}", rules)


def _rule(
    name: str, passed: Sequence[tuple[int, Mapping[str, Any]]], unfolded: bool, say: Say
) -> str:
    listed = "".join(_finding(finding, number, say) for number, finding in passed[:_ALIKE])
    if len(passed) > _ALIKE:
        more = say("还有 {n} 处，全部在底稿里。").format(n=len(passed) - _ALIKE)
        listed += f'<p class="yj-fine">{more}</p>'
    return _folded(f"{escape(name)} {len(passed)}", listed, unfolded)


def _not_applicable(numbered: Sequence[tuple[int, Mapping[str, Any]]], say: Say) -> str:
    items = "".join(_lines(numbered))
    return (
        _folded(f"－ {say('不适用')} {items.count('<li>')}", f"<ul>{items}</ul>") if items else ""
    )


def _lines(numbered: Sequence[tuple[int, Mapping[str, Any]]]) -> Iterator[str]:
    for _, finding in numbered:
        if finding["verdict"] == AuditVerdict.NOT_APPLICABLE.value:
            yield f"<li>{escape(finding['name'])}：{escape(finding['words'])}</li>"


def _folded(head: str, body: str, unfolded: bool = False) -> str:
    state = " open" if unfolded else ""
    return f'<details class="yj-fold"{state}><summary>{head}</summary>{body}</details>'
