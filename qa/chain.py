"""The chain from question to answer, in LangChain's expression language.

question + history → standalone → parts → (scope → understood → passages →
reading) for each part → proof → `Answer`.  It is the only way to an answer; a
language model, where one is set, may word it afterwards (`qa/writer.py`).
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from langchain_core.runnables import Runnable, RunnableLambda

from ingest.errors import YoujuError
from ingest.model import Role
from qa.attempts import tried, wholes
from qa.dated import tells_of
from qa.doubt import doubt_note
from qa.editions import edition_words, primary_editions
from qa.model import Answer, AnswerKind, Outcome, Step, Turn
from qa.parts import Part, divide
from qa.plans import UNSPENT
from qa.prove import prove
from qa.readers import by_kind, merge
from qa.reading import Reading
from qa.recast import recast
from qa.refuse import out_of_scope, points_at_project, without_search, worded
from qa.retriever import Brought, LibraryRetriever
from qa.scope import Scope, describe, find_scope
from qa.settings import LLMSettings, QASettings
from qa.sources import Source, Sources
from qa.spending import as_spent
from qa.telling import tell_answer
from qa.typos import correct_words
from qa.understand import Question, understand
from vectorstore.library import Library
from vectorstore.model import ReportCard

if TYPE_CHECKING:
    from qa.writer import Writer


@dataclass(frozen=True)
class Answerer:
    """Answers questions from one library.  Make it with `open_answerer`."""

    library: Library
    settings: QASettings
    _sources: Sources
    writer: Writer | None = None

    def ask(
        self,
        question: str,
        history: Sequence[Turn] = (),
        scope: Collection[str] | None = None,
        id: str | None = None,
    ) -> Answer:
        """Return the answer to a question.

        question  in Chinese, of at most `settings.longest` characters
        history   the conversation before it, oldest first
        scope     ids of the reports that may answer; None means all

        Never raises for a question: a failure is an answer with outcome
        `failed` and its reason in `error`.
        """
        *_, answer = self.stream(question, history, scope, id)
        return answer

    def stream(
        self,
        question: str,
        history: Sequence[Turn] = (),
        scope: Collection[str] | None = None,
        id: str | None = None,
        turn: AbstractContextManager[Any] | None = None,
    ) -> Iterator[Answer]:
        """Return the answer as `ask` does, but as it comes; the last one is the answer.

        Without a language model there is one.  With one, the proved answer
        comes first and stays the text of all but the last; their `note` shows
        what the model has written and was found to hold so far.

        turn  entered while the answer is found, not while a model is waited for
        """
        began = time.perf_counter()
        bounded = isinstance(question, str) and len(question) <= self.settings.longest
        proposal = self.writer.propose(question, history) if self.writer and bounded else None
        asked = {
            "question": question,
            "history": tuple(history),
            "scope": scope,
            "proposed": proposal.text if proposal else "",
        }
        with turn or nullcontext():
            try:
                answer: Answer = self.chain().invoke(asked)
            except YoujuError as error:
                answer = _failed(question, error)
        trouble = proposal.trouble if proposal else ""
        for worded_answer in self.writer.word(answer, trouble) if self.writer else [answer]:
            answer = replace(worded_answer, id=id, seconds=time.perf_counter() - began)
            yield answer
        tell_answer(answer, self.library)

    def chain(self) -> Runnable[dict[str, Any], Any]:
        """Return the chain: {"question", "history", "scope"} → Answer.

        A "proposed" standalone question, checked, stands in for our own.
        """
        part: Runnable[Part, Any] = (
            _adding("scope", self._scope)
            | _adding("asked", _understood)
            | _adding("passages", self._retrieve)
            | _adding("sources", self._open)
            | _adding("asked", _weighed)
            | _adding("reading", self._read)
        )
        return (
            _adding("cards", self._cards)
            | _adding("wholes", lambda state: wholes(state, self.settings.longest))
            | _adding("parts", tried(RunnableLambda(divide) | _each(part)))
            | RunnableLambda(self._proved)
        )

    def _cards(self, state: dict[str, Any]) -> Sequence[ReportCard]:
        return self._sources.cards(state["scope"])

    def _scope(self, state: Part) -> Scope:
        return find_scope(state["text"], state["cards"])

    def _retrieve(self, state: Part) -> Brought:
        scope, asked = state["scope"], state["asked"]
        ids = tuple(card.id for card in scope.reports or scope.neighbours)
        k = self.settings.passages
        retriever = LibraryRetriever(library=self.library, report_ids=ids, k=k) if ids else None
        return Brought(retriever, " ".join(asked.core.split()) or asked.text)

    def _open(self, state: Part) -> list[Source]:
        return [self._sources.open(c) for c in state["scope"].reports or state["scope"].neighbours]

    def _read(self, state: Part) -> Reading:
        reading = _read(state, self.settings)
        scope, asked = state["scope"], state["asked"]
        elsewhere = scope.reports and scope.neighbours and asked.kind is not AnswerKind.TEXT
        if reading.outcome is not Outcome.NOT_IN_REPORTS or not elsewhere:
            return reading
        # 2023年预算 may stand in a column of the report of 2024 as well.
        asked = replace(asked, other_years=scope.years)
        sources = [self._sources.open(card) for card in self._telling(scope)]
        # No report is of that year then: questions made from this one have to know it, too.
        again = by_kind(asked, replace(scope, reports=()), sources, {}, self.settings)
        return again if again.answered else reading

    def _telling(self, scope: Scope) -> list[ReportCard]:
        """The neighbours that can tell of the years asked about: most need no opening."""
        ids = [card.id for card in scope.neighbours]
        telling = {id for year in scope.years for id in self.library.telling_of(year, ids)}
        behind = {year + 1 for year in scope.years}  # their 上年数 need not name the year
        return [
            card
            for card in scope.neighbours
            if card.id in telling or card.identity.fiscal_year in behind
        ]

    def _proved(self, state: dict[str, Any]) -> Answer:
        parts: list[Part] = state["parts"]
        reading = merge([part["reading"] for part in parts])
        differing = edition_words(reading, self.library)
        reading = replace(reading, words=reading.words + differing)
        cited = _cited(reading)
        sources = {c.id: self._sources.open(c) for c in state["cards"] if c.id in cited}
        whole = "".join(part["text"] for part in parts)
        steps = tuple(step for part in parts for step in _steps(part))
        answer = prove(state["question"], whole, reading, sources, steps)
        return replace(answer, note=doubt_note(reading, sources))


def _adding(key: str, find: Callable[[Any], object]) -> Runnable[Any, Any]:
    """Return a step that adds what it finds to the state.

    `RunnablePassthrough.assign` does so too, but starts a pool of threads for each.
    """
    return RunnableLambda(lambda state: {**state, key: find(state)}, name=key)


def _each(step: Runnable[Part, Any]) -> Runnable[list[Part], list[Any]]:
    """Return a step that takes one after the other: `Runnable.map` starts threads for each."""
    return RunnableLambda(lambda parts: [step.invoke(part) for part in parts], name="each")


def _cited(reading: Reading) -> set[str]:
    """Ids of the reports that a reading rests on."""
    evidence = [e for claim in reading.claims for e in claim.evidence]
    evidence += [e for claim in reading.claims for s in claim.stated for e in s.evidence]
    return {e.quote.report_id for e in evidence}


def open_answerer(
    library: Library, settings: QASettings | None = None, llm: LLMSettings | None = None
) -> Answerer:
    """Return an answerer over a library; it reads, and never writes.

    llm  the language model that may word the answers, if it names one
    """
    writer = None
    if llm and llm.model:
        from qa.writer import open_writer

        writer = open_writer(llm)
    return Answerer(library, settings or QASettings(), Sources(library), writer)


def _understood(state: Part) -> Question:
    return understand(state["text"], state["scope"])


def _weighed(state: Part) -> Question:
    """Mend slips by the reports' own words, then weigh the words by the reports."""
    texts = [source.text for source in state["sources"]]
    said, scope = state["asked"].text, state["scope"]
    text = _kept(correct_words(said, texts), said, scope)
    if text != said:  # 岚陵县法元: what is spelt right now may name the report, too
        named = find_scope(text, state["cards"])
        scope = named if named.ids == scope.ids else scope
    return as_spent(recast(understand(text, scope, texts)), scope)


