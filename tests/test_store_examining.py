"""A store's health: what is wrong is found, what can be mended is mended."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from ingest.errors import StoreError, StoreLocked, StoreMismatch
from vectorstore.examining import Fault, FaultKind, examine_store
from vectorstore.folder import writer_lock
from vectorstore.library import Library, open_library
from vectorstore.settings import StoreSettings

TEXTS = {
    "甲.txt": "安和市云山区民政局2023年部门整体支出绩效自评报告\n项目支出120.50万元，执行率96%。\n",
    "乙.txt": "安和市溪口区民政局2022年部门整体支出绩效自评报告\n项目支出98.00万元，在职41人。\n",
}
QUERY = "溪口区民政局项目支出"


@pytest.fixture
def store(tmp_path: Path) -> StoreSettings:
    files = tmp_path / "files"
    files.mkdir()
    for name, text in TEXTS.items():
        (files / name).write_text(text, "utf-8")
    settings = StoreSettings(tmp_path / "store", embedder="hashing")
    with open_library(settings) as library:
        library.ingest([files])
    return settings


def sql(store: StoreSettings, statement: str) -> None:
    with sqlite3.connect(store.path / "catalogue.sqlite3") as connection:
        connection.execute(statement)
    connection.close()


def answers(library: Library) -> list[tuple[str, str, float]]:
    ids = [card.id for card in library.reports()]
    return [(h.report_id, h.passage.text, h.score) for h in library.find(QUERY, ids, 5)]


def lose_vectors(store: StoreSettings) -> None:
    shutil.rmtree(store.path / "vectors")


def lose_some_vectors(store: StoreSettings) -> None:
    with open_library(store) as library:
        entry = next(iter(library._catalogue.entries().values()))
        library._space.vectors().forget(entry.part, entry.stamp, 1)


def swap_segments(store: StoreSettings) -> None:
    sql(store, "UPDATE reports SET segment = (SELECT segment FROM reports ORDER BY id LIMIT 1)")


def garble_segment(store: StoreSettings) -> None:
    sql(store, "UPDATE reports SET segment = x'0011'")


def lose_figures(store: StoreSettings) -> None:
    sql(store, "DELETE FROM figures WHERE seq = 0")


def garble_page(store: StoreSettings) -> None:
    sql(store, "UPDATE pages SET boxes = x'0011'")


def leave_strays(store: StoreSettings) -> None:
    with open_library(store) as library:
        report = library.report(library.reports()[0].id)
        library._space.vectors().write("2023", "abandoned", {0: report.passages[0].text})


DAMAGES: dict[Callable[[StoreSettings], None], FaultKind] = {
    lose_vectors: FaultKind.VECTORS,
    lose_some_vectors: FaultKind.VECTORS,
    swap_segments: FaultKind.WORDS,
    garble_segment: FaultKind.WORDS,
    lose_figures: FaultKind.REPORT,
    garble_page: FaultKind.REPORT,
    leave_strays: FaultKind.STRAY,
}


def test_a_whole_store_has_no_faults(store: StoreSettings) -> None:
    seen: list[tuple[int, int]] = []
    assert examine_store(store, progress=lambda done, total: seen.append((done, total))) == ()
    assert seen == [(1, 2), (2, 2)]


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__)
def test_damage_is_found_and_mended(
    store: StoreSettings, damage: Callable[[StoreSettings], None]
) -> None:
    with open_library(store) as library:
        before = answers(library), [library.report(card.id) for card in library.reports()]
    damage(store)
    found = examine_store(store)
    assert {fault.kind for fault in found} == {DAMAGES[damage]}
    assert not any(fault.mended for fault in found)
    assert examine_store(store) == found  # looking changes nothing
    mended = examine_store(store, mend=True)
    assert [fault.mended for fault in mended] == [True] * len(found)
    assert examine_store(store) == ()
    with open_library(store) as library:
        assert (answers(library), [library.report(c.id) for c in library.reports()]) == before


def test_a_report_without_its_file_is_kept_and_named(store: StoreSettings, tmp_path: Path) -> None:
    lose_figures(store)
    shutil.rmtree(tmp_path / "files")
    faults = examine_store(store, mend=True)
    assert [fault.mended for fault in faults] == [False] * len(faults)
    assert all("原文件" in fault.words for fault in faults)
    with open_library(store) as library:
        assert len(library.reports()) == 2


def test_a_damaged_catalogue_is_named(store: StoreSettings) -> None:
    path = store.path / "catalogue.sqlite3"
    content = bytearray(path.read_bytes())
    middle = len(content) // 2
    content[middle : middle + 8192] = b"\xff" * 8192
    path.write_bytes(content)
    faults: tuple[Fault, ...] = ()
    said = ""
    try:
        faults = examine_store(store)
    except StoreError as error:  # SQLite may notice before it is asked
        said = str(error)
    assert str(path) in said or [fault.kind for fault in faults] == [FaultKind.FILE]


def test_what_cannot_be_examined_says_so(store: StoreSettings, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="还没有库"):
        examine_store(StoreSettings(tmp_path / "none", embedder="hashing"))
    with pytest.raises(StoreMismatch):
        examine_store(StoreSettings(store.path, embedder="some/model"))
    with writer_lock(store.path), pytest.raises(StoreLocked):
        examine_store(store)
