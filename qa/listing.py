"""A list found in a report, and what its places have in common."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.model import Span
from ingest.sections import Point
from qa.items import are_bodies, counted
from qa.reading import Evidence
from qa.terms import pairs_in
from qa.understand import Question
from qa.words import Term

_MARKER = re.compile(
    r"^\s*(?:第[一二三四五六七八九十百]+[部章节条][分]?|[（(][一二三四五六七八九十百\d]+[)）]"
    r"|[一二三四五六七八九十百]+[、.．]|\d{1,3}[.．、)）](?!\d)|[①-⑳]|[一二三四五六七八九十]是)\s*"
)

_ASKS_BODIES = re.compile(
    r"(?:哪些|哪几个?|哪[两二三四五六七八九十\d]+[个家]|几个|什么)(?:\w{0,4})?(?:(?<!文保)(?<!保护)单位|科室|股室|处室|机构|部门)(?!的)"
    r"|(?:(?<!文保)(?<!保护)单位|科室|股室|处室|机构)(?:\s*名单|都?有哪|都?叫|包括哪|是哪)"
)


_MANY = r"[两二三四五六七八九十\d]+"
_OF = r"大?[类个项处家所座条部件名位支种款栋]"
# 哪三个项目, 这5处文保单位是哪几处
_STATED = re.compile(
    rf"哪(?P<n>{_MANY}){_OF}|(?<![\d一二三四五六七八九十])(?P<m>{_MANY}){_OF}[^，。？?\d]{{0,10}}?"
    rf"(?:分别|都)?(?:是|有|叫)哪(?:几?{_OF}|些)?[呢啊？?。\s]*$"
)


@dataclass(frozen=True, slots=True)
class Listing:
    """A list found: its items, how much of the question it carries, its places."""

    items: tuple[str, ...]
    coverage: float
    rank: int  # lower is the better kind of place
    exact: float  # 0..1, share of the place's own name that the question says
    evidence: tuple[Evidence, ...]


def points_listing(
    span: Span,
    points: Sequence[Point],
    coverage: float,
    exact: float,
    path: tuple[str, ...],
    whole: bool,
    locator: str = "",
) -> Listing:
    """Return the list that the points of a text make.

    whole  give each point with its explanation, not its first clause alone
    """
    items, places = [], []
    for point in points:
        items.append(strip_marker(point.text) if whole else first_clause(point.text))
        place = Span(span.report_id, span.page, span.start + point.start, span.start + point.end)
        places.append(Evidence(place, context=path, locator=locator))
    return Listing(tuple(items), coverage, 1, exact, tuple(places))


def exactness(name: str, question: str) -> float:
    """Return the share (0..1) of a place's name that a squeezed question says."""
    return pairs_in(_MARKER.sub("", name), question)


def list_terms(question: Question) -> tuple[Term, ...]:
    """Return the words a list has to be of; beside others, single characters (办) tell nothing.

    Of what the troubles are (工作中的困难) goes without saying.
    """
    said = tuple(t for t in question.terms if len(t.text) > 1) or question.terms
    if _AGAINST.search(question.core):
        said = tuple(t for t in said if not _ANY_TROUBLE.fullmatch(t.text)) or said
    dropped = {"工作"} if _TROUBLE.search(question.core) else set()
    if _ASKS_BODIES.search(question.core) and any(t.noun and t.text not in _BELOW for t in said):
        dropped |= _BELOW  # 下属的公共卫生机构有哪4个: those it names are its own
    return tuple(t for t in said if t.text not in dropped) or said


_BELOW = {"下属", "所属", "下设", "下辖", "直属"}
# 问题, 困难 as such: 困难群众 are no trouble, and 抓基础、补短板 sets about one.
_TROUBLE = re.compile(
    r"(?<![补抓])(?<!解决)(?<!破解)(?<!针对)(?:问题|不足|短板|薄弱环节|缺点|毛病"
    r"|困难(?!群众|群体|户|学生|家庭|人员|职工|对象|残疾|老人))"
)
_AGAINST = re.compile(
    r"(?:针对|对于?|就|围绕)[^，。；]{0,16}(?:问题|不足|短板)[^，。；和及与、]{0,10}(?:措施|打算|对策|改进|整改)"
)


def asks_points(question: Question) -> bool:
    """Whether troubles or remedies are asked for: points in prose, which may run over a page."""
    return bool(_TROUBLE.search(question.core) or _REMEDY.search(question.core))


# 针对绩效自评发现的问题: of whatever the report finds, nothing that its measures have to say.
_ANY_TROUBLE = re.compile(r"问题|不足|短板|发现|存在|提出|查出|查找|反映|绩效|自?评价?|监控|工作")
_REMEDY = re.compile(r"措施|打算|下一步|下步|整改|改进|对策|计划")


def of_another_side(question: Question, *over: str) -> bool:
    """Whether a list's heading or lead is of troubles where remedies are asked, or the other way.

    over  the words that lead to the list, the nearest first; those that say nothing are passed
    """
    troubles, remedies = _TROUBLE.search(question.core), _REMEDY.search(question.core)
    if troubles and remedies:
        if not _AGAINST.search(question.core):
            return False
        troubles = None  # 针对发现的问题提出的改进措施: remedies are asked for
    if not troubles and not remedies:
        return False
    for words in over:
        told, mended = _TROUBLE.search(words), _REMEDY.search(words)
        if told or mended:
            return not told if troubles else not mended
    return bool(troubles)


_COUNTED = re.compile(r"^\d+\s*[\u4e00-\u9fff]|\d\s*[个家名件条处项起]$")


def stated_count(question: Question) -> int:
    """Return how many the question says there are (哪三条道路), 0 if it does not."""
    stated = _STATED.search(question.core)
    return counted(stated["n"] or stated["m"]) if stated else 0


def fits(listing: Listing, question: Question) -> bool:
    """Whether the items are of the kind asked for, and as many as the question says there are."""
    count = stated_count(question)
    if count and count != len(listing.items):
        return False
    if count and any(_COUNTED.search(item) for item in listing.items):
        return False  # 其中：8件已完成，2件未完成: how many, not which
    return not _ASKS_BODIES.search(question.core) or are_bodies(listing.items)


def whole_points(question: Question) -> bool:
    """Whether the question wants to be told how (怎么改进), not a list of names."""
    return question.asks_how and not question.asks_list


def strip_marker(heading: str) -> str:
    """Return a heading or point without its number and closing stop."""
    return _MARKER.sub("", heading).strip(" 。；;，,")


def first_clause(text: str) -> str:
    """Return the first clause of a point without its number."""
    words = strip_marker(text)
    first = re.split(r"[。；;]", words, maxsplit=1)[0]
    return first.strip() or words.strip()
