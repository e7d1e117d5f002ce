"""The one door to the store: put reports in, take them out, find in them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

from ingest.errors import StoreError
from ingest.events import tell
from ingest.given import Given
from ingest.model import Figure, Passage, Report, Role
from ingest.settings import IngestSettings
from vectorstore.embed import open_embedder
from vectorstore.folder import open_catalogue, writer_lock
from vectorstore.manifest import check_manifest, new_manifest
from vectorstore.model import Edition, Hit, IngestAccount, IngestProgress, ReportCard
from vectorstore.reading import Read, fingerprint_reading, open_reader
from vectorstore.search import BOTH_LEGS, Leg, Searcher
from vectorstore.settings import StoreSettings
from vectorstore.space import Space, drop_past

_ATTEMPTS = 5  # readings of a store that others keep changing


def open_library(settings: StoreSettings) -> Library:
    """Open the store at `settings.path`, making it if it is not there.

    Raises StoreMismatch if it was made with another schema, embedder or
    passage size, StoreError if it cannot be used, SettingsError for an
    embedder that is not on this machine.
    """
    return Library(settings)


class Library:
    """An open store; close it, or use it in a `with`.

    Threads may share it.  Other processes may read the same store meanwhile;
    one writes at a time.  What it hands out is immutable and stays valid.
    """

    def __init__(self, settings: StoreSettings) -> None:
        self._settings = settings
        self._embedder = open_embedder(settings.embedder, settings.models)
        self._catalogue = open_catalogue(settings.path)
        try:
            found = self._catalogue.manifest()
            if not found:
                self._catalogue.create(new_manifest(self._embedder))
                found = self._catalogue.manifest()
            check_manifest(found, self._embedder, settings.path)
        except BaseException:
            self._catalogue.close()
            raise
        self._editions: tuple[object, dict[str, tuple[Edition, ...]]] = (None, {})
        self._space = Space(self._catalogue, settings, self._embedder)
        self._searcher = Searcher(
            self._catalogue, self._embedder, self._space, int(found["dimension"]), settings
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of all files; closing twice does nothing."""
        self._space.close()
        self._catalogue.close()

    @property
    def generation(self) -> int:
        """The number of changes made to the store so far, by whichever process."""
        return self._catalogue.generation

    def reports(self) -> tuple[ReportCard, ...]:
        """Return a card for each report, ordered by year, region, agency and file name."""
        return tuple(entry.card for entry in self._catalogue.entries().values())

    def report(self, report_id: str) -> Report:
        """Return a report whole; raises ReportMissing."""
        return self._catalogue.report(report_id)

    def editions(self, report_id: str) -> tuple[Edition, ...]:
        """Return the report's other editions, each with the figures in which it differs.

        Loads those reports whole; kept until the store changes.  Raises ReportMissing.
        """
        from vectorstore.editions import find_editions

        entries = self._catalogue.entries()
        held, known = self._editions
        if held is not entries:  # the catalogue makes them anew when the store changes
            known = {}
            self._editions = (entries, known)
        if report_id not in known:
            card = self._catalogue.entry(report_id).card
            cards = self._catalogue.alike(card)
            known[report_id] = find_editions(card, cards, self._catalogue.report)
        return known[report_id]

    def figures(
        self, report_ids: Collection[str], concepts: Collection[str] | None = None
    ) -> tuple[Figure, ...]:
        """Return the reports' figures in the given order of reports and in reading order.

        `concepts` keeps only figures of these canonical measures and is served
        by an index, however many reports there are.  Raises ReportMissing.
        """
        ids = tuple(dict.fromkeys(report_ids))
        self._catalogue.has(ids)
        if concepts is None:
            return tuple(f for report_id in ids for f in self._catalogue.figures(report_id))
        found = self._catalogue.figures_of(concepts, ids)
        return tuple(f for report_id in ids for f in found.get(report_id, ()))

    def measures(self) -> dict[str, dict[Role, frozenset[str]]]:
        """Return concept → role → ids of the reports that have such figures."""
        found: dict[str, dict[Role, frozenset[str]]] = {}
        for concept, role, report_id in self._catalogue.measures():
            by_role = found.setdefault(concept, {})
            by_role[Role(role)] = by_role.get(Role(role), frozenset()) | {report_id}
        return found

    def telling_of(self, year: int, report_ids: Collection[str]) -> frozenset[str]:
        """Return those reports that print a year anywhere or have a figure of it.

        Found without opening them; ids that are not there are left out.
        """
        return frozenset(self._catalogue.telling_of(year, report_ids))

    def passages(self, report_ids: Collection[str]) -> tuple[Passage, ...]:
        """Return the reports' passages in the given order and in reading order.

        Raises ReportMissing.
        """
        ids = dict.fromkeys(report_ids)
        return tuple(p for report_id in ids for p in self._catalogue.passages(report_id))

    def find(
        self,
        query: str,
        report_ids: Collection[str],
        k: int,
        legs: Collection[Leg | str] = BOTH_LEGS,
    ) -> tuple[Hit, ...]:
        """Return at most `k` passages of these reports that fit the query, best first.

        Any text is a valid query.  `legs` leaves out one way of finding, to
        measure the other.  Raises ReportMissing for an unknown report and
        StoreError, with the remedy, if the vectors of a report are gone.
        """
        wanted = tuple(report_ids)
        for attempt in range(_ATTEMPTS):
            generation = self._catalogue.generation
            try:
                entries = self._catalogue.entries_of(wanted)
                hits = self._searcher.find(query, entries, k, legs)
            except StoreError:
                # Somebody may have replaced a report under our hands.
                if self._catalogue.generation == generation or attempt == _ATTEMPTS - 1:
                    raise
                continue
            if self._catalogue.generation == generation:
                return hits
        raise StoreError("库正在被频繁改动，没有得到一致的检索结果。请稍后再试。")

    def ingest(
        self,
        paths: Sequence[Path],
        *,
        ingest_settings: IngestSettings | None = None,
        progress: Callable[[IngestProgress], None] | None = None,
        read: Read | None = None,
    ) -> IngestAccount:
        """Read and store files and folders; returns what became of each file.

        What is unchanged is not read again.  Files are read by processes of
        their own, several at once, and stored in their order; `read`, if
        given, reads them in this one instead.  Raises StoreLocked if another
        process is writing; a file that cannot be read raises nothing.
        """
        from vectorstore.ingesting import ingest_files

        settings = ingest_settings or IngestSettings()
        with self._writing(), open_reader(settings, read) as reader:
            return ingest_files(
                paths,
                self._catalogue,
                self._space.vectors,
                reader,
                fingerprint_reading(settings),
                progress,
            )

    def identify(
        self,
        report_id: str,
        given: Given,
        *,
        ingest_settings: IngestSettings | None = None,
        progress: Callable[[IngestProgress], None] | None = None,
        read: Read | None = None,
    ) -> ReportCard:
        """Take a person's word on whose report it is, and return its card as it is then.

        It holds over later readings; nothing given takes it back.  Raises
        ReportMissing, StoreLocked, StoreError if the file is gone or changed,
        ReadingError.
        """
        from vectorstore.identifying import identify_report

        settings = ingest_settings or IngestSettings()
        with self._writing(), open_reader(settings, read) as reader:
            name = fingerprint_reading(settings)
            vectors = self._space.vectors
            identify_report(self._catalogue, vectors, reader, name, report_id, given, progress)
        return self._catalogue.entry(report_id).card

    def add(self, report: Report) -> None:
        """Store a report, in place of the one of its id and the one of its path.

        Raises StoreLocked if another process is writing.
        """
        from vectorstore.storing import store_report

        with self._writing():
            store_report(self._catalogue, self._space.vectors(), report, "")

    def remove(self, report_id: str) -> None:
        """Remove a report; raises ReportMissing, StoreLocked."""
        from vectorstore.storing import remove_report

        with self._writing():
            remove_report(self._catalogue, self._space.vectors(), report_id)
        tell("remove", report=report_id, generation=self.generation)

    @contextmanager
    def _writing(self) -> Iterator[None]:
        with writer_lock(self._settings.path), self._space.ours():
            drop_past(self._catalogue, self._settings, self._embedder)
            if self._catalogue.litter():
                from vectorstore.storing import sweep_litter

                sweep_litter(self._catalogue, self._space.vectors())
            yield
