"""Text folded for search, and radicals in the place of characters, as some fonts give them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ingest.fold import BRACKETS, QUOTES, fold, fold_text, squeeze
from ingest.radicals import character_of


def test_a_radical_is_read_as_the_character_it_looks_like() -> None:
    printed = "⻘岭县部⻔⻓⻋⻢⺠⻰⻅⼾⾯⽉"
    assert "".join(map(character_of, printed)) == "青岭县部门长车马民龙见户面月"
    assert fold_text(printed) == "青岭县部门长车马民龙见户面月"


def test_other_characters_stay() -> None:
    assert "".join(map(character_of, "Ａ１万，部门")) == "Ａ１万，部门"


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=40))
def test_squeezed_is_folded_without_space_quotes_and_brackets(printed: str) -> None:
    assert squeeze(printed) == fold(printed, drop_space=True, drop=QUOTES | BRACKETS).text
