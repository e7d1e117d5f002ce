"""Rules about sentences left unfinished: a reason that is not given, a percent sign left out."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ingest.model import FigureKind, Role
from qa.audit_finding import AuditVerdict, Finding, Operand, Rule
from qa.audit_view import Audited
from qa.audit_words import sentence_of

_NO_REASON = re.compile(
    r"(?:主要|具体|变动|增减|差异)?(?:原因|理由)(?:(?:是|为|在于|系)[：:]?|[：:])\s*(?:[。；;，]|$)"
)
_NO_OBJECT = re.compile(r"(?:主要用于|主要包括)\s*[：:]?\s*[。；;]")
_BLANK = re.compile(
    r"[Xx×＊*]{2,}(?:万元|元|%|个|人)|_{3,}(?:万元|元|%|个|人)|(?<=[为是减加])[\s　]*万元"
)


def check_reasons_given(audited: Audited) -> Iterator[Finding]:
    """主要原因是。: the sentence ends where the reason should stand."""
    for number, paragraph in enumerate(audited.paragraphs):
        for found in _NO_REASON.finditer(paragraph.text):
            text = found[0].strip()
            ended = text[-1] in "。；;，"
            following = audited.paragraphs[number + 1 : number + 2]
            if not ended and (text[-1] in "：:" or not following or following[0].marked):
                continue  # what follows may be the list of reasons
            start, end = sentence_of(paragraph, found.start())
            quote = paragraph.place(start, max(end, found.end()))
            place = paragraph.place(found.start(), found.end())
            said = Operand("原文", text, quote, place)
            sure = ended
            verdict = AuditVerdict.CONTRADICTED if sure else AuditVerdict.DOUBTFUL
            words = f"“{text}”后面没有写原因，句子没有写完"
            yield Finding("unfinished", verdict, words, "", (said,))


def check_blanks(audited: Audited) -> Iterator[Finding]:
    """XX万元, 为 万元, 用于。: places of a form that were never filled in."""
    for paragraph in audited.paragraphs:
        for pattern, what in ((_BLANK, "数字没有填"), (_NO_OBJECT, "句子没有写完")):
            for found in pattern.finditer(paragraph.text):
                start, end = sentence_of(paragraph, found.start())
                quote = paragraph.place(start, end)
                place = paragraph.place(found.start(), found.end())
                text = " ".join(found[0].split())
                words = f"“{paragraph.text[start:end].strip()[:60]}”里“{text}”处{what}"
                operands = (Operand("原文", text, quote, place),)
                yield Finding("blank", AuditVerdict.DOUBTFUL, words, "", operands)


def check_percent_signs(audited: Audited) -> Iterator[Finding]:
    """增长 13.95。 after an amount of change: a percent sign is missing."""
    for paragraph in audited.paragraphs:
        for before, item in zip(paragraph.said, paragraph.said[1:], strict=False):
            figure = item.figure
            if figure.kind is not FigureKind.PLAIN or figure.role is not Role.CHANGE:
                continue
            if before.figure.role is not Role.CHANGE or item.start - before.end > 12:
                continue
            if re.match(r"\s*[。；，]", paragraph.text[item.end : item.end + 2]):
                quote = paragraph.text[before.start : item.end]
                words = f"“{quote}”：{figure.printed} 后面像是漏了百分号"
                operands = (Operand.of(figure, "增减率"),)
                yield Finding("percent-sign", AuditVerdict.DOUBTFUL, words, "", operands)


RULES = (
    Rule("unfinished", "原因没有写完", "写到原因的正文", check_reasons_given),
    Rule("blank", "没有填的空", "留有空白的正文", check_blanks),
    Rule("percent-sign", "漏写百分号", "写了增减额和增减率的正文", check_percent_signs),
)
