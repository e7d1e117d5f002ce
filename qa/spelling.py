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
    if len(own) > 1 and own[-1] in _WRITTEN:  # 降到: 降至
        names.append(own[:-1] + _WRITTEN[own[-1]])
    return tuple(dict.fromkeys((*names, *(squeeze(w) for w in same_as(own)))))


_WRITTEN = {"到": "至", "成": "为"}
