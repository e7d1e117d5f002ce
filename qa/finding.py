"""Find the figures of each report that answer a question, those that state one figure together."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ingest.fold import squeeze
from ingest.model import Figure, FigureKind, Role
from ingest.units import convert, same_quantity
from qa.branches import plain_name
from qa.match import Candidate, match_figures
from qa.phrases import NUMBER_OF, UNDONE
from qa.role_fit import is_goal
from qa.roles import rank_role
from qa.rounding import round_at
from qa.settings import QASettings
from qa.sources import Source
from qa.stand_ins import stands_in
from qa.tense import is_ahead, of_later_year
from qa.understand import Question
from qa.whole import of_the_whole
from qa.words import cut

_ALIKE = 0.1

_WINDOW = 0.12  # candidates this near to the best are taken to be meant too


@dataclass(frozen=True, slots=True)
class Found:
    """The figures of one report that answer: one a role, statements of it together."""

    source: Source
    groups: tuple[tuple[Candidate, ...], ...]  # the meant one first
    best: float


def find_figures(
    question: Question, sources: Sequence[Source], settings: QASettings
) -> tuple[list[Found], Candidate | None]:
    """Return what each report has to answer with, best report first, and the nearest miss."""
    found, missed = [], None
    for source in sources:
        candidates = [
            c
            for c in match_figures(question, source.figures, source.card.id)
            if _in_period(c.figure, source, question)
        ]
        year = source.card.identity.fiscal_year
        if Role.PRIOR_YEAR in question.roles and year:  # 2020年决算数 in the report of 2021
            roles = tuple(r for r in question.roles if r is not Role.PRIOR_YEAR)
            before = match_figures(replace(question, roles=roles), source.figures, source.card.id)
            candidates = [c for c in candidates if c.figure.role is Role.PRIOR_YEAR]
            candidates += [c for c in before if c.figure.period[:4] == str(year - 1)]
            candidates.sort(key=lambda c: -c.score)
        passing = [c for c in candidates if accepts(c, question, settings)]
        if source.card.identity.kind.startswith("项目") and _WHOLE_BODY.search(question.core):
            passing = [c for c in passing if _WHOLE_BODY.search(c.view.own + c.view.around)]
        stated = [c for c in passing if not is_goal(question, c.view)]
        passing = stated or passing
        passing = _plainest(question, of_the_whole(question, passing))
        if passing:
            groups = _group(question, passing)
            found.append(Found(source, groups, passing[0].score))
        elif candidates and (missed is None or candidates[0].score > missed.score):
            missed = candidates[0]
    found.sort(key=lambda f: -f.best)
    return found, missed


def accepts(candidate: Candidate, question: Question, settings: QASettings) -> bool:
    """Whether a candidate carries enough of the question to answer it."""
    if not question.terms and not question.concepts and not question.roles:
        return False
    heavy = {t.text for t in question.terms if t.noun and t.weight >= 0.6}
    if candidate.coverage < settings.coverage or heavy.intersection(candidate.lacking):
        return False
    if _lacks_head(question, candidate):
        return False
    if stands_in(question, candidate.view):
        return False
    # 资金, 项目 fit hundreds of figures: they must be what is measured, not a word in it.
    nouns = [t.text for t in question.terms if (t.noun or t.weight >= 0.3) and len(t.text) > 1]
    vague = not question.concepts and all(noun in _VAGUE for noun in nouns)
    if vague and heavy and candidate.precision < 0.5:
        return False
    if candidate.precision < _NARROW and _tells_other(question, candidate):
        return False
    ahead = question.other_years or _AHEAD.search(question.text)
    if is_ahead(candidate.figure) and (not ahead or of_later_year(candidate.figure, question.text)):
        return False
    if UNDONE.search(question.core) and not _LEFT_UNDONE.search(
        f"{candidate.view.own}|{candidate.view.heads}"
    ):
        return False
    moved = _MOVED.search(candidate.figure.measure) and not _MOVED.search(question.core)
    if moved and _THERE_ARE.search(question.core):
        return False
    return candidate.precision >= _SHORTEST or not _counts_all(question, candidate)


_WHOLE_BODY = re.compile(r"(?:部门|单位)整体")  # of which a project's own money is only a part


# What an amount is of: 企业营业收入 is neither their 利润 nor their number.
_AMOUNTS = re.compile(r"(?:收入|利润|产值|增加值|投资|税收|存款|贷款|余额|成本|损失)(?:总?额)?$")


def _lacks_head(question: Question, candidate: Candidate) -> bool:
    """Whether the last word asked says of what the amount is, and the figure does not."""
    last = question.terms[-1:] if not question.concepts else ()
    return any(_AMOUNTS.search(t.text) and t.text in candidate.lacking for t in last)


# 有几辆车: those there are, not those bought or scrapped.
_THERE_ARE = re.compile(r"有(?:几|多少)|[共现]有[^，。？?]{1,6}(?:几|多少)")
_MOVED = re.compile(r"购置|新购|购买|报废|处置|更新|买")


# What is to come answers only where it is asked for.
_AHEAD = re.compile(
    r"打算|计划|目标|下一步|接下来|今后|明年|来年|将|要|力争|预计|准备|安排|拟|想|提高到|提升到|达到|措施|整改|改进|新增|新建"
)
# 还有多少个没整治完 is not what 完成整治 counts.
_LEFT_UNDONE = re.compile(r"未|没|尚|剩|差|不|缺|欠|待|滞|结余|结转")

_NARROW = 0.34


def _tells_other(question: Question, candidate: Candidate) -> bool:
    """Whether prose counts something much narrower: 面向社会招聘教师 for 在职教师人数."""
    view = candidate.view
    alone = squeeze(view.figure.printed) == view.sentence
    counts = view.figure.kind is FigureKind.COUNT and not question.roles
    return counts and not alone and bool(NUMBER_OF.search(question.core))


def _acts(core: str) -> bool:
    """Whether a verb says what was done with what is counted: 清理了多少, 多少个开展了自评."""
    return any(tag[:1] == "v" and word not in ("有", "是", "没有") for word, tag in cut(core))


_SHORTEST = 0.45
_FIELD = re.compile(
    r"(?:^|\s)(?!实际|全年|累计|本年|全部|一共|总共)[\u4e00-\u9fff]{2,4}支出(?:$|[\s?？是有多为预决执])"
)

_ALL = frozenset({"全区", "全县", "全市", "全镇", "辖区"})


def _counts_all(question: Question, candidate: Candidate) -> bool:
    """Whether all of something is asked for (有多少名律师), and prose counts what it narrows.

    山区两县的执业律师 are not all lawyers, 月亮湾等7座小型水库 not all reservoirs, and
    what 教育信息化 cost is not 教育支出.
    """
    figure = candidate.figure
    if figure.kind is FigureKind.MONEY and figure.row_path:
        field = _FIELD.search(question.core)
        named = any(t.noun and t.weight >= 0.3 for t in question.terms)  # 实际支出 is of all
        whole = plain_name(figure.row_path[-1]) in {t.text for t in question.terms}  # 教育
        return bool(field) and named and not whole and not question.concepts
    if figure.kind is not FigureKind.COUNT or question.roles or _acts(question.core):
        return False
    if figure.table_id and not re.search(r"一共|总共|合共|全[区县市镇]", question.core):
        return False
    said = [t for t in question.terms if t.weight >= 0.3 and t.text not in _ALL]
    return (
        not question.concepts
        and all(t.noun for t in said)
        and (sum(len(t.text) for t in said) <= 4)
    )


def _plainest(question: Question, passing: list[Candidate]) -> list[Candidate]:
    """What counts a bare thing (小区个数), not what was done to some of it (改造老旧小区4个)."""
    if question.wants is not FigureKind.COUNT or question.roles or _acts(question.core):
        return passing
    plain = any(c.precision >= _SHORTEST for c in passing)
    return [c for c in passing if c.precision >= _SHORTEST or not plain]


_VAGUE = frozenset({"资金", "经费", "金额", "项目", "支出", "收入", "工作", "活动", "任务", "人员"})


_YEARS = re.compile(r"(\d{4})-(\d{4})")
_AS_OF = re.compile(r"截[至止]到?(\d{4})年(\d{1,2})月(\d{1,2})日")


def _in_period(figure: Figure, source: Source, question: Question) -> bool:
    """Whether a figure is of its report's own year (or states none), or of the year asked."""
    stated = figure.period[:4]
    day = _AS_OF.search(question.text)
    dated = figure.kind is not FigureKind.DATE and "-" in figure.period
    if day and dated and figure.period != "{}-{:0>2}-{:0>2}".format(*day.groups()):
        return False
    year = source.card.identity.fiscal_year
    if question.other_years:
        before = figure.role is Role.PRIOR_YEAR and not stated  # 上年决算数
        stated = str(year - 1) if before and year else stated
        return stated in map(str, question.other_years)
    if figure.kind is FigureKind.DATE or year is None or not stated.isdigit():
        return True
    span = _YEARS.fullmatch(figure.period)
    if span:  # 总投资 of a plan of 2021—2025, in the report of 2022
        return int(span[1]) <= year <= int(span[2])
    if figure.concept == "总投资" and "-" in figure.period:
        return True  # 建设期至2024年8月，批复总投资3480万元: the month is the work's
    if figure.role is Role.PRIOR_YEAR and Role.PRIOR_YEAR in question.roles:
        return int(stated) == year - 1  # 比2023年 7,312.80 万元, in the report of 2024
    if figure.kind is FigureKind.COUNT and source.card.identity.kind.endswith("预算"):
        return int(stated) == year - ("-" in figure.period)  # 截至2024年8月31日共有车辆8辆
    return int(stated) == year


