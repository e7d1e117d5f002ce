"""Say of a figure that is answered with that its own report contradicts it."""

from __future__ import annotations

from collections.abc import Mapping

from qa.audit_finding import AuditVerdict
from qa.reading import Reading
from qa.sources import Source

_REPORTS = 5  # reports audited for one answer: the first time each takes 0.01 to 0.3 s
_TOLD = 2  # contradictions told


def doubt_note(reading: Reading, sources: Mapping[str, Source]) -> str | None:
    """Return what an audit finds wrong about the figures of an answer, None if nothing.

    sources  the opened reports by id

    Only what is 不符 is told, never what rounding explains or what is 存疑,
    and only where a figure of the answer is itself among its numbers.
    """
    if not reading.answered:
        return None
    stated = [stated for claim in reading.claims for stated in claim.stated]
    figures = [e.figure for one in stated for e in one.evidence if e.figure is not None]
    spans = {figure.span for figure in figures}
    reports = dict.fromkeys(figure.span.report_id for figure in figures)
    if len(reports) > _REPORTS:
        return None
    told = dict.fromkeys(
        finding.words
        for report in reports
        for finding in sources[report].audit.of(AuditVerdict.CONTRADICTED)
        if any(operand.span in spans for operand in finding.operands)
    )
    if not told:
        return None
    return f"注：报告里这个数前后对不上：{'；'.join(list(told)[:_TOLD])}。"