def _kept(text: str, said: str, scope: Scope) -> str:
    """A mended question, but the words that named the reports as they were (市监局)."""
    for start, end in scope.spans:
        text = text[:start] + said[start:end] + text[end:]
    return text


def _read(state: Part, settings: QASettings) -> Reading:
    text, scope, asked, sources = state["text"], state["scope"], state["asked"], state["sources"]
    cards = primary_editions(state["cards"])
    small_talk = without_search(text, cards)
    if small_talk is not None:
        return small_talk
    says = asked.terms or asked.concepts or asked.numbers or UNSPENT.search(asked.core)
    if not says and not set(asked.roles) - {Role.ACTUAL, Role.TARGET}:  # 完成了没有？
        return Reading(
            Outcome.UNCLEAR,
            asked.kind,
            options=tuple(describe(c.identity, c.title) for c in scope.reports[:8]),
            words="请说明想查哪一项，例如“项目支出是多少”“存在哪些问题”。",
        )
    if _POINTS_BACK.match(text) or points_at_project(asked, scope):
        return Reading(Outcome.UNCLEAR, asked.kind, words="请说明指的是哪一项。")
    if not scope.reports and not scope.neighbours:
        return out_of_scope(scope, cards, asked.kind)
    if not scope.named and len(scope.reports) > 1 and _LAST_YEAR.search(text):
        # Last year of which? Each report has its own.
        names = tuple(describe(c.identity, c.title) for c in scope.reports[:8])
        return Reading(Outcome.UNCLEAR, asked.kind, options=names)
    if scope.broad and not scope.plural:
        names = tuple(describe(c.identity, c.title) for c in scope.reports[:8])
        return worded(Reading(Outcome.UNCLEAR, asked.kind, options=names), asked, scope, cards)
    reading = by_kind(asked, scope, sources, state["passages"], settings)
    told = asked.kind in (AnswerKind.TEXT, AnswerKind.LIST)
    undated = told and not scope.reports and not tells_of(reading, scope.years, sources)
    if not scope.reports and (undated or not reading.answered):
        return out_of_scope(scope, cards, asked.kind)
    return worded(reading, asked, scope, cards)


