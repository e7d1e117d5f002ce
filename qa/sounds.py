"""Tell which characters sound or look alike, as slips of the input method and the eye do."""

from __future__ import annotations

from functools import lru_cache

from qa.asking import look_alikes

_NEAR = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ang", "an"), ("eng", "en"), ("ing", "in"))


def sounds_alike(one: str, other: str) -> bool:
    """Whether two characters have a reading in common, tones aside."""
    return one != other and bool(sounds(one) & sounds(other))


def sounds_near(one: str, other: str) -> bool:
    """Whether two characters sound alike to speakers who do not tell z from zh, an from ang."""
    return one != other and bool(_blurred(one) & _blurred(other))


def looks_alike(one: str, other: str) -> bool:
    """Whether one character is easily taken for the other: 末 and 未, 侍 and 待."""
    return other in look_alikes().get(one, frozenset())


@lru_cache(maxsize=8192)
def sounds(character: str) -> frozenset[str]:
    """Every reading of a character, tones aside."""
    from pypinyin import Style, pinyin  # 0.3 s, needed for misspelt questions only

    return frozenset(pinyin(character, style=Style.NORMAL, heteronym=True)[0])


@lru_cache(maxsize=8192)
def _blurred(character: str) -> frozenset[str]:
    blurred = set()
    for sound in sounds(character):
        for told, same in _NEAR:
            if len(told) == 2 and sound.startswith(told):
                sound = same + sound[2:]
            elif len(told) == 3 and sound.endswith(told):
                sound = sound[: -len(told)] + same
        blurred.add(sound)
    return frozenset(blurred)
