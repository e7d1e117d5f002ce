"""Answerers to compare with: what comes of finding passages alone.

The best passage is the answer as it stands; with a language model, the model
answers from the first four.  Nothing is checked, as in the textbook.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from eval.finders import Finds, query_of
from eval.places import Found
from qa.llm import ChatModel, ModelError
from qa.model import Answer, AnswerKind, Citation, Outcome, Turn

_TOP = 4  # passages a language model gets
_QUOTE = 300  # characters
_UNKNOWN = "资料中没有"
_DECLINES = re.compile(rf"{_UNKNOWN}|^(?:我)?(?:不知道|无法回答|无法确定)|没有提到|未提及")
_PROMPT = (
    "只根据下面的资料回答问题，简短作答；资料里找不到答案就只回答“" + _UNKNOWN + "”。"
    "\n\n{passages}\n\n问题：{question}"
)


@dataclass(frozen=True, slots=True)
class PassageAnswerer:
    """Answers with what a finder finds.

    model  the language model that answers from the first four passages; None:
           the first passage is the answer, and nothing is ever refused
    """

    finder: Finds
    model: ChatModel | None = None

    def ask(
        self,
        question: str,
        history: Sequence[Turn] = (),
        scope: Collection[str] | None = None,
        id: str | None = None,
    ) -> Answer:
        """Answer one question; a model that cannot be reached is a failed answer."""
        query = query_of(question, history)
        found = self.finder.find(query, _TOP, scope)
        if not found:
            return _answer(question, id, Outcome.NOT_IN_REPORTS, "没有找到。")
        if self.model is None:
            return _answer(question, id, Outcome.ANSWERED, found[0].text, found[:1])
        try:
            reply = self._reply(self.model, query, found)
        except ModelError as error:
            return _answer(question, id, Outcome.FAILED, "", error=str(error))
        if _DECLINES.search(reply):
            return _answer(question, id, Outcome.NOT_IN_REPORTS, reply)
        return _answer(question, id, Outcome.ANSWERED, reply, found)

    @staticmethod
    def _reply(model: ChatModel, question: str, found: Sequence[Found]) -> str:
        passages = "\n\n".join(f"[{n}] {one.text}" for n, one in enumerate(found, start=1))
        prompt = _PROMPT.format(passages=passages, question=question)
        return "".join(model.pieces([("user", prompt)])).strip()


def _answer(
    question: str,
    id: str | None,
    outcome: Outcome,
    text: str,
    found: Sequence[Found] = (),
    error: str | None = None,
) -> Answer:
    cited = tuple(_cite(one, n) for n, one in enumerate(found, start=1))
    return Answer(
        question=question,
        standalone_question=question,
        outcome=outcome,
        kind=AnswerKind.TEXT,
        answer=text,
        id=id,
        citations=cited,
        error=error,
    )


def _cite(found: Found, n: int) -> Citation:
    card = found.card
    paged = card.format == "pdf"
    return Citation(
        n=n,
        report=card.file_name,
        report_id=card.id,
        title=card.title,
        agency=card.identity.agency,
        region=card.identity.region,
        fiscal_year=card.identity.fiscal_year,
        page=found.pages[0] if paged else None,
        locator=None if paged else "段落",
        quote=found.text[:_QUOTE],
    )
