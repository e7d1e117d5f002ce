"""Add up and rank the groups of a table's rows: 产出指标的得分合计, 得分率最低的一级指标."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from ingest.fold import squeeze
from ingest.model import Figure, FigureKind, Role
from qa.branches import leaves, plain_name, said_parents, under
from qa.model import AnswerFigure, AnswerKind, Outcome, Verdict
from qa.reading import Claim, Evidence, Reading, Stated
from qa.roles import ROLE_WORDS
from qa.rounding import CENT, round_at
from qa.scope import describe
from qa.series import RANKS, is_total, rank_asked, row_name
from qa.sides import TOTAL
from qa.sources import Source
from qa.terms import credit
from qa.understand import Question
from qa.views import FigureView

_SUMMED = frozenset(
    {Role.SCORE, Role.WEIGHT, Role.EXECUTION, Role.BUDGET, Role.INITIAL_BUDGET, Role.ADJUSTMENT}
)
_LOST = re.compile(r"扣了?多少|扣了?几|扣分|失分|丢了?(?:多少|几)分")
_BY_LEVEL = re.compile(r"([一二])级指标")
_SAYS_SUM = re.compile(
    r"合计|总计|加|起来|之和|总和|总|共|扣分|扣|失分|丢分|丢|得分|分值|指标|类|项|满分"
)
_FULL = re.compile(r"[（(](\d+(?:\.\d+)?)分[）)]")


def read_group(question: Question, sources: Sequence[Source]) -> Reading | None:
    """Return the sum over the rows under a name the question says, None if it asks for none."""
    lost = bool(_LOST.search(question.core))
    if not (lost or TOTAL.search(question.core)) or question.numbers or "哪" in question.core:
        return None  # 扣分的是哪些: which, not how many together
    roles = (Role.WEIGHT, Role.SCORE) if lost else question.roles
    if len(sources) != 1 or not (lost or (len(roles) == 1 and roles[0] in _SUMMED)):
        return None
    source = sources[0]
    held = [_under(question, source, role) for role in roles]
    rows = [members for _, members in held]
    parent = held[0][0] if all(rows) else ""
    columns = [{(v.figure.table_id, v.figure.col_path, v.figure.unit) for v in r} for r in rows]
    one = all(len(places) == 1 for places in columns) and len({len(r) for r in rows}) == 1
    if not parent or not one or not _whole_group(source, rows[0], parent):
        # What one of several rows lost is not what they lost together.
        return Reading(Outcome.NOT_IN_REPORTS, AnswerKind.COMPUTED) if parent and lost else None
    told = re.search(r"([两二三四五六七八九])[项个类]", question.core)
    if told and "零一二三四五六七八九".find(told[1].replace("两", "二")) != len(rows[0]):
        return None
    sums = [sum((v.figure.value for v in members), Decimal(0)) for members in rows]
    value = sums[0] - sums[1] if lost else sums[0]
    unit = rows[0][0].figure.unit
    called = "扣分" if lost else f"{ROLE_WORDS[roles[0]]}合计"
    shown = f"{value:f}{unit}"
    evidence = tuple(Evidence.of(v.figure) for members in rows for v in members)
    figure = AnswerFigure(
        value, unit, shown, f"{parent} {called}", Role.OTHER, Verdict.COMPUTED, ()
    )
    who = describe(source.card.identity, source.card.title)
    text = f"{who}，{parent}{len(rows[0])}项{called}：{shown}"
    written = [" + ".join(f"{v.figure.value:f}" for v in members) for members in rows]
    computation = f"({written[0]}) − ({written[1]})" if lost else written[0]
    return Reading(
        Outcome.ANSWERED,
        AnswerKind.COMPUTED,
        (Claim(text, evidence, (Stated(figure, evidence),)),),
        computation=f"{computation} = {shown}",
    )


def _under(question: Question, source: Source, role: Role) -> tuple[str, list[FigureView]]:
    """The name the question says that stands over rows, and the lowest of them.

    Where there are several forms, of the one it names.
    """
    views = [
        v
        for v in source.figures
        if v.figure.table_id and len(v.figure.row_path) > 1 and v.figure.role is role
    ]
    for parent in said_parents(question, views):
        rest = [
            t for t in question.terms if t.noun and t.weight >= 0.3 and _SAYS_SUM.sub("", t.text)
        ]
        members = [
            v
            for v in views
            if under(v, parent)
            and not is_total(v.figure.row_path[-1])
            and all(credit(t, f"{parent}|{_form(v, source)}", "") >= 0.5 for t in rest)
        ]
        named = [(row_name(v), v) for v in members]
        members = [v for _, v in leaves(named, question)]
        own = any(_said_whole(plain_name(v.figure.row_path[-1]), parent, question) for v in views)
        if len(members) > 1 and not own:
            return parent, members
    return "", []


def _form(view: FigureView, source: Source) -> str:
    """What the form that a row stands in is of: one project of several."""
    return squeeze(source.forms.get(view.figure.table_id, ""))


def _said_whole(row: str, parent: str, question: Question) -> bool:
    """Whether the question names a row of that name, or one whose name holds it: 预算管理, 管理."""
    core = squeeze(question.core)
    return row == parent or (
        parent in row and row in core and core.count(parent) == core.count(row)
    )


def _whole_group(source: Source, members: Sequence[FigureView], parent: str) -> bool:
    """Whether the weights of these rows make up what stands in brackets: 产出指标（50分）."""
    heads = [h for h in members[0].figure.row_path[:-1] if _FULL.search(h)]
    head = next((h for h in heads if plain_name(h) == parent), "")
    full = _FULL.search(head)
    if not full or not all(head in v.figure.row_path for v in members):
        return True
    rows = {(v.figure.table_id, v.figure.row_path) for v in members}
    weights = [
        v.figure.value
        for v in source.figures
        if v.figure.role is Role.WEIGHT
        and (v.figure.table_id, v.figure.row_path) in rows
        and v.figure.kind is FigureKind.SCORE
    ]
    return sum(weights, Decimal(0)) == Decimal(full[1])


def rank_groups(question: Question, sources: Sequence[Source]) -> Reading | None:
    """Return the group with the highest or lowest share of its points, or the most lost."""
    level = _BY_LEVEL.search(question.core)
    scored = re.search(r"得分率|扣分|失分|丢分|得分", question.core)
    if not (level and scored and RANKS.search(question.core)) or len(sources) != 1:
        return None
    depth = 0 if level[1] == "一" else 1
    groups = _scores(sources[0], depth)
    if len(groups) < 2:
        return None
    place, least = rank_asked(question.core)
    lost = bool(re.search(r"扣分|失分|丢分|扣", question.core))
    by_rate = "率" in scored[0]

    def amount(name: str) -> Decimal:
        score, weight = (sum((f.value for f in fs), Decimal(0)) for fs in groups[name])
        return weight - score if lost else score / weight if by_rate else score

    ordered = sorted(groups, key=amount, reverse=not least)
    first = amount(ordered[place - 1]) if place <= len(ordered) else None
    ties = [n for n in ordered if amount(n) == first]
    if not ties or (place > 1 and len(ties) > 1):
        return None
    return _group_told(question, sources[0], groups, ties, lost, by_rate)


def _scores(source: Source, depth: int) -> dict[str, tuple[list[Figure], list[Figure]]]:
    """Scores and weights of each group of rows of the table of indicators."""
    groups: dict[str, tuple[list[Figure], list[Figure]]] = {}
    for view in source.figures:
        figure = view.figure
        if figure.role not in (Role.SCORE, Role.WEIGHT) or len(figure.row_path) < depth + 2:
            continue
        if (
            figure.table_id
            and figure.kind is FigureKind.SCORE
            and not is_total(figure.row_path[-1])
        ):
            pair = groups.setdefault(plain_name(figure.row_path[depth]), ([], []))
            pair[figure.role is Role.WEIGHT].append(figure)
    tables = {f.table_id for pair in groups.values() for fs in pair for f in fs}
    whole = all(
        len(one) == len(other) and sum(f.value for f in other) for one, other in groups.values()
    )
    return groups if whole and len(tables) == 1 else {}


def _group_told(
    question: Question,
    source: Source,
    groups: dict[str, tuple[list[Figure], list[Figure]]],
    ties: Sequence[str],
    lost: bool,
    by_rate: bool,
) -> Reading:
    scores, weights = groups[ties[0]]
    score, weight = (sum((f.value for f in fs), Decimal(0)) for fs in (scores, weights))
    if by_rate:
        value, unit, called = round_at(score / weight * 100, CENT), "%", "得分率"
        computation = f"{score:f} ÷ {weight:f} × 100% = {value}%"
    elif lost:
        value, unit, called = weight - score, "分", "扣分"
        computation = f"{weight:f} − {score:f} = {value:f}分"
    else:
        value, unit, called = score, "分", "得分"
        computation = " + ".join(f"{f.value:f}" for f in scores) + f" = {value:f}分"
    shown = f"{value:f}{unit}"
    evidence = tuple(Evidence.of(f) for n in ties for fs in groups[n] for f in fs)
    figure = AnswerFigure(value, unit, shown, called, Role.OTHER, Verdict.COMPUTED, ())
    asked = RANKS.search(question.core)
    who = describe(source.card.identity, source.card.title)
    text = (
        f"{who}，{len(groups)}组中{called}{asked[0] if asked else ''}的是{'、'.join(ties)}：{shown}"
    )
    return Reading(
        Outcome.ANSWERED,
        AnswerKind.COMPARISON,
        (Claim(text, evidence, (Stated(figure, evidence),)),),
        items=tuple(ties),
        computation=computation,
    )
