"""Compare a measure over every report in scope, never over the top few."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from ingest.model import Figure, Role
from ingest.regions import short_region
from ingest.units import convert
from qa import phrases
from qa.finding import find_figures
from qa.match import Candidate
from qa.model import AnswerFigure, AnswerKind, Coverage, Outcome, Verdict
from qa.read_figure import claim_of
from qa.reading import Claim, Evidence, Reading, Stated, printed
from qa.roles import rank_role
from qa.rounding import CENT, round_at
from qa.scope import Scope, describe
from qa.settings import QASettings
from qa.sources import Source
from qa.understand import Question

LOWEST = re.compile(
    r"最低|最少|最小|更低|更少|更小|较低|较少|比较低|比较少|低(?:[？?]|$)|(?<!多)少(?:[？?]|$)|偏低|落后"
)
_TOTAL = re.compile(r"合计|加起来|总和|之和|总共|一共|总计")
_AVERAGE = re.compile(r"平均")
_DIFFERENCE = re.compile(
    r"相差|差多少|差距|差额|差几|多多少|高多少|低多少|少多少|多几|高几|低几|少几"
)
_NOISE = re.compile(
    r"哪|谁|更|最|较|高|低|多|少|大|小|好|差|快|慢|比|下降|上升|增长|增加|相差|差距|排名|排序|排|对比|比较|相比|合计|加起来|总和|平均|差额|一共|总共|名次|倒数|第一|两|^任务$"
)


def read_comparison(
    question: Question, scope: Scope, sources: Sequence[Source], settings: QASettings
) -> Reading:
    """Return the measure of each report in scope, ordered, with what was asked of them."""
    # 决算里写的比预算里写的多了多少: of each report the figure, not a change it states.
    between = len(sources) == 2 and "比" in question.core
    roles = tuple(r for r in question.roles if not (between and r is Role.CHANGE))
    if not roles and "任务" in question.core:  # 户厕改造的任务, 哪年多
        roles = (Role.TARGET,)
    asked = replace(
        question,
        roles=roles,
        terms=tuple(
            t for t in question.terms if not _NOISE.search(t.text) or t.text in question.concepts
        ),
    )
    rows = _rows(asked, sources, settings)
    missing = [
        describe(s.card.identity, s.card.title) for s in sources if not any(s is r[0] for r in rows)
    ]
    coverage = Coverage(len(sources) + len(scope.missing), len(rows), (*missing, *scope.missing))
    if not rows:
        return Reading(Outcome.NOT_IN_REPORTS, AnswerKind.COMPARISON, coverage=coverage)
    if len(rows) == 1 and _of_two(question, coverage):  # one of them tells nothing of both
        nearest = claim_of((rows[0][1],), f"{describe(rows[0][0].card.identity)}，").text
        return Reading(
            Outcome.NOT_IN_REPORTS, AnswerKind.COMPARISON, coverage=coverage, nearest=nearest
        )
    unit = _unit(question, rows)
    lowest_first = bool(LOWEST.search(question.core))
    rows.sort(key=lambda r: _value(r[1].figure, unit), reverse=not lowest_first)
    claims = [claim_of((c,), f"{describe(s.card.identity, s.card.title)}，") for s, c in rows]
    verdict, computation, stated = _judge(question, rows, unit)
    if question.kind is AnswerKind.YES_NO and len(rows) == 2:
        verdict = f"{_yes_no(question, rows, unit)}。{verdict}"
    head = Claim(verdict, tuple(Evidence.of(c.figure) for _, c in rows), stated)
    words = (
        ""
        if not coverage.missing
        else (
            f"范围内{coverage.matched}份中{coverage.with_data}份有数据，缺：{'、'.join(coverage.missing)}。"
        )
    )
    return Reading(
        Outcome.ANSWERED,
        AnswerKind.COMPARISON,
        (head, *claims) if len(rows) > 1 else tuple(claims),
        items=tuple(describe(s.card.identity, s.card.title) for s, _ in rows),
        computation=computation,
        coverage=coverage,
        words=words,
    )


def _rows(
    question: Question, sources: Sequence[Source], settings: QASettings
) -> list[tuple[Source, Candidate]]:
    """One figure a report, all of one family of units and, where possible, one role."""
    found = [f for s in sources for f in find_figures(_of(question, s, sources), [s], settings)[0]]
    if not found:
        return []
    per_report = {f.source.card.id: (f.source, f.groups) for f in found}
    common = None
    for _, groups in per_report.values():
        keys = {(g[0].figure.kind, g[0].figure.role) for g in groups}
        common = keys if common is None else common & keys
    shared = min(common or (), key=lambda key: rank_role(key[1]), default=None)
    rows = []
    for source, groups in per_report.values():
        group = next(
            (g for g in groups if shared in (None, (g[0].figure.kind, g[0].figure.role))), None
        )
        if group is not None:
            rows.append((source, group[0]))
    unit = rows[0][1].figure.unit
    return [r for r in rows if convert(r[1].figure.value, r[1].figure.unit, unit) is not None]


_KINDS = (("预算", Role.BUDGET), ("决算", Role.EXECUTION))


def _of(question: Question, source: Source, sources: Sequence[Source]) -> Question:
    """What is asked of one report: the 决算 of a final account held against another's 预算."""
    kinds = [s.card.identity.kind for s in sources]
    both = all(any(kind.endswith(word) for kind in kinds) for word, _ in _KINDS)
    spent = Role.EXECUTION in question.roles or re.search(r"支出|决算", question.core)
    if not (both and spent and Role.BUDGET in question.roles):
        return question
    own = next((r for word, r in _KINDS if source.card.identity.kind.endswith(word)), None)
    return replace(question, roles=(own,)) if own else question


