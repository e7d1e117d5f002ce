"""Radicals in the place of characters, as some fonts give them."""

from __future__ import annotations

from ingest.fold import fold_text
from ingest.radicals import character_of


def test_a_radical_is_read_as_the_character_it_looks_like() -> None:
    printed = "⻘岭县部⻔⻓⻋⻢⺠⻰⻅⼾⾯⽉"
    assert "".join(map(character_of, printed)) == "青岭县部门长车马民龙见户面月"
    assert fold_text(printed) == "青岭县部门长车马民龙见户面月"


def test_other_characters_stay() -> None:
    assert "".join(map(character_of, "Ａ１万，部门")) == "Ａ１万，部门"
