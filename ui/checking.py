"""Checks and audits of a desk's reports, with the papers to take away."""

from __future__ import annotations

import re
import tempfile
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ingest.errors import QuestionError
from qa.audit import Audit
from qa.check_claims import check_claims
from qa.check_model import Checked
from qa.sources import Sources
from ui.desk import Desk
from ui.highlight import highlight
from ui.workpaper import write_audits, write_checked


@dataclass
class Checking:
    """Checks for the visitors of one page, one at a time; its papers live as long as it does."""

    desk: Desk
    _turn: threading.Lock = field(default_factory=threading.Lock)
    _folder: tempfile.TemporaryDirectory[str] = field(
        default_factory=lambda: tempfile.TemporaryDirectory(prefix="youju-papers-")
    )

    def __post_init__(self) -> None:
        self._sources = Sources(self.desk.library)

    def check(self, text: str, only: Sequence[str]) -> tuple[Checked, Path]:
        """Return a text checked against some reports (all, if none is named), and the 底稿.

        Raises QuestionError for an empty text and an empty store.
        """
        if not text.strip():
            raise QuestionError("没有要核对的文字。")
        cards = [c for c in self.desk.cards() if not only or c.id in only]
        if not cards:
            raise QuestionError("库里还没有报告。先到“报告”页上传。")
        with self._turn:
            checked = check_claims(text, cards, self._sources, self.desk.settings.qa)
        paper = self._new("核数底稿.xlsx")
        write_checked(checked, paper)
        return checked, paper

    def audit(
        self, only: Sequence[str], progress: Callable[[int, int, str], None]
    ) -> tuple[list[Audit], Path]:
        """Return the audits of some reports (all, if none is named), and the 底稿.

        progress  is told (done, all, the report's title) before each report
        """
        cards = [c for c in self.desk.cards() if not only or c.id in only]
        if not cards:
            raise QuestionError("库里还没有报告。先到“报告”页上传。")
        audits = []
        for done, card in enumerate(cards):
            progress(done, len(cards), card.title or card.file_name)
            with self._turn:
                audits.append(self._sources.open(card).audit)
        name = audits[0].report.file_name if len(audits) == 1 else "全部报告"
        paper = self._new(f"勾稽底稿_{_stem(name)}.xlsx")
        write_audits(audits, paper)
        return audits, paper

    def marked(self, audit: Audit) -> Path:
        """Return a copy of a report's PDF with its findings marked; raises as `highlight` does."""
        copy = self._new(f"{_stem(audit.report.file_name)}_标注.pdf")
        highlight(audit, copy)
        return copy

    def _new(self, name: str) -> Path:
        """Return a path of that name in a folder of its own."""
        return Path(tempfile.mkdtemp(dir=self._folder.name)) / name


def _stem(name: str) -> str:
    return re.sub(r"[^\w.-]+", "_", Path(name).stem)[:60]
