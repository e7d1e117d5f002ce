"""Judge how well a figure is the one a question asks for.

A figure is matched by the words it measures, not by the passage it stands in:
each content term of the question earns credit by where it stands relative to
the number, and a term that another figure stands nearer to earns little.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from ingest.fold import squeeze
from ingest.measures import concept, find_concepts, find_roles, rivals
from ingest.model import Figure, FigureKind, Role
from qa.alike import (
    classifies,
    counts_bare,
    level_alike,
    of_body_named,
    per_head_alike,
    year_alike,
)
from qa.asking import same_as
from qa.counted import other_thing, says_by_unit, unit_bonus
from qa.credit import AROUND, FAR, NEAR, OWN, credit_of, credit_of_initials, credit_of_run
from qa.role_fit import foretold, held_against, in_role
from qa.terms import forms, pairs_in, shortens
from qa.understand import Question
from qa.views import GENERAL, NEUTRAL, FigureView, without_roles
from qa.words import Term, cut

WHOLE = frozenset({"整体支出", "支出合计", "收入支出总计", "收入合计", "总分"})
_FUNDS = ("财政拨款", "政府性基金", "国有资本经营")
SPENT = frozenset({"整体支出", "支出合计"})
_HEADS = frozenset({"项目", "工程", "专项", "事项", "科目", "款项", "课题", "经费", "资金"})
_MONEY = frozenset({Role.EXECUTION, Role.BUDGET, Role.INITIAL_BUDGET})
_NOTHING = 0.05
_LACK = 0.08  # a word of the question that stands nowhere near
_OTHER = 0.96  # another word for it: 退休 where 离休 is asked stands behind 离休
_FORETOLD = 0.3  # what was planned, where what was done is asked (建成)
_PART = 0.08  # a part (项目支出) of what is asked as a whole


@dataclass(frozen=True, slots=True)
class Candidate:
    """A figure judged against a question; higher scores are better."""

    view: FigureView
    report_id: str
    coverage: float  # 0..1, weight of the question's terms that it carries
    precision: float  # 0..1, share of its measure that the question names
    score: float
    lacking: tuple[str, ...] = field(default=())

    @property
    def figure(self) -> Figure:
        """The figure itself."""
        return self.view.figure


def match_figures(
    question: Question, views: Iterable[FigureView], report_id: str
) -> list[Candidate]:
    """Return the figures that may be meant, best first.

    Hard conditions (unit family, role, rival measures, changes) drop a
    figure; the rest is ordered by covered weight, then precision.
    """
    found = []
    for view in views:
        if not _fits(question, view):
            continue
        coverage, lacking = _coverage(question, view)
        precision = _precision(question, view)
        score = (
            coverage
            + 0.2 * precision
            + unit_bonus(question, view.figure)
            - _PART * _unasked_parts(question, view)
            - _FORETOLD * foretold(question, view)
            - _LACK * sum(t.text in lacking and t.weight >= 0.3 for t in question.terms)
        )
        found.append(Candidate(view, report_id, coverage, precision, score, lacking))
    found = _without_shadowed(question, found)
    found.sort(key=lambda c: (-c.score, c.figure.span))
    return found


def _without_shadowed(question: Question, found: list[Candidate]) -> list[Candidate]:
    """Drop rows whose name the question only says as part of a longer row's name.

    其他城乡社区支出 is asked: the row 城乡社区支出 is not it.
    """
    asked = squeeze(question.core)
    names = {squeeze(c.figure.row_path[-1]) for c in found if c.figure.row_path}
    said = {name for name in names if len(name) > 2 and name in asked}
    shadowed = {
        a for a in said for b in said if a != b and a in b and asked.count(a) == asked.count(b)
    }
    return [
        c for c in found if not c.figure.row_path or squeeze(c.figure.row_path[-1]) not in shadowed
    ]


def _fits(question: Question, view: FigureView) -> bool:
    figure = view.figure
    if question.wants is not None:
        if (
            figure.kind is not question.wants
            and not counts_bare(question, figure)
            and not (
                question.wants is FigureKind.SCORE
                and figure.kind is FigureKind.PLAIN
                and figure.role in (Role.SCORE, Role.WEIGHT)
            )
        ):
            return False
    elif figure.kind is FigureKind.DATE:
        return False
    if other_thing(question, figure):
        return False
    if figure.kind is FigureKind.DATE and "月" not in figure.unit and not question.asks_year:
        return False
    if not question.roles and figure.role in (Role.CHANGE, Role.SHARE):
        return False
    if Role.TARGET not in question.roles and held_against(view):
        return False
    if not per_head_alike(question, view) or not level_alike(question, view):
        return False
    if classifies(question, view):
        return False
    if figure.table_id and not year_alike(question, view):
        return False
    if not of_body_named(question, view):
        return False
    if question.roles and not in_role(question, view):
        return False
    if figure.table_id and figure.row_path and not _names_row(question, view):
        return False
    # The last measure named is what is asked for; those before it narrow it.
    return all(_carries(name, view) for name in question.concepts[-1:])


def _names_row(question: Question, view: FigureView) -> bool:
    """Whether the question says which row: by its header, a mate's words, or as the whole.

    A cell whose row the question does not name is one of many that its
    column's words fit.
    """
    asked, figure = squeeze(question.core), view.figure
    if not question.terms or figure.concept in WHOLE or "合计" in figure.row_path[-1]:
        return True
    heads = [squeeze(head) for head in figure.row_path]
    if any(pairs_in(NEUTRAL.sub("", head) or head, asked) >= 0.25 for head in heads):
        return True
    words = [w for term in question.terms for w in forms(term)]
    if any(w in head or shortens(w, head) for w in words for head in heads if len(w) > 2):
        return True
    return view.own_words(words)


def _carries(name: str, view: FigureView) -> bool:
    """Whether the figure is of this canonical measure and not of a rival one."""
    known = concept(name)
    if known and known.roleless and view.figure.role in _MONEY:
        return False  # 实际到位资金1760万元，实际支出1598万元: what came is not what was spent
    own = view.figure.concept
    if own == name or {own, name} <= SPENT:
        return True
    if name == "总分" and own == "自评得分" and not view.figure.table_id:
        return True
    if view.figure.concept and view.figure.concept in rivals(name):
        return False
    if name in SPENT and "合计" in view.figure.row_path[-1:] and "收入" not in view.heads:
        return True
    if name in SPENT and view.plain:
        return True
    if view.total and any(m.name == name for m in find_concepts(view.around)):
        return True
    text = f"{view.own}|{view.heads}|{view.whole}"
    return _names_part(name, view) or any(m.name == name for m in find_concepts(text))


def _names_part(name: str, view: FigureView) -> bool:
    """Whether a figure is a measure's part of what it is a part of: 政府采购…, 其中货物类…."""
    known = concept(name)
    if known is None or not known.parent or not view.whole:
        return False
    part = name.removeprefix(known.parent)
    of_it = any(m.name == known.parent for m in find_concepts(view.whole))
    return part != name and of_it and squeeze(view.name).startswith(part)


