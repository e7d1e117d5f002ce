"""Plan a share: the two figures of 「A占B的百分之几」, and what B is where it is not said."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from ingest.measures import concept
from ingest.model import FigureKind, Role
from qa.conjuncts import fronts
from qa.operands import Plan
from qa.roles import asked_roles
from qa.scope import Scope
from qa.sides import as_figure
from qa.understand import Question, understand
from qa.words import without

_MUCH = r"(?:百分之几|百分之多少|多少(?!分)|几成|比例|比重|百分比|份额|几(?!分)|多大|[%％])"
_SHARE = re.compile(
    rf"^(?:[^占]*(?:中|里|里面|当中)\s*[,，]\s*)?(?P<part>.+?)占(?![比用有几多百])(?:了|到|据)?(?P<whole>.+?)的?{_MUCH}.*$"
)
_SHARE_TAIL = re.compile(
    r"^(?P<part>.+?)占(?![比用有几多百])(?P<whole>.+?)的?(?:比|比例|比重)?[？?]?$"
)
_SHARE_IN = re.compile(
    r"^(?P<whole>.*?\S)(?:中|里面?|里头|当中|\s{3}|[,，]\s*|(?<=\S)\s(?=\S))的?(?P<part>[^\s,，]+?)(?:内)?"
    r"(?:占(?![比用有])(?:了|到)?(?:多少(?!分)|多大|几成|百分之|几(?!分)|的?比例|的?比重)|的?占比)"
)
# 教育支出占比: of all that is spent.
_SHARE_OF_ALL = re.compile(
    r"^(?P<part>[^占]+?(?P<of>支出|收入))的?(?:占比|比重|占了?(?:多少|多大|几成|百分之几|百分之多少)(?:的?(?:比例|比重))?)(?:是?多少|有多大|多大)?[？?]?$"
)
_PART_ONLY = re.compile(
    rf"^(?P<part>[^占,，\s]+?)的?(?:占比|占(?:了|到)?(?:多大|{_MUCH}))(?:的?(?:比例|比重))?(?:是?多少|有多大|多大)?[？?]?$"
)
_MONEY = re.compile(r"(?:支出|经费|资金|收入|拨款|费用?|金额|预算|决算|投资)(?!率|.*人)")
_ALL_SPENT = re.compile(r"^(?:全部|本年|全年)?的?(?P<of>支出|收入)(?P<role>预算|决算)$")
_NAMES = 4  # characters: what is shorter names no project, or the like
_RATIOS = (Role.RATE, Role.SHARE)


def share_plans(question: Question, scope: Scope) -> tuple[Plan, ...]:
    """Return the ways to work out the share a question asks for, () if it asks for none."""
    core, texts = question.core, question.texts
    inside = _SHARE_IN.match(core)
    if inside:
        return (_share_inside(inside, scope, texts),)
    all_of = _SHARE_OF_ALL.match(core.strip())
    if all_of:
        return tuple(_share(all_of["part"], f"{all_of['of']}合计", scope, texts))
    share = _SHARE.match(core) or (_SHARE_TAIL.match(core) if "占" in core else None)
    if share:
        return tuple(_share(share["part"], share["whole"], scope, texts))
    only = _PART_ONLY.match(core.strip())
    return _of_parent(only["part"], scope, texts) if only else ()


def of_all(question: Question) -> bool:
    """Whether a share is asked for of a whole that is not named (教育支出占比)."""
    return _SHARE_OF_ALL.match(question.core.strip()) is not None


def _ratio(part: Question, whole: Question) -> Plan:
    return Plan((part, whole), lambda v: v[0] / v[1] * 100, "÷", "占比", percent=True)


def _share(part_words: str, whole_words: str, scope: Scope, texts: Sequence[str]) -> Iterator[Plan]:
    """The whole as it is said, else with what the part says before it of both (某项目总投资)."""
    named = [f for f in fronts(part_words.strip()) if len(f) >= _NAMES]
    for front in ("", *named[:3]):
        part, whole = parts_of(part_words, front + whole_words.strip(), scope, texts)
        own = [tuple(r for r in q.roles if r not in _RATIOS) for q in (part, whole)]
        # A share is of amounts: the rates of both are not what is divided.
        wants = FigureKind.MONEY if any(_MONEY.search(q.core) for q in (part, whole)) else None
        yield _ratio(
            replace(part, roles=own[0] or own[1], wants=part.wants or wants),
            replace(whole, roles=own[1] or own[0], wants=whole.wants or wants),
        )


def _share_inside(match: re.Match[str], scope: Scope, texts: Sequence[str]) -> Plan:
    """「政府采购预算中工程占多大比例」: the part is one of the whole's."""
    bare = replace(scope, spans=())
    called = match["whole"].strip()
    whole = as_figure(understand(called, bare, texts))
    called = without(called, [(m.start, m.end) for m in asked_roles(called)])  # 政府采购工程
    part = as_figure(understand(called.strip() + match["part"].strip(), bare, texts))
    roles = tuple(r for r in (part.roles or whole.roles) if r not in _RATIOS)
    return _ratio(replace(part, roles=roles), replace(whole, roles=roles))


def _of_parent(part: str, scope: Scope, texts: Sequence[str]) -> tuple[Plan, ...]:
    """「政府采购货物类占比」: of the measure that it is a part of."""
    first = as_figure(understand(part, replace(scope, spans=()), texts))
    known = concept(first.concepts[-1]) if first.concepts else None
    if known is None or not known.parent:
        return ()
    second = as_figure(understand(known.parent, replace(scope, spans=()), texts))
    roles = tuple(r for r in first.roles if r not in _RATIOS)
    return (_ratio(replace(first, roles=roles), replace(second, roles=roles)),)


def parts_of(
    part: str, whole: str, scope: Scope, texts: Sequence[str]
) -> tuple[Question, Question]:
    """Return the questions of what is divided and what it is divided by."""
    bare = replace(scope, spans=())
    whole = _ALL_SPENT.sub(r"\g<of>合计\g<role>", whole.strip())
    first, second = (understand(words.strip(), bare, texts) for words in (part, whole))
    second = _completed(part.strip(), whole.strip(), second, bare, texts)
    of_parts = any((known := concept(name)) and known.parent for name in first.concepts)
    if (
        second.roles
        and not of_parts
        and not second.concepts
        and not any(t.noun for t in second.terms)
    ):
        second = replace(first, roles=second.roles)  # 走访的完成数是目标的几倍: of the same
    return as_figure(first), as_figure(second)


def _completed(
    part: str, whole: str, second: Question, bare: Scope, texts: Sequence[str]
) -> Question:
    """「一般公共预算支出是收入的几倍」: 收入 is 一般公共预算收入, where that is named."""
    if (
        len(whole) > 2
        or second.roles
        or not part.endswith(("支出", "收入", "预算", "出口", "进口"))
    ):
        return second
    longer = understand(part[:-2] + whole, bare, texts)
    return longer if any(part[:-2] + whole in text for text in texts) else second
