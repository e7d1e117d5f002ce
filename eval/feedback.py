"""Feedback from the chat page, and the cases drafted from what was marked wrong.

The chat page appends one JSON object a line to a file:

    {"time": "2026-11-22T09:30:00", "rating": "down", "question": "…",
     "history": [{"role": "user", "content": "…"}], "answer": {…}, "reason": "…"}

time      local time, ISO 8601
rating    "down" 👎 or "up" 👍
question  as it was asked
history   the conversation before it, oldest first; may be left out
answer    the whole answer, as `Answer.to_json()` gives it
reason    what the person wrote; may be "" or left out
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eval.cases import UNCONFIRMED, Case, Expected
from eval.draft import Draft
from eval.wording import states
from ingest.errors import CaseError
from qa.model import AnswerKind, Outcome, Turn


@dataclass(frozen=True, slots=True)
class Feedback:
    """One answer that somebody marked."""

    time: str
    down: bool
    question: str
    answer: Mapping[str, Any]
    reason: str = ""
    history: tuple[Turn, ...] = ()


def load_feedback(path: Path) -> tuple[Feedback, ...]:
    """Return the feedback of a file in its order.

    Raises CaseError if the file cannot be read or a line is no feedback: the
    message names the line and what is wrong with it.
    """
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise CaseError(f"{path}：读不出来（{error}）。反馈须是 UTF-8 的 JSONL 文件。") from error
    found = []
    for number, line in enumerate(lines, start=1):
        if line.strip():
            try:
                found.append(_feedback(json.loads(line)))
            except (ValueError, KeyError, TypeError, AttributeError) as error:
                raise CaseError(
                    f"{path}：第{number}行不是反馈（{error}）。格式见 docs/evaluation.md。"
                ) from error
    return tuple(found)


def draft_from_feedback(feedback: tuple[Feedback, ...]) -> tuple[Draft, ...]:
    """Return a draft for each 👎, once a question; the right answer is for a person to fill in.

    What is known is that the answer given was not right: its figures become
    `forbidden` unless the question names them, an answer to what the reports
    do not say is for the person to turn into `not_in_reports`.
    """
    latest = {(one.question, one.history): one for one in feedback if one.down}
    return tuple(_draft(n, one) for n, one in enumerate(latest.values(), start=1))


def _draft(n: int, one: Feedback) -> Draft:
    answer = one.answer
    wanted = Outcome.ANSWERED
    figures = tuple(_figures(one)) if answer.get("outcome") == Outcome.ANSWERED.value else ()
    kinds = {kind.value: kind for kind in AnswerKind}
    kind = kinds.get(str(answer.get("kind")))
    case = Case(
        id=f"feedback-{one.time[:10].replace('-', '')}-{n:03}",
        question=one.question,
        expected=Expected((wanted,), kind, forbidden=figures),
        history=one.history,
        tags=("feedback", "draft", UNCONFIRMED),
    )
    said = " ".join(str(answer.get("answer", "")).split())[:200]
    remark = (
        f"当时的回答：{answer.get('outcome')} {said} 理由：{one.reason or '没有写'}。"
        "请补上正确答案（报告里没有的，outcome 改为 not_in_reports），再删去 unconfirmed。"
    )
    return Draft(case, remark)


def _figures(one: Feedback) -> Iterator[str]:
    for figure in one.answer.get("figures", ()):
        text = f"{figure['value']}{figure['unit']}"
        if not states(one.question, text):
            yield text


def _feedback(data: Any) -> Feedback:
    rating, answer = data["rating"], data["answer"]
    if rating not in ("down", "up"):
        raise ValueError(f"rating 要写 down 或 up，现在是 {rating}")
    if not isinstance(answer, dict) or "outcome" not in answer:
        raise ValueError("answer 要写整个回答（Answer 的 JSON）")
    question = data["question"]
    if not isinstance(question, str) or not question.strip():
        raise ValueError("question 要写问题")
    history = tuple(Turn(str(t["role"]), str(t["content"])) for t in data.get("history") or ())
    reason = str(data.get("reason") or "")
    return Feedback(str(data["time"]), rating == "down", question, answer, reason, history)
