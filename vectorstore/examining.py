"""Is a store whole?  Catalogue, words and vectors against each other, and mending.

The catalogue is the truth.  What is derived from it (lexical segments,
vectors) is made again where it is missing or differs; a report that the
catalogue itself cannot give back is read again from its file.  Whether a
vector is the right one for its passage is not checked: that would embed
everything anew, which `rebuild_store` does.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from zipfile import BadZipFile

import numpy as np

from ingest.errors import StoreError
from ingest.settings import IngestSettings
from vectorstore.catalogue import Catalogue
from vectorstore.embed import open_embedder
from vectorstore.embeddable import embeddable
from vectorstore.entry import Entry
from vectorstore.folder import open_catalogue, writer_lock
from vectorstore.ingesting import ingest_files
from vectorstore.lexical import Segment, build_segment
from vectorstore.manifest import check_manifest
from vectorstore.model import FileState
from vectorstore.reading import Read, fingerprint_reading, open_reader
from vectorstore.settings import StoreSettings
from vectorstore.space import drop_past, open_vectors
from vectorstore.storing import new_stamp, sweep_litter
from vectorstore.vectors import Vectors

Progress = Callable[[int, int], None]
# What decoding raises on bytes that are not what was written.
_UNREADABLE = (ValueError, LookupError, TypeError, EOFError, ArithmeticError, zlib.error)


class FaultKind(StrEnum):
    """What can be wrong with a store."""

    FILE = "file"  # the catalogue's own file is damaged
    REPORT = "report"  # a report cannot be given back whole
    WORDS = "words"  # a report's lexical segment is missing or not its own
    VECTORS = "vectors"  # a report's vectors are missing or no numbers
    STRAY = "stray"  # vectors of nobody


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong, in words, and whether it has been mended.

    `name` is the report's file name, or the store's folder.
    """

    kind: FaultKind
    name: str
    words: str
    mended: bool = False


def examine_store(
    settings: StoreSettings,
    *,
    mend: bool = False,
    ingest_settings: IngestSettings | None = None,
    progress: Progress | None = None,
    read: Read | None = None,
) -> tuple[Fault, ...]:
    """Return what is wrong with the store at `settings.path`, mended where `mend` is set.

    `progress` gets (done, total) reports.  Raises StoreError for a store that
    cannot be opened, StoreMismatch for one of other settings, StoreLocked if
    another process is writing.
    """
    embedder = open_embedder(settings.embedder, settings.models)
    with closing(open_catalogue(settings.path)) as catalogue, writer_lock(settings.path):
        if damage := catalogue.damage():
            remedy = "请用 youju import 取回备份，或删去库文件夹后重新 youju ingest"
            words = f"目录库文件已损坏（{damage}）。{remedy}。"
            return (Fault(FaultKind.FILE, str(settings.path), words),)
        found = catalogue.manifest()
        if not found:
            raise StoreError(f"{settings.path}：这里还没有库。请先运行 youju ingest。")
        check_manifest(found, embedder, settings.path)
        reading = ingest_settings or IngestSettings()
        with (
            closing(open_vectors(settings, found["space"], embedder)) as vectors,
            open_reader(reading, read) as reader,
        ):

            def reread(path: Path) -> str:
                name = fingerprint_reading(reading)
                account = ingest_files([path], catalogue, lambda: vectors, reader, name)
                return next(
                    (o.message for o in account.outcomes if o.state is FileState.FAILED), ""
                )

            doctor = _Doctor(catalogue, vectors, mend, reread)
            faults = tuple(doctor.examine(progress))
        if mend:
            drop_past(catalogue, settings, embedder)
        return faults