def _coverage(question: Question, view: FigureView) -> tuple[float, tuple[str, ...]]:
    terms = question.terms
    total = sum(term.weight for term in terms)
    if total <= _NOTHING * max(len(terms), 1):  # 请提供, 打了: nothing that could be lacking
        return 1.0, ()
    earned, lacking = 0.0, []
    for term in terms:
        if _says_of_itself(term.text, view):
            earned += term.weight
            continue
        if says_by_unit(term.text, view.figure):
            earned += term.weight
            continue
        own, *others = forms(term)
        credit = max([credit_of(own, view), *(_OTHER * credit_of(word, view) for word in others)])
        if not any(squeeze(term.text) in text for text in question.texts):
            credit = max(
                credit, credit_of_run(term, view), credit_of_initials(term.text, view)
            )  # 服务项目: a word cut otherwise
        if view.figure.table_id and view.figure.row_path:
            if term.text in _HEADS:  # 喝水工程: a row of projects need not say 工程
                credit = max(credit, NEAR)
            elif term.text[-2:] in _HEADS and len(term.text) > 3:  # 服务体系 建设项目
                credit = max(credit, credit_of(term.text[:-2], view))
        over = not view.figure.table_id and term.text in view.mates  # its item's project
        if credit < OWN * 0.8 and not over and _displaced(term, question, view):
            credit = min(credit, FAR)
        earned += term.weight * credit
        if credit < AROUND:
            lacking.append(term.text)
    return earned / total, tuple(lacking)


def _displaced(term: Term, question: Question, view: FigureView) -> bool:
    """Whether the measure has another word in a word's place: 食品抽检 where 药品抽检 is asked."""
    if not term.noun:
        return False
    name = squeeze(view.figure.row_path[-1] if view.figure.row_path else view.figure.measure)
    for other in question.terms:
        at = name.find(other.text) if term.text + other.text in question.core else -1
        if at < 2:
            continue
        word, tag = cut(name[:at])[-1]
        named = tag.startswith("n") and len(word) > 1 and not find_roles(word)  # 实际 names nothing
        if named and word not in forms(term) and not word.startswith("每"):
            return True
    return False


def _says_of_itself(term: str, view: FigureView) -> bool:
    """Words a whole agency's figure need not repeat: 部门整体支出, 自评 of a score."""
    figure = view.figure
    named = {m.name for m in find_concepts(term)}
    if view.plain and named & SPENT:
        return True
    if view.total and (squeeze(term) in view.around or term in GENERAL):
        return True
    if figure.concept and named == {figure.concept}:
        return True
    if len(named) == 1 and all(_names_part(name, view) for name in named):
        return True
    if figure.concept in WHOLE and named & SPENT:
        return True
    if "总分" in named and figure.concept == "自评得分" and not figure.table_id:
        return True
    return figure.role is Role.SCORE and term in ("自评", "绩效自评")


def _precision(question: Question, view: FigureView) -> float:
    measure = NEUTRAL.sub("", without_roles(view.name))
    if not measure:
        return 0.5
    asked = "|".join((squeeze(question.core), *_other_spellings(question)))
    covered = [False] * len(measure)
    for size in (4, 3, 2):
        for i in range(len(measure) - size + 1):
            if measure[i : i + size] in asked:
                covered[i : i + size] = [True] * size
    return sum(covered) / len(measure)


def _other_spellings(question: Question) -> tuple[str, ...]:
    """What the question's words may stand for in a report (公车: 公务用车)."""
    return tuple(w for term in question.terms for w in (*same_as(term.text), *term.others))


def _unasked_parts(question: Question, view: FigureView) -> float:
    """How much the figure is narrower than what is asked: a row, a part, a fund not named."""
    figure, asked = view.figure, squeeze(question.core)
    narrower = 0.0
    for head in (*figure.row_path[-1:], *figure.col_path[-1:]):
        name = NEUTRAL.sub("", without_roles(head))
        narrower += 1 - pairs_in(name, asked) if len(name) > 1 else 0.0
    heads = (*figure.row_path[-1:], *figure.col_path) or (figure.measure,)
    named = {m.name for head in heads for m in find_concepts(head)}
    parts = {n for n in named if (known := concept(n)) and known.parent}
    narrower += len(parts - set(question.concepts))
    funds = {f for f in _FUNDS if f in view.around and f not in asked}
    return narrower + (0.7 if figure.table_id and funds else 0.0)
