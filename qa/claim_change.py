"""Judge whether a measure rose or fell, by what the report states of its change."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from ingest.model import Role
from ingest.units import convert
from qa.finding import find_figures
from qa.model import AnswerKind, Outcome
from qa.read_figure import claim_of
from qa.reading import Reading
from qa.scope import describe
from qa.settings import QASettings
from qa.sources import Source
from qa.understand import Question

RISES = re.compile(
    r"比[^，。少低\d]{1,8}[多高](?!少)|增加|增长|上升|提高|涨|多了|上涨|扩大|升高|更多|高了|更高|[加涨]了"
)

FALLS = re.compile(
    r"比[^，。多高\d]{1,8}[少低]|减少|下降|降低|降了|少了|压减|下滑|缩减|压缩|节约|更少|低了|更低|负增长|回落|缩水|缩小|砍"
)

# 比2022年高吗: what it is compared with is no word of the measure
_SINCE = re.compile(
    r"比(?:(?:20\d\d|上|去|前|上一)年(?:度|的)?)[^，。\d]{0,8}?[多高少低](?![少出了])"
)
_BEFORE = re.compile(r"比|较|同比|增长|增加|下降|减少|上升")


def judge_change(
    question: Question, sources: Sequence[Source], settings: QASettings
) -> Reading | None:
    """Say whether a measure rose or fell, by what the report states of its change.

    None where no direction is asked about, or no statement of change is found.
    """
    asked_way = f"{question.core}|{''.join(_SINCE.findall(question.text))}"
    rises, falls = RISES.search(asked_way), FALLS.search(asked_way)
    if bool(rises) == bool(falls) or not _BEFORE.search(question.text):
        return None
    asked = replace(question, roles=(Role.CHANGE,), wants=None, unit="", kind=AnswerKind.FIGURE)
    asked = replace(asked, terms=tuple(t for t in question.terms if t.noun or len(t.text) > 1))
    found, _ = find_figures(asked, sources, settings)
    if len(found) != 1:
        return None
    group = found[0].groups[0]
    figure = group[0].figure
    went_up = figure.value > 0
    if figure.value and not figure.table_id:
        words = figure.measure + group[0].view.own
        up, down = _last(RISES, words), _last(FALLS, words)
        if up == down:
            return None
        went_up = up > down
    holds = bool(figure.value) and went_up == bool(rises)
    claimed = question.numbers[0] if question.numbers else None
    if holds and claimed is not None:
        value = convert(abs(figure.value), figure.unit, claimed.unit)
        if value is not None and int(value) != int(claimed.value):
            holds = round_like(value, claimed.value) == claimed.value
    who = describe(found[0].source.card.identity, found[0].source.card.title)
    claim = claim_of(group[:1], f"{'是' if holds else '不是'}。{who}，")
    return Reading(Outcome.ANSWERED, AnswerKind.YES_NO, (claim,))


def _last(pattern: re.Pattern[str], text: str) -> int:
    return max((m.start() for m in pattern.finditer(text)), default=-1)


def round_like(value: Decimal, model: Decimal) -> Decimal:
    """Round a value to as many decimals as another is given with."""
    exponent = model.as_tuple().exponent
    places = -exponent if isinstance(exponent, int) and exponent < 0 else 0
    return round(value, places) if places else round(value, 0)
