"""Made layouts of the traps budget reports set: tables of many pages, odd headers and rules.

Each is a document of four tables: expenditure by function (headers of two
rows, code columns, its parts adding up), two tables of the same columns that
touch but for their captions, and a task table whose merged parents run over
several page breaks.  Line items of the first are named again in prose.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from random import Random

from eval.sample_grid import GridText
from eval.sample_layout import Style, TableBlock, Text
from eval.sample_truth import Fact, TruthRow, TruthTable, Written

# class code and name, section code and name, items: of the public classification
_FUNCTIONS = (
    ("201", "一般公共服务支出", "32", "组织事务", "行政运行", "一般行政管理事务", "公务员事务"),
    ("201", "一般公共服务支出", "33", "宣传事务", "行政运行", "一般行政管理事务"),
    ("204", "公共安全支出", "06", "司法", "行政运行", "公共法律服务"),
    ("205", "教育支出", "08", "进修及培训", "干部教育", "培训支出"),
    ("206", "科学技术支出", "07", "科学技术普及", "科普活动"),
    ("208", "社会保障和就业支出", "05", "行政事业单位养老支出", "行政单位离退休",
     "机关事业单位基本养老保险缴费支出", "机关事业单位职业年金缴费支出"),
    ("208", "社会保障和就业支出", "07", "就业补助", "公益性岗位补贴"),
    ("210", "卫生健康支出", "11", "行政事业单位医疗", "行政单位医疗", "事业单位医疗"),
    ("212", "城乡社区支出", "01", "城乡社区管理事务", "行政运行", "城管执法",
     "其他城乡社区管理事务支出"),
    ("221", "住房保障支出", "02", "住房改革支出", "住房公积金", "购房补贴"),
)  # fmt: skip
_AGENCIES = ("江城市云岭区财政局", "临川市南湖区司法局", "青州市东山县教育局")
_INCOMES = ("财政拨款收入", "事业收入", "经营收入", "其他收入")
_TASKS = ("干部培训", "基层治理", "人才服务", "档案管理", "公共服务")
_THINGS = (("次", "培训场次"), ("人", "参训人员"), ("项", "办结事项"), ("件", "办理信件"))


@dataclass(frozen=True, slots=True)
class _Item:
    code: tuple[str, str, str]
    name: str
    basic: int  # hundredths of the unit
    project: int


def write_layout(seed: int) -> tuple[Written, Style]:
    """Return a document of budget tables and how it is set; the same for the same seed."""
    return _Layout(seed).write()


class _Layout:
    def __init__(self, seed: int) -> None:
        self._rng = Random(f"youju/layout/{seed}")
        self._out = Written()
        self._unit = self._rng.choice(["元", "万元"])
        self._final = self._rng.random() < 0.5  # accounts, not a budget
        self._agency = self._rng.choice(_AGENCIES)
        self._year = self._rng.randint(2019, 2025)
        self._comma = self._rng.random() < 0.7

    def write(self) -> tuple[Written, Style]:
        kind = "决算" if self._final else "预算"
        self._say("title", f"{self._agency}{self._year}年度部门{kind}")
        items = self._items()
        self._functions(f"{self._year}年度部门支出{kind}表", items)
        for title, name in ((f"收入{kind}表", "收入项目"), (f"机关经费{kind}表", "经费项目")):
            self._two_columns(title, name)
        self._tasks()
        self._prose(items, kind)
        return self._out, self._style()

    def _style(self) -> Style:
        pick = self._rng.choice
        size = pick([8.0, 9.0, 10.5])
        wide = self._rng.random() < 0.4
        return replace(
            Style(),
            width=841.89 if wide else 595.28,
            height=pick([420.0, 595.28]) if wide else pick([595.28, 841.89]),
            margin_x=pick([36.0, 54.0, 72.0]),
            margin_top=60.0,
            margin_bottom=56.0,
            size=11.0,
            leading=18.0,
            table_size=size,
            table_leading=round(size * pick([1.3, 1.6]), 1),
            face=pick(["serif", "sans"]),
            folio=pick(["— {n} —", "{n}", "第 {n} 页 共 {total} 页"]),
            head=pick(["", self._agency]),
            repeat_header=self._rng.random() < 0.5,
            split_rows=self._rng.random() < 0.6,
            rules=pick(["boxes", "lines", "open"]),
        )

    # --- tables ----------------------------------------------------------------

    def _items(self) -> list[_Item]:
        items: list[_Item] = []
        chosen = [f for f in _FUNCTIONS if self._rng.random() < 0.85] or list(_FUNCTIONS)
        for code, _, part, _, *names in chosen:
            for number, name in enumerate(names, 1):
                basic = self._rng.randint(0, 90_000_000) if self._rng.random() < 0.7 else 0
                project = self._rng.randint(1, 90_000_000) if not basic else 0
                if self._rng.random() < 0.3:
                    project = self._rng.randint(1, 90_000_000)
                items.append(_Item((code, part, f"{number:02d}"), name, basic, project))
        return items

    def _functions(self, title: str, items: list[_Item]) -> None:
        self._caption(title)
        block = len(self._out.blocks)
        cells = [
            GridText(0, 0, "功能分类科目编码", 1, 3),
            GridText(0, 3, "功能分类科目名称", 2),
            GridText(0, 4, "本年支出", 1, 3),
        ]
        heads = ("类", "款", "项", "科目名称", "合计", "基本支出", "项目支出")
        cells += [GridText(1, c, heads[c]) for c in (0, 1, 2, 4, 5, 6)]
        truth: list[TruthRow] = []
        self._row(cells, truth, 2, ("", "", "", "合计"), items, block)
        row = 3
        for code, name, part, section, *_ in _FUNCTIONS:
            inside = [i for i in items if i.code[:2] == (code, part)]
            if not inside:
                continue
            if not any(cell.text == name for cell in cells):
                within = [i for i in items if i.code[0] == code]
                self._row(cells, truth, row, (code, "", "", name), within, block)
                row += 1
            self._row(cells, truth, row, (code, part, "", section), inside, block)
            for item in inside:
                row += 1
                self._row(cells, truth, row, (*item.code, item.name), [item], block)
            row += 1
        self._table(title, tuple(cells), row, (3, 3, 3, 16, 10, 10, 10), (0, 1), heads, truth)

    def _row(
        self,
        cells: list[GridText],
        truth: list[TruthRow],
        row: int,
        texts: tuple[str, str, str, str],
        items: list[_Item],
        block: int,
    ) -> None:
        basic, project = sum(i.basic for i in items), sum(i.project for i in items)
        sums = tuple(self._money(amount) for amount in (basic + project, basic, project))
        for col, text in enumerate((*texts, *sums)):
            cells.append(GridText(row, col, text, centre=col != 3))
        heads = ("类", "款", "项", "科目名称", "合计", "基本支出", "项目支出")
        truth.append(TruthRow(row, tuple((h, (row, c)) for c, h in enumerate(heads))))
        role = "execution" if self._final else "budget"
        for col, text in enumerate(sums, 4):
            self._fact(text, block, (row, col), role)

    def _two_columns(self, title: str, name: str) -> None:
        """A short table; two of them follow with nothing but a caption between."""
        self._caption(title)
        block = len(self._out.blocks)
        heads = (name, "年初预算数", "决算数" if self._final else "调整预算数")
        cells = [GridText(0, c, head) for c, head in enumerate(heads)]
        truth = []
        names = _INCOMES if name == "收入项目" else ("办公费", "印刷费", "差旅费", "会议费")
        for row, label in enumerate(names, 1):
            cells.append(GridText(row, 0, label, centre=False))
            for col in (1, 2):
                text = self._money(self._rng.randint(1, 9_000_000))
                cells.append(GridText(row, col, text))
                roles = ("initial_budget", "execution" if self._final else "")
                self._fact(text, block, (row, col), roles[col - 1])
            truth.append(TruthRow(row, tuple((h, (row, c)) for c, h in enumerate(heads))))
        self._table(title, tuple(cells), len(names) + 1, (14, 10, 10), (0,), heads, truth)

    def _tasks(self) -> None:
        title = "绩效目标完成情况表"
        self._say("h2", title)
        block = len(self._out.blocks)
        heads = ("主要任务", "绩效目标", "绩效指标", "目标值", "实际完成值", "分值", "得分")
        cells = [GridText(0, c, head) for c, head in enumerate(heads)]
        truth: list[TruthRow] = []
        row = 1
        for task in self._rng.sample(_TASKS, 3):
            count = self._rng.choice([3, 18, 30])
            goal = "稳步推进" + task + "，" + "提高质量，" * self._rng.choice([1, 12, 60])
            top = row
            cells.append(GridText(top, 0, task + "工作", count))
            cells.append(GridText(top, 1, goal[:-1] + "。", count, centre=False))
            for number in range(1, count + 1):
                unit, thing = self._rng.choice(_THINGS)
                label = f"{task}{thing}（第{number}类）"
                aim, done = self._rng.randint(1, 900), self._rng.randint(1, 900)
                marks = self._rng.randint(1, 9), self._rng.randint(0, 9)
                texts = (label, f"{aim}{unit}", f"{done}{unit}", *map(str, marks))
                for col, text in enumerate(texts, 2):
                    cells.append(GridText(row, col, text, centre=col > 2))
                for col, role in ((3, "target"), (4, "actual")):
                    self._fact(texts[col - 2], block, (row, col), role, unit)
                for col, role in ((5, "weight"), (6, "score")):
                    self._fact(texts[col - 2], block, (row, col), role, "分")
                keys = ((top, 0), (top, 1), *((row, col) for col in range(2, 7)))
                truth.append(TruthRow(row, tuple(zip(heads, keys, strict=True))))
                row += 1
        self._table(title, tuple(cells), row, (7, 12, 14, 7, 7, 5, 5), (0,), heads, truth)

    def _prose(self, items: list[_Item], kind: str) -> None:
        self._say("h1", f"一、支出{kind}情况说明")
        names = {(code, part): (name, section) for code, name, part, section, *_ in _FUNCTIONS}
        for number, item in enumerate(items[:8], 1):
            name, section = names[item.code[:2]]
            amount = self._money(item.basic + item.project) + self._unit
            self._say(
                "body",
                f"{number}.“{name}（类）{section}（款）{item.name}（项）”{amount}，"
                f"主要用于{section}方面的开支。",
            )
            block = len(self._out.blocks) - 1
            self._fact(amount, block, None, "", self._unit, "”")

    # --- helpers -----------------------------------------------------------------

    def _caption(self, title: str) -> None:
        self._say("subtitle", title)
        self._say("pair", f"编制部门：{self._agency}\t单位：{self._unit}")

    def _table(
        self,
        title: str,
        cells: tuple[GridText, ...],
        n_rows: int,
        shares: tuple[float, ...],
        solid: tuple[int, ...],
        heads: tuple[str, ...],
        truth: list[TruthRow],
    ) -> None:
        block = len(self._out.blocks)
        self._out.blocks.append(TableBlock(shares, cells, n_rows, solid))
        self._out.tables.append(TruthTable(title, title, block, heads, tuple(truth), self._unit))

    def _say(self, kind: str, text: str) -> None:
        self._out.blocks.append(Text(kind, text))

    def _fact(
        self,
        printed: str,
        block: int,
        cell: tuple[int, int] | None,
        role: str,
        unit: str = "",
        before: str = "",
    ) -> None:
        unit = unit or self._unit
        value = printed.removesuffix(unit).replace(",", "")
        self._out.facts.append(Fact("", value, unit, printed, block, cell, before, role=role))

    def _money(self, hundredths: int) -> str:
        amount = f"{hundredths // 100:,}.{hundredths % 100:02d}"
        return amount if self._comma else amount.replace(",", "")
