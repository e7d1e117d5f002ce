"""What is truly in a report that is read: its table rows and its figures.

Ground-truth files, generated samples and made layouts all come down to `Truth`.
All texts here are without white space, since that is how they are compared.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from ingest.model import Role

# A column's role by its header, the first that fits: how the expected role of a
# table's figures is derived.  Written for the truth's headers, apart from the
# vocabulary that reads reports.
_COLUMN_ROLES = (
    (r"完成率$|执行率$|支出率$", Role.RATE),
    (r"分值|权重|满分", Role.WEIGHT),
    (r"得分|评分$", Role.SCORE),
    (r"年初预算数?$|^年初.*数$", Role.INITIAL_BUDGET),
    (r"调整数$|调增|调减|追加", Role.ADJUSTMENT),
    (r"实际支出数?$|执行数$|决算数?$|支出数$|实际使用", Role.EXECUTION),
    (r"预算数?$", Role.BUDGET),
    (r"实际完成|完成情况|实际值|完成值|实现情况", Role.ACTUAL),
    (r"指标值$|预期|目标值?$|目标$|计划", Role.TARGET),
)
# What a clause says right before an amount, the last that stands there.
_CLAUSE_ROLES = (
    (r"年初预算", Role.INITIAL_BUDGET),
    (r"预算数|预算安排", Role.BUDGET),
    (r"执行数|完成数|实际支出|支出决算|决算数", Role.EXECUTION),
)
_SILENT = ("list_marker", "label")  # numbers that state no quantity


@dataclass(frozen=True, slots=True)
class TrueRow:
    """A table row as a person reads it: one text a column, merged parents filled in."""

    table: str
    texts: tuple[str, ...]
    pages: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class TrueFigure:
    """A figure that is truly there.

    value   None for a date, which is told by its digits
    before  what stands before it in its cell, clause or sentence
    place   the whole text of its cell, "" in prose
    pages   where it is printed, empty if not known
    role    None where the truth does not tell
    row     the name of its row and
    column  the name of its column, each "" where none applies
    """

    printed: str
    value: Decimal | None
    unit: str
    before: str
    place: str = ""
    pages: tuple[int, ...] = ()
    role: Role | None = None
    row: str = ""
    column: str = ""


@dataclass(frozen=True, slots=True)
class Truth:
    """What is truly in a report.

    `figures` are all of them if `complete`; otherwise `texts` holds all its
    cells and paragraphs, so that a figure found nowhere in them is invented.
    """

    name: str
    rows: tuple[TrueRow, ...]
    figures: tuple[TrueFigure, ...]
    complete: bool = True
    texts: tuple[str, ...] = ()


def load_truth(path: Path) -> Truth:
    """Return what a ground-truth file says; raises OSError or ValueError if it cannot be read."""
    data = json.loads(path.read_text(encoding="utf-8"))
    tables = {table["id"]: table for table in data["tables"]}
    rows = [row for table in data["tables"] for row in _rows(table)]
    figures: list[TrueFigure] = []
    seen: Counter[tuple[str, str, str]] = Counter()
    for entry in data["figures"]:
        if entry["kind"] not in _SILENT:
            figures.append(_figure(entry, tables, seen))
    return Truth(data["doc"], tuple(rows), tuple(figures))


def tight(text: str) -> str:
    """Return a text without its white space."""
    return "".join(text.split())


def column_role(header: str) -> Role | None:
    """Return the role a column's header gives its figures, None if it gives none."""
    bare = re.sub(r"[（(][^（）()]*[）)]$", "", tight(header))
    return next((role for pattern, role in _COLUMN_ROLES if re.search(pattern, bare)), None)


def clause_role(before: str, printed: str, kind: str) -> Role | None:
    """Return the role that the words before a figure in prose give it, None if none."""
    if kind == "score":
        return Role.SCORE
    if kind == "percent":
        if re.search(r"率(?:为|达到?|是)?$|完成预算的$|完成年初预算的$", before):
            return Role.RATE
        return Role.SHARE if re.search(r"占[^，,；;。]{0,30}$", before) else None
    if kind != "money":
        return None
    clause = re.split(r"[，,；;。：:]|\d[\d.]*[万亿]?元", before)[-1]
    found = [(m.start(), role) for p, role in _CLAUSE_ROLES for m in re.finditer(p, clause)]
    return max(found, key=lambda each: each[0])[1] if found else None


def _rows(table: Mapping[str, Any]) -> Iterator[TrueRow]:
    for row in table["rows"]:
        cells = row.get("cells")
        texts = cells.values() if cells is not None else (row["key"], row["value"])
        yield TrueRow(table["id"], tuple(map(tight, texts)), tuple(row["pages"]))


def _figure(
    entry: Mapping[str, Any],
    tables: Mapping[str, Mapping[str, Any]],
    seen: Counter[tuple[str, str, str]],
) -> TrueFigure:
    printed, where, kind = tight(entry["raw"]), entry["where"], entry["kind"]
    place = row = column = ""
    text = tight(entry["sentence"])
    if where["type"] == "table":
        place, row, column = _cell(tables[where["table"]], where)
        text = place
    clause = tight(entry["clause"])
    key = (str(where), clause, printed)
    at = text.find(printed, max(0, text.find(clause)))
    for _ in range(seen[key]):
        at = text.find(printed, at + 1)
    seen[key] += 1
    if at < 0:
        raise ValueError(f"{printed!r} is not in {text!r}")
    before = text[:at]
    role = column_role(column) if where["type"] == "table" else clause_role(before, printed, kind)
    if where["type"] == "table" and column == "" and kind == "score":
        role = Role.SCORE
    return TrueFigure(
        printed,
        None if kind == "date" else Decimal(str(entry["value"])),
        "" if kind == "date" else entry["unit"],
        before,
        place,
        (entry["page"],),
        None if kind in ("date", "anniversary") else role,
        row,
        column,
    )


def _cell(table: Mapping[str, Any], where: Mapping[str, Any]) -> tuple[str, str, str]:
    """Return a cell's text and what its row and its column are called."""
    number = str(where["row"]).split("-")[0]
    if table.get("kind") == "key-value":
        row = next(r for r in table["rows"] if r["key"] == where["row"])
        return tight(row["value"]), tight(row["key"]), ""
    row = next(r for r in table["rows"] if str(r["row"]) == number)
    cells: dict[str, str] = row["cells"]
    column = where["column"]
    columns = {header: [row["cells"][header] for row in table["rows"]] for header in cells}
    name = row_name(columns, merged_columns(table["rows"]))
    named = list(cells).index(column) > list(cells).index(name)
    return tight(cells[column]), tight(cells[name]) if named else "", tight(column)


def merged_columns(rows: Sequence[Mapping[str, Any]]) -> set[str]:
    """Return the columns in which some cell of a ground-truth table covers several rows."""
    return {header for row in rows for header in row.get("merged_parents", {})}


def row_name(columns: Mapping[str, Sequence[str]], merged: set[str]) -> str:
    """Return the column that names the rows: the first of words, without merged cells."""
    words = (h for h, texts in columns.items() if h not in merged and all(map(_wordy, texts)))
    return next(words, next(iter(columns)))


def _wordy(text: str) -> bool:
    return re.search(r"[\u4e00-\u9fff]", text) is not None
