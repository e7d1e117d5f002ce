"""The forms in which a word of a question may stand in a report."""

from __future__ import annotations

from functools import lru_cache

from ingest.fold import squeeze
from ingest.measures import concept, find_concepts
from qa.asking import same_as


@lru_cache(maxsize=4096)
def spellings(term: str) -> tuple[str, ...]:
    """Return a word, squeezed, the other names of the measure it names, and its synonyms."""
    own = squeeze(term)
    names = [own]
    for mention in find_concepts(term):
        known = concept(mention.name)
        if known is not None and squeeze(mention.printed) == own:
            names += map(squeeze, (known.name, *known.synonyms))
    return tuple(dict.fromkeys((*names, *(squeeze(w) for w in same_as(own)))))
