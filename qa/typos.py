"""Mend slips of the input method: 荔弯 for 荔湾, 选雕生 for 选调生, 媒休 for 媒体.

A character is replaced only by one that the reports (or their names) have in
its place: of the same sound, or, where both neighbours agree, of any.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from itertools import pairwise

import rjieba

from ingest.measures import concepts, find_concepts, find_roles
from qa.asking import frame_words, stop_words
from qa.manner import manner_spans
from qa.places import find_places
from qa.sayings import saying_spans
from qa.slips import GRAMMAR, MANY, mend_runs
from qa.sounds import looks_alike, sounds, sounds_alike, sounds_near


class Names:
    """Names of regions and agencies, to be found though one character is off."""

    def __init__(self, names: Iterable[str]) -> None:
        self._all = frozenset(n for n in names if len(n) >= 2)
        self._longest = max(map(len, self._all), default=0)
        self._but_one: dict[tuple[str, str], list[str]] = {}  # before and behind a character
        for name in self._all:
            for at in range(len(name)):
                self._but_one.setdefault((name[:at], name[at + 1 :]), []).append(name)

    def near(self, question: str) -> list[str]:
        """Return the names from which a run differs in one character, the longest first."""
        found: set[str] = set()
        for start in range(len(question)):
            for end in range(start + 2, min(len(question), start + self._longest) + 1):
                run = question[start:end]
                for at in range(len(run)):
                    found.update(self._but_one.get((run[:at], run[at + 1 :]), ()))
        return sorted(found, key=_longest_first)

    def within(self, name: str) -> set[str]:
        """Return the other names that a name holds."""
        return {
            name[start:end]
            for start in range(len(name))
            for end in range(start + 2, len(name) + 1)
            if name[start:end] in self._all and end - start < len(name)
        }

    def cover(self, text: str, start: int, end: int) -> bool:
        """Whether a run of a text is a name, or part of one that stands there."""
        return any(
            text[first:last] in self._all
            for first in range(max(0, end - self._longest), start + 1)
            for last in range(end, min(len(text), first + self._longest) + 1)
        )

    def begin(self, text: str, start: int) -> bool:
        """Whether a name begins at a place of a text."""
        ends = range(start + 2, min(len(text), start + self._longest) + 1)
        return any(text[start:end] in self._all for end in ends)


def _longest_first(name: str) -> tuple[int, str]:
    return -len(name), name


def correct_names(question: str, names: Names) -> str:
    """Return a question with misspelt region and agency names mended.

    names  the names of the reports in store, short and long.  A run that is
           itself the name of a place is left alone.
    """
    todo = names.near(question)
    while todo:
        name = todo.pop(0)
        if name in question:
            continue
        for start in range(len(question) - len(name) + 1):
            run = question[start : start + len(name)]
            at = _one_off(run, name)
            if (
                at is not None
                and not names.cover(question, start, start + len(name))
                and not find_places(run)
                and not _cuts(question, start, names)
                and not _is_short(run, at, names)
                and not _of_next_word(question, start, name)
                and _is_slip(run, name, at, names)  # last: to know sounds takes a while
            ):
                question = question[:start] + name + question[start + len(name) :]
                later = (
                    n for n in names.near(question) if _longest_first(n) > _longest_first(name)
                )
                todo = list(later)
                break
    return question


def _cuts(question: str, start: int, names: Names) -> bool:
    """Whether a well-spelt name begins within a run: 和西 in 和西湖区 is no slip for 河西."""
    return names.begin(question, start + 1)


def _is_short(run: str, at: int, names: Names) -> bool:
    """Whether a run is a well-spelt short name and the character behind it: 荔湾有."""
    return at == len(run) - 1 and names.cover(run, 0, at)


def _of_next_word(question: str, start: int, name: str) -> bool:
    """Whether what differs begins the next word: 卫生健康支出 is no slip for 卫生健康局."""
    end = start + len(name)
    if question[end - 1] == name[-1]:
        return False
    edges, at = set(), start
    for word in rjieba.cut(question[start:], False):
        edges.add(at := at + len(word))
    return end - 1 in edges and end not in edges


_BINDING = frozenset("pcuy")  # 替, 与, 的: they stand single by nature


def correct_words(question: str, texts: Sequence[str]) -> str:
    """Return a question with misspelt words mended from the reports' own text.

    Only characters that the word cutter leaves single are suspected: what is
    a word of the language is what the asker meant.  Side by side they may be one
    word misspelt (`qa.slips`).
    texts  squeezed texts of the reports in scope
    """
    question = mend_runs(_mend_in_context(_mend_measures(question), texts), texts)
    named = [(m.start, m.end) for m in find_concepts(question)]
    named += [(m.start, m.end) for m in find_roles(question)]
    named += manner_spans(question) + saying_spans(question)
    named += [found.span() for found in _HOW_FAR.finditer(question)]
    known = {i for start, end in named for i in range(start, end)}
    at = 0
    for word, tag in rjieba.tag(question, False):
        suspect = len(word) == 1 and tag[:1] not in _BINDING
        if suspect and at not in known and word not in stop_words():
            mended = _mend(question, at, texts)
            if mended:
                question = question[:at] + mended + question[at + 1 :]
        at += len(word)
    return question


# 决算差多少 is no slip for 决算结…: these words ask, they are not looked for.
_HOW_FAR = re.compile(r"[相还]?[差剩缺欠扣短丢超占][了着出]?(?=多少|几|额|距|多大)")


def _mend_measures(question: str) -> str:
    """Mend one character of a measure's own name: 三工经费 is 三公经费."""
    known = {i for m in find_concepts(question) for i in range(m.start, m.end)}
    for name in _measure_names():
        half = len(name) // 2
        if name[:half] not in question and name[half:] not in question:
            continue  # one character off is off in one half only
        for start in range(len(question) - len(name) + 1):
            run = question[start : start + len(name)]
            at = _one_off(run, name)
            if (
                at is not None
                and start + at not in known
                and (sounds_alike(run[at], name[at]) or looks_alike(run[at], name[at]))
            ):
                question = question[:start] + name + question[start + len(name) :]
    return question


