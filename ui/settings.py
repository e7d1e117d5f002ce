"""The composition root: every layer's settings, filled once.

Defaults ← file ← environment (`YOUJU_*`) ← flags; the later one wins.  The
layers own their settings; this module only fills them, so a new setting of a
layer needs no line here.

A setting has one name in each place.  `max_pages` of the section `ingest` is
`max_pages` under `[ingest]` in `youju.toml` and `YOUJU_INGEST_MAX_PAGES` in
the environment; `store.path`, `store.embedder`, `store.chroma`, `llm.model`,
`chat.auth` and `log.file` have the short names `YOUJU_STORE`, `YOUJU_EMBEDDER`,
`YOUJU_CHROMA`, `YOUJU_LLM`, `YOUJU_AUTH` and `YOUJU_LOG` as well.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from types import NoneType
from typing import Any, get_args, get_type_hints

from ingest.errors import SettingsError
from ingest.settings import IngestSettings
from qa.settings import LLMSettings, QASettings
from ui.logs import LogSettings
from vectorstore.settings import StoreSettings

_SHORT = {
    "YOUJU_STORE": ("store", "path"),
    "YOUJU_EMBEDDER": ("store", "embedder"),
    "YOUJU_CHROMA": ("store", "chroma"),
    "YOUJU_LLM": ("llm", "model"),
    "YOUJU_AUTH": ("chat", "auth"),
    "YOUJU_LOG": ("log", "file"),
}
_FILE = "youju.toml"
_TRUE, _FALSE = {"1", "true", "yes", "on", "是"}, {"0", "false", "no", "off", "否", ""}


@dataclass(frozen=True, slots=True)
class ChatSettings:
    """Where the chat listens and what it takes in.

    host          address to bind; other than loopback only with a login
    port          0 asks for any free port
    upload_bytes  largest file that may be uploaded
    history       turns of the conversation handed to the answering layer
    auth          file of accounts (see `ui.accounts`); None: no login
    """

    host: str = "127.0.0.1"
    port: int = 7860
    upload_bytes: int = 200 * 1024 * 1024
    history: int = 12
    auth: Path | None = None


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings of one run; `source` is the file that was read, if any."""

    store: StoreSettings
    ingest: IngestSettings = field(default_factory=IngestSettings)
    qa: QASettings = field(default_factory=QASettings)
    llm: LLMSettings = field(default_factory=LLMSettings)
    chat: ChatSettings = field(default_factory=ChatSettings)
    log: LogSettings = field(default_factory=LogSettings)
    source: Path | None = None


_SECTIONS: dict[str, type] = {
    "store": StoreSettings,
    "ingest": IngestSettings,
    "qa": QASettings,
    "llm": LLMSettings,
    "chat": ChatSettings,
    "log": LogSettings,
}


def compose_settings(
    flags: Mapping[str, Mapping[str, Any]] | None = None,
    *,
    environ: Mapping[str, str] | None = None,
    file: Path | None = None,
) -> Settings:
    """Return the settings of this run.

    `flags` maps section → name → value, None standing for "not given".
    `environ` is the process's environment unless given, `file` the settings
    file; without one, `YOUJU_CONFIG`, `youju.toml` in the working directory,
    then in the platform's configuration folder is taken if it exists.

    Raises SettingsError for a file that cannot be parsed, a name that no
    section knows and a value of the wrong kind.
    """
    environ = os.environ if environ is None else environ
    source = _find_file(file, environ)
    layers = [_from_file(source) if source else {}, _from_environment(environ)]
    values: dict[str, dict[str, Any]] = {name: {} for name in _SECTIONS}
    for layer in layers:
        for section, settings in layer.items():
            values[section].update(settings)
    for section, given in (flags or {}).items():
        values[section].update({k: v for k, v in given.items() if v is not None})
    if "path" not in values["store"]:
        values["store"]["path"] = _default_store()
    values["store"]["path"] = Path(values["store"]["path"]).expanduser()
    return Settings(
        store=StoreSettings(**values["store"]),
        ingest=IngestSettings(**values["ingest"]),
        qa=QASettings(**values["qa"]),
        llm=LLMSettings(**values["llm"]),
        chat=ChatSettings(**values["chat"]),
        log=LogSettings(**values["log"]),
        source=source,
    )


