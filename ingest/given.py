"""What a person says of a report's identity goes before what is read of it."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

from ingest.model import ReadingWarning, ReportIdentity

SOURCE = "用户指定"
LABELS = {
    "agency": "部门",
    "region": "行政区",
    "fiscal_year": "年度",
    "kind": "报告类型",
    "money_unit": "金额单位",
}


@dataclass(frozen=True, slots=True)
class Given:
    """The parts of an identity that a person has given; None leaves a part as read.

    content_hash  SHA-256 of the file they said it of
    read          what had been read of that file, as (part, value as text)

    Of that very file it is always believed.  Of a changed file only where the
    same is read as then; otherwise it may be another report by now.
    """

    agency: str | None = None
    region: str | None = None
    fiscal_year: int | None = None
    kind: str | None = None
    money_unit: str | None = None
    content_hash: str = ""
    read: tuple[tuple[str, str], ...] = ()

    def parts(self) -> dict[str, str | int]:
        """Return the parts given, by name."""
        named = ((f.name, getattr(self, f.name)) for f in fields(self) if f.name in LABELS)
        return {name: value for name, value in named if value is not None}


NOTHING_GIVEN = Given()


def take_given(
    identity: ReportIdentity, given: Given, content_hash: str
) -> tuple[ReportIdentity, tuple[ReadingWarning, ...]]:
    """Return the identity with what was given, and a warning for each part not taken."""
    taken: dict[str, str | int] = {}
    warnings = []
    before = dict(given.read)
    for name, value in given.parts().items():
        read = _text(getattr(identity, name))
        if given.content_hash in ("", content_hash) or read == before.get(name, ""):
            taken[name] = value
            continue
        reason = (
            f"文件变了，{LABELS[name]}现在读作“{read}”，不再沿用指定的“{value}”；"
            "如仍应如此，请再用 youju identify 指定"
        )
        warnings.append(ReadingWarning(0, reason))
    if not taken:
        return identity, tuple(warnings)
    sources = [(name, place) for name, place in identity.sources if name not in taken]
    sources += [(name, SOURCE) for name in taken]
    changed = replace(identity, sources=tuple(sources), **taken)  # type: ignore[arg-type]
    if "region" in taken:
        changed = replace(changed, region_path=_path(changed))
    return changed, tuple(warnings)


def give_again(before: Given, more: Given, identity: ReportIdentity, content_hash: str) -> Given:
    """Return what is given of a file once `more` is, `identity` being the one in the store.

    What had been read is kept of parts given before: the identity no longer tells it.
    """
    parts = {**before.parts(), **more.parts()}
    said, known = before.parts(), dict(before.read)
    read = (
        (name, known.get(name, "") if name in said else _text(getattr(identity, name)))
        for name in parts
    )
    return Given(**parts, content_hash=content_hash, read=tuple(read))  # type: ignore[arg-type]


def _path(identity: ReportIdentity) -> tuple[str, ...]:
    """Return the regions from the outermost, the given one last.

    What was read over it stays only if the given one is within it.
    """
    path = identity.region_path
    if identity.region in path:
        return path[: path.index(identity.region) + 1]
    return (identity.region,)


def _text(value: object) -> str:
    return "" if value is None else str(value)