def _of_two(question: Question, coverage: Coverage) -> bool:
    """Whether the question sets two against each other: 哪个多, 相差多少."""
    pair = coverage.matched == 2 and _SET_AGAINST.search(question.text)
    return bool(pair or _DIFFERENCE.search(question.core))


_SET_AGAINST = re.compile(r"哪一?[个年家边份区县市镇]|谁|更|比")


def _unit(question: Question, rows: Sequence[tuple[Source, Candidate]]) -> str:
    """The unit asked for where all can be said in it, else the first one's."""
    figures = [c.figure for _, c in rows]
    asked = question.unit and all(
        convert(f.value, f.unit, question.unit) is not None for f in figures
    )
    return question.unit if asked else figures[0].unit


def _yes_no(question: Question, rows: Sequence[tuple[Source, Candidate]], unit: str) -> str:
    """Answer 「A 比 B 少吗」: A is the one named first."""

    def first_named(row: tuple[Source, Candidate]) -> int:
        identity = row[0].card.identity
        names = (str(identity.fiscal_year), short_region(identity.region))
        places = [question.text.find(name) for name in names if name in question.text]
        return max(places, default=len(question.text))

    one, other = sorted(rows, key=first_named)
    difference = _value(one[1].figure, unit) - _value(other[1].figure, unit)
    less = re.search(
        r"比.*(?:[少低小](?!于?多少)|下降|减少|降|减|缩|砍|跌)|[低少小]于(?!多少)|不[及如]|没有?.{2,12}[多高大][吗么?？]",
        question.text,
    )
    return "是" if (difference < 0 if less else difference > 0) else "不是"


def _value(figure: Figure, unit: str) -> Decimal:
    value = convert(figure.value, figure.unit, unit)
    assert value is not None
    return value


def _judge(
    question: Question, rows: Sequence[tuple[Source, Candidate]], unit: str
) -> tuple[str, str | None, tuple[Stated, ...]]:
    values = [_value(c.figure, unit) for _, c in rows]
    names = [describe(s.card.identity, s.card.title) for s, _ in rows]
    evidence = tuple(Evidence.of(c.figure) for _, c in rows)
    point = "个百分点" if unit == "%" else unit
    if phrases.GREW.search(question.core) and len(rows) == 2 and unit != "%":
        return _growth(question, rows, unit, evidence)
    if _TOTAL.search(question.core) and unit != "%":
        return _computed(
            "合计", sum(values, Decimal(0)), unit, " + ".join(map(_plain, values)), evidence
        )
    if _AVERAGE.search(question.core):
        mean = round_at(sum(values, Decimal(0)) / len(values), CENT)
        sums = f"({' + '.join(map(_plain, values))}) ÷ {len(values)}"
        return _computed("平均", mean, unit, sums, evidence)
    top = [n for n, v in zip(names, values, strict=True) if v == values[0]]
    word = "最低" if LOWEST.search(question.core) else "最高"
    if len(set(values)) == 1:
        verdict = f"{'、'.join(names)}相同，均为{printed(rows[0][1].figure)}"
    else:
        verdict = f"{word}的是{'、'.join(top)}（{printed(rows[0][1].figure)}）"
    if len(values) == 2 and (values[0] != values[1] or _DIFFERENCE.search(question.core)):
        difference = abs(values[0] - values[1])
        if unit != rows[0][1].figure.unit and unit in phrases.MONEY_UNITS:  # of 元 to the cent
            difference = round_at(difference, CENT)
        high, low = max(values), min(values)
        text = f"{_plain(high)} − {_plain(low)} = {_plain(difference)}{point}"
        stated = _stated("相差", difference, "百分点" if unit == "%" else unit, evidence)
        return f"{verdict}，相差{_plain(difference)}{point}", text, (stated,)
    return verdict, None, ()


def _growth(
    question: Question,
    rows: Sequence[tuple[Source, Candidate]],
    unit: str,
    evidence: tuple[Evidence, ...],
) -> tuple[str, str, tuple[Stated, ...]]:
    """The later year's figure against the earlier one's, in per cent."""
    old, new = (
        _value(c.figure, unit)
        for _, c in sorted(rows, key=lambda row: row[0].card.identity.fiscal_year or 0)
    )
    if not old:
        return "基数为零，增幅无从算起", "", ()
    rate = round_at((new - old) / old * 100, CENT)
    sums = f"({_plain(new)} − {_plain(old)}) ÷ {_plain(old)} × 100%"
    name = "增长" if rate >= 0 else "下降"
    return _computed(name, abs(rate), "%", sums, evidence)


def _computed(
    name: str, value: Decimal, unit: str, sums: str, evidence: tuple[Evidence, ...]
) -> tuple[str, str, tuple[Stated, ...]]:
    shown = f"{_plain(value)}{unit}"
    return f"{name}：{shown}", f"{sums} = {shown}", (_stated(name, value, unit, evidence),)


def _stated(name: str, value: Decimal, unit: str, evidence: tuple[Evidence, ...]) -> Stated:
    figure = AnswerFigure(
        value, unit, f"{_plain(value)}{unit}", name, Role.OTHER, Verdict.COMPUTED, ()
    )
    return Stated(figure, evidence)


def _plain(value: Decimal) -> str:
    return format(value, "f")
