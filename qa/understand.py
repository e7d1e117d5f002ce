"""Turn the words of a question into what has to be found.

Nothing is searched here: the question's scope has been cut out already
(`qa.scope`), what is left is divided into content terms, canonical measures,
roles, the unit asked for, numbers claimed, and the kind of answer.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache

import rjieba

from ingest.fold import squeeze
from ingest.measures import concept, find_concepts, find_roles
from ingest.measurewords import MEASURE_WORDS
from ingest.model import FigureKind, Role
from ingest.numerals import NumberToken, scan_numbers
from qa import phrases
from qa.asking import light_verbs, spoken, stop_words
from qa.model import AnswerKind
from qa.scope import Scope
from qa.spelling import spellings


@dataclass(frozen=True, slots=True)
class Term:
    """A content word of the question and how much finding it counts (0..1]."""

    text: str
    weight: float
    noun: bool = True


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
    asks_who: bool = False
    asks_list: bool = False
    computes: bool = False
    compares: bool = False
    coordinated: bool = False


def normalise(text: str) -> str:
    """Return a question with half-width forms, simplified characters and no control characters."""
    import zhconv

    text = unicodedata.normalize("NFKC", text)
    text = "".join(c if c.isprintable() else " " for c in text)
    text = str(zhconv.convert(text, "zh-hans")).strip()
    for said, meant in spoken():
        text = text.replace(said, meant)
    return text


def understand(text: str, scope: Scope) -> Question:
    """Return what a standalone, normalised question asks for."""
    core = _without(text, scope.spans)
    tag = phrases.TAG.search(core)
    if tag:
        core = core[: tag.start()] + " " * (len(core) - tag.start())
    core = phrases.KIND_WORDS.sub(lambda m: " " * len(m.group()), core)
    if scope.plural:  # 两家实际支出合计: a sum over reports, not the measure 支出合计
        core = phrases.SUMMED.sub(" 合计 ", core)
    numbers = tuple(n for n in scan_numbers(core) if n.kind is not FigureKind.DATE)
    bare = _without(core, [(n.start, n.end) for n in numbers])
    if scope.plural:
        bare = bare.replace(" 合计 ", "      ")
    # A name that says a role (预算完成率, 自评得分) leaves open of what; 总分 does not.
    concepts = tuple(
        dict.fromkeys(
            m.name
            for m in find_concepts(bare)
            if (known := concept(m.name)) and (known.role is None or m.name == "总分")
        )
    )
    unit = _unit_asked(core)
    changes = phrases.WANTS_CHANGE.search(text) and not scope.plural
    roles = (Role.CHANGE,) if changes else _roles(bare, unit)
    when = bool(phrases.ASKS_WHEN.search(core)) and not scope.plural
    listed = bool(phrases.ASKS_LIST.search(core))
    why = bool(phrases.ASKS_WHY.search(core))
    how = bool(phrases.ASKS_HOW.search(core)) and not phrases.ASKS_MUCH.search(core)
    wants = _figure_kind(core, unit, roles, concepts, when)
    kind = _answer_kind(core, scope, listed, why or how, bool(numbers))
    if tag and kind is not AnswerKind.COMPARISON:
        kind = AnswerKind.YES_NO
    return Question(
        text=text,
        core=core,
        kind=kind,
        terms=_terms(bare, roles, kind in (AnswerKind.LIST, AnswerKind.TEXT)),
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
        asks_who=bool(phrases.ASKS_WHO.search(text)),
        asks_list=listed,
        computes=bool(phrases.COMPUTES.search(core)),
        compares=bool(phrases.COMPARES.search(core)),
        coordinated=bool(phrases.ENUMERATION.search(core)),
    )


def _unit_asked(core: str) -> str:
    """The unit of 多少名, 几个人, 换算成元; "" if none is asked for."""
    converted = phrases.CONVERTED.search(core)
    if converted:
        return converted[1] or converted[2]
    for found in phrases.MUCH.finditer(core):
        rest = core[found.end() :]
        if re.match(r"个?人(?![民大事员才力口工均物社次])", rest):
            return "人"
        unit = next((u for u in _units() if _is_unit(u, rest)), "")
        if unit:
            return unit
    return ""


@cache
def _units() -> tuple[str, ...]:
    words = {*MEASURE_WORDS, *phrases.MONEY_UNITS, "分", "百分点"}
    return tuple(sorted(words, key=lambda w: (-len(w), w)))


# 绩效目标的项目有几个: the role word only tells which projects.
_MODIFIES = re.compile(
    r"的(?!\s|$|[是多几数值分有为达吗呢？?])(?=[\u4e00-\u9fff]{2,4}(?:有|共|是)?(?:多少|几))"
)


def _is_unit(unit: str, rest: str) -> bool:
    """Whether a text begins with a measure word and not with a longer word (部 in 部门)."""
    return rest.startswith(unit) and rest[len(unit) : len(unit) + 1] not in set(
        MEASURE_WORDS.get(unit, "")
    )


def _roles(text: str, unit: str) -> tuple[Role, ...]:
    """Roles named; a word people ask with counts only where it is a word (not 收了 in 接收了)."""
    edges, at = {0}, 0
    for word, _ in _cut(text):
        at += len(word)
        edges.add(at)
    roles = dict.fromkeys(
        m.role
        for m in find_roles(text)
        if (not m.asked or m.start in edges) and not _MODIFIES.match(text, m.end)
    )
    if phrases.COMPLETES.search(text):
        return (Role.RATE,)
    if phrases.AGAINST_TARGET.search(text):
        roles = {**roles, Role.ACTUAL: None, Role.TARGET: None}
    if unit == "分":  # 预算完成率这项得了几分
        roles.pop(Role.RATE, None)
        if Role.WEIGHT not in roles:
            roles.setdefault(Role.SCORE, None)
    elif unit:  # a count is asked for: 自评了多少个项目 is no score
        roles.pop(Role.SCORE, None)
        roles.pop(Role.WEIGHT, None)
    planned = {Role.TARGET, Role.ACTUAL, Role.WEIGHT, Role.SCORE}
    if planned & roles.keys():  # 采购占比的目标, 完成率实际: the rate is what is aimed at
        for role in (Role.RATE, Role.SHARE, Role.CHANGE):
            roles.pop(role, None)
    if phrases.AGAINST_BUDGET.search(text) and not roles.keys() & {Role.EXECUTION, Role.ACTUAL}:
        roles = {Role.EXECUTION: None, **roles}
    return tuple(roles)


def _answer_kind(
    core: str, scope: Scope, listed: bool, tells: bool, has_numbers: bool
) -> AnswerKind:
    much = bool(phrases.ASKS_MUCH.search(core))
    if phrases.ASKS_WHY.search(core):
        return AnswerKind.TEXT
    if phrases.ASKS_YES.search(core) and not scope.plural and not much:
        return AnswerKind.YES_NO
    if phrases.COMPARES.search(core) and (scope.plural or not much or "相差" in core):
        return AnswerKind.COMPARISON
    if (phrases.AGAINST_TARGET.search(core) or phrases.AGAINST_BUDGET.search(core)) and much:
        return AnswerKind.COMPUTED
    if phrases.COMPUTES.search(core) and (much or re.search(r"扣|算|额|占|倍|剩", core)):
        return AnswerKind.COMPUTED
    if phrases.ASKS_YES.search(core) or (has_numbers and not much and not listed and not tells):
        return AnswerKind.YES_NO
    if listed:
        return AnswerKind.LIST
    if tells and not much:
        return AnswerKind.TEXT
    if much or phrases.ASKS_WHEN.search(core) or find_concepts(core) or find_roles(core):
        return AnswerKind.FIGURE
    return AnswerKind.TEXT


def _figure_kind(
    core: str, unit: str, roles: tuple[Role, ...], concepts: tuple[str, ...], when: bool
) -> FigureKind | None:
    if when:
        return FigureKind.DATE
    if unit in phrases.MONEY_UNITS:
        return FigureKind.MONEY
    if unit == "分" or Role.SCORE in roles or Role.WEIGHT in roles:
        return FigureKind.SCORE
    if unit == "百分点" or Role.RATE in roles or phrases.ASKS_RATE.search(core):
        return FigureKind.PERCENT
    if unit:
        return FigureKind.COUNT
    if re.search(r"多少钱|几多钱|金额|多少经费|多少资金", core):
        return FigureKind.MONEY
    kinds = {known.kind for name in concepts if (known := concept(name))}
    return _CONCEPT_KINDS.get(kinds.pop()) if len(kinds) == 1 else None


_CONCEPT_KINDS = {
    "money": FigureKind.MONEY,
    "rate": FigureKind.PERCENT,
    "score": FigureKind.SCORE,
    "count": FigureKind.COUNT,
}


def _without(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """Blank out spans, so that words on both sides are not joined."""
    kept = list(text)
    for start, end in spans:
        kept[start:end] = " " * (end - start)
    return "".join(kept)


def _terms(core: str, roles: tuple[Role, ...], told: bool) -> tuple[Term, ...]:
    """Divide into content terms; a measure of the vocabulary stays whole.

    told  a list or text is asked for: role words (目标) are words like others

    The name of a rate is a role, but where its score is asked for it is what
    the score is of (预算完成率这项得了几分).
    """
    named = (Role.RATE, Role.SHARE)
    planned = {Role.SCORE, Role.WEIGHT, Role.TARGET, Role.ACTUAL}
    rates = [m for m in find_roles(core) if m.role in named] if planned & set(roles) else []
    terms: dict[str, Term] = {}
    rest = core
    for mention in find_concepts(core):
        known = concept(mention.name)
        if known is None or known.role is None or mention.name == "总分":
            terms[mention.printed] = _term(mention.printed, "n")
        rest = _without(rest, [(mention.start, mention.end)])
    for rate in rates:
        terms[rate.printed] = _term(rate.printed, "n")
    if not told:
        rest = _without(rest, [(role.start, role.end) for role in find_roles(core)])
    for chunk in re.split(r"\s+", _ASKING.sub(" ", rest)):
        for word, tag in _words(chunk):
            terms.setdefault(word, _term(word, tag))
    return tuple(terms.values())


_ASKING = re.compile(
    r"(?:总共|一共|合计|大概|大约|到底|究竟)?(?:有|是|为|达|达到)?(?:多少|几多|百分之几|哪几|几|哪一)(?:百分点|人次|篇次|批次|万元|亿元|平方米|公里|元|名|人|个|次|项|支|部|家|件|条|场|期|篇|分|位|间|份|辆|户|所|台|套|门|处|只|笔|宗|类|级|钱|方面)?"
    r"|哪些|哪个|什么时候|什么|为什么|怎么样?|如何|是不是|是否|有没有|有吗|对吗|对不对|请问|一下|分别是|分别|各自|各是|各有"
)


def _words(chunk: str) -> list[tuple[str, str]]:
    """Content words; single characters left side by side are one word (报 到)."""
    words: list[tuple[str, str]] = []
    single = False
    for word, tag in _cut(chunk):
        if word in stop_words() or not re.match(r"\w", word):
            single = False
            continue
        if single and len(word) == 1:
            words[-1] = (words[-1][0] + word, "v")
        else:
            words.append((word, tag))
        single = len(word) == 1
    return [(word, tag) for word, tag in words if word not in stop_words()]


@cache
def _cut(chunk: str) -> tuple[tuple[str, str], ...]:
    return tuple(rjieba.tag(chunk, False))  # no guessed words: 来招 is none


def _term(word: str, tag: str) -> Term:
    """Nouns carry a question; verbs and the rest support it."""
    size = _size(word)
    if tag[:1] in {"n", "b", "j", "i", "l"} or tag in {"vn", "an", "eng", "m"}:
        return Term(word, size)
    if tag[:1] == "v":
        return Term(word, 0.6 * size, noun=False)
    return Term(word, 0.35 * size, noun=False)


_COMMON = 8  # times a report: more often, and a word tells less


def weigh(question: Question, texts: Sequence[str]) -> Question:
    """Return the question with its words weighed by the reports in scope.

    A word that stands all over them (绩效, 项目) tells little.

    A verb that stands nowhere says that the reports are of something else
    (退休, 处分), unless it is one that can be put in many ways (拿出, 办了).
    texts  squeezed texts of the reports in scope
    """

    def weighed(term: Term) -> Term:
        common = sum(text.count(squeeze(term.text)) for text in texts) / max(len(texts), 1)
        if common > _COMMON and not find_concepts(term.text):
            rarity = max(0.4, 1 - 0.25 * math.log2(common / _COMMON))
            return replace(term, weight=term.weight * rarity)
        if term.text in light_verbs():
            return replace(term, weight=0.05, noun=False)
        if term.noun or any(w in text for w in spellings(term.text) for text in texts):
            return term
        return replace(term, weight=_size(term.text), noun=True)

    return replace(question, terms=tuple(map(weighed, question.terms)))


def _size(word: str) -> float:
    return min(len(word), 4) / 4 + 0.25
