"""The catalogue: reports in SQLite, the truth of the store.

A report enters and leaves within one transaction.  The generation counts
committed changes; whoever keeps something derived keeps the generation with it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ingest.errors import StoreMismatch
from ingest.given import NOTHING_GIVEN, Given
from ingest.model import Report
from vectorstore import schema
from vectorstore.contents import Contents, report_missing
from vectorstore.database import Database
from vectorstore.decode import (
    decode_given,
    decode_report,
)
from vectorstore.embeddable import embeddable
from vectorstore.encode import encode_card, encode_given, encode_report
from vectorstore.entries import Entries
from vectorstore.entry import Entry
from vectorstore.model import ReportCard


class Catalogue(Contents):
    """One open catalogue file; made when it does not exist.

    Raises StoreError if the file is no catalogue or cannot be opened.
    """

    def __init__(self, path: Path) -> None:
        super().__init__(Database(path))
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
            raise report_missing(min(missing))
        return found

    def alike(self, card: ReportCard) -> list[ReportCard]:
        """Return the cards that share a report's agency, region, year and kind, its own too."""
        with self._db.held():
            return self._entries.alike(card)

    def entry(self, report_id: str) -> Entry:
        """Return one stored report's entry; raises ReportMissing."""
        found = self.where(id=report_id)
        if not found:
            raise report_missing(report_id)
        return found[0]

    def where(self, **values: str) -> list[Entry]:
        """Return the entries that have any of these: id, path, content_hash; by an index."""
        with self._db.held():
            return self._entries.where(**values)

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
        passages = report.passages
        index = (stamp, part, reading, len(passages), segment, encode_given(given))
        self._insert("reports", [(*encode_card(report), *index, len(embeddable(passages)))])
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

    def _insert(self, table: str, rows: Sequence[Sequence[Any]]) -> None:
        if rows:
            marks = ",".join("?" * len(rows[0]))
            self._db.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)
