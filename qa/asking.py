"""The words people ask with, from `asking.toml`: empty ones, light verbs, synonyms."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(files("qa").joinpath("asking.toml").read_text("utf-8"))


@cache
def stop_words() -> frozenset[str]:
    """Words that ask, point or are polite, and carry nothing that could be found."""
    return frozenset(_data()["stop"]["words"].split()) | frozenset("\"'\\")


@cache
def light_verbs() -> frozenset[str]:
    """Verbs that any report may put another way, so that missing them says nothing."""
    return frozenset(_data()["light"]["words"].split())


# 整成, 拿到, 收上来: what is added to a verb says how far it went, not what was done.
_ADDED = frozenset("成完好掉出到来上下起过去")


def is_light(word: str) -> bool:
    """Whether a word is such a verb, alone or with what says that it was brought to an end."""
    bare = word.rstrip("了着")
    stem = bare[:1]
    if word in light_verbs() or bare in light_verbs():
        return True
    return len(bare) > 1 and stem in light_verbs() and set(bare[1:]) <= _ADDED


@cache
def undoing_verbs() -> frozenset[str]:
    """Verbs of one character that undo or take away: what was built answers none of them."""
    return frozenset(_data()["undoing"]["words"].split())


@cache
def aspects() -> frozenset[str]:
    """Nouns that say which side of a thing is asked for, and that its text need not repeat."""
    return frozenset(_data()["aspect"]["words"].split())


@cache
def spoken() -> tuple[tuple[str, str], ...]:
    """Ways of speaking and what they are in the standard language, longest first."""
    pairs: dict[str, str] = _data()["spoken"]
    return tuple(sorted(pairs.items(), key=lambda pair: -len(pair[0])))


@cache
def _groups() -> dict[str, tuple[str, ...]]:
    groups: dict[str, tuple[str, ...]] = {}
    for entry in _data()["same"]:
        words = tuple(entry["words"].split())
        for word in words:
            groups[word] = groups.get(word, ()) + words
    return groups


def same_as(word: str) -> tuple[str, ...]:
    """Return the words that may stand for a word in a report, itself included."""
    return tuple(dict.fromkeys((word, *_groups().get(word, ()))))


@cache
def _loosely() -> dict[str, tuple[str, ...]]:
    """From each line of `[near]`: words that stand for one another, or (a > b) one way only."""
    found: dict[str, dict[str, None]] = {}
    for line in _data()["near"]["words"].splitlines():
        said, _, meant = line.partition(">")
        for word in said.split():
            found.setdefault(word, {}).update(dict.fromkeys((meant or said).split()))
    return {word: tuple(w for w in meant if w != word) for word, meant in found.items()}


def stands_for(word: str) -> tuple[str, ...]:
    """Return what reports may say that do not say a word at all; never the word itself."""
    return _loosely().get(word, ())


@cache
def _dimensions() -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for line in _data()["measured"]["words"].splitlines():
        words, _, units = line.partition(">")
        found |= dict.fromkeys(words.split(), frozenset(units.split()))
    return found


def measured_in(word: str) -> frozenset[str]:
    """Return the units that give what a word asks (里程: 公里), none for any other word."""
    return _dimensions().get(word, frozenset())


@cache
def openings() -> tuple[str, ...]:
    """Verbs that open a request (测算, 概述): what is wanted is worked out anyhow."""
    return tuple(_data()["opening"]["words"].split())


@cache
def surnames() -> tuple[str, ...]:
    """Family names, those of two characters first."""
    return tuple(sorted(_data()["surname"]["words"].split(), key=lambda name: -len(name)))


@cache
def implied_sums() -> tuple[dict[str, str], ...]:
    """Words that stand for a sum of two figures: `words` (a pattern), `sum`, `name`."""
    return tuple(_data()["implied"])


@cache
def summing_words() -> frozenset[str]:
    """Words of a sum that is spelt out which do not say of what it is."""
    return frozenset(_data()["summed"]["words"].split())


@cache
def sayings() -> tuple[dict[str, str], ...]:
    """Ways of asking for a sum: `words` (a pattern) and `plain`, the wording the planner knows."""
    return tuple(_data()["saying"])


@cache
def everyday() -> tuple[dict[str, str], ...]:
    """Everyday ways of asking: `words` (a pattern) and `plain`, what the reports' readers say."""
    return tuple(_data()["everyday"])


@cache
def frame_words() -> frozenset[str]:
    """Words that questions are asked with, to be known though one character is off."""
    return frozenset(_data()["frame"]["words"].split())


@cache
def look_alikes() -> dict[str, frozenset[str]]:
    """For each character those that look like it."""
    found: dict[str, frozenset[str]] = {}
    for group in _data()["look"]["words"].split():
        for character in group:
            found[character] = found.get(character, frozenset()) | set(group) - {character}
    return found


@cache
def shorthand() -> tuple[dict[str, str], ...]:
    """Signs and keywords that ask: `words` (a pattern) and `plain`, the words they stand for."""
    return tuple(_data()["short"])


@cache
def quotients() -> tuple[dict[str, str], ...]:
    """Rates by name, with the verbs (patterns) of the two figures that make them up."""
    return tuple(_data()["quotient"])
