"""Files become stored reports, each with its outcome; what is unchanged is not read."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from ingest.errors import BrokenFile, ReadingStopped, StoreMismatch
from ingest.given import NOTHING_GIVEN, Given
from ingest.model import Page, Passage, ReadingAccount, Report, ReportIdentity, Span
from ingest.settings import IngestSettings
from vectorstore import manifest
from vectorstore.library import Library, open_library
from vectorstore.model import FileState, IngestProgress, Stage
from vectorstore.rebuild import rebuild_store
from vectorstore.schema import SCHEMA_VERSION
from vectorstore.settings import StoreSettings
from vectorstore.walk import walk_paths


class Reader:
    """Reads a text file as one passage a line; counts what it reads, refuses "broken"."""

    def __init__(self) -> None:
        self.read: list[str] = []

    def __call__(
        self,
        path: Path,
        settings: IngestSettings,
        progress: Callable[[int, int], None],
        given: Given = NOTHING_GIVEN,
    ) -> Report:
        self.read.append(path.name)
        data = path.read_bytes()
        content = hashlib.sha256(data).hexdigest()
        rid, text = content[:12], data.decode()
        if text.startswith("broken"):
            raise BrokenFile(path, "文件损坏", "请换一份", page=3)
        progress(1, 1)
        lines = text.splitlines()
        span = Span(rid, 1, 0, len(text))
        return Report(
            rid, path.name, str(path), content, "txt", lines[0] if lines else "",
            ReportIdentity(fiscal_year=2022), (Page(1, text),),
            passages=tuple(Passage(f"{rid}-{n}", t, t, (span,)) for n, t in enumerate(lines)),
            account=ReadingAccount(pages=1, passages=len(lines)),
        )  # fmt: skip


@pytest.fixture
def reader() -> Reader:
    return Reader()


@pytest.fixture
def files(tmp_path: Path) -> Path:
    folder = tmp_path / "reports"
    (folder / "2022").mkdir(parents=True)
    (folder / "b.txt").write_text("番禺区执行数298.57万元\n在职人员51人", encoding="utf-8")
    (folder / "a.txt").write_text("荔湾区党员报到57546名", encoding="utf-8")
    (folder / "2022" / "c.txt").write_text("白云区总分80分", encoding="utf-8")
    (folder / ".hidden.txt").write_text("broken", encoding="utf-8")
    (folder / ".git").mkdir()
    (folder / ".git" / "x.txt").write_text("broken", encoding="utf-8")
    return folder


@pytest.fixture
def settings(tmp_path: Path) -> StoreSettings:
    return StoreSettings(tmp_path / "store", "hashing")


@pytest.fixture
def library(settings: StoreSettings) -> Iterator[Library]:
    with open_library(settings) as opened:
        yield opened


def _states(library: Library, reader: Reader, *paths: Path) -> dict[str, str]:
    account = library.ingest(paths, read=reader)
    return {Path(outcome.path).name: outcome.state.value for outcome in account.outcomes}


def test_a_folder_is_walked_in_order_without_hidden_files(
    library: Library, reader: Reader, files: Path
) -> None:
    account = library.ingest([files, files / "a.txt"], read=reader)
    assert reader.read == ["c.txt", "a.txt", "b.txt"]
    assert [outcome.state for outcome in account.outcomes] == [FileState.ADDED] * 3
    assert account.any_readable
    assert {outcome.report_id for outcome in account.outcomes} == {
        card.id for card in library.reports()
    }
    (hit,) = library.find("党员报到", [card.id for card in library.reports()], 1)
    assert hit.passage.text.startswith("荔湾区")


def test_reading_again_reads_only_what_changed(
    library: Library, reader: Reader, files: Path
) -> None:
    library.ingest([files], read=reader)
    generation = library.generation
    reader.read.clear()
    assert set(_states(library, reader, files).values()) == {"unchanged"}
    assert reader.read == []
    assert library.generation == generation
    (files / "a.txt").write_text("荔湾区党员报到57547名", encoding="utf-8")
    states = _states(library, reader, files)
    assert states == {"c.txt": "unchanged", "a.txt": "replaced", "b.txt": "unchanged"}
    assert reader.read == ["a.txt"]
    assert len(library.reports()) == 3
    texts = [p.text for p in library.passages([card.id for card in library.reports()])]
    assert "荔湾区党员报到57547名" in texts
    assert "荔湾区党员报到57546名" not in texts


def test_other_reading_settings_read_again(library: Library, reader: Reader, files: Path) -> None:
    library.ingest([files / "a.txt"], read=reader)
    account = library.ingest(
        [files / "a.txt"], ingest_settings=IngestSettings(ocr=False), read=reader
    )
    assert account.outcomes[0].state is FileState.REPLACED
    assert reader.read == ["a.txt", "a.txt"]


def test_the_same_content_elsewhere_is_a_duplicate(
    library: Library, reader: Reader, files: Path
) -> None:
    (files / "copy.txt").write_bytes((files / "a.txt").read_bytes())
    account = library.ingest([files], read=reader)
    copy = next(o for o in account.outcomes if o.path.endswith("copy.txt"))
    assert copy.state is FileState.DUPLICATE
    assert str(files / "a.txt") in copy.message
    assert len(library.reports()) == 3
    assert reader.read.count("copy.txt") == 0


def test_a_file_that_becomes_anothers_copy_leaves(
    library: Library, reader: Reader, files: Path
) -> None:
    library.ingest([files], read=reader)
    (files / "b.txt").write_bytes((files / "a.txt").read_bytes())
    assert _states(library, reader, files / "b.txt") == {"b.txt": "duplicate"}
    assert {card.file_name for card in library.reports()} == {"a.txt", "c.txt"}


def test_a_moved_file_is_known_again(library: Library, reader: Reader, files: Path) -> None:
    library.ingest([files], read=reader)
    reader.read.clear()
    (files / "a.txt").rename(files / "z.txt")
    account = library.ingest([files / "z.txt"], read=reader)
    assert account.outcomes[0].state is FileState.UNCHANGED
    assert "a.txt" in account.outcomes[0].message
    assert reader.read == []
    assert {card.file_name for card in library.reports()} == {"b.txt", "c.txt", "z.txt"}


def test_a_file_that_fails_does_not_stop_the_rest(
    library: Library, reader: Reader, files: Path
) -> None:
    (files / "aa.txt").write_text("broken", encoding="utf-8")
    empty = files / "empty"
    empty.mkdir()
    account = library.ingest([files, files / "missing.pdf", empty], read=reader)
    failed = {Path(o.path).name: o.message for o in account.outcomes if o.state == "failed"}
    assert set(failed) == {"aa.txt", "missing.pdf", "empty"}
    assert failed["aa.txt"].endswith("aa.txt 第3页：文件损坏。请换一份。")
    assert "文件不存在" in failed["missing.pdf"]
    assert "没有可读的文件" in failed["empty"]
    assert account.count(FileState.ADDED) == 3
    assert len(library.reports()) == 3


def test_a_file_that_breaks_keeps_its_old_self(
    library: Library, reader: Reader, files: Path
) -> None:
    library.ingest([files], read=reader)
    (files / "a.txt").write_text("broken now", encoding="utf-8")
    assert _states(library, reader, files / "a.txt") == {"a.txt": "failed"}
    assert len(library.reports()) == 3


def test_nothing_readable_is_said(library: Library, reader: Reader, tmp_path: Path) -> None:
    account = library.ingest([tmp_path / "missing"], read=reader)
    assert not account.any_readable


def test_progress_is_told(library: Library, reader: Reader, files: Path) -> None:
    steps: list[IngestProgress] = []
    library.ingest([files], read=reader, progress=steps.append)
    assert {step.files for step in steps} == {3}
    assert [step.index for step in steps] == sorted(step.index for step in steps)
    first = [(step.stage, step.done, step.total) for step in steps if step.index == 2]
    assert first == [(Stage.READING, 1, 1), (Stage.EMBEDDING, 2, 2), (Stage.FINISHED, 1, 1)]


def test_linked_folders_do_not_loop(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("a")
    (tmp_path / "loop").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "link.txt").symlink_to(tmp_path / "a.txt")
    assert walk_paths([tmp_path]).files == (tmp_path / "a.txt",)


def test_a_store_within_the_folder_is_passed_over(
    tmp_path: Path, library: Library, reader: Reader, settings: StoreSettings
) -> None:
    """A store may lie among the reports, and the reports in the store's own folder."""
    library.ingest([_text(tmp_path / "甲.txt")], read=reader)
    _text(settings.path / "乙.txt")
    for name in (".git/config", "~$甲.docx"):
        _text(tmp_path / name)
    account = library.ingest([tmp_path], read=reader)
    names = sorted(Path(outcome.path).name for outcome in account.outcomes)
    assert names == ["乙.txt", "甲.txt"]
    assert not account.count(FileState.FAILED)
    store, hidden = account.notes
    assert str(settings.path) in store
    assert "2 个" in hidden
    named = walk_paths([tmp_path / ".git"])
    assert [Path(str(f)).name for f in named.files] == ["config"]
    assert named.notes == ()


