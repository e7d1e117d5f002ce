"""A question of the conversation with what was understood of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.measures import find_roles
from ingest.model import Role
from qa.scope import Scope, find_scope
from qa.understand import Question, understand
from vectorstore.model import ReportCard

FRAGMENT = re.compile(r"的?(?:呢|又如何|怎么样|如何)[？?！!。\s]*$")
_ASK = re.compile(
    r"(?:一共|总共|合计|分别|各自?|实际|到底)*[是有为达设建做]?(?:了|到)?(?:多少|几|哪些|什么|怎么样|如何).*$"
    r"|(?:为什么|为何|什么原因|的?原因).*$|[是有]?吗.*$|的?呢?[？?。!！]*$"
)
_ASKED_FIRST = re.compile(r"^[是有为达]?(?:多少|几)[名个人次项支部家]?")
_REFERENCE = re.compile(r"^(?:比|较|相较于?|相比于?|同|与|和|跟)(?=\d)")
_CHANGE = re.compile(
    r"(?:比(?:上年|去年|上一年)?)?(?:增加|增长|减少|下降|降低|提高|上升|变化)(?:了|的)?(?:幅度|率|额)?$"
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A standalone question, the reports it names and what it asks for."""

    text: str
    scope: Scope
    question: Question

    @property
    def places(self) -> str:
        """The words that name region and agency."""
        return "".join(w for w in self._named() if not re.search(r"\d", w))

    @property
    def years(self) -> str:
        """The words that name years."""
        return "".join(w for w in self._named() if re.search(r"\d", w))

    @property
    def own(self) -> str:
        """The words that name its report: those of a year it only compares with left out."""
        return "".join(w for w in self._named() if not _REFERENCE.match(w))

    @property
    def body(self) -> str:
        """The question without the words that name its scope."""
        spans = self.scope.spans
        kept = [c for i, c in enumerate(self.text) if not any(a <= i < b for a, b in spans)]
        return "".join(kept).strip().removeprefix("的")

    @property
    def stem(self) -> str:
        """What is asked for, without the words that ask."""
        words = FRAGMENT.sub("", self.body)
        return (_ASK.sub("", words) or _ASKED_FIRST.sub("", words)).strip("的，,？? ")

    @property
    def subject(self) -> str:
        """The thing itself, without the role it is asked in: 新增学位 of 新增学位的目标."""
        kept = stem = _CHANGE.sub("", self.stem).strip("的，, ")
        for mention in sorted(find_roles(stem), key=lambda m: -m.start):
            if mention.role not in (Role.RATE, Role.SHARE):
                kept = kept[: mention.start] + kept[mention.end :]
        return kept.strip("的，, ") or stem

    def _named(self) -> list[str]:
        return [self.text[a:b] for a, b in self.scope.spans]


def read_turn(text: str, cards: Sequence[ReportCard]) -> Asked:
    """Return a standalone question with its scope and meaning."""
    scope = find_scope(text, cards)
    return Asked(text, scope, understand(text, scope))
