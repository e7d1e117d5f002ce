"""A store as one file: out and back unchanged, or not at all."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from ingest.errors import StoreError, StoreLocked
from ui.cli import main
from vectorstore.examining import examine_store
from vectorstore.exporting import export_store, import_store
from vectorstore.folder import writer_lock
from vectorstore.library import open_library
from vectorstore.settings import StoreSettings

TEXT = "安和市云山区民政局2023年部门整体支出绩效自评报告\n项目支出120.50万元，执行率96%。\n"


@pytest.fixture
def store(tmp_path: Path) -> StoreSettings:
    (tmp_path / "甲.txt").write_text(TEXT, "utf-8")
    settings = StoreSettings(tmp_path / "store", embedder="hashing")
    with open_library(settings) as library:
        library.ingest([tmp_path / "甲.txt"])
    return settings


def test_there_and_back(store: StoreSettings, tmp_path: Path) -> None:
    target = tmp_path / "备份.zip"
    with open_library(store) as library:  # readers do not stand in the way
        (card,) = library.reports()
        report, hits = library.report(card.id), library.find("项目支出", [card.id], 3)
        assert export_store(store.path, target) >= 2
    back = StoreSettings(tmp_path / "back", embedder="hashing")
    import_store(target, back.path)
    with open_library(back) as library:
        assert library.reports() == (card,)
        assert library.report(card.id) == report
        assert library.find("项目支出", [card.id], 3) == hits
    assert examine_store(back) == ()


def test_a_file_named_like_a_journal_is_taken_along(store: StoreSettings, tmp_path: Path) -> None:
    upload = store.path / "uploads" / "0123" / "关于经费的请示-journal"
    upload.parent.mkdir(parents=True)
    upload.write_text(TEXT, "utf-8")
    export_store(store.path, tmp_path / "备份.zip")
    with zipfile.ZipFile(tmp_path / "备份.zip") as archive:
        names = archive.namelist()
    assert upload.relative_to(store.path).as_posix() in names
    assert not [name for name in names if name.endswith(("-wal", "-shm"))]


def rewrite(source: Path, change: Callable[[dict[str, bytes]], None]) -> None:
    with zipfile.ZipFile(source) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    change(files)
    with zipfile.ZipFile(source, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)


def flip_a_byte(files: dict[str, bytes]) -> None:
    content = bytearray(files["catalogue.sqlite3"])
    content[100] ^= 1
    files["catalogue.sqlite3"] = bytes(content)


def add_a_file(files: dict[str, bytes]) -> None:
    files["extra"] = b"x"


def leave_one_out(files: dict[str, bytes]) -> None:
    del files["catalogue.sqlite3"]


def climb_out(files: dict[str, bytes]) -> None:
    import hashlib

    said = json.loads(files["checksums.json"])
    said["files"]["../escaped"] = hashlib.sha256(b"x").hexdigest()
    files["../escaped"] = b"x"
    files["checksums.json"] = json.dumps(said).encode()


def drop_checksums(files: dict[str, bytes]) -> None:
    del files["checksums.json"]


@pytest.mark.parametrize(
    "change", [flip_a_byte, add_a_file, leave_one_out, climb_out, drop_checksums]
)
def test_a_changed_file_is_not_imported(
    store: StoreSettings, tmp_path: Path, change: Callable[[dict[str, bytes]], None]
) -> None:
    target = tmp_path / "备份.zip"
    export_store(store.path, target)
    rewrite(target, change)
    with pytest.raises(StoreError, match=r"备份\.zip"):
        import_store(target, tmp_path / "back")
    assert not (tmp_path / "back").exists()
    assert not (tmp_path / "escaped").exists()
    assert not list(tmp_path.glob(".back*"))


def test_what_cannot_be_exported_or_imported_says_so(store: StoreSettings, tmp_path: Path) -> None:
    target = tmp_path / "备份.zip"
    with pytest.raises(StoreError, match="没有库"):
        export_store(tmp_path / "none", target)
    with writer_lock(store.path), pytest.raises(StoreLocked):
        export_store(store.path, target)
    with pytest.raises(StoreError, match="写不了"):
        export_store(store.path, tmp_path / "none" / "no" / "备份.zip")
    export_store(store.path, target)
    with pytest.raises(StoreError, match="已经有"):
        export_store(store.path, target)
    with pytest.raises(StoreError, match="不是空文件夹"):
        import_store(target, store.path)
    (tmp_path / "甲.zip").write_text("no archive")
    with pytest.raises(StoreError, match="不是导出的库"):
        import_store(tmp_path / "甲.zip", tmp_path / "back")


def test_commands(
    store: StoreSettings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("YOUJU_EMBEDDER", "hashing")
    target, back = str(tmp_path / "备份.zip"), str(tmp_path / "back")
    assert main(["doctor", "--store", str(store.path)]) == 0
    assert "完好" in capsys.readouterr().out
    assert main(["export", target, "--store", str(store.path)]) == 0
    assert main(["import", target, "--store", back]) == 0
    assert "1 份报告" in capsys.readouterr().out
    import shutil

    shutil.rmtree(Path(back) / "vectors")
    assert main(["doctor", "--store", back]) == 6
    assert "--mend" in capsys.readouterr().out
    assert main(["doctor", "--mend", "--store", back]) == 0
    assert "已修好" in capsys.readouterr().out
