"""The model's part in an answer: before it a question, after it the wording.

The model decides nothing: whether the reports answer, with which figures and
from which places is settled before it writes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from qa.llm import ChatModel, ModelError
from qa.model import Answer, Step, Turn
from qa.phrase import can_phrase, phrase
from qa.rewrite import adds_nothing, propose
from qa.settings import LLMSettings


@dataclass(frozen=True, slots=True)
class Proposal:
    """A standalone question from the model; "" is none, and `trouble` may say why."""

    text: str = ""
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class Writer:
    """Rewrites follow-ups and words answers with one model.  Make it with `open_writer`."""

    model: ChatModel

    def propose(self, question: str, history: Sequence[Turn]) -> Proposal:
        """Return a standalone question that adds nothing to the conversation, if there is one."""
        if not history or not isinstance(question, str) or not question.strip():
            return Proposal()
        try:
            text = propose(question, history, self.model)
        except ModelError as error:
            return Proposal(trouble=str(error))
        return Proposal(text if adds_nothing(text, question, history) else "")

    def word(self, answer: Answer, trouble: str = "") -> Iterator[Answer]:
        """Return the answer as it stands, then perhaps as the model words it.

        The last one is to be kept; before it `note` shows the words checked so
        far.  `trouble` tells of a failed call for the same question: the model
        is not asked again.
        """
        if trouble or not can_phrase(answer):
            yield _unworded(answer, trouble) if trouble else answer
            return
        yield replace(answer, note="正在请模型改写……")
        text = ""
        try:
            for text in phrase(answer, self.model):
                yield replace(answer, note=f"模型正在改写：{text}")
        except ModelError as error:
            yield _unworded(answer, str(error))
            return
        yield replace(
            answer,
            answer=text,
            note=_noted(
                answer, f"文字由模型 {self.model.name} 改写；数字、名称和引文已与原文核对。"
            ),
            steps=(*answer.steps, Step("模型", f"改写采用；改写前：{answer.answer}")),
        )


def open_writer(settings: LLMSettings, client: Any = None) -> Writer | None:
    """Return a writer, or None if the settings name no model; nothing is imported or called yet.

    client  a LangChain chat model to use instead of the one named
    """
    return Writer(ChatModel(settings, client)) if settings.model or client else None


def _unworded(answer: Answer, why: str) -> Answer:
    return replace(
        answer,
        note=_noted(answer, f"没有采用模型的改写：{why}。这是内置的回答。"),
        steps=(*answer.steps, Step("模型", f"没有采用：{why}")),
    )


def _noted(answer: Answer, words: str) -> str:
    """Return the note with what was to be known before a model was asked."""
    return f"{answer.note}{words}" if answer.note else words
