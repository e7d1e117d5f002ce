"""The self-evaluation report: prose under headings and one long table."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from eval.sample_layout import Text, fits
from eval.sample_money import draw_spending, percent
from eval.sample_tasks import TaskTable
from eval.sample_truth import Fact, Written
from eval.sample_words import load_words
from eval.sample_world import World


def write_report(world: World) -> Written:
    """Return the report of a world: headings, paragraphs and the task table."""
    return _Report(world).write()


class _Report:
    def __init__(self, world: World) -> None:
        self._world, self._words = world, world.words
        self._source: dict[str, Any] = load_words()["report"]
        self._out = Written()

    def write(self) -> Written:
        words, values = self._words, self._words.values
        self._settle()
        self._tasks = TaskTable(self._world)
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
        for name, sums in draw_spending(words).items():
            values[f"{name}_b"] = self._world.money(sums.budget) + self._world.unit
            values[f"{name}_e"] = self._world.money(sums.done) + self._world.unit
            values[f"{name}_r"] = f"{percent(sums.done, sums.budget, places)}"
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
        self._tasks.write(self._out, title)
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
        return self._text("body", self._world.spaced(self._words.fill(template)))

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
