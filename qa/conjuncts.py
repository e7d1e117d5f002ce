"""Read the members out of words that name several, each with what it shares with the others.

「居民医保和职工医保的当期结余」 names two things of which only the second is said in full.
What stands behind the last member, or before the first, may be of all; the words alone do
not say how much of it, so every way is given, those first that leave the least unsaid: what
shares more asks more of a figure, and fails sooner.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.fold import squeeze
from qa.words import cut

_AND = frozenset(("和", "与", "跟", "及", "同", "、", "以及", "还有", "还是", "加", "加上", "vs"))
THAN = re.compile(r"(?<![占同环对相])比(?![例重率])")
_INSIDE = frozenset(("里", "中", "内", ",", "，"))
_WITHIN = re.compile(r"(?P<topic>.+?)(?:里头|里面|里边|当中|之中|其中)[的,，\s]*(?P<first>\S.+)$")
_BLANK = re.compile(r"\s{2,}")  # what was cut out of the question
_LEAD = re.compile(r"^(?:把|将|请|帮我?|算一?下?|求|那么?|这)+(?=[\u4e00-\u9fff]{2})")
# 两个科目, 这两项: how many were named, and of what kind.
_THOSE = re.compile(
    r"(?:这|那)?(?:[两二三四五六]|\d)(?:个|项|类|种|样|块|者|笔|方面)"
    r"(?:科目|项目|指标|任务|单位|部门|支出|经费|费用|资金|项)?$"
)
_MOST = 6  # ways that are tried
_EDGE = " ，,。？?；;"


@dataclass(frozen=True, slots=True)
class Conjunction:
    """Members as they are called, and in full, in the order they were named."""

    members: tuple[str, ...]
    full: tuple[str, ...]


def conjunctions(
    words: str, reports: Sequence[str] = (), *, than: bool = False
) -> tuple[Conjunction, ...]:
    """Return the ways to read words as the names of several things, () if they name one.

    reports  squeezed texts of the reports in scope: 两项补贴 that they say is a name
    than     the members stand to both sides of 比
    """
    words = _LEAD.sub("", _BLANK.sub("", words).strip(_EDGE))
    pieces = THAN.split(words) if than else _pieces(words, reports)
    pieces = [p.strip(_EDGE + "的") for p in pieces if p.strip(_EDGE + "的")]
    if len(pieces) < 2:
        return ()
    topic, first = _topic(pieces[0])
    last, head = _headed(pieces[-1], reports)
    members = [first, *pieces[1:-1], last]
    if any(len(squeeze(m)) < 2 for m in members):
        return ()
    found = dict.fromkeys(
        tuple(f"{topic}{word}{head}" for word in way) for way in _ways(members, bool(head), than)
    )
    return tuple(Conjunction(tuple(members), full) for full in found)[:_MOST]


def fronts(word: str) -> tuple[str, ...]:
    """Return what a member may say before all: 食品抽检 of 食品抽检目标; up to a 的 goes first."""
    tokens = [token for token, _ in cut(word)]
    said = [word[: word.rindex("的") + 1]] if "的" in word else []
    return (*said, *("".join(tokens[:k]) for k in range(len(tokens) - 1, 0, -1)))


def _pieces(words: str, reports: Sequence[str]) -> list[str]:
    """The words divided where they are joined.

    Of three pieces, two may be one name that the reports print: 劳动监察与根治欠薪和….
    """
    pieces, joints = [""], []
    for token, _ in cut(words):
        if token.lower() in _AND:
            pieces.append("")
            joints.append(token)
        else:
            pieces[-1] += token
    for at in range(len(joints) - 1, -1, -1) if len(joints) > 1 else ():
        name = f"{pieces[at]}{joints[at]}{pieces[at + 1]}"
        if any(squeeze(name) in report for report in reports):
            pieces[at : at + 2] = [name]
            break
    return pieces


def _topic(piece: str) -> tuple[str, str]:
    """What all members are part of, and the first of them: 财政拨款里 行政运行."""
    within = _WITHIN.match(piece)  # 三公里头: cut, it would be 公里
    if within:
        return within["topic"], within["first"]
    tokens = [word for word, _ in cut(piece)]
    at = max((i for i, token in enumerate(tokens) if token in _INSIDE), default=-1)
    topic = "".join(t for t in tokens[: max(at, 0)] if t not in _INSIDE)
    first = "".join(tokens[at + 1 :]).strip(_EDGE + "的")
    return (topic, first) if topic and first else ("", piece)


def _headed(piece: str, reports: Sequence[str]) -> tuple[str, str]:
    """The last member and what is said behind it of all: 职工医保 的当期结余."""
    comma = re.search(r"[，,]", piece)
    said = piece[comma.end() :].strip(_EDGE) if comma else ""
    last = piece[: comma.start()] if comma else piece
    last, _, of = last.partition("的")
    those = _THOSE.search(last)
    if those and not any(squeeze(last) in report for report in reports):
        last = last[: those.start()]
    head = f"{of}{said}".strip(_EDGE + "的")
    return last.strip(_EDGE), f"的{head}" if head else ""


def _ways(members: list[str], headed: bool, than: bool) -> Iterator[tuple[str, ...]]:
    """The members with every part that one of them may lend the others."""
    first, last = members[0], members[-1]
    alike = first[-1] == last[-1]  # 公用经费和人员经费: each says what it is
    before = fronts(first)
    if "的" in first and "的" not in last:
        yield from (_lent_front(members, front) for front in before)
    if any(len(m) <= 4 and first[-2:] == m[-2:] and len(first) - len(m) > 1 for m in members):
        yield tuple(first[: len(first) - len(m)] + m for m in members)  # 食品抽检全年目标、半年目标
    if alike:
        yield tuple(members)
    for donor in () if alike else (first, last) if than else (last,):
        yield from (_lent_tail(members, tail) for tail in _tails(donor))
    if headed:
        yield tuple(members)
    yield from (_lent_front(members, front) for front in before)
    yield tuple(members)


def _tails(word: str) -> Iterator[str]:
    """What may stand at the end of all: 人均收入, 收入 of 农村居民人均收入."""
    tokens = [token for token, _ in cut(word)]
    yield from ("".join(tokens[k:]) for k in range(1, len(tokens)))
    if len(tokens[-1]) > 3:  # 编外人员 is one word
        yield tokens[-1][-2:]


def _lent_tail(members: Sequence[str], tail: str) -> tuple[str, ...]:
    """Each member with a tail, what it ends with already not said twice."""
    full = []
    for member in members:
        if member.endswith(tail):
            full.append(member)
            continue
        shared = next((n for n in range(len(tail), 0, -1) if member.endswith(tail[:n])), 0)
        full.append(member + tail[shared:])
    return tuple(full)


def _lent_front(members: Sequence[str], front: str) -> tuple[str, ...]:
    return tuple(m if m.startswith(front) else front + m for m in members)
