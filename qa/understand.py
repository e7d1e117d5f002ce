"""Turn the words of a question into what has to be found.

Nothing is searched here: the question's scope has been cut out already
(`qa.scope`), what is left is divided into content terms, canonical measures,
roles, the unit asked for, numbers claimed, and the kind of answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from ingest.fold import squeeze
from ingest.measures import concept, find_concepts
from ingest.model import FigureKind, Role
from ingest.numerals import NumberToken, scan_numbers
from qa import phrases
from qa.fields import without_field
from qa.figure_kind import MONEY_ROLES, figure_kind
from qa.manner import as_asked, asked_places, said_how, without_manner
from qa.model import AnswerKind
from qa.own_project import project_spans
from qa.roles import asked_roles
from qa.sayings import plainly
from qa.scope import Scope
from qa.unit_asked import asked_unit, unit_names
from qa.weighing import weigh
from qa.words import Term, asked_concepts, content_words, cut, names_in, without


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked, scope aside.

    text      the standalone question
    core      the question without scope and asking words
    terms     content words, the vocabulary's measures kept whole
    concepts  canonical measures named
    roles     roles named; empty if the question names none
    unit      unit asked for (「多少名」), "" if none
    wants     kind of figure asked for, None if any
    numbers   numbers the question itself states
    other_years  years asked about that no report is of: only what a report
              itself dates so may answer
    places    decimals the result is wanted with, None if the question does not say
    adjusted  the budget as adjusted is asked for, never the initial one
    texts     squeezed texts of the reports in scope, for questions made from this one
    """

    text: str
    core: str
    kind: AnswerKind
    terms: tuple[Term, ...]
    concepts: tuple[str, ...]
    roles: tuple[Role, ...]
    unit: str
    wants: FigureKind | None
    numbers: tuple[NumberToken, ...]
    other_years: tuple[int, ...] = ()
    asks_when: bool = False
    asks_year: bool = False
    asks_why: bool = False
    asks_how: bool = False
    asks_what: bool = False
    asks_who: bool = False
    asks_list: bool = False
    compares: bool = False
    coordinated: bool = False
    adjusted: bool = False
    places: int | None = None
    texts: tuple[str, ...] = field(default=(), repr=False, compare=False)


# What stands beside a question without being asked for itself (`qa.preamble`).
_ASIDE = re.compile(r"⟦([^⟧]*)⟧")


