"""Tell whether a reading answers in the kind of result that a question asks for.

Who asks for a share, an average, a difference or points lost is never told a
plain amount: 「平均一批次花多少」 is not answered by what was spent in all.
"""

from __future__ import annotations

import re

from ingest.model import Role
from qa.members import told_number
from qa.model import AnswerKind, Verdict
from qa.reading import Reading
from qa.sides import TOTAL
from qa.understand import Question

_RATIO = re.compile(
    r"百分之(?:几|多少)|几成(?!立)|占比|占(?![地用有]).{1,14}(?:多少|几|比例|比重|百分比)|几倍|多少倍"
)
_AVERAGE = re.compile(
    r"平均每|平均一|[人户]均(?!衡)|每(?:一|个)?(?:人次|批次|名|户|件|所|家).{0,6}平均"
)
_LOST = re.compile(r"扣(?:掉|去|除)?了?(?:多少|几)分?|(?:丢|失)了?(?:多少|几)分|扣分(?:是|有)?多少")
_APART = re.compile(
    r"(?:差额|相差|差距|差了?)(?:是|有|了)?(?:多少|几|多大)|比[^，。？?]{1,20}[多少高低][出了]?(?:多少|几)"
)
_OF_ONE = re.compile(r"[人户件次亩批均]均|平均|每")
_SAYS_APART = re.compile(r"差|缺|剩|余|多|少|超|增|减|升|降|涨|跌|压")


def honours(question: Question, reading: Reading) -> bool:
    """Whether an answered reading is of the kind of result asked for; True for words and lists."""
    if reading.items or reading.kind in (AnswerKind.TEXT, AnswerKind.LIST, AnswerKind.YES_NO):
        return True
    figures = [s.figure for claim in reading.claims for s in claim.stated]
    if question.kind is AnswerKind.YES_NO or not figures:
        return True
    core = question.core
    text = "".join(claim.text for claim in reading.claims)
    worked = any(f.verdict is Verdict.COMPUTED for f in figures)
    if _AVERAGE.search(core):
        return any(f.measure == "平均" for f in figures) or bool(_OF_ONE.search(text))
    if _RATIO.search(core):
        ratio = any(f.unit in ("%", "倍", "百分点", "‰") for f in figures)
        return ratio or any(f.role in (Role.RATE, Role.SHARE) for f in figures)
    if TOTAL.search(core) and (told_number(core) or 0) > 1 and not worked:
        # 四个季度总共: what one of them had is not the sum.
        return not any(re.search(r"第[一二三四五六]", f.measure) for f in figures)
    if _LOST.search(core):
        return worked or "扣" in text
    if _APART.search(core):
        moved = any(f.role is Role.CHANGE for f in figures)
        return worked or moved or bool(_SAYS_APART.search(text))
    return True
