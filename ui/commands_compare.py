"""`compare`: one measure over every report, in the terminal and as files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.errors import SettingsError
from ui.render import to_line
from ui.settings import Settings

if TYPE_CHECKING:
    from ingest.model import Role
    from qa.compare_measure import MeasureComparison, Wanted

_NOTHING = 3  # exit code of a comparison without rows, as of an answer that is not there


def run_compare(
    wanted: Wanted,
    only: Sequence[str],
    settings: Settings,
    xlsx: Path | None = None,
    csv: Path | None = None,
    as_json: bool = False,
) -> int:
    """Compare a measure, print the table, write the files asked for, return the exit code."""
    from qa.compare_measure import compare_measure
    from qa.sources import Sources
    from ui.commands_reports import find_report
    from ui.comparison import comparison_json, write_csv, write_xlsx
    from vectorstore.library import open_library

    with open_library(settings.store) as library:
        named = {find_report(library, name).id for name in only}
        cards = [card for card in library.reports() if not named or card.id in named]
        compared = compare_measure(wanted, cards, Sources(library), settings.qa)
    if xlsx is not None:
        write_xlsx(compared, xlsx)
    if csv is not None:
        write_csv(compared, csv)
    if as_json:
        print(to_line(comparison_json(compared)))
    else:
        _print(compared)
        for path in filter(None, (xlsx, csv)):
            print(f"已写出：{path}")
    return 0 if compared.rows else _NOTHING


def read_role(words: str) -> Role:
    """Return the role that a word names, in Chinese or as in JSON; raises SettingsError."""
    from ingest.measures import find_roles
    from ingest.model import Role
    from qa.roles import ROLE_WORDS

    names = {role.value: role for role in Role} | {
        name: role for role, name in ROLE_WORDS.items() if name
    }
    if words in names:
        return names[words]
    found = {mention.role for mention in find_roles(words)}
    if len(found) != 1:
        known = "、".join(name for name in ROLE_WORDS.values() if name)
        raise SettingsError(f"--role “{words}”：不知道是哪一种数。可以写：{known}。")
    return found.pop()


def _print(compared: MeasureComparison) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from ui.comparison import HEADS, about_lines, row_cells

    console = Console()
    if not console.is_terminal:
        console = Console(width=200)
    shown = [n for n, head in enumerate(HEADS) if head not in ("报告", "原文")]
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for n in shown:
        table.add_column(HEADS[n], overflow="fold", justify="right" if n in (0, 6) else "left")
    for row in compared.rows:
        cells = row_cells(row, compared.unit)
        table.add_row(*(Text(str(cells[n])) for n in shown))
    if compared.rows:
        console.print(table)
    for name, text in about_lines(compared):
        print(f"{name}：{text}")
    for left in compared.left_out:
        print(f"没有列入 {left.card.file_name}：{left.reason}")
