"""Put a set of cases to an answerer and add up what became of them."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Protocol

from eval.cases import Case
from eval.judge import Judgement, Split, judge
from eval.metrics import percentile, refusals, wilson
from ingest.errors import YoujuError
from ingest.model import Report
from qa.model import Answer, AnswerKind, Outcome, Turn


class Asks(Protocol):
    """Anything that answers questions: ours, a baseline, a scripted double."""

    def ask(
        self,
        question: str,
        history: Sequence[Turn] = (),
        scope: Collection[str] | None = None,
        id: str | None = None,
    ) -> Answer:
        """Answer one question."""


class Keeps(Protocol):
    """Anything that gives back the reports the citations point to."""

    def report(self, report_id: str) -> Report:
        """Return a stored report; raises ReportMissing."""


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
            "expected_outcomes": [outcome.value for outcome in self.case.expected.outcomes],
            "split": j.split.value,
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


@dataclass(frozen=True, slots=True)
class RunResult:
    """A run: its name (which reports, which set) and what became of each case."""

    name: str
    results: tuple[CaseResult, ...]

    @property
    def summary(self) -> Summary:
        """The whole run added up."""
        return summarise(self.results)

    def by_kind(self) -> dict[str, Summary]:
        """The run added up for each kind of question, refusals apart."""
        groups: dict[str, list[CaseResult]] = {}
        for result in self.results:
            groups.setdefault(kind_of(result.case), []).append(result)
        return {kind: summarise(groups[kind]) for kind in sorted(groups)}

    def to_json(self) -> dict[str, Any]:
        """Return summary, breakdown and every case."""
        return {
            "name": self.name,
            "summary": self.summary.to_json(),
            "by_kind": {kind: summary.to_json() for kind, summary in self.by_kind().items()},
            "cases": [result.to_json() for result in self.results],
        }


def run_cases(
    answerer: Asks,
    library: Keeps,
    cases: Iterable[Case],
    progress: Callable[[int, int], None] | None = None,
    *,
    name: str = "",
    scope: Collection[str] | None = None,
) -> RunResult:
    """Ask every case and judge every answer.

    `progress` is called with (done, total) after each case.  `scope` limits
    the reports asked.  An error raised for a question counts as a failed
    answer, so that one bad case does not end a run.
    """
    todo = tuple(cases)
    # A report is decoded once a run, not once a citation.
    report_of = lru_cache(maxsize=32)(library.report)
    results = []
    for done, case in enumerate(todo, start=1):
        answer = _ask(answerer, case, scope)
        results.append(CaseResult(case, answer, judge(case, answer, report_of)))
        if progress is not None:
            progress(done, len(todo))
    return RunResult(name, tuple(results))


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
        unproven=sum(bool(r.judgement.unproven) for r in results),
        seconds_p50=percentile(seconds, 0.5),
        seconds_p95=percentile(seconds, 0.95),
        seconds=sum(seconds),
    )


def kind_of(case: Case) -> str:
    """Return the kind a case is counted under: its answer's, or `refusal`."""
    if not case.expected.answerable:
        return "refusal"
    return (case.expected.kind or AnswerKind.TEXT).value


def _ask(answerer: Asks, case: Case, scope: Collection[str] | None) -> Answer:
    start = time.perf_counter()
    try:
        answer = answerer.ask(case.question, case.history, scope, case.id)
    except YoujuError as error:
        answer = Answer(
            question=case.question,
            standalone_question=case.question,
            outcome=Outcome.FAILED,
            kind=case.expected.kind or AnswerKind.TEXT,
            answer="",
            id=case.id,
            error=str(error),
        )
    return replace(answer, seconds=time.perf_counter() - start)
