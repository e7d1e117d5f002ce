"""Turn the lines of a set into cases, and say what is wrong with those that are none."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any, TypeVar

from eval.cases import UNCONFIRMED, Case, Expected, ExpectedFigure, ExpectedReport, Forms
from eval.expression import evaluate
from eval.wording import same_words, states
from ingest.model import Role
from qa.model import AnswerKind, Outcome, Turn

E = TypeVar("E", bound=StrEnum)
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Mistake:
    """One thing wrong with a set: the line (from 1), the field and the reason."""

    line: int
    field: str
    reason: str


def read_cases(text: str) -> tuple[tuple[Case, ...], tuple[Mistake, ...]]:
    """Return the cases of a JSONL text and the mistakes of the lines that are none.

    Blank lines and lines that begin with `//` are passed over.  Never raises
    for what stands in the text.
    """
    cases: list[Case] = []
    mistakes: list[Mistake] = []
    seen: dict[str, int] = {}
    for number, line in enumerate(text.removeprefix("\ufeff").split("\n"), start=1):
        if not line.strip() or line.lstrip().startswith("//"):
            continue
        try:
            case = _case(json.loads(line))
        except json.JSONDecodeError as error:
            mistakes.append(Mistake(number, "整行", f"不是 JSON：{error.msg}（第{error.colno}列）"))
            continue
        except RecursionError:
            mistakes.append(Mistake(number, "整行", "嵌套得太深"))
            continue
        except _WrongError as error:
            mistakes.append(Mistake(number, error.field, error.reason))
            continue
        if case.id in seen:
            mistakes.append(Mistake(number, "id", f"{case.id} 与第{seen[case.id]}行重复"))
            continue
        seen[case.id] = number
        mistakes += [Mistake(number, *found) for found in _contradictions(case)]
        cases.append(case)
    return tuple(cases), tuple(mistakes)


class _WrongError(Exception):
    def __init__(self, field: str, reason: str) -> None:
        self.field, self.reason = field, reason
        super().__init__(f"{field}: {reason}")


_DEMANDS = "figures、items、yes_no、key_points、leads、accepted"
_CASE_KEYS = {"id", "question", "history", "expected", "tags"}
_EXPECTED_KEYS = {
    *("outcome", "kind", "figures", "also", "items", "yes_no", "key_points", "computation"),
    *("leads", "accepted", "forbidden", "report", "pages", "quotes"),
}


def _case(raw: Any) -> Case:
    data = _object(raw, "整行", _CASE_KEYS)
    expected = _expected(_object(data.get("expected"), "expected", _EXPECTED_KEYS))
    return Case(
        id=_text(data.get("id"), "id"),
        question=_text(data.get("question"), "question"),
        history=_each(data.get("history", []), "history", _turn),
        expected=expected,
        tags=_each(data.get("tags", []), "tags", _text),
    )


def _expected(data: dict[str, Any]) -> Expected:
    yes_no = data.get("yes_no")
    if yes_no is not None and not isinstance(yes_no, bool):
        raise _WrongError("expected.yes_no", "要写 true 或 false")
    computation = data.get("computation", "")
    if computation:
        try:
            evaluate(_text(computation, "expected.computation"))
        except ValueError as error:
            raise _WrongError("expected.computation", str(error)) from error
    kind = data.get("kind")
    pages = _object(data.get("pages", {}), "expected.pages")
    return Expected(
        outcomes=_some(data.get("outcome"), "expected.outcome", Outcome),
        kind=None if kind is None else _one_of(kind, "expected.kind", AnswerKind),
        figures=_each(data.get("figures", []), "expected.figures", _figure),
        also=_each(data.get("also", []), "expected.also", _figure),
        items=_each(data.get("items", []), "expected.items", _forms),
        yes_no=yes_no,
        key_points=_each(data.get("key_points", []), "expected.key_points", _forms),
        computation=computation,
        leads=_each(data.get("leads", []), "expected.leads", _text),
        accepted=_each(data.get("accepted", []), "expected.accepted", _text),
        forbidden=_each(data.get("forbidden", []), "expected.forbidden", _text),
        reports=_reports(data.get("report", [])),
        pages=tuple((name, _pages(value, name)) for name, value in pages.items()),
        quotes=_each(data.get("quotes", []), "expected.quotes", _text),
    )


def _contradictions(case: Case) -> Iterator[tuple[str, str]]:
    """Yield (field, reason) for what is well formed and still cannot be meant."""
    want = case.expected
    demands = (want.figures, want.items, want.key_points, want.accepted, want.leads)
    draft = UNCONFIRMED in case.tags  # its answer may still be missing
    if not want.complete and not draft:
        yield "expected", f"要求作答，却没有写明答案（{_DEMANDS} 至少一项）"
    if not want.answerable and (any(demands) or want.yes_no is not None):
        yield "expected", "要求拒答或反问，却又写了答案"
    if want.computation:
        if not want.figures:
            yield "expected.computation", "有算式就要在 figures 里写出得数"
        elif not _gives(want.computation, want.figures[0].value):
            value = evaluate(want.computation)
            yield (
                "expected.computation",
                f"算得 {value:.6f}，与 figures 的 {want.figures[0].value} 不符",
            )
    for form in want.forbidden:
        if states(case.question, form):
            yield "expected.forbidden", f"“{form}”就在问题里，复述问题会被误判"
        if any(same_words(form, accepted) for accepted in want.accepted):
            yield "expected.forbidden", f"“{form}”同时列在 accepted 里"


def _gives(computation: str, value: Decimal) -> bool:
    exact = evaluate(computation)
    exponent = value.as_tuple().exponent
    assert isinstance(exponent, int)  # _number lets finite numbers through only
    return abs(abs(exact) - abs(value)) <= Decimal(1).scaleb(min(exponent, 0)) / 2


def _figure(raw: Any, field: str) -> ExpectedFigure:
    data = _object(raw, field, {"value", "unit", "units", "role", "or"})
    value, unit = _amount({key: data[key] for key in ("value", "unit") if key in data}, field)
    return ExpectedFigure(
        value=value,
        unit=unit,
        units=_each(data.get("units", []), f"{field}.units", _unit),
        roles=_some(data["role"], f"{field}.role", Role) if "role" in data else (),
        others=_each(data.get("or", []), f"{field}.or", _amount),
    )


def _amount(raw: Any, field: str) -> tuple[Decimal, str]:
    data = _object(raw, field, {"value", "unit"})
    if not isinstance(data.get("unit", ""), str):
        raise _WrongError(f"{field}.unit", '要写文字，如 万元；没有单位写 ""')
    return _number(data.get("value"), f"{field}.value"), data.get("unit", "")


def _reports(raw: Any) -> tuple[ExpectedReport, ...]:
    return _each([raw] if isinstance(raw, dict) else raw, "expected.report", _report)


def _report(raw: Any, field: str) -> ExpectedReport:
    data = _object(raw, field, {"region", "agency", "fiscal_year", "kind"})
    year = data.get("fiscal_year")
    if year is not None and (not isinstance(year, int) or isinstance(year, bool)):
        raise _WrongError(f"{field}.fiscal_year", "要写整数，如 2022")
    words = {
        key: _text(data[key], f"{field}.{key}")
        for key in ("region", "agency", "kind")
        if key in data
    }
    if not words and year is None:
        raise _WrongError(field, "至少写 region、agency、fiscal_year、kind 之一")
    return ExpectedReport(fiscal_year=year, **words)


def _turn(raw: Any, field: str) -> Turn:
    data = _object(raw, field, {"role", "content"})
    if data.get("role") not in ("user", "assistant"):
        raise _WrongError(f"{field}.role", "要写 user 或 assistant")
    return Turn(role=data["role"], content=_text(data.get("content"), f"{field}.content"))


def _forms(raw: Any, field: str) -> Forms:
    forms = _each([raw] if isinstance(raw, str) else raw, field, _text)
    if not forms:
        raise _WrongError(field, "至少写一种说法")
    return forms


def _pages(raw: Any, name: str) -> tuple[int, ...]:
    field = f"expected.pages.{name}"
    pages = raw if isinstance(raw, list) else [raw]
    if not pages or not all(type(page) is int and page >= 1 for page in pages):
        raise _WrongError(field, "要写页码（从 1 起的整数）或页码的列表")
    return tuple(pages)


def _number(raw: Any, field: str) -> Decimal:
    # A JSON number has already lost its digits (303.90 → 303.9): ask for text.
    if not isinstance(raw, str):
        raise _WrongError(field, '要写成字符串，如 "303.90"')
    try:
        value = Decimal(raw)
    except InvalidOperation as error:
        raise _WrongError(field, f"“{raw}”不是数") from error
    if not value.is_finite():
        raise _WrongError(field, f"“{raw}”不是数")
    return value


def _object(raw: Any, field: str, keys: set[str] | None = None) -> dict[str, Any]:
    if not isinstance(raw, dict):
        raise _WrongError(field, "缺少，或不是 {…} 对象")
    unknown = sorted(set(raw) - keys) if keys is not None else []
    if unknown:
        raise _WrongError(
            field, f"不认识的键 {'、'.join(unknown)}；可用 {'、'.join(sorted(keys or ()))}"
        )
    return raw


def _text(raw: Any, field: str) -> str:
    if not isinstance(raw, str) or not raw.strip():
        raise _WrongError(field, "缺少，或不是文字")
    return raw


def _unit(raw: Any, field: str) -> str:
    if not isinstance(raw, str):
        raise _WrongError(field, "不是文字")
    return raw


def _each(raw: Any, field: str, read: Callable[[Any, str], T]) -> tuple[T, ...]:
    if not isinstance(raw, list):
        raise _WrongError(field, "要写成列表 […]")
    return tuple(read(value, f"{field}[{index}]") for index, value in enumerate(raw))


def _some(raw: Any, field: str, kind: type[E]) -> tuple[E, ...]:
    values: Sequence[Any] = raw if isinstance(raw, list) else [raw]
    if not values:
        raise _WrongError(field, "至少写一个")
    return tuple(_one_of(value, field, kind) for value in values)


def _one_of(raw: Any, field: str, kind: type[E]) -> E:
    try:
        return kind(raw)
    except ValueError as error:
        raise _WrongError(field, f"“{raw}”不在 {'、'.join(kind)} 之内") from error
