"""Divide a question that names several things into one for each."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ingest.measurewords import MEASURE_WORDS
from ingest.model import Role
from qa.model import AnswerKind
from qa.phrases import MONEY_UNITS
from qa.roles import asked_roles
from qa.scope import Scope
from qa.understand import Question, understand
from qa.words import without

_BY_HOW_MUCH = re.compile(
    r"(?:差额|相差|差距|差)(?:了|是|有)?(?:多少|几).*$|差额|相差|差距|[多少高低大小][出了]?(?:多少|几).*$"
)

TOTAL = re.compile(
    r"合计|加一起|加在一块|加起来|加在一起|之和|总和|一共|总共|共计|总计|共(?:有|是|多少|几)"
)

_AND = re.compile(r"以及|还有|[和与跟及、]|加上?|减去?|比")


def as_figure(question: Question) -> Question:
    """Return a question put as one for a plain figure."""
    return replace(question, kind=AnswerKind.FIGURE, wants=None, numbers=())


_UNITS = "|".join(sorted((*MEASURE_WORDS, *MONEY_UNITS, "分", "百分点"), key=len, reverse=True))
_OF_BOTH = re.compile(
    rf"[多少高低大小][出了]?(?:多少|几)(?:[万亿]?(?:{_UNITS}))?(?P<what>[^，,。？?]*)"
)
_ASKING = re.compile(r"^的|[呢啊呀吗的]+$|^(?:钱|人|个|左右)$")


def _of_both(core: str) -> str:
    """What stands behind the amount asked for and is of both sides: 比博物馆多几个在职的."""
    found = _OF_BOTH.search(core)
    what = _ASKING.sub("", found["what"].strip()) if found else ""
    return what if len(what) > 1 else ""


def two_sides(question: Question, scope: Scope) -> tuple[Question, ...]:
    """Return the questions of both sides of a comparison, () if it has none to complete.

    「城镇居民人均收入比农村居民高多少」: the other side takes over what it leaves out.
    """
    sides = re.split(r"(?<![占同环对相])比(?![例重率])", _BY_HOW_MUCH.sub(" ", question.core))
    if len(sides) != 2:
        return ()
    one, other = (side.strip(" ，,的？?") for side in sides)
    shared = re.search(re.escape(other[-1:]), one) if other else None
    at = shared.end() if shared else 0
    if not at or abs(at - len(other)) > 2 or at >= len(one):
        return ()
    bare = replace(scope, spans=())
    both = _of_both(question.core)
    pair = (understand(words + both, bare, question.texts) for words in (one, other + one[at:]))
    return tuple(replace(as_figure(q), roles=q.roles or _own_roles(question)) for q in pair)


def coordinated(question: Question, scope: Scope) -> tuple[Question, ...]:
    """Divide 「在职、退休和编外人员合计」 into one question for each member."""
    core = TOTAL.sub(" ", _BY_HOW_MUCH.sub(" ", question.core))
    if len(question.roles) == 1:  # A和B两项实际支出: the role is of both
        core = without(core, [(m.start, m.end) for m in asked_roles(core)])
    core = re.sub(
        r"[两三四几][类种项个]|[？?。]|是?多少.*$|有?几.*$|分别|各(?:是|有|自)?", " ", core
    ).strip()
    pieces = [p.strip(" ，,的") for p in _AND.split(core)]
    pieces = [p for p in pieces if len(p) >= 2]
    if len(pieces) < 2:
        return ()
    bare = replace(scope, spans=())
    both = _of_both(question.core)
    pieces = [_lent_head(piece, pieces[0]) for piece in pieces]
    tail = _shared_tail(pieces)
    parts = []
    for piece in pieces:
        words = (
            piece if piece.endswith(tail) else piece + (_lent(piece, pieces[-1]) or tail)
        ) + both
        part = as_figure(understand(words, bare, question.texts))
        parts.append(replace(part, unit=question.unit, roles=part.roles or _own_roles(question)))
    return tuple(parts)


def _lent(piece: str, last: str) -> str:
    """What the last member says of all: 累计结余 in 居民医保和职工医保累计结余."""
    at = last.find(piece[-2:])
    rest = last[at + 2 :] if at > 0 and len(piece) > 2 else ""
    return rest if len(rest) > 1 else ""


def _lent_head(piece: str, first: str) -> str:
    """What the first member says of all: 食品抽检 in 食品抽检全年目标比半年目标."""
    at = len(first) - len(piece)
    same = piece != first and at > 1 and first[-2:] == piece[-2:] and len(piece) <= 4
    return first[:at] + piece if same else piece


def _own_roles(question: Question) -> tuple[Role, ...]:
    return question.roles if len(question.roles) == 1 else ()


def _shared_tail(pieces: Sequence[str]) -> str:
    """The head noun the last member lends the others: 人员 in 在职、退休和编外人员."""
    last = pieces[-1]
    for size in (4, 3, 2):
        if len(last) > size and not any(last[-size:] in p for p in pieces[:-1]):
            continue
        if len(last) > size:
            return last[-size:]
    return last[-2:] if len(last) >= 4 and all(len(p) <= 2 for p in pieces[:-1]) else ""
