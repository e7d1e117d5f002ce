"""What a store was made with, and whether it can still be used."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from pathlib import Path

from ingest.errors import StoreMismatch
from vectorstore.embed import Embedder
from vectorstore.schema import SCHEMA_VERSION

_NAMES = {"schema": "库结构", "embedder": "向量模型", "passages": "段落划分"}


def new_manifest(embedder: Embedder) -> dict[str, str]:
    """Return the manifest of a store made now, its vector space under a fresh name.

    May load the embedder's model to learn its dimension.
    """
    return {
        **_present(embedder),
        "dimension": str(embedder.dimension),
        "space": secrets.token_hex(4),
    }


def check_manifest(found: Mapping[str, str], embedder: Embedder, path: Path) -> None:
    """Raise StoreMismatch, naming each difference and the remedy, unless a store fits."""
    differences = [
        f"{_NAMES[key]}：库里是 {found.get(key, '未知')}，现在是 {value}"
        for key, value in _present(embedder).items()
        if found.get(key) != value
    ]
    if not differences:
        return
    if needs_reading(found, embedder):
        why, remedy = "是另一版有据写的", "重建（会重读原文件）"
    else:
        why, remedy = "与现在的设置不符", "重建，或改回原来的设置"
    raise StoreMismatch(
        f"{path}：这个库{why}（{'；'.join(differences)}）。请运行 youju ingest --rebuild {remedy}。"
    )


def needs_reading(found: Mapping[str, str], embedder: Embedder) -> bool:
    """Return whether a rebuild has to read the files again, vectors alone not being enough."""
    present = _present(embedder)
    return any(found.get(key) != present[key] for key in ("schema", "passages"))


def _present(embedder: Embedder) -> dict[str, str]:
    from ingest.passages import ENOUGH, HEADING, MOST

    return {
        "schema": str(SCHEMA_VERSION),
        "embedder": embedder.name,
        "passages": f"{MOST}/{ENOUGH}/{HEADING}",
    }
