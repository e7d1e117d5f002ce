"""Draft cases from a report's own figures and headings, for a person to confirm.

What is drafted repeats what the reader read: until somebody has held it
against the report it proves nothing, so each draft is tagged `unconfirmed`
and no run counts it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_DOWN, Decimal
from itertools import islice

from eval.cases import UNCONFIRMED, Case, Expected, ExpectedFigure, ExpectedReport
from ingest.model import Figure, FigureKind, Report, Role
from qa.model import AnswerKind, Outcome

_ROLES = {
    Role.INITIAL_BUDGET: "年初预算数",
    Role.ADJUSTMENT: "预算调整数",
    Role.BUDGET: "预算数",
    Role.EXECUTION: "执行数",
    Role.PRIOR_YEAR: "上年数",
    Role.INCOME: "收入数",
    Role.TARGET: "目标值",
    Role.ACTUAL: "实际完成值",
    Role.WEIGHT: "分值",
    Role.SCORE: "得分",
    Role.RATE: "完成率",
}
_PLANNED = (Role.BUDGET, Role.INITIAL_BUDGET)
_NUMBERING = re.compile(
    r"^(?:第?[一二三四五六七八九十百]+[、章节条．.]|[（(][^）)]{1,4}[）)]|\d+[.、．])\s*"
)
_TOTAL = re.compile(r"合计|总计|小计|总分|其中|其他")
_LONGEST_NAME = 24  # characters; longer is a sentence, not a name
_LATER = 3  # years after the report's: a year it cannot speak of


@dataclass(frozen=True, slots=True)
class Draft:
    """A drafted case and the line that helps a person confirm it."""

    case: Case
    remark: str


def draft_cases(report: Report, limit: int = 20) -> tuple[Draft, ...]:
    """Return at most `limit` drafts of each kind: figures, sums, yes/no, lists, refusals.

    Only figures that can be asked for unmistakably are taken: a name, a role
    and a year that give one value in the whole report.
    """
    asked = tuple(_unmistakable(report))
    drafts: list[Draft] = []
    kinds: tuple[tuple[str, Iterable[Draft]], ...] = (
        ("figure", (_figure(report, one) for one in asked)),
        ("computed", _differences(report, asked)),
        ("yes-no", (_claim(report, one, n) for n, one in enumerate(_money(asked)))),
        ("list", _lists(report)),
        ("refusal", (_refusal(report, one) for one in asked)),
    )
    for kind, found in kinds:
        for n, draft in enumerate(islice(found, limit), start=1):
            named = replace(draft.case, id=f"{report.id[:6]}-{kind}-{n:03}")
            tags = (kind.replace("-", "_"), "draft", UNCONFIRMED)
            drafts.append(replace(draft, case=replace(named, tags=tags)))
    return tuple(drafts)


@dataclass(frozen=True, slots=True)
class _Asked:
    """A figure with the words that ask for it and nothing else."""

    figure: Figure
    name: str
    year: str
    pages: tuple[int, ...]

    @property
    def words(self) -> str:
        role = _ROLES.get(self.figure.role, "")
        return self.name if not role or role in self.name else f"{self.name}的{role}"


def _unmistakable(report: Report) -> Iterator[_Asked]:
    groups: dict[tuple[str, Role, str], list[Figure]] = {}
    for figure in report.figures:
        name = _name(figure)
        if not name or figure.kind in (FigureKind.DATE, FigureKind.PLAIN) or not figure.unit:
            continue
        if figure.high is None and not figure.subject and figure.role not in _UNASKED:
            groups.setdefault((name, figure.role, _year(report, figure)), []).append(figure)
    for (name, _, year), figures in groups.items():
        if len({(figure.value, figure.unit) for figure in figures}) == 1:
            pages = tuple(sorted({figure.span.page for figure in figures}))
            yield _Asked(figures[0], name, year, pages)


_UNASKED = (Role.SHARE, Role.CHANGE)


def _name(figure: Figure) -> str:
    words = figure.row_path[-1] if figure.row_path else ""
    if not words or _TOTAL.fullmatch("".join(words.split())):
        words = figure.concept
    words = _NUMBERING.sub("", "".join(words.split()))
    return words if 2 <= len(words) <= _LONGEST_NAME and not any(c.isdigit() for c in words) else ""


def _year(report: Report, figure: Figure) -> str:
    return figure.period[:4] or str(report.identity.fiscal_year or "")


def _who(report: Report, year: str) -> str:
    return (report.identity.agency or report.identity.region) + (f"{year}年" if year else "")


def _figure(report: Report, one: _Asked) -> Draft:
    figure = one.figure
    asks = f"有多少{figure.unit}" if figure.kind is FigureKind.COUNT else "是多少"
    want = Expected(
        (Outcome.ANSWERED,),
        AnswerKind.FIGURE,
        figures=(_expected(figure),),
        reports=(_report(report),),
        pages=_pages(report, one.pages),
    )
    return Draft(_case(f"{_who(report, one.year)}{one.words}{asks}？", want), _seen(report, figure))


def _differences(report: Report, asked: Sequence[_Asked]) -> Iterator[Draft]:
    spent = {(a.name, a.year, a.figure.unit): a for a in asked if a.figure.role is Role.EXECUTION}
    for plan in asked:
        done = spent.get((plan.name, plan.year, plan.figure.unit))
        if plan.figure.role not in _PLANNED or done is None:
            continue
        high, low = sorted((plan.figure.value, done.figure.value), reverse=True)
        want = Expected(
            (Outcome.ANSWERED,),
            AnswerKind.COMPUTED,
            figures=(ExpectedFigure(high - low, plan.figure.unit),),
            computation=f"{high:f}-{low:f}",
            reports=(_report(report),),
        )
        role = _ROLES[plan.figure.role]
        question = f"{_who(report, plan.year)}{plan.name}的{role}和执行数相差多少？"
        remark = f"{_seen(report, plan.figure)} {_seen(report, done.figure)}"
        yield Draft(_case(question, want), remark)


def _money(asked: Sequence[_Asked]) -> Iterator[_Asked]:
    return (a for a in asked if a.figure.kind is FigureKind.MONEY and a.figure.value >= 10)


def _claim(report: Report, one: _Asked, n: int) -> Draft:
    """Ask whether it is over a round number below it, or, every other time, above it."""
    figure = one.figure
    step = Decimal(1).scaleb(figure.value.adjusted())
    below = (figure.value / step).quantize(Decimal(1), rounding=ROUND_DOWN) * step
    true = n % 2 == 0 and below < figure.value
    bound = below if true else below + step
    want = Expected((Outcome.ANSWERED,), AnswerKind.YES_NO, yes_no=true, reports=(_report(report),))
    question = f"{_who(report, one.year)}{one.words}超过{bound:f}{figure.unit}吗？"
    return Draft(_case(question, want), _seen(report, figure))


def _lists(report: Report) -> Iterator[Draft]:
    for section in report.sections:
        below = [s for s in report.sections if s.path[:-1] == section.path]
        items = tuple((_NUMBERING.sub("", s.path[-1]).strip(),) for s in below)
        heading = _NUMBERING.sub("", section.path[-1]).strip()
        if len(items) < 2 or not heading or not all(form for (form,) in items):
            continue
        pages = tuple(sorted({span.page for s in (section, *below) for span in s.spans}))
        want = Expected(
            (Outcome.ANSWERED,),
            AnswerKind.LIST,
            items=items,
            reports=(_report(report),),
            pages=_pages(report, pages),
        )
        question = f"{_who(report, _fiscal(report))}的“{heading}”有哪几个方面？"
        yield Draft(_case(question, want), f"标题“{heading}”之下的各小标题。")


def _refusal(report: Report, one: _Asked) -> Draft:
    """Ask for the figure of a year the report does not speak of."""
    year = str(int(one.year or 2000) + _LATER)
    want = Expected(
        (Outcome.NOT_IN_REPORTS,), forbidden=(f"{one.figure.value:f}{one.figure.unit}",)
    )
    remark = f"{report.file_name} 没有 {year} 年的数字；库里若有那一年的报告，请删去这道题。"
    return Draft(_case(f"{_who(report, year)}{one.words}是多少？", want), remark)


def _case(question: str, want: Expected) -> Case:
    return Case("", question, want)


def _expected(figure: Figure) -> ExpectedFigure:
    roles = () if figure.role is Role.OTHER else (figure.role,)
    return ExpectedFigure(figure.value, figure.unit, roles=roles)


def _fiscal(report: Report) -> str:
    return str(report.identity.fiscal_year or "")


def _report(report: Report) -> ExpectedReport:
    who = report.identity
    return ExpectedReport(who.region, who.agency, who.fiscal_year, who.kind)


def _pages(report: Report, pages: tuple[int, ...]) -> tuple[tuple[str, tuple[int, ...]], ...]:
    return ((report.file_name, pages),) if report.paged and pages else ()


def _seen(report: Report, figure: Figure) -> str:
    place = f"第{figure.span.page}页" if report.paged else figure.locator
    quote = "".join(report.text(figure.quote).split())
    context = " · ".join(figure.context[:3])
    return f"{place}“{quote}”" + (f"（{context}）" if context else "")
