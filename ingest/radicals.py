"""Radicals that fonts give in the place of the characters that look like them.

A PDF whose font maps the glyph of 长 back to the radical ⻓ yields a text in
which 部⻔ is not 部门.  Source of the pairs: Unicode's
EquivalentUnifiedIdeograph.txt; of the CJK Radicals Supplement only those
that are whole characters in use.
"""

from __future__ import annotations

import unicodedata

_SUPPLEMENT = dict(
    zip(
        "⺁⺅⺇⺉⺋⺌⺍⺎⺓⺕⺙⺛⺜⺝⺞⺟⺠⺡⺢⺣⺤⺧⺨⺪⺫⺬⺮⺱⺳⺴⺶⺷⺸⺹⺺⺻⺼⺽⻀⻁⻂⻃⻄⻅⻆⻇⻈⻉⻊⻋⻌⻍⻏⻐⻑⻒⻓⻔⻖⻗⻘⻙⻚⻛⻜⻝⻞⻟⻠⻡⻢⻣⻤⻥⻦⻧⻨⻩⻪⻫⻬⻭⻮⻯⻰⻱⻲⻳",
        "厂亻几刂㔾小小尢幺彐攵旡日月歹母民氵氺灬爫牛犭疋目示竹罒罓罒羊羊羊耂肀聿肉臼艹虎衤西西见角角讠贝足车辶辶阝钅镸镸长门阝雨青韦页风飞食飠飠饣首马骨鬼鱼鸟卤麦黄黾斉齐歯齿竜龙龜亀龟",
        strict=True,
    )
)
# Kangxi radicals whose compatibility form is not the character in use on the mainland.
_KANGXI = {"⼾": "户"}


def character_of(radical: str) -> str:
    """Return the character a radical stands for; any other character as it is."""
    if radical in _SUPPLEMENT:
        return _SUPPLEMENT[radical]
    if "\u2f00" <= radical <= "\u2fdf":
        return _KANGXI.get(radical) or unicodedata.normalize("NFKC", radical)
    return radical
