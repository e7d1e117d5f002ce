"""What every command is made with: its Chinese help, and its settings."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import typer

from ui.words import ChineseCommand

if TYPE_CHECKING:
    from ui.settings import Settings

_Body = TypeVar("_Body", bound=Callable[..., None])


def commands_of(group: typer.Typer) -> Callable[[str], Callable[[_Body], _Body]]:
    """Return what makes a function a command of a group: `@commands_of(group)("name")`."""

    def named(name: str) -> Callable[[_Body], _Body]:
        return group.command(name, cls=ChineseCommand)

    return named


def settings_of(
    ctx: typer.Context, store: Path | None, flags: dict[str, dict[str, Any]] | None = None
) -> Settings:
    """Compose the run's settings from this command's flags (None: not given); open its log."""
    from ui.logs import open_log
    from ui.settings import compose_settings

    settings = compose_settings({**(flags or {}), "store": _store(ctx, store, flags)})
    open_log(settings.log)
    return settings


def _store(
    ctx: typer.Context, store: Path | None, flags: dict[str, dict[str, Any]] | None
) -> dict[str, Any]:
    return {**(flags or {}).get("store", {}), "path": store or ctx.obj}
