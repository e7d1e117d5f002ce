"""What a person is told of a report's other editions and of where their figures differ."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ingest.model import Figure
    from vectorstore.model import Edition, ReportCard

_SHOWN = 20  # differences; the rest are counted


def edition_lines(edition: Edition) -> Iterator[str]:
    """Yield a line on the edition and one for each difference."""
    other, differences = edition.card, edition.differences
    found = f"其中 {len(differences)} 处不同" if differences else "都相同"
    if not edition.compared:
        found = "没有可以对上的"
    yield (f"另一版本：{other.file_name}（{other.id}），比对了 {edition.compared} 处数字，{found}")
    for difference in differences[:_SHOWN]:
        mine = _stated(difference.card, difference.figure)
        theirs = _stated(difference.other_card, difference.other_figure)
        yield f"    {_name(difference.figure)}：这一版 {mine}，另一版 {theirs}"
    if len(differences) > _SHOWN:
        yield f"    还有 {len(differences) - _SHOWN} 处，用 --json 看全部"


def edition_json(edition: Edition) -> dict[str, Any]:
    """Return an edition and all differences as plain data."""
    return {
        "id": edition.card.id,
        "file_name": edition.card.file_name,
        "compared": edition.compared,
        "differences": [
            {
                "name": _name(difference.figure),
                "here": _figure_json(difference.figure),
                "there": _figure_json(difference.other_figure),
            }
            for difference in edition.differences
        ],
    }


def _name(figure: Figure) -> str:
    return " ".join((*figure.row_path, *figure.col_path)) or figure.measure or figure.printed


def _stated(card: ReportCard, figure: Figure) -> str:
    page = figure.span.page
    where = [f"第{page}页"] if card.format == "pdf" else [figure.locator] if figure.locator else []
    if card.account.pages_ocr:
        where.append("文字识别")
    return _printed(figure) + (f"（{'，'.join(where)}）" if where else "")


def _printed(figure: Figure) -> str:
    unit = figure.unit
    return figure.printed if figure.printed.endswith(unit) else figure.printed + unit


def _figure_json(figure: Figure) -> dict[str, Any]:
    return {
        "printed": figure.printed,
        "value": str(figure.value),
        "high": None if figure.high is None else str(figure.high),
        "unit": figure.unit,
        "page": figure.span.page,
        "locator": figure.locator,
    }