def understand(text: str, scope: Scope, texts: Sequence[str] = ()) -> Question:
    """Return what a standalone, normalised question asks for.

    texts  squeezed texts of the reports in scope, by which its words are weighed
    """
    core = without(text, [*scope.spans, *project_spans(text, scope.reports, texts)])
    asides = [found[1] for found in _ASIDE.finditer(core)]
    core = _ASIDE.sub(lambda m: " " * len(m.group()), core)
    text_asked = _ASIDE.sub("", text)
    tag = phrases.TAG.search(core)
    if tag:
        core = core[: tag.start()] + " " * (len(core) - tag.start())
    core = plainly(without_manner(as_asked(core)))
    core = phrases.FOR_PEOPLE.sub(lambda m: " " * len(m.group()), core)
    core = phrases.SOURCE.sub(lambda m: " " * len(m.group()), core)
    core = phrases.KIND_WORDS.sub(lambda m: " " * len(m.group()), core)
    core = phrases.LEVEL.sub(lambda m: " " * len(m.group()), core)
    if scope.plural:  # 两家实际支出合计: a sum over reports, not the measure 支出合计
        core = phrases.SUMMED.sub(" 合计 ", core)
    names = names_in(core)  # 任务2 and “1+22” state no number
    numbers = tuple(
        n
        for n in scan_numbers(core)
        if n.kind is not FigureKind.DATE and not any(a <= n.start < b for a, b in names)
    )
    bare = without(core, [(n.start, n.end) for n in numbers])
    if scope.plural:
        bare = bare.replace(" 合计 ", "      ")
    # A name that says a role (预算完成率, 自评得分) leaves open of what; 总分 does not.
    concepts = tuple(
        dict.fromkeys(
            m.name
            for m in asked_concepts(bare)
            if (known := concept(m.name)) and (known.role is None or m.name == "总分")
        )
    )
    unit = asked_unit(core, texts)
    bare = without(bare, _apart(unit_names(core, texts), bare))
    changes, roles = (
        phrases.WANTS_CHANGE.search(text_asked) and not scope.plural,
        _roles(bare, unit),
    )
    named = {m.role for m in asked_roles(bare)} & MONEY_ROLES
    if (
        against := phrases.BETWEEN_ROLES.search(bare) and len(named) > 1
    ):  # 全年预算比年初预算增加多少: a difference of two figures
        roles = tuple(r for r in roles if r in named)
    elif changes:
        roles = (Role.CHANGE,)
    elif scope.plural and (
        len(roles) > 1 or len(scope.years) > 1
    ):  # 2023年决算比2022年增加多少: of each, the 决算
        roles = tuple(r for r in roles if r is not Role.CHANGE)
    if Role.EXECUTION in roles and (_SPENT_OF.search(bare) or _EXECUTED_OF.search(bare)):
        roles = tuple(r for r in roles if r not in (Role.BUDGET, Role.INITIAL_BUDGET))
        bare = _OF_BUDGET.sub(lambda m: " " * len(m.group()), bare)
    adjusted = bool(phrases.ADJUSTED.search(bare + said_how(text)))
    if "全年预算" in bare and Role.BUDGET in roles:
        adjusted = True  # never the initial one
    elif adjusted and not set(roles) & {Role.EXECUTION, Role.RATE}:
        roles = tuple(dict.fromkeys((*(r for r in roles if r is not Role.ADJUSTMENT), Role.BUDGET)))
    when = bool(phrases.ASKS_WHEN.search(core)) and not scope.plural
    listed, why = (bool(p.search(core)) for p in (phrases.ASKS_LIST, phrases.ASKS_WHY))
    how = bool(phrases.ASKS_HOW.search(core)) and not phrases.ASKS_MUCH.search(core)
    wants = figure_kind(core, unit, roles, concepts, when)
    if scope.plural and phrases.GREW.search(core):
        roles = tuple(r for r in roles if r not in (Role.RATE, Role.CHANGE))
        wants = None  # the rate is computed of two reports' figures
    much = bool(phrases.ASKS_MUCH.search(core)) or bool(unit_names(core, texts))
    kind = _answer_kind(core, scope, listed, why or how, much, bool(numbers))
    if adjusted and kind is AnswerKind.FIGURE and not scope.plural and len(roles) == 1:
        kind = AnswerKind.COMPUTED
    if against and kind in (AnswerKind.FIGURE, AnswerKind.COMPARISON):
        kind = AnswerKind.COMPUTED
    if tag and (kind is not AnswerKind.COMPARISON or not re.search(r"哪|谁|排", core)):
        kind = AnswerKind.YES_NO
    terms = content_words(bare, roles, kind in (AnswerKind.LIST, AnswerKind.TEXT))
    terms = without_field(terms, text, scope.spans, scope.reports)
    terms = weigh(terms, texts, when) if texts else terms
    terms += tuple(t for told in asides if (t := _told_beside(told, texts)))
    phase = _PHASE.search(bare)
    if phase and not any(phase[0] in t.text for t in terms):  # cut as a number: 一期 is no 二期
        terms += (Term(phase[0], 0.75),)
    return Question(
        text=text,
        core=core,
        kind=kind,
        terms=terms,
        concepts=concepts,
        roles=roles,
        unit=unit,
        wants=wants,
        numbers=numbers,
        other_years=() if scope.reports else scope.years,
        asks_when=when,
        asks_year=bool(re.search(r"哪一?年|什么年份|年份", core)),
        asks_why=why,
        asks_how=how,
        asks_what=bool(phrases.ASKS_WHAT.search(core)),
        asks_who=bool(phrases.ASKS_WHO.search(text_asked)),
        asks_list=listed,
        compares=bool(phrases.COMPARES.search(core)),
        coordinated=bool(phrases.ENUMERATION.search(core)),
        adjusted=adjusted,
        places=asked_places(text),
        texts=tuple(texts),
    )


def _apart(spans: Iterable[tuple[int, int]], text: str) -> list[tuple[int, int]]:
    """The spans that are no part of a measure's own name (培训人次)."""
    named = [(m.start, m.end) for m in find_concepts(text)]
    return [(a, b) for a, b in spans if not any(c < b and a < d for c, d in named)]


def aside(words: str) -> str:
    """Return a statement marked as standing beside the question: one of its words must fit."""
    return f"⟦{re.sub(r'[，,。；;！!：:？?⟦⟧]', ' ', words).strip()}⟧"


def _told_beside(told: str, texts: Sequence[str]) -> Term | None:
    """One term for all that an aside names, or None where nothing of it has to fit.

    A mere topic (关于招商) is the field a figure is of, and need not stand near it.
    """
    terms = weigh(content_words(told, (), True), texts) if texts else content_words(told, (), True)
    nouns = [t.text for t in terms if t.noun and t.weight >= 0.25 and len(t.text) > 1]
    known = [n for n in nouns if any(squeeze(n) in text for text in texts)]
    words = known or nouns
    if known and told.startswith(("关于", "至于", "对于")):
        return None
    return Term(words[0], 0.6, others=tuple(words[1:])) if words else None


_PHASE = re.compile(r"(?<![第每近头同上下本])[一二三四五]期(?![间数末初货望待限])")


# 绩效目标的项目有几个: the role word only tells which projects.
_MODIFIES = re.compile(
    r"的(?!\s|$|[是多几数值分有为达吗呢？?])(?=[\u4e00-\u9fff]{2,4}(?:有|共|是)?(?:多少|几))"
)


