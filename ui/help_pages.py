"""`docs/cli.md` from the commands' own help.

python -m ui.help_pages docs/cli.md            writes it
python -m ui.help_pages --check docs/cli.md    exits 1 if it is out of date
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import typer

from ui.cli import app

_WIDTH = 80  # terminal cells


def help_pages() -> str:
    """Return the help of every command as one Markdown page."""
    parts = ["# 命令\n\n由 `make docs` 从各命令的 `--help` 生成。\n"]
    root = typer.main.get_command(app)
    parts += [f"## {path}\n\n```\n{text}```\n" for path, text in _walk(root, "youju", None)]
    return "\n".join(parts)


def _walk(command: Any, path: str, parent: Any) -> list[tuple[str, str]]:
    # `max_content_width` alone would let a narrow terminal change the page.
    settings = {**command.context_settings, "terminal_width": _WIDTH}
    context = command.context_class(
        command, info_name=path.rpartition(" ")[2], parent=parent, **settings
    )
    pages = [(path, command.get_help(context).rstrip() + "\n")]
    for name in getattr(command, "commands", {}):
        child = command.get_command(context, name)
        if not child.hidden:
            pages += _walk(child, f"{path} {name}", context)
    return pages


def main(args: list[str]) -> int:
    """Write the page, or check it; returns the exit code."""
    *flags, target = args or ["docs/cli.md"]
    path, text = Path(target), help_pages()
    if "--check" not in flags:
        path.write_text(text, encoding="utf-8")
        return 0
    if path.is_file() and path.read_text(encoding="utf-8") == text:
        return 0
    print(f"{path} 与命令的 --help 不一致。请运行 make docs。", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
