"""Answer yes or no by one sentence that says nearly all of what is asked, or its contrary."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from ingest.fold import squeeze
from ingest.model import FigureKind
from ingest.numerals import scan_numbers
from qa.claim_change import FALLS, RISES
from qa.claim_number import BOUNDS
from qa.model import AnswerKind, Outcome
from qa.read_text import read_text
from qa.reading import Claim, Reading
from qa.settings import QASettings
from qa.sources import Source
from qa.terms import forms
from qa.understand import Question

_NONE = re.compile(r"没有|未|无(?!论)|尚未|不存在|空表|不涉及|不再")


_DEMANDED = re.compile(r"(?:达到|符合)[^，。]{0,10}(?:要求|标准)")  # 达到省厅要求: named, no number
_DEFINES = re.compile(r"是指|指的是|：指|:指|反映")


def judge_sentence(
    question: Question,
    sources: Sequence[Source],
    meaning: Mapping[tuple[str, int, int], float],
    settings: QASettings,
) -> Reading:
    """Return yes or no by one sentence, not_in_reports if none decides it.

    meaning  as for `read_text`
    """
    bounded = any(words.search(question.core) for words, _ in BOUNDS)
    if re.search(r"一样|相同|都是|均为|一半", question.core) or (
        bounded and not _DEMANDED.search(question.core)
    ):
        return Reading(Outcome.NOT_IN_REPORTS, AnswerKind.YES_NO)  # a sentence weighs no bound
    if not question.concepts and not any(t.noun and len(t.text) > 1 for t in question.terms):
        return Reading(Outcome.NOT_IN_REPORTS, AnswerKind.YES_NO)  # 还买不买: of what?
    strict = replace(settings, text_coverage=max(settings.text_coverage, 0.85))
    reading = read_text(question, sources, meaning, strict)
    if not reading.answered:
        return replace(reading, kind=AnswerKind.YES_NO)
    first = next((c for c in reading.claims if not _DEFINES.search(c.text)), None)
    if first is None:
        return Reading(Outcome.NOT_IN_REPORTS, AnswerKind.YES_NO)
    if _THERE_IS.search(question.core) and not _names_all(question, first):
        return Reading(Outcome.NOT_IN_REPORTS, AnswerKind.YES_NO, nearest=first.text[:80])
    undone = _contrary(question.core, first.text)
    if undone is None:
        return Reading(Outcome.NOT_IN_REPORTS, AnswerKind.YES_NO, nearest=first.text[:80])
    if undone:
        claim = Claim(f"否。原文：{first.text}", first.evidence)
        return replace(reading, kind=AnswerKind.YES_NO, claims=(claim,))
    moves = RISES.search(question.core) or FALLS.search(question.core)
    if moves and re.search(r"不变|持平|一致|相同", first.text):
        return replace(
            reading,
            kind=AnswerKind.YES_NO,
            claims=(Claim(f"否。原文：{first.text}", first.evidence),),
        )
    asks_none = re.search(r"(?<!有)没有(?!.*吗)(?![？?。\s]*$)|未", question.core)
    none = bool(_NONE.search(first.text)) or _states_zero(question, first.text)
    denies = none != bool(asks_none)
    word = "否" if denies else "是"
    claim = Claim(f"{word}。原文：{first.text}", first.evidence)
    return replace(reading, kind=AnswerKind.YES_NO, claims=(claim,))


_THERE_IS = re.compile(r"有没有|有无|是否有")


def _names_all(question: Question, claim: Claim) -> bool:
    """Whether a sentence names each thing asked about: 体育场馆 is no 新建体育馆."""
    told = squeeze("|".join((claim.text, *(c for e in claim.evidence for c in e.context))))
    nouns = [t for t in question.terms if t.noun and t.weight >= 0.3]
    return all(any(form in told for form in forms(noun)) for noun in nouns)


def _states_zero(question: Question, text: str) -> bool:
    """Whether the part of a sentence that names what is asked gives it as 0: 工程0万元."""
    nouns = [t for t in question.terms if t.noun]
    names = forms(nouns[-1]) if nouns else ()
    parts = [p for p in re.split(r"[、，；。：]", text) if any(n in squeeze(p) for n in names)]
    zero = r"(?<![\d.,])0(?:\.0+)?(?:万元|元|[个人辆次家])|为(?:0|零)$"
    return any(re.search(zero, p) for p in parts)


_ALL = re.compile(
    r"全部|全都|都(?!会|市|区|是)|所有|一个不[落少]|全数|统统|通通|百分之百|100%|清零"
)
_WHOLLY = re.compile(r"全部|全都|均|都|全面|100%|全覆盖|无一|清零|所有|各")
_SOME_NOT = re.compile(
    r"有(?P<n>\d+)[^，。；\d]{1,24}?[^。；]{0,24}?(?:未能|未|没有?)(?:如期|按期|按时)?(?P<verb>完工|完成|建成|竣工|整改|销号|投用|验收|落实)"
)


def _left_over(core: str, text: str) -> bool:
    """Whether a sentence counts some that were not done: 有2所学校…未能完工."""
    found = _SOME_NOT.search(text)
    return bool(found and found["n"] != "0" and found["verb"] in core)


_IN_TIME = re.compile(r"按时|按期|及时|准时|如期|按计划|按进度|提前")
_LATE = re.compile(r"迟|晚于|延期|延后|延至|滞后|逾期|超期|推后|跨年|拖|未按|顺延")


def _contrary(core: str, text: str) -> bool | None:
    """Whether a sentence says the contrary of 全部 or 按时; None if it does not tell.

    21项问题完成销号19项 is not all; 发放时间晚于计划 is not in time.
    """
    if _ALL.search(core) and _left_over(core, text):
        return True
    if _ALL.search(core) and not _WHOLLY.search(text):
        counts = [n for n in scan_numbers(text) if n.kind is FigureKind.COUNT]
        pairs = [(a, b) for a in counts for b in counts if a.start < b.start and a.unit == b.unit]
        return True if any(a.value > b.value for a, b in pairs) else None
    if _IN_TIME.search(core):
        if _LATE.search(text):
            return True
        return False if _IN_TIME.search(text) else None
    return False