def _group(question: Question, passing: Sequence[Candidate]) -> tuple[tuple[Candidate, ...], ...]:
    """Put statements of one figure together; order by what the question means."""
    best = passing[0].score
    near = [c for c in passing if c.score >= best - _WINDOW]
    groups: list[list[Candidate]] = []
    for candidate in near:
        for group in groups:
            if _same(group[0], candidate):
                group.append(candidate)
                break
        else:
            groups.append([candidate])
    # The role decides between figures that fit alike, not against a better fit.
    groups.sort(key=lambda g: (g[0].score < best - _ALIKE, _rank(question, g[0]), -g[0].score))
    return tuple(tuple(g) for g in groups)


def _same(one: Candidate, other: Candidate) -> bool:
    a, b = one.figure, other.figure
    return a.role == b.role and (
        same_quantity(a.value, a.unit, b.value, b.unit) or rounds_to(a, b) or rounds_to(b, a)
    )


def rounds_to(exact: Figure, rounded: Figure) -> bool:
    """Whether one figure is another in a larger unit: 6,043,390元 and 604.34万元."""
    value = convert(exact.value, exact.unit, rounded.unit)
    places = rounded.value.as_tuple().exponent
    if value is None or exact.unit == rounded.unit or not isinstance(places, int) or places > -1:
        return False
    return round_at(value, rounded.value) == rounded.value


def _rank(question: Question, candidate: Candidate) -> int:
    if question.roles:
        return 0
    return rank_role(candidate.figure.role)
