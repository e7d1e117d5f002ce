"""Work out what was left undone: 排查2,308个，完成整治1,972个, 还有多少个没整治完."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.model import FigureKind
from qa.compute import carried_out
from qa.model import Outcome
from qa.operands import Plan
from qa.reading import Reading
from qa.scope import Scope
from qa.settings import QASettings
from qa.sources import Source
from qa.understand import Question
from qa.views import FigureView

_ASKED = re.compile(
    r"(?:还|尚|仍)?(?:有|剩|余)(?:下|着)?(?:多少|几)(?P<unit>[^\s没未，,]{0,3}?)(?:还|尚)?(?:没有?|未)(?:被|能)?(?P<verb>[\u4e00-\u9fff]{2})(?:完成?|好|到位|掉|了)?[？?呢的]*\s*$"
)
# 受理了但没有结案的案件有多少件
_BUT_NOT = re.compile(
    r"[\u4e00-\u9fff]{2}了?(?:但是?|却|可|而|,|，)*(?:还|尚)?(?:没有?|未)(?:被|能)?(?P<verb>[\u4e00-\u9fff]{2})(?:完|好|掉)?的[^，。？?]*?(?:多少|几)"
)


def read_left_undone(
    question: Question, scope: Scope, sources: Sequence[Source], settings: QASettings
) -> Reading | None:
    """Return the whole less what was done, where one sentence counts both; None otherwise."""
    asked = _ASKED.search(question.core) or _BUT_NOT.search(question.core)
    if asked is None:
        return None
    nouns = [t.text for t in question.terms if t.noun and t.weight >= 0.5]
    things = [word for word in nouns if word not in asked["verb"] and asked["verb"] not in word]
    pairs = {
        source.card.id: pair
        for source in sources
        if things and (pair := _pair(asked["verb"], things, source)) is not None
    }
    if len(pairs) != 1:
        return None
    plan = Plan((), lambda v: v[0] - v[1], "−", "尚未完成", given=pairs)
    reading = carried_out((plan,), question.places, sources, settings)
    return reading if reading.outcome is Outcome.ANSWERED else None


def _pair(verb: str, things: Sequence[str], source: Source) -> tuple[FigureView, FigureView] | None:
    """The count of the things and the count of those done behind it, if there is one such pair."""
    counts = [v for v in source.figures if v.figure.kind is FigureKind.COUNT]
    pairs = [
        (whole, done)
        for whole in counts
        if not whole.figure.table_id and all(thing in whole.own for thing in things)
        if verb not in whole.own  # 处理违规机构57家: all of them are done
        for done in counts
        if done.figure.quote == whole.figure.quote and done.group == whole.group
        if done.at > whole.at and not done.whole and done.figure.unit == whole.figure.unit
        if done.lead.startswith((f"已{verb}", f"完成{verb}", verb)) or f"完成{verb}" in done.own
        if done.figure.value < whole.figure.value
    ]
    return pairs[0] if len(pairs) == 1 else None
