"""`eval public`: public question sets that the user has on disk."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from ui.commands_eval import EvalChoice, console_of, keep, opened, progress_of
from ui.render import to_line
from ui.settings import Settings


def run_public(
    name: str,
    files: Sequence[Path],
    limit: int,
    settings: Settings,
    out: Path | None = None,
    as_json: bool = False,
) -> int:
    """Put a public set's cases, each to its own document, print the table; returns 0.

    Raises CaseError for a set that is not known and for files of another form.
    """
    from dataclasses import asdict

    from eval.public import measure_overlap, read_public
    from eval.table import print_table
    from eval.trials import run_trial

    started = datetime.now()
    chosen = read_public(name, files).first(limit)
    with tempfile.TemporaryDirectory(prefix="youju-public-") as folder:
        trial = chosen.as_trial(Path(folder))
        with progress_of(trial.name) as progress:
            run = run_trial(trial, lambda: opened(trial, settings), progress)
    overlap = measure_overlap(run)
    if as_json:
        print(to_line({**run.to_json(), "overlap": asdict(overlap)}))
    else:
        print_table([run], console_of())
        if overlap.exact is not None and overlap.f1 is not None:
            print(f"  整句相同 EM {overlap.exact:.1%}，字符重合 F1 {overlap.f1:.1%}")
    kept = keep([run], EvalChoice(out=out), settings, started)
    print(kept, file=sys.stderr if as_json else sys.stdout)
    return 0
