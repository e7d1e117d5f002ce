"""Traditional and Simplified characters are one for finding and asking."""

from __future__ import annotations

import pytest

from ingest.fold import fold_text, squeeze
from ingest.simplify import simplify
from qa.wording import normalise


@pytest.mark.parametrize(
    ("given", "simple"),
    [
        ("請問貴局去年的專項預算執行率", "请问贵局去年的专项预算执行率"),
        ("乾隆年間，餅乾", "乾隆年间，饼干"),
        ("「三公」經費『合計』", "“三公”经费‘合计’"),
        ("已是简体的字，含鎔 ABC １２", None),
        ("\ud800", "\ud800"),
        ("a\0b", "a\0b"),
        ("", ""),
    ],
)
def test_simplify(given: str, simple: str | None) -> None:
    if simple is None:
        assert simplify(simplify(given)) == simplify(given)
    else:
        assert simplify(given) == simple


def test_folding_and_asking_use_it() -> None:
    assert fold_text("預算執行數２９８") == "预算执行数298"
    assert squeeze("「預算」 執行數") == "预算执行数"
    assert normalise("項目支出執行數是多少？") == "项目支出执行数是多少?"
    assert fold_text("\ud800預") == "\ud800预"
