"""Audit a report against itself: every rule, and what each found.

A rule is a small named check (`Rule`); a new one is a function in one of the
`audit_*` modules and a line in its RULES.  What a rule cannot be applied to
is said once (不适用), never passed over in silence.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from ingest.model import Report
from qa import (
    audit_changes,
    audit_gaps,
    audit_prose,
    audit_rates,
    audit_reasons,
    audit_scores,
    audit_tables,
    audit_twice,
    audit_years,
)
from qa.audit_finding import AuditVerdict, Finding, Operand, Rule
from qa.audit_view import Audited
from qa.quoting import short_quote

RULES: tuple[Rule, ...] = (
    *audit_tables.RULES,
    *audit_prose.RULES,
    *audit_rates.RULES,
    *audit_changes.RULES,
    *audit_years.RULES,
    *audit_reasons.RULES,
    *audit_scores.RULES,
    *audit_twice.RULES,
    *audit_gaps.RULES,
)


@dataclass(frozen=True)
class Audit:
    """All findings about one report, rule by rule in the order of RULES."""

    report: Report
    findings: tuple[Finding, ...]

    @cached_property
    def counts(self) -> Mapping[AuditVerdict, int]:
        """How many findings of each verdict."""
        return {v: sum(f.verdict is v for f in self.findings) for v in AuditVerdict}

    def of(self, *verdicts: AuditVerdict) -> tuple[Finding, ...]:
        """Return the findings of these verdicts."""
        return tuple(f for f in self.findings if f.verdict in verdicts)

    def to_json(self) -> dict[str, Any]:
        """Return the audit as plain data, each operand with its page and boxes."""
        return {
            "report": self.report.file_name,
            "report_id": self.report.id,
            "sha256": self.report.content_hash,
            "title": self.report.title,
            "counts": {verdict.value: n for verdict, n in self.counts.items()},
            "findings": [self._finding(finding) for finding in self.findings],
        }

    def _finding(self, finding: Finding) -> dict[str, Any]:
        return {
            "rule": finding.rule,
            "name": rule_name(finding.rule),
            "verdict": finding.verdict.value,
            "words": finding.words,
            "arithmetic": finding.arithmetic,
            "operands": [operand_json(self.report, operand) for operand in finding.operands],
        }


def audit_report(report: Report, rules: tuple[Rule, ...] = RULES) -> Audit:
    """Return what the rules find in a report; a rule with nothing to check says so."""
    audited = Audited(report)
    findings: list[Finding] = []
    for rule in rules:
        found = list(rule.run(audited))
        if not found:
            words = f"没有{rule.needs}"
            found = [Finding(rule.id, AuditVerdict.NOT_APPLICABLE, words, "", ())]
        findings += found
    return Audit(report, tuple(findings))


def rule_name(rule_id: str) -> str:
    """Return a rule's name for a person."""
    return next((rule.name for rule in RULES if rule.id == rule_id), rule_id)


def operand_json(report: Report, operand: Operand) -> dict[str, Any]:
    """Return an operand with the page (or place), quote and boxes it stands at."""
    page = report.pages[operand.span.page - 1]
    boxes = page.boxes.lines(operand.span.start, operand.span.end)
    quote = short_quote(report, operand.quote, operand.span)
    return {
        "label": operand.label,
        "text": operand.text,
        "page": operand.span.page if report.paged else None,
        "locator": operand.locator or (None if report.paged else page.locator or None),
        "quote": " ".join(report.text(quote).split()),
        "boxes": [
            {"page": operand.span.page, "bbox": [b.x0, b.top, b.x1, b.bottom]} for b in boxes
        ],
    }
