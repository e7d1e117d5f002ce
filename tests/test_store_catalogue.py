"""The catalogue gives back what it was given, and changes in whole steps."""

from __future__ import annotations

import sqlite3
import string
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.boxes import BBox, CharBoxes
from ingest.errors import ReportMissing, StoreError
from ingest.model import (
    Cell,
    Figure,
    FigureKind,
    Page,
    Passage,
    ReadingAccount,
    ReadingWarning,
    Report,
    ReportIdentity,
    Role,
    Section,
    Span,
    Table,
    UnitSource,
)
from vectorstore.catalogue import Catalogue
from vectorstore.schema import SCHEMA_VERSION

RID = "0123456789ab"
TEXT = st.text(max_size=12)
PATHS = st.lists(TEXT, max_size=3).map(tuple)
COUNT = st.integers(-1, 10**9)
DECIMAL = st.decimals(allow_nan=False, allow_infinity=False)
SIZE = st.floats(allow_nan=False, allow_infinity=False)
BOX = st.builds(BBox, *[st.floats(0, 2000, width=32)] * 4)
SPAN = st.builds(Span, st.sampled_from([RID, "another"]), COUNT, COUNT, COUNT)
SPANS = st.lists(SPAN, max_size=3).map(tuple)
PAGE = st.builds(
    Page,
    COUNT,
    TEXT,
    SIZE,
    SIZE,
    st.lists(st.none() | BOX, max_size=4).map(CharBoxes.pack),
    st.booleans(),
    TEXT,
)
CELL = st.builds(Cell, COUNT, COUNT, COUNT, COUNT, TEXT, st.booleans(), PATHS, PATHS, SPANS, TEXT)
TABLE = st.builds(
    Table,
    TEXT,
    TEXT,
    TEXT,
    COUNT,
    COUNT,
    st.lists(CELL, max_size=3).map(tuple),
    st.lists(COUNT, max_size=3).map(tuple),
    PATHS,
    COUNT,
)
FIGURE = st.builds(
    Figure,
    id=TEXT,
    value=DECIMAL,
    unit=TEXT,
    kind=st.sampled_from(FigureKind),
    printed=TEXT,
    measure=TEXT,
    span=SPAN,
    quote=SPAN,
    role=st.sampled_from(Role),
    concept=TEXT,
    subject=TEXT,
    period=TEXT,
    qualifier=TEXT,
    high=st.none() | DECIMAL,
    unit_source=st.sampled_from(UnitSource),
    context=PATHS,
    row_path=PATHS,
    col_path=PATHS,
    section=PATHS,
    table_id=TEXT,
    cell_row=COUNT,
    cell_col=COUNT,
    locator=TEXT,
)
PASSAGE = st.builds(Passage, TEXT, TEXT, TEXT, SPANS, PATHS, TEXT, COUNT, TEXT)
ACCOUNT = st.builds(
    ReadingAccount,
    COUNT,
    COUNT,
    st.lists(COUNT, max_size=3).map(tuple),
    COUNT,
    COUNT,
    COUNT,
    COUNT,
    st.lists(st.builds(ReadingWarning, COUNT, TEXT), max_size=2).map(tuple),
)
IDENTITY = st.builds(
    ReportIdentity,
    TEXT,
    TEXT,
    PATHS,
    st.none() | st.integers(1900, 2100),
    TEXT,
    TEXT,
    st.lists(st.tuples(TEXT, TEXT), max_size=2).map(tuple),
)
REPORT = st.builds(
    Report,
    st.just(RID),
    TEXT,
    TEXT,
    st.text(string.hexdigits, min_size=64, max_size=64),
    TEXT,
    TEXT,
    IDENTITY,
    st.lists(PAGE, max_size=3).map(tuple),
    st.lists(st.builds(Section, PATHS, COUNT, SPANS), max_size=3).map(tuple),
    st.lists(TABLE, max_size=2).map(tuple),
    st.lists(FIGURE, max_size=4).map(tuple),
    st.lists(PASSAGE, max_size=3).map(tuple),
    ACCOUNT,
)


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterator[Catalogue]:
    opened = Catalogue(tmp_path / "catalogue.sqlite3")
    opened.create({"embedder": "hashing"})
    yield opened
    opened.close()


