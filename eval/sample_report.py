"""The self-evaluation report: prose under headings and one long table."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from eval.sample_grid import GridText
from eval.sample_layout import TableBlock, Text, fits
from eval.sample_truth import Fact, TruthRow, TruthTable, Written, only_figure
from eval.sample_words import load_words, space_numbers
from eval.sample_world import World, percent

_COLUMNS = ("task", "goal", "indicator", "target", "actual")


def write_report(world: World) -> Written:
    """Return the report of a world: headings, paragraphs and the task table."""
    return _Report(world).write()


class _Report:
    def __init__(self, world: World) -> None:
        self._world, self._words = world, world.words
        self._source: dict[str, Any] = load_words()["report"]
        self._out = Written()
        self._cells: list[GridText] = []
        self._truth: list[TruthRow] = []
        self._row_figures: list[tuple[str, str, int, int, str]] = []
        self._rows = 0

    def write(self) -> Written:
        words, values = self._words, self._words.values
        self._settle()
        self._fill_table()
        heads = iter([words.pick(options) for options in self._source["headings"]])
        if words.draw(1, 0, 1):
            self._text("left", "附件 2")
        name = words.pick(
            ["{year}年部门整体支出绩效自评报告", "{year}年度部门整体支出绩效自评报告"]
        )
        whole = values["agency"] + words.fill(name)
        if words.draw(1, 0, 1) or not fits(whole, "title", self._world.style):
            self._text("title", values["agency"])
            self._text("title", words.fill(name))
        else:
            self._text("title", whole)
        self._basics(heads)
        self._evaluation(heads)
        self._outlook(heads)
        self._out.absent += [
            f"{values['short']}{int(values['year']) - 1}年的执行数是多少？",
            f"{values['short']}的会议费是多少？",
        ]
        return self._out

    # --- figures of the whole ------------------------------------------------

    def _settle(self) -> None:
        """Draw money, staff and score, and put them among the words."""
        words, domain = self._words, self._world.domain
        values, draw = words.values, words.draw
        seeded = words.rng is not None
        places = words.pick([0, 1, 2])

        def cents(default: int, low: int, high: int) -> Decimal:
            return Decimal(draw(default, low, high)) / 100

        basic = cents(253065, 90000, 800000)
        project = cents(30390, 10000, 300000)
        total = basic + project if seeded else Decimal("2834.54")
        basic_done = _part(basic, draw(0, 860, 1000)) if seeded else Decimal("2418.77")
        project_done = _part(project, draw(0, 700, 1000)) if seeded else Decimal("298.57")
        key = cents(1453, 800, 9000)
        key_done = _part(key, draw(0, 880, 1000)) if seeded else key
        for name, budget, done in (
            ("total", total, basic_done + project_done),
            ("basic", basic, basic_done),
            ("proj", project, project_done),
            ("key", key, key_done),
        ):
            values[f"{name}_b"] = self._world.money(budget) + self._world.unit
            values[f"{name}_e"] = self._world.money(done) + self._world.unit
            values[f"{name}_r"] = f"{percent(done, budget, places)}"
        values |= {
            "staff": str(draw(51, 20, 260)),
            "retired": str(draw(14, 3, 90)),
            "outside": str(draw(13, 2, 70)),
            "n_projects": str(draw(26, 5, 48)),
            "score": f"{Decimal(draw(997, 850, 999)) / 10}",
            "key_work": domain["key_work"],
            "key_project": domain["key_project"],
        }
        for name, items in (("unit", domain["units"]), ("office", domain["offices"])):
            kept = [words.fill(item) for item in items]
            if seeded:
                kept = kept[: draw(0, max(2, len(kept) - 3), len(kept))]
            values[f"n_{name}s"] = str(len(kept))
            values[f"{name}_list"] = "、".join(kept[:-1]) + "及" + kept[-1]
            self._out.lists.append((f"{values['short']}有哪些{_LISTS[name]}？", tuple(kept)))

    # --- the table -----------------------------------------------------------

    def _fill_table(self) -> None:
        words = self._words
        headers = words.pick(self._source["table_headers"])
        for col, header in enumerate(headers):
            self._cells.append(GridText(0, col, header))
        self._rows = 1
        for task in words.shuffled(self._world.domain["tasks"]):
            words.fill(task.get("done", ""))  # settles figures its rows name again
            goal, rows = words.fill(task["goal"]), task["rows"]
            top = self._rows
            self._cell(top, 0, task["name"], len(rows))
            self._cell(top, 1, goal, len(rows))
            for row in rows:
                texts = [words.fill(row[0]), *(words.fill(text) for text in row[-2:])]
                for col, text in enumerate(texts, 2):
                    self._cell(self._rows, col, text)
                self._note(texts)
                at = ((top, 0), (top, 1), *((self._rows, col) for col in (2, 3, 4)))
                self._truth.append(
                    TruthRow(len(self._truth) + 1, tuple(zip(headers, at, strict=True)))
                )
                self._rows += 1
        self._headers = headers

    def _cell(self, row: int, col: int, text: str, rows: int = 1) -> None:
        indent = self._world.style.table_size * 2 if self._words.rng is None else 0.0
        spaced = self._spaced(text)
        self._cells.append(GridText(row, col, spaced, rows, centre=False, indent=indent))

    def _note(self, texts: Sequence[str]) -> None:
        for role, text, col in (("target", texts[1], 3), ("actual", texts[2], 4)):
            self._row_figures.append((texts[0], role, self._rows, col, text))

    def _table(self, title: str) -> None:
        shares = tuple(
            s * self._words.draw(100, 85, 125) / 100 for s in (1.0, 1.1, 1.08, 1.04, 1.04)
        )
        self._out.blocks.append(TableBlock(shares, tuple(self._cells), self._rows))
        block = len(self._out.blocks) - 1
        table = TruthTable("T1", title, block, tuple(self._headers), tuple(self._truth))
        self._out.tables.append(table)
        short = self._words.values["short"]
        labels = [label for label, role, *_ in self._row_figures if role == "target"]
        for label, role, row, col, text in self._row_figures:
            found = only_figure(text)
            if found is None or labels.count(label) > 1:
                continue
            value, unit, printed, qualifier = found
            asked = "的目标是多少" if role == "target" else "实际完成了多少"
            self._out.facts.append(
                Fact(
                    f"{short}{label}{asked}？",
                    value,
                    unit,
                    printed,
                    block,
                    (row, col),
                    qualifier=qualifier,
                    role=role,
                    tags=("table",),
                )
            )

    # --- the prose -----------------------------------------------------------

    def _basics(self, heads: Any) -> None:
        words, source, domain = self._words, self._source, self._world.domain
        self._text("h1", next(heads))
        self._text("h2", next(heads))
        about = self._say(words.pick(source["about"]))
        self._text("h2", next(heads))
        self._say(words.pick(source["goals"]))
        for number, goal in enumerate(domain["goals"], 1):
            self._say(f"{number}.{goal}")
        items = "".join(f"{i}.{item}" for i, item in enumerate(domain["key_items"], 1))
        words.values["key_items"] = words.fill(items)
        self._say(words.pick(source["key"]))
        self._text("h2", next(heads))
        money = self._say(words.pick(source["money"]))
        self._text("h2", next(heads))
        self._say(words.pick(source["managing"]))
        for question, slot, unit in (
            ("下属单位有多少个", "n_units", "个"),
            ("内设科室有多少个", "n_offices", "个"),
            ("在职人员有多少人", "staff", "人"),
            ("退休人员有多少人", "retired", "人"),
            ("编外人员有多少人", "outside", "人"),
        ):
            self._fact(question, slot, unit, about, _STAFF[slot])
        self._money_facts(money)

    def _evaluation(self, heads: Any) -> None:
        words, source, domain = self._words, self._source, self._world.domain
        self._text("h1", next(heads))
        self._text("h2", next(heads))
        verdict = self._say(words.pick(source["verdict"]))
        self._fact("开展绩效自评的项目有多少个", "n_projects", "个", verdict, "")
        self._fact("部门整体支出绩效自评总分是多少", "score", "分", verdict, "", "score")
        self._say(words.pick(source["verdict_more"]))
        title = next(heads)
        self._text("h2", title)
        self._table(title)
        self._text("h2", next(heads))
        self._say(words.pick(source["key_money"]))
        self._text("h3", "1.项目概况")
        self._say(words.values["key_work"] + "由本部门牵头实施，经费列入年度预算，专款专用。")
        self._text("h3", "2.项目资金情况")
        funds = self._say(words.pick(source["key_funds"]))
        project, unit = words.values["key_project"], self._world.unit
        for question, slot, role in (
            (f"{project}的预算数是多少", "key_b", "budget"),
            (f"{project}实际支出多少", "key_e", "execution"),
        ):
            before = {"budget": project, "execution": ""}[role]
            self._amount(question, slot, unit, funds, before, role)
        self._text("h3", "3.项目绩效目标完成情况")
        for number, item in enumerate(domain["key_done"], 1):
            self._say(f"（{number}）{item}")
        self._text("h2", next(heads))
        for number, (head, body) in enumerate(domain["achievements"], 1):
            self._say(f"（{number}）{head}。{body}")

    def _outlook(self, heads: Any) -> None:
        for name in ("problems", "measures"):
            self._text("h1", next(heads))
            titles = []
            for number, (head, body) in enumerate(self._world.domain[name], 1):
                self._say(f"（{'一二三四五'[number - 1]}）{head}。{body}")
                titles.append(self._words.fill(head))
            short = self._words.values["short"]
            self._out.lists.append((f"{short}{_LISTS[name]}？", tuple(titles)))
        self._text("h1", next(heads))
        self._say(self._words.pick(self._source["annex"]))

    # --- helpers -------------------------------------------------------------

    def _text(self, kind: str, text: str) -> int:
        self._out.blocks.append(Text(kind, text))
        return len(self._out.blocks) - 1

    def _say(self, template: str) -> int:
        return self._text("body", self._spaced(self._words.fill(template)))

    def _spaced(self, text: str) -> str:
        from random import Random

        return space_numbers(text, self._world.spacing, Random(text))

    def _fact(
        self, question: str, slot: str, unit: str, block: int, before: str, role: str = ""
    ) -> None:
        values = self._words.values
        text = "".join(self._body(block).split())
        printed = values[slot] + unit
        if before and before + printed not in text:
            before = ""
        self._out.facts.append(
            Fact(
                f"{values['short']}{question}？",
                values[slot],
                unit,
                printed,
                block,
                None,
                before,
                role=role,
                tags=("prose",),
            )
        )

    def _body(self, block: int) -> str:
        found = self._out.blocks[block]
        return found.text if isinstance(found, Text) else ""

    def _money_facts(self, block: int) -> None:
        year, unit = self._words.values["year"], self._world.unit
        for name, label in (("total", "部门整体"), ("basic", "基本支出"), ("proj", "项目支出")):
            before = self._said_before(block, f"{name}_b")
            self._amount(f"{year}年{label}预算数是多少", f"{name}_b", unit, block, before, "budget")
            before = self._said_before(block, f"{name}_e")
            self._amount(
                f"{year}年{label}执行数是多少", f"{name}_e", unit, block, before, "execution"
            )
            before = self._said_before(block, f"{name}_e") + self._words.values[f"{name}_e"]
            self._rate(f"{year}年{label}预算完成率是多少", f"{name}_r", block, before)

    def _said_before(self, block: int, slot: str) -> str:
        """The two characters before an amount, so that 12.5 is not found in 112.5."""
        text = "".join(self._body(block).split())
        at = text.index(self._words.values[slot])
        while text[at - 1].isdigit() or text[at - 1] in ".,":
            at = text.index(self._words.values[slot], at + 1)
        return text[max(0, at - 2) : at]

    def _amount(
        self, question: str, slot: str, unit: str, block: int, before: str, role: str
    ) -> None:
        values = self._words.values
        printed = values[slot]
        text = "".join(self._body(block).split())
        if before and before + printed not in text:
            before = ""
        value = printed.removesuffix(unit).replace(",", "")
        name = f"{values['short']}{question}？"
        self._out.facts.append(
            Fact(name, value, unit, printed, block, None, before, role=role, tags=("money",))
        )

    def _rate(self, question: str, slot: str, block: int, before: str) -> None:
        """A rate stands after its execution figure: begin looking there."""
        values = self._words.values
        text = "".join(self._body(block).split())
        start = text.index(before) + len(before)
        at = text.index(values[slot] + "%", start)
        self._out.facts.append(
            Fact(
                f"{values['short']}{question}？",
                values[slot],
                "%",
                values[slot] + "%",
                block,
                None,
                before + text[start:at],
                role="rate",
                tags=("rate",),
            )
        )


_LISTS = {
    "unit": "下属单位",
    "office": "内设科室",
    "problems": "存在的主要问题有哪些",
    "measures": "下一步有哪些改进措施",
}
_STAFF = {
    "n_units": "",
    "n_offices": "",
    "staff": "在职人员",
    "retired": "退休人员",
    "outside": "编外人员",
}


def _part(amount: Decimal, thousandths: int) -> Decimal:
    return (amount * thousandths / 1000).quantize(Decimal("0.01"))
