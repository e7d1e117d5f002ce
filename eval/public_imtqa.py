"""IM-TQA: look-up questions on tables with merged cells and headers anywhere.

Two kinds of file, told apart by their content: tables ([{"table_id",
"cell_ID_matrix", "chinese_cell_value_list"}]) and questions ([{"question_id",
"table_id", "chinese_question", "answer_cell_list"}]).  A table becomes an HTML
file with its merged cells; an answer has to state the text of every answer
cell.  Header annotations are not used.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any

from eval.cases import Case, Expected
from eval.public import Document, PublicCase, PublicSet, load_json, wrong_form
from ingest.errors import CaseError
from qa.model import AnswerKind, Outcome


def read_imtqa(files: Sequence[Path]) -> PublicSet:
    """Return the set of tables and questions files; raises CaseError if either is lacking."""
    tables: dict[str, Mapping[str, Any]] = {}
    questions: list[tuple[Path, Mapping[str, Any]]] = []
    for path in files:
        try:
            for raw in load_json(path):
                if "cell_ID_matrix" in raw:
                    tables[raw["table_id"]] = raw
                else:
                    questions.append((path, raw))
        except (KeyError, TypeError) as error:
            raise wrong_form(path, " IM-TQA", error) from error
    if not tables or not questions:
        raise CaseError("IM-TQA 要写两个文件：…_tables.json 和 …_questions.json。")
    cases = []
    for path, raw in questions:
        try:
            cases.append(_case(raw, tables[raw["table_id"]]))
        except (KeyError, IndexError, TypeError) as error:
            raise wrong_form(path, " IM-TQA", error) from error
    documents = (Document(_name(key), _html(table)) for key, table in tables.items())
    return PublicSet("im-tqa", tuple(documents), tuple(cases))


def _case(raw: Mapping[str, Any], table: Mapping[str, Any]) -> PublicCase:
    values = table["chinese_cell_value_list"]
    texts = dict.fromkeys(values[cell].strip() for cell in raw["answer_cell_list"])
    points = tuple((text,) for text in texts if text)
    want = (
        Expected((Outcome.ANSWERED,), AnswerKind.TEXT, key_points=points)
        if points
        else Expected((Outcome.NOT_IN_REPORTS,))  # the cells are empty
    )
    tags = ("public", str(table.get("table_type", "")) or "table")
    case = Case(str(raw["question_id"]), raw["chinese_question"], want, tags=tags)
    return PublicCase(case, _name(raw["table_id"]))


def _name(table_id: str) -> str:
    return f"im-tqa-{table_id}.html"


def _html(table: Mapping[str, Any]) -> str:
    matrix, values = table["cell_ID_matrix"], table["chinese_cell_value_list"]
    title = escape(str(table.get("file_name", "")))
    rows = []
    drawn: set[int] = set()
    for y, row in enumerate(matrix):
        cells = []
        for x, cell in enumerate(row):
            if cell in drawn:
                continue
            drawn.add(cell)
            width = next((n for n, c in enumerate(row[x:]) if c != cell), len(row) - x)
            below = (n for n, line in enumerate(matrix[y:]) if x >= len(line) or line[x] != cell)
            height = next(below, len(matrix) - y)
            spans = f' colspan="{width}"' if width > 1 else ""
            spans += f' rowspan="{height}"' if height > 1 else ""
            cells.append(f"<td{spans}>{escape(values[cell])}</td>")
        rows.append(f"<tr>{''.join(cells)}</tr>")
    return (
        f'<!doctype html><html><head><meta charset="utf-8"><title>{title}</title></head>'
        f"<body><table>\n{chr(10).join(rows)}\n</table></body></html>\n"
    )
