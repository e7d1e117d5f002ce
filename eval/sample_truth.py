"""What is truly in a generated sample: its tables, its figures, its questions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from eval.sample_layout import Block, Placed, TableBlock, Typeset

_At = tuple[int, tuple[int, int] | None]  # block, cell
_FIGURE = re.compile(
    r"(?P<low>\d[\d,]*(?:\.\d+)?)(?P<unit>%|万?(?:篇次|人次|家次|平方米|[个名人支项部期次场条册家件户所对轮天份元分篇])|万|)"
)


@dataclass(frozen=True, slots=True)
class Fact:
    """A figure a reader may ask for, and where it was written.

    `block` and `cell` (row, column; None in a paragraph) say where; `before`
    is the text right before the figure, white space aside, where the figure
    alone would be ambiguous.
    """

    question: str
    value: str
    unit: str
    printed: str
    block: int
    cell: tuple[int, int] | None = None
    before: str = ""
    qualifier: str = ""
    role: str = ""
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class GeneratedCase:
    """A question with its known answer.

    `outcome` is answered or not_in_reports; `value` is a decimal string in
    `unit`, "" where the answer is a list (`items`) or a refusal; `role` is a
    name of ingest.model.Role or "" where it does not matter.  `pages` are the
    figure's own, `elsewhere` those that state it again.
    """

    id: str
    question: str
    outcome: str
    kind: str = "figure"
    value: str = ""
    unit: str = ""
    qualifier: str = ""
    role: str = ""
    printed: str = ""
    items: tuple[str, ...] = ()
    report: str = ""
    fiscal_year: int = 0
    pages: tuple[int, ...] = ()
    elsewhere: tuple[int, ...] = ()
    tags: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return it as a line of a set of known answers (see eval.cases)."""
        expected: dict[str, Any] = {"outcome": self.outcome}
        if self.outcome == "answered":
            expected["kind"] = self.kind
            expected["report"] = {"fiscal_year": self.fiscal_year}
        if self.value:
            figure: dict[str, Any] = {"value": self.value, "unit": self.unit}
            if self.role:
                figure["role"] = self.role
            if self.printed == self.value:  # its unit stands in a header
                figure["units"] = [""]
            expected["figures"] = [figure]
            expected["pages"] = {self.report: sorted({*self.pages, *self.elsewhere})}
        if self.items:
            expected["items"] = list(self.items)
        tags = ["generated", *self.tags]
        return {"id": self.id, "question": self.question, "expected": expected, "tags": tags}


@dataclass(frozen=True, slots=True)
class TruthRow:
    """A row of a true table: (header, block cell) pairs, merged parents included."""

    row: int
    cells: tuple[tuple[str, tuple[int, int]], ...]


@dataclass(frozen=True, slots=True)
class TruthTable:
    """A table as a person reads it, merged parents filled in."""

    id: str
    title: str
    block: int
    headers: tuple[str, ...]
    rows: tuple[TruthRow, ...]
    unit: str = ""


@dataclass(slots=True)
class Written:
    """A sample before it is set: its blocks and what is known of them."""

    blocks: list[Block] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)
    tables: list[TruthTable] = field(default_factory=list)
    lists: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    absent: list[str] = field(default_factory=list)  # questions it does not answer


def only_figure(text: str) -> tuple[str, str, str, str] | None:
    """Return (value, unit, printed, qualifier) if the text states just one figure with a unit."""
    tight = "".join(text.split())
    found = [m for m in _FIGURE.finditer(tight) if m["unit"]]
    if len(found) != 1 or sum(map(str.isdigit, tight)) != sum(map(str.isdigit, found[0][0])):
        return None
    head, tail = tight[: found[0].start()], tight[found[0].end() :]
    qualifier = next((q for q in ("至少", "不少于", "超", "约") if head.endswith(q)), "")
    qualifier = qualifier or next((q for q in ("或以上", "以上") if tail.startswith(q)), "")
    return found[0]["low"].replace(",", ""), found[0]["unit"], found[0][0], qualifier


