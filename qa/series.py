"""Gather what a report gives side by side: the columns of its tables, the runs of its sentences."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from ingest.fold import squeeze
from ingest.model import FigureKind, Role
from ingest.units import convert
from qa.branches import leaves, said_parents, under
from qa.members import asked_kind, of_kind, of_other_kind, told_number
from qa.ranked_by import is_spent, looks_into, ranked_by
from qa.role_fit import accepted_roles
from qa.roles import rank_role
from qa.sources import Source
from qa.terms import credit
from qa.understand import Question
from qa.views import FigureView

RANKS = re.compile(
    r"(?P<least>最[低少小慢差弱短]|垫底|倒数第[一二三四五\d]|第[二三四五][低少小慢差])"
    r"|(?P<most>最[高多大快好强长]|增幅最|增长最|第一(?!产业|部分|季度|批|时间|轮|期|阶段)|第[二三四五][高多大快好]"
    r"|排(?:名|在|行)?第[一二三四五\d]|次[高多大]|第[二三四五]名)"
)
_PLACES = {"一": 1, "二": 2, "三": 3, "四": 4, "五": 5}


def rank_asked(core: str) -> tuple[int, bool]:
    """Return which place is asked for, from 1, and whether counted from the least."""
    found = RANKS.search(core)
    if found is None:
        return 1, False
    place = re.search(r"第([一二三四五\d])", found[0])
    if found[0].startswith("次"):
        return 2, False
    at = 1 if place is None else _PLACES.get(place[1]) or int(place[1])
    return at, bool(found["least"])


_WHICH = re.compile(
    r"(?:是|为|属|数)?(?:哪|什么)(?:一|几)?[个项类种家所块笔门级]?(?:主要)?(?P<kind>[\u4e00-\u9fff]{0,4}?)(?:的|是|最|里|中|，|,|？|\?|$)"
)

_TOTALS = re.compile(r"合计|总计|小计|总分|总额|总数|全部|合|计")

_LEFT = re.compile(r"剩|结余|结转|没花|未花|未执行|没用完")

GROWS = re.compile(
    r"[增减涨降]得|增加(?!值)|(?<!自然)增长|增速|增幅|增量|上升|减少|下降|降幅|变化|增减"
)

_NOISE = re.compile(
    r"第[二三四五]|次[高多大]|低于|高于|超过|不足|达到|不到|以上|以下|大于|小于|最|哪|项目|指标|类|科目|产品|产业|单位|部门|当中|其中|中|多|少|高|低|大|小|快|慢|主要|钱|数|项|个|所有|全部|排|名|[一二三四五六七八九十两\d]+"
)


_LEVELS = frozenset({"项级", "款级", "类级", "科目", "款", "类", "一级", "二级", "三级", "排名"})


@dataclass(frozen=True, slots=True)
class Series:
    """Figures of one column (or sentence) with the names of their rows."""

    about: str  # caption, section, headers, squeezed
    members: tuple[tuple[str, FigureView], ...]
    parent: str = ""  # the row they all stand under, where the question names it
    corner: str = ""  # the headers over the members' names, squeezed
    since: Mapping[tuple[str, int], FigureView] = field(
        default_factory=dict
    )  # a year before, by row

    @property
    def role(self) -> Role:
        """The role its figures share."""
        return self.members[0][1].figure.role


def fitting(question: Question, source: Source) -> list[tuple[tuple[float, ...], Series]]:
    """The series that a question may mean, each with how well it fits."""
    found = []
    told = told_number(question.core)
    for series in (*_series(source), *_of_forms(source), *changes_in(question, source)):
        if _of_other_year(series, source, question):
            continue
        for part in _parts(question, series):
            fit = _fit(question, part)
            if fit is not None and _meant(question, part, told):
                found.append((fit, part))
    kind = asked_kind(question.core)
    own = [f for f in found if kind and _of_kind(kind, f[1])]
    return own or found


def _of_kind(kind: str, series: Series) -> bool:
    names = [squeeze(name) for name, _ in series.members]
    return of_kind(kind, series.about, names) and not of_other_kind(kind, series.corner, names)


def _of_other_year(series: Series, source: Source, question: Question) -> bool:
    """Whether a column is dated to another year than the report's, and none such is asked."""
    year, period = source.card.identity.fiscal_year, series.members[0][1].figure.period[:4]
    return bool(year) and period.isdigit() and int(period) != year and not question.other_years