# What is pointed at was said in no earlier turn, or it would stand here by its name.
_POINTS_BACK = re.compile(
    r"(?:请问)?(?:[那这]一?(?:项|笔|件|条|个(?!项目|指标))|它|该[项笔])(?:的|是|有|得|占|花)"
)
_LAST_YEAR = re.compile(r"去年|上年|上一年|前年|今年|本年(?!度)")


def _steps(part: Part) -> Iterator[Step]:
    scope, asked, reading = part["scope"], part["asked"], part["reading"]
    yield Step("独立问题", part["text"])
    yield Step("范围", "、".join(c.file_name for c in scope.reports) or "无")
    yield Step("问法", asked.kind.value)
    yield Step("指标", "、".join(asked.concepts) or "（词表外）")
    yield Step("角色", "、".join(r.value for r in asked.roles) or "（未说明）")
    yield Step("关键词", "、".join(f"{t.text}×{t.weight:.2f}" for t in asked.terms))
    yield Step("检索", _search_told(part["passages"]))
    yield Step("结果", f"{reading.outcome.value}：{len(reading.claims)}条")


def _search_told(passages: Brought) -> str:
    if not passages.searched:
        return "未用（数字和表格有自己的索引）"
    return "；".join(
        f"{d.metadata['score']:.2f} 第{d.metadata['page']}页 {d.page_content[:24]!r}"
        for d in passages.documents()[:5]
    )


def _failed(question: str, error: YoujuError) -> Answer:
    return Answer(
        question=question if isinstance(question, str) else "",
        standalone_question=question if isinstance(question, str) else "",
        outcome=Outcome.FAILED,
        kind=AnswerKind.TEXT,
        answer=f"没有答成：{error}",
        error=str(error),
    )
