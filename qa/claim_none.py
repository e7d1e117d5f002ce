"""Judge whether there was any of something where the report says that there was none."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.fold import squeeze
from ingest.model import Cell, Table
from qa.branches import plain_name
from qa.model import AnswerKind, Outcome
from qa.reading import Claim, Evidence, Reading
from qa.scope import describe
from qa.sources import Source
from qa.terms import forms
from qa.understand import Question
from qa.words import Term

_HAS = re.compile(r"有没有|是否有|有无|有(?!关|效)(?=.{1,14}(?:吗|么|没有?[？?]?$))")
_DENIED = re.compile(
    r"没有|无(?!论)|(?:未|没)(?:有|能)?(?:安排|发生|组织|产生|购置|新增|列支|安置)?"
)
_BUT = re.compile(r"[，。；：！？,;!?]")
_BLANK = re.compile(r"[\s—\-–/]*|0(?:\.0+)?")
_COUNTS = re.compile(r"行次|序号|编码")
_ASKS = re.compile(r"(?:的?(?:支出|钱))?(?:吗|么|没有?|呢|啊)*[？?。\s]*$")


def judge_none(question: Question, sources: Sequence[Source]) -> Reading | None:
    """Return 没有 where a clause denies what is asked about, or its row of a table is empty.

    None where the question does not ask whether there is any, or nothing denies it.
    """
    if not _HAS.search(question.core) or question.numbers or question.asks_list:
        return None
    nouns = [t for t in question.terms if t.weight >= 0.3 and len(t.text) > 1]
    if not nouns:
        return None
    name = squeeze(_ASKS.sub("", _HAS.sub("", question.core)))
    denying = [(s, e) for s in sources if (e := _denied(nouns, s) or _empty(name, s)) is not None]
    if len(denying) != 1:
        return None
    source, (words, evidence) = denying[0]
    who = describe(source.card.identity, source.card.title)
    claim = Claim(f"没有。{who}，{words}", (evidence,))
    return Reading(Outcome.ANSWERED, AnswerKind.YES_NO, (claim,))


def _denied(nouns: Sequence[Term], source: Source) -> tuple[str, Evidence] | None:
    """The clause that denies all that is asked about: 全年未安排因公出国（境）."""
    for sentence in source.sentences:
        for clause in _BUT.split(sentence.text):
            denial = _DENIED.search(clause)
            if denial is None:
                continue
            behind = squeeze(clause[denial.start() :])
            if all(any(form in behind for form in forms(noun)) for noun in nouns):
                place = Evidence(sentence.span, context=sentence.section, locator=sentence.locator)
                return f"原文：{clause.strip()}", place
    return None


def _empty(asked: str, source: Source) -> tuple[str, Evidence] | None:
    """The row of that very name whose figures are all left empty: 六、经营收入 and nothing."""
    for table in source.report.tables:
        for cell in table.cells:
            name = squeeze(plain_name(cell.text))
            if not cell.spans or not asked or name not in (asked, f"{asked}收入", f"{asked}支出"):
                continue
            own = _own_cells(table, cell)
            if own and all(_BLANK.fullmatch(c.text) for c in own):
                heads = (table.caption, cell.text.strip())
                place = Evidence(cell.spans[0], context=heads, locator=cell.locator)
                return f"“{cell.text.strip()}”一行没有填数", place
    return None


def _own_cells(table: Table, name: Cell) -> list[Cell]:
    """The cells of a row behind a name, up to the next name in the row."""
    behind = sorted(
        (c for c in table.cells if c.row == name.row and c.col > name.col), key=lambda c: c.col
    )
    own: list[Cell] = []
    for cell in behind:
        if re.search(r"[\u4e00-\u9fff]", cell.text):
            break
        if not _COUNTS.search("".join(cell.col_path)):
            own.append(cell)
    return own
