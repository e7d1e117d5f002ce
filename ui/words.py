"""Typer's own words in Chinese: help pages and usage errors.

Typer's headings and complaints are English and only partly translatable, so
help is laid out here from the parameters themselves.  Widths are terminal
cells: a Chinese character takes two.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

_HELP_OF_HELP = "显示这份说明。"


class ChineseCommand(TyperCommand):
    """A command whose help page is Chinese throughout."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write usage, description, arguments and options into `formatter`."""
        _write_help(self, ctx, formatter, ())


class ChineseGroup(TyperGroup):
    """A group of commands whose help page is Chinese throughout."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write usage, description, options and commands into `formatter`."""
        commands = [
            (name, (command.help or "").split("\n")[0])
            for name in self.list_commands(ctx)
            if (command := self.get_command(ctx, name)) is not None and not command.hidden
        ]
        _write_help(self, ctx, formatter, commands)

    def list_commands(self, ctx: Any) -> list[str]:
        """Return the commands in the order they were written down."""
        return list(self.commands)


def explain_usage_error(error: typer.TyperException) -> str:
    """Return one Chinese line that says what was wrong with the command line."""
    kind = type(error).__name__
    param = getattr(error, "param", None)
    name = _name(param) if param is not None else ""
    if kind == "MissingParameter":
        return f"缺少{name or '参数'}"
    if kind == "NoSuchOption":
        near = "、".join(getattr(error, "possibilities", None) or ())
        return f"没有 {getattr(error, 'option_name', '')} 这个选项" + (
            f"（相近的有 {near}）" if near else ""
        )
    if kind == "BadParameter" and param is None:
        return error.message  # one of our own
    if kind in ("BadParameter", "BadOptionUsage"):
        option = "/".join(param.opts) if param is not None else getattr(error, "option_name", "")
        return f"{option} 的值不能用，或者没有写值"
    if "No such command" in error.message:
        return f"没有 {error.message.split(chr(39))[1]} 这个命令"
    if "Missing command" in error.message:
        return "没有说要做什么"
    if "unexpected extra argument" in error.message:
        return f"多了参数：{error.message.rpartition('(')[2].rstrip(').')}"
    return error.message


def _write_help(
    command: Any, ctx: Any, formatter: Any, commands: Iterable[tuple[str, str]]
) -> None:
    arguments, options = [], []
    for param in command.get_params(ctx):
        if getattr(param, "hidden", False):
            continue
        if param.param_type_name == "argument":
            arguments.append((_name(param), param.help or ""))
        else:
            text = _HELP_OF_HELP if param.name == "help" else param.help or ""
            metavar = "" if param.is_flag else f" {_name(param)}"
            options.append((", ".join(param.opts) + metavar, text))
    pieces = [ctx.command_path, *(["[选项]"] if options else [])]
    pieces += [_usage(p) for p in command.get_params(ctx) if p.param_type_name == "argument"]
    pieces += ["命令"] if commands else []
    formatter.write(f"用法：{' '.join(pieces)}\n")
    for paragraph in (command.help or "").strip().split("\n"):
        formatter.write(f"{paragraph.strip()}\n" if paragraph.strip() else "\n")
    for heading, rows in (("参数", arguments), ("选项", options), ("命令", list(commands))):
        if rows:
            formatter.write(f"\n{heading}：\n{_two_columns(rows, formatter.width)}")


def _name(param: Any) -> str:
    return str(param.metavar or param.name.upper())


def _usage(param: Any) -> str:
    name = _name(param) + ("..." if param.nargs != 1 else "")
    return name if param.required else f"[{name}]"


def _two_columns(rows: list[tuple[str, str]], width: int) -> str:
    """Return the rows as two aligned columns, the second wrapped by cells."""
    from rich.cells import cell_len, chop_cells

    left = min(max(cell_len(name) for name, _ in rows), 28)
    room = max(width - left - 4, 20)
    lines = []
    for name, text in rows:
        parts = chop_cells(text, room) or [""]
        if cell_len(name) > left:
            lines.append(f"  {name}")
            head = " " * left
        else:
            head = name + " " * (left - cell_len(name))
        lines += [
            f"  {head if i == 0 else ' ' * left}  {part}".rstrip() for i, part in enumerate(parts)
        ]
    return "\n".join(lines) + "\n"