# 项级科目: its rows stand under a 款, and that under a 类.
_DEPTHS = {"款级": 2, "项级": 3}


def _parts(question: Question, series: Series) -> Iterable[Series]:
    """The members under a row that the question names, else those of one level."""
    depth = next((n for word, n in _DEPTHS.items() if word in question.core), 0)
    if depth:
        level = tuple(m for m in series.members if len(m[1].figure.row_path) == depth)
        if not level:
            return
        series = replace(series, members=level)
    views = [view for _, view in series.members]
    for parent in said_parents(question, views):
        members = [m for m in series.members if under(m[1], parent)]
        if len(members) > 1:
            about = f"{series.about}|{parent}"
            yield replace(
                series, about=about, members=tuple(leaves(members, question)), parent=parent
            )
    yield replace(series, members=tuple(leaves(series.members, question)))


def _meant(question: Question, series: Series, told: int | None) -> bool:
    """Whether members are as many as the question says, else of the kind it names."""
    kind = asked_kind(question.core)
    if told is not None:
        names = [squeeze(name) for name, _ in series.members]
        return told == len(names) and not of_other_kind(kind, series.corner, names)
    return not kind or _of_kind(kind, series)


def _of_forms(source: Source) -> Iterable[Series]:
    """The same cell of several forms, each of one project: its 执行率, its 总分."""
    cells: dict[object, list[tuple[str, FigureView]]] = {}
    for view in source.figures:
        figure = view.figure
        name = source.forms.get(figure.table_id, "")
        if name and figure.row_path and figure.kind is not FigureKind.DATE:
            key = (figure.row_path, figure.col_path, figure.kind, figure.role)
            cells.setdefault(key, []).append((name, view))
    for members in cells.values():
        tables = {v.figure.table_id for _, v in members}
        row = members[0][1].figure.row_path[-1]
        if len(members) == len(tables) > 1 and (is_total(row) or row in ("资金总额", "总分")):
            view = members[0][1]
            about = f"{view.around}|{view.heads}|项目名称"
            yield Series(about, tuple(members), corner="项目名称")


def _fit(question: Question, series: Series) -> tuple[float, ...] | None:
    figure = series.members[0][1].figure
    core = squeeze(question.core)
    header = squeeze("".join(figure.col_path))
    if _LEFT.search(core) and not _LEFT.search(header):
        return None
    if "得分率" in core and "得分率" not in header:
        return None
    roles = tuple(r for r in question.roles if r is not Role.CHANGE)
    grows = bool(GROWS.search(core))
    if grows != (series.role is Role.CHANGE or bool(GROWS.search(header) or series.since)):
        return None
    if not _LEFT.search(core) and not grows:
        if roles and series.role not in accepted_roles(roles) and not is_spent(question, figure):
            return None
        if not roles and series.role in (Role.RATE, Role.SHARE, Role.WEIGHT, Role.PRIOR_YEAR):
            return None
    if not ranked_by(core, figure):
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
        and t.text not in _LEVELS
    ]
    members = [squeeze(name) for name, _ in series.members]
    shared = [t.text for t in terms if all(squeeze(t.text) in name for name in members)]
    about = series.about + "|" + "|".join(shared)
    total = sum(t.weight for t in terms)
    earned = sum(t.weight * credit(t, about, "") for t in terms)
    covered = earned / total if total else 0.0
    if total and covered < 0.7:
        return None
    if not total and not figure.table_id and not roles:
        return None
    kind = _WHICH.search(question.core)
    named = bool(kind and kind["kind"] and _is_of(kind["kind"], series))
    names = {squeeze(name) for name, _ in series.members}
    own = any(squeeze(t.text) in names for t in terms)  # 项目支出里最低的: its members are meant
    return (
        float(bool(series.parent) or looks_into(core, [v.whole for _, v in series.members])),
        -float(own),
        round(covered, 1),
        float(named),
        float("哪个项目" in core and not _of_funds(series)),
        -float(bool(series.since)),  # a printed change goes before one worked out
        float(bool(figure.table_id)),
        -float(rank_role(series.role)),
        float(len(series.members)),
    )


