"""Who reports on what: the agency, place, year, money and page of a sample."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from random import Random
from typing import Any

from eval.sample_layout import Style
from eval.sample_words import Words, load_words, space_numbers

_LANDSCAPE = Style(
    width=841.89,
    height=595.28,
    margin_x=40.0,
    margin_top=44.0,
    margin_bottom=60.0,
    size=13.0,
    leading=20.0,
    table_size=10.0,
    table_leading=16.0,
    folio="第 {n} 页",
)
_DEFAULTS = {
    "form": ("广东省", "广州市", "荔湾区", "", "2021"),
    "report": ("广东省", "广州市", "番禺区", "", "2022"),
}


@dataclass(frozen=True, slots=True)
class Whose:
    """Whose report a sample is, where the seed is not to choose; `domain` counts from 0."""

    province: str
    city: str
    district: str
    street: str
    domain: int
    year: int


@dataclass(frozen=True, slots=True)
class World:
    """What a sample is about and how it looks.

    `words` fills templates; its values hold place, stem (the district without
    区 or 县), agency, short, year and the like.  `unit` is the money unit.
    """

    kind: str  # form, report
    seed: int | None
    words: Words
    domain: dict[str, Any]
    unit: str
    separators: bool  # thousands separators in amounts
    spacing: str  # see space_numbers
    style: Style

    @property
    def file_name(self) -> str:
        """The PDF's file name: place, agency, year and kind."""
        values = self.words.values
        name = "部门整体支出绩效自评" + ("表" if self.kind == "form" else "报告")
        mark = "" if self.seed is None else f"-{self.seed}"
        return f"{values['short']}{values['year']}年{name}{mark}.pdf"

    def money(self, amount: Decimal) -> str:
        """Return an amount of 万元 as a number in the sample's unit, as printed."""
        value = amount if self.unit == "万元" else amount * 10_000
        return f"{value:,.2f}" if self.separators else f"{value:.2f}"

    def spaced(self, text: str) -> str:
        """Return the text with spaces round its numbers as this sample's typist puts them."""
        return space_numbers(text, self.spacing, Random(text))


def make_world(kind: str, seed: int | None, whose: Whose | None = None) -> World:
    """Return the world of the committed sample (seed None) or of a seed.

    `kind` is "form" or "report".  With a seed, `whose` settles agency, place
    and year, and the place is named with its city.
    """
    rng = None if seed is None else Random(f"youju/{kind}/{seed}")
    words = Words(rng)
    source = load_words()
    domain = words.pick(source["domain"])
    # Forms and reports draw from different places, so that what one does not
    # state is not stated by the other of the same seed.
    places = source["places"]["list"][kind == "form" :: 2]
    chosen = rng.choice(places) if rng else _DEFAULTS[kind][:4]
    province, city, district, street = chosen
    year = int(_DEFAULTS[kind][4]) if rng is None else rng.randint(2018, 2024)
    if whose is not None:
        province, city, district, street = (
            whose.province, whose.city, whose.district, whose.street,
        )  # fmt: skip
        domain, year = source["domain"][whose.domain], whose.year
    place = city + district if words.draw(1, 0, 3) or whose else district
    words.values |= {
        "province": province,
        "city": city,
        "district": district,
        "stem": district[:-1],
        "level": district[-1],
        "street": street,
        "place": place,
        "year": str(year),
        "next_year": str(year + 1),
        "anniv": str(year - 1921),
        "nick": "禺山" if rng is None else district[:-1],
        "island": "沙面" if rng is None else district[:-1],
        "other": "黄埔区" if rng is None else "外地",
    }
    for name in ("agency", "short", "duty"):
        words.values[name] = words.fill(domain[name])
    unit = words.pick(["万元", "万元", "元"])
    return World(
        kind,
        seed,
        words,
        domain,
        unit,
        separators=bool(words.pick([False, True])),
        spacing=words.pick(["mixed", "none", "all"]) if kind == "report" else "none",
        style=_style(kind, words),
    )


def _style(kind: str, words: Words) -> Style:
    base = _LANDSCAPE if kind == "form" else Style()
    rng = words.rng
    if rng is None:
        return base
    grow = rng.choice([1.0, 1.0, 0.9, 1.12])
    page = rng.choice([1.0, 1.0, 0.94, 1.2])
    airy = rng.choice([1.0, 1.0, 1.3]) if kind == "form" else rng.choice([0.8, 1.0, 1.6])
    return replace(
        base,
        width=round(base.width * page, 2),
        height=round(base.height * page, 2),
        margin_x=round(base.margin_x * rng.uniform(0.8, 1.2), 1),
        size=round(base.size * grow, 1),
        leading=round(base.leading * grow * rng.uniform(0.85, 1.0), 1),
        table_size=round(base.table_size * grow, 1),
        table_leading=round(base.table_leading * grow * airy, 1),
        face=rng.choice(["serif", "serif", "sans"]),
        folio=rng.choice(["— {n} —", "第 {n} 页", "{n}", "第{n}页 共{total}页", "- {n} -"]),
        head=rng.choice(["", "", words.values["short"]]),
        justify=rng.random() < 0.6,
        repeat_header=kind == "report" and rng.random() < 0.4,
        split_rows=rng.random() < 0.75,
        rules=rng.choice(["boxes", "lines", "open"]),
    )
