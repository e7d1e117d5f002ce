"""Rank the rows of a table by what is worked out of two of their cells.

「哪个指标得分率最低」 「哪个项目剩的钱最多」 where no column gives the rate or
the rest: every row must give both its figures, or nothing is ranked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from ingest.fold import squeeze
from ingest.model import FigureKind, Role
from ingest.units import convert
from qa.branches import leaves, said_parents, under
from qa.members import asked_kind, of_kind, of_other_kind, told_number
from qa.model import AnswerFigure, AnswerKind, Outcome, Verdict
from qa.reading import Claim, Evidence, Reading, Stated
from qa.rounding import CENT, round_at
from qa.scope import describe
from qa.series import RANKS, is_total, rank_asked, row_name
from qa.sources import Source
from qa.terms import credit
from qa.understand import Question
from qa.views import FigureView


@dataclass(frozen=True, slots=True)
class _Sum:
    """What is worked out of a row: a pattern of the question, the roles, the sum and its sign."""

    asked: re.Pattern[str]
    name: str
    top: Role
    below: tuple[Role, ...]  # the first that the rows have
    rate: bool

    def of(self, top: Decimal, below: Decimal) -> Decimal:
        """Return the result of a row."""
        return (top / below * 100) if self.rate else below - top


_SUMS = (
    _Sum(re.compile(r"得分率"), "得分率", Role.SCORE, (Role.WEIGHT,), rate=True),
    _Sum(
        re.compile(r"执行率|完成率|支出进度|支付率"),
        "执行率",
        Role.EXECUTION,
        (Role.BUDGET, Role.INITIAL_BUDGET),
        rate=True,
    ),
    _Sum(
        re.compile(r"结余|剩余|未执行|没执行|剩"),
        "未执行金额",
        Role.EXECUTION,
        (Role.BUDGET, Role.INITIAL_BUDGET),
        rate=False,
    ),
    _Sum(
        re.compile(r"年中.{0,6}(?:增加|追加|调增)|追加|调增"),
        "年中调增",
        Role.INITIAL_BUDGET,
        (Role.BUDGET,),
        rate=False,
    ),
    _Sum(
        re.compile(r"年中.{0,6}(?:减少|压减|调减|追减)|追减|调减"),
        "年中调减",
        Role.BUDGET,
        (Role.INITIAL_BUDGET,),
        rate=False,
    ),
)
_SAID = re.compile(
    r"年中|预算|调整?[增减]|增加|追加|减少|压减|率|结余|剩余|剩|未执行|执行|钱|金额|资金|最|哪|项目|指标|任务|单位|部门|评价|维度|得分"
)


@dataclass(frozen=True, slots=True)
class _Row:
    name: str
    top: FigureView
    below: FigureView
    amount: Decimal


def rank_worked(question: Question, sources: Sequence[Source]) -> Reading:
    """Return the row that comes first by what two of its cells give, or not_in_reports."""
    nothing = Reading(Outcome.NOT_IN_REPORTS, AnswerKind.COMPARISON)
    way = next((s for s in _SUMS if s.asked.search(question.core)), None)
    if way is None:
        return nothing
    found = [(s, rows) for s in sources for rows in _tables(question, way, s)]
    if len(found) != 1:
        return nothing
    source, rows = found[0]
    place, least = rank_asked(question.core)
    ordered = sorted(rows, key=lambda row: row.amount, reverse=not least)
    if place > len(ordered):
        return nothing
    ties = [row for row in ordered if row.amount == ordered[place - 1].amount]
    if place > 1 and len(ties) > 1:
        return nothing
    return _told(question, way, source, ties, len(rows))


def _tables(question: Question, way: _Sum, source: Source) -> Iterator[list[_Row]]:
    """The rows of each table that may be meant, where all of them give both figures."""
    told, kind = told_number(question.core), asked_kind(question.core)
    for table in source.report.tables:
        views = [v for v in source.figures if v.figure.table_id == table.id and v.figure.row_path]
        parents = said_parents(question, views)
        if parents:
            views = [v for v in views if under(v, parents[0])]
        corner = "|".join(source.corners.get(table.id, ()))
        for rows in _columns(way, views, question):
            about = squeeze(f"{rows[0].top.around}|{'|'.join(parents)}|{corner}")
            names = [squeeze(row.name) for row in rows]
            other = of_other_kind(kind, squeeze(corner), names)
            if not other and _meant(question, about, names, told, kind):
                yield rows


def _meant(
    question: Question, about: str, names: Sequence[str], told: int | None, kind: str
) -> bool:
    """Whether rows are as many, of the kind and about what the question says."""
    if len(names) < 2 or (told is not None and told != len(names)):
        return False
    if kind == "项目" and {"项目支出", "基本支出"} & set(names):
        return False
    if told is None and kind and not of_kind(kind, about, names):
        return False
    said = [t for t in question.terms if t.noun and _SAID.sub("", t.text) and t.weight >= 0.3]
    return all(credit(t, about, "") >= 0.5 for t in said)


def _columns(way: _Sum, views: Sequence[FigureView], question: Question) -> Iterator[list[_Row]]:
    """The rows under each column that gives the upper figure, with the first lower one they have.

    One sheet may hold several tables one below the other.
    """
    heads = dict.fromkeys(v.figure.col_path for v in views if v.figure.role is way.top)
    for head in heads:
        under_head = {v.figure.cell_row for v in views if v.figure.col_path == head}
        part = [v for v in views if v.figure.cell_row in under_head]
        rows = next((r for role in way.below if (r := _rows(way, role, part, question))), [])
        if rows:
            yield rows


def _rows(way: _Sum, below: Role, views: Sequence[FigureView], question: Question) -> list[_Row]:
    cells: dict[int, dict[Role, list[FigureView]]] = {}
    for view in views:
        figure = view.figure
        counted = figure.kind in (FigureKind.MONEY, FigureKind.SCORE, FigureKind.PLAIN)
        if counted and figure.role in (way.top, below) and not is_total(figure.row_path[-1]):
            cells.setdefault(figure.cell_row, {}).setdefault(figure.role, []).append(view)
    lowest = {id(v) for _, v in leaves([(row_name(v), v) for v in views], question)}
    rows = []
    for cell in cells.values():
        if way.top in cell and id(cell[way.top][0]) not in lowest:
            continue
        if [len(cell.get(role, ())) for role in (way.top, below)] != [1, 1]:
            return []
        top, under_it = cell[way.top][0], cell[below][0]
        base = convert(under_it.figure.value, under_it.figure.unit, top.figure.unit)
        if base is None or not base:
            return []
        rows.append(_Row(row_name(top), top, under_it, way.of(top.figure.value, base)))
    firsts = {row.top.figure.row_path[0] for row in rows}
    if len(firsts) == len(rows) > 2:  # 任务名称｜主要内容: the first names the row
        rows = [replace(row, name="".join(row.top.figure.row_path[0].split())) for row in rows]
    return rows


def _told(question: Question, way: _Sum, source: Source, ties: Sequence[_Row], of: int) -> Reading:
    first = ties[0]
    unit = "%" if way.rate else first.top.figure.unit
    value = round_at(first.amount, CENT) if way.rate else first.amount
    shown = f"{value:f}{unit}"
    evidence = tuple(Evidence.of(v.figure) for row in ties for v in (row.top, row.below))
    figure = AnswerFigure(value, unit, shown, way.name, Role.OTHER, Verdict.COMPUTED, ())
    names = tuple(row.name for row in ties)
    asked = RANKS.search(question.core)
    who = describe(source.card.identity, source.card.title)
    word = asked.group() if asked else ""
    text = f"{who}，{of}项中{way.name}{word}的是{'、'.join(names)}：{shown}"
    top, below = first.top.figure.value, first.below.figure.value
    written = f"{top:f} ÷ {below:f} × 100%" if way.rate else f"{below:f} − {top:f}"
    return Reading(
        Outcome.ANSWERED,
        AnswerKind.COMPARISON,
        (Claim(text, evidence, (Stated(figure, evidence),)),),
        items=names,
        computation=f"{written} = {shown}",
    )
