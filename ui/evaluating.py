"""Evaluations started from the page: one at a time, watched and called off by anyone."""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from eval.kept import Kept, kept_runs
from eval.records import Record, load_record, make_record, write_record
from eval.run import RunResult
from eval.trials import Open, Trial, TrialPlan, own_trial, run_trial
from ingest.errors import QuestionError, YoujuError
from ingest.model import Report
from qa.model import Answer
from ui.commands_eval import EvalChoice, opened, planned, results_folder
from ui.desk import Desk
from vectorstore.model import ReportCard


@dataclass(frozen=True, slots=True)
class Stage:
    """How far an evaluation is.

    words   why it ended without a result
    record  the id of the result
    """

    name: str = ""
    done: int = 0
    total: int = 0
    running: bool = False
    words: str = ""
    record: str = ""


class _CalledOff(Exception):
    pass


@dataclass
class Evaluating:
    """Runs sets of known answers for the visitors of one page and keeps the results."""

    desk: Desk
    stage: Stage = Stage()
    _off: threading.Event = field(default_factory=threading.Event)
    _starting: threading.Lock = field(default_factory=threading.Lock)
    _folder: tempfile.TemporaryDirectory[str] = field(
        default_factory=lambda: tempfile.TemporaryDirectory(prefix="youju-runs-")
    )

    @property
    def folder(self) -> Path:
        """The folder of the kept runs, the command line's own."""
        return results_folder(self.desk.settings, None)

    def trials(self) -> tuple[Trial, ...]:
        """Return the shipped trials whose reports are here."""
        return self._plan().trials

    def start(self, name: str, own: Path | None) -> None:
        """Start the shipped trial of a name, or one's own set put to the stored reports.

        Does nothing while another runs.  Raises CaseError for a set that does
        not validate, QuestionError where there is nothing to ask.
        """
        with self._starting:
            if self.stage.running:
                return
            trial, opening = self._own(own) if own else self._shipped(name)
            self._off.clear()
            self.stage = Stage(trial.name, 0, len(trial.cases), running=True)
        threading.Thread(target=self._run, args=(trial, opening), daemon=True).start()

    def call_off(self) -> None:
        """End what is running after its current question."""
        self._off.set()

    def kept(self) -> tuple[Kept, ...]:
        """Return the kept runs, newest first."""
        return kept_runs(self.folder)

    def record(self, name: str) -> Record:
        """Return a kept run; raises CaseError if it is gone."""
        return load_record(name, self.folder)

    def papers(self, record: Record) -> tuple[Path, Path]:
        """Return the JSON and the page of a run, written for taking away."""
        return write_record(record, Path(self._folder.name))

    def _plan(self) -> TrialPlan:
        return planned(EvalChoice())

    def _shipped(self, name: str) -> tuple[Trial, Open]:
        trial = next((trial for trial in self._plan().trials if trial.name == name), None)
        if trial is None:
            raise QuestionError("请选一套题，或放入自己的题集。")
        settings = self.desk.settings
        plain = replace(settings, llm=replace(settings.llm, model=""))
        return trial, lambda: opened(trial, plain)

    def _own(self, path: Path) -> tuple[Trial, Open]:
        if not self.desk.cards():
            raise QuestionError("库里还没有报告。先到“报告”页上传，再做自己的题集。")

        @contextmanager
        def opening() -> Iterator[tuple[_Stored, _Asked]]:
            yield _Stored(self.desk), _Asked(self.desk)

        return own_trial([path], ()), opening

    def _run(self, trial: Trial, opening: Open) -> None:
        started = datetime.now()

        def progress(done: int, total: int) -> None:
            self.stage = replace(self.stage, done=done, total=total)
            if self._off.is_set():
                raise _CalledOff

        words, record = "", ""
        try:
            record = self._keep(run_trial(trial, opening, progress), started)
        except _CalledOff:
            words = "已取消，没有存下成绩。"
        except YoujuError as error:
            words = str(error)
        except Exception:
            words = "评测中途出错，没有做完。"
            raise
        finally:
            self.stage = replace(self.stage, running=False, words=words, record=record)

    def _keep(self, run: RunResult, started: datetime) -> str:
        about = {"embedder": self.desk.settings.store.embedder}
        record = make_record([run], about, started)
        write_record(record, self.folder)
        return record.id


@dataclass(frozen=True)
class _Stored:
    """The desk's own reports, as a run asks for them."""

    desk: Desk

    def reports(self) -> Sequence[ReportCard]:
        return self.desk.cards()

    def report(self, report_id: str) -> Report:
        return self.desk.library.report(report_id)

    def ingest(self, paths: Sequence[Path]) -> None:
        raise NotImplementedError("one's own set is put to the reports that are stored")


@dataclass(frozen=True)
class _Asked:
    """The desk as an answerer."""

    desk: Desk

    def ask(self, *args: object) -> Answer:
        return self.desk.answer(*args)  # type: ignore[arg-type]
