"""Public question sets from files on disk, put into the form of our own trials.

The files are the user's to get; nothing is downloaded.  `docs/evaluation.md`
says which files, and how each set is scored.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eval.cases import Case
from eval.metrics import mean
from eval.run import RunResult
from eval.spans import exact_match, overlap_f1
from eval.trials import Trial
from ingest.errors import CaseError


@dataclass(frozen=True, slots=True)
class Document:
    """A text or table of a set, as the file it is read from; `name` ends in .txt or .html."""

    name: str
    content: str


@dataclass(frozen=True, slots=True)
class PublicCase:
    """A case and the name of the one document that may answer it."""

    case: Case
    document: str


@dataclass(frozen=True, slots=True)
class PublicSet:
    """A set in our form: its documents, each once, and its cases."""

    name: str
    documents: tuple[Document, ...]
    cases: tuple[PublicCase, ...]

    def first(self, limit: int) -> PublicSet:
        """Return the first `limit` cases (all, if 0) with the documents they need."""
        cases = self.cases[: limit or None]
        needed = {one.document for one in cases}
        return PublicSet(self.name, tuple(d for d in self.documents if d.name in needed), cases)

    def as_trial(self, folder: Path) -> Trial:
        """Write the documents into a folder and return the trial over them."""
        for document in self.documents:
            (folder / document.name).write_text(document.content, encoding="utf-8")
        return Trial(
            self.name,
            tuple(folder / document.name for document in self.documents),
            tuple(one.case for one in self.cases),
            {one.case.id: (one.document,) for one in self.cases},
        )


@dataclass(frozen=True, slots=True)
class Overlap:
    """Mean exact match and mean character F1 (0..1) over the cases with accepted texts."""

    cases: int
    exact: float | None
    f1: float | None


def measure_overlap(run: RunResult) -> Overlap:
    """Score a run as the reading sets do; a refusal scores nothing."""
    asked = [one for one in run.results if one.case.expected.accepted]
    said = [
        (one.answer.answer if one.answer.figures or one.answer.citations else "", one)
        for one in asked
    ]
    return Overlap(
        len(asked),
        mean([float(exact_match(text, one.case.expected.accepted)) for text, one in said]),
        mean([overlap_f1(text, one.case.expected.accepted) for text, one in said]),
    )


def read_public(name: str, files: Sequence[Path]) -> PublicSet:
    """Return a public set from its files.

    Raises CaseError for a name that is none of `PUBLIC_SETS`, a file that is
    missing, and content of another form, saying which file and what was wanted.
    """
    from eval.public_imtqa import read_imtqa
    from eval.public_rgb import read_rgb
    from eval.public_squad import read_squad

    readers: dict[str, Callable[[Sequence[Path]], PublicSet]] = {
        "cmrc2018": lambda given: read_squad("cmrc2018", given),
        "drcd": lambda given: read_squad("drcd", given),
        "rgb": read_rgb,
        "im-tqa": read_imtqa,
    }
    if name not in readers:
        raise CaseError(f"没有题集“{name}”。可用的有：{'、'.join(readers)}。")
    found = readers[name](files)
    if not found.cases:
        raise CaseError(f"{'、'.join(map(str, files))}：里面没有题目。")
    return found


def load_json(path: Path) -> Any:
    """Return the JSON of a file, a list of its lines' values if it is JSONL; raises CaseError."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise CaseError(f"{path}：读不出来（{error}）。") from error
    try:
        return json.loads(text)
    except json.JSONDecodeError as whole:
        try:
            return [json.loads(line) for line in text.split("\n") if line.strip()]
        except json.JSONDecodeError:
            raise CaseError(f"{path}：不是 JSON（第{whole.lineno}行：{whole.msg}）。") from whole


def wrong_form(path: Path, wanted: str, error: Exception) -> CaseError:
    """Return the error for a file whose content is not as wanted."""
    return CaseError(f"{path}：与{wanted}的格式不符（{type(error).__name__}：{error}）。")
