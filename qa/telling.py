"""An answer as an event of the log: what came of it and how long it took, not what it says."""

from __future__ import annotations

import logging

from ingest.errors import StoreError
from ingest.events import LOGGER, tell
from qa.model import Answer, Outcome
from vectorstore.library import Library


def tell_answer(answer: Answer, library: Library) -> None:
    """Log a finished answer; costs nothing where nothing is logged."""
    level = logging.WARNING if answer.outcome is Outcome.FAILED else logging.INFO
    if not LOGGER.isEnabledFor(level):
        return
    try:
        generation = library.generation
    except StoreError:  # which may be why it failed
        generation = None
    tell(
        "ask",
        {"question": answer.question, "error": answer.error},
        level,
        outcome=answer.outcome.value,
        kind=answer.kind.value,
        seconds=round(answer.seconds, 4),
        generation=generation,
        figures=len(answer.figures),
        reports=sorted({citation.report_id for citation in answer.citations}),
    )
