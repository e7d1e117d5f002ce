"""The vocabulary of this genre: which measure a text names, and in what role.

The words stand in `measures.toml`.  Texts are compared without white space,
quotes and brackets, so “三公”经费 and 三公 经费 are the same words; the longest
name wins, so 项目支出 inside 一般公共预算项目支出 is not found a second time.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from ingest.fold import BRACKETS, QUOTES, fold, squeeze
from ingest.model import Role

_REMEMBERED = 1024  # texts: a question is looked at dozens of times while it is read


@dataclass(frozen=True, slots=True)
class Concept:
    """A canonical measure.  Concepts of one family are never each other."""

    name: str
    synonyms: tuple[str, ...]
    family: str
    parent: str
    kind: str  # money, count, score, rate, text
    role: Role | None  # the role the name itself implies (总分 → score)
    roleless: bool  # what is printed as budgeted or spent is not it


@dataclass(frozen=True, slots=True)
class Mention:
    """A measure named in a text: characters start:end, canonical name, as printed."""

    start: int
    end: int
    name: str
    printed: str


@dataclass(frozen=True, slots=True)
class RoleMention:
    """A role word in a text; `asked` tells whether it is a word of questions only."""

    start: int
    end: int
    role: Role
    printed: str
    asked: bool = False


@lru_cache(maxsize=_REMEMBERED)
def find_concepts(text: str) -> tuple[Mention, ...]:
    """Return the measures named in `text`, left to right, longest names first."""
    names, pattern = _concept_pattern()
    folded = fold(text, drop_space=True, drop=QUOTES | BRACKETS)
    mentions = []
    for found in pattern.finditer(folded.text):
        start, end = folded.source(*found.span())
        mentions.append(Mention(start, end, names[found[0]], text[start:end]))
    return tuple(mentions)


@lru_cache(maxsize=_REMEMBERED)
def find_roles(text: str) -> tuple[RoleMention, ...]:
    """Return the role words of `text`, as reports print them and people ask them.

    A word inside the name of a measure is no role (预算 in 一般公共预算), unless
    the measure's name implies one (总分, 预算完成率).
    """
    roles, pattern = _role_pattern()
    folded = fold(text, drop_space=True, drop=QUOTES | BRACKETS)
    names = [
        (mention.start, mention.end)
        for mention in find_concepts(text)
        if (known := concept(mention.name)) and known.role is None
    ]
    mentions = []
    for found in pattern.finditer(folded.text):
        start, end = folded.source(*found.span())
        role, asked = roles[found[0]]
        if role is None or any(a <= start and end <= b for a, b in names):
            continue
        mentions.append(RoleMention(start, end, role, text[start:end], asked))
    return tuple(mentions)


def concept(name: str) -> Concept | None:
    """Return the concept of that canonical name, or None."""
    return _vocabulary()[0].get(name)


def concepts() -> tuple[Concept, ...]:
    """Return every concept of the vocabulary, in file order."""
    return tuple(_vocabulary()[0].values())


def rivals(name: str) -> frozenset[str]:
    """Return the names of the concepts that `name` must never be taken for."""
    known, _ = _vocabulary()
    if (own := known.get(name)) is None:
        return frozenset()
    return frozenset(
        other.name for other in known.values() if other.family == own.family and other.name != name
    )


@lru_cache(maxsize=1)
def _vocabulary() -> tuple[dict[str, Concept], dict[str, tuple[Role | None, bool]]]:
    data = tomllib.loads(files("ingest").joinpath("measures.toml").read_text("utf-8"))
    known = {
        entry["name"]: Concept(
            name=entry["name"],
            synonyms=tuple(entry.get("synonyms", ())),
            family=entry["family"],
            parent=entry.get("parent", ""),
            kind=entry["kind"],
            role=Role(entry["role"]) if "role" in entry else None,
            roleless=entry.get("roleless", False),
        )
        for entry in data["concept"]
    }
    roles: dict[str, tuple[Role | None, bool]] = {}
    for asked, key in ((True, "asked"), (False, "printed")):  # printed wins where both list it
        for entry in data["role"]:
            for word in entry.get(key, ()):
                roles[squeeze(word)] = (Role(entry["role"]), asked)
    for word in data["ignore"]["words"]:
        roles[squeeze(word)] = (None, False)
    return known, roles


@lru_cache(maxsize=1)
def _concept_pattern() -> tuple[dict[str, str], re.Pattern[str]]:
    names = {
        squeeze(word): entry.name for entry in concepts() for word in (*entry.synonyms, entry.name)
    }
    return names, _longest(names)


@lru_cache(maxsize=1)
def _role_pattern() -> tuple[dict[str, tuple[Role | None, bool]], re.Pattern[str]]:
    roles = _vocabulary()[1]
    return roles, _longest(roles)


def _longest(words: Iterable[str]) -> re.Pattern[str]:
    ordered = sorted(words, key=lambda word: (-len(word), word))
    return re.compile("|".join(re.escape(word) for word in ordered))
