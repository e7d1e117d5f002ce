"""Measure audits and checked claims: how many contradictions are found, how many alarms are false.

Four parts: figures of reports changed at random, reports and claims written
by hand, whole reports with the errors truly in them, and claims made from
reports at random.  Everything random comes from one seed.
"""

from __future__ import annotations

import json
import random
import tomllib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Any

from eval.audit_reports import hand_reports, names_wrong
from eval.audit_seeds import sow
from eval.claim_seeds import make_claims
from ingest.model import Report
from qa.audit import audit_report
from qa.audit_finding import AuditVerdict, Finding
from qa.check_model import Checked, CheckVerdict


@dataclass
class Score:
    """Contradictions of one part: `found` and `missed` are true ones, `false` are alarms.

    right, cases  verdicts of all kinds that are as they should be, and all of them
    """

    name: str
    found: int = 0
    missed: int = 0
    false: int = 0
    right: int = 0
    cases: int = 0
    faults: list[str] = field(default_factory=list)

    @property
    def precision(self) -> float | None:
        """Share of the alarms that are true (higher is better); None without any."""
        return self.found / (self.found + self.false) if self.found + self.false else None

    @property
    def recall(self) -> float | None:
        """Share of the contradictions that are found (higher is better); None without any."""
        return self.found / (self.found + self.missed) if self.found + self.missed else None

    def add(self, other: Score) -> None:
        """Count another's numbers in."""
        self.found += other.found
        self.missed += other.missed
        self.false += other.false
        self.right += other.right
        self.cases += other.cases

    def to_json(self) -> dict[str, Any]:
        """Return the numbers as plain data."""
        return {
            "name": self.name,
            "found": self.found,
            "missed": self.missed,
            "false": self.false,
            "right": self.right,
            "cases": self.cases,
            "precision": self.precision,
            "recall": self.recall,
            "faults": self.faults,
        }


def measure_seeds(reports: Sequence[Report], each: int, seed: int) -> Score:
    """Change `each` figures of every report, one at a time, and audit what comes of it."""
    score = Score("随机改错的数字")
    for report in reports:
        chance = random.Random(f"{seed} {report.content_hash}")
        before = {_key(f) for f in audit_report(report).of(AuditVerdict.CONTRADICTED)}
        for sown in sow(report, each, chance):
            alarms = audit_report(sown.report).of(AuditVerdict.CONTRADICTED)
            told = [f for f in alarms if any(o.span == sown.figure.span for o in f.operands)]
            place = (
                f"{report.file_name} 第{sown.figure.span.page}页 {sown.figure.printed}→{sown.now}"
            )
            _count(score, bool(told), f"没找到：{place}")
            for alarm in alarms:
                if alarm not in told and _key(alarm) not in before:
                    score.false += 1
                    score.faults.append(f"误报：{place}：{alarm.words}")
    return score


def measure_hand() -> Score:
    """Audit the reports written by hand."""
    score = Score("手写的小报告")
    for written in hand_reports():
        report = written.read()
        alarms = audit_report(report).of(AuditVerdict.CONTRADICTED)
        if written.wrong:
            hit = any(names_wrong(report, f, w) for f in alarms for w in written.wrong)
            _count(score, hit, f"没找到：{written.id}：{written.why}")
            continue
        score.cases += 1
        score.right += not alarms
        score.false += len(alarms)
        score.faults += [f"误报：{written.id}：{f.words}" for f in alarms]
    return score


def measure_whole(reports: Sequence[Report]) -> Score:
    """Audit untouched reports: what is known to be wrong in them, and nothing else."""
    score = Score("原样的报告")
    known = tomllib.loads(files("eval").joinpath("sets/audit_known.toml").read_text("utf-8"))
    for report in reports:
        errors = [e for e in known["error"] if e["file"] == report.file_name]
        alarms = audit_report(report).of(AuditVerdict.CONTRADICTED)
        for error in errors:
            hit = any(_tells(report, alarm, error) for alarm in alarms)
            _count(score, hit, f"没找到：{report.file_name} 第{error['page']}页 {error['wrong']}")
        false = [a for a in alarms if not any(_tells(report, a, e) for e in errors)]
        score.false += len(false)
        score.cases += not errors
        score.right += not errors and not false
        score.faults += [f"误报：{report.file_name}：{a.words}" for a in false]
    return score


def measure_claims(
    reports: Sequence[Report], check: Callable[[str], Checked], each: int, seed: int
) -> Score:
    """Check claims made from reports at random."""
    score = Score("随机造的说法")
    for report in reports:
        chance = random.Random(f"{seed} {report.content_hash}")
        for claim in make_claims(report, each, chance):
            checked = check(claim.text)
            got = checked.figures[-1].verdict if checked.figures else None
            _judge(score, claim.verdict, got, claim.text)
    return score


def measure_hand_claims(check: Callable[[str], Checked]) -> Score:
    """Check the claims written by hand."""
    score = Score("手写的说法")
    for case in _hand_claims():
        got = [figure.verdict for figure in check(case["text"]).figures]
        wanted = [CheckVerdict(v) for v in case["verdicts"]]
        got += [CheckVerdict.NOT_FOUND] * (len(wanted) - len(got))
        for want, verdict in zip(wanted, got, strict=False):
            _judge(score, want, verdict, case["text"])
    return score


def total(scores: Sequence[Score]) -> Score:
    """Return the sum of several scores."""
    whole = Score("合计")
    for score in scores:
        whole.add(score)
    return whole


def _hand_claims() -> Iterator[dict[str, Any]]:
    text = files("eval").joinpath("sets/claims_hand.jsonl").read_text("utf-8")
    for line in text.splitlines():
        if line.startswith("{"):
            yield json.loads(line)


def _judge(score: Score, want: CheckVerdict, got: CheckVerdict | None, text: str) -> None:
    wrong = CheckVerdict.CONTRADICTED
    score.cases += 1
    score.right += want is got
    score.found += want is wrong and got is wrong
    score.missed += want is wrong and got is not wrong
    score.false += want is not wrong and got is wrong
    if want is not got:
        score.faults.append(f"应为 {want.value}，判为 {got.value if got else '没读出数字'}：{text}")


def _count(score: Score, hit: bool, fault: str) -> None:
    score.cases += 1
    score.right += hit
    score.found += hit
    score.missed += not hit
    if not hit:
        score.faults.append(fault)


def _key(finding: Finding) -> tuple[object, ...]:
    return (finding.rule, tuple(operand.span for operand in finding.operands))


def _tells(report: Report, finding: Finding, error: dict[str, Any]) -> bool:
    pages = {operand.span.page for operand in finding.operands}
    return error["page"] in pages and names_wrong(report, finding, error["wrong"])
