"""The chain from question to answer, in LangChain's expression language.

question + history → standalone → parts → (scope → understood → documents →
reading) for each part → proof → `Answer`.  It is the only way to an answer; a
language model, where one is set, may word it afterwards (`qa/writer.py`).
"""

from __future__ import annotations

import re
import time
from collections.abc import Collection, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from langchain_core.runnables import Runnable, RunnableLambda, RunnablePassthrough

from ingest.errors import QuestionError, YoujuError
from ingest.model import Role
from qa.compare import compare_members, read_comparison
from qa.compute import coordinated, read_computed
from qa.editions import edition_words
from qa.followup import standalone
from qa.model import Answer, AnswerKind, Outcome, Step, Turn
from qa.prove import prove
from qa.read_claim import read_claim
from qa.read_figure import read_figure
from qa.read_list import read_list
from qa.read_text import read_text
from qa.reading import Claim, Evidence, Reading
from qa.refuse import out_of_scope, without_search, worded
from qa.rows import RANKS, filters, ranks, read_filter, read_ranking
from qa.scope import Scope, describe, find_scope, names_of, primary_editions
from qa.settings import LLMSettings, QASettings
from qa.sources import Source, Sources
from qa.typos import correct_names, correct_words
from qa.understand import Question, normalise, understand
from vectorstore.library import Library
from vectorstore.model import Hit, ReportCard

if TYPE_CHECKING:
    from qa.writer import Writer

_PARTS = re.compile(r"(?<=[？?；;])(?![（(])|\n+")
_BY_HOW_MUCH = re.compile(r"(?:相差|差|多|少|高|低)[出了]?(?:多少|几\w{0,3})[？?]?")
_CLAUSES = re.compile(r"[，,、]")
_ASKED = re.compile(r"多少|几(?!乎|率)|哪|什么|百分之")


_Part = dict[str, Any]  # text, cards, scope, asked, documents, sources, reading


class LibraryRetriever(BaseRetriever):
    """The library's fused search as a LangChain retriever over the reports in scope.

    Each document's metadata carries the hit's report id, page, start of its
    first span, fused score and the two legs' scores.
    """

    library: Any
    report_ids: tuple[str, ...]
    k: int = 12

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun
    ) -> list[Document]:
        return [_document(hit) for hit in self.library.find(query, self.report_ids, self.k)]


def _document(hit: Hit) -> Document:
    span = hit.passage.spans[0]
    return Document(
        id=hit.passage.id,
        page_content=hit.passage.text,
        metadata={
            "report_id": hit.report_id,
            "page": span.page,
            "start": span.start,
            "spans": [(s.page, s.start, s.end) for s in hit.passage.spans],
            "score": hit.score,
            "words": hit.words,
            "meaning": hit.meaning,
        },
    )


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

        question  in Chinese, at most `settings.longest` characters are read
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
        proposal = self.writer.propose(question, history) if self.writer else None
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
            yield replace(worded_answer, id=id, seconds=time.perf_counter() - began)

    def chain(self) -> Runnable[dict[str, Any], Any]:
        """Return the chain: {"question", "history", "scope"} → Answer.

        A "proposed" standalone question, checked, stands in for our own.
        """
        part: Runnable[_Part, Any] = (
            RunnablePassthrough.assign(scope=RunnableLambda(self._scope))
            | RunnablePassthrough.assign(asked=RunnableLambda(_understood))
            | RunnablePassthrough.assign(documents=RunnableLambda(self._retrieve))
            | RunnablePassthrough.assign(sources=RunnableLambda(self._open))
            | RunnablePassthrough.assign(asked=RunnableLambda(_weighed))
            | RunnablePassthrough.assign(reading=RunnableLambda(self._read))
        )
        return (
            RunnablePassthrough.assign(cards=RunnableLambda(self._cards))
            | RunnablePassthrough.assign(standalone=RunnableLambda(_standalone))
            | RunnablePassthrough.assign(parts=RunnableLambda(_parts) | part.map())
            | RunnableLambda(self._proved)
        )

    def _cards(self, state: dict[str, Any]) -> list[ReportCard]:
        allowed = state["scope"]
        return [c for c in self.library.reports() if allowed is None or c.id in allowed]

    def _scope(self, state: _Part) -> Scope:
        return find_scope(state["text"], state["cards"])

    def _retrieve(self, state: _Part) -> list[Document]:
        scope, asked = state["scope"], state["asked"]
        ids = tuple(card.id for card in scope.reports or scope.neighbours)
        if not ids or without_search(state["text"], state["cards"]):
            return []
        retriever = LibraryRetriever(library=self.library, report_ids=ids, k=self.settings.passages)
        return retriever.invoke(" ".join(asked.core.split()) or asked.text)

    def _open(self, state: _Part) -> list[Source]:
        return [self._sources.open(c) for c in state["scope"].reports or state["scope"].neighbours]

    def _read(self, state: _Part) -> Reading:
        reading = _read(state, self.settings)
        scope, asked = state["scope"], state["asked"]
        elsewhere = scope.reports and scope.neighbours and asked.kind is not AnswerKind.TEXT
        if reading.outcome is not Outcome.NOT_IN_REPORTS or not elsewhere:
            return reading
        # 2023年预算 may stand in a column of the report of 2024 as well.
        asked = replace(asked, other_years=scope.years)
        sources = [self._sources.open(card) for card in scope.neighbours]
        again = _by_kind(asked, scope, sources, {}, self.settings)
        return again if again.answered else reading

    def _proved(self, state: dict[str, Any]) -> Answer:
        parts: list[_Part] = state["parts"]
        reading = merge([part["reading"] for part in parts])
        differing = edition_words(reading, self.library)
        reading = replace(reading, words=reading.words + differing)
        cited = _cited(reading)
        sources = {c.id: self._sources.open(c) for c in state["cards"] if c.id in cited}
        whole = "".join(part["text"] for part in parts)
        steps = tuple(step for part in parts for step in _steps(part))
        return prove(state["question"], whole, reading, sources, steps)


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


