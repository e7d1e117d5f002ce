"""A comparison as HTML: bars, the ranking with its evidence a click away, what is missing."""

from __future__ import annotations

from decimal import Decimal

from eval.labels import ROLES, VERDICTS
from qa.compare_measure import LeftOut, MeasureComparison, Row
from qa.reading import printed
from qa.roles import measure_words
from qa.scope import describe
from ui.comparison import place_of
from ui.marking import escape
from ui.say import Say
from vectorstore.model import ReportCard

_BARS = 40  # more rows than this are in the table only


def comparison_html(compared: MeasureComparison, say: Say) -> str:
    """Return a whole comparison; the figures are buttons that open their evidence."""
    rows = compared.rows
    if not rows:
        words = say("范围内的 {} 份报告都没有这个数。").format(len(compared.left_out))
        return f'<p class="yj-none">{words}</p>{_left(compared.left_out, say)}'
    parts = [_head(compared, say)]
    if len(rows) > 1:
        parts.append(_bars(rows, compared.unit, say))
    parts.append(_table(rows, compared.unit, say))
    parts.append(_left(compared.left_out, say))
    return f'<div class="yj-compared">{"".join(parts)}</div>'


def amount(value: Decimal) -> str:
    """Return a number as people read it, with all its places."""
    return f"{value:,f}"


def _head(compared: MeasureComparison, say: Say) -> str:
    rows = compared.rows
    first = rows[0]
    words = say("{} 份有数，{} 份没有列入。").format(len(rows), len(compared.left_out))
    if len(rows) > 1:
        top = "、".join(_name(row.card) for row in rows if row.rank == 1)
        words += say("最高：{}（{}）。").format(
            escape(top), f"{amount(first.value)}{escape(compared.unit)}"
        )
    if compared.total is not None:
        words += say("合计：{}。").format(f"{amount(compared.total)}{escape(compared.unit)}")
    elif compared.no_total:
        words += f"{say('没有合计：')}{compared.no_total}。"
    roles = dict.fromkeys(ROLES.get(row.figure.role.value, "") for row in rows)
    several = ""
    if len(roles) > 1:
        names = "、".join(filter(None, roles))
        several = f'<p class="yj-note">{say("各份报告给出的身份不全相同：")}{names}</p>'
    return f'<p class="yj-upshot">{words}</p>{several}'


def _bars(rows: tuple[Row, ...], unit: str, say: Say) -> str:
    most = max(abs(row.value) for row in rows) or Decimal(1)
    items = []
    for row in rows[:_BARS]:
        width = float(abs(row.value) / most) * 100
        below = ' class="yj-below"' if row.value < 0 else ""
        who = row.card.identity
        name = escape(who.agency or row.card.title or row.card.file_name)
        items.append(
            f'<li><span class="yj-bar-name" title="{escape(_name(row.card))}">{name}</span>'
            f"<em>{who.fiscal_year or ''}</em><b>{amount(row.value)}</b>"
            f'<span class="yj-track"><i{below} style="width:{width:.2f}%"></i></span></li>'
        )
    rest = len(rows) - _BARS
    more = f"<figcaption>{say('图里只画前 {} 份').format(_BARS)}</figcaption>" if rest > 0 else ""
    return (
        f'<figure class="yj-bars" aria-label="{say("条形图")}"><small>{escape(unit)}</small>'
        f"<ol>{''.join(items)}</ol>{more}</figure>"
    )


def _table(rows: tuple[Row, ...], unit: str, say: Say) -> str:
    heads = (
        say("名次"),
        say("报告"),
        say("行政区"),
        say("年度"),
        f"{say('数值')}（{escape(unit)}）" if unit else say("数值"),
        say("身份"),
        say("报告里的说法"),
        say("出处"),
    )
    body = "".join(_line(row, say) for row in rows)
    top = "".join(f"<th>{head}</th>" for head in heads)
    return (
        f'<div class="yj-scroll"><table class="yj-ranking"><thead><tr>{top}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )


def _line(row: Row, say: Say) -> str:
    who, figure = row.card.identity, row.figure
    note = f'<small class="yj-note">{escape(row.note)}</small>' if row.note else ""
    kind = f"<small>{escape(who.kind)}</small>" if who.kind else ""
    original = ""
    if row.verdict == "converted":
        original = f"<small>{say('原文：')}{escape(printed(figure))}</small>"
    return (
        f'<tr><td class="yj-num">{row.rank}</td>'
        f'<td class="yj-name">{escape(who.agency or row.card.title)}{kind}</td>'
        f'<td>{escape(who.region)}</td><td class="yj-year">{who.fiscal_year or ""}</td>'
        f'<td class="yj-num"><button type="button" class="yj-figure" data-n="{row.n}" '
        f'aria-label="{say("查看原文")}">{amount(row.value)}</button>{original}</td>'
        f"<td>{ROLES.get(figure.role.value, '')}</td>"
        f'<td class="yj-called">{escape(measure_words(figure))}{note}</td>'
        f'<td class="yj-place-of">{escape(place_of(row))}'
        f"<small>{VERDICTS[row.verdict]}</small></td></tr>"
    )


def _left(left_out: tuple[LeftOut, ...], say: Say) -> str:
    if not left_out:
        return ""
    items = "".join(
        f"<li><b>{escape(_name(left.card))}</b> {escape(left.reason)}</li>" for left in left_out
    )
    words = say("没有列入的 {} 份，和原因").format(len(left_out))
    return f'<details class="yj-left"><summary>{words}</summary><ul>{items}</ul></details>'


def _name(card: ReportCard) -> str:
    return describe(card.identity, card.title or card.file_name)
