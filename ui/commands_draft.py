"""`eval draft`, `eval validate`: cases for a person to confirm; whether a set is well formed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from ingest.errors import CaseError
from ingest.model import Report
from ui.settings import Settings


def run_draft(
    report: str | None,
    feedback: Path | None,
    target: Path | None,
    limit: int,
    settings: Settings,
) -> int:
    """Draft cases from a report or from feedback, and write or print them; returns 0.

    Raises ReportMissing or a ReadingError for a report that is not to be had,
    CaseError for feedback that cannot be read and for a target that exists.
    """
    from eval.draft import draft_cases
    from eval.feedback import draft_from_feedback, load_feedback
    from eval.write_cases import write_lines

    if feedback is not None:
        drafts = draft_from_feedback(load_feedback(feedback))
    else:
        drafts = draft_cases(_report(str(report), settings), limit)
    text = write_lines((draft.case, draft.remark) for draft in drafts)
    if target is None:
        print(text, end="")
        return 0
    try:
        with target.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise CaseError(f"{target}：已有这个文件，没有改动它。请换一个名字。") from None
    except OSError as error:
        raise CaseError(f"{target}：写不进去（{error.strerror or error}）。") from error
    kinds = Counter(draft.case.tags[0] for draft in drafts)
    counts = "、".join(f"{kind} {count}" for kind, count in kinds.items()) or "没有可起草的"
    print(f"起草 {len(drafts)} 道（{counts}），写进 {target}。核对以后删去 unconfirmed 标签。")
    return 0


def run_validate(files: Sequence[Path]) -> int:
    """Print the make-up of each set; returns 0.  Raises CaseError with every mistake."""
    from eval.cases import confirmed_cases, load_cases
    from eval.labels import KINDS
    from eval.run import kind_of

    for path in files:
        cases = load_cases(path)
        kinds = Counter(kind_of(case) for case in cases)
        parts = "、".join(f"{words} {kinds[kind]}" for kind, words in KINDS.items() if kinds[kind])
        drafts = len(cases) - len(confirmed_cases(cases))
        waiting = f"；其中 {drafts} 道还没有核对（unconfirmed），不会做" if drafts else ""
        print(f"{path}：{len(cases)} 道，格式都对（{parts}）{waiting}。")
    return 0


def _report(name: str, settings: Settings) -> Report:
    path = Path(name)
    if path.is_file():
        from ingest.read import read_report

        return read_report(path, settings.ingest)
    from ui.commands_reports import find_report
    from vectorstore.library import open_library

    with open_library(settings.store) as library:
        return library.report(find_report(library, name).id)
