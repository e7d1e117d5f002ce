"""The catalogue: reports in SQLite, the truth of the store.

A report enters and leaves within one transaction.  The generation counts
committed changes; whoever keeps something derived keeps the generation with it.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ingest.errors import ReportMissing, StoreMismatch
from ingest.given import NOTHING_GIVEN, Given
from ingest.model import Figure, Passage, Report
from vectorstore import schema
from vectorstore.database import Database
from vectorstore.decode import (
    decode_figure,
    decode_given,
    decode_passage,
    decode_report,
)
from vectorstore.encode import encode_card, encode_given, encode_report
from vectorstore.entries import Entries
from vectorstore.entry import Entry
from vectorstore.model import ReportCard

_MAX_VALUES = 1_000  # more reports than this are sieved here, not in the statement


class Catalogue:
    """One open catalogue file; made when it does not exist.

    Raises StoreError if the file is no catalogue or cannot be opened.
    """

    def __init__(self, path: Path) -> None:
        self._db = Database(path)
        self._entries = Entries(self._db)

    def close(self) -> None:
        """Close the file; using the catalogue afterwards is an error."""
        self._db.close()

    def create(self, manifest: dict[str, str]) -> None:
        """Make the tables and the manifest, unless another process just has."""
        with self._db.step():
            if not self._has_tables():
                self._create({**manifest, "generation": "0"})

    def manifest(self) -> dict[str, str]:
        """Return the manifest; empty if the catalogue has not been created."""
        with self._db.held():
            if not self._has_tables():
                return {}
            return dict(self._db.execute("SELECT key, value FROM manifest").fetchall())

    @property
    def generation(self) -> int:
        """The number of changes committed so far, by whichever process.

        Raises StoreMismatch if another release has made the store anew meanwhile.
        """
        sql = "SELECT value FROM manifest WHERE key IN ('generation', 'schema') ORDER BY key"
        with self._db.held():
            (generation,), (version,) = self._db.execute(sql).fetchall()
        if version != str(schema.SCHEMA_VERSION):
            raise StoreMismatch("另一版有据刚把这个库重建过，这个进程读不了它。请重新启动有据。")
        return int(generation)

    def entries(self) -> dict[str, Entry]:
        """Return all stored reports by id, ordered by year, region, agency, name."""
        with self._db.held():
            return self._entries.all(self.generation)

    def entries_of(self, report_ids: Collection[str]) -> list[Entry]:
        """Return some reports' entries in the order of `entries`; raises ReportMissing."""
        with self._db.held():
            found = self._entries.of(report_ids, self.generation)
        if missing := set(report_ids) - {entry.card.id for entry in found}:
            raise _missing(min(missing))
        return found

    def alike(self, card: ReportCard) -> list[ReportCard]:
        """Return the cards that share a report's agency, region, year and kind, its own too."""
        with self._db.held():
            return self._entries.alike(card)

    def entry(self, report_id: str) -> Entry:
        """Return one stored report's entry; raises ReportMissing."""
        found = self.where(id=report_id)
        if not found:
            raise _missing(report_id)
        return found[0]

    def where(self, **values: str) -> list[Entry]:
        """Return the entries that have any of these: id, path, content_hash; by an index."""
        with self._db.held():
            return self._entries.where(**values)

    def has(self, report_ids: Collection[str]) -> None:
        """Raise ReportMissing unless all of these reports are stored."""
        with self._db.held():
            for report_id in report_ids:
                sql = "SELECT 1 FROM reports WHERE id = ?"
                if self._db.execute(sql, (report_id,)).fetchone() is None:
                    raise _missing(report_id)

    def report(self, report_id: str) -> Report:
        """Return a report whole; raises ReportMissing."""
        with self._db.held():
            card = self.entry(report_id).card
            return decode_report(
                card,
                self._rows("pages", schema.PAGE, report_id),
                self._rows("sections", schema.SECTION, report_id),
                self._rows("tables", schema.TABLE, report_id),
                self._rows("figures", schema.FIGURE, report_id),
                self._rows("passages", schema.PASSAGE, report_id),
            )

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

    @contextmanager
    def change(self) -> Iterator[None]:
        """Commit all that is done within as one step, or nothing of it; may be nested."""
        with self._db.step():
            try:
                yield
                sql = "UPDATE manifest SET value = value + 1 WHERE key = 'generation'"
                self._db.execute(sql)
            finally:
                self._entries.forget()

    def put(
        self,
        report: Report,
        stamp: str,
        part: str,
        reading: str,
        segment: bytes,
        given: Given = NOTHING_GIVEN,
    ) -> None:
        """Store a report whose id is free, its vectors written; only within `change`."""
        for statement in schema.INDEXES:  # a store made before there were any gets them here
            self._db.execute(statement)
        rows = encode_report(report)
        index = (stamp, part, reading, len(report.passages), segment, encode_given(given))
        self._insert("reports", [(*encode_card(report), *index)])
        for table in ("pages", "sections", "tables", "figures", "passages"):
            self._insert(table, getattr(rows, table))

        self._db.execute("DELETE FROM litter WHERE stamp = ?", (stamp,))

    def drop(self, report_id: str) -> None:
        """Delete a report, its vectors becoming litter; only within `change`."""
        sql = "INSERT OR REPLACE INTO litter SELECT stamp, part, passages FROM reports WHERE id = ?"
        self._db.execute(sql, (report_id,))
        self._db.execute("DELETE FROM reports WHERE id = ?", (report_id,))

    def clear(self, manifest: dict[str, str]) -> None:
        """Make all tables anew and empty, whatever was there; only within `change`."""
        self._db.execute("PRAGMA defer_foreign_keys = ON")
        generation = self.manifest().get("generation", "0")
        sql = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        for (name,) in self._db.execute(sql).fetchall():
            self._db.execute(f'DROP TABLE "{name}"')
        self._create({**manifest, "generation": generation})

    def damage(self) -> str:
        """Return what SQLite finds wrong with its own file, "" for nothing."""
        with self._db.held():
            (first,) = self._db.execute("PRAGMA integrity_check(1)").fetchone()
            if first != "ok":
                return str(first)
            orphan = self._db.execute("PRAGMA foreign_key_check").fetchone()
            return f"{orphan[0]} 里有不属于任何报告的行" if orphan else ""

    def resegment(self, report_id: str, segment: bytes) -> None:
        """Give a report another lexical segment; only within `change`."""
        self._db.execute("UPDATE reports SET segment = ? WHERE id = ?", (segment, report_id))

    def restamp(self, report_id: str, stamp: str) -> None:
        """Point a report at newly written vectors; only within `change`."""
        self._db.execute("UPDATE reports SET stamp = ? WHERE id = ?", (stamp, report_id))

    def expect(self, stamp: str, part: str, passages: int) -> None:
        """Note vectors about to be written, as litter until their report is stored."""
        with self._db.held():
            self._db.execute("INSERT INTO litter VALUES (?, ?, ?)", (stamp, part, passages))

    def litter(self) -> list[tuple[str, str, int]]:
        """Return stamp, partition and number of the vectors to be deleted."""
        with self._db.held():
            return self._db.execute("SELECT stamp, part, passages FROM litter").fetchall()

    def swept(self, stamp: str) -> None:
        """Note that a stamp's vectors are gone; a change, since an index must forget them."""
        with self.change():
            self._db.execute("DELETE FROM litter WHERE stamp = ?", (stamp,))

    def move(self, report_id: str, path: str, file_name: str) -> None:
        """Note that a report's file now lies elsewhere; only within `change`."""
        sql = "UPDATE reports SET path = ?, file_name = ? WHERE id = ?"
        self._db.execute(sql, (path, file_name, report_id))

    def note(self, manifest: dict[str, str]) -> None:
        """Set entries of the manifest; only within `change`."""
        self._db.executemany("INSERT OR REPLACE INTO manifest VALUES (?, ?)", manifest.items())

    def paths(self) -> list[Path]:
        """Return where the reports' files lie, whatever the schema of the catalogue."""
        with self._db.held():
            if not self._has_tables():
                return []
            rows = self._db.execute("SELECT path FROM reports WHERE path <> '' ORDER BY path")
            return [Path(path) for (path,) in rows]

    def givens(self) -> dict[str, Given]:
        """Return by path what was said of reports' identities, whatever the schema."""
        with self._db.held():
            columns = {row[1] for row in self._db.execute("PRAGMA table_info(reports)")}
            if not {"given", "path"} <= columns:
                return {}
            rows = self._db.execute("SELECT path, given FROM reports WHERE given <> ''")
            return {path: decode_given(text) for path, text in rows}

    def _create(self, manifest: dict[str, str]) -> None:
        for statement in schema.DDL.split(";"):
            self._db.execute(statement)
        self.note({**manifest, "schema": str(schema.SCHEMA_VERSION)})

    def _has_tables(self) -> bool:
        sql = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'manifest'"
        return self._db.execute(sql).fetchone() is not None

    def _rows(self, table: str, columns: str, report_id: str) -> list[Any]:
        sql = f"SELECT {columns} FROM {table} WHERE report_id = ? ORDER BY seq"
        return self._db.execute(sql, (report_id,)).fetchall()

    def _insert(self, table: str, rows: Sequence[Sequence[Any]]) -> None:
        if rows:
            marks = ",".join("?" * len(rows[0]))
            self._db.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)


def _missing(report_id: str) -> ReportMissing:
    return ReportMissing(
        f"库里没有编号为 {report_id} 的报告。请用 youju reports 查看现有报告的编号。"
    )


def _marks(values: Collection[object]) -> str:
    return f"({','.join('?' * len(values))})"
