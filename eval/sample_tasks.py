"""The report's long table: tasks with merged cells over their indicators' rows."""

from __future__ import annotations

from eval.sample_grid import GridText
from eval.sample_layout import TableBlock
from eval.sample_truth import Fact, TruthRow, TruthTable, Written, only_figure
from eval.sample_words import load_words
from eval.sample_world import World


class TaskTable:
    """The five columns task, goal, indicator, target and actual of a world.

    Making it settles the figures that the report's prose names again.
    """

    def __init__(self, world: World) -> None:
        self._world, self._words = world, world.words
        self._headers: list[str] = self._words.pick(load_words()["report"]["table_headers"])
        self._cells = [GridText(0, col, header) for col, header in enumerate(self._headers)]
        self._truth: list[TruthRow] = []
        self._figures: list[tuple[str, str, tuple[int, int], str]] = []
        self._rows = 1
        for task in self._words.shuffled(world.domain["tasks"]):
            self._words.fill(task.get("done", ""))
            self._task(task["name"], self._words.fill(task["goal"]), task["rows"])

    def write(self, out: Written, title: str) -> None:
        """Add the table, its truth and its figures to a sample."""
        draw = self._words.draw
        shares = tuple(s * draw(100, 85, 125) / 100 for s in (1.0, 1.1, 1.08, 1.04, 1.04))
        block = len(out.blocks)
        out.blocks.append(TableBlock(shares, tuple(self._cells), self._rows))
        out.tables.append(TruthTable("T1", title, block, tuple(self._headers), tuple(self._truth)))
        short = self._words.values["short"]
        labels = [label for label, role, *_ in self._figures if role == "target"]
        for label, role, cell, text in self._figures:
            found = only_figure(text)
            if found is None or labels.count(label) > 1:
                continue
            value, unit, printed, qualifier = found
            asked = "的目标是多少" if role == "target" else "实际完成了多少"
            out.facts.append(
                Fact(
                    f"{short}{label}{asked}？",
                    value,
                    unit,
                    printed,
                    block,
                    cell,
                    qualifier=qualifier,
                    role=role,
                    tags=("table",),
                )
            )

    def _task(self, name: str, goal: str, rows: list[list[str]]) -> None:
        top = self._rows
        self._put(top, 0, name, len(rows))
        self._put(top, 1, goal, len(rows))
        for row in rows:  # some carry a formula between label and target
            texts = [self._words.fill(text) for text in (row[0], *row[-2:])]
            for col, text in enumerate(texts, 2):
                self._put(self._rows, col, text)
            for col, role in ((3, "target"), (4, "actual")):
                self._figures.append((texts[0], role, (self._rows, col), texts[col - 2]))
            at = ((top, 0), (top, 1), *((self._rows, col) for col in (2, 3, 4)))
            keys = tuple(zip(self._headers, at, strict=True))
            self._truth.append(TruthRow(len(self._truth) + 1, keys))
            self._rows += 1

    def _put(self, row: int, col: int, text: str, rows: int = 1) -> None:
        indent = self._world.style.table_size * 2 if self._words.rng is None else 0.0
        spaced = self._world.spaced(text)
        self._cells.append(GridText(row, col, spaced, rows, centre=False, indent=indent))
