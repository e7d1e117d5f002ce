"""A set written as a table (CSV), for people who keep their questions in a spreadsheet.

One row a question.  The columns, in any order, Chinese or English:

    题号 id           (or 编号) may be left out: the row's number stands in
    问题 question     required
    结果 outcome      应作答, 报告未载, 反问 (answered, not_in_reports, unclear); left
                      empty, a row with an answer is to be answered
    数值 value        (or 答案) the figure expected, with 单位 unit and, if asked for, 角色 role
    要点 key_points   texts that must be stated, divided by ； or ;
    标签 tags         divided likewise
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from eval.labels import OUTCOMES, ROLES
from ingest.errors import CaseError

_COLUMNS = {
    "题号": "id",
    "编号": "id",
    "问题": "question",
    "结果": "outcome",
    "数值": "value",
    "答案": "value",
    "单位": "unit",
    "角色": "role",
    "要点": "key_points",
    "标签": "tags",
}
_OUTCOMES = {words: outcome for outcome, words in OUTCOMES.items()}
_ROLES = {words: role for role, words in ROLES.items()}


def csv_to_lines(text: str) -> str:
    """Return a CSV set as the lines of a JSONL set, each on the line of its row.

    Raises CaseError for text that is no table, one without a column of
    questions, with a column that is not known or stands there twice, and for
    a row with more cells than columns (a comma that wants quotes would else
    cut its question short); what is wrong in a cell is for the validator.
    """
    reader = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""))
    try:
        heads = _heads(next(reader, []))
        lines = [""]
        for row in reader:
            number = reader.line_num
            if any(row[len(heads) :]):
                raise CaseError(
                    f"CSV 题集第{number}行有 {len(row)} 格，列名只有 {len(heads)} 个。"
                    "文字里有逗号的，整格加英文引号。"
                )
            named = zip(heads, row, strict=False)
            cells = {head: cell.strip() for head, cell in named if head and cell}
            lines += [""] * (number - 1 - len(lines))
            lines.append(json.dumps(_case(cells, number), ensure_ascii=False) if cells else "")
    except csv.Error as error:
        raise CaseError(f"CSV 题集第{reader.line_num}行读不了（{error}）。") from error
    return "\n".join(lines)


def _heads(row: Sequence[str]) -> list[str]:
    """Return the fields that the columns stand for, "" for one without a name."""
    heads = [_COLUMNS.get(head.strip(), head.strip()) for head in row]
    named = [head for head in heads if head]
    what = ""
    if unknown := [head for head in named if head not in _COLUMNS.values()]:
        what = f"不认识“{unknown[0]}”这一列"
    elif "question" not in named:
        what = "没有“问题”这一列"
    elif len(set(named)) < len(named):
        what = "有两列说的是同一项"
    if what:
        raise CaseError(
            f"CSV 题集{what}。第一行写列名：题号、问题、结果、数值、单位、角色、要点、标签。"
        )
    return heads


def _case(cells: Mapping[str, str], number: int) -> dict[str, Any]:
    value, points = cells.get("value", ""), _parts(cells.get("key_points", ""))
    expected: dict[str, Any] = {}
    outcome = cells.get("outcome", "")
    if outcome or value or points:
        expected["outcome"] = _OUTCOMES.get(outcome, outcome) or "answered"
    if value:
        figure = {"value": value, "unit": cells.get("unit", "")}
        if role := cells.get("role"):
            figure["role"] = _ROLES.get(role, role)
        expected |= {"kind": "figure", "figures": [figure]}
    if points:
        expected["key_points"] = points
    return {
        "id": cells.get("id") or f"row-{number}",
        "question": cells.get("question", ""),
        "expected": expected,
        "tags": _parts(cells.get("tags", "")),
    }


def _parts(text: str) -> list[str]:
    return [part.strip() for part in re.split(r"[；;]", text) if part.strip()]