def _of_funds(series: Series) -> bool:
    """Whether members are the kinds of spending, none of which is a project."""
    return bool({"项目支出", "基本支出"} & {squeeze(name) for name, _ in series.members})


def _is_of(kind: str, series: Series) -> bool:
    """Whether members are of the kind asked for: by caption, or by their names (哪种车)."""
    ends = sum(squeeze(name).endswith(kind) for name, _ in series.members)
    return kind in series.about or ends > len(series.members) / 2


def changes_in(question: Question, source: Source) -> Iterable[Series]:
    """Columns of this year's figures with those of the year before in the same rows."""
    year = source.card.identity.fiscal_year
    if not year or not GROWS.search(question.core):
        return
    for series in _series(source):
        now = {(v.figure.table_id, v.figure.cell_row): (n, v) for n, v in series.members}
        figure = series.members[0][1].figure
        if not figure.table_id or figure.period[:4] != str(year):
            continue
        before = {
            (v.figure.table_id, v.figure.cell_row): v
            for v in source.figures
            if v.figure.table_id == figure.table_id
            and v.figure.period[:4] == str(year - 1)
            and (v.figure.kind, v.figure.unit, v.figure.role)
            == (figure.kind, figure.unit, figure.role)
        }
        rows = [key for key in now if key in before]
        if len(rows) > 1:
            members = tuple(now[key] for key in rows)
            yield Series(series.about, members, since=before, corner=series.corner)


def _series(source: Source) -> Iterable[Series]:
    """Columns of tables, and runs of like figures in one sentence, of two members and more."""
    columns: dict[object, list[tuple[str, FigureView]]] = {}
    for view in source.figures:
        figure = view.figure
        if figure.kind is FigureKind.DATE:
            continue
        if figure.table_id:
            if not figure.row_path or is_total(figure.row_path[-1]):
                continue
            key: object = (figure.table_id, figure.col_path, figure.kind, figure.role)
        elif view.whole and view.sentence == squeeze(f"{figure.measure}{figure.printed}"):
            key = (view.whole, figure.section, figure.kind, figure.unit)  # a list of lines
        else:
            place = figure.quote
            key = (place.page, place.start, figure.kind, figure.unit, figure.role)
        columns.setdefault(key, []).append((row_name(view), view))
    for held in columns.values():
        members = _by_first(held)
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
        firsts = {v.figure.row_path[:1] for _, v in unique}
        deep = all(len(v.figure.row_path) > 1 for _, v in unique)
        if deep and len(firsts) == len(unique) > 2:  # 任务名称｜主要内容: the first names the row
            unique = [(" ".join(v.figure.row_path[0].split()), v) for _, v in unique]
        view = unique[0][1]
        heads = view.heads if view.figure.table_id else f"{view.whole}|{view.sentence}"
        corner = "|".join(source.corners.get(view.figure.table_id, ()))
        about = f"{view.around}|{heads}|{squeeze(corner)}"
        yield Series(about, tuple(unique), corner=squeeze(corner))


def _by_first(members: list[tuple[str, FigureView]]) -> list[tuple[str, FigureView]]:
    """Name rows by their first words where the last are shared: 局本级｜全额拨款."""
    paths = [v.figure.row_path for _, v in members]
    names, firsts = {name for name, _ in members}, {path[:1] for path in paths}
    shared = len(names) < len(members) == len(firsts) and all(len(p) > 1 for p in paths)
    if not shared:
        return members
    return [(" ".join(v.figure.row_path[0].split()), v) for _, v in members]


_GENERAL = re.compile(
    r"合计|总计|小计|总分|总额|总数|合|计|支出|收入|本年|年度|部门|单位|预算|决算|资金|全部|经费|整体"
)


def is_total(name: str) -> bool:
    """Whether a row's name says no more than that it sums the others up."""
    words = squeeze(name)
    if words.endswith(("合计", "总计", "小计")):  # 项目支出合计
        return True
    return bool(_TOTALS.search(words)) and not _GENERAL.sub("", words)


def row_name(view: FigureView) -> str:
    """Return what a figure's row, or its words in a sentence, are called."""
    figure = view.figure
    if figure.table_id:
        return " ".join(figure.row_path[-1].split())
    return " ".join(figure.measure.split())
