"""Ingest and ask beside the peers, on the same PDFs with the same model.

Each peer runs twice: the model called as its own integration calls it, and by
our embedder, which spares it what ours does quicker.

The PDFs are made ones and, where `YOUJU_REAL_REPORTS` names a folder of them,
published ones, each kind with questions of its own.

The peers (LlamaIndex, Haystack) are installed by pip into a folder of their own,
held to the versions that are installed here of what they share with us; each
system runs in a process of its own (`eval.peers`).
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.metadata import distributions
from pathlib import Path

from eval.bench_reading import count_pages, gather_files
from eval.cases import load_cases
from eval.peers import SYSTEMS
from eval.scale_reports import make_reports

PEERS = ("llama-index-core==0.14.25", "haystack-ai==3.4.0", "pypdf==7.1.0")
_OURS = "e5-small"
_ASKED = 60  # questions
_SETS = Path(__file__).with_name("sets")
_ABOUT_PUBLISHED = ("two_reports", "real_putuo")


@dataclass(frozen=True, slots=True)
class PeerSpeed:
    """One system over `pages` of PDF: seconds to ingest, median milliseconds to ask."""

    kind: str  # "made" or "published"
    name: str
    embedder: str  # "plain" where the system calls the model by sentence-transformers' defaults
    pages: int
    passages: int
    ingest: float
    ask: float


def bench_peers(
    folder: Path, count: int, seed: int = 1, told: Callable[[str], None] = print
) -> list[PeerSpeed]:
    """Return what each system took over `count` made PDFs, and over published ones; ours first.

    Raises CalledProcessError where pip cannot install the peers.
    """
    packages = folder / "packages"
    if not packages.is_dir():
        told("正在装要比的系统……")
        _install(packages)
    kinds = {"made": folder / f"{count}-pdfs", "published": folder / "published"}
    pages = {"made": _print_reports(kinds["made"], count, seed, told)}
    if published := _link_published(kinds["published"]):
        pages["published"] = published
    found = []
    for kind, many in pages.items():
        for name in SYSTEMS:
            for embedder in (_OURS,) if name == "youju" else ("plain", _OURS):
                told(f"正在量 {name}（{embedder}）……")
                found.append(_run(name, kinds[kind], packages, kind, many, embedder))
    return found


def _install(packages: Path) -> None:
    held = sorted({f"{d.name}=={d.version}" for d in distributions() if d.name != "youju"})
    packages.parent.mkdir(parents=True, exist_ok=True)
    constraints = packages.with_suffix(".txt")
    constraints.write_text("\n".join(held) + "\n", "utf-8")
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--target", str(packages)]
    subprocess.run([*command, "-c", str(constraints), *PEERS], check=True)


def _print_reports(files: Path, count: int, seed: int, told: Callable[[str], None]) -> int:
    """Print what is not there yet and the questions; return the number of pages."""
    files.mkdir(parents=True, exist_ok=True)
    questions, pages = [], 0
    for number, report in enumerate(make_reports(seed, 0, count), 1):
        path = files / f"{report.name}.pdf"
        if not path.exists():
            path.write_bytes(report.pdf)
        pages += count_pages(path)
        questions += [case.question for case in report.cases]
        if number % 50 == 0:
            told(f"已印好 {number} 份")
    _write_questions(files, questions)
    return pages


def _link_published(files: Path) -> int:
    """Link the published PDFs there are, write questions about them; return their pages, 0 if none.

    Scans are left out: the peers read no pictures.
    """
    reports = os.environ.get("YOUJU_REAL_REPORTS")
    published = gather_files(files, Path(reports), 0) if reports else ()
    if not published:
        return 0
    files.mkdir(parents=True, exist_ok=True)
    for path in published:
        link = files / path.name
        if not link.is_symlink():
            link.symlink_to(path.resolve())
    cases = [case for name in _ABOUT_PUBLISHED for case in load_cases(_SETS / f"{name}.jsonl")]
    _write_questions(files, [case.question for case in cases if not case.history])
    return sum(count_pages(path) for path in published)


def _write_questions(files: Path, questions: Sequence[str]) -> None:
    step = max(1, len(questions) // _ASKED)
    asked = json.dumps(questions[::step][:_ASKED], ensure_ascii=False)
    (files / "questions.json").write_text(asked, "utf-8")


def _run(name: str, files: Path, packages: Path, kind: str, pages: int, embedder: str) -> PeerSpeed:
    path = os.pathsep.join(filter(None, (os.environ.get("PYTHONPATH"), str(packages))))
    # Ours runs on what it was installed with, the peers on what came with them.
    environment = dict(os.environ) if name == "youju" else {**os.environ, "PYTHONPATH": path}
    done = subprocess.run(
        [sys.executable, "-m", "eval.peers", name, str(files), embedder],
        env=environment, check=True, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    return PeerSpeed(kind=kind, pages=pages, **json.loads(done.stdout.splitlines()[-1]))
