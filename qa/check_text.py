"""Check a sentence that a model wrote against what it rests on.

What is checked: quantities with unit, qualifier and what is said of them,
every other digit, quotations and titles, names of people, places and bodies,
negations and comparing words, and that most of the wording is the evidence's.
The check errs on the side of turning a good sentence down.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

import rjieba

from ingest.fold import squeeze
from ingest.measures import find_concepts, find_roles
from ingest.model import FigureKind, Role
from ingest.numerals import NumberToken, scan_numbers
from ingest.regions import short_region
from ingest.units import split_unit
from qa.places import find_places

_OWN = 0.6  # share of a sentence's wording that must be the evidence's
_CLAUSE = 0.34  # the same for each clause and each item of a list
_NEAR = 0.5  # the same for the words that say what a figure is
_QUOTED = re.compile(r"《([^》]*)》|“([^”]*)”|「([^」]*)」|『([^』]*)』|\"([^\"]*)\"|‘([^’]*)’")
_DIGITS = re.compile(r"\d+(?:[.,]\d+)*|[A-Za-z]{2,}")
_LOOSE = re.compile(
    r"一半|过半|半数|[一二三四五六七八九两几]成(?![员为立果效本就长功熟都])|翻[一两几]?番|[一二三四五六七八九十百千万两几]+倍"
    r"|[零一二三四五六七八九十百千万]+分之[零一二三四五六七八九十百千万点]+|[数上近逾][十百千万亿]|几[十百千万]"
)
_NEGATED = re.compile(r"(?:未|不|没有|没|无|非)([\u4e00-\u9fff]{2})")
_WEIGHTY = re.compile(
    r"增加|增长|上升|提高|提升|下降|减少|降低|下滑|高于|低于|多于|少于|超过|超出|超额|不足|最高|最低|最多|最少|最大|最小"
    r"|全部|全都|[均都仅只](?![衡市匀值等])|首次|唯一|分别|依次|因为|由于|导致|因此|所以"
)
_GLUE = re.compile(
    r"截至|目前|根据|依据|按照|报告|自评表|显示|记载|所示|其中|此外|另外|同时|以及|并且|而且|共有|共计|一共|有关|相关|情况|方面|包括"
    r"|具体|如下|[的了在和与及或也又还为是有将把对其等中以到从由于则该共数达个这那]"
)
_CJK_RUN = re.compile(r"[\u4e00-\u9fff]{2,}")
_JOINED = re.compile(r"[、和及与]")
_CLAUSES = re.compile(r"[，；;：:、。！？!?\n（）()]|,(?!\d)")
_STOP = re.compile(r"[，；;：:。！？\n]|,(?!\d)")
_MEANT = {Role.EXECUTION, Role.ACTUAL, Role.OTHER}  # what is meant where no role is named
_SPENT = {Role.EXECUTION, Role.ACTUAL}  # one and the same to those who spend


@dataclass(frozen=True, slots=True)
class Fact:
    """A quantity the evidence states, with the words that say what it is.

    `must` has to be said of it word for word: the name of what was computed.
    """

    value: Decimal
    high: Decimal | None
    unit: str
    qualifier: str
    around: str
    roles: frozenset[Role] = frozenset()
    must: str = ""


@dataclass(frozen=True, slots=True)
class Grounds:
    """What one sentence may rest on: the texts it cites, the question, the facts allowed."""

    texts: tuple[str, ...]
    question: str
    facts: tuple[Fact, ...]


def fault_in(sentence: str, grounds: Grounds) -> str:
    """Return what in a sentence does not hold, as a Chinese clause; "" if all holds."""
    text = plain(sentence)
    evidence = "|".join(squeeze(t) for t in grounds.texts)
    known = f"{evidence}|{squeeze(grounds.question)}"
    checks = (
        _unquoted(text, evidence),
        _strange_digits(text, evidence),
        _strange_figures(text, evidence, grounds.facts),
        (m[0] for m in _LOOSE.finditer(text) if squeeze(m[0]) not in evidence),
        (name for name in names_in(text) if squeeze(name) not in known),
        (m[0] for m in _WEIGHTY.finditer(text) if squeeze(m[0]) not in evidence),
        _turned_round(squeeze(text), evidence),
    )
    for strange in checks:
        for words in strange:
            return f"“{words.strip()}”在所引的原文里核对不上"
    clauses = all(share_in(clause, known) >= _CLAUSE for clause in _CLAUSES.split(text))
    return "" if clauses and share_in(text, known) >= _OWN else "有一句不是所引原文的意思"


def plain(text: str) -> str:
    """Return a text with every digit and letter in its plain form and nothing invisible."""
    kept = (c for c in text if unicodedata.category(c) not in ("Cf", "Cc", "Co") or c in "\n\t")
    return "".join(
        unicodedata.normalize("NFKC", c) if unicodedata.category(c)[0] in "NL" else c for c in kept
    )


def same_amount(token: NumberToken, value: Decimal, unit: str) -> bool:
    """Whether a quantity is `value` in `unit`, not converted (名 and 人 are one unit)."""
    return token.value == value and split_unit(token.unit) == split_unit(unit)


def names_in(text: str) -> Iterator[str]:
    """Return the names of people, places and bodies that the word cutter knows."""
    for word, tag in rjieba.tag(text):
        if tag.startswith(("nr", "ns", "nt", "nz")) and len(word) > 1:
            yield short_region(word) if tag.startswith("ns") else word


def digits_in(text: str) -> set[str]:
    """Return the runs of digits, and of Latin letters, of a text."""
    return {m[0].replace(",", "").lower() for m in _DIGITS.finditer(plain(text))}


def share_in(text: str, evidence: str) -> float:
    """Return the share (0..1) of a text's pairs of characters that stand in squeezed evidence.

    Numbers and the words that only join do not count; 1 if nothing else is there.
    """
    pairs = [
        run[i : i + 2]
        for run in _CJK_RUN.findall(_GLUE.sub(" ", squeeze(text)))
        for i in range(len(run) - 1)
    ]
    return sum(pair in evidence for pair in pairs) / len(pairs) if pairs else 1.0


def facts_in(text: str, whose: str = "", heads: str = "") -> Iterator[Fact]:
    """Return the quantities of an evidence text.

    The words before each, back to the quantity before it, and those behind it
    in its clause say what it is, and so do the `heads` over the text; `whose`
    names the report, whose own name (决算) gives its figures no role.
    """
    for token, words in _with_words(plain(text)):
        said = f"{words}|{heads}"
        roles = frozenset(mention.role for mention in find_roles(said))
        yield Fact(token.value, token.high, token.unit, _rough(token), f"{said}|{whose}", roles)


def _with_words(text: str) -> Iterator[tuple[NumberToken, str]]:
    tokens = [t for t in scan_numbers(text) if t.kind is not FigureKind.DATE]
    for index, token in enumerate(tokens):
        start = tokens[index - 1].end if index else 0
        stop = _STOP.search(text, token.end)
        end = stop.start() if stop else len(text)
        behind = text[token.end : end]
        if index + 1 < len(tokens) and tokens[index + 1].start < end:
            behind = _JOINED.split(text[token.end : tokens[index + 1].start])[0]
        yield token, f"{text[start : token.start]}|{behind}"


def _unquoted(text: str, evidence: str) -> Iterator[str]:
    for match in _QUOTED.finditer(text):
        words = squeeze("".join(filter(None, match.groups())))
        if words and words not in evidence:
            yield match[0].strip("“”\"'「」『』‘’")


def _strange_digits(text: str, evidence: str) -> Iterator[str]:
    known = digits_in(evidence)
    yield from (run for run in sorted(digits_in(text)) if run not in known)


def _strange_figures(text: str, evidence: str, facts: tuple[Fact, ...]) -> Iterator[str]:
    for token in scan_numbers(text):
        if token.kind is FigureKind.DATE and squeeze(token.printed) not in evidence:
            yield token.printed
    for token, words in _with_words(text):
        if not any(_states(token, words, fact) for fact in facts):
            yield token.printed


def _states(token: NumberToken, words: str, fact: Fact) -> bool:
    """Whether a quantity is that of the fact, and nothing else is said of it."""
    if not (
        same_amount(token, fact.value, fact.unit)
        and token.high == fact.high
        and _rough(token) == fact.qualifier
        and squeeze(fact.must) in squeeze(words)
    ):
        return False
    around = squeeze(fact.around)
    roles = fact.roles | (_SPENT if fact.roles & _SPENT else set())
    measures = {mention.name for mention in find_concepts(fact.around)}
    named = find_roles(words)
    others = words
    for mention in reversed(named):
        others = f"{others[: mention.start]} {others[mention.end :]}"
    return (
        (bool(named) or not fact.roles or bool(fact.roles & _MEANT))
        and all(mention.role in roles for mention in named)
        and all(
            mention.name in measures or squeeze(mention.printed) in around
            for mention in find_concepts(words)
        )
        and all(short_region(place.name) in around for place in find_places(words))
        and all(
            squeeze(date.printed) in around
            for date in scan_numbers(words)
            if date.kind is FigureKind.DATE
        )
        and share_in(others, around) >= _NEAR
    )


def _rough(token: NumberToken) -> str:
    return token.qualifier.replace("达到", "").replace("达", "").strip()


def _turned_round(text: str, evidence: str) -> Iterator[str]:
    """Words the evidence denies and the sentence does not, or the other way round."""
    denied, denies = _denied(evidence), _denied(text)
    for words, printed in denies.items():
        if words not in denied:
            yield printed
    for words in denied.keys() - denies.keys():
        if words in text and not _plainly(words, evidence):
            yield words


def _denied(text: str) -> dict[str, str]:
    return {m[1]: m[0] for m in _NEGATED.finditer(text)}


def _plainly(words: str, text: str) -> bool:
    return re.search(rf"(?<![未不没有无非]){re.escape(words)}", text) is not None
