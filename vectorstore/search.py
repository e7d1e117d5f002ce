"""Passages for a question: words and meaning, scored within scope, fused."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from enum import StrEnum
from itertools import accumulate
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ingest.errors import StoreMismatch
from vectorstore.cache import ByteCache
from vectorstore.catalogue import Catalogue
from vectorstore.embed import Embedder
from vectorstore.embed import Vectors as Matrix
from vectorstore.embeddable import embeddable
from vectorstore.entry import Entry
from vectorstore.fuse import fuse_scores
from vectorstore.lexical import Segment, score_segments
from vectorstore.model import Hit
from vectorstore.settings import StoreSettings
from vectorstore.space import Space

if TYPE_CHECKING:
    from vectorstore.vectors import Vectors

Scores = NDArray[np.float32]
_POOL = 100  # passages the vector index brings at least when the scope is large


class Leg(StrEnum):
    """The two ways a passage is found."""

    WORDS = "words"
    MEANING = "meaning"


BOTH_LEGS = (Leg.WORDS, Leg.MEANING)


class Searcher:
    """Searches one store; keeps what it loaded under stamps, which never change.

    The vector space is opened only when meaning is asked for.
    `dimension` is the length of the vectors in it.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        embedder: Embedder,
        space: Space,
        dimension: int,
        settings: StoreSettings,
    ) -> None:
        self._dimension = dimension
        self._catalogue = catalogue
        self._embedder = embedder
        self._space = space
        self._settings = settings
        self._segments: ByteCache[Segment] = ByteCache(settings.cache_bytes)
        self._matrices: ByteCache[Matrix] = ByteCache(settings.cache_bytes)

    def find(
        self, query: str, entries: Sequence[Entry], k: int, legs: Collection[Leg | str] = BOTH_LEGS
    ) -> tuple[Hit, ...]:
        """Return at most `k` passages of the given reports, best first.

        Equal scores keep the order of `entries` and of reading.  A passage
        that no leg found is left out.  Raises StoreError if the vectors of a
        report are missing, StoreMismatch if they are of another length.
        """
        entries = [entry for entry in entries if entry.passages]
        if k <= 0 or not entries or not query.strip():
            return ()
        words = self._words(query, entries) if Leg.WORDS in legs else None
        meant = Leg.MEANING in legs and any(entry.vectors for entry in entries)
        meaning = self._meaning(query, entries, k) if meant else None
        if words is None and meaning is None:
            return ()
        fused = fuse_scores(words, meaning, self._settings.words_weight)
        found = np.zeros(len(fused), bool)
        if words is not None:
            found |= words > 0
        if meaning is not None:
            found |= np.isfinite(meaning)
        best = [int(place) for place in np.argsort(-fused, kind="stable") if found[place]][:k]
        return self._hits(best, entries, fused, words, meaning)

    def _words(self, query: str, entries: Sequence[Entry]) -> Scores:
        segments = [self._segments.get(e.stamp, self._load_segment(e)) for e in entries]
        return np.concatenate(score_segments(query, segments))

    def _meaning(self, query: str, entries: Sequence[Entry], k: int) -> Scores:
        vectors, asked = self._open(query)
        if len(asked) != self._dimension:
            raise StoreMismatch(
                f"向量模型 {self._embedder.name} 现在给出 {len(asked)} 维向量，库里的是 "
                f"{self._dimension} 维。请运行 youju ingest --rebuild 重建。"
            )
        if sum(entry.vectors for entry in entries) <= self._settings.direct_rows:
            return self._exact(asked, entries, vectors)
        return self._nearest(asked, entries, max(_POOL, k), vectors)

    def _open(self, query: str) -> tuple[Vectors, Matrix]:
        """Return the vectors and the question's own, embedding it while Chroma is loaded."""
        if self._space.is_open:
            return self._space.vectors(), self._embedder.query(query)
        with ThreadPoolExecutor(max_workers=1) as pool:
            asked = pool.submit(self._embedder.query, query)
            return self._space.vectors(), asked.result()

    def _exact(self, asked: Matrix, entries: Sequence[Entry], vectors: Vectors) -> Scores:
        matrices = [self._matrices.get(e.stamp, self._load_matrix(e, vectors)) for e in entries]
        return np.concatenate([matrix @ asked for matrix in matrices])

    def _nearest(
        self, asked: Matrix, entries: Sequence[Entry], wanted: int, vectors: Vectors
    ) -> Scores:
        """Return cosines of the passages nearest to the question, -inf for the rest.

        Each partition is searched whole and what is out of scope is sieved
        off; if too little is left, it is searched again deeper.
        """
        first = dict(zip((e.stamp for e in entries), _starts(entries), strict=False))
        scores = np.full(sum(entry.passages for entry in entries), -np.inf, np.float32)
        for part in dict.fromkeys(entry.part for entry in entries):
            inside = sum(entry.vectors for entry in entries if entry.part == part)
            if not inside:
                continue
            size = vectors.size(part)
            share = inside / max(size, inside)
            count = min(size, int(wanted / share) + wanted)
            while True:
                near = [
                    (first[stamp] + place, cosine)
                    for stamp, place, cosine in vectors.nearest(part, asked, max(count, 1))
                    if stamp in first
                ]
                if len(near) >= min(wanted, inside) or count >= size:
                    break
                count = min(size, count * 4)
            if len(near) < min(wanted, inside):
                # The index lags behind the catalogue: score what is asked for exactly.
                return self._exact(asked, entries, vectors)
            for place, cosine in near:
                scores[place] = cosine
        return scores

    def _hits(
        self,
        best: Iterable[int],
        entries: Sequence[Entry],
        fused: Scores,
        words: Scores | None,
        meaning: Scores | None,
    ) -> tuple[Hit, ...]:
        starts = np.array(_starts(entries))
        places: dict[int, tuple[int, int]] = {}
        for place in best:
            index = int(np.searchsorted(starts, place, side="right")) - 1
            places[place] = (index, place - int(starts[index]))
        loaded = {
            index: self._catalogue.passages_at(
                entries[index].card.id, [seq for at, seq in places.values() if at == index]
            )
            for index in {index for index, _ in places.values()}
        }
        return tuple(
            Hit(
                passage=loaded[index][seq],
                report_id=entries[index].card.id,
                score=float(fused[place]),
                words=None if words is None else float(words[place]),
                meaning=float(meaning[place])
                if meaning is not None and np.isfinite(meaning[place])
                else None,
            )
            for place, (index, seq) in places.items()
            if seq in loaded[index]
        )

    def _load_segment(self, entry: Entry) -> Callable[[], Segment]:
        return lambda: Segment.unpack(self._catalogue.segment(entry.stamp))

    def _load_matrix(self, entry: Entry, vectors: Vectors) -> Callable[[], Matrix]:
        """Load a report's vectors, one row a passage, NaN where it has none."""

        def load() -> Matrix:
            rows = np.full((entry.passages, self._dimension), np.nan, np.float32)
            places = [*embeddable(self._catalogue.passages(entry.card.id))]
            if places:
                rows[places] = vectors.matrix(entry.part, entry.stamp, places)
            return rows

        return load


def _starts(entries: Sequence[Entry]) -> list[int]:
    """Return where each report's passages begin in the scores of a search."""
    return list(accumulate((entry.passages for entry in entries[:-1]), initial=0))
