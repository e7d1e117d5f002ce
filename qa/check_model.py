"""What a check of somebody else's text hands over: a verdict for each of its figures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any

from ingest.model import Report, Role
from qa.audit import operand_json
from qa.audit_finding import Operand


class CheckVerdict(StrEnum):
    """How a figure of somebody else's text stands to the reports."""

    READ = "read"  # 一致
    CONVERTED = "converted"  # 单位换算后一致
    COMPUTED = "computed"  # 计算得出一致
    APPROXIMATE = "approximate"  # 约数一致
    CONTRADICTED = "contradicted"  # 不符
    NOT_FOUND = "not_found"  # 报告未载


AGREEING = frozenset(
    {CheckVerdict.READ, CheckVerdict.CONVERTED, CheckVerdict.COMPUTED, CheckVerdict.APPROXIMATE}
)


@dataclass(frozen=True, slots=True)
class Place:
    """A figure of a report that a verdict rests on."""

    report: Report
    who: str  # the report's name for a person
    operand: Operand

    def to_json(self) -> dict[str, Any]:
        """Return it as plain data, with page, quote and boxes."""
        return {
            "report": self.report.file_name,
            "report_id": self.report.id,
            "sha256": self.report.content_hash,
            "who": self.who,
            **operand_json(self.report, self.operand),
        }


@dataclass(frozen=True, slots=True)
class CheckedFigure:
    """One figure of the text and its verdict.

    start, end   its characters in the text that was checked
    sought       what was looked for, in words: whose figure, of what, in what role
    computation  the sum, where it was computed
    """

    printed: str
    start: int
    end: int
    sentence: str
    sought: str
    role: Role
    verdict: CheckVerdict
    words: str
    places: tuple[Place, ...] = ()
    computation: str = ""

    def to_json(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {
            "printed": self.printed,
            "start": self.start,
            "end": self.end,
            "sentence": self.sentence,
            "sought": self.sought,
            "role": self.role.value,
            "verdict": self.verdict.value,
            "words": self.words,
            "computation": self.computation or None,
            "places": [place.to_json() for place in self.places],
        }


@dataclass(frozen=True)
class Checked:
    """A text with all its figures judged, in reading order."""

    text: str
    figures: tuple[CheckedFigure, ...]

    @cached_property
    def counts(self) -> Mapping[CheckVerdict, int]:
        """How many figures of each verdict."""
        return {v: sum(f.verdict is v for f in self.figures) for v in CheckVerdict}

    def to_json(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {
            "text": self.text,
            "counts": {verdict.value: n for verdict, n in self.counts.items()},
            "figures": [figure.to_json() for figure in self.figures],
        }
