"""Rank and filter what one report gives side by side: rows of a table, members of a sentence.

「执行率最低的项目是哪个」「哪些产品产量下降了」 are answered over every row of
the column meant, totals left out, never over the few that retrieval brings.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from ingest.fold import squeeze
from ingest.model import FigureKind, Role
from ingest.units import convert
from qa.branches import leaves, said_parents, under
from qa.model import AnswerFigure, AnswerKind, Outcome, Verdict
from qa.read_figure import qualified
from qa.reading import Claim, Evidence, Reading, Stated, state
from qa.roles import ROLE_WORDS
from qa.scope import describe
from qa.series import GROWS, RANKS, Series, fitting, is_total, rank_asked, row_name
from qa.sources import Source
from qa.understand import Question
from qa.views import GENERAL, FigureView

_TERSE = re.compile(
    r"[最二三四五][高低多少大小快慢好差]的?\s*[\u4e00-\u9fff]{0,4}[？?\s]*$"
)  # 增速最高 项目


def ranks(question: Question) -> bool:
    """Whether a question asks for the first or last of several members."""
    core = question.core
    asks = re.search(r"哪|谁|什么|是[？?]?$", question.text) or _TERSE.search(core)
    return bool(RANKS.search(core) and asks and not re.search(r"几[个名人]", core))


def read_ranking(question: Question, sources: Sequence[Source]) -> Reading:
    """Return the member with the highest or lowest figure, or not_in_reports."""
    if _DEDUCTED.search(question.core):
        return _most_deducted(question, sources)
    found = [(fit, s, series) for s in sources for fit, series in fitting(question, s)]
    if not found:
        return Reading(Outcome.NOT_IN_REPORTS, AnswerKind.COMPARISON)
    _, source, series = max(found, key=lambda f: f[0])
    asked = RANKS.search(question.core)
    place, least = rank_asked(question.core)
    unit = series.members[0][1].figure.unit

    def amount(member: tuple[str, FigureView]) -> Decimal:
        return _amount(series, member[1], unit)

    falls = GROWS.search(question.core) and re.search(r"减少?|下降|降幅|降得", question.core)
    ordered = sorted(series.members, key=amount, reverse=not least)
    if not least and falls:
        ordered.reverse()
    if place > len(ordered):
        return Reading(Outcome.NOT_IN_REPORTS, AnswerKind.COMPARISON)
    first = amount(ordered[place - 1])
    rises = GROWS.search(question.core) and re.search(r"增加|增长|上升|增得|涨", question.core)
    changed = (series.role is Role.CHANGE or bool(series.since)) and not least
    if changed and ((rises and first <= 0) or (falls and not rises and first > 0)):
        return Reading(Outcome.NOT_IN_REPORTS, AnswerKind.COMPARISON)  # none rose
    ties = [m for m in ordered if amount(m) == first]
    if place > 1 and len(ties) > 1:  # which of equals is the second is nobody's to say
        return Reading(Outcome.NOT_IN_REPORTS, AnswerKind.COMPARISON)
    who = describe(source.card.identity, source.card.title)
    word = asked.group() if asked else ""
    names = "、".join(name for name, _ in ties)
    figure = ties[0][1].figure
    if series.since:
        return _most_changed(series, ties, first, f"{who}，{len(series.members)}项中")
    evidence = tuple(Evidence.of(view.figure) for _, view in ties)
    head = _column(figure.col_path) or ROLE_WORDS[figure.role]
    text = f"{who}，{len(series.members)}项中{head}{word}的是{names}：{qualified(figure)}"
    stated = state(figure, evidence, f"{names} {head}")
    return Reading(
        Outcome.ANSWERED,
        AnswerKind.COMPARISON,
        (Claim(text, evidence, (stated,)),),
        items=tuple(name for name, _ in ties),
    )


def _amount(series: Series, view: FigureView, unit: str) -> Decimal:
    """What a member is ranked by: its figure, or its change since the year before."""
    before = series.since.get((view.figure.table_id, view.figure.cell_row))
    return _value(view, unit) - (_value(before, unit) if before else 0)


def _most_changed(
    series: Series, ties: Sequence[tuple[str, FigureView]], change: Decimal, lead: str
) -> Reading:
    """The member whose figure changed the most since the year before, with both figures."""
    pairs = [(v, series.since[(v.figure.table_id, v.figure.cell_row)]) for _, v in ties]
    evidence = tuple(Evidence.of(view.figure) for pair in pairs for view in pair)
    names = "、".join(name for name, _ in ties)
    now, before = (view.figure for view in pairs[0])
    word = "减少" if change < 0 else "增加"
    shown = f"{abs(change):f}{now.unit}"
    figure = AnswerFigure(abs(change), now.unit, shown, word, Role.CHANGE, Verdict.COMPUTED, ())
    text = f"{lead}{word}最多的是{names}：由{qualified(before)}到{qualified(now)}，{word}{shown}"
    stated = (Stated(figure, evidence), *(state(f, evidence, names) for f in (now, before)))
    return Reading(
        Outcome.ANSWERED,
        AnswerKind.COMPARISON,
        (Claim(text, evidence, stated),),
        items=tuple(name for name, _ in ties),
        computation=f"{now.value:f} − {before.value:f} = {change:f}{now.unit}",
    )


def _most_deducted(question: Question, sources: Sequence[Source]) -> Reading:
    """The rows that lost the most of their points: weight less score."""
    for source in sources:
        rows = _short(source, Role.SCORE, Role.WEIGHT) or []
        if not rows:
            continue
        most = max(lost for _, lost in rows)
        worst = [pair for pair, lost in rows if lost == most]
        views = [pair[role][0] for pair in worst for role in (Role.SCORE, Role.WEIGHT)]
        evidence = tuple(Evidence.of(view.figure) for view in views)
        names = tuple(member_name(pair[Role.SCORE][0]) for pair in worst)
        score, weight = (worst[0][role][0].figure for role in (Role.SCORE, Role.WEIGHT))
        who = describe(source.card.identity, source.card.title)
        figure = AnswerFigure(most, "分", f"{most:f}分", "扣分", Role.OTHER, Verdict.COMPUTED, ())
        return Reading(
            Outcome.ANSWERED,
            AnswerKind.COMPARISON,
            (
                Claim(
                    f"{who}，扣分最多的是{'、'.join(names)}：扣{most:f}分",
                    evidence,
                    (Stated(figure, evidence),),
                ),
            ),
            items=names,
            computation=f"{weight.value:f} − {score.value:f} = {most:f}分",
        )
    return Reading(Outcome.NOT_IN_REPORTS, AnswerKind.COMPARISON)


def read_filter(question: Question, sources: Sequence[Source]) -> Reading:
    """Return the members of which a stated condition holds (哪些…下降了, …低于90%)."""
    for source in sources:
        rows = _filtered(question, source)
        if rows is None:
            continue
        who = describe(source.card.identity, source.card.title)
        if not rows:
            continue
        evidence = tuple(Evidence.of(view.figure) for _, view in rows)
        numbered = "；".join(
            f"{i}. {name}（{qualified(view.figure)}）" for i, (name, view) in enumerate(rows, 1)
        )
        stated = tuple(state(view.figure, (Evidence.of(view.figure),), name) for name, view in rows)
        return Reading(
            Outcome.ANSWERED,
            AnswerKind.LIST,
            (Claim(f"{who}，共{len(rows)}项：{numbered}", evidence, stated),),
            items=tuple(name for name, _ in rows),
        )
    return Reading(Outcome.NOT_IN_REPORTS, AnswerKind.LIST)


_MISSED = re.compile(
    r"(?:没有?|未|不)(?:能|有)?(?:达到|达标|完成|实现|达成)|不达标|未达标|没达标|低于目标|没到目标"
)
_DEDUCTED = re.compile(
    r"扣(?:了|过)?分|失分|丢(?:了)?分|(?:没有?|未|不是)(?:拿|得)?(?:到)?满分|没拿满"
)
_NAMED = re.compile(
    r"(?:完成|达标|达到目标|达成|实现|扣了?分|失分|满分)的[^，。？?的]{0,10}指标(?:都?有|是|包括)?[。？?\s]*$"
)
_COMPARES = re.compile(r"小于|低于|少于|不足|大于|高于|多于|超过|超出")
_MORE = re.compile(r"大于|高于|多于|超过|超出")
_FELL = re.compile(r"下降|减少|下滑|负增长|降了|少了")
_ROSE = re.compile(r"增长|增加|上升|涨了|多了")
_BELOW = re.compile(r"低于|不足|不到|少于|小于|以下|没到|未到")
_ABOVE = re.compile(r"超过|高于|大于|多于|以上|突破|不低于|达到")


def filters(question: Question) -> bool:
    """Whether a question asks for the members that meet a condition on their figures."""
    core = question.core
    bounded = bool(question.numbers) and (_BELOW.search(core) or _ABOVE.search(core))
    return bool(
        (
            re.search(r"哪(?:些|几)|(?:什么|哪个)[\u4e00-\u9fff]{0,4}(?:没|未|不|低|被)", core)
            or _NAMED.search(core)  # 列出未完成的履职效能指标
        )
        and not question.asks_why
        and not RANKS.search(core)
        and (bounded or any(p.search(core) for p in (_MISSED, _DEDUCTED, _COMPARES, _FELL, _ROSE)))
    )


def _filtered(question: Question, source: Source) -> list[tuple[str, FigureView]] | None:
    core = question.core
    if _DEDUCTED.search(core):
        return _against(question, source, Role.SCORE, Role.WEIGHT)
    named = tuple(r for r in question.roles if r is not Role.CHANGE)
    if len(named) == 2 and _COMPARES.search(core):
        more = bool(_MORE.search(core))
        done, limit = named if not more else (named[1], named[0])
        return _against(question, source, done, limit, of=named[0])
    if _MISSED.search(core):
        return _against(question, source, Role.ACTUAL, Role.TARGET)
    series = fitting(question, source)
    if not series:
        return None
    _, best = max(series, key=lambda f: f[0])
    if question.numbers:
        bound = question.numbers[0]
        below = bool(_BELOW.search(core)) and not re.search(r"不低于|不少于|不小于", core)
        rows = []
        for name, view in best.members:
            value = convert(view.figure.value, view.figure.unit, bound.unit)
            if value is not None and (value < bound.value if below else value >= bound.value):
                rows.append((name, view))
        return rows
    if best.role is not Role.CHANGE and not GROWS.search(best.about) and not best.since:
        return None
    fell = bool(_FELL.search(core))
    changes = [(_amount(best, v, v.figure.unit), n, v) for n, v in best.members]
    return [(n, v) for change, n, v in changes if change and (change < 0) == fell]


_Row = dict[Role, list[FigureView]]


def _against(
    question: Question, source: Source, done: Role, limit: Role, of: Role | None = None
) -> list[tuple[str, FigureView]] | None:
    """Rows whose outcome falls short of the plan beside it; None where no row has both.

    of  the role whose figure is shown, None for the outcome's
    """
    short = _short(source, done, limit)
    if short is None:
        return None
    shown = [row[of or done][0] for row, _ in short]
    parents = said_parents(question, shown)
    if parents:
        shown = [view for view in shown if under(view, parents[0])]
    else:
        tables = _tables_said(question, source)
        shown = [view for view in shown if not tables or view.figure.table_id in tables]
    shown = [view for _, view in leaves([(member_name(v), v) for v in shown], question)]
    return [(member_name(view), view) for view in shown if _says(question, view)]


def _tables_said(question: Question, source: Source) -> set[str]:
    """The tables whose caption or heading alone says what the question names (管理效率部分)."""
    over = {t.id: squeeze("".join((t.caption, *t.section[-1:]))) for t in source.report.tables}
    named = [t.text for t in question.terms if t.noun and len(t.text) > 1 and t.text not in GENERAL]
    named += re.findall(r"[一二]级指标", question.core)
    said = [{key for key, words in over.items() if name in words} for name in named]
    told = [tables for tables in said if 0 < len(tables) < len(over)]
    return set.intersection(*told) if told else set()


# A table laid on its side: 分值 and 得分 head rows, the indicators head columns.
_SIDEWAYS = re.compile(r"(?:标准|自评|实际)?(?:分值|满分|权重|得分|目标值?|完成值?|指标值)")


def _sideways(view: FigureView) -> bool:
    figure = view.figure
    return bool(figure.col_path) and bool(_SIDEWAYS.fullmatch(squeeze(figure.row_path[-1])))


def member_name(view: FigureView) -> str:
    """Return what a figure's row is called, or its column in a table laid on its side."""
    return " ".join(view.figure.col_path[-1].split()) if _sideways(view) else row_name(view)


