"""Find which office is charged with a thing: 由哪个股室制定台账."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.fold import squeeze
from qa.model import AnswerKind, Outcome
from qa.reading import Claim, Evidence, Reading
from qa.sentences import Sentence
from qa.sources import Source
from qa.terms import credit
from qa.understand import Question
from qa.words import Term, cut

_CHARGED = re.compile(r"由|负责|牵头|主管|承担|承办")
_ASKED = re.compile(r"(?:哪一?个?|什么)(?P<kind>科室|处室|股室|部室|部门|单位|机构)")
_OFFICE = re.compile(r"[科室股处部办]$|中心$")  # where a 科室 and its like are asked for
_BODY = re.compile(r"[科室股处部办局委站所院馆]$|(?:中心|支队|大队|公司|委员会)$")
_BEHIND = ("负责", "牵头", "主管", "承担", "承办")


def read_charged(question: Question, sources: Sequence[Source]) -> Reading | None:
    """Return the one sentence that charges an office with what is asked; None if none does.

    The office and the thing stand in one clause: what stands behind the next
    semicolon may be another's.
    """
    asked = _ASKED.search(question.core)
    if not asked or not _CHARGED.search(question.core):
        return None
    ends = _OFFICE if asked["kind"].endswith("室") else _BODY
    things = [
        t
        for t in question.terms
        if t.noun and t.weight >= 0.3 and t.text != asked["kind"] and t.text not in _BEHIND
    ]
    if not things:
        return None
    found: dict[tuple[str, str], Sentence] = {}
    for source in sources:
        for sentence in source.sentences:
            if any(_charges(clause, ends, things) for clause in _clauses(sentence.text)):
                found.setdefault((source.card.id, sentence.folded), sentence)
    if len(found) != 1:
        return None
    [sentence] = found.values()
    evidence = tuple(
        Evidence(span, context=sentence.section, locator=sentence.locator)
        for span in sentence.spans
    )
    return Reading(Outcome.ANSWERED, AnswerKind.TEXT, (Claim(sentence.text, evidence),))


def _clauses(text: str) -> list[str]:
    return re.split(r"[；;。]", text)


def _charges(clause: str, ends: re.Pattern[str], things: Sequence[Term]) -> bool:
    """Whether a clause names an office behind 由, or before 负责, and all the things asked of."""
    words = cut(clause)
    texts = [word for word, _ in words]
    offices = {at for at, (word, tag) in enumerate(words) if _names(word, tag, ends)}
    by = texts.index("由") if "由" in texts else -1
    led = by >= 0 and any(by < at <= by + 5 for at in offices)
    leads = any(word in _BEHIND and at - 1 in offices for at, word in enumerate(texts))
    said = squeeze(clause)
    return (led or leads) and all(credit(t, said, "") >= 0.5 for t in things)


def _names(word: str, tag: str, ends: re.Pattern[str]) -> bool:
    return bool(ends.search(word)) and (len(word) == 1 or tag.startswith("n"))