def _standalone(state: dict[str, Any]) -> str:
    question = state["question"]
    if not isinstance(question, str):
        raise QuestionError("问题必须是文字。")
    cards = primary_editions(state["cards"])
    names = names_of(cards)
    if state.get("proposed"):
        return normalise(state["proposed"])
    history = [replace(t, content=correct_names(t.content, names)) for t in state["history"]]
    return standalone(correct_names(question[:2000], names), history, cards)


def _parts(state: dict[str, Any]) -> list[_Part]:
    """Each question of a text with several, later ones leaning on earlier ones."""
    cards = primary_editions(state["cards"])
    texts = [
        clause
        for text in _PARTS.split(state["standalone"])
        if len(text.strip(" ？?；;")) > 1
        for clause in _clauses(text.strip())
    ]
    parts: list[_Part] = []
    earlier: list[Turn] = []
    for text in texts or [state["standalone"]]:
        asked_before = parts[-1]["text"] if parts else ""
        if parts and (
            _BY_HOW_MUCH.fullmatch(text.strip())
            or _says_nothing(text)
            or (RANKS.search(asked_before) and _only_its_value(text))
        ):
            continue  # 谁的支出多？多多少？: the comparison says it; 请全部列出: manners
        whole = standalone(text, earlier, cards)
        earlier.append(Turn("user", whole))
        parts.append({"text": whole, "cards": state["cards"]})
    return parts


def _only_its_value(text: str) -> bool:
    """Whether 「执行率多少」「剩多少」 behind 「哪个最低」 asks for what the ranking states."""
    asked = understand(text, Scope(()))
    return not asked.concepts and not any(t.noun for t in asked.terms)


def _says_nothing(text: str) -> bool:
    asked = understand(text, Scope(()))
    return not (asked.terms or asked.concepts or asked.roles or asked.numbers or asked.unit)


def _clauses(text: str) -> list[str]:
    """「分值是几分，得了几分」 asks twice; a clause that asks nothing stays with its neighbour."""
    groups: list[str] = []
    waiting = ""
    for clause in _CLAUSES.split(text):
        waiting += clause
        if _ASKED.search(clause):
            groups.append(waiting)
            waiting = ""
    return groups if len(groups) > 1 and not waiting.strip() else [text]


def _understood(state: _Part) -> Question:
    return understand(state["text"], state["scope"])