def test_a_folder_that_holds_a_store_only_has_nothing_to_read(
    library: Library, settings: StoreSettings
) -> None:
    (outcome,) = library.ingest([settings.path]).outcomes
    assert "没有可读的文件" in outcome.message


def _text(path: Path) -> Path:
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"{path.name} 执行数", encoding="utf-8")
    return path


def test_another_passage_size_is_read_again(
    library: Library,
    reader: Reader,
    files: Path,
    settings: StoreSettings,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    library.ingest([files], read=reader)
    old = {card.id for card in library.reports()}
    library.close()
    (files / "2022" / "c.txt").unlink()
    monkeypatch.setattr(manifest, "SCHEMA_VERSION", 99)
    with pytest.raises(StoreMismatch, match=f"库结构：库里是 {SCHEMA_VERSION}，现在是 99"):
        open_library(settings)
    monkeypatch.setattr("vectorstore.schema.SCHEMA_VERSION", 99)
    reader.read.clear()
    account = rebuild_store(settings, read=reader)
    states = {Path(o.path).name: o.state.value for o in account.outcomes}
    assert states == {"c.txt": "failed", "a.txt": "added", "b.txt": "added"}
    assert reader.read == ["a.txt", "b.txt"]
    with open_library(settings) as rebuilt:
        assert {card.id for card in rebuilt.reports()} < old
        assert len(rebuilt.find("执行数", [card.id for card in rebuilt.reports()], 9)) == 3


def test_an_interrupted_rebuild_leaves_the_store_as_it_was(
    library: Library, reader: Reader, files: Path, settings: StoreSettings
) -> None:
    library.ingest([files], read=reader)
    ids = [card.id for card in library.reports()]
    before = library.find("执行数", ids, 5)

    def stop(_: IngestProgress) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rebuild_store(settings, progress=stop)
    assert library.find("执行数", ids, 5) == before
    assert len(list((settings.path / "vectors").iterdir())) == 2
    library.ingest([files], read=reader)  # the next writer clears up
    assert len(list((settings.path / "vectors").iterdir())) == 1


def test_a_rebuild_changes_the_embedder(
    library: Library, reader: Reader, files: Path, settings: StoreSettings
) -> None:
    library.ingest([files], read=reader)
    library.close()
    other = replace(settings, embedder=_local_model(settings.path.parent))
    with pytest.raises(StoreMismatch, match="向量模型"):
        open_library(other)
    reader.read.clear()
    rebuild_store(other)
    assert reader.read == []
    with open_library(other) as changed:
        (hit,) = changed.find("党员报到", [card.id for card in changed.reports()], 1)
        assert hit.passage.text.startswith("荔湾区")


def _local_model(folder: Path) -> str:
    """Make a tiny sentence-transformers model: a bag of hashed characters."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import BoW, Normalize

    vocabulary = sorted(set("荔湾区党员报到名番禺执行数万元在职人白云总分"))
    model = SentenceTransformer(modules=[BoW(vocab=vocabulary), Normalize()], device="cpu")
    model.save(str(folder / "model"), create_model_card=False)
    return str(folder / "model")


@pytest.mark.parametrize("stage", list(Stage))
def test_a_listener_that_raises_stops_with_nothing_half_stored(
    library: Library, reader: Reader, files: Path, stage: Stage
) -> None:
    def stop(step: IngestProgress) -> None:
        if step.index == 1 and step.stage is stage:
            raise ReadingStopped("已停止。")

    with pytest.raises(ReadingStopped):
        library.ingest([files], read=reader, progress=stop)
    stored = 2 if stage is Stage.FINISHED else 1
    assert len(library.reports()) == stored
    assert library.find("党员报到", [card.id for card in library.reports()], 5)
    account = library.ingest([files], read=reader)
    assert account.count(FileState.UNCHANGED) == stored
    assert len(library.reports()) == 3


def test_the_step_that_finishes_a_file_brings_its_outcome(
    library: Library, reader: Reader, files: Path
) -> None:
    steps: list[IngestProgress] = []
    account = library.ingest([files], read=reader, progress=steps.append)
    assert tuple(s.outcome for s in steps if s.stage is Stage.FINISHED) == account.outcomes
    assert all(s.outcome is None for s in steps if s.stage is not Stage.FINISHED)