def _report(report_id: str, *figures: Figure, path: str = "") -> Report:
    return Report(
        report_id, f"{report_id}.pdf", path, report_id * 4, "pdf", "", ReportIdentity(), (),
        figures=figures,
    )  # fmt: skip


def _figure(concept: str, value: str) -> Figure:
    span = Span(RID, 1, 0, 1)
    kind = FigureKind.MONEY
    return Figure("f", Decimal(value), "万元", kind, value, concept, span, span, concept=concept)


@settings(
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(report=REPORT)
def test_a_report_comes_back_equal(catalogue: Catalogue, report: Report) -> None:
    with catalogue.change():
        catalogue.drop(report.id)
        catalogue.put(report, "stamp", "2022", "", b"segment")
    assert catalogue.report(report.id) == report
    assert catalogue.figures(report.id) == report.figures
    assert catalogue.passages(report.id) == report.passages
    assert catalogue.segment("stamp") == b"segment"
    entry = catalogue.entry(report.id)
    assert (entry.card.identity, entry.card.account) == (report.identity, report.account)
    assert entry.passages == len(report.passages)


def test_a_failed_step_leaves_nothing(catalogue: Catalogue) -> None:
    with catalogue.change():
        catalogue.put(_report("old"), "s1", "2022", "", b"")
    before = catalogue.generation

    def half() -> None:
        with catalogue.change():
            catalogue.drop("old")
            catalogue.put(_report("new"), "s2", "2022", "", b"")
            assert set(catalogue.entries()) == {"new"}
            raise RuntimeError("crash")

    with pytest.raises(RuntimeError, match="crash"):
        half()
    assert catalogue.generation == before
    assert set(catalogue.entries()) == {"old"}
    assert catalogue.litter() == []


def test_steps_within_a_step_are_one(catalogue: Catalogue) -> None:
    def both() -> None:
        with catalogue.change():
            with catalogue.change():
                catalogue.put(_report("a"), "s1", "2022", "", b"")
            raise RuntimeError("crash")

    with pytest.raises(RuntimeError, match="crash"):
        both()
    assert catalogue.entries() == {}


def test_vectors_are_litter_until_their_report_is_stored(catalogue: Catalogue) -> None:
    catalogue.expect("s1", "2022", 7)
    assert catalogue.litter() == [("s1", "2022", 7)]
    with catalogue.change():
        catalogue.put(_report("a"), "s1", "2022", "", b"")
    assert catalogue.litter() == []
    with catalogue.change():
        catalogue.drop("a")
    assert catalogue.litter() == [("s1", "2022", 0)]
    generation = catalogue.generation
    catalogue.swept("s1")
    assert catalogue.litter() == []
    assert catalogue.generation == generation + 1


def test_figures_by_concept_keep_scope_and_order(catalogue: Catalogue) -> None:
    with catalogue.change():
        for name in ("a", "b", "c"):
            figures = (_figure("项目支出", "1"), _figure("基本支出", "2"), _figure("项目支出", "3"))
            catalogue.put(_report(name, *figures), name, "2022", "", b"")
    found = catalogue.figures_of(["项目支出"], ["c", "a"])
    assert set(found) == {"a", "c"}
    assert [figure.value for figure in found["c"]] == [Decimal(1), Decimal(3)]
    many = [f"x{number}" for number in range(2_000)]
    assert catalogue.figures_of(["项目支出"], [*many, "b"]).keys() == {"b"}
    assert catalogue.figures_of([], ["a"]) == {}


def test_another_connection_sees_the_new_generation(catalogue: Catalogue, tmp_path: Path) -> None:
    other = Catalogue(tmp_path / "catalogue.sqlite3")
    assert other.entries() == {}
    with catalogue.change():
        catalogue.put(_report("a"), "s1", "2022", "", b"")
        assert other.entries() == {}
    assert set(other.entries()) == {"a"}
    other.close()


def test_creating_twice_keeps_the_first(catalogue: Catalogue, tmp_path: Path) -> None:
    other = Catalogue(tmp_path / "catalogue.sqlite3")
    other.create({"embedder": "another"})
    assert other.manifest()["embedder"] == "hashing"
    assert other.manifest()["schema"] == str(SCHEMA_VERSION)
    other.close()


def test_unknown_report_is_named(catalogue: Catalogue) -> None:
    with pytest.raises(ReportMissing, match="nobody"):
        catalogue.report("nobody")
    with pytest.raises(ReportMissing):
        catalogue.segment("nothing")


def test_a_file_that_is_no_catalogue_is_named(tmp_path: Path) -> None:
    path = tmp_path / "catalogue.sqlite3"
    path.write_bytes(b"this is no database, however long it may be" * 100)
    with pytest.raises(StoreError, match=r"catalogue\.sqlite3.*损坏"):
        Catalogue(path)


def test_deleting_a_report_deletes_its_parts(catalogue: Catalogue, tmp_path: Path) -> None:
    with catalogue.change():
        catalogue.put(_report("a", _figure("项目支出", "1")), "s1", "2022", "", b"")
    with catalogue.change():
        catalogue.drop("a")
    database = sqlite3.connect(tmp_path / "catalogue.sqlite3")
    assert database.execute("SELECT count(*) FROM figures").fetchone() == (0,)
    database.close()


_PLAIN = Report("", "f.pdf", "", "", "pdf", "", ReportIdentity(fiscal_year=2022), ())


def test_only_what_came_or_moved_is_read_again(tmp_path: Path) -> None:
    with closing(Catalogue(tmp_path / "c.sqlite3")) as catalogue:
        catalogue.create({})
        reports = [replace(_PLAIN, id=f"r{n}", path=f"/r{n}", content_hash=f"h{n}") for n in "012"]
        with catalogue.change():
            for n, report in enumerate(reports):
                catalogue.put(report, f"stamp{n}", "2022", "", b"")
        before = catalogue.entries()
        with catalogue.change():
            catalogue.move("r1", "/elsewhere/a.pdf", "a.pdf")
            catalogue.drop("r2")
        after = catalogue.entries()
        assert set(after) == {"r0", "r1"}
        assert after["r0"] is before["r0"]
        assert after["r1"].card.path == "/elsewhere/a.pdf"

        def dropped_half() -> None:
            with catalogue.change():
                catalogue.drop("r0")
                raise RuntimeError("interrupted")

        with pytest.raises(RuntimeError, match="interrupted"):
            dropped_half()
        assert set(catalogue.entries()) == {"r0", "r1"}


def test_entries_are_looked_up_in_the_order_of_all(tmp_path: Path) -> None:
    with closing(Catalogue(tmp_path / "c.sqlite3")) as catalogue:
        catalogue.create({})
        years = [2022, None, 2021, 2021, 2023, 2020, 2022, 2019]
        with catalogue.change():
            for n, year in enumerate(years):
                identity = replace(_PLAIN.identity, fiscal_year=year, region=f"区{n % 3}")
                report = replace(_PLAIN, id=f"r{n}", path=f"/r{n}", identity=identity)
                catalogue.put(report, f"stamp{n}", "", "", b"")
        every = list(catalogue.entries())
        for some in ({"r0", "r3"}, set(every), {"r1", "r5"}):
            found = [entry.card.id for entry in catalogue.entries_of(some)]
            assert found == [id_ for id_ in every if id_ in some]
        assert [entry.card.id for entry in catalogue.where(path="/r4", id="r6")] == ["r6", "r4"]
        with pytest.raises(ReportMissing, match="r9"):
            catalogue.entries_of({"r0", "r9"})