def _short(source: Source, done: Role, limit: Role) -> list[tuple[_Row, Decimal]] | None:
    """Rows whose outcome falls short of the plan beside it, and by how much."""
    tables: dict[tuple[str, str], _Row] = {}
    for view in source.figures:
        figure = view.figure
        if not (figure.table_id and figure.row_path and figure.role in (done, limit)):
            continue
        if not is_total(member_name(view)):
            key = "|".join(figure.col_path) if _sideways(view) else str(figure.cell_row)
            row = tables.setdefault((figure.table_id, key), {})
            row.setdefault(figure.role, []).append(view)
    # A cell of many numbers is no indicator.
    whole = [
        row for row in tables.values() if [len(row.get(r, ())) for r in (done, limit)] == [1, 1]
    ]
    short = []
    for row in whole:
        mine, other = row[done][0].figure, row[limit][0].figure
        value = convert(mine.value, mine.unit, other.unit)
        if value is None:
            continue
        at_most = bool(_AT_MOST.search(f"{other.qualifier}{other.printed}"))
        lack = value - other.value if at_most else other.value - value
        if lack > 0:
            short.append((row, lack))
    return short if whole else None


_AT_MOST = re.compile(r"≤|<|不超过|以内|以下|低于|控制")


def _says(question: Question, view: FigureView) -> bool:
    """Whether a condition such as （分值10分的那些） in the question holds of the row too."""
    return all(
        n.kind is not FigureKind.SCORE or str(n.value) in view.mates for n in question.numbers
    )


def _column(path: Sequence[str]) -> str:
    return " ".join(path[-1].split()) if path else ""


def _value(view: FigureView, unit: str) -> Decimal:
    value = convert(view.figure.value, view.figure.unit, unit)
    return view.figure.value if value is None else value
