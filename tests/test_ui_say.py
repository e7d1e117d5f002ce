"""The page's words: every one of them has its English."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import ui
from ui.say import CHINESE, ENGLISH, english

_CHINESE = re.compile(r"[\u4e00-\u9fff]")


def spoken() -> set[str]:
    """Return every text that the page says: the literals handed to `say`."""
    said = set()
    for module in Path(ui.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(module.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "say":
                assert isinstance(node.args[0], ast.Constant), (module.name, node.lineno)
                said.add(node.args[0].value)
    return said


def test_every_word_of_the_page_has_its_english_and_no_english_is_left_over() -> None:
    assert spoken() == set(english())


def test_english_is_english() -> None:
    quoted = {"例如：项目支出是多少？"}  # reports are Chinese, and so are questions
    assert [
        text for text in english() if _CHINESE.search(ENGLISH(text)) and text not in quoted
    ] == []
    assert CHINESE("提问") == "提问"
