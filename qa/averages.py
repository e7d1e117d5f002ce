"""Find the two figures of an average: what is divided, and the count it is divided by.

「公务接待平均每人次花了多少」 is worked out only of an amount and a count that
one sentence or one row gives together: 268万元 of a table over 2.13万人次 of
another section is nobody's average.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.model import FigureKind, Role
from ingest.units import split_unit
from qa.counted import other_thing
from qa.roles import rank_role
from qa.sources import Source
from qa.spelling import spellings
from qa.terms import credit
from qa.understand import Question
from qa.views import FigureView
from qa.words import Term

_ENOUGH = 0.85  # share of the question's words that both figures together must carry
_APART = re.compile(r"平均|人均|户均|每")
_UNTOLD = frozenset({Role.RATE, Role.SHARE, Role.CHANGE, Role.PRIOR_YEAR, Role.TARGET})


@dataclass(frozen=True, slots=True)
class Pair:
    """An amount and the count that is given beside it; `fit` is higher for what is meant more."""

    amount: FigureView
    count: FigureView
    fit: tuple[float, ...]


def averaged(
    question: Question, unit: str, wants: FigureKind, source: Source
) -> tuple[FigureView, FigureView] | None:
    """Return the amount and the count of an average, None where no single pair is meant.

    unit   the measure word divided by (人次)
    wants  the kind of figure that is divided
    """
    terms = tuple(t for t in question.terms if not _APART.search(t.text))
    pairs = sorted(
        (p for c in _counts(unit, source) for p in _pairs(question, terms, wants, c, source)),
        key=lambda p: p.fit,
        reverse=True,
    )
    if not pairs:
        return None
    best = pairs[0]
    rivals = [p for p in pairs if p.fit == best.fit and _value(p) != _value(best)]
    return None if rivals else (best.amount, best.count)


def _value(pair: Pair) -> object:
    return pair.amount.figure.value, pair.amount.figure.unit, pair.count.figure.value


def _counts(unit: str, source: Source) -> Iterator[FigureView]:
    for view in source.figures:
        figure = view.figure
        counts = figure.kind is FigureKind.COUNT and split_unit(figure.unit)[1] == unit
        if counts and figure.role not in _UNTOLD and figure.value > 0:
            yield view


def _pairs(
    question: Question,
    terms: Sequence[Term],
    wants: FigureKind,
    count: FigureView,
    source: Source,
) -> Iterator[Pair]:
    for view in source.figures:
        if view is count or view.figure.kind is not wants or view.figure.role in _UNTOLD:
            continue
        if wants is FigureKind.COUNT and other_thing(question, view.figure):
            continue
        if question.roles and view.figure.role not in (*question.roles, Role.OTHER, Role.EXECUTION):
            continue
        beside = _beside(view, count, source)
        if not beside and not (_of_one_matter(view, count) and _of_its_year(view, source)):
            continue
        words = "|".join((_words(view), _words(count)))
        total = sum(t.weight for t in terms)
        carried = [t.weight * credit(t, words, "") for t in terms]
        if total and sum(carried) / total < _ENOUGH:
            continue
        own = sum(t.weight for t in terms if any(w in _words(view) for w in spellings(t.text)))
        fit = (
            float(beside),
            round(sum(carried), 2),
            -float(bool(view.whole) and not count.whole),  # a part is not what all were given
            round(own, 2),
            -float(rank_role(view.figure.role)),
            -float(abs(view.at - count.at)) if beside and not view.figure.table_id else 0.0,
        )
        yield Pair(view, count, fit)


def _words(view: FigureView) -> str:
    return f"{view.own}|{view.heads}|{view.topic}"


def _of_its_year(view: FigureView, source: Source) -> bool:
    stated = view.figure.period[:4]
    return stated in ("", str(source.card.identity.fiscal_year))


_WHAT_IT_COST = re.compile(r"(?:经费|费用?|支出)+$")


def _of_one_matter(view: FigureView, count: FigureView) -> bool:
    """Whether an amount is what the counted cost in all: 公务接待费 of 国内公务接待23批次."""
    figure = view.figure
    if not figure.concept or figure.kind is not FigureKind.MONEY or count.figure.table_id:
        return False
    if figure.role not in (Role.EXECUTION, Role.OTHER) or view.whole or count.whole:
        return False
    matter = _WHAT_IT_COST.sub("", figure.concept)
    return len(matter) > 3 and matter != figure.concept and matter in count.own


def _beside(view: FigureView, count: FigureView, source: Source) -> bool:
    """Whether two figures are given together: in one row, or in one part of a sentence.

    A count that stands among others of its kind (幼儿园76所、小学41所) has only
    what stands before the next of them.
    """
    one, other = view.figure, count.figure
    if one.quote != other.quote:
        rows = {(f.table_id, f.cell_row) for f in (one, other)}
        return bool(one.table_id) and len(rows) == 1 and one.period[:4] == other.period[:4]
    if view.group != count.group:
        return False
    low, high = sorted((view.at, count.at))
    unit = split_unit(other.unit)[1]
    return not any(
        v.figure.quote == other.quote
        and v is not count
        and low < v.at < high
        and split_unit(v.figure.unit)[1] == unit
        for v in source.figures
    )
