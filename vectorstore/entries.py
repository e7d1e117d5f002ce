"""Stored reports as the indexes need to know them, looked up without reading them all."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from vectorstore import schema
from vectorstore.database import Database
from vectorstore.decode import decode_card
from vectorstore.entry import ENTRY, Entry, decode_entry
from vectorstore.model import ReportCard

_ORDER = "fiscal_year, region, agency, file_name, id"
_AT_ONCE = 500  # ids in one statement


class Entries:
    """The entries of one catalogue; only within its database's `held` or `step`."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._held: tuple[int, dict[str, Entry]] = (-1, {})

    def all(self, generation: int) -> dict[str, Entry]:
        """Return every entry by id, ordered by year, region, agency, name.

        Only what came or moved since the last call is read again: a storing
        has a stamp of its own.
        """
        seen, before = self._held
        if seen != generation:
            sql = f"SELECT id, stamp, path, file_name FROM reports ORDER BY {_ORDER}"
            rows = self._db.execute(sql).fetchall()
            fresh = [row[0] for row in rows if _key(before.get(row[0])) != row[1:]]
            found = self._read(fresh, len(rows))
            self._held = (generation, {i: found.get(i) or before[i] for i, *_ in rows})
        return self._held[1]

    def forget(self) -> None:
        """Take nothing held for current: a change is about to be rolled back or made."""
        self._held = (-1, self._held[1])

    def of(self, report_ids: Collection[str], generation: int) -> list[Entry]:
        """Return the entries of some reports in the order of all; what is gone is left out."""
        every = self.all(generation)
        if len(report_ids) * 4 > len(every):
            wanted = frozenset(report_ids)
            return [entry for id_, entry in every.items() if id_ in wanted]
        found = [every[id_] for id_ in dict.fromkeys(report_ids) if id_ in every]
        return sorted(found, key=_place)

    def alike(self, card: ReportCard) -> list[ReportCard]:
        """Return the cards that share a report's agency, region, year and kind."""
        who = card.identity
        sql = (
            f"SELECT {schema.CARD} FROM reports WHERE fiscal_year = ? AND region = ? "
            f"AND agency = ? AND kind = ? ORDER BY {_ORDER}"
        )
        values = (who.fiscal_year, who.region, who.agency, who.kind)
        return [decode_card(row) for row in self._db.execute(sql, values).fetchall()]

    def where(self, **values: str) -> list[Entry]:
        """Return the entries with these values of indexed columns, all of any of them."""
        wanted = " OR ".join(f"{column} = ?" for column in values)
        sql = f"SELECT {ENTRY} FROM reports WHERE {wanted} ORDER BY {_ORDER}"
        return [decode_entry(row) for row in self._db.execute(sql, (*values.values(),)).fetchall()]

    def _read(self, ids: Sequence[str], total: int) -> dict[str, Entry]:
        if len(ids) * 2 > total:
            rows = self._db.execute(f"SELECT {ENTRY} FROM reports").fetchall()
            return {row[0]: decode_entry(row) for row in rows}
        found: dict[str, Entry] = {}
        for start in range(0, len(ids), _AT_ONCE):
            some = ids[start : start + _AT_ONCE]
            marks = ",".join("?" * len(some))
            sql = f"SELECT {ENTRY} FROM reports WHERE id IN ({marks})"
            found |= {row[0]: decode_entry(row) for row in self._db.execute(sql, some).fetchall()}
        return found


def _key(entry: Entry | None) -> tuple[str, str, str] | None:
    return None if entry is None else (entry.stamp, entry.card.path, entry.card.file_name)


def _place(entry: Entry) -> tuple[object, ...]:
    """The place of an entry in the order of all, as SQLite sorts: nothing first."""
    who = entry.card.identity
    year = (who.fiscal_year is not None, who.fiscal_year or 0)
    return *year, who.region, who.agency, entry.card.file_name, entry.card.id
