"""What the chat does, without its page: one library, one answerer, many visitors."""

from __future__ import annotations

import hashlib
import shutil
import threading
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Self

from ingest.errors import ReportMissing
from ingest.given import Given
from ingest.model import Report
from ingest.settings import IngestSettings
from qa.chain import Answerer, open_answerer
from qa.model import Answer, Outcome, Turn
from qa.sources import Sources
from ui.evidence import evidence_html
from ui.feedback import keep_feedback
from ui.page_pictures import PagePictures
from ui.say import CHINESE, Say
from ui.settings import Settings
from vectorstore.library import Library, open_library
from vectorstore.model import IngestAccount, IngestProgress, ReportCard

Listener = Callable[[IngestProgress], None]

_SUGGESTED = 4  # questions offered on an empty page
_TRIES = 12  # questions tried to find them


@dataclass
class Desk:
    """One open library with its answerer.  Make it with `open_desk`, close it after use.

    Threads may share it; questions are answered one at a time, because each
    takes the whole processor for a moment, and changes wait for one another.
    """

    settings: Settings
    library: Library
    answerer: Answerer
    pictures: PagePictures
    _turn: threading.Lock = field(default_factory=threading.Lock)
    _change: threading.Lock = field(default_factory=threading.Lock)
    _reading: threading.Lock = field(default_factory=threading.Lock)
    _suggested: tuple[int, tuple[str, ...]] = (-1, ())

    def __post_init__(self) -> None:
        self._sources = Sources(self.library)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.pictures.close()
        self.library.close()

    def ask(
        self, question: str, history: Sequence[Turn] = (), only: Collection[str] = ()
    ) -> dict[str, Any]:
        """Return the JSON answer; `only` are ids of the reports that may answer, none means all."""
        *_, answer = self.stream(question, history, only)
        return answer

    def stream(
        self, question: str, history: Sequence[Turn] = (), only: Collection[str] = ()
    ) -> Iterator[dict[str, Any]]:
        """Return the JSON answer as it comes (see `Answerer.stream`); the last one is the answer.

        Nobody waits for another's language model.
        """
        for answer in self.answerer.stream(question, history, set(only) or None, turn=self._turn):
            yield answer.to_json()

    def answer(
        self,
        question: str,
        history: Sequence[Turn] = (),
        scope: Collection[str] | None = None,
        id: str | None = None,
    ) -> Answer:
        """Return an answer in turn with the visitors' and without a language model."""
        plain = replace(self.answerer, writer=None)
        with self._turn:
            return plain.ask(question, history, scope, id)

    def cards(self) -> tuple[ReportCard, ...]:
        """Return a card for each report."""
        return self.library.reports()

    def card(self, report_id: str) -> ReportCard | None:
        """Return the card of a report, None if it is not (or no longer) there."""
        return next((card for card in self.cards() if card.id == report_id), None)

    def chosen(self, only: Collection[str]) -> list[ReportCard]:
        """Return the cards of some reports by id; of all, if none is named."""
        return [card for card in self.cards() if not only or card.id in only]

    @contextmanager
    def sources(self) -> Iterator[Sources]:
        """Hold the reports as checks and comparisons open them, one visitor at a time."""
        with self._reading:
            yield self._sources

    def evidence(self, answer: Mapping[str, Any], n: int, say: Say = CHINESE) -> str:
        """Return citation `n` of an answer in its source, as HTML; "" if there is none."""
        cited = [c for c in answer["citations"] if c["n"] == n]
        if not cited:
            return ""
        report = self._report(cited[0]["report_id"])
        return evidence_html(answer, n, report, self.pictures, say)

    def keep_feedback(
        self, answer: Mapping[str, Any], history: Sequence[Turn], rating: str, reason: str
    ) -> None:
        """Keep what somebody made of an answer; raises StoreError where it cannot be written."""
        keep_feedback(self.settings.store.path, answer, history, rating, reason)

    def add(
        self, files: Sequence[Path], progress: Listener | None = None, password: str = ""
    ) -> IngestAccount:
        """Read files into the store from where they lie; what `progress` raises ends it."""
        settings = self._opening(password)
        with self._change:
            return self.library.ingest(files, ingest_settings=settings, progress=progress)

    def take_in(
        self,
        files: Sequence[tuple[Path, str]],
        progress: Listener | None = None,
        password: str = "",
    ) -> IngestAccount:
        """Read files that will not stay where they are, each with the name it shall have.

        They are copied into the store's own folder; a copy that no report came
        of is deleted.  `progress` hears of them by the paths given here.
        """
        copies: dict[str, list[str]] = {}

        def told(step: IngestProgress) -> None:
            for path in copies.get(step.path, ()):
                if progress is not None:
                    progress(_renamed(step, path))

        try:
            for file, name in files:
                copies.setdefault(str(self._copied(file, name)), []).append(str(file))
            account = self.add([Path(copy) for copy in copies], told, password)
        finally:
            held = {card.path for card in self.cards()}
            for copy in copies.keys() - held:
                self._forget(Path(copy))
        return account

    def identify(
        self, report_id: str, given: Given, progress: Listener | None = None, password: str = ""
    ) -> ReportCard:
        """Take a person's word on whose report it is (see `Library.identify`)."""
        settings = self._opening(password)
        with self._change:
            return self.library.identify(
                report_id, given, ingest_settings=settings, progress=progress
            )

    def remove(self, report_ids: Collection[str]) -> None:
        """Take reports out of the store, and the copies that were uploaded; others' files stay."""
        with self._change:
            for card in filter(None, map(self.card, report_ids)):
                self.library.remove(card.id)
                if self._uploads in Path(card.path).parents:
                    self._forget(Path(card.path))

    def suggestions(self) -> tuple[str, ...]:
        """Return a few questions that the reports in the store do answer."""
        generation = self.library.generation
        if self._suggested[0] != generation:
            self._suggested = (generation, self._find_suggestions())
        return self._suggested[1]

    @property
    def _uploads(self) -> Path:
        return self.settings.store.path.resolve() / "uploads"

    def _opening(self, password: str) -> IngestSettings:
        """Return the settings to read with; the pages of what a password opens are shown, too."""
        self.pictures.learn(password)
        return replace(self.settings.ingest, password=password or self.settings.ingest.password)

    def _copied(self, file: Path, name: str) -> Path:
        """Copy a file into a folder named by its content, so that names never collide."""
        with file.open("rb") as stream:
            folder = self._uploads / hashlib.file_digest(stream, "sha256").hexdigest()[:12]
        folder.mkdir(parents=True, exist_ok=True)
        part = folder / f".{name}.part"  # a disk that fills up must not cut a copy in use short
        try:
            shutil.copyfile(file, part)
            return part.replace(folder / name).resolve()
        except OSError:
            self._forget(part)
            raise

    def _forget(self, copy: Path) -> None:
        copy.unlink(missing_ok=True)
        with suppress(OSError):  # another copy still lies there
            copy.parent.rmdir()

    def _report(self, report_id: str) -> Report | None:
        try:
            return self.library.report(report_id)
        except ReportMissing:
            return None

    def _find_suggestions(self) -> tuple[str, ...]:
        found: list[str] = []
        tries = 0
        for card in self.cards():
            who, mine = card.identity, 0
            figures = self.library.figures([card.id])
            concepts = Counter(f.concept for f in figures if f.concept and f.unit)
            for concept, _ in concepts.most_common():
                if mine == 2 or len(found) == _SUGGESTED or tries == _TRIES:
                    break
                year = f"{who.fiscal_year}年" if who.fiscal_year else ""
                question = f"{who.region or who.agency}{year}的{concept}是多少？"
                if question in found:  # another edition of a report before it
                    continue
                tries += 1
                if self.answer(question).outcome is Outcome.ANSWERED:
                    found.append(question)
                    mine += 1
        return tuple(found)


def open_desk(settings: Settings) -> Desk:
    """Open the store of these settings for the chat; raises StoreError as `open_library` does."""
    library = open_library(settings.store)
    answerer = open_answerer(library, settings.qa, settings.llm)
    return Desk(settings, library, answerer, PagePictures(settings.ingest.password))


def _renamed(step: IngestProgress, path: str) -> IngestProgress:
    """Return a step as of the file a visitor handed in, its message naming that file."""
    if (outcome := step.outcome) is not None:
        message = outcome.message.replace(outcome.path, Path(outcome.path).name)
        outcome = replace(outcome, message=message)
    return replace(step, path=path, outcome=outcome)
