"""A set written as a table (CSV), for people who keep their questions in a spreadsheet.

One row a question.  The columns, in any order, Chinese or English:

    题号 id           may be left out: the row's number stands in
    问题 question     required
    结果 outcome      应作答, 报告未载, 反问 (answered, not_in_reports, unclear); left
                      empty, a row with an answer is to be answered
    数值 value        the figure expected, with 单位 unit and, if asked for, 角色 role
    要点 key_points   texts that must be stated, divided by ； or ;
    标签 tags         divided likewise
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Mapping
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

    Raises CaseError for a table without a column of questions and for a
    column that is not known; what is wrong in a row is for the validator.
    """
    reader = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""))
    heads = [_COLUMNS.get(head.strip(), head.strip()) for head in next(reader, [])]
    unknown = [head for head in heads if head and head not in _COLUMNS.values()]
    if "question" not in heads or unknown:
        what = f"不认识“{unknown[0]}”这一列" if unknown else "没有“问题”这一列"
        raise CaseError(
            f"CSV 题集{what}。第一行写列名：题号、问题、结果、数值、单位、角色、要点、标签。"
        )
    lines = [""]
    for row in reader:
        cells = {
            head: cell.strip() for head, cell in zip(heads, row, strict=False) if head and cell
        }
        number = reader.line_num
        lines += [""] * (number - 1 - len(lines))
        lines.append(json.dumps(_case(cells, number), ensure_ascii=False) if cells else "")
    return "\n".join(lines)


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
