"""Divide a question that names several things into one for each."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from ingest.measurewords import MEASURE_WORDS
from ingest.model import Role
from qa.conjuncts import THAN, Conjunction, conjunctions
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

# 哪个多, 谁的预算高, 哪块花得多: what stands between is of all.
_WHICH_MORE = re.compile(
    r"[，,]?\s*(?:相比|比较|对比)?(?:到底|究竟)?(?:是)?(?:哪一?(?:个|项|类|种|块|边|家|样|头|部分|笔)?|谁)(?:的)?"
    r"(?P<of>[^，,。？?]*?)(?:更|最|较|比较|要)?[高低多少大小快慢](?:一?[些点])?[？?呀啊呢吗。]*\s*$"
)
# Where the words that ask which (谁) were cut out as a scope of several reports.
_MORE = re.compile(r"(?:更|最|较|比较|要)?[高低多少大小快慢](?:一?[些点])?[？?呀啊呢吗。]*\s*$")
_HOW_MANY = re.compile(r"(?:是|有|为|等于|达到?)?(?:多少|几).*$|分别|各(?:是|有|自|为)?|[？?。]")
_DOES = re.compile(r"^[，,]?\s*(?:是|有|得|花得?|用得?)?\s*$")
# What a figure is held against is no second thing: 比上年, 比目标.
_NO_THING = re.compile(
    r"(?:上|去|前|上一|前一|往|头)年(?:度|同期)?|同期|(?:年初|年度|全年|预期)?的?(?:目标|预期|计划|预算|任务|要求)[数值]?"
)
_TYPED = re.compile(r"(?<=[^\s，,、]) (?=[^\s，,、哪谁])")  # what is cut out is longer
_CALLED = re.compile(r"数$")  # 支出合计数


@dataclass(frozen=True, slots=True)
class Sides:
    """The things a question names, as it calls them, and a question for each."""

    names: tuple[str, ...]
    questions: tuple[Question, ...]


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


def several_sides(question: Question, scope: Scope) -> tuple[Sides, ...]:
    """Return the ways to divide a question that names several things, the fullest first.

    「在职、退休和编外人员合计」 「行政运行和事业运行哪个多」 「A比B多多少」; () if it names
    but one.
    """
    than = _two_sided(question.core)
    core = question.core.strip()
    if re.search(r"哪|谁", core) and not question.coordinated:  # 行政单位医疗 事业单位医疗 哪个高
        core = _TYPED.sub("、", core)
    core = TOTAL.sub("，", _BY_HOW_MUCH.sub(" ", core))
    which = _WHICH_MORE.search(core)
    if which:
        of = "" if _DOES.match(which["of"]) else re.sub(r"得$", "", which["of"])
        core = f"{core[: which.start()]}，{of}"
    elif re.search(r"哪|谁", question.text):
        core = _MORE.sub("", core)
    core = _CALLED.sub("", _HOW_MANY.sub(" ", core).strip(" ，,。？?"))
    if len(question.roles) == 1 and not than:  # A和B两项实际支出: the role is of both
        core = without(core, [(m.start, m.end) for m in asked_roles(core)])
    found = conjunctions(core, question.texts, than=than)
    named = [way for way in found if not any(_NO_THING.fullmatch(m) for m in way.members)]
    return tuple(_asked(question, scope, way) for way in named)


def _two_sided(core: str) -> bool:
    """Whether a question holds one thing against another: A 比 B 多多少."""
    sides = THAN.split(_BY_HOW_MUCH.sub(" ", core))
    return len(sides) == 2 and all(len(side.strip(" ，,的？?")) > 1 for side in sides)


def _asked(question: Question, scope: Scope, way: Conjunction) -> Sides:
    bare = replace(scope, spans=(), plural=False)
    both = _of_both(question.core)
    own = question.roles if len(question.roles) == 1 else ()
    parts = (as_figure(understand(full + both, bare, question.texts)) for full in way.full)
    return Sides(
        way.members,
        tuple(
            replace(
                p,
                unit=question.unit,
                roles=p.roles or own,
                other_years=question.other_years,  # of that year, as the whole question
            )
            for p in parts
        ),
    )


def two_sides(question: Question, scope: Scope) -> tuple[Question, ...]:
    """Return the questions of both sides of a comparison, () if it has none to complete.

    「城镇居民人均收入比农村居民高多少」: the other side takes over what it leaves out.
    """
    sides = THAN.split(_BY_HOW_MUCH.sub(" ", question.core))
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
    own, years = _own_roles(question), question.other_years
    return tuple(replace(as_figure(q), roles=q.roles or own, other_years=years) for q in pair)


def _own_roles(question: Question) -> tuple[Role, ...]:
    return question.roles if len(question.roles) == 1 else ()
