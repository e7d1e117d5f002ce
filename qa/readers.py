"""Choose the reader for a question's kind, and put the readings of its parts together."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from ingest.model import Role
from qa.claim_change import judge_change
from qa.compare import read_comparison
from qa.compare_members import asks_which, compare_members
from qa.compute import read_computed
from qa.groups import rank_groups, read_group
from qa.honours import honours
from qa.items import find_runs
from qa.left_undone import read_left_undone
from qa.listing import stated_count
from qa.model import AnswerKind, Outcome
from qa.persons import read_person
from qa.plans import UNSPENT, formula_of
from qa.quotients import read_quotient
from qa.read_claim import read_claim
from qa.read_figure import read_figure
from qa.read_list import read_list
from qa.read_text import names_place, read_text
from qa.reading import Claim, Evidence, Reading
from qa.remedies import beside_remedy, read_remedy
from qa.rows import filters, ranks, read_filter, read_ranking
from qa.scope import Scope, describe
from qa.settings import QASettings
from qa.sides import TOTAL, several_sides
from qa.signers import read_signer
from qa.sources import Source
from qa.understand import Question
from qa.worked_ranks import rank_worked
from qa.years import SINCE, over_years


def _whose(sources: Sequence[Source]) -> Reading:
    """Answer whose report it is, citing where the agency's name stands."""
    claims = []
    for source in sources:
        span = source.place_of(source.card.identity.agency)
        if span is not None:
            title = describe(source.card.identity, source.card.title)
            text = f"{title}的编制单位是{source.card.identity.agency}"
            claims.append(Claim(text, (Evidence(span),)))
    if not claims:
        return Reading(Outcome.NOT_IN_REPORTS, AnswerKind.TEXT)
    return Reading(Outcome.ANSWERED, AnswerKind.TEXT, tuple(claims))


def by_kind(
    asked: Question,
    scope: Scope,
    sources: Sequence[Source],
    meaning: Mapping[tuple[str, int, int], float],
    settings: QASettings,
) -> Reading:
    """Return the reading of a question by the reader for its kind.

    What no report states of a change is told from two years' figures.
    """
    since_last = asked.kind is AnswerKind.YES_NO and SINCE.search(asked.text)
    if since_last or _TWO_YEARS.search(asked.text):
        years = over_years(asked, scope, sources, settings)
        if years is not None:
            return years
    reading = _by_kind(asked, scope, sources, meaning, settings)
    if reading.answered and not honours(asked, reading):
        reading = _beside_the_point(reading)
    if reading.answered or asked.kind in (AnswerKind.LIST, AnswerKind.TEXT):
        return reading
    return over_years(asked, scope, sources, settings) or reading


def _beside_the_point(reading: Reading) -> Reading:
    """The refusal where only another kind of result was found, which is named as the nearest."""
    told = "；".join(claim.text for claim in reading.claims[:3])
    return Reading(Outcome.NOT_IN_REPORTS, AnswerKind.COMPUTED, nearest=told)


_TWO_YEARS = re.compile(
    r"哪一?年.{0,6}[多少高低大小]|[比较跟与和同](?:上年|去年|上一年|\d{4}\s*年?).{0,8}(?:一样|持平|相同|都是零)"
)


