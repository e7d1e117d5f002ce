"""Cases as the lines of a set: the inverse of reading them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from eval.cases import Case, Expected, ExpectedFigure, ExpectedReport, Forms


def case_json(case: Case) -> dict[str, Any]:
    """Return a case as the object of its line; what is empty is left out."""
    data: dict[str, Any] = {"id": case.id, "question": case.question}
    if case.history:
        data["history"] = [{"role": t.role, "content": t.content} for t in case.history]
    data["expected"] = _expected(case.expected)
    if case.tags:
        data["tags"] = list(case.tags)
    return data


def write_lines(cases: Iterable[tuple[Case, str]]) -> str:
    """Return (case, remark) pairs as the text of a set, each remark a `//` line above its case."""
    lines = []
    for case, remark in cases:
        lines += [f"// {' '.join(remark.split())}"] if remark else []
        lines.append(json.dumps(case_json(case), ensure_ascii=False))
    return "".join(f"{line}\n" for line in lines)


def _expected(want: Expected) -> dict[str, Any]:
    outcomes = [outcome.value for outcome in want.outcomes]
    reports = [_report(one) for one in want.reports]
    whole: dict[str, Any] = {
        "outcome": outcomes[0] if len(outcomes) == 1 else outcomes,
        "kind": want.kind.value if want.kind else None,
        "figures": [_figure(one) for one in want.figures],
        "also": [_figure(one) for one in want.also],
        "items": [_forms(one) for one in want.items],
        "yes_no": want.yes_no,
        "key_points": [_forms(one) for one in want.key_points],
        "computation": want.computation,
        "leads": list(want.leads),
        "accepted": list(want.accepted),
        "forbidden": list(want.forbidden),
        "report": reports[0] if len(reports) == 1 else reports,
        "pages": {name: list(pages) for name, pages in want.pages},
        "quotes": list(want.quotes),
    }
    return {key: value for key, value in whole.items() if value not in (None, "", [], {})}


def _figure(figure: ExpectedFigure) -> dict[str, Any]:
    data: dict[str, Any] = _amount(figure.value, figure.unit)
    if figure.units:
        data["units"] = list(figure.units)
    if figure.roles:
        roles = [role.value for role in figure.roles]
        data["role"] = roles[0] if len(roles) == 1 else roles
    if figure.others:
        data["or"] = [_amount(*other) for other in figure.others]
    return data


def _amount(value: Decimal, unit: str) -> dict[str, Any]:
    return {"value": format(value, "f"), "unit": unit}


def _report(report: ExpectedReport) -> dict[str, Any]:
    parts = {
        "region": report.region,
        "agency": report.agency,
        "fiscal_year": report.fiscal_year,
        "kind": report.kind,
    }
    return {key: value for key, value in parts.items() if value}


def _forms(forms: Forms) -> Any:
    return forms[0] if len(forms) == 1 else list(forms)
