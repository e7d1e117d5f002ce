"""What the store hands out: cards, hits and the account of an ingest."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from ingest.model import Figure, Passage, ReadingAccount, ReportIdentity


@dataclass(frozen=True, slots=True)
class ReportCard:
    """What is known of a stored report without loading it."""

    id: str
    file_name: str
    path: str
    title: str
    identity: ReportIdentity
    format: str
    content_hash: str
    account: ReadingAccount


@dataclass(frozen=True, slots=True)
class EditionDifference:
    """One figure that two editions of a report give differently."""

    card: ReportCard
    figure: Figure
    other_card: ReportCard
    other_figure: Figure


@dataclass(frozen=True, slots=True)
class Edition:
    """Another edition of a report: of equal agency, region, fiscal year and kind.

    compared     figures that could be paired with one of the report asked about
    differences  the pairs whose values differ, in that report's reading order
    """

    card: ReportCard
    compared: int
    differences: tuple[EditionDifference, ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found.

    score    fused score, 0..1, higher is better; comparable within one search
             only, because each leg is scaled to the search's own range
    words    BM25 score over the reports in scope, 0 upwards; None if this leg
             was not asked
    meaning  cosine of question and passage, -1..1; None if this leg was not
             asked or did not reach the passage
    """

    passage: Passage
    report_id: str
    score: float
    words: float | None
    meaning: float | None


class FileState(StrEnum):
    """What became of one file."""

    ADDED = "added"
    REPLACED = "replaced"
    UNCHANGED = "unchanged"
    DUPLICATE = "duplicate"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class FileOutcome:
    """What became of one file, with one Chinese line where there is more to say.

    `report_id` is the report that now holds the file's content, "" if none.
    `locked` tells a file that only wants its password from one that is broken.
    """

    path: str
    state: FileState
    report_id: str = ""
    title: str = ""
    message: str = ""
    account: ReadingAccount | None = None
    seconds: float = 0.0
    locked: bool = False


@dataclass(frozen=True, slots=True)
class IngestAccount:
    """What an ingest did, file by file, in the order they were taken.

    `notes` says in Chinese what was passed over in the folders, a line each.
    """

    outcomes: tuple[FileOutcome, ...]
    seconds: float = 0.0
    notes: tuple[str, ...] = ()

    def count(self, state: FileState) -> int:
        """Return how many files ended in a state."""
        return sum(outcome.state is state for outcome in self.outcomes)

    @property
    def any_readable(self) -> bool:
        """Whether at least one file is in the store now."""
        return any(outcome.state is not FileState.FAILED for outcome in self.outcomes)


class Stage(StrEnum):
    """What an ingest is doing."""

    READING = "reading"  # done/total count pages
    EMBEDDING = "embedding"  # done/total count passages
    FINISHED = "finished"  # this file is through, whatever became of it


@dataclass(frozen=True, slots=True)
class IngestProgress:
    """One step of an ingest: file `index` (from 0) of `files`, `done` of `total`.

    `outcome` comes with the step that finishes a file.
    """

    path: str
    index: int
    files: int
    stage: Stage
    done: int
    total: int
    outcome: FileOutcome | None = None
