"""Weigh the words of a question by the reports in scope."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import replace

from ingest.fold import squeeze
from ingest.measures import find_concepts
from qa.asking import aspects, is_light, stands_for, undoing_verbs
from qa.spelling import spellings
from qa.words import Term, cut, word_size

_COMMON = 8  # times a report: more often, and a word tells less
_NEXT_TO_NOTHING = 0.05


def weigh(terms: Iterable[Term], texts: Sequence[str], when: bool = False) -> tuple[Term, ...]:
    """Return the words weighed by the reports in scope.

    A word that stands all over them (绩效, 项目) tells little.

    A verb that stands nowhere says that the reports are of something else
    (退休, 处分), unless it is one that can be put in many ways (拿出, 办了).
    A loose run is cut into what stands in the reports.
    texts  squeezed texts of the reports in scope
    when   a date is asked for: the verb is what happened, and never light
    """
    weighed: dict[str, Term] = {}
    for term in terms:
        for part in _cut_loose(term, texts) if term.loose else (term,):
            weighed.setdefault(part.text, _weighed(part, texts, when))
    return tuple(weighed.values())


def _weighed(term: Term, texts: Sequence[str], when: bool) -> Term:
    if term.text.rstrip("了掉") in undoing_verbs():  # 拆了多少个 is not answered by what was built
        term = replace(term, weight=0.75, noun=True)
    said = len(term.text) > 1 and any(squeeze(term.text) in text for text in texts)
    if not said and not is_light(term.text):
        others = tuple(w for w in stands_for(term.text) if any(squeeze(w) in t for t in texts))
        if others:
            return replace(term, others=tuple(map(squeeze, others)))
    if term.text == "支出":  # any column of money may be meant, its row says of what
        return replace(term, weight=0.2, noun=False)
    common = sum(text.count(squeeze(term.text)) for text in texts) / max(len(texts), 1)
    if common > _COMMON and not find_concepts(term.text):
        rarity = max(0.4, 1 - 0.25 * math.log2(common / _COMMON))
        return replace(term, weight=term.weight * rarity)
    if is_light(term.text) and not (when and len(term.text) > 1):
        return replace(term, weight=_NEXT_TO_NOTHING, noun=False)
    if term.noun or term.text in aspects() or _stands(term.text, texts):
        return term
    tags = [tag[:1] for _, tag in cut(term.text)]
    if len(term.text) == 1 or ("v" not in tags and not term.loose):
        return replace(term, weight=min(term.weight, _NEXT_TO_NOTHING), noun=False)
    return replace(term, weight=word_size(term.text), noun=True)


def _stands(word: str, texts: Sequence[str]) -> bool:
    return any(spelling in text for spelling in spellings(word) for text in texts)


def _cut_loose(term: Term, texts: Sequence[str]) -> list[Term]:
    """The longest runs of two and more characters that stand in the reports, and the rest.

    With none of them the run is an unknown word, kept whole, unless it is
    made of verbs alone.
    """
    word = term.text
    if _stands(word, texts):
        return [Term(word, word_size(word))]
    found: list[Term] = []
    at = rest = 0
    while at < len(word) - 1:
        end = at + 1  # what stands with one character more stands without it, too
        while end < len(word) and any(word[at : end + 1] in text for text in texts):
            end += 1
        if end > at + 1:
            found += [Term(c, _NEXT_TO_NOTHING, noun=False) for c in word[rest:at]]
            found.append(Term(word[at:end], word_size(word[at:end])))
            at = rest = end
        else:
            at += 1
    if found:
        return found + [Term(c, _NEXT_TO_NOTHING, noun=False) for c in word[rest:]]
    if all(tag[:1] in "vad" for c in word for _, tag in cut(c)):
        return [Term(c, 0.35 * word_size(c), noun=False) for c in word]
    return [replace(term, loose=True)]
