"""Words of running text that a check turns on: which way something went, what it is part of."""

from __future__ import annotations

import re

from ingest.fold import squeeze
from ingest.measures import find_concepts
from ingest.model import Figure, FigureKind, Role
from qa.audit_view import Audited, Paragraph, Said
from qa.views import without_roles

UP = re.compile(r"增加|增长|上升|提高|上涨|上浮|调增|多支出|扩大")
DOWN = re.compile(r"减少|下降|降低|下滑|缩减|压缩|压减|回落|调减")
LEVEL = re.compile(r"持平|相同|一致|保持不变|无变化")
PLANNED = frozenset({Role.BUDGET, Role.INITIAL_BUDGET})
SPENT = frozenset({Role.EXECUTION})
AMOUNTS = frozenset({*PLANNED, *SPENT, Role.INCOME, Role.OTHER, Role.PRIOR_YEAR})
_GENERIC = re.compile(
    r"上海市|本年度?|全年|当年|年度|我[局部委办院街镇]|本[部单][门位]|部门|单位|整体|本级|财政拨款"
    r"|一般公共预算|支出|收入|预算|决算|合计|总计|总额|金额|资金|经费|安排|情况|实际|完成|数额?|合同签订为准|以|为|的|共|中|和"
)
_WHOLE = re.compile(r"[\u4e00-\u9fff]")


def direction(words: str) -> int:
    """Return 1 if the words last said an increase, -1 a decrease, 0 neither or both at once.

    下降（增长） is a form left as printed and says neither.
    """
    up = max((m.end() for m in UP.finditer(words)), default=-1)
    down = max((m.end() for m in DOWN.finditer(words)), default=-1)
    if up == down or (min(up, down) >= 0 and abs(up - down) <= 4):
        return 0
    return 1 if up > down else -1


def amounts(paragraph: Paragraph) -> tuple[Said, ...]:
    """Return a paragraph's sums of money that are no differences, shares or roughly given."""
    return tuple(
        s
        for s in paragraph.said
        if s.figure.kind is FigureKind.MONEY
        and s.figure.role in AMOUNTS
        and s.figure.high is None
        and not s.figure.qualifier
    )


def between(paragraph: Paragraph, one: Said | None, other: Said) -> str:
    """Return the words between two figures, or from the paragraph's beginning."""
    return paragraph.text[one.end if one else 0 : other.start]


def sentence_of(paragraph: Paragraph, at: int) -> tuple[int, int]:
    """Return the range of the sentence a character stands in."""
    start = max((m.end() for m in re.finditer(r"[。！？]", paragraph.text[:at])), default=0)
    stop = re.search(r"[。！？]", paragraph.text[at:])
    return start, at + stop.end() if stop else len(paragraph.text)


def stem(figure: Figure) -> str:
    """Return what a figure measures without the words of its role, squeezed."""
    return re.sub(r"[（）()《》“”\s、，]", "", without_roles(figure.measure))


def extra_words(figure: Figure, audited: Audited) -> str:
    """Return what a measure says beside its canonical name: the sign of a narrower thing."""
    words = list(figure.measure)
    for mention in find_concepts(figure.measure):
        words[mention.start : mention.end] = " " * (mention.end - mention.start)
    rest = without_roles("".join(words)).replace(audited.agency, "")
    return "".join(_WHOLE.findall(_GENERIC.sub("", re.sub(r"[（(].*?[)）]", "", rest))))


def fund_of(words: str) -> str:
    """Return which money a text speaks of: 一般公共预算, 政府性基金 ..., "" for all of it."""
    text = squeeze(words)
    for fund in ("一般公共预算", "政府性基金", "国有资本经营", "财政拨款"):
        if fund in text:
            return fund
    return ""