@dataclass(frozen=True, slots=True)
class _Doctor:
    catalogue: Catalogue
    vectors: Vectors
    mend: bool
    reread: Callable[[Path], str]

    def examine(self, progress: Progress | None) -> Iterator[Fault]:
        if self.mend:
            sweep_litter(self.catalogue, self.vectors)
        entries = list(self.catalogue.entries().values())
        for done, entry in enumerate(entries, 1):
            yield from self._report(entry)
            if progress:
                progress(done, len(entries))
        yield from self._strays()

    def _report(self, entry: Entry) -> Iterator[Fault]:
        name = entry.card.file_name
        if words := self._broken(entry):
            fault = Fault(FaultKind.REPORT, name, words)
            yield self._read_again(entry, fault) if self.mend else fault
            return
        texts = [p.embedded for p in self.catalogue.passages(entry.card.id)]
        segment = build_segment(texts).pack()
        if not _same_words(self.catalogue.segment(entry.stamp), segment):
            if self.mend:
                with self.catalogue.change():
                    self.catalogue.resegment(entry.card.id, segment)
            yield Fault(FaultKind.WORDS, name, "逐字检索的索引不是它的。", self.mend)
        if words := self._bad_vectors(entry):
            if self.mend:
                self._embed_again(entry)
            yield Fault(FaultKind.VECTORS, name, words, self.mend)

    def _broken(self, entry: Entry) -> str:
        """Return why a report cannot be given back as it was stored, "" if it can."""
        try:
            report = self.catalogue.report(entry.card.id)
        except _UNREADABLE as error:
            return f"存下的内容读不出来（{error}）。"
        account = entry.card.account
        for what, stored, said in (
            ("页", len(report.pages), account.pages),
            ("表", len(report.tables), account.tables),
            ("数字", len(report.figures), account.figures),
            ("段", len(report.passages), entry.passages),
            ("个向量的段", len(embeddable(report.passages)), entry.vectors),
        ):
            if stored != said:
                return f"应有{said}{what}，只有{stored}{what}。"
        return ""

    def _read_again(self, entry: Entry, fault: Fault) -> Fault:
        path = Path(entry.card.path)
        if not path.is_file():
            words = f"{fault.words}原文件 {path} 已不在，放回去再查，或用 youju remove 移除。"
            return replace(fault, words=words)
        with self.catalogue.change():
            self.catalogue.drop(entry.card.id)
        failed = self.reread(path)
        words = f"{fault.words}重读也没成功：{failed}" if failed else f"{fault.words}已重读原文件。"
        return replace(fault, words=words, mended=not failed)

    def _bad_vectors(self, entry: Entry) -> str:
        places = [*embeddable(self.catalogue.passages(entry.card.id))]
        try:
            matrix = self.vectors.matrix(entry.part, entry.stamp, places)
        except StoreError:
            return "向量缺失或不完整。"
        return "" if np.isfinite(matrix).all() else "向量里有不是数的值。"

    def _embed_again(self, entry: Entry) -> None:
        stamp = new_stamp()
        self.catalogue.expect(stamp, entry.part, entry.passages)
        passages = self.catalogue.passages(entry.card.id)
        self.vectors.write(entry.part, stamp, embeddable(passages))
        with self.catalogue.change():
            self.catalogue.restamp(entry.card.id, stamp)
        self.vectors.forget(entry.part, entry.stamp, entry.passages)

    def _strays(self) -> Iterator[Fault]:
        known = {entry.stamp for entry in self.catalogue.entries().values()}
        known |= {stamp for stamp, _, _ in self.catalogue.litter()}  # swept by the next writer
        for part, stamps in self.vectors.stamps().items():
            for stamp, places in sorted(stamps.items()):
                if stamp in known:
                    continue
                if self.mend:
                    self.vectors.forget(part, stamp, places)
                words = f"{places} 个向量不属于任何报告（分区 {part}）。"
                yield Fault(FaultKind.STRAY, "向量库", words, self.mend)


def _same_words(stored: bytes, segment: bytes) -> bool:
    """Return whether a stored segment is the one its passages make."""
    if stored == segment:
        return True
    try:
        one, other = Segment.unpack(stored), Segment.unpack(segment)
    except (*_UNREADABLE, BadZipFile):
        return False
    return one.pack() == other.pack()
