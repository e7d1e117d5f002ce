"""Checks and audits of a desk's reports, with the papers to take away."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ingest.errors import QuestionError
from qa.audit import Audit
from qa.check_claims import check_claims
from qa.check_model import Checked
from ui.desk import Desk
from ui.highlight import highlight
from ui.workpaper import write_audits, write_checked


@dataclass
class Checking:
    """Checks for the visitors of a page; its papers live as long as it does."""

    desk: Desk
    _folder: tempfile.TemporaryDirectory[str] = field(
        default_factory=lambda: tempfile.TemporaryDirectory(prefix="youju-papers-")
    )

    def check(self, text: str, only: Sequence[str]) -> tuple[Checked, Path]:
        """Return a text checked against some reports (all, if none is named), and the 底稿.

        Raises QuestionError for an empty text and an empty store.
        """
        if not text.strip():
            raise QuestionError("没有要核对的文字。")
        cards = self.desk.chosen(only)
        if not cards:
            raise QuestionError("库里还没有报告。先到“报告”页上传。")
        with self.desk.sources() as sources:
            checked = check_claims(text, cards, sources, self.desk.settings.qa)
        paper = self._new("核数底稿.xlsx")
        write_checked(checked, paper)
        return checked, paper

    def audit(
        self, only: Sequence[str], progress: Callable[[int, int, str], None]
    ) -> tuple[list[Audit], Path]:
        """Return the audits of some reports (all, if none is named), and the 底稿.

        progress  is told (done, all, the report's title) before each report
        """
        cards = self.desk.chosen(only)
        if not cards:
            raise QuestionError("库里还没有报告。先到“报告”页上传。")
        audits = []
        for done, card in enumerate(cards):
            progress(done, len(cards), card.title or card.file_name)
            with self.desk.sources() as sources:
                audits.append(sources.open(card).audit)
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
