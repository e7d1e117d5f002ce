"""Generated samples and made layouts as something to read, with what is truly in them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal

from eval.reading_layouts import write_layout
from eval.reading_truth import TrueFigure, TrueRow, Truth, column_role, row_name, tight
from eval.sample_form import write_form
from eval.sample_layout import TableBlock, Text, Typeset, typeset
from eval.sample_report import write_report
from eval.sample_truth import Fact, TruthTable, Written, make_truth
from eval.sample_world import make_world
from ingest.model import Role

_NUMBER = re.compile(r"(-?\d[\d,]*(?:\.\d+)?)([%％]?)")
_Key = tuple[int, tuple[int, int] | None]  # block and cell, None in a paragraph


def make_reading(kind: str, seed: int | None) -> tuple[bytes, Truth]:
    """Return a PDF and its truth; `kind` is form, report or layout.

    The same seed gives the same bytes; only "form" and "report" know None, the
    samples of this project.
    """
    if kind == "layout":
        written, style = write_layout(seed or 0)
    else:
        world = make_world(kind, seed)
        written, style = (write_form if kind == "form" else write_report)(world), world.style
    title = "".join(b.text for b in written.blocks if isinstance(b, Text) and b.kind == "title")
    done = typeset(tuple(written.blocks), style, title, "")
    return done.pdf, _truth(written, done, f"{kind}-{'示例' if seed is None else seed}")


def _truth(written: Written, done: Typeset, name: str) -> Truth:
    """Return the truth of a document that was written and set.

    Figures come as the writer stated them; to them are added the cells that
    hold a number alone: money in the table's unit, scores in 分, shares in %,
    each with the role of its column.
    """
    texts = _texts(written)
    named = _named(written, texts)
    rows = [
        TrueRow(
            table.id,
            tuple(texts[table.block, key] for _, key in row.cells),
            _pages(done, [(table.block, key) for _, key in row.cells]),
        )
        for table in written.tables
        for row in table.rows
    ]
    made = make_truth(written, done, name, None)["figures"]
    taken: dict[_Key, set[int]] = {}
    figures = [
        _asked(fact, tuple(entry["pages"]), texts, named, taken)
        for fact, entry in zip(written.facts, made, strict=True)
    ]
    asked: set[_Key] = {(fact.block, fact.cell) for fact in written.facts}
    for table in written.tables:
        for key in {(table.block, at) for row in table.rows for _, at in row.cells}:
            figure = _bare(texts[key], table, named.get(key, ("", "")), _pages(done, [key]))
            if key not in asked and figure is not None:
                figures.append(figure)
    return Truth(name, tuple(rows), tuple(dict.fromkeys(figures)), False, tuple(texts.values()))


def _texts(written: Written) -> dict[_Key, str]:
    texts: dict[_Key, str] = {}
    for index, block in enumerate(written.blocks):
        if isinstance(block, TableBlock):
            texts |= {(index, (cell.row, cell.col)): tight(cell.text) for cell in block.cells}
        else:
            texts[index, None] = tight(block.text)
    return texts


def _named(written: Written, texts: Mapping[_Key, str]) -> dict[_Key, tuple[str, str]]:
    """Return what the row and the column of each cell of the true tables are called."""
    names: dict[_Key, tuple[str, str]] = {}
    for table in written.tables:
        if table.headers == ("key", "value"):
            for row in table.rows:
                (_, key), (_, value) = row.cells
                names[table.block, value] = texts[table.block, key], ""
            continue
        block = written.blocks[table.block]
        assert isinstance(block, TableBlock)
        spans = {(cell.row, cell.col): cell.row_span for cell in block.cells}
        merged = {h for row in table.rows for h, key in row.cells if spans[key] > 1}
        columns = {
            header: [texts[table.block, dict(row.cells)[header]] for row in table.rows]
            for header in table.headers
        }
        name = table.headers.index(row_name(columns, merged))
        for row in table.rows:
            for index, (header, key) in enumerate(row.cells):
                row_of = texts[table.block, row.cells[name][1]] if index > name else ""
                column = "" if header.startswith("(") else tight(header)
                names[table.block, key] = row_of, column
    return names


def _asked(
    fact: Fact,
    pages: tuple[int, ...],
    texts: Mapping[_Key, str],
    named: Mapping[_Key, tuple[str, str]],
    taken: dict[_Key, set[int]],
) -> TrueFigure:
    """Return the figure of a fact; equal ones in a text are taken in the writer's order."""
    key = (fact.block, fact.cell)
    text, stated = texts[key], fact.before + fact.printed
    found = [m.start() for m in re.finditer(f"(?={re.escape(stated)})", text)]
    places = [at + len(fact.before) for at in found]
    used = taken.setdefault(key, set())
    places += [m.start() for m in re.finditer(f"(?={re.escape(fact.printed)})", text)]
    at = next((at for at in places if at not in used), places[0])
    used.add(at)
    row, column = named.get(key, ("", ""))
    counted = re.search(r"(人次|场次|户次)[达为超]{0,2}$", text[:at]) if fact.unit == "万" else None
    role = column_role(column) or (Role(fact.role) if fact.role else None)
    return TrueFigure(
        fact.printed,
        Decimal(fact.value),
        fact.unit + (counted[1] if counted else ""),
        text[:at],
        text if fact.cell is not None else "",
        pages,
        role,
        row,
        column,
    )


def _bare(
    text: str, table: TruthTable, named: tuple[str, str], pages: tuple[int, ...]
) -> TrueFigure | None:
    """Return the figure of a cell that is a number alone, None if its unit is not told."""
    found = _NUMBER.fullmatch(text)
    role = column_role(named[1])
    if found is None:
        return None
    unit = "%" if found[2] else table.unit
    if not found[2]:
        if role in (Role.WEIGHT, Role.SCORE):
            unit = "分"
        elif role in (None, Role.TARGET, Role.ACTUAL, Role.RATE) or not unit:
            return None
    value = Decimal(found[1].replace(",", ""))
    return TrueFigure(text, value, unit, "", text, pages, role, *named)


def _pages(done: Typeset, keys: list[_Key]) -> tuple[int, ...]:
    return tuple(sorted({p.page for p in done.placed if (p.block, p.cell) in keys}))


def sample_plan(seeds: int) -> Iterator[tuple[str, int | None]]:
    """Yield the kinds and seeds of what is generated: the samples, then `seeds` of each kind."""
    yield from (("form", None), ("report", None))
    for seed in range(1, seeds + 1):
        yield from (("form", seed), ("report", seed), ("layout", seed))
