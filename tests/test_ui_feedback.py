"""What people make of answers, and conversations that come back from the browser."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from eval.feedback import draft_from_feedback, load_feedback
from ingest.boxes import BBox
from ingest.errors import StoreError
from ingest.model import Role
from qa.model import Answer, AnswerFigure, AnswerKind, Citation, Coverage, Outcome, Turn, Verdict
from ui.feedback import keep_feedback
from ui.history import kept_turns
from ui.talk import talk_html

ANSWER = Answer(
    "支出是多少？",
    "云山区支出是多少？",
    Outcome.ANSWERED,
    AnswerKind.FIGURE,
    "支出20万元[1]。",
    figures=(AnswerFigure(Decimal(20), "万元", "20万元", "支出", Role.OTHER, Verdict.READ, (1,)),),
    citations=(
        Citation(
            *(1, "甲.pdf", "0123456789ab", "标题", "", "云山区", 2023, 2, None, "支出20万元"),
            boxes=((2, BBox(1.0, 2.0, 3.0, 4.0)),),
        ),
    ),
    coverage=Coverage(2, 1, ("乙",)),
).to_json()


def test_a_bad_answer_becomes_a_draft(tmp_path: Path) -> None:
    history = [Turn("user", "上一问"), Turn("assistant", "上一答")]
    keep_feedback(tmp_path, ANSWER, [], "up")
    path = keep_feedback(tmp_path, ANSWER, history, "down", "  应当是30万元\n见第3页 ")
    good, bad = load_feedback(path)
    assert (good.down, bad.down) == (False, True)
    assert bad.answer == ANSWER
    assert bad.history == tuple(history)
    (draft,) = draft_from_feedback((good, bad))
    assert draft.case.question == "支出是多少？"
    assert draft.case.expected.forbidden == ("20万元",)
    assert "应当是30万元" in draft.remark


def test_feedback_that_cannot_be_kept_is_said(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="sideways"):
        keep_feedback(tmp_path, ANSWER, [], "sideways")
    with pytest.raises(StoreError, match="太长"):
        keep_feedback(tmp_path, {**ANSWER, "answer": "长" * 500_000}, [], "down")
    with pytest.raises(StoreError, match="没能记下"):
        keep_feedback(tmp_path / "没有", ANSWER, [], "down")
    assert not (tmp_path / "feedback.jsonl").exists()


def test_a_conversation_comes_back_as_it_was() -> None:
    turns = [ANSWER, {**ANSWER, "rated": "down"}]
    assert kept_turns(json.loads(json.dumps(turns))) == turns


@pytest.mark.parametrize("raw", [None, "x", 3, {}, [None], [[]], [{}], [{"question": "问"}]])
def test_what_is_no_conversation_is_left_out(raw: Any) -> None:
    assert kept_turns(raw) == []


@pytest.mark.parametrize("wrong", [None, 7, [7], {"a": 1}, "?", [{"n": "1"}], [[1]]])
@pytest.mark.parametrize("key", sorted(ANSWER))
def test_whatever_is_kept_can_be_shown(key: str, wrong: Any) -> None:
    turns = kept_turns([ANSWER, {**ANSWER, key: wrong}])
    assert turns[:1] == [ANSWER]
    assert talk_html(turns)


@pytest.mark.parametrize("wrong", [None, 7.5, "?", [7], {}, [{"page": 1, "bbox": [1, 2]}]])
@pytest.mark.parametrize("key", sorted(ANSWER["citations"][0]))
def test_so_can_its_citations(key: str, wrong: Any) -> None:
    citation = {**ANSWER["citations"][0], key: wrong}
    assert talk_html(kept_turns([{**ANSWER, "citations": [citation]}]))


def test_words_that_are_not_ours_are_dropped() -> None:
    assert kept_turns([{**ANSWER, "extra": "x", "rated": "sideways"}]) == [ANSWER]
