"""The lexical leg: BM25 over characters, pairs of characters and words.

Each report has a segment of its own, an inverted index of its passages.  A
search reads the segments of the reports in scope and nothing else, and takes
the rarity of a term from them alone: within one report its district's name,
which stands in every passage, weighs next to nothing, as it should.
"""

from __future__ import annotations

import hashlib
import io
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from ingest.fold import fold_text

_K1, _B = 1.5, 0.75  # saturation of repeated terms, weight of a passage's length
# Numbers with their inner points and commas and Latin words are one term each;
# all else that is a letter is taken by ones and twos.
_RUN = re.compile(r"(?P<word>[a-z0-9]+(?:[.,][0-9]+)*)|(?P<letters>[^\W_a-z0-9]+)")
_GAP = re.compile(r"(?<=[^\x00-\x7f]) (?=[^\x00-\x7f])")  # 合 计 is 合计
_PAIR = 21  # bits of a code point; a pair is (first << 21) | second
_WORD = np.uint64(1 << 63)

Terms = NDArray[np.uint64]
Scores = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Segment:
    """The inverted index of one report's passages.

    terms    distinct terms, ascending
    starts   where each term's postings begin; one more than terms
    places   passage positions (from 0) of all postings
    counts   how often the term stands in that passage
    lengths  terms of each passage
    """

    terms: Terms
    starts: NDArray[np.uint32]
    places: NDArray[np.uint32]
    counts: NDArray[np.uint16]
    lengths: NDArray[np.uint32]

    @cached_property
    def nbytes(self) -> int:
        """Memory it takes, in bytes."""
        parts = (self.terms, self.starts, self.places, self.counts, self.lengths)
        return sum(part.nbytes for part in parts)

    def pack(self) -> bytes:
        """Return it as bytes for the catalogue."""
        file = io.BytesIO()
        np.savez_compressed(
            file,
            terms=self.terms,
            starts=self.starts,
            places=self.places,
            counts=self.counts,
            lengths=self.lengths,
        )
        return file.getvalue()

    @classmethod
    def unpack(cls, packed: bytes) -> Segment:
        """Return the segment that `pack` made bytes of."""
        with np.load(io.BytesIO(packed), allow_pickle=False) as parts:
            return cls(**{name: parts[name] for name in parts.files})


def build_segment(texts: Sequence[str]) -> Segment:
    """Return the index of a report's passages (their embedded forms, in order)."""
    found = [_terms(text) for text in texts]
    lengths = np.array([len(terms) for terms in found], np.uint32)
    everything = np.concatenate(found) if found else np.empty(0, np.uint64)
    place = np.repeat(np.arange(len(found), dtype=np.uint32), lengths)
    order = np.lexsort((place, everything))
    everything, place = everything[order], place[order]
    fresh = np.ones(len(everything), bool)
    fresh[1:] = (everything[1:] != everything[:-1]) | (place[1:] != place[:-1])
    firsts = np.flatnonzero(fresh)
    counts = np.diff(np.append(firsts, len(everything)))
    terms, starts = np.unique(everything[firsts], return_index=True)
    return Segment(
        terms,
        np.append(starts, len(firsts)).astype(np.uint32),
        place[firsts],
        np.minimum(counts, np.iinfo(np.uint16).max).astype(np.uint16),
        lengths,
    )


def score_segments(query: str, segments: Sequence[Segment]) -> tuple[Scores, ...]:
    """Return the BM25 score of every passage of every segment, 0 upwards.

    Rarity and mean length are those of the given segments together.  Any text
    is a valid query: there is no query syntax.
    """
    wanted = Counter(_terms(query).tolist())
    terms = np.array(sorted(wanted), np.uint64)
    repeats = np.array([wanted[term] for term in terms.tolist()], np.float32)
    found = [_look_up(terms, segment) for segment in segments]
    total = sum(len(segment.lengths) for segment in segments)
    if not total:
        return tuple(np.zeros(0, np.float32) for _ in segments)
    holders = np.zeros(len(terms), np.float64)
    for which, sizes, _ in found:
        holders[which] += sizes
    rarity = np.log1p((total - holders + 0.5) / (holders + 0.5)) * repeats
    mean = max(sum(int(segment.lengths.sum()) for segment in segments) / total, 1.0)
    return tuple(
        _score(segment, np.repeat(rarity[which], sizes), postings, mean)
        for segment, (which, sizes, postings) in zip(segments, found, strict=True)
    )


def _look_up(
    terms: Terms, segment: Segment
) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.intp]]:
    """Return which terms stand in a segment, in how many passages, and their postings."""
    at = np.searchsorted(segment.terms, terms)
    inside = at < len(segment.terms)
    inside[inside] = segment.terms[at[inside]] == terms[inside]
    which = np.flatnonzero(inside)
    starts = segment.starts[at[which]].astype(np.intp)
    sizes = segment.starts[at[which] + 1].astype(np.intp) - starts
    shift = np.repeat(starts - (np.cumsum(sizes) - sizes), sizes)
    return which, sizes, np.arange(len(shift)) + shift


def _score(
    segment: Segment, rarity: NDArray[np.floating], postings: NDArray[np.intp], mean: float
) -> Scores:
    places = segment.places[postings]
    counts = segment.counts[postings].astype(np.float64)
    damping = _K1 * (1 - _B + _B * segment.lengths[places] / mean)
    weights = rarity * counts * (_K1 + 1) / (counts + damping)
    return np.bincount(places, weights, len(segment.lengths)).astype(np.float32)


def _terms(text: str) -> Terms:
    """Return the terms of a text, repeated as they stand."""
    folded = _GAP.sub("", fold_text(text))
    found: list[Terms] = []
    for run in _RUN.finditer(folded):
        if run["word"]:
            digest = hashlib.blake2b(run["word"].encode(), digest_size=8).digest()
            found.append(np.frombuffer(digest, np.uint64) | _WORD)
        else:
            letters = run["letters"].encode("utf-32-le", "surrogatepass")
            points = np.frombuffer(letters, np.uint32).astype(np.uint64)
            found.append(points)
            found.append((points[:-1] << np.uint64(_PAIR)) | points[1:])
    return np.concatenate(found) if found else np.empty(0, np.uint64)
