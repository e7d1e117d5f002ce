"""Known answers: what a case is and how a set of them is read.

A set is a JSONL file, one case a line (`docs/evaluation.md` gives the schema
with examples).  `load_cases` reads and validates a whole set; a set with
mistakes raises one `CaseError` that lists every mistake with its line.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from ingest.errors import CaseError
from ingest.model import Role
from qa.model import AnswerKind, Outcome, Turn


@dataclass(frozen=True, slots=True)
class ExpectedFigure:
    """A figure the answer has to state.

    value   in `unit`; of a computed figure the value rounded as one would
    units   other units it may carry beside those that convert into `unit`
            (a count printed without its measure word: "")
    roles   roles it may be labelled with; empty if the case does not ask
    others  (value, unit) as which the report states it elsewhere (rounded in
            prose, to the 元 in a table); each is as right
    """

    value: Decimal
    unit: str
    units: tuple[str, ...] = ()
    roles: tuple[Role, ...] = ()
    others: tuple[tuple[Decimal, str], ...] = ()


@dataclass(frozen=True, slots=True)
class ExpectedReport:
    """The report an answer has to stand on; what is empty is not asked."""

    region: str = ""
    agency: str = ""
    fiscal_year: int | None = None
    kind: str = ""


Forms = tuple[str, ...]  # accepted forms of one thing; any of them will do


@dataclass(frozen=True, slots=True)
class Expected:
    """What a right answer holds; what is empty is not asked.

    outcomes     outcomes that are right, the best first
    kind         kind of answer, for the breakdown; never judged
    figures      every one must be stated
    also         figures that may stand beside them without harm
    items        the whole list; one item too few or too many is wrong
    yes_no       the verdict the answer opens with
    key_points   every one must be stated, each in any of its forms
    computation  expression that gives figures[0], in its unit ("303.90-298.57")
    leads        the first must be named before each of the others ("who is higher")
    accepted     texts any one of which the answer has to state
    forbidden    texts or figures that make the answer wrong
    reports      every one must be cited, and no other
    pages        file name → pages of which one must be cited
    quotes       texts each of which one of the quotes must hold
    """

    outcomes: tuple[Outcome, ...]
    kind: AnswerKind | None = None
    figures: tuple[ExpectedFigure, ...] = ()
    also: tuple[ExpectedFigure, ...] = ()
    items: tuple[Forms, ...] = ()
    yes_no: bool | None = None
    key_points: tuple[Forms, ...] = ()
    computation: str = ""
    leads: tuple[str, ...] = ()
    accepted: tuple[str, ...] = ()
    forbidden: tuple[str, ...] = ()
    reports: tuple[ExpectedReport, ...] = ()
    pages: tuple[tuple[str, tuple[int, ...]], ...] = ()
    quotes: tuple[str, ...] = ()

    @property
    def complete(self) -> bool:
        """Whether it says what the answer has to hold, if there has to be one."""
        demands = (self.figures, self.items, self.key_points, self.accepted, self.leads)
        return not self.answerable or any(demands) or self.yes_no is not None

    @property
    def answerable(self) -> bool:
        """Whether the reports answer the question."""
        return Outcome.ANSWERED in self.outcomes


@dataclass(frozen=True, slots=True)
class Case:
    """A question with its known answer."""

    id: str
    question: str
    expected: Expected
    history: tuple[Turn, ...] = ()
    tags: tuple[str, ...] = ()


def load_cases(path: Path) -> tuple[Case, ...]:
    """Return the cases of a JSONL file, or a CSV (`eval.cases_csv`), in their order.

    Raises CaseError if the file is missing, empty, or holds a line that is
    not a case: its message lists each mistake with its line number.
    """
    from eval.cases_csv import csv_to_lines
    from eval.validate import read_cases

    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise CaseError(f"{path}：没有这个文件。请检查路径。") from error
    except (OSError, UnicodeDecodeError) as error:
        raise CaseError(
            f"{path}：读不出来（{error}）。题集须是 UTF-8 的 JSONL 或 CSV 文件。"
        ) from error
    cases, mistakes = read_cases(csv_to_lines(text) if path.suffix.lower() == ".csv" else text)
    if mistakes:
        lines = "\n".join(f"  第{m.line}行 {m.field}：{m.reason}" for m in mistakes)
        raise CaseError(f"{path}：有 {len(mistakes)} 处不合格式：\n{lines}")
    if not cases:
        raise CaseError(f"{path}：里面没有题目。每行写一道题，格式见 docs/evaluation.md。")
    return cases


UNCONFIRMED = "unconfirmed"  # tag of a draft that no person has looked at


def confirmed_cases(cases: Iterable[Case], tags: Collection[str] = ()) -> tuple[Case, ...]:
    """Return the cases without the drafts, unless the tags ask for those.

    A draft that demands an answer and does not say which is never among them.
    """
    asked = UNCONFIRMED in tags
    return tuple(
        case for case in cases if UNCONFIRMED not in case.tags or (asked and case.expected.complete)
    )


def select_cases(
    cases: Iterable[Case], tags: Collection[str] = (), without: Collection[str] = ()
) -> tuple[Case, ...]:
    """Return the cases that carry every one of `tags` and none of `without`."""
    wanted, unwanted = set(tags), set(without)
    return tuple(c for c in cases if wanted <= set(c.tags) and not unwanted & set(c.tags))
