"""Set a measure's figure beside that of the year before, where one report states both."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from ingest.model import Figure, FigureKind, Role
from qa.counted import in_unit
from qa.finding import find_figures
from qa.match import Candidate
from qa.model import AnswerFigure, AnswerKind, Outcome, Verdict
from qa.read_figure import claim_of
from qa.reading import Claim, Evidence, Reading, Stated
from qa.roles import rank_role
from qa.rounding import CENT, round_at
from qa.scope import Scope, describe
from qa.settings import QASettings
from qa.sides import as_figure
from qa.sources import Source
from qa.understand import Question, understand

# 比上年, 跟2023年一样: what the figure is held against.
SINCE = re.compile(
    r"[比较跟与和同]\s*(?:上年|去年|上一年|前一年|上年度|头年|(?:19|20)\d\d\s*年?)(?:度)?(?:的|预算|决算)?|哪一?年|同比"
)
_RISES = re.compile(r"[多高涨升增]|更大|扩大")
_FALLS = re.compile(r"[少低降减跌缩省]|压减|更小|回落")
_SAME = re.compile(r"一样|相同|持平|没变|不变|相等")
_ASKS_RATE = re.compile(r"增幅|降幅|增长率|下降率|百分|几成|%|比例")
_MOVES = re.compile(
    r"(?:更|有所)?(?:增加|减少|增长|下降|降低|提高|上升|压减|缩减|多|少|高|低|涨|降|减|增)(?:了|出)?(?:多少|几\S?|些|点)?"
)


def over_years(
    question: Question, scope: Scope, sources: Sequence[Source], settings: QASettings
) -> Reading | None:
    """Return this year's figure beside the last one's and what was asked of the two.

    None where no report states both of one measure, or nothing of the kind is asked.
    """
    if not SINCE.search(question.text) or len(sources) != 1:
        return None
    source = sources[0]
    year = source.card.identity.fiscal_year
    if year is None or not {year - 1, year} >= set(scope.years):
        return None
    pair = _pair(_asked(question, scope), source, settings)
    if pair is None:
        return None
    return _told(question, source, year, *pair)


def _asked(question: Question, scope: Scope) -> Question:
    """The question without what compares: 三公经费比上年少了吗 is of 三公经费."""
    core = SINCE.sub(lambda m: " " * len(m[0]), question.core)
    core = _SAME.sub("  ", core)
    core = re.sub(r"都?是零|今年|本年", lambda m: " " * len(m[0]), core)
    asked = understand(_MOVES.sub(" ", core), replace(scope, spans=()), question.texts)
    roles = tuple(r for r in asked.roles if r not in (Role.CHANGE, Role.RATE, Role.PRIOR_YEAR))
    return replace(as_figure(asked), roles=roles, unit="", adjusted=False)


def _pair(
    asked: Question, source: Source, settings: QASettings
) -> tuple[Candidate, Candidate] | None:
    """This year's and last year's figure of one row, sentence or measure; the same role first."""
    if not (asked.concepts or any(t.noun for t in asked.terms) or asked.roles):
        return None
    now = _candidates(asked, source, settings)
    before = _candidates(replace(asked, roles=(*asked.roles, Role.PRIOR_YEAR)), source, settings)
    year = source.card.identity.fiscal_year or 0
    now = [c for c in now if not _earlier(c.figure, year)]
    before = [c for c in before if _earlier(c.figure, year)]
    pairs = [(a, b) for a in now for b in before if _alike(a.figure, b.figure)]
    pairs = pairs or [(a, b) for a in now if (b := _said_behind(a, source)) is not None]
    if not pairs:
        return None
    return min(
        pairs, key=lambda p: (-min(p[0].coverage, p[1].coverage), rank_role(p[0].figure.role))
    )


def _candidates(asked: Question, source: Source, settings: QASettings) -> list[Candidate]:
    found, _ = find_figures(asked, [source], settings)
    return [c for f in found for group in f.groups for c in group]


def _earlier(figure: Figure, year: int) -> bool:
    return figure.role is Role.PRIOR_YEAR or figure.period[:4] == str(year - 1)


def _alike(now: Figure, before: Figure) -> bool:
    """Whether two figures are of one measure: a row of one table, a sentence, or one concept."""
    money = now.kind is FigureKind.MONEY and before.kind is FigureKind.MONEY
    if in_unit(before, now.unit) is None or not (money or now.kind is before.kind):
        return False
    if before.role not in (now.role, Role.PRIOR_YEAR):
        return False
    if now.table_id or before.table_id:
        if now.table_id != before.table_id:
            return False
        in_row = now.cell_row == before.cell_row
        in_column = now.cell_col == before.cell_col and now.period[:4].isdigit()
        return in_row or in_column
    same = bool(now.concept) and now.concept == before.concept
    return same and (now.quote == before.quote or now.section == before.section)


def _said_behind(now: Candidate, source: Source) -> Candidate | None:
    """The 上年 that a clause gives behind this year's figure without saying of what once more.

    公务用车购置费支出18.60万元，…，上年为21.50万元: no other measure's money stands between them.
    """
    one = now.figure
    if one.table_id:
        return None
    for view in source.figures:
        other = view.figure
        behind = view.group == now.view.group and other.quote == one.quote and view.at > now.view.at
        if not behind or other.unit != one.unit:
            continue
        bare = other.role is Role.PRIOR_YEAR and not other.concept
        return Candidate(view, now.report_id, now.coverage, 1.0, now.score) if bare else None
    return None


def _told(
    question: Question, source: Source, year: int, now: Candidate, before: Candidate
) -> Reading | None:
    unit = now.figure.unit
    value, last = now.figure.value, in_unit(before.figure, unit)
    assert last is not None
    change = value - last
    who = describe(source.card.identity, source.card.title)
    evidence = (Evidence.of(now.figure), Evidence.of(before.figure))
    point = "个百分点" if unit == "%" else unit
    shown = f"{abs(change):f}{point}"
    word = "增加" if change > 0 else "减少" if change < 0 else "没有变化"
    told = f"{year}年比{year - 1}年{word}{shown if change else ''}"
    computation = f"{value:f} − {last:f} = {change:f}{point}"
    amount, called = abs(change), word if change else "差额"
    if _ASKS_RATE.search(question.core) and unit != "%" and question.kind is not AnswerKind.YES_NO:
        if not last:
            return None
        rate = round_at(abs(change) / last * 100, CENT)
        told, amount, point = f"{year}年比{year - 1}年{word}{rate}%", rate, "%"
        computation = f"({value:f} − {last:f}) ÷ {last:f} × 100%"
        shown = f"{rate}%"
    figure = AnswerFigure(amount, point, shown, called, Role.CHANGE, Verdict.COMPUTED, ())
    claims = (claim_of((now,), f"{who}，{year}年："), claim_of((before,), f"{year - 1}年："))
    if question.kind is AnswerKind.YES_NO:
        verdict = _verdict(question, change, value, last)
        if verdict is None:
            return None
        told = f"{verdict}。{told}"
    elif re.search(r"哪一?年", question.text):
        least = bool(_FALLS.search(question.core.replace("多少", "")))
        chosen = year if (change < 0 if least else change > 0) else year - 1
        told = (
            f"{'更少' if least else '更多'}的是{chosen}年，{told}"
            if change
            else f"两年一样，{told}"
        )
    head = Claim(told, evidence, (Stated(figure, evidence),))
    return Reading(Outcome.ANSWERED, question.kind, (head, *claims), computation=computation)


def _verdict(question: Question, change: Decimal, value: Decimal, last: Decimal) -> str | None:
    """是 or 不是 to 「比上年少了吗」「跟去年一样吗」「都是零吗」, None to anything else."""
    core = SINCE.sub("", question.core)
    if re.search(r"(?:都|全)(?:是|为)?(?:零|0)", core):
        return "是" if not value and not last else "不是"
    if _SAME.search(core):
        return "是" if not change else "不是"
    rises, falls = _RISES.search(core), _FALLS.search(core)
    if bool(rises) == bool(falls) or question.numbers:
        return None
    return "是" if (change > 0 if rises else change < 0) else "不是"
