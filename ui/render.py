"""An answer as a person reads it in a terminal.

`render_answer` takes the JSON contract of `qa.model.Answer.to_json`, so the
same words come out whether the answer was made here or came over HTTP.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

from eval.labels import VERDICTS
from qa.model import Step
from ui.say import CHINESE, Say


def render_answer(answer: Mapping[str, Any]) -> str:
    """Return an answer with its proof as lines of plain text, without a final newline."""
    if answer["outcome"] == "failed":
        return f"没能回答：{answer['error'] or '原因不明'}"
    lines = [answer["answer"]]
    if understood := render_understood(answer):
        lines.insert(0, f"（理解为：{understood}）")
    lines += [f"  · {option}" for option in answer["options"] if option not in answer["answer"]]
    nearest = answer["nearest"]
    if nearest and nearest not in answer["answer"]:
        lines.append(f"最接近的：{nearest}")
    if answer["computation"] and answer["computation"] not in answer["answer"]:
        lines.append(f"计算：{answer['computation']}")
    if answer["coverage"]:
        lines.append(render_coverage(answer["coverage"]))
    if answer["note"]:
        lines.append(f"（{answer['note']}）")
    for citation in answer["citations"]:
        lines += ["", *_citation(citation, answer["figures"])]
    return "\n".join(lines)


def render_understood(answer: Mapping[str, Any]) -> str:
    """Return the question as it was understood, "" if that is what was asked.

    Punctuation, white space and character widths are no difference.
    """
    standalone: str = answer["standalone_question"]
    return "" if _bare(standalone) in ("", _bare(answer["question"])) else standalone


def render_coverage(coverage: Mapping[str, Any]) -> str:
    """Return one line that says how many reports had the figure and which had not."""
    line = f"{coverage['matched']} 份报告中 {coverage['with_data']} 份有数据"
    return line + (f"；缺：{'、'.join(coverage['missing'])}" if coverage["missing"] else "")


def render_place(citation: Mapping[str, Any], say: Say = CHINESE) -> str:
    """Return where a citation stands: page, or the locator where a format has no pages."""
    if citation["page"] is not None:
        return say("第{n}页").format(n=citation["page"])
    return str(citation["locator"] or "")


def render_source(citation: Mapping[str, Any]) -> str:
    """Return whose report it is: agency, year and title, what is unknown left out."""
    agency = citation["agency"] or citation["region"]
    year = f"{citation['fiscal_year']}年度" if citation["fiscal_year"] else ""
    title = citation["title"]
    if agency and agency in title:
        agency = ""
    if year and str(citation["fiscal_year"]) in title:
        year = ""
    return " · ".join(part for part in (agency, year, title) if part)


def render_steps(steps: Iterable[Step]) -> str:
    """Return the steps from question to proof, one a line, for `--explain`."""
    lines = []
    for number, step in enumerate(steps, 1):
        detail = step.detail.replace("\n", "\n      ")
        lines.append(f"{number:>3}  {step.name}：{detail}")
    return "\n".join(lines)


def to_line(value: Any) -> str:
    """Return a value as one line of JSON.

    Chinese stays readable; a lone surrogate, which no file can hold, makes the
    line fall back to escapes.
    """
    line = json.dumps(value, ensure_ascii=False)
    try:
        line.encode("utf-8")
    except UnicodeEncodeError:
        return json.dumps(value, ensure_ascii=True)
    return line


def _bare(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKC", text) if c.isalnum())


def _citation(citation: Mapping[str, Any], figures: Iterable[Mapping[str, Any]]) -> list[str]:
    place = render_place(citation)
    head = f"[{citation['n']}] {citation['report']}" + (f" {place}" if place else "")
    source = render_source(citation)
    lines = [head, *([f"    {source}"] if source else [])]
    if citation["context"]:
        lines.append(f"    {' · '.join(' '.join(part.split()) for part in citation['context'])}")
    lines.append(f"    “{' '.join(citation['quote'].split())}”")
    proofs = [
        f"{figure['printed']}（{VERDICTS[figure['verdict']]}）"
        for figure in figures
        if citation["n"] in figure["citations"]
    ]
    if proofs:
        lines.append(f"    核对：{'、'.join(proofs)}")
    return lines