def _weighed(state: _Part) -> Question:
    """Mend slips by the reports' own words, then weigh the words by the reports."""
    texts = [source.text for source in state["sources"]]
    return understand(correct_words(state["asked"].text, texts), state["scope"], texts)


def _read(state: _Part, settings: QASettings) -> Reading:
    text, scope, asked, sources = state["text"], state["scope"], state["asked"], state["sources"]
    cards = primary_editions(state["cards"])
    small_talk = without_search(text, cards)
    if small_talk is not None:
        return small_talk
    says = asked.terms or asked.concepts or asked.numbers
    if not says and not set(asked.roles) - {Role.ACTUAL, Role.TARGET}:  # 完成了没有？
        return Reading(
            Outcome.UNCLEAR,
            asked.kind,
            options=tuple(describe(c.identity, c.title) for c in scope.reports[:8]),
            words="请说明想查哪一项，例如“项目支出是多少”“存在哪些问题”。",
        )
    if not scope.reports and not scope.neighbours:
        return out_of_scope(scope, cards, asked.kind)
    if scope.broad and not scope.plural:
        names = tuple(describe(c.identity, c.title) for c in scope.reports[:8])
        return worded(Reading(Outcome.UNCLEAR, asked.kind, options=names), asked, scope, cards)
    meaning = {
        (d.metadata["report_id"], page, start): float(d.metadata["score"])
        for d in state["documents"]
        for page, start, _ in d.metadata["spans"]
    }
    reading = _by_kind(asked, scope, sources, meaning, settings)
    if not scope.reports and not reading.answered:
        return out_of_scope(scope, cards, asked.kind)
    return worded(reading, asked, scope, cards)


def _whose(sources: Sequence[Source]) -> Reading:
    """Answer whose report it is, citing where the agency's name stands."""
    claims = []
    for source in sources:
        span = source.place_of(source.card.identity.agency)
        if span is not None:
            title = describe(source.card.identity, source.card.title)
            text = f"{title}的编制单位是{source.card.identity.agency}"
            claims.append(Claim(text, (Evidence(span),)))
    if not claims:
        return Reading(Outcome.NOT_IN_REPORTS, AnswerKind.TEXT)
    return Reading(Outcome.ANSWERED, AnswerKind.TEXT, tuple(claims))


def _by_kind(
    asked: Question,
    scope: Scope,
    sources: Sequence[Source],
    meaning: dict[tuple[str, int, int], float],
    settings: QASettings,
) -> Reading:
    if asked.asks_who and not asked.concepts and not asked.roles:
        return _whose(sources)
    if len(sources) == 1 or not scope.plural:
        among = _among_rows(asked, sources)
        if among is not None:
            return among
    if asked.kind is AnswerKind.COMPARISON and len(sources) > 1:
        return read_comparison(asked, scope, sources, settings)
    if asked.kind in (AnswerKind.COMPUTED, AnswerKind.COMPARISON):
        if scope.plural and len(sources) > 1:
            return read_comparison(asked, scope, sources, settings)
        if asked.kind is AnswerKind.COMPARISON:
            members = compare_members(asked, scope, sources, settings)
            if members.answered:
                return members
        return read_computed(asked, scope, sources, settings)
    if asked.kind is AnswerKind.YES_NO and scope.plural and len(sources) == 2:
        roles = tuple(role for role in asked.roles if role is not Role.CHANGE)
        return read_comparison(replace(asked, roles=roles), scope, sources, settings)
    if asked.kind is AnswerKind.YES_NO:
        return read_claim(asked, sources, meaning, settings)
    if asked.kind is AnswerKind.LIST:
        listing = read_list(asked, sources, settings)
        return (
            listing
            if listing.outcome is not Outcome.NOT_IN_REPORTS
            else read_text(asked, sources, meaning, settings)
        )
    if asked.kind is AnswerKind.FIGURE:
        return _figures(asked, scope, sources, meaning, settings)
    return _narrative(asked, scope, sources, meaning, settings)


def _among_rows(asked: Question, sources: Sequence[Source]) -> Reading | None:
    """Which member of a table or sentence is first, or meets a condition; None if not asked."""
    if ranks(asked):
        ranking = read_ranking(asked, sources)
        return ranking if ranking.answered else None
    if filters(asked):
        filtered = read_filter(asked, sources)
        return filtered if filtered.answered else None
    return None


