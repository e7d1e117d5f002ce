"""Line items: what a budget report's prose says of an item, found again in its table row.

Works on any report whose prose names the items of its own tables.  It reads
the prose by patterns of its own and takes only cells and their headers from
the reading, so that what it finds again was joined and headed rightly.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from eval.reading_truth import tight
from ingest.model import Report

_AMOUNT = r"(?P<n>\d[\d,]*(?:\.\d+)?)(?P<unit>亿元|万元|元)"
# “社会保障和就业支出（类）行政事业单位养老支出（款）行政单位离退休（项）” and the like
_ITEM = re.compile(
    r"(?P<c>[^“”\"。；;，,、：:（）\d.]+)（类）(?:(?P<s>[^“”\"。；;（）\d]+)（款）)?"
    r"(?:(?P<i>[^“”\"。；;（）\d]+)（项）)?"
)
_ACCOUNTS = re.compile(r"支出决算(?:数)?为" + _AMOUNT)
_PLANNED = re.compile(r"年预算安排" + _AMOUNT)
_NAMED = re.compile(
    r"(?P<name>[^，,；;。：:\d\n]{2,40}?)(?:决算|预算)?数?(?:为|是)?" + _AMOUNT + r"(?![（(])"
)
_SUMS = re.compile(r"(?:本年|全年|部门)?(?:收入|支出|收支)?(?:合计|总计)$")
_YUAN = {"元": Decimal(1), "千元": Decimal(1000), "万元": Decimal(10_000), "亿元": Decimal(10**8)}
_MARKER = re.compile(
    r"^(?:[一二三四五六七八九十]+、|[（(][一二三四五六七八九十\d]+[）)]|\d+[.、．])"
)


@dataclass(frozen=True, slots=True)
class LineItem:
    """An amount the prose gives an item, and what the tables have for it.

    `names` are class, section and item, as far as given.  `state` is found;
    differs: there are rows of that name, none with the amount; renamed: there
    is none of that name, but one with the amount under the same class and
    section; missing: neither.  `rows` tells what the tables have: the page,
    the row's name and its amounts in 元.
    """

    page: int
    names: tuple[str, ...]
    printed: str
    state: str
    rows: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _TableRow:
    names: tuple[str, ...]  # outermost first, without white space and list markers
    amounts: tuple[Decimal, ...]  # 元
    page: int


def check_lines(report: Report) -> tuple[LineItem, ...]:
    """Return the line items of a report's prose, in reading order, each looked up in its tables."""
    rows = tuple(_table_rows(report))
    known = {row.names[-1] for row in rows if not _SUMS.search(row.names[-1])}
    items: list[LineItem] = []
    for page, text in _prose(report):
        taken: list[tuple[int, int]] = []
        for names, amount, start, end in _classified(text):
            taken.append((start, end))
            items.append(_look_up(page, names, amount, rows))
        for found in _NAMED.finditer(text):
            if any(start <= found.start("n") < end for start, end in taken):
                continue
            name = next((n for n in _endings(found["name"]) if n in known), None)
            if name is not None:
                items.append(_look_up(page, (name,), found, rows))
    return tuple(items)


def _classified(text: str) -> Iterator[tuple[tuple[str, ...], re.Match[str], int, int]]:
    """Yield items named by 类, 款 and 项, with the amount that is theirs."""
    found = list(_ITEM.finditer(text))
    for index, item in enumerate(found):
        end = found[index + 1].start() if index + 1 < len(found) else len(text)
        rest = text[item.end() : end]
        names = tuple(name for name in item.group("c", "s", "i") if name)
        right_after = re.match(r"[”\"]?(?:科目|支出|预算|决算|安排){0,2}数?为?" + _AMOUNT, rest)
        for amount in (right_after, _PLANNED.search(rest), _ACCOUNTS.search(rest)):
            if amount is not None:
                yield names, amount, item.start(), end


def _endings(text: str) -> Iterator[str]:
    """Yield the ends of a text, longest first, each with and without 支出."""
    for start in range(len(text) - 1):
        yield text[start:]
        yield text[start:].removesuffix("支出")


def _look_up(
    page: int, names: tuple[str, ...], amount: re.Match[str], rows: Sequence[_TableRow]
) -> LineItem:
    printed = amount["n"] + amount["unit"]
    same = [row for row in rows if row.names[-1] == names[-1]]
    # Items of one name stand under several sections: the section decides.
    within = [row for row in same if set(names[:-1]) <= set(row.names)]
    same = within or ([] if len(names) > 1 else same)
    number, unit = Decimal(amount["n"].replace(",", "")), _YUAN[amount["unit"]]
    if any(_holds(row, number, unit) for row in same):
        return LineItem(page, names, printed, "found")
    if same:
        return LineItem(page, names, printed, "differs", tuple(map(_told, same)))
    parents = set(names[:-1])
    others = [row for row in rows if parents and parents <= set(row.names[:-1])]
    others = [row for row in others if number and _holds(row, number, unit)]
    state = "renamed" if others else "missing"
    return LineItem(page, names, printed, state, tuple(map(_told, others)))


def _holds(row: _TableRow, number: Decimal, unit: Decimal) -> bool:
    """Whether a row holds the number, at the number's own precision; empty cells are 0."""
    step = Decimal((0, (1,), int(number.as_tuple().exponent)))
    values = [(amount / unit).quantize(step, ROUND_HALF_UP) for amount in row.amounts]
    return number in values or (number == 0 and not any(values))


def _told(row: _TableRow) -> str:
    amounts = "、".join(f"{amount.normalize():f}" for amount in row.amounts)
    return f"第{row.page}页 {row.names[-1]} {amounts}".rstrip()


def _table_rows(report: Report) -> Iterator[_TableRow]:
    for table in report.tables:
        unit = _YUAN.get(table.unit or report.identity.money_unit)
        if unit is None:
            continue
        rows: dict[tuple[int, tuple[str, ...]], list[Decimal]] = {}
        pages: dict[tuple[int, tuple[str, ...]], int] = {}
        for cell in table.cells:
            if cell.is_header or not cell.row_path or not cell.col_path:
                continue
            key = (cell.row, tuple(_bare(name) for name in cell.row_path))
            rows.setdefault(key, [])
            if cell.spans:
                pages.setdefault(key, cell.spans[0].page)
            if re.fullmatch(r"-?\d[\d,]*(?:\.\d+)?", bare := tight(cell.text)):
                rows[key].append(Decimal(bare.replace(",", "")) * unit)
        for key, amounts in rows.items():
            if key[1][-1]:
                yield _TableRow(key[1], tuple(amounts), pages.get(key, 0))


def _prose(report: Report) -> Iterator[tuple[int, str]]:
    """Yield the paragraphs that passages of no table hold, white space off, with their page."""
    for passage in report.passages:
        if not passage.table_id:
            yield passage.page, "".join(passage.text.split())


def _bare(text: str) -> str:
    return _MARKER.sub("", "".join(text.split()))
