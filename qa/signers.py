"""Find who filled in or wrote a report, where it says so: 填报人, 总结人."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.model import Span
from qa.model import AnswerKind, Outcome
from qa.reading import Claim, Evidence, Reading
from qa.scope import describe
from qa.sources import Source

_ASKED = re.compile(r"(?:是|由)?(?:谁|哪个人|哪位|什么人)(?:给|来)?(?:写|填|编|制|做|撰|报)")
_LABEL = re.compile(
    r"(?P<label>填报人|填表人|填写人|总结人|撰写人|撰稿人|执笔人|编制人|制表人)[：:\s]*"
    r"(?P<name>(?:[\u4e00-\u9fff]{2,8}(?:科|室|办|部|处|股|中心)[ \u3000]+)?"
    r"[\u4e00-\u9fff]{2,4})(?![\u4e00-\u9fff])"
)


def read_signer(text: str, sources: Sequence[Source]) -> Reading | None:
    """Return who signed each report in scope; None if not asked or nowhere said."""
    if not _ASKED.search(text):
        return None
    claims = []
    for source in sources:
        for page in source.report.pages:
            found = _LABEL.search(page.text)
            if found:
                span = Span(source.report.id, page.number, *found.span())
                title = describe(source.card.identity, source.card.title)
                name = " ".join(found["name"].split())
                claims.append(Claim(f"{title}的{found['label']}：{name}", (Evidence(span),)))
                break
    return Reading(Outcome.ANSWERED, AnswerKind.TEXT, tuple(claims)) if claims else None
