"""A rule about reasons: one that says the opposite of the change it explains."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ingest.model import Figure, FigureKind, Role
from qa.audit_finding import AuditVerdict, Finding, Operand, Rule
from qa.audit_view import Audited
from qa.audit_words import between, direction
from qa.reading import printed

_REASON = re.compile(r"主要原因[^。；]{0,6}?(?:是|为|：|:)+(?P<why>[^。；]{2,40})[。；]?")


def check_reasons(audited: Audited) -> Iterator[Finding]:
    """减少 2.98%。主要原因是：…经费增加: a reason that says the opposite of what it explains."""
    for paragraph in audited.paragraphs:
        for item in paragraph.said:
            figure = item.figure
            if figure.role is not Role.CHANGE or figure.kind is not FigureKind.PERCENT:
                continue
            before = [s for s in paragraph.said if s.end <= item.start]
            went = direction(between(paragraph, before[-1] if before else None, item))
            reason = _REASON.search(paragraph.text, item.end)
            later = [s.start for s in paragraph.said if s.start >= item.end]
            if not went or reason is None or (later and later[0] < reason.start()):
                continue
            if paragraph.text.count("。", item.end, reason.start()) > 1:
                continue
            why = reason["why"]
            said_so = re.search(r"(?P<name>.{2,}?)(?:经费|支出|预算|投入)?(?P<way>增加|减少)$", why)
            if said_so is None or direction(why) == 0 or "，" in why:
                continue
            if not _same_thing(said_so["name"], figure):
                continue
            place = paragraph.place(reason.start(), reason.end())
            operands = (
                Operand.of(figure, "增减"),
                Operand("所写原因", why, place, place),
            )
            if direction(why) == went:
                words = f"{printed(figure)} 的方向与所写原因一致（“{why}”）"
                yield Finding("reason", AuditVerdict.PASSED, words, "", operands)
            else:
                way = "增加" if went > 0 else "减少"
                words = f"前面说{way} {printed(figure)}，写的原因却是“{why}”，方向相反"
                yield Finding("reason", AuditVerdict.CONTRADICTED, words, "", operands)


def _same_thing(name: str, figure: Figure) -> bool:
    """Whether a reason speaks of the very thing that changed, not of a part or a cause."""
    measure = re.sub(r"[（(][类款项][)）]|[“”\s]", "", figure.measure)
    name = re.sub(r"[“”\s：:]", "", name)
    return len(name) >= 3 and name in measure


RULES = (Rule("reason", "增减与所写的原因", "写了增减又写了同一事项增减原因的正文", check_reasons),)
