"""A row of the catalogue's reports: the card, and what the indexes need to know besides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ingest.given import Given
from vectorstore import schema
from vectorstore.decode import decode_card, decode_given
from vectorstore.model import ReportCard

ENTRY = f"{schema.CARD}, stamp, part, reading, passages, given, vectors"


@dataclass(frozen=True, slots=True)
class Entry:
    """A stored report with what the indexes need to know of it.

    `stamp` names this storing, `part` the vector partition it went to,
    `reading` the fingerprint of how it was read, `passages` their number,
    `given` what a person said of its identity, `vectors` how many passages
    have one.
    """

    card: ReportCard
    stamp: str
    part: str
    reading: str
    passages: int
    given: Given
    vectors: int


def decode_entry(row: Sequence[Any]) -> Entry:
    """Return the entry of a row of the columns `ENTRY`."""
    stamp, part, reading, passages, given, vectors = row[14:]
    card = decode_card(row[:14])
    return Entry(card, stamp, part, reading, passages, decode_given(given), vectors)