# 调整后的预算最终实际支出了多少: what was spent of it
_SPENT_OF = re.compile(
    r"预算(?:数|资金|里|中|最终|最后|到底|究竟|，)*(?:实际)?(?:支出|执行|花|用)掉?了(?:多少|几)"
    r"|预算的(?:实际|全年|最终)+(?:执行|支出)(?:数|额|金额)"
)
# 预算的实际执行数: no budget is asked for
_EXECUTED_OF = re.compile(r"预算(?:数|资金)?的(?:实际|全年|最终)*(?:执行|支出)(?:数|额|金额)")
_OF_BUDGET = re.compile(r"(?:调整(?:以|之)?后|年初|全年|部门)*的?预算(?:数|资金|里|中)?")
_ADDED = re.compile(r"(?:追加|调增|调减|核减|压减|追减)了?(?:多少|几|的)[^，。]{0,4}预算")


def _roles(text: str, unit: str) -> tuple[Role, ...]:
    """Roles named; a word people ask with counts only where it is a word (not 收了 in 接收了)."""
    edges, at = {0}, 0
    for word, _ in cut(text):
        at += len(word)
        edges.add(at)
    roles = dict.fromkeys(
        m.role
        for m in asked_roles(text)
        if (not m.asked or m.start in edges) and not _MODIFIES.match(text, m.end)
    )
    if phrases.COMPLETES.search(text):
        return (Role.RATE,)
    if phrases.SPENDS.search(text) and phrases.PLANS.search(text) and "实际" not in text:
        return (Role.BUDGET,)  # 打算买车花多少钱
    if phrases.AGAINST_TARGET.search(text):
        roles = {**roles, Role.ACTUAL: None, Role.TARGET: None}
    if unit == "分":  # 预算完成率这项得了几分
        roles.pop(Role.RATE, None)
        if Role.WEIGHT not in roles:
            roles.setdefault(Role.SCORE, None)
    elif unit:  # a count is asked for: 自评了多少个项目 is no score
        if unit not in phrases.MONEY_UNITS and unit != "百分点":  # 快递发了多少件
            for mention in asked_roles(text):
                if mention.asked and mention.role in (Role.EXECUTION, Role.BUDGET, Role.INCOME):
                    roles.pop(mention.role, None)
        roles.pop(Role.SCORE, None)
        roles.pop(Role.WEIGHT, None)
    if Role.ADJUSTMENT in roles and _ADDED.search(text):  # 追加了多少预算: no budget as such
        roles.pop(Role.BUDGET, None)
    planned = {Role.TARGET, Role.ACTUAL, Role.WEIGHT, Role.SCORE}
    if planned & roles.keys():  # 采购占比的目标, 完成率实际: the rate is what is aimed at
        for role in (Role.RATE, Role.SHARE, Role.CHANGE):
            roles.pop(role, None)
    if phrases.AGAINST_BUDGET.search(text) and not roles.keys() & {Role.EXECUTION, Role.ACTUAL}:
        roles = {Role.EXECUTION: None, **roles}
    return tuple(roles)


def _answer_kind(
    core: str, scope: Scope, listed: bool, tells: bool, much: bool, has_numbers: bool
) -> AnswerKind:
    if phrases.ASKS_WHY.search(core):
        return AnswerKind.TEXT
    if phrases.ASKS_MET.search(core) and not scope.plural and not phrases.MUCH.search(core):
        return AnswerKind.YES_NO
    if phrases.ASKS_YES.search(core) and not scope.plural and not much:
        return AnswerKind.YES_NO
    if phrases.ASKS_YES.search(core) and not much and not re.search(r"哪|谁|排|或|还是", core):
        return AnswerKind.YES_NO
    if phrases.COMPARES.search(core) and (scope.plural or not much or "相差" in core):
        return AnswerKind.COMPARISON
    if (phrases.AGAINST_TARGET.search(core) or phrases.AGAINST_BUDGET.search(core)) and much:
        return AnswerKind.COMPUTED
    worked = much or phrases.ASKS_SUM.search(core) or re.search(r"扣|算|额|占|倍|剩", core)
    if phrases.COMPUTES.search(core) and worked:
        return AnswerKind.COMPUTED
    asks_yes = phrases.ASKS_YES.search(core) and not phrases.SOFTENED.search(core)
    told = has_numbers and not (much or listed or tells or phrases.ASKS_WHAT.search(core))
    if asks_yes or told:
        return AnswerKind.YES_NO
    if listed:
        return AnswerKind.LIST
    if tells and not much:
        return AnswerKind.TEXT
    if much or phrases.ASKS_WHEN.search(core):
        return AnswerKind.FIGURE
    named = (
        find_concepts(core)
        or asked_roles(core)
        or phrases.ASKS_RATE.search(core)
        or phrases.NAMES_FIGURE.search(core)
    )
    return AnswerKind.FIGURE if named and not phrases.ASKS_WHAT.search(core) else AnswerKind.TEXT
