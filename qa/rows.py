"""Rank and filter what one report gives side by side: rows of a table, members of a sentence.

「执行率最低的项目是哪个」「哪些产品产量下降了」 are answered over every row of
the column meant, totals left out, never over the few that retrieval brings.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from ingest.fold import squeeze
from ingest.model import FigureKind, Role
from ingest.units import convert
from qa.match import accepted_roles
from qa.model import AnswerFigure, AnswerKind, Outcome, Verdict
from qa.read_figure import qualified
from qa.reading import Claim, Evidence, Reading, Stated, state
from qa.roles import ROLE_WORDS, rank_role
from qa.scope import describe
from qa.sources import Source
from qa.terms import credit
from qa.understand import Question
from qa.views import FigureView

RANKS = re.compile(
    r"(?P<most>最[高多大快好强长]|增幅最|增长最|第一(?!产业|部分|季度))|(?P<least>最[低少小慢差弱短]|垫底|倒数第一)"
)
_WHICH = re.compile(
    r"(?:是|为|属|数)?(?:哪|什么)(?:一|几)?[个项类种家所块笔门级]?(?:主要)?(?P<kind>[\u4e00-\u9fff]{0,4}?)(?:的|是|最|里|中|，|,|？|\?|$)"
)
_TOTALS = re.compile(r"合计|总计|小计|总分|总额|总数|全部|合|计")
_LEFT = re.compile(r"剩|结余|结转|没花|未花|未执行|没用完")
_GROWS = re.compile(
    r"[增减涨降]得|增加(?!值)|(?<!自然)增长|增速|增幅|增量|上升|减少|下降|降幅|变化|增减"
)
_NOISE = re.compile(
    r"最|哪|项目|指标|类|科目|产品|产业|单位|部门|当中|其中|中|多|少|高|低|大|小|快|慢|主要|钱|数|项|个|所有|全部|排|名|[一二三四五六七八九十两\d]+"
)


@dataclass(frozen=True, slots=True)
class Series:
    """Figures of one column (or sentence) with the names of their rows."""

    about: str  # caption, section, headers, squeezed
    members: tuple[tuple[str, FigureView], ...]

    @property
    def role(self) -> Role:
        """The role its figures share."""
        return self.members[0][1].figure.role


_TERSE = re.compile(r"最[高低多少大小快慢好差]的?\s*[\u4e00-\u9fff]{0,4}\s*$")  # 增速最高 项目


_TERSE = re.compile(r"最[高低多少大小快慢好差]的?\s*[\u4e00-\u9fff]{0,4}\s*$")  # 增速最高 项目


def ranks(question: Question) -> bool:
    """Whether a question asks for the first or last of several members."""
    core = question.core
    asks = re.search(r"哪|谁|什么|是[？?]?$", core) or _TERSE.search(core)
    return bool(RANKS.search(core) and asks and not re.search(r"几[个名人]", core))


def read_ranking(question: Question, sources: Sequence[Source]) -> Reading:
    """Return the member with the highest or lowest figure, or not_in_reports."""
    if _DEDUCTED.search(question.core):
        return _most_deducted(question, sources)
    found = [(fit, s, series) for s in sources for fit, series in _fitting(question, s)]
    if not found:
        return Reading(Outcome.NOT_IN_REPORTS, AnswerKind.COMPARISON)
    _, source, series = max(found, key=lambda f: f[0])
    asked = RANKS.search(question.core)
    least = bool(asked and asked["least"])
    unit = series.members[0][1].figure.unit
    ordered = sorted(series.members, key=lambda m: _value(m[1], unit), reverse=not least)
    if (
        not least
        and _GROWS.search(question.core)
        and re.search(r"减少?|下降|降幅|降得", question.core)
    ):
        ordered.reverse()
    first = _value(ordered[0][1], unit)
    ties = [m for m in ordered if _value(m[1], unit) == first]
    who = describe(source.card.identity, source.card.title)
    word = asked.group() if asked else ""
    names = "、".join(name for name, _ in ties)
    figure = ties[0][1].figure
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
        names = tuple(_name(pair[Role.SCORE][0]) for pair in worst)
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
        re.search(r"哪(?:些|几)|(?:什么|哪个)[\u4e00-\u9fff]{0,4}(?:没|未|不|低|被)", core)
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
    series = _fitting(question, source)
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
    if best.role is not Role.CHANGE and not _GROWS.search(best.about):
        return None
    fell = bool(_FELL.search(core))
    return [(n, v) for n, v in best.members if (v.figure.value < 0) == fell and v.figure.value]


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
    return [(_name(view), view) for view in shown if _says(question, view)]


def _short(source: Source, done: Role, limit: Role) -> list[tuple[_Row, Decimal]] | None:
    """Rows whose outcome falls short of the plan beside it, and by how much."""
    tables: dict[tuple[str, int], _Row] = {}
    for view in source.figures:
        figure = view.figure
        if not (figure.table_id and figure.row_path and figure.role in (done, limit)):
            continue
        if not _is_total(figure.row_path[-1]):
            row = tables.setdefault((figure.table_id, figure.cell_row), {})
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


def _fitting(question: Question, source: Source) -> list[tuple[tuple[float, ...], Series]]:
    """The series that a question may mean, each with how well it fits."""
    found = []
    for series in _series(source):
        fit = _fit(question, series)
        if fit is not None:
            found.append((fit, series))
    return found


def _fit(question: Question, series: Series) -> tuple[float, ...] | None:
    figure = series.members[0][1].figure
    core = squeeze(question.core)
    header = squeeze("".join(figure.col_path))
    if _LEFT.search(core) and not _LEFT.search(header):
        return None
    roles = tuple(r for r in question.roles if r is not Role.CHANGE)
    grows = bool(_GROWS.search(core))
    if grows != (series.role is Role.CHANGE or bool(_GROWS.search(header))):
        return None
    if not _LEFT.search(core) and not grows:
        if roles and series.role not in accepted_roles(roles):
            return None
        if not roles and series.role in (Role.RATE, Role.SHARE, Role.WEIGHT, Role.PRIOR_YEAR):
            return None
    if question.other_years and figure.period[:4] not in map(str, question.other_years):
        return None
    terms = [
        t
        for t in question.terms
        if t.noun
        and _NOISE.sub("", t.text)
        and not RANKS.search(t.text)
        and not _LEFT.search(t.text)
    ]
    members = [squeeze(name) for name, _ in series.members]
    shared = [t.text for t in terms if all(squeeze(t.text) in name for name in members)]
    about = series.about + "|" + "|".join(shared)
    total = sum(t.weight for t in terms)
    earned = sum(t.weight * credit(t.text, about, "") for t in terms)
    covered = earned / total if total else 0.0
    if total and covered < 0.7:
        return None
    if not total and not figure.table_id and not roles:
        return None
    kind = _WHICH.search(question.core)
    named = bool(kind and kind["kind"] and kind["kind"] in series.about)
    names = {squeeze(name) for name, _ in series.members}
    own = any(squeeze(t.text) in names for t in terms)  # 项目支出里最低的: its members are meant
    return (
        -float(own),
        round(covered, 1),
        float(named),
        float(bool(figure.table_id)),
        -float(rank_role(series.role)),
        float(len(series.members)),
    )


def _series(source: Source) -> Iterable[Series]:
    """Columns of tables, and runs of like figures in one sentence, of two members and more."""
    columns: dict[object, list[tuple[str, FigureView]]] = {}
    for view in source.figures:
        figure = view.figure
        if figure.kind is FigureKind.DATE:
            continue
        if figure.table_id:
            if not figure.row_path or _is_total(figure.row_path[-1]):
                continue
            key: object = (figure.table_id, figure.col_path, figure.kind, figure.role)
        else:
            place = figure.quote
            key = (place.page, place.start, figure.kind, figure.unit, figure.role)
        columns.setdefault(key, []).append((_name(view), view))
    for members in columns.values():
        unique = list({name: (name, view) for name, view in reversed(members)}.values())[::-1]
        unit = unique[0][1].figure.unit
        unique = [
            m for m in unique if convert(m[1].figure.value, m[1].figure.unit, unit) is not None
        ]
        if len(unique) < 2:
            continue
        if not unique[0][1].figure.table_id and any(v.whole for _, v in unique):
            unique = [(name, v) for name, v in unique if v.whole]  # the members, not the sum
        if len(unique) < 2:
            continue
        view = unique[0][1]
        heads = view.heads if view.figure.table_id else view.sentence
        corner = "|".join(source.corners.get(view.figure.table_id, ()))
        yield Series(f"{view.around}|{heads}|{squeeze(corner)}", tuple(unique))


_GENERAL = re.compile(
    r"合计|总计|小计|总分|总额|总数|合|计|支出|收入|本年|年度|部门|单位|预算|决算|资金|全部|经费|整体"
)


def _is_total(name: str) -> bool:
    words = squeeze(name)
    return bool(_TOTALS.search(words)) and not _GENERAL.sub("", words)


def _name(view: FigureView) -> str:
    figure = view.figure
    if figure.table_id:
        return " ".join(figure.row_path[-1].split())
    return " ".join(figure.measure.split())


def _column(path: Sequence[str]) -> str:
    return " ".join(path[-1].split()) if path else ""


def _value(view: FigureView, unit: str) -> Decimal:
    value = convert(view.figure.value, view.figure.unit, unit)
    return view.figure.value if value is None else value
