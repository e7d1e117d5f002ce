from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.errors import SettingsError
from ui.settings import compose_settings


def write(folder: Path, text: str) -> Path:
    path = folder / "youju.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_defaults_need_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    settings = compose_settings(environ={})
    assert settings.source is None
    assert settings.store.path.name == "youju"
    assert settings.chat.host == "127.0.0.1"
    assert settings.ingest.ocr is True


def test_each_layer_wins_over_the_one_before(tmp_path: Path) -> None:
    file = write(
        tmp_path,
        '[store]\npath = "a"\nembedder = "x"\n'
        "[ingest]\nmax_pages = 5\nocr = false\n[chat]\nport = 1",
    )
    environ = {"YOUJU_STORE": "b", "YOUJU_CHAT_PORT": "2"}
    assert compose_settings(environ={}, file=file).store.path == Path("a")
    assert compose_settings(environ=environ, file=file).store.path == Path("b")
    settings = compose_settings(
        {"store": {"path": Path("c")}, "chat": {"port": None}}, environ=environ, file=file
    )
    assert settings.store.path == Path("c")
    assert settings.store.embedder == "x"
    assert settings.chat.port == 2
    assert (settings.ingest.max_pages, settings.ingest.ocr) == (5, False)
    assert settings.source == file


def test_file_is_found_in_working_folder_then_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    write(tmp_path, "[chat]\nport = 8001")
    assert compose_settings(environ={}).chat.port == 8001
    (tmp_path / "other").mkdir()
    other = write(tmp_path / "other", "[chat]\nport = 8002")
    assert compose_settings(environ={"YOUJU_CONFIG": str(other)}).chat.port == 8002


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("[chat]\nprot = 1", "prot"),
        ("[chatt]\nport = 1", "chatt"),
        ("port = 1", "port"),
        ("[chat]\nport = 'x'", "port"),
        ("[chat]\nport = 1.5", "port"),
        ("[ingest]\nocr = 'maybe'", "ocr"),
        ("[store]\nembedder = 3", "embedder"),
        ("[chat", "youju.toml"),
    ],
)
def test_file_mistakes_are_named(tmp_path: Path, text: str, named: str) -> None:
    with pytest.raises(SettingsError, match=named):
        compose_settings(environ={}, file=write(tmp_path, text))


def test_named_file_must_exist(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"nowhere\.toml"):
        compose_settings(environ={"YOUJU_CONFIG": str(tmp_path / "nowhere.toml")})


@pytest.mark.parametrize("variable", ["YOUJU_CHAT_PROT", "YOUJU_INGEST_MAXPAGES"])
def test_misspelt_variable_of_a_section_is_refused(variable: str) -> None:
    with pytest.raises(SettingsError, match=variable):
        compose_settings(environ={variable: "1"})


def test_foreign_variables_are_left_alone() -> None:
    compose_settings(environ={"YOUJU_REAL_REPORTS": "/x", "PATH": "/bin", "YOUJU_STORE": ""})


@pytest.mark.parametrize(
    ("text", "value"), [("1", True), ("否", False), ("OFF", False), ("yes", True)]
)
def test_switches_are_read_from_words(text: str, value: bool) -> None:
    assert compose_settings(environ={"YOUJU_INGEST_OCR": text}).ingest.ocr is value


@given(st.integers(min_value=0, max_value=10**9))
def test_numbers_come_back_as_written(number: int) -> None:
    environ = {"YOUJU_INGEST_MAX_PAGES": str(number), "YOUJU_STORE_WORDS_WEIGHT": f"{number}"}
    settings = compose_settings(environ=environ)
    assert settings.ingest.max_pages == number
    assert settings.store.words_weight == float(number)
