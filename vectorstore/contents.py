"""What the catalogue holds of reports, row by row: figures, passages, words."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any

from ingest.errors import ReportMissing
from ingest.model import Figure, Passage
from vectorstore import schema
from vectorstore.database import Database
from vectorstore.decode import decode_figure, decode_passage

_MAX_VALUES = 1_000  # more reports than this are sieved here, not in the statement


class Contents:
    """The contents of one open database, read without opening reports whole."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def has(self, report_ids: Collection[str]) -> None:
        """Raise ReportMissing unless all of these reports are stored."""
        with self._db.held():
            for report_id in report_ids:
                sql = "SELECT 1 FROM reports WHERE id = ?"
                if self._db.execute(sql, (report_id,)).fetchone() is None:
                    raise report_missing(report_id)

    def figures(self, report_id: str) -> tuple[Figure, ...]:
        """Return a report's figures in reading order; raises ReportMissing."""
        with self._db.held():
            self.has([report_id])
            rows = self._rows("figures", schema.FIGURE, report_id)
        return tuple(decode_figure(row, report_id) for row in rows)

    def figures_of(
        self, concepts: Collection[str], report_ids: Collection[str]
    ) -> dict[str, tuple[Figure, ...]]:
        """Return the figures of some concepts by report, reports without any left out."""
        wanted = set(report_ids)
        sql = f"SELECT report_id, {schema.FIGURE} FROM figures WHERE concept IN {_marks(concepts)}"
        values = [*concepts]
        if len(wanted) <= _MAX_VALUES:
            sql += f" AND report_id IN {_marks(wanted)}"
            values += wanted
        with self._db.held():
            rows = self._db.execute(f"{sql} ORDER BY report_id, seq", values).fetchall()
        found: dict[str, list[Figure]] = {}
        for row in rows:
            if row[0] in wanted:
                found.setdefault(row[0], []).append(decode_figure(row[1:], row[0]))
        return {report_id: tuple(figures) for report_id, figures in found.items()}

    def measures(self) -> list[tuple[str, str, str]]:
        """Return (concept, role, report id) of all figures, each triple once."""
        sql = "SELECT DISTINCT concept, role, report_id FROM figures WHERE concept <> ''"
        with self._db.held():
            return self._db.execute(sql).fetchall()

    def telling_of(self, year: int, report_ids: Collection[str]) -> set[str]:
        """Return those reports that print a year anywhere or have a figure of it."""
        those = "report_id IN (SELECT value FROM json_each(?1))"
        sql = (
            f"SELECT report_id FROM pages WHERE {those} "
            "AND (instr(text, ?2) OR instr(text, ?3)) UNION "
            f"SELECT report_id FROM figures WHERE {those} AND substr(period, 1, 4) = ?2"
        )
        wide = str(year).translate({ord("0") + n: ord("０") + n for n in range(10)})
        values = (json.dumps(list(report_ids)), str(year), wide)
        with self._db.held():
            return {row[0] for row in self._db.execute(sql, values)}

    def passages(self, report_id: str) -> tuple[Passage, ...]:
        """Return a report's passages in reading order; raises ReportMissing."""
        with self._db.held():
            self.has([report_id])
            rows = self._rows("passages", schema.PASSAGE, report_id)
        return tuple(decode_passage(row, report_id) for row in rows)

    def passages_at(self, report_id: str, places: Collection[int]) -> dict[int, Passage]:
        """Return some of a report's passages by position; what is not there is left out."""
        sql = (
            f"SELECT seq, {schema.PASSAGE} FROM passages "
            f"WHERE report_id = ? AND seq IN {_marks(places)}"
        )
        with self._db.held():
            rows = self._db.execute(sql, (report_id, *places)).fetchall()
        return {row[0]: decode_passage(row[1:], report_id) for row in rows}

    def segment(self, stamp: str) -> bytes:
        """Return the packed lexical segment of a storing; raises ReportMissing."""
        sql = "SELECT segment FROM reports WHERE stamp = ?"
        with self._db.held():
            row = self._db.execute(sql, (stamp,)).fetchone()
        if row is None:
            raise ReportMissing("报告刚被替换或移除。请重试。")
        return bytes(row[0])

    def _rows(self, table: str, columns: str, report_id: str) -> list[Any]:
        sql = f"SELECT {columns} FROM {table} WHERE report_id = ? ORDER BY seq"
        return self._db.execute(sql, (report_id,)).fetchall()


def report_missing(report_id: str) -> ReportMissing:
    """Return the error for a report that is not stored."""
    return ReportMissing(
        f"库里没有编号为 {report_id} 的报告。请用 youju reports 查看现有报告的编号。"
    )


def _marks(values: Collection[object]) -> str:
    return f"({','.join('?' * len(values))})"