def _default_store() -> Path:
    import platformdirs

    return platformdirs.user_data_path("youju", appauthor=False)


def _find_file(file: Path | None, environ: Mapping[str, str]) -> Path | None:
    named = file or (Path(environ["YOUJU_CONFIG"]) if environ.get("YOUJU_CONFIG") else None)
    if named is not None:
        if not named.is_file():
            raise SettingsError(f"{named}：没有这个设置文件。请检查 YOUJU_CONFIG 的路径。")
        return named
    if Path(_FILE).is_file():
        return Path(_FILE)
    import platformdirs

    user = platformdirs.user_config_path("youju", appauthor=False) / _FILE
    return user if os.path.isfile(user) else None  # which is no where it may not look


def _from_file(path: Path) -> dict[str, dict[str, Any]]:
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise SettingsError(f"{path}：设置文件读不了（{error}）。请改正后再试。") from error
    layer: dict[str, dict[str, Any]] = {}
    for section, table in content.items():
        if section not in _SECTIONS or not isinstance(table, dict):
            known = "、".join(f"[{name}]" for name in _SECTIONS)
            raise SettingsError(f"{path}：不认得“{section}”。可用的部分：{known}。")
        layer[section] = {
            name: _coerce(section, name, value, f"{path} [{section}] {name}")
            for name, value in table.items()
        }
    return layer


def _from_environment(environ: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    layer: dict[str, dict[str, Any]] = {}
    for variable, text in environ.items():
        place = _SHORT.get(variable) or _split(variable)
        if place is None or (variable in _SHORT and not text):
            continue
        section, name = place
        layer.setdefault(section, {})[name] = _coerce(section, name, text, variable)
    return layer


def _split(variable: str) -> tuple[str, str] | None:
    """Return section and name of `YOUJU_<SECTION>_<NAME>`; other variables are not ours."""
    if not variable.startswith("YOUJU_"):
        return None
    section, _, name = variable.removeprefix("YOUJU_").lower().partition("_")
    return (section, name) if section in _SECTIONS and name else None


def _coerce(section: str, name: str, value: Any, where: str) -> Any:
    """Return `value` as the type the section's dataclass declares for `name`."""
    cls = _SECTIONS[section]
    assert is_dataclass(cls)
    known = {f.name for f in fields(cls) if f.init}
    if name not in known:
        names = "、".join(sorted(known))
        raise SettingsError(f"{where}：没有“{name}”这项设置。可用的有：{names}。")
    wanted = get_type_hints(cls)[name]
    choices = [t for t in get_args(wanted) or (wanted,) if t is not NoneType]
    kind = choices[0] if choices else str
    try:
        return _as_kind(kind, value)
    except (ValueError, InvalidOperation, TypeError) as error:
        raise SettingsError(
            f"{where}：“{value}”不能用，应当是{_KINDS.get(kind, kind.__name__)}。"
        ) from error


_KINDS: dict[type, str] = {
    bool: "是或否（true/false）",
    int: "整数",
    float: "数字",
    Decimal: "数字",
    Path: "路径",
    str: "文字",
}


def _as_kind(kind: type, value: Any) -> Any:
    if kind is bool:
        text = str(value).strip().lower()
        if text in _TRUE | _FALSE:
            return text in _TRUE
        raise ValueError(value)
    if kind is int and isinstance(value, float | bool):
        raise ValueError(value)
    if kind in (int, float, Decimal):
        return kind(str(value).strip().replace("_", ""))
    if kind is Path:
        return Path(str(value)).expanduser()
    if not isinstance(value, str):
        raise TypeError(value)
    return value
