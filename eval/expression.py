"""Sums: the expressions that computed answers are checked with."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable
from decimal import Decimal, InvalidOperation

_OPERATORS: dict[type[ast.operator], Callable[[Decimal, Decimal], Decimal]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}
_LONGEST = 500  # characters; a sum a person can follow


def evaluate(expression: str) -> Decimal:
    """Return the value of a sum of decimal numbers with + - * / and brackets.

    The signs × ÷ − and full-width brackets are read too.  Raises ValueError,
    saying why, for anything else, for a division by nought included.
    """
    if len(expression) > _LONGEST:
        raise ValueError(f"算式超过 {_LONGEST} 个字符")
    plain = expression.translate(str.maketrans("×÷−＋（）", "*/-+()"))
    try:
        tree = ast.parse(plain.strip(), mode="eval")
        return _value(tree.body, plain.strip())
    except SyntaxError as error:
        raise ValueError("不是算式") from error
    except (InvalidOperation, ZeroDivisionError) as error:
        raise ValueError("算不出来（除以零或数太大）") from error
    except RecursionError as error:
        raise ValueError("算式的层次太深") from error


def _value(node: ast.expr, source: str) -> Decimal:
    match node:
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _OPERATORS:
            return _OPERATORS[type(op)](_value(left, source), _value(right, source))
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -_value(operand, source)
        case ast.Constant(value=value) if type(value) in (int, float):
            # The digits as written: a float would bring its own rounding.
            return Decimal((ast.get_source_segment(source, node) or "").replace("_", ""))
    raise ValueError("只能有数、加减乘除和括号")
