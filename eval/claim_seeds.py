"""Claims made from reports at random: some as the report says, some changed, some of nothing there.

A claim is a sentence with one figure, its verdict known from how it was made:
copied (read), converted, rounded, worked out, with a digit wrong, or said of
another year, another body or a measure that the report does not have.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from ingest.fold import squeeze
from ingest.measures import concept
from ingest.model import Figure, FigureKind, Report, Role
from qa.check_model import CheckVerdict
from qa.reading import printed
from qa.roles import ROLE_WORDS

_STATED = frozenset({Role.EXECUTION, Role.BUDGET, Role.INITIAL_BUDGET, Role.SCORE, Role.OTHER})
_STRANGERS = ("青石镇人民政府", "云溪县林业局", "白沙区体育局")
_ABSENT = ("抚恤金支出", "债务利息支出", "软件著作权登记费", "海关罚没收入")
_WAN = Decimal(10_000)


@dataclass(frozen=True, slots=True)
class SeededClaim:
    """A sentence with one figure to judge (the last of it), and its true verdict."""

    text: str
    verdict: CheckVerdict
    report: str  # id of the report it was made from


def make_claims(report: Report, number: int, chance: random.Random) -> Iterator[SeededClaim]:
    """Yield `number` claims about a report, of each kind in turn; fewer if it has few figures."""
    figures = [f for f in report.figures if _plain(report, f)]
    chance.shuffle(figures)
    kinds = (_copied, _wrong, _converted, _rounded, _of_other_year, _wrong, _of_other_body, _absent)
    made = 0
    for at, figure in enumerate(figures * len(kinds)):
        if made >= number:
            return
        claim = kinds[(at + at // len(figures)) % len(kinds)](report, figure, chance)
        if claim is not None:
            made += 1
            yield claim


def _plain(report: Report, figure: Figure) -> bool:
    """Whether a figure can be said in one plain sentence that means nothing else."""
    known = concept(figure.concept)
    if known is None or figure.role not in _STATED or figure.qualifier or figure.high is not None:
        return False
    if (
        figure.kind not in (FigureKind.MONEY, FigureKind.COUNT, FigureKind.SCORE)
        or not figure.value
    ):
        return False
    year = str(report.identity.fiscal_year or "")
    if (figure.period[:4] or year) != year or (known.kind == "money" and figure.role is Role.OTHER):
        return False
    values = Counter(
        f.value
        for f in report.figures
        if f.concept == figure.concept and f.role is figure.role and f.kind is figure.kind
    )
    return len(values) == 1


def _say(
    report: Report, figure: Figure, amount: str, year: int | None = None, who: str = ""
) -> str:
    body = who or report.identity.agency
    role = ROLE_WORDS[figure.role] if figure.kind is FigureKind.MONEY else ""
    name = figure.concept if figure.role is not Role.SCORE else "绩效自评总分"
    when = year or report.identity.fiscal_year
    return f"{body}{when}年{name}{role}为{amount}。"


def _copied(report: Report, figure: Figure, chance: random.Random) -> SeededClaim | None:
    text = _say(report, figure, squeeze(printed(figure)))
    return SeededClaim(text, CheckVerdict.READ, report.id)


def _converted(report: Report, figure: Figure, chance: random.Random) -> SeededClaim | None:
    if figure.unit == "万元":
        amount = f"{(figure.value * _WAN).quantize(Decimal(1)):,}元"
    elif figure.unit == "元" and figure.value >= _WAN:
        amount = f"{(figure.value / _WAN).normalize():f}万元"
    else:
        return None
    return SeededClaim(_say(report, figure, amount), CheckVerdict.CONVERTED, report.id)


def _rounded(report: Report, figure: Figure, chance: random.Random) -> SeededClaim | None:
    if figure.unit not in ("万元", "元") or figure.value < 10:
        return None
    value = figure.value if figure.unit == "万元" else figure.value / _WAN
    whole = value.quantize(Decimal(1))
    if whole == value or whole < 10:
        return None
    return SeededClaim(_say(report, figure, f"约{whole}万元"), CheckVerdict.APPROXIMATE, report.id)


def _wrong(report: Report, figure: Figure, chance: random.Random) -> SeededClaim | None:
    text = squeeze(printed(figure))
    places = [m.start() for m in re.finditer(r"\d", text)][:2]
    at = places[chance.randrange(len(places))]
    digit = chance.choice([d for d in "123456789" if d != text[at]])
    changed = text[:at] + digit + text[at + 1 :]
    return SeededClaim(_say(report, figure, changed), CheckVerdict.CONTRADICTED, report.id)


def _of_other_year(report: Report, figure: Figure, chance: random.Random) -> SeededClaim | None:
    year = (report.identity.fiscal_year or 2020) - chance.choice([4, 5, 7])
    text = _say(report, figure, squeeze(printed(figure)), year=year)
    return SeededClaim(text, CheckVerdict.NOT_FOUND, report.id)


def _of_other_body(report: Report, figure: Figure, chance: random.Random) -> SeededClaim | None:
    text = _say(report, figure, squeeze(printed(figure)), who=chance.choice(_STRANGERS))
    return SeededClaim(text, CheckVerdict.NOT_FOUND, report.id)


def _absent(report: Report, figure: Figure, chance: random.Random) -> SeededClaim | None:
    if figure.kind is not FigureKind.MONEY:
        return None
    body, year = report.identity.agency, report.identity.fiscal_year
    said = "".join(page.text for page in report.pages)
    absent = [name for name in _ABSENT if name[:3] not in said]
    if not absent:
        return None
    text = f"{body}{year}年{chance.choice(absent)}{squeeze(printed(figure))}。"
    return SeededClaim(text, CheckVerdict.NOT_FOUND, report.id)
