"""The lexical leg ranks as the definition of BM25 says, over the scope alone."""

from __future__ import annotations

import math
import re
from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vectorstore.fuse import fuse_scores
from vectorstore.lexical import Segment, build_segment, score_segments

LETTERS = st.text(alphabet="预算执行数项目支出 2022ab.，%万元", max_size=40)
REPORTS = st.lists(st.lists(LETTERS, max_size=5), min_size=1, max_size=4)


def _terms(text: str) -> list[str]:
    text = re.sub(r"(?<=[^\x00-\x7f]) (?=[^\x00-\x7f])", "", " ".join(text.split()).lower())
    text = text.replace("，", ",")
    terms = []
    for run in re.findall(r"[a-z0-9]+(?:[.,][0-9]+)*|[一-鿿]+", text):
        if run.isascii():
            terms.append(run)
        else:
            terms += [*run, *(run[i : i + 2] for i in range(len(run) - 1))]
    return terms


def _bm25(query: str, passages: list[str]) -> list[float]:
    bags = [Counter(_terms(passage)) for passage in passages]
    mean = max(sum(sum(bag.values()) for bag in bags) / max(len(bags), 1), 1.0)
    scores = []
    for bag in bags:
        score = 0.0
        for term in _terms(query):
            holders = sum(term in other for other in bags)
            rarity = math.log1p((len(bags) - holders + 0.5) / (holders + 0.5))
            damping = 1.5 * (1 - 0.75 + 0.75 * sum(bag.values()) / mean)
            score += rarity * bag[term] * 2.5 / (bag[term] + damping) if bag[term] else 0.0
        scores.append(score)
    return scores


@given(query=LETTERS, reports=REPORTS)
def test_scores_are_those_of_the_definition(query: str, reports: list[list[str]]) -> None:
    segments = [Segment.unpack(build_segment(texts).pack()) for texts in reports]
    found = score_segments(query, segments)
    assert [len(scores) for scores in found] == [len(texts) for texts in reports]
    expected = _bm25(query, [text for texts in reports for text in texts])
    assert np.concatenate(found) == pytest.approx(expected, rel=1e-5, abs=1e-6)


@given(query=st.text(alphabet=st.characters(), max_size=30))
def test_any_text_is_a_query(query: str) -> None:
    segment = build_segment(["预算完成率75.48%", '"AND" OR NEAR(a b) * ^', query])
    (scores,) = score_segments(query, [segment])
    assert scores.shape == (3,)
    assert np.isfinite(scores).all()
    assert (scores >= 0).all()


def test_what_every_passage_in_scope_has_weighs_little() -> None:
    here = build_segment(["番禺区 项目支出", "番禺区 基本支出", "番禺区 培训"])
    there = build_segment(["荔湾区 项目支出"] * 50)
    (scores,) = score_segments("番禺区培训", [here])
    assert scores.argmax() == 2
    (alone,) = score_segments("番禺区", [here])
    wide, _ = score_segments("番禺区", [here, there])
    assert wide[0] > 5 * alone[0]


def test_full_width_and_traditional_forms_match() -> None:
    segment = build_segment(["預算執行數２９８．５７萬元", "培训项目"])
    (scores,) = score_segments("预算执行数298.57万元", [segment])
    assert scores[0] > 0
    assert scores[1] == 0


def test_a_number_is_one_term() -> None:
    segment = build_segment(["298.57", "298.58", "29", "57"])
    (scores,) = score_segments("298.57", [segment])
    assert np.flatnonzero(scores).tolist() == [0]


def test_no_passages_no_scores() -> None:
    assert score_segments("预算", []) == ()
    (scores,) = score_segments("预算", [build_segment([])])
    assert scores.shape == (0,)


def test_a_very_long_query_is_answered() -> None:
    segment = build_segment(["预算完成率", "党员报到"])
    (scores,) = score_segments("预算完成率" * 20_000, [segment])
    assert scores[0] > scores[1] == 0


def _floats(*values: float) -> np.ndarray:
    return np.array(values, np.float32)


def test_fusing_weighs_the_scaled_legs() -> None:
    fused = fuse_scores(_floats(0, 5, 10), _floats(0.9, 0.7, 0.8), 0.3)
    assert fused == pytest.approx([0.7, 0.15, 0.65])


def test_fusing_takes_the_unreached_for_the_least() -> None:
    fused = fuse_scores(_floats(0, 5, 10), _floats(-math.inf, 0.7, 0.8), 0.3)
    assert fused == pytest.approx([0.0, 0.15, 1.0])


def test_words_alone_speak_for_a_passage_without_a_vector() -> None:
    fused = fuse_scores(_floats(0, 5, 10), _floats(0.7, 0.8, math.nan), 0.3)
    assert fused == pytest.approx([0.0, 0.85, 1.0])


def test_one_leg_alone_has_it_all() -> None:
    assert fuse_scores(_floats(0, 5, 10), None, 0.0) == pytest.approx([0, 0.5, 1])
    assert fuse_scores(None, _floats(0.1, 0.2), 1.0) == pytest.approx([0, 1])
    with pytest.raises(ValueError, match="no leg"):
        fuse_scores(None, None, 0.5)


def test_equals_are_found_alike_or_not_at_all() -> None:
    assert fuse_scores(_floats(3, 3), None, 0.3).tolist() == [1, 1]
    assert fuse_scores(_floats(0, 0), None, 0.3).tolist() == [0, 0]


@given(
    legs=st.lists(
        st.tuples(st.floats(0, 50, width=32), st.floats(-1, 1, width=32)), min_size=1, max_size=9
    ),
    weight=st.floats(0, 1),
)
def test_fused_scores_stay_within_bounds(legs: list[tuple[float, float]], weight: float) -> None:
    words, meaning = (_floats(*leg) for leg in zip(*legs, strict=True))
    fused = fuse_scores(words, meaning, weight)
    assert ((fused >= 0) & (fused <= 1.0001)).all()
