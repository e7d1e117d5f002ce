"""Units convert exactly, and only within one thing."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.model import FigureKind
from ingest.unit_words import unit_word
from ingest.units import convert, kind_of, money_unit, same_quantity, split_unit


@pytest.mark.parametrize(
    ("value", "unit", "to", "result"),
    [
        ("303.90", "万元", "元", "3039000"),
        ("156211123", "元", "万元", "15621.1123"),
        ("1.2", "亿元", "万元", "12000"),
        ("2", "万人次", "人次", "20000"),
        ("3", "千元", "万元", "0.3"),
        ("51", "人", "名", "51"),
        ("2", "公里", "米", "2000"),
        ("5", "‰", "%", "0.5"),
    ],
)
def test_conversions(value: str, unit: str, to: str, result: str) -> None:
    assert convert(Decimal(value), unit, to) == Decimal(result)


@pytest.mark.parametrize(
    ("unit", "to"),
    [("万元", "%"), ("人", "人次"), ("元", "美元"), ("元/人", "元"), ("%", "百分点"), ("个", "名")],
)
def test_different_things_do_not_convert(unit: str, to: str) -> None:
    assert convert(Decimal(1), unit, to) is None


def test_same_quantity_is_exact() -> None:
    assert same_quantity(Decimal("303.90"), "万元", Decimal("3039000"), "元")
    assert not same_quantity(Decimal("303.90"), "万元", Decimal("3039001"), "元")
    assert not same_quantity(Decimal("5"), "人", Decimal("5"), "人次")


@pytest.mark.parametrize(
    ("unit", "kind"),
    [
        ("万元", FigureKind.MONEY),
        ("元/人", FigureKind.MONEY),
        ("百分点", FigureKind.PERCENT),
        ("分", FigureKind.SCORE),
        ("万人次", FigureKind.COUNT),
        ("千克", FigureKind.COUNT),
        ("", FigureKind.PLAIN),
        ("万", FigureKind.PLAIN),
    ],
)
def test_families(unit: str, kind: FigureKind) -> None:
    assert kind_of(unit) is kind


def test_money_unit_of_a_caption() -> None:
    assert money_unit("单位：万元") == "万元"
    assert money_unit("金额（元）") == "元"
    assert money_unit("单位：人") == ""


@given(
    st.decimals(min_value=0, max_value=10**8, places=4),
    st.sampled_from(["元", "千元", "万元", "百万元", "亿元"]),
    st.sampled_from(["元", "千元", "万元", "百万元", "亿元"]),
)
def test_there_and_back(value: Decimal, unit: str, other: str) -> None:
    there = convert(value, unit, other)
    assert there is not None
    assert convert(there, other, unit) == value
    assert split_unit(unit)[1] == split_unit(other)[1] == "元"


@pytest.mark.parametrize(
    ("word", "unit"),
    [
        ("万吨", "万吨"),
        ("亿米", "亿米"),
        ("千公顷", "千公顷"),
        ("万千瓦", "万千瓦"),
        ("千瓦", "千瓦"),
        ("微克/立方米", "微克/立方米"),
        ("人/平方公里", "人/平方公里"),
        ("‰", "‰"),
        ("％", "%"),
        ("百分点", "百分点"),
        ("人民币万元", "万元"),
        ("人/人次", "人"),
        ("水利局", ""),
        ("10分", ""),
        ("", ""),
    ],
)
def test_words_that_are_units(word: str, unit: str) -> None:
    assert unit_word(word) == unit