_WINDOW = 4  # characters of a report of which the question has all but one


def _mend_in_context(question: str, texts: Sequence[str]) -> str:
    """Mend a character that the reports have otherwise in what stands around it: 高薪技术.

    Neither pair that it makes with its neighbours stands in any report, and of the
    characters they have in its place there, one sounds or looks like it.
    """
    if len(texts) > MANY:
        return question
    meant_so = _asking_words(question)
    for at, now in enumerate(question):
        if at in meant_so or now in GRAMMAR or now in stop_words():
            continue
        pairs = [question[at - 1 : at + 1] if at else "", question[at : at + 2]]
        pairs = [pair for pair in pairs if len(pair) == 2 and all(map(_is_han, pair))]
        if not _is_han(now) or not pairs or any(p in text for p in pairs for text in texts):
            continue
        if question[at + 1 : at + 2] in _PLACE_ENDS:
            continue
        meant = {
            found
            for start in range(max(0, at - _WINDOW + 1), at + 1)
            for found in _written(question, start, at, texts)
            if sounds_near(now, found) or looks_alike(now, found)
        }
        if len(meant) == 1:
            question = question[:at] + meant.pop() + question[at + 1 :]
    return question


def _asking_words(question: str) -> set[int]:
    """Where words stand that questions are asked with: no report need have them (总共)."""
    places: set[int] = set()
    at = 0
    for word in rjieba.cut(question, False):
        if len(word) > 1 and (word in stop_words() or word in frame_words()):
            places.update(range(at, at + len(word)))
        at += len(word)
    return places


def _written(question: str, start: int, at: int, texts: Sequence[str]) -> set[str]:
    """What the reports have in a place of a run that begins at another."""
    before, behind = question[start:at], question[at + 1 : start + _WINDOW]
    if len(before + behind) < _WINDOW - 1 or not all(map(_is_han, before + behind)):
        return set()
    pattern = re.compile(f"{before}([\u4e00-\u9fff]){behind}")
    return {found[1] for text in texts for found in pattern.finditer(text)}


@cache
def _measure_names() -> tuple[str, ...]:
    names = {n for c in concepts() for n in (c.name, *c.synonyms)}
    names |= frame_words()
    return tuple(sorted((n for n in names if len(n) >= 4), key=lambda n: (-len(n), n)))


def _one_off(run: str, name: str) -> int | None:
    """Return where a run differs from a name, if it does in one Chinese character."""
    differing = [i for i, (a, b) in enumerate(zip(run, name, strict=True)) if a != b]
    if len(differing) != 1 or not all(map(_is_han, run)):
        return None
    return differing[0]


def _is_slip(run: str, name: str, at: int, names: Names) -> bool:
    """Whether a run's character may be meant for the one that a name has at its place."""
    if sounds(run[at]) & sounds(name[at]):
        return True
    end = 0
    for word in rjieba.cut(run, False):
        end += len(word)
        if end > at and len(word) > 1:
            return False  # 人民医院 is no slip for 人民法院: its word is one of the language
        if end > at:
            break
    # 白石湾经开区 is another place than 青石湾经开区: what makes a name a name has to sound alike.
    proper = any(0 <= at - name.find(n) < len(n) for n in names.within(name))
    return len(name) >= 4 and not proper


def _mend(question: str, at: int, texts: Sequence[str]) -> str:
    """The character that the texts have in the place of one, "" if none or several do."""
    before, now = question[at - 1 : at], question[at]
    behind = question[at + 1 : at + 2]
    if not _is_han(now):
        return ""
    left, right = _followers(before, texts), _leaders(behind, texts)
    if now in left or now in right:
        return ""
    inside = {c for c in _followers(now, texts) & _leaders(behind, texts) if _is_han(c)}
    if any(now + c + behind in text for c in inside for text in texts):
        return ""  # 公卫 is short for 公共卫生
    sounding = {c for c in left | right if sounds(c) & sounds(now)}
    both = {c for c in left & right if any(before + c + behind in text for text in texts)}
    if behind in _PLACE_ENDS:  # 柳溪镇 is another place than 柳塘镇
        both = set()
    # 计化 is not 及化, which would join two things.
    sounding, both = ({c for c in found if not _binds(c)} for found in (sounding, both))
    for found in (sounding & left & right, both, sounding):
        if len(found) == 1:
            return found.pop()
    return ""


def _binds(character: str) -> bool:
    return rjieba.tag(character, False)[0][1][:1] in _BINDING


_PLACE_ENDS = frozenset("镇乡县区市村街路")


def _is_han(character: str) -> bool:
    return "\u4e00" <= character <= "\u9fff"


def _followers(character: str, texts: Sequence[str]) -> set[str]:
    return {b for text in texts for b in _neighbours(text)[0].get(character, ())}


def _leaders(character: str, texts: Sequence[str]) -> set[str]:
    return {a for text in texts for a in _neighbours(text)[1].get(character, ())}


@lru_cache(maxsize=64)
def _neighbours(text: str) -> tuple[dict[str, set[str]], dict[str, set[str]]]:
    after: dict[str, set[str]] = {}
    before: dict[str, set[str]] = {}
    for a, b in pairwise(text):
        after.setdefault(a, set()).add(b)
        before.setdefault(b, set()).add(a)
    return after, before
