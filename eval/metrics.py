"""Metrics: small pure functions; `docs/evaluation.md` defines each in words."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from eval.cases import Forms
from eval.wording import bare, plain, states, without_marks

# What begins like a denial and is none is looked for first.
_YES = re.compile(
    r"没错|没问题|无误|不错|不止|不低于|不少于|不小于|是(?!否)|对(?!此|于)|正确|属实|确|能|会|可以"
    r"|有(?!误)|已|达|完成|超|高于|多于|略?高|够|都|均|全|一致|相符|符合"
)
_NO = re.compile(r"不|没|未|否|无|并非|并不|并没|并未|错|尚未|有误|与报告不符")
_CLAUSE = re.compile(r"[，。；：,.;:!！\n]")
# How far an item may be longer than its name: its own explanation, not a page.
_ITEM_LENGTH = 300
# What an answer may hold beyond what was asked, before it is a paste.
_LONGEST_FIGURE_ANSWER = 400
_LONGEST_ANSWER = 1500
_ROWS = 3
# How the sentence that names the nearest thing to what was asked begins.
_NEAREST = re.compile(
    r"(最接近|最相近|相近|可参考|仅供参考)|(报告)?(中|里)?(只)?(给出|写明|载明|列出)的?是"
)


@dataclass(frozen=True, slots=True)
class ListMatch:
    """A list against the known one: what is missing, what is too much."""

    expected: int
    missing: tuple[str, ...]
    excess: tuple[str, ...]

    @property
    def completeness(self) -> float:
        """Share of the known items that are there."""
        return 1.0 if not self.expected else 1 - len(self.missing) / self.expected

    @property
    def right(self) -> bool:
        """Whether it is the whole list and nothing else."""
        return not self.missing and not self.excess


def match_list(wanted: Sequence[Forms], got: Sequence[str]) -> ListMatch:
    """Pair each known item with one item of the answer.

    An item answers to a name it equals, or that it holds in at most 300
    characters.  Exact pairs go first, then the longest names, so that 办公室
    does not take the place of 电教办公室.
    """
    open_items = list(range(len(got)))
    paired: dict[int, int] = {}
    for fits in (_equal, _holds):
        order = sorted(range(len(wanted)), key=lambda i: -max(len(bare(f)) for f in wanted[i]))
        for index in order:
            if index in paired:
                continue
            found = [i for i in open_items if any(fits(form, got[i]) for form in wanted[index])]
            if found:
                paired[index] = min(found, key=lambda i: len(got[i]))
                open_items.remove(paired[index])
    missing = tuple(forms[0] for i, forms in enumerate(wanted) if i not in paired)
    return ListMatch(len(wanted), missing, tuple(got[i] for i in open_items))


def uncovered(points: Sequence[Forms], text: str) -> tuple[str, ...]:
    """Return the first form of each key point that the text does not state."""
    return tuple(forms[0] for forms in points if not any(states(text, form) for form in forms))


def cover(points: Sequence[Forms], text: str) -> float:
    """Return the share of key points that the text states, 1.0 if there are none."""
    return 1 - len(uncovered(points, text)) / len(points) if points else 1.0


def polarity(answer: str) -> bool | None:
    """Return the verdict a yes/no answer opens with, None if it opens with none."""
    opening = _CLAUSE.split(without_marks(answer).strip().removeprefix("答：").strip(), maxsplit=1)
    words = plain(opening[0])
    if _YES.match(words):
        return True
    return False if _NO.match(words) else None


def leads(names: Sequence[str], answer: str) -> bool:
    """Whether the first name stands in the answer before each of the others."""
    text = plain(answer)
    places = [text.find(plain(name)) for name in names]
    return not names or (places[0] >= 0 and all(p < 0 or p > places[0] for p in places[1:]))


def outside_nearest(answer: str, nearest: str | None) -> str:
    """Return the text of a refusal without the sentence that names the nearest thing."""
    text = plain(without_marks(answer))
    if nearest:
        text = text.replace(plain(without_marks(nearest)), "")
    return "".join(c for c in re.split(r"(?<=[。;!?])", text) if not _NEAREST.match(c))


def pasted(answer: str, asked_for_figures: bool, numbers: int, numbers_due: int) -> str:
    """Return why an answer is a paste rather than an answer, "" if it is none.

    A paste is a text with rows of table cells, of more than 1,500 characters
    (400 if figures were asked for), or with far more numbers than were due.
    """
    if sum(line.count("\t") + line.count("|") >= _ROWS for line in answer.splitlines()) >= _ROWS:
        return "贴了整张表"
    longest = _LONGEST_FIGURE_ANSWER if asked_for_figures else _LONGEST_ANSWER
    if len(plain(answer)) > longest:
        return f"答得太长（超过 {longest} 字）"
    if asked_for_figures and numbers > 2 * numbers_due + 6:
        return f"堆了 {numbers} 个数，该有的只有 {numbers_due} 个"
    return ""


@dataclass(frozen=True, slots=True)
class Refusals:
    """Precision, recall and F1 of declining to answer; None where undefined."""

    precision: float | None
    recall: float | None
    f1: float | None


def refusals(should: Sequence[bool], did: Sequence[bool]) -> Refusals:
    """Score declining: of each case, whether it should and whether it did."""
    both = sum(s and d for s, d in zip(should, did, strict=True))
    precision = both / sum(did) if any(did) else None
    recall = both / sum(should) if any(should) else None
    total = sum(did) + sum(should)
    return Refusals(precision, recall, 2 * both / total if total else None)


def wilson(hits: int, total: int, z: float = 1.959964) -> tuple[float, float]:
    """Return Wilson's interval of a share, 95% by default; (0, 1) of nothing.

    Raises ValueError unless 0 ≤ hits ≤ total.
    """
    if not 0 <= hits <= total:
        raise ValueError(f"{hits} of {total} is no share")
    if total == 0:
        return 0.0, 1.0
    share, square = hits / total, z * z
    middle = (share + square / (2 * total)) / (1 + square / total)
    spread = z / (1 + square / total)
    half = spread * math.sqrt(share * (1 - share) / total + square / (4 * total * total))
    return max(0.0, middle - half), min(1.0, middle + half)


def mean(values: Collection[float]) -> float | None:
    """Return the arithmetic mean, None of nothing."""
    return sum(values) / len(values) if values else None


def percentile(values: Collection[float], share: float) -> float:
    """Return the value below which `share` (0..1) of the values lie, 0.0 of none.

    Between two values it is interpolated in a straight line.
    """
    ordered = sorted(values)
    if not ordered:
        return 0.0
    place = share * (len(ordered) - 1)
    low = math.floor(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)


def _equal(form: str, item: str) -> bool:
    return bare(form) == bare(item)


def _holds(form: str, item: str) -> bool:
    return len(item) <= _ITEM_LENGTH and plain(form) in plain(item)