def make_cases(
    written: Written, done: Typeset, report: str, fiscal_year: int
) -> tuple[GeneratedCase, ...]:
    """Return the questions of a set sample with their answers and pages."""
    cases: list[GeneratedCase] = []

    def name() -> str:
        return f"{report.removesuffix('.pdf')}-{len(cases) + 1:03d}"

    for fact in written.facts:
        cases.append(
            GeneratedCase(
                name(),
                fact.question,
                "answered",
                value=fact.value,
                unit=fact.unit,
                qualifier=fact.qualifier,
                role=fact.role,
                printed=fact.printed,
                report=report,
                fiscal_year=fiscal_year,
                pages=_pages(written.blocks, done.placed, fact),
                elsewhere=_elsewhere(written.blocks, done.placed, fact),
                tags=fact.tags,
            )
        )
    for question, items in written.lists:
        cases.append(
            GeneratedCase(
                name(),
                question,
                "answered",
                "list",
                items=items,
                report=report,
                fiscal_year=fiscal_year,
                tags=("list",),
            )
        )
    for question in written.absent:
        cases.append(GeneratedCase(name(), question, "not_in_reports", tags=("absent",)))
    return tuple(cases)


def make_truth(written: Written, done: Typeset, report: str, seed: int | None) -> dict[str, Any]:
    """Return tables and figures in the shape of a ground-truth file."""
    tables = []
    for table in written.tables:
        rows = [_truth_row(written, done, table, row) for row in table.rows]
        keys = {key for row in table.rows for _, key in row.cells}
        every = sorted({p.page for p in done.placed if p.block == table.block and p.cell in keys})
        tables.append(
            {
                "id": table.id,
                "title": table.title,
                "unit": table.unit,
                "headers": list(table.headers),
                "n_rows": len(rows),
                "pages": [every[0], every[-1]],
                "rows": rows,
            }
        )
    figures = [
        asdict(fact) | {"pages": list(_pages(written.blocks, done.placed, fact))}
        for fact in written.facts
    ]
    return {
        "doc": report,
        "seed": seed,
        "pdf_pages": done.pages,
        "tables": tables,
        "figures": figures,
    }


def _truth_row(written: Written, done: Typeset, table: TruthTable, row: TruthRow) -> dict[str, Any]:
    block = written.blocks[table.block]
    if not isinstance(block, TableBlock):
        raise TypeError(f"block {table.block} is no table")
    texts = {(cell.row, cell.col): cell for cell in block.cells}
    own = [key for _, key in row.cells if texts[key].row_span == 1] or [k for _, k in row.cells]
    pages = sorted({p.page for p in done.placed if p.block == table.block and p.cell in own})
    return {
        "row": row.row,
        "pages": pages,
        "split_across_pages": len(pages) > 1,
        "cells": {header: texts[key].text for header, key in row.cells},
    }


def _pages(blocks: Sequence[Block], placed: Sequence[Placed], fact: Fact) -> tuple[int, ...]:
    """Pages on which the figure's own characters stand."""
    text = dict(_texts(blocks))[fact.block, fact.cell]
    start = _tight(text)[0].find(fact.before + fact.printed)
    if start < 0:
        raise ValueError(f"{fact.before + fact.printed!r} is not in {text!r}")
    at = (fact.block, fact.cell)
    return _pages_of(placed, at, text, start + len(fact.before), len(fact.printed))


def _elsewhere(blocks: Sequence[Block], placed: Sequence[Placed], fact: Fact) -> tuple[int, ...]:
    """Pages that print the same figure in another place; short figures would be chance."""
    if sum(map(str.isdigit, fact.printed)) < 3:
        return ()
    found: set[int] = set()
    for at, text in _texts(blocks):
        start = _tight(text)[0].find(fact.printed)
        if at != (fact.block, fact.cell) and start >= 0:
            found |= {*_pages_of(placed, at, text, start, len(fact.printed))}
    return tuple(sorted(found))


def _texts(blocks: Sequence[Block]) -> Iterator[tuple[_At, str]]:
    for index, block in enumerate(blocks):
        if isinstance(block, TableBlock):
            yield from (((index, (c.row, c.col)), c.text) for c in block.cells)
        else:
            yield (index, None), block.text


def _tight(text: str) -> tuple[str, list[int]]:
    """Return the text without white space, and where its characters stood."""
    at = [i for i, char in enumerate(text) if not char.isspace()]
    return "".join(text[i] for i in at), at


def _pages_of(
    placed: Sequence[Placed], at: _At, text: str, start: int, length: int
) -> tuple[int, ...]:
    stood = _tight(text)[1]
    first, last = stood[start], stood[start + length - 1]
    here = (p for p in placed if (p.block, p.cell) == at and p.start <= last and p.end > first)
    return tuple(sorted({p.page for p in here}))
