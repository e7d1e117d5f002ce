"""What the tabs of the page have in common."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ingest.errors import YoujuError
from ui.marking import escape

# Of an event that is no endpoint for programs and shows no bar of its own.
QUIET: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}


@dataclass(frozen=True)
class Tab:
    """What the page needs of a tab: the components that `refresh` fills."""

    shown: list[Any]
    refresh: Any


def none_html(words: str, style: str = "") -> str:
    """Return what stands where there is nothing yet; `words` are the page's own."""
    return f'<div class="{f"yj-none {style}".strip()}">{words}</div>'


def failed_html(error: YoujuError | str, file: str | None = None) -> str:
    """Return what went wrong; an uploaded `file` is named without its path on the server."""
    words = str(error).replace(file, Path(file).name) if file else str(error)
    return f'<ul class="yj-account"><li class="yj-failed">{escape(words)}</li></ul>'
