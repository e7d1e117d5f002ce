"""Read a table by what the question names in it: a row by one of its cells, a column by its header.

「归社会救助科管的项目有哪几个」 names the value of one column and asks for
another; 「环卫保洁由哪个科室牵头」 names a row and asks for a column.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ingest.fold import squeeze
from ingest.model import Cell, Report, Table
from ingest.numerals import scan_numbers
from qa.terms import cover, credit, lacks
from qa.understand import Question
from qa.weighing import weigh
from qa.words import Term, content_words

_BARE = re.compile(r"[（(][^（）()]*[）)]|^[一二三四五六七八九十\d]+[、.．]|[“”\"「」]")
_NEGATED = re.compile(r"没有?|未能?|不(?!同|仅|断)")
_YES, _NO = re.compile(r"是|已|√|达标|完成"), re.compile(r"否|未|没|×|不")
_PARTS = re.compile(r"项目|科室|股室|部门|单位|名称|情况")
_TOTAL = re.compile(r"合计|总计|小计|总分")


@dataclass(frozen=True, slots=True)
class Picked:
    """Cells of one column in the rows the question names.

    header    of the column that is asked for
    rows      what the question says of the rows ("社会救助科")
    coverage  share of the rest of the question that the headers carry
    """

    table: Table
    header: str
    rows: str
    cells: tuple[Cell, ...]
    coverage: float


def pick_cells(question: Question, report: Report) -> Iterator[Picked]:
    """Return the cells that the question picks by a row's cell and a column's header."""
    core = squeeze(question.core)
    for table in report.tables:
        columns = headers(table)
        named: dict[tuple[str, str], set[int]] = {}
        for cell in table.cells:
            header = _over(cell, columns)
            for said in _said(cell, header, core):
                rows = named.setdefault((said, header), set())
                rows.update(range(cell.row, cell.row + cell.row_span))
        # A longer name tells more: 社会救助科, not 社会.
        kept = [k for k in named if not any(k[0] != o[0] and k[0] in o[0] for o in named)]
        for said, header in kept:
            yield from _asked_of(
                question, table, columns, said, header, sorted(named[said, header])
            )


def headers(table: Table) -> dict[int, str]:
    """Return the header of each column: that of its cells, else the table's first row."""
    found: dict[int, str] = {}
    for cell in table.cells:
        if cell.col_path and cell.col_span == 1:
            found.setdefault(cell.col, cell.col_path[-1])
    for cell in table.cells:
        if cell.row == 0 and cell.col_span == 1:
            found.setdefault(cell.col, cell.text)
    return found


def _over(cell: Cell, columns: dict[int, str]) -> str:
    return cell.col_path[-1] if cell.col_path else columns.get(cell.col, "")


def _said(cell: Cell, header: str, core: str) -> Iterator[str]:
    """What the question says of a cell: its words, or whether it holds (没有达标)."""
    name = squeeze(cell.text)
    if not header or name == squeeze(header) or len(name) > 30 or _TOTAL.fullmatch(name):
        return
    condition = re.match(r"是否(?:已?完成)?(?P<what>.*)", squeeze(header))
    if condition and len(name) <= 4:
        what = condition["what"] or "完成"
        at = core.find(what)
        if at >= 0:
            negated = bool(_NEGATED.search(core[max(0, at - 4) : at]))
            if (_NO if negated else _YES).match(name):
                yield core[max(0, at - 2 if negated else at) : at + len(what)]
        return
    for words in {name, squeeze(_BARE.sub("", cell.text))}:
        if len(words) > 1 and words in core and not _is_number(words):
            yield words


def _is_number(words: str) -> bool:
    return bool(scan_numbers(words)) and not re.search(r"[\u4e00-\u9fff]{2}", words)


def _asked_of(
    question: Question,
    table: Table,
    columns: dict[int, str],
    said: str,
    header: str,
    rows: Sequence[int],
) -> Iterator[Picked]:
    terms = _rest(question, said)
    around = squeeze(f"{table.caption}|{'|'.join(table.section)}|{header}")
    if not any(term.noun for term in terms):
        return
    grid = table.rows()
    targets: dict[str, list[Cell]] = {}
    for row in rows:
        for cell in grid[row] if row < len(grid) else ():
            own = _over(cell, columns)
            if own and own != header and cell.text.strip() and cell.text != own and cell.spans:
                targets.setdefault(own, []).append(cell)
    for own, cells in targets.items():
        name = squeeze(own)
        if not any(t.noun and credit(t, name, "") >= 0.8 for t in terms):
            continue
        coverage = cover(terms, f"{name}|{squeeze(header)}", around)
        if lacks(terms, f"{name}|{squeeze(header)}", around):
            continue
        kept = tuple(dict.fromkeys(c for c in cells if not _TOTAL.fullmatch(squeeze(c.text))))
        if kept and not all(_is_number(squeeze(c.text)) for c in kept):
            yield Picked(table, own, said, kept, coverage)


def _rest(question: Question, said: str) -> tuple[Term, ...]:
    """The words of the question but for what names the rows."""
    core = "".join(question.core.split()).replace(said, " ")
    if said not in "".join(question.core.split()):
        core = squeeze(question.core).replace(said, " ")
    terms = content_words(core, (), told=True)
    if question.texts:
        terms = weigh(terms, question.texts)
    return tuple(
        replace(t, noun=False, weight=0.1) if len(t.text) == 1 else t
        for t in terms
        if t.text not in said
    )
