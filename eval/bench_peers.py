"""Ingest and ask beside the peers, on the same made PDFs with the same embedder.

The peers (LlamaIndex, Haystack) are installed by pip into a folder of their own,
held to the versions that are installed here of what they share with us; each
system runs in a process of its own (`eval.peers`).
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import distributions
from pathlib import Path

from eval.peers import SYSTEMS
from eval.scale_reports import make_reports

PEERS = ("llama-index-core==0.14.25", "haystack-ai==3.4.0", "pypdf==7.1.0")
_EMBEDDER = "e5-small"
_ASKED = 60  # questions


@dataclass(frozen=True, slots=True)
class PeerSpeed:
    """One system over `pages` of PDF: seconds to ingest, median milliseconds to ask."""

    name: str
    pages: int
    passages: int
    ingest: float
    ask: float


def bench_peers(
    folder: Path, count: int, seed: int = 1, told: Callable[[str], None] = print
) -> list[PeerSpeed]:
    """Return what each system took over `count` made PDFs, ours first.

    Raises CalledProcessError where pip cannot install the peers.
    """
    packages = folder / "packages"
    if not packages.is_dir():
        told("正在装要比的系统……")
        _install(packages)
    files = folder / f"{count}-pdfs"
    pages = _print_reports(files, count, seed, told)
    found = []
    for name in SYSTEMS:
        told(f"正在量 {name}……")
        found.append(_run(name, files, packages, pages))
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
    import pdfplumber

    files.mkdir(parents=True, exist_ok=True)
    questions, pages = [], 0
    for number, report in enumerate(make_reports(seed, 0, count), 1):
        path = files / f"{report.name}.pdf"
        if not path.exists():
            path.write_bytes(report.pdf)
        with pdfplumber.open(path) as document:
            pages += len(document.pages)
        questions += [case.question for case in report.cases]
        if number % 50 == 0:
            told(f"已印好 {number} 份")
    step = max(1, len(questions) // _ASKED)
    asked = json.dumps(questions[::step][:_ASKED], ensure_ascii=False)
    (files / "questions.json").write_text(asked, "utf-8")
    return pages


def _run(name: str, files: Path, packages: Path, pages: int) -> PeerSpeed:
    path = os.pathsep.join(filter(None, (os.environ.get("PYTHONPATH"), str(packages))))
    # Ours runs on what it was installed with, the peers on what came with them.
    environment = dict(os.environ) if name == "youju" else {**os.environ, "PYTHONPATH": path}
    done = subprocess.run(
        [sys.executable, "-m", "eval.peers", name, str(files), _EMBEDDER],
        env=environment, check=True, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    return PeerSpeed(pages=pages, **json.loads(done.stdout.splitlines()[-1]))
