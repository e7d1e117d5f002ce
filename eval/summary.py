"""What became of the cases of a run, added up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from eval.cases import Case
from eval.judge import Judgement, Split
from eval.metrics import mean, percentile, refusals, wilson
from eval.write_cases import case_json
from qa.model import Answer, Outcome


@dataclass(frozen=True, slots=True)
class CaseResult:
    """One case, the answer it got (seconds by the runner's clock) and its judgement."""

    case: Case
    answer: Answer
    judgement: Judgement

    def to_json(self) -> dict[str, Any]:
        """Return case id, split, reasons and the whole answer."""
        j = self.judgement
        return {
            "id": self.case.id,
            "question": self.case.question,
            "tags": list(self.case.tags),
            "case": case_json(self.case),
            "expected_outcomes": [outcome.value for outcome in self.case.expected.outcomes],
            "split": j.split.value,
            "end": end_of(self),
            "passed": j.passed,
            "reasons": list(j.reasons),
            "wrong_figure": j.wrong_figure,
            "cover": j.cover,
            "missing_items": list(j.items.missing) if j.items else [],
            "excess_items": list(j.items.excess) if j.items else [],
            "citation_faults": [{"n": f.n, "reason": f.reason} for f in j.citations or ()],
            "unproven": list(j.unproven),
            "answer": self.answer.to_json(),
        }


@dataclass(frozen=True, slots=True)
class Share:
    """A count out of a total with its 95% interval."""

    hits: int
    total: int

    def to_json(self) -> dict[str, Any]:
        """Return hits, total, share (None of nothing) and the interval's ends."""
        low, high = wilson(self.hits, self.total)
        share = self.hits / self.total if self.total else None
        return {
            "hits": self.hits,
            "total": self.total,
            "share": share,
            "low": round(low, 4),
            "high": round(high, 4),
        }


@dataclass(frozen=True, slots=True)
class Summary:
    """What a run comes to; each field is defined in docs/evaluation.md."""

    cases: int
    right: int
    wrong: int
    right_refusals: int
    wrong_refusals: int
    failed: int
    answered_right: Share  # of the answerable cases
    declined_right: Share  # of the unanswerable cases
    wrong_figures: Share  # of all cases
    citations_right: Share  # of the right answers that cite or should
    passed: Share  # of all cases
    refusal_precision: float | None
    refusal_recall: float | None
    refusal_f1: float | None
    cover: float | None  # mean over the answered cases with key points
    completeness: float | None  # mean over the answered cases with a list
    excess: int  # items too many, all lists together
    unproven: int
    seconds_p50: float
    seconds_p95: float
    seconds: float

    def to_json(self) -> dict[str, Any]:
        """Return every field, shares with their intervals."""
        data: dict[str, Any] = {}
        for name in self.__slots__:
            value = getattr(self, name)
            data[name] = value.to_json() if isinstance(value, Share) else value
        return data


def summarise(results: Sequence[CaseResult]) -> Summary:
    """Add up judgements."""
    splits = [result.judgement.split for result in results]
    # Where a case lets one ask back or answer, asking back was right as well.
    should = [
        not r.case.expected.answerable or r.judgement.split is Split.RIGHT_REFUSAL for r in results
    ]
    did = [result.answer.outcome in (Outcome.NOT_IN_REPORTS, Outcome.UNCLEAR) for result in results]
    scores = refusals(should, did)
    seconds = [result.answer.seconds for result in results]
    right = splits.count(Split.RIGHT)
    declined = splits.count(Split.RIGHT_REFUSAL)
    cited = [r.judgement for r in results if r.judgement.split is Split.RIGHT]
    lists = [r.judgement.items for r in results if r.judgement.items is not None]
    return Summary(
        cases=len(results),
        right=right,
        wrong=splits.count(Split.WRONG),
        right_refusals=declined,
        wrong_refusals=splits.count(Split.WRONG_REFUSAL),
        failed=splits.count(Split.FAILED),
        answered_right=Share(right, should.count(False)),
        declined_right=Share(
            sum(s and r.judgement.right for s, r in zip(should, results, strict=True)), sum(should)
        ),
        wrong_figures=Share(sum(r.judgement.wrong_figure for r in results), len(results)),
        citations_right=Share(sum(not j.citations for j in cited), len(cited)),
        passed=Share(sum(r.judgement.passed for r in results), len(results)),
        refusal_precision=scores.precision,
        refusal_recall=scores.recall,
        refusal_f1=scores.f1,
        cover=mean([r.judgement.cover for r in results if r.judgement.cover is not None]),
        completeness=mean([items.completeness for items in lists]),
        excess=sum(len(items.excess) for items in lists),
        unproven=sum(bool(r.judgement.unproven) for r in results),
        seconds_p50=percentile(seconds, 0.5),
        seconds_p95=percentile(seconds, 0.95),
        seconds=sum(seconds),
    )


# How a case ended, as the columns of the confusion: an answer is right or wrong.
ENDS = ("right", "wrong", "not_in_reports", "unclear", "failed")


def confusion(results: Sequence[CaseResult]) -> dict[tuple[str, str], int]:
    """Count (the outcome a case expects first, how it ended: one of `ENDS`)."""
    return dict(Counter((r.case.expected.outcomes[0].value, end_of(r)) for r in results))


def end_of(result: CaseResult) -> str:
    """Return how a case ended: the outcome, an answer being right or wrong."""
    if result.answer.outcome is Outcome.ANSWERED:
        return "right" if result.judgement.split is Split.RIGHT else "wrong"
    return result.answer.outcome.value