def _by_kind(
    asked: Question,
    scope: Scope,
    sources: Sequence[Source],
    meaning: Mapping[tuple[str, int, int], float],
    settings: QASettings,
) -> Reading:
    signer = read_signer(asked.text, sources)
    if signer is not None:
        return signer
    person = read_person(asked, sources)
    if person is not None:
        return person
    if asked.asks_who and not asked.concepts and not asked.roles:
        return _whose(sources)
    worked = _spelt(asked, scope, sources, settings)
    if worked is not None:
        return worked
    if len(sources) == 1 or not scope.plural:
        grouped = rank_groups(asked, sources) or read_group(asked, sources)
        if grouped is not None:
            return grouped
        among = _among_rows(asked, sources)
        if among is not None:
            return among
    if asked.kind is AnswerKind.COMPUTED and asked.asks_when and not asked.unit:
        asked = replace(asked, kind=AnswerKind.FIGURE)  # 剩下的什么时候建完: a day, no rest
    # 谁 and 两年 may have been taken for several reports.
    if (len(sources) == 1 or not scope.plural) and asks_which(asked):
        members = compare_members(asked, scope, sources, settings)
        if members.outcome is not Outcome.NOT_IN_REPORTS:
            return members
    told = asked.kind in (AnswerKind.TEXT, AnswerKind.FIGURE)
    if scope.plural and len(sources) > 1 and told and asks_which(asked):
        asked = replace(asked, kind=AnswerKind.COMPARISON)  # 2022年多还是2023年多
    if asked.kind is AnswerKind.COMPARISON and len(sources) > 1:
        return read_comparison(asked, scope, sources, settings)
    worked_out = asked.kind is AnswerKind.COMPUTED or UNSPENT.search(asked.core)
    if worked_out and ranks(asked) and not scope.plural:
        return Reading(Outcome.NOT_IN_REPORTS, AnswerKind.COMPARISON)  # of one, not of the whole
    if asked.kind in (AnswerKind.COMPUTED, AnswerKind.COMPARISON):
        if scope.plural and len(sources) > 1:
            return read_comparison(asked, scope, sources, settings)
        if asked.kind is AnswerKind.COMPARISON:
            members = compare_members(asked, scope, sources, settings)
            if members.answered:
                return members
        return read_computed(asked, scope, sources, settings)
    if asked.kind is AnswerKind.YES_NO and scope.plural and len(sources) == 2:
        since = _since_last(asked, sources, settings)
        if since is not None:
            return since
        roles = tuple(role for role in asked.roles if role is not Role.CHANGE)
        return read_comparison(replace(asked, roles=roles), scope, sources, settings)
    if asked.kind is AnswerKind.YES_NO:
        return read_claim(asked, sources, meaning, settings)
    if asked.kind is AnswerKind.LIST:
        listing = read_list(asked, sources, settings)
        if listing.outcome is not Outcome.NOT_IN_REPORTS or _ROLL.search(asked.core):
            return listing
        prose = read_text(asked, sources, meaning, settings)
        return prose if _lists_so(asked, prose) else listing
    if asked.kind is AnswerKind.FIGURE and _LISTED.search(asked.core) and not asked.unit:
        listing = read_list(asked, sources, settings)
        if listing.answered and not asked.roles:
            return listing
    if asked.kind is AnswerKind.FIGURE:
        return _figures(asked, scope, sources, meaning, settings)
    return _narrative(asked, scope, sources, meaning, settings)


def _since_last(asked: Question, sources: Sequence[Source], settings: QASettings) -> Reading | None:
    """What the later of two years' reports of one agency says of the change; None if nothing."""
    one, other = (source.card.identity for source in sources)
    years = [who.fiscal_year or 0 for who in (one, other)]
    named = [asked.text.find(str(year)) for year in years]
    if one.agency != other.agency or one.kind != other.kind or abs(years[0] - years[1]) != 1:
        return None
    later = years.index(max(years))
    if not 0 <= named[later] < named[1 - later]:  # 2024年比2025年少吗 is the other way round
        return None
    return judge_change(asked, [sources[later]], settings)


def _spelt(
    asked: Question, scope: Scope, sources: Sequence[Source], settings: QASettings
) -> Reading | None:
    """The sum a question spells out (编制减在职) or means by a word (空编); None if it has none."""
    if asked.asks_why or scope.plural or asked.kind is AnswerKind.YES_NO:
        return None
    if formula_of(asked):
        return read_computed(asked, scope, sources, settings)
    return None


def _among_rows(asked: Question, sources: Sequence[Source]) -> Reading | None:
    """Which member of a table or sentence is first, or meets a condition; None if not asked."""
    if ranks(asked):
        ranking = read_ranking(asked, sources)
        if not ranking.answered:
            ranking = rank_worked(asked, sources)
        return ranking if ranking.answered else None
    if filters(asked):
        filtered = read_filter(asked, sources)
        return filtered if filtered.answered else None
    return None


def _lists_so(asked: Question, told: Reading) -> bool:
    """Whether sentences name as many as the question says there are (哪三条道路), of its kind.

    That there are so many is known to who asks: 移送的2家是哪两家.
    """
    count = stated_count(asked)
    words = "".join(claim.text for claim in told.claims)
    kind = _PLACES.search(asked.core)
    if kind and told.answered and not names_place(words, asked.text, kind[1]):
        return False
    runs = [len(r.items) for r in find_runs(words) if not any(_AMOUNT.search(i) for i in r.items)]
    return count < 2 or count in (*runs, len(set(re.findall(r"《[^》]+》", words))))


