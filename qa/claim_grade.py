"""Judge a claim that names the grade an evaluation gave: 自评只得了“良”，是这样吗."""

from __future__ import annotations

import re
from collections.abc import Sequence

from qa.model import AnswerKind, Outcome
from qa.reading import Claim, Evidence, Reading
from qa.scope import describe
from qa.sources import Source
from qa.understand import Question

_GRADE = r"(?P<grade>优秀|优良|优|良好|良|中等|中|一般|差|不合格|基本合格|合格)"
_CLAIMED = re.compile(
    rf"^(?:部门|整体支出|项目支出|绩效|自评|评价|自我|综合|结果|最终|最后|等级|等次|的|是否|是不是|是|被|只|才|就|为|评|得|拿|定|上|了|到|个|成|属于|[“”\"「」『』\s])*?{_GRADE}[”\"」』]?"
    r"(?:等级|等次|级|等|[”\"」』吗吧么呢对不是没错啊呀，,？?。\s])*$"
)
_STATED = re.compile(
    rf"(?:等级|等次)(?:均|都)?(?:为|是|：|:)?\s*[“\"「『]?{_GRADE}(?=[”\"」』，,。；;]|$)"
)
_OF_PART = re.compile(r"项目(?!支出)|个(?:项目|的)")
_ALIKE = {"优秀": "优", "良好": "良", "中等": "中", "一般": "中"}


def judge_grade(question: Question, sources: Sequence[Source]) -> Reading | None:
    """Return whether the whole evaluation got the grade that is claimed.

    None where no grade is claimed of the whole, or no single report states one.
    """
    claimed = _CLAIMED.match(question.core.strip(" ，,的"))
    if claimed is None or not re.search(r"自评|评价|评|等级|等次", question.core):
        return None
    stating = [(s, place) for s in sources if (place := _stated(s)) is not None]
    if len(stating) != 1:
        return None
    source, (grade, evidence) = stating[0]
    holds = _plain(grade) == _plain(claimed["grade"])
    who = describe(source.card.identity, source.card.title)
    text = f"{'是' if holds else '不是'}。{who}，评价等级为“{grade}”"
    return Reading(Outcome.ANSWERED, AnswerKind.YES_NO, (Claim(text, (evidence,)),))


def _stated(source: Source) -> tuple[str, Evidence] | None:
    """The one grade a report gives the whole, with its place; None if it gives none or several."""
    found: dict[str, Evidence] = {}
    for sentence in source.sentences:
        said = _STATED.search(sentence.text)
        if said and not _OF_PART.search(sentence.text):
            evidence = Evidence(sentence.span, context=sentence.section, locator=sentence.locator)
            found.setdefault(said["grade"], evidence)
    return next(iter(found.items())) if len(found) == 1 else None


def _plain(grade: str) -> str:
    return _ALIKE.get(grade, grade)
