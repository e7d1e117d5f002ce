"""A word that one wrong character took apart is mended by the reports' own words only."""

from __future__ import annotations

import pytest

from qa.slips import mend_runs
from qa.typos import correct_words
from qa.wording import normalise

COURT = ["县人民法院受理案件6482件，审结6217件，结案率95.91%。法院支出。" * 4]
TOWN = ["完成文昌路等3条道路改造，林场2个，支出120万元，比上年增加。"]


@pytest.mark.parametrize(
    ("asked", "meant", "texts"),
    [
        ("结按率是多少", "结案率是多少", COURT),
        ("法元受理案件多少", "法院受理案件多少", COURT),
        ("道路改照了几条", "道路改造了几条", TOWN),
        # Meant as they stand: another word, words of the grammar, a place of another name.
        ("破案率是多少", "破案率是多少", COURT),
        ("林长有几个", "林长有几个", TOWN),
        ("有几家企业", "有几家企业", ["发展有机农业，有机认证3个。" * 8]),
        ("百石乡有多少人", "百石乡有多少人", ["白石乡有3人。" * 8]),
    ],
)
def test_a_word_in_pieces_is_one_of_the_reports(asked: str, meant: str, texts: list[str]) -> None:
    assert mend_runs(asked, texts) == meant


def test_no_slip_is_taken_for_a_word_that_joins_two_things() -> None:
    text = ["推进婚姻登记及规范管理，乡村振兴计划。行动及时。动及化。"]
    assert "及" not in correct_words("乡村行动计化规范命名多少条", text)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("完成了那三条道路改造", "完成了哪三条道路改造"),
        ("那三条道路改造花了多少", "那三条道路改造花了多少"),
        ("列出完成了的那三条道路", "列出完成了的那三条道路"),
    ],
)
def test_which_is_asked_where_nothing_else_asks(typed: str, meant: str) -> None:
    assert normalise(typed) == meant