_AMOUNT = re.compile(r"\d\s*[\u4e00-\u9fff]{0,3}$")  # 约谈31家、暂停协议9家: no names
_PLACES = re.compile(r"在(?:了)?哪(?:些|几个?)(村|镇|乡|街道|社区|学校|县|区)")
_ROLL = re.compile(r"名单|名册|花名册")  # no sentence stands in for it
# 南昌县教育局的下属单位: what is named is a list by its nature.
_LISTED = re.compile(
    r"(?:单位|科室|股室|处室|内设机构|社区|问题|不足|措施|打算|任务|职责|成效|目录)[？?。\s]*$"
)


def _narrative(
    asked: Question,
    scope: Scope,
    sources: Sequence[Source],
    meaning: Mapping[tuple[str, int, int], float],
    settings: QASettings,
) -> Reading:
    """Sentences, unless a whole section or cell is what is asked for (改进措施)."""
    remedy = read_remedy(asked, sources)
    if remedy is not None:
        return remedy
    for sides in several_sides(asked, scope) if asked.coordinated else ():
        lists = [read_list(q, sources, settings, headed=True) for q in sides.questions]
        if all(r.answered for r in lists):
            return merge(lists)
    headed = read_list(asked, sources, settings, headed=True)
    if headed.answered and not (asked.asks_why or asked.asks_what):
        return headed
    plain = not (asked.asks_why or asked.asks_how or asked.asks_what)
    if plain and _LISTED.search(asked.core):
        listing = read_list(asked, sources, settings)
        if listing.answered:
            return listing
    if plain:  # 职工基本医疗保险缴费: a measure, nothing more
        figure = read_figure(asked, sources, replace(settings, coverage=0.95))
        if figure.answered:
            return figure
    told = read_text(asked, sources, meaning, settings)
    if beside_remedy(asked, told):
        return Reading(Outcome.NOT_IN_REPORTS, AnswerKind.TEXT, nearest=told.claims[0].text)
    return told


def _figures(
    asked: Question,
    scope: Scope,
    sources: Sequence[Source],
    meaning: Mapping[tuple[str, int, int], float],
    settings: QASettings,
) -> Reading:
    if scope.plural and len(sources) > 1:
        return read_comparison(asked, scope, sources, settings)
    if len(asked.roles) > 1:
        return read_figure(asked, sources, settings)
    if asked.coordinated and TOTAL.search(asked.core):  # A与B支出合计数
        summed = read_computed(asked, scope, sources, settings)
        if summed.computation:
            return summed
    for sides in several_sides(asked, scope) if asked.coordinated else ():
        readings = [read_figure(q, sources, settings) for q in sides.questions]
        if all(r.answered for r in readings):
            return merge(readings)
    undone = read_left_undone(asked, scope, sources, settings)
    if undone is not None:
        return undone
    figure = read_figure(asked, sources, settings)
    if asked.asks_when and not figure.answered:  # 从哪天到哪天: the sentence gives both
        dated = read_text(asked, sources, meaning, settings, dated=True)
        return dated if dated.answered else figure
    of_budget = (
        figure.answered and _COMPLETED.search(asked.core) and "执行率" in figure.claims[0].text
    )
    if figure.outcome is Outcome.NOT_IN_REPORTS or of_budget:
        return read_quotient(asked, scope, sources, settings) or figure
    return figure


# 安全隐患点的整治完成率 is what was done of its target before the 执行率 of money.
_COMPLETED = re.compile(r"(?<!预算)(?<!支出)(?<!资金)完成率")


def merge(readings: Sequence[Reading]) -> Reading:
    """Return one reading of several parts: answered if any is, naming what is missing."""
    if len(readings) == 1:
        return readings[0]
    answered = _once([r for r in readings if r.answered])
    if not answered:
        first = readings[0]
        return replace(first, words="".join(r.words for r in readings))
    claims: list[Claim] = [c for r in answered for c in r.claims]
    missing = "".join(r.words for r in readings if not r.answered)
    computations = [r.computation for r in answered if r.computation]
    return replace(
        answered[0],
        claims=tuple(claims),
        items=tuple(i for r in answered for i in r.items),
        computation="；".join(computations) or None,
        coverage=next((r.coverage for r in answered if r.coverage), None),
        words="".join(r.words for r in answered) + missing,
    )


def _once(readings: Sequence[Reading]) -> list[Reading]:
    """Leave out what says again what stands before it; a list tells more than its sentence."""
    kept: list[Reading] = []
    for reading in readings:
        places = [c.evidence for c in reading.claims]
        same = next((k for k in kept if places == [c.evidence for c in k.claims]), None)
        if not reading.items or same is None:
            kept.append(reading)
        elif not same.items:  # 怎么改进？列出各条措施
            kept[kept.index(same)] = reading
    return kept
