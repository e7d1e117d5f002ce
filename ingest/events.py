"""What happens, told to Python's standard logging as events of names and numbers.

Everything goes to the logger `youju`, which is silent until somebody gives it a
handler (`ui/logs.py` does).  What a question, an answer or a report says never
stands in `facts`; what may stand in a log only where its keeper wants it, like
questions and file names, is `private` and told at the level of debugging alone.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

LOGGER = logging.getLogger("youju")
LOGGER.addHandler(logging.NullHandler())  # without a handler, Python would print warnings


def tell(
    event: str, private: Mapping[str, Any] | None = None, level: int = logging.INFO, **facts: Any
) -> None:
    """Log one event; `facts` are short names, numbers, ids."""
    if LOGGER.isEnabledFor(level):
        shown = {**facts, **(private or {})} if LOGGER.isEnabledFor(logging.DEBUG) else facts
        LOGGER.log(level, event, extra={"facts": shown})
