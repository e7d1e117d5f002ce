"""Put a set of cases to an answerer and add up what became of them."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Protocol

from eval.cases import Case
from eval.judge import judge
from eval.summary import CaseResult, Summary, summarise
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
    scopes: Mapping[str, Collection[str]] | None = None,
) -> RunResult:
    """Ask every case and judge every answer.

    `progress` is called with (done, total) after each case.  `scope` limits
    the reports asked, `scopes` those asked for single cases, by their ids.
    An error raised for a question counts as a failed answer, so that one bad
    case does not end a run.
    """
    todo = tuple(cases)
    # A report is decoded once a run, not once a citation.
    report_of = lru_cache(maxsize=32)(library.report)
    results = []
    for done, case in enumerate(todo, start=1):
        answer = _ask(answerer, case, (scopes or {}).get(case.id, scope))
        results.append(CaseResult(case, answer, judge(case, answer, report_of)))
        if progress is not None:
            progress(done, len(todo))
    return RunResult(name, tuple(results))


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
