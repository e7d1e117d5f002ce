"""The same cases put to several answerers: ours, ours without a part, and the plain chains."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass

from eval.ablation import PartLibrary, Parts
from eval.baselines import PassageAnswerer
from eval.finders import Finds, LibraryFinder, Retrieval, measure_retrieval
from eval.run import Asks, RunResult
from eval.textbook import open_textbook
from eval.trials import ReadsAndKeeps, Trial, answer_trial
from qa.chain import open_answerer
from qa.llm import ChatModel
from qa.settings import LLMSettings, QASettings
from vectorstore.embed import open_embedder
from vectorstore.library import open_library
from vectorstore.search import BOTH_LEGS, Leg
from vectorstore.settings import StoreSettings

OURS = "有据"


@dataclass(frozen=True, slots=True)
class Setting:
    """What every entrant works with: one store that is read already, and its settings."""

    store: StoreSettings
    qa: QASettings
    llm: LLMSettings

    @property
    def model(self) -> ChatModel | None:
        """The language model of the plain chains, if one is named."""
        return ChatModel(self.llm) if self.llm.model else None


@dataclass(frozen=True, slots=True)
class Standing:
    """How an entrant did: its answers, and its retrieval if it has one to measure."""

    name: str
    run: RunResult
    retrieval: Retrieval | None


_Opened = AbstractContextManager[tuple[Asks, Finds | None, ReadsAndKeeps]]


@dataclass(frozen=True, slots=True)
class Entrant:
    """A named way to answer; `open` gives answerer, finder and the reports it cites."""

    name: str
    open: Callable[[Setting], _Opened]


def hold_contest(
    trial: Trial,
    setting: Setting,
    only: Collection[str] = (),
    progress: Callable[[str, int, int], None] | None = None,
) -> tuple[Standing, ...]:
    """Put the trial's cases to every entrant whose name holds one of `only` (all, if empty).

    `progress` is called with (entrant, done, total) after each case.
    """
    standings = []
    for entrant in ENTRANTS:
        if only and not any(words in entrant.name for words in only):
            continue

        def told(done: int, total: int, name: str = entrant.name) -> None:
            if progress is not None:
                progress(name, done, total)

        with entrant.open(setting) as (answerer, finder, library):
            run = answer_trial(trial, library, answerer, told)
            found = measure_retrieval(finder, trial.cases) if finder is not None else None
        standings.append(Standing(entrant.name, run, found))
    return tuple(standings)


def _ours(parts: Parts) -> Callable[[Setting], _Opened]:
    @contextmanager
    def opened(setting: Setting) -> Iterator[tuple[Asks, Finds | None, ReadsAndKeeps]]:
        with (
            PartLibrary(setting.store, parts) as library,
            open_library(setting.store) as whole,  # citations are held against all of it
        ):
            answerer = open_answerer(library, setting.qa, setting.llm)
            finder = LibraryFinder(library, parts.legs, scoped=True) if parts.legs else None
            yield answerer, finder, whole

    return opened


def _by_legs(legs: tuple[Leg, ...]) -> Callable[[Setting], _Opened]:
    @contextmanager
    def opened(setting: Setting) -> Iterator[tuple[Asks, Finds | None, ReadsAndKeeps]]:
        with open_library(setting.store) as library:
            finder = LibraryFinder(library, legs)
            yield PassageAnswerer(finder, setting.model), finder, library

    return opened


@contextmanager
def _textbook(setting: Setting) -> Iterator[tuple[Asks, Finds | None, ReadsAndKeeps]]:
    embedder = open_embedder(setting.store.embedder, setting.store.models)
    with open_library(setting.store) as library, open_textbook(library, embedder) as finder:
        yield PassageAnswerer(finder, setting.model), finder, library


ENTRANTS: Sequence[Entrant] = (
    Entrant(OURS, _ours(Parts())),
    Entrant("有据，不按字词检索", _ours(Parts(legs=(Leg.MEANING,)))),
    Entrant("有据，不按意思检索", _ours(Parts(legs=(Leg.WORDS,)))),
    Entrant("有据，不检索", _ours(Parts(legs=()))),
    Entrant("有据，不认数字", _ours(Parts(figures=False))),
    Entrant("有据，不认表格", _ours(Parts(tables=False))),
    Entrant("教科书链（500 字、前 4 段）", _textbook),
    Entrant("只按字词检索（BM25）", _by_legs((Leg.WORDS,))),
    Entrant("只按意思检索（向量）", _by_legs((Leg.MEANING,))),
    Entrant("两种检索合用", _by_legs(BOTH_LEGS)),
)
