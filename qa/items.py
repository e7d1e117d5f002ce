"""Cut enumerations out of a sentence: 「内设政治部、办公室、财务科等3个科室」."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.model import FigureKind
from ingest.numerals import scan_numbers
from ingest.sections import find_points
from qa.words import cut

_OPEN, _CLOSE = "（(《“「『【", "）)》”」』】"
_AND_SO_ON = re.compile(r"(?<![高平同均对相初优一二三特])等(?![级保待候次效价])")
_COUNTED = re.compile(
    r"(?P<count>\d+|[一二两三四五六七八九十]+)\s*(?:大类|大|[个家项座名条类所部件处支])(?!人民|体)\S*$"
)
_TWO = re.compile(r"[两二2]\s*[个家项座名条类所部件处位者方]")
_NUMBERED = re.compile(
    r"(?<![\d.第])(?:\d+|[一二两三四五六七八九十])\s*(?:大类|大|[个家项座名条类所部件处支位])"
)
_LEADS = re.compile(
    r"(?:分别是|分别为|分别有|主要包括|具体包括|包括|包含|涵盖|主要有|内设|下设|下辖|设有|设立了?|即|如下|例如|用于)"
)
_WEAK_LEADS = re.compile(r"(?:有|为|是|设)")
_JOINTS = ("以及", "及", "和", "与")
_BODIES = frozenset("局部室科股处心所站队院校会委组园馆社司厂办镇村区街")  # endings of bodies
_CLAUSED = re.compile(
    r"(?:以下|如下|方面|内容|问题|措施|不足|打算|建议|成效|原因|要求|任务|目标)[^，。；]{0,4}$|分$"
)
_NAMED = re.compile(
    r"([\u4e00-\u9fff“”（）()]{2,20}?)(?:为|是|共)?\d[\d,.]*\s*(?:万|亿|元|辆|人|名|个|台)"
)
_PLACED = (("在", "p"), ("于", "p"))
_NUMERALS = dict(zip("一二三四五六七八九十", range(1, 11), strict=True)) | {"两": 2}


@dataclass(frozen=True, slots=True)
class Run:
    """An enumeration in a sentence.

    lead   the words that lead to it, from the beginning of its sentence
    tail   the words behind it (10个科室)
    sure   it stands behind a colon or a word that opens lists, or its count agrees
    """

    items: tuple[str, ...]
    lead: str
    tail: str = ""
    sure: bool = False


def split_items(text: str) -> tuple[str, ...]:
    """Divide 「甲、乙（丙、丁）及戊」 into its items; () if it is no enumeration.

    Brackets keep theirs together; 和, 及 and 与 divide only words that look
    like the other items.
    """
    return _items(text)[0]


def find_runs(sentence: str) -> Iterator[Run]:
    """Return the enumerations of a sentence with what leads to each."""
    for start, piece in _pieces(sentence, "。；;\n"):
        for at, segment in _pieces(piece, "，,"):
            yield from _runs_in(sentence[:start] + piece[:at], segment)
    yield from _clauses(sentence)
    yield from _amounts(sentence)
    for found in re.finditer(r"[（(]([^（）()]{4,300})[）)]", sentence):
        items, tail = _items(found[1])
        if len(items) > 1:
            yield Run(items, sentence[: found.start()], tail)


def _runs_in(before: str, segment: str) -> Iterator[Run]:
    """The enumeration of one comma-free segment, its first item freed of the words before it."""
    head, colon, body = _after_colon(segment)
    if colon:
        items, tail = _items(body)
        if len(items) < 2 and (two := _TWO.search(head)) and two.end() == len(head):
            items = tuple(_split_last(body.strip(" 。；;"), (), two[0]))  # 有2项：甲和乙
        if len(items) > 1:
            yield Run(items, before + head, tail, sure=True)
        return
    told = _told_before(before, segment)
    named = bool(_NAMING.match(segment))
    if "、" not in segment and not (_TWO.search(segment) or named):
        return
    items, tail = _items(segment, told if named else 0)
    if len(items) < 2:
        return
    counts = counted(tail) == len(items)
    if named and told == len(items):  # 新增项目2项，分别为甲和乙
        first = items[0][_NAMING.match(items[0]).end() :]  # type: ignore[union-attr]
        yield Run((first, *items[1:]), before, tail, sure=True)
        return
    if counts and items[0].startswith("对") and len(items[0]) > 3:  # 对甲、乙2个项目开展部门评价
        yield Run((items[0][1:], *items[1:]), f"{before}对", tail, sure=True)
        return
    built = _BUILT.match(f"{items[0]}、{items[-1]}") if counts else None
    if built:  # 在甲镇、乙村设立2个调解室
        yield Run(
            (built["first"], *items[1:-1], built["last"]),
            f"{before}在",
            f"{built['verb']}{tail}",
            True,
        )
        return
    lead, first, sure = _first_item(items[0], items[1:])
    if lead and cut(first)[0] in _PLACED:  # 分布|在甲、乙
        lead, first = lead + first[:1], first[1:]
    if first:
        yield Run((first, *items[1:]), before + lead, tail, sure or counts)


_BUILT = re.compile(
    r"\s*(?:\d+[.．、])?[^、]{0,8}?在(?P<first>[^、]{2,})、(?P<last>.{2,}?)(?P<verb>(?:新|分别|各|共)?(?:设立|设置|建成|建设|建立|布设|开设|新建))$"
)
# What only says that the names of what was counted follow.
_NAMING = re.compile(r"\s*(?:分别|具体|依次)(?:名单)?[是为有叫]?|\s*(?:即|包括|名单为)(?=[^：:])")


def _told_before(before: str, segment: str) -> int:
    """How many the clause before a list says there are (新增项目2项，分别为…); 0 if it does not."""
    if not _NAMING.match(segment):
        return 0
    clause = re.split(r"[，,]", before.rstrip("，, "))[-1]
    told = [counted(found[0]) for found in _NUMBERED.finditer(clause)]
    return told[0] if len(set(told)) == 1 else 0


def _clauses(sentence: str) -> Iterator[Run]:
    """Clauses divided by semicolons behind a colon: their names, figures left out."""
    head, colon, body = _after_colon(sentence)
    if not colon:
        return
    body = body.split("。")[0]
    points = find_points(body)
    if len(points) > 1 and not body[: points[0].start].strip():
        yield Run(tuple(name_of(strip_point(p.text)) for p in points), head, sure=True)
        return
    clauses = [c.strip() for _, c in _pieces(body, "；;") if c.strip()]
    if len(clauses) > 1 and (_CLAUSED.search(head) or all(name_of(c) != c for c in clauses)):
        yield Run(tuple(name_of(c) for c in clauses), head, sure=True)


def _amounts(sentence: str) -> Iterator[Run]:
    """What the amounts behind 其中 are of: 其中：公务接待费6万元，运行维护费32万元."""
    opened = re.search(r"其中[：:]?|包括[：:]?", sentence)
    if not opened:
        return
    names = []
    for _, piece in _pieces(sentence[opened.end() :].split("。")[0], "，,、；;"):
        clause = piece.strip()
        named = _NAMED.match(clause)
        if named:
            names.append(named[1])
        elif names and not re.match(r"占|比|同比|增长|下降|完成|较", clause):
            break
    if len(names) > 1:
        yield Run(tuple(names), sentence[: opened.start()], sure=True)


def strip_point(text: str) -> str:
    """Return a point without its marker (一是, （二）)."""
    return re.sub(r"^\s*(?:[（(]?[一二三四五六七八九十\d]{1,3}[）)]?[是、.．]?|[①-⑳])\s*", "", text)


def are_bodies(items: Sequence[str]) -> bool:
    """Whether most items end like the names of offices and units (科, 局, 中心)."""
    return 2 * sum(_ending(item) in _BODIES for item in items) > len(items)


def name_of(clause: str) -> str:
    """Return what a clause is about: the words before its first amount, else its first part."""
    amounts = [
        n
        for n in scan_numbers(clause)
        if n.kind in (FigureKind.MONEY, FigureKind.PERCENT) and n.start > 1
    ]
    first = re.split(r"[，,：:]", clause)[0]
    if amounts and amounts[0].start < len(first):
        return clause[: amounts[0].start].strip(" ，、")
    return first.strip()


def _after_colon(text: str) -> tuple[str, str, str]:
    depth = 0
    for at, character in enumerate(text):
        depth += (character in _OPEN) - (character in _CLOSE)
        if character in "：:" and depth <= 0:
            return text[:at], character, text[at + 1 :]
    return text, "", ""


def _pieces(text: str, marks: str) -> Iterator[tuple[int, str]]:
    """Divide a text at marks outside brackets; each piece with where it begins."""
    depth, begin = 0, 0
    for at, character in enumerate(text):
        depth = max(0, depth + (character in _OPEN) - (character in _CLOSE))
        if character in marks and not depth:
            yield begin, text[begin:at]
            begin = at + 1
    if begin < len(text):
        yield begin, text[begin:]


def _items(text: str, told: int = 0) -> tuple[tuple[str, ...], str]:
    """The items of an enumeration and the words behind it (10个科室).

    told  how many there are said to be, 0 if nothing says it
    """
    parts = [part for _, part in _pieces(text.strip(" 。；;"), "、")]
    if not parts:
        return (), ""
    last, tail = _without_tail(parts[-1], len(parts))
    parts[-1:] = _split_last(last, parts[:-1], f"{told}项" if told == len(parts) + 1 else tail)
    items = tuple(p for part in parts if (p := part.strip(" ，。；;：:\n")))
    return (items, tail) if len(items) > 1 else ((), "")


def _without_tail(last: str, so_far: int) -> tuple[str, str]:
    last, comma, rest = last.partition("，")
    more = _AND_SO_ON.search(last)
    if more and more.start():
        return last[: more.start()], last[more.end() :]
    behind = _COUNTED.search(last)
    if behind and behind.start() and counted(behind[0]) in (so_far, so_far + 1):
        return last[: behind.start()], behind[0]
    return last, rest if comma else ""


def counted(tail: str) -> int:
    """Return the number a text begins with (5处, 三个项目), 0 if it begins with none."""
    found = re.match(r"\s*(\d+|[一二两三四五六七八九十])", tail)
    if not found:
        return 0
    return int(found[1]) if found[1].isdigit() else _NUMERALS.get(found[1], 0)


def _split_last(last: str, others: Sequence[str], tail: str) -> list[str]:
    """Divide 「丙和丁」 where both halves look like items; 更新不及时 stays whole."""
    at, depth = 0, 0
    joints: list[tuple[int, int]] = []
    for word, tag in cut(last):
        depth += sum(c in _OPEN for c in word) - sum(c in _CLOSE for c in word)
        if word in _JOINTS and depth <= 0 and at > 0 and at + len(word) < len(last):
            joints.append((at, at + len(word)))
        elif tag == "ns" and word[0] == "和" and at and not depth:  # 中心和县医院 is not in 和县
            joints.append((at, at + 1))
        at += len(word)
    if len(joints) != 1:
        return [last]
    [(start, end)] = joints
    left, right = last[:start].strip(), last[end:].strip()
    if counted(tail) == len(others) + 2 and len(left) > 1 and len(right) > 1:
        return [left, right]  # as many as there are said to be
    return [left, right] if _alike(left, right, others, last[start:end], tail) else [last]


def _alike(left: str, right: str, others: Sequence[str], joint: str, tail: str) -> bool:
    if min(len(left), len(right)) < 2:
        return False
    endings = {_ending(other) for other in others}
    if not others:  # 甲和乙两项: nothing but the joint and the count say that it lists
        ends = {_ending(left), _ending(right)}
        return len(ends) == 1 or ends <= _BODIES or bool(_TWO.match(tail))
    if _ending(left) in endings or (
        joint != "与" and {_ending(left), _ending(right)} <= _BODIES and endings <= _BODIES
    ):
        return True
    if _ending(right) in endings:  # 普法与依法治理科: the half before is no 科
        return False
    return joint != "与" or max(len(left), len(right)) <= 2 * min(len(left), len(right))


def _ending(item: str) -> str:
    bare = re.sub(r"[（(][^）)]*[）)]\s*$", "", item.strip())
    return bare[-1:]


def _first_item(first: str, others: Sequence[str]) -> tuple[str, str, bool]:
    """Free the first item of what leads to it: 局机关内设|政治部, 计划完成|龙潭."""
    strong = [m for m in _LEADS.finditer(first) if m.end() < len(first)]
    if strong:
        end = strong[-1].end()
        return first[:end], first[end:], True
    if cut(first)[0][0] in (
        "以",
        "由",
        "对",
        "将",
        "把",
        "从",
    ):  # 以甲、乙为龙头: no list of its own
        return "", "", False
    longest = max(len(other) for other in others)
    edges = _edges(first, [cut(o)[0][1][:1] == "v" for o in others if o])
    weak = [m.end() for m in _WEAK_LEADS.finditer(first) if m.end() in {e for e, _ in edges}]
    for end in sorted({*weak, *(e for e, verb in edges if verb)}, reverse=True):
        rest = first[end:]
        if 1 < len(rest) <= 2 * longest + 4:
            return first[:end], rest, end in weak
    return "", first, False


def _edges(text: str, verbs_first: Sequence[bool]) -> list[tuple[int, bool]]:
    """Ends of the words of a text; whether an item may begin there.

    Behind a verb, unless the other items begin with verbs themselves (推进…、强化…).
    """
    edges, at = [], 0
    acts = bool(verbs_first) and 2 * sum(verbs_first) > len(verbs_first)
    for word, tag in cut(text):
        begin, at = at, at + len(word)
        verb = tag[:1] == "v" and tag not in ("vn", "vd")
        if verb and acts:
            edges.append((begin, begin > 0))
        edges.append((at, verb and not acts))
    return edges
