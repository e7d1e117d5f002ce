"""The box that reports are dropped into, and what was handed in through it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from ui.say import Say

_KINDS = ".pdf,.docx,.xlsx,.xls,.csv,.html,.htm,.txt,.md"
_LONGEST = 200  # bytes of a file's name, well below what file systems take
_UNSEEN = re.compile(r"[\x00-\x1f\x7f/\\]")


def drop_html(most: int, say: Say) -> str:
    """Return the box; `most` is the number of bytes that one file may have."""
    size = f"{most / 2**20:.0f} MB" if most >= 2**20 else f"{most / 2**10:.0f} KB"
    refused = say("超过上限 {}，没有上传。请拆成几份。").format(size)
    kinds = say("PDF（扫描件也行）、Word、Excel、网页、文本；可以一次选多份，每份不超过 {}")
    return (
        f'<div class="yj-drop" data-most="{most}" data-refused="{refused}" '
        f'data-uploading="{say("正在上传")}" data-failed="{say("没传上来，请再试一次。")}">'
        f'<label><input type="file" multiple accept="{_KINDS}">'
        f"<b>{say('选择报告，或把文件拖到这里')}</b>"
        f"<small>{kinds.format(size)}"
        f'</small></label><p class="yj-uploading" role="status"></p></div>'
        f'<ul class="yj-refused" role="alert"></ul>'
    )


def handed_in(files: Sequence[Any], folder: Path) -> Iterator[tuple[Path, str]]:
    """Yield path and name of each file that the page says was uploaded.

    What lies outside the upload `folder` was not: it is passed over, whoever
    asks for it.
    """
    for file in files:
        path = Path(str(file["path"])).resolve()
        if folder.resolve() in path.parents and path.is_file():
            yield path, safe_name(str(file["name"]))


def safe_name(name: str) -> str:
    """Return a visitor's name for a file as the store may keep it."""
    name = _UNSEEN.sub("_", name).strip() or "报告"
    stem, dot, kind = name.rpartition(".")
    stem, kind = (stem, dot + kind) if stem and len(kind) < 8 else (name, "")
    while len((stem + kind).encode()) > _LONGEST:
        stem = stem[:-1]
    return stem.lstrip(".~$") + kind or "报告"