def _narrative(
    asked: Question,
    scope: Scope,
    sources: Sequence[Source],
    meaning: dict[tuple[str, int, int], float],
    settings: QASettings,
) -> Reading:
    """Sentences, unless a whole section or cell is what is asked for (改进措施)."""
    several = coordinated(asked, scope) if asked.coordinated else ()
    if len(several) > 1:
        lists = [read_list(q, sources, settings, headed=True) for q in several]
        if all(r.answered for r in lists):
            return merge(lists)
    headed = read_list(asked, sources, settings, headed=True)
    if headed.answered and not (asked.asks_why or asked.asks_what):
        return headed
    if not (
        asked.asks_why or asked.asks_how or asked.asks_what
    ):  # 职工基本医疗保险缴费: a measure, nothing more
        figure = read_figure(asked, sources, replace(settings, coverage=0.95))
        if figure.answered:
            return figure
    return read_text(asked, sources, meaning, settings)


def _figures(
    asked: Question,
    scope: Scope,
    sources: Sequence[Source],
    meaning: dict[tuple[str, int, int], float],
    settings: QASettings,
) -> Reading:
    if scope.plural and len(sources) > 1:
        return read_comparison(asked, scope, sources, settings)
    if len(asked.roles) > 1:
        return read_figure(asked, sources, settings)
    several = coordinated(asked, scope) if asked.coordinated else ()
    if len(several) > 1:
        readings = [read_figure(q, sources, settings) for q in several]
        if all(r.answered for r in readings):
            return merge(readings)
    figure = read_figure(asked, sources, settings)
    if asked.asks_when and not figure.answered:  # 从哪天到哪天: the sentence gives both
        dated = read_text(asked, sources, meaning, settings, dated=True)
        return dated if dated.answered else figure
    return figure


def merge(readings: Sequence[Reading]) -> Reading:
    """Return one reading of several parts: answered if any is, naming what is missing."""
    if len(readings) == 1:
        return readings[0]
    answered = _once([r for r in readings if r.answered])
    if not answered:
        first = readings[0]
        return replace(first, words="".join(r.words for r in readings))
    claims: list[Claim] = [c for r in answered for c in r.claims]
    missing = "".join(r.words for r in readings if not r.answered)
    computations = [r.computation for r in answered if r.computation]
    return replace(
        answered[0],
        claims=tuple(claims),
        items=tuple(i for r in answered for i in r.items),
        computation="；".join(computations) or None,
        coverage=next((r.coverage for r in answered if r.coverage), None),
        words="".join(r.words for r in answered) + missing,
    )


def _once(readings: Sequence[Reading]) -> list[Reading]:
    """Leave out a list that says again what stands before it (怎么改进？列出各条措施)."""
    kept: list[Reading] = []
    for reading in readings:
        places = [c.evidence for c in reading.claims]
        if not (reading.items and any(places == [c.evidence for c in k.claims] for k in kept)):
            kept.append(reading)
    return kept


def _steps(part: _Part) -> Iterator[Step]:
    scope, asked, reading = part["scope"], part["asked"], part["reading"]
    yield Step("独立问题", part["text"])
    yield Step("范围", "、".join(c.file_name for c in scope.reports) or "无")
    yield Step("问法", asked.kind.value)
    yield Step("指标", "、".join(asked.concepts) or "（词表外）")
    yield Step("角色", "、".join(r.value for r in asked.roles) or "（未说明）")
    yield Step("关键词", "、".join(f"{t.text}×{t.weight:.2f}" for t in asked.terms))
    yield Step("检索", "；".join(
        f"{d.metadata['score']:.2f} 第{d.metadata['page']}页 {d.page_content[:24]!r}"
        for d in part["documents"][:5]
    ))  # fmt: skip
    yield Step("结果", f"{reading.outcome.value}：{len(reading.claims)}条")


def _failed(question: str, error: YoujuError) -> Answer:
    return Answer(
        question=question if isinstance(question, str) else "",
        standalone_question=question if isinstance(question, str) else "",
        outcome=Outcome.FAILED,
        kind=AnswerKind.TEXT,
        answer=f"没有答成：{error}",
        error=str(error),
    )
