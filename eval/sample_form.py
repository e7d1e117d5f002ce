"""The self-evaluation form: one ruled grid of blocks of different width."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from eval.sample_grid import GridText
from eval.sample_layout import TableBlock, Text
from eval.sample_money import Funds, draw_funds, share_marks
from eval.sample_truth import Fact, TruthRow, TruthTable, Written, only_figure
from eval.sample_words import load_words
from eval.sample_world import World

# The grid's finest columns: label, 2 wide texts, and the figures' columns, some
# halved so that the blocks' rules need not meet.
_SHARES = (6.4, 15.4, 9.3, 9.3, 6.3, 6.3, 12.2, 9.6, 9.6, 7.8, 7.8)
_TASKS = ((0, 1), (1, 1), (2, 2), (4, 2), (6, 1), (7, 1), (8, 1), (9, 1), (10, 1))
_FUNDS = ((1, 1), (2, 2), (4, 2), (6, 1), (7, 2), (9, 1), (10, 1))
_FUNDS_SHIFTED = ((1, 1), (2, 1), (3, 2), (5, 2), (7, 1), (8, 1), (9, 2))


def write_form(world: World) -> Written:
    """Return the form of a world: title, caption and one table."""
    return _Form(world).write()


class _Form:
    def __init__(self, world: World) -> None:
        self._world, self._words = world, world.words
        self._source: dict[str, Any] = load_words()["form"]
        self._out = Written()
        self._cells: list[GridText] = []
        self._row = 0
        self._solid: list[int] = []

    def write(self) -> Written:
        words, out, name = self._words, self._out, self._words.values
        title = words.fill(words.pick(self._source["title"]))
        unit = words.pick(["单位：\n万元", "单位：万元", "金额单位：万元", "（单位：万元）"])
        unit = unit.replace("万元", self._world.unit)
        labels = words.pick(self._source["labels"])
        self._head(labels[0])
        self._funds(labels[1])
        self._goals(labels[2])
        total = self._tasks() + self._funds_score
        self._tail(labels[3:], total)
        shares = [s * (words.draw(100, 88, 112) / 100) for s in _SHARES]
        out.blocks = [
            Text("title", title),
            Text("subtitle", f"（{name['year']}年度）"),
            Text("pair", f"部门名称（盖章）{name['agency']}\t{unit}"),
            TableBlock(tuple(shares), tuple(self._cells), self._row, tuple(self._solid)),
        ]
        self._absences()
        return out

    def _put(self, col: int, text: str, span: int = 1, rows: int = 1, centre: bool = True) -> None:
        self._cells.append(GridText(self._row, col, text, rows, span, centre))

    def _head(self, label: str) -> None:
        agency = self._words.values["agency"] + self._words.pick(["(部门)", ""])
        self._put(0, label)
        self._put(1, agency, len(_SHARES) - 1)
        row = TruthRow(1, (("key", (0, 0)), ("value", (0, 1))))
        self._out.tables.append(TruthTable("T1", "表头", 3, ("key", "value"), (row,)))
        self._row += 1

    def _funds(self, label: str) -> None:
        """Budget, adjustment, execution: the rows of the sources add up to the total."""
        words, world = self._words, self._world
        columns = words.pick([_FUNDS, _FUNDS, _FUNDS_SHIFTED])
        headers: list[str] = words.pick(self._source["funds_headers"])
        rows = draw_funds(words)
        self._put(0, "")
        self._solid.append(self._row)
        for header, (col, span) in zip(headers, columns, strict=True):
            self._put(col, header, span)
        self._row += 1
        self._cells.append(GridText(self._row, 0, label, len(rows)))
        rate = rows[0].rate or Decimal(0)
        steps = ((95, "20"), (90, "15"), (80, "10"))
        score = next((mark for least, mark in steps if rate >= least), "0")
        self._funds_score = Decimal(score)
        truth = []
        first = self._row
        for row in rows:
            sums = (world.money(each) for each in (row.initial, row.adjusted, row.spent))
            texts = [row.source, *sums, "" if row.rate is None else f"{row.rate}%"]
            texts += ["20", score] if self._row == first else ["", ""]
            for text, (col, span) in zip(texts, columns, strict=True):
                self._put(col, text, span)
            keys = [("(首列)", (first, 0))]
            keys += [(h, (self._row, c[0])) for h, c in zip(headers, columns, strict=True)]
            truth.append(TruthRow(self._row - first + 1, tuple(keys)))
            self._row += 1
        self._out.tables.append(
            TruthTable(
                "T2", label.replace("\n", ""), 3, ("(首列)", *headers), tuple(truth), world.unit
            )
        )
        self._fund_facts(rows[0], f"{rate}", score, [c[0] for c in columns], first)

    def _fund_facts(
        self,
        row: Funds,
        rate: str,
        score: str,
        cols: Sequence[int],
        at: int,
    ) -> None:
        world, unit, year = self._world, self._world.unit, self._words.values["year"]
        short = self._words.values["short"]
        for question, role, value, col in (
            ("年初预算数是多少", "initial_budget", row.initial, cols[1]),
            ("预算调整数是多少", "adjustment", row.adjusted, cols[2]),
            ("整体支出的实际支出数是多少", "execution", row.spent, cols[3]),
        ):
            printed = world.money(value)
            self._out.facts.append(
                Fact(
                    f"{short}{year}年{question}？",
                    printed.replace(",", ""),
                    unit,
                    printed,
                    3,
                    (at, col),
                    role=role,
                    tags=("money",),
                )
            )
        for question, role, mark, in_unit, col in (
            ("预算完成率是多少", "rate", rate, "%", cols[4]),
            ("预算完成率的分值是多少", "weight", "20", "分", cols[5]),
            ("预算完成率得分是多少", "score", score, "分", cols[6]),
        ):
            printed = mark + ("%" if in_unit == "%" else "")
            self._out.facts.append(
                Fact(f"{short}{question}？", mark, in_unit, printed, 3, (at, col), role=role)
            )

    def _goals(self, label: str) -> None:
        headers = self._words.pick(self._source["goal_headers"])
        self._cells.append(GridText(self._row, 0, label, 2))
        self._put(1, headers[0], 5)
        self._put(6, headers[1], 5)
        self._solid.append(self._row)
        first = self._row
        self._row += 1
        for col, text in zip((1, 6), self._world.domain["form_goals"], strict=True):
            self._put(col, self._words.fill(text), 5, centre=False)
        keys = (("(首列)", (first, 0)), (headers[0], (self._row, 1)), (headers[1], (self._row, 6)))
        self._out.tables.append(
            TruthTable("T3", "年度目标", 3, ("(首列)", *headers), (TruthRow(1, keys),))
        )
        self._row += 1

    def _tasks(self) -> Decimal:
        """Print the tasks with their indicators; return the sum of their scores."""
        words = self._words
        headers: list[str] = words.pick(self._source["task_headers"])
        tasks = words.shuffled(
            self._world.domain.get("form_tasks", self._world.domain["tasks"])[:3]
        )
        self._solid.append(self._row)
        for header, (col, span) in zip(headers, _TASKS, strict=True):
            self._put(col, header, span)
        self._row += 1
        weights = share_marks(sum(len(task["rows"]) for task in tasks))
        total = Decimal(0)
        truth: list[TruthRow] = []
        for number, task in enumerate(tasks, 1):
            top = self._row
            done, goal = words.fill(task["done"]), words.fill(task["goal"])
            rows = words.shuffled(task["rows"])
            for col, span, text, centre in (
                (0, 1, f"任务{number}", True),
                (1, 1, goal, False),
                (2, 2, done, False),
            ):
                self._cells.append(GridText(top, col, text, len(rows), span, centre))
            self._asked(task["asks"], (top, 2))
            for row in rows:
                weight = weights.pop(0)
                score = weight - (words.draw(0, 0, 3) == 1)
                total += score
                texts = [*(words.fill(cell) for cell in row), str(weight), str(score)]
                for text, (col, span) in zip(texts, _TASKS[3:], strict=True):
                    self._put(col, text, span)
                self._row_facts(texts)
                keys = [(h, (top, c[0])) for h, c in zip(headers[:3], _TASKS[:3], strict=True)]
                keys += [
                    (h, (self._row, c[0])) for h, c in zip(headers[3:], _TASKS[3:], strict=True)
                ]
                truth.append(TruthRow(len(truth) + 1, tuple(keys)))
                self._row += 1
        self._out.tables.append(TruthTable("T4", "主要任务", 3, tuple(headers), tuple(truth)))
        return total

    def _asked(self, asks: Sequence[Sequence[str]], cell: tuple[int, int]) -> None:
        values = self._words.values
        lead = values["stem"] if self._world.domain["party"] else values["short"]
        for question, slot, unit, qualifier, role, before in asks:
            printed = values[slot] + ("余" if qualifier == "余" else "") + unit
            self._out.facts.append(
                Fact(
                    f"{lead}{question}？",
                    values[slot],
                    unit,
                    printed,
                    3,
                    cell,
                    before,
                    qualifier,
                    role,
                    ("prose",),
                )
            )

    def _row_facts(self, texts: Sequence[str]) -> None:
        label, short = texts[0], self._words.values["short"]
        for question, role, text, col in (
            ("的目标值是多少", "target", texts[2], 7),
            ("实际完成多少", "actual", texts[3], 8),
        ):
            found = only_figure(text)
            if found is not None:
                value, unit, printed, qualifier = found
                self._out.facts.append(
                    Fact(
                        f"{short}{label}{question}？",
                        value,
                        unit,
                        printed,
                        3,
                        (self._row, col),
                        qualifier=qualifier,
                        role=role,
                        tags=("table",),
                    )
                )
        for question, role, text, col in (
            ("的分值是多少", "weight", texts[4], 9),
            ("得了多少分", "score", texts[5], 10),
        ):
            self._out.facts.append(
                Fact(
                    f"{short}{label}{question}？",
                    text,
                    "分",
                    text,
                    3,
                    (self._row, col),
                    role=role,
                    tags=("table", "score"),
                )
            )

    def _tail(self, labels: Sequence[str], total: Decimal) -> None:
        domain, fill = self._world.domain, self._words.fill
        texts = (fill(domain["form_problem"]), fill(domain["form_measure"]), f"{total}分")
        rows: list[TruthRow] = []
        for label, text in zip(labels, texts, strict=True):
            self._put(0, label)
            self._put(1, text, len(_SHARES) - 1, centre=label == "总分")
            rows.append(
                TruthRow(len(rows) + 1, (("key", (self._row, 0)), ("value", (self._row, 1))))
            )
            self._row += 1
        self._out.tables.append(TruthTable("T5", "存在问题等", 3, ("key", "value"), tuple(rows)))
        self._out.facts.append(
            Fact(
                f"{self._words.values['short']}自评总分是多少？",
                f"{total}",
                "分",
                f"{total}分",
                3,
                (self._row - 1, 1),
                role="score",
            )
        )

    def _absences(self) -> None:
        values = self._words.values
        short, next_year = values["short"], values["next_year"]
        self._out.absent += [
            f"{short}的项目支出是多少？",
            f"{short}{next_year}年的实际支出数是多少？",
            f"{short}的在职人员有多少人？",
        ]
