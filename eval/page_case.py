"""One case on a page: what was expected, what came, and what it stands on, side by side."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from html import escape
from typing import Any

from eval.labels import OUTCOMES, ROLES, SPLITS, VERDICTS

_LONGEST = 1500  # characters of an answer that are shown


def render_case(case: Mapping[str, Any]) -> str:
    """Return the fold-out part of a case that did not pass, escaped."""
    answer = case["answer"]
    faults = [f"引用[{fault['n']}] {fault['reason']}" for fault in case["citation_faults"]]
    why = "；".join((*case["reasons"], *faults))
    history = "".join(
        f"<p>{'问' if turn['role'] == 'user' else '答'}：{escape(_short(turn['content']))}</p>"
        for turn in case["case"].get("history", ())
    )
    return (
        f"<details open><summary><i>{escape(case['id'])}</i><b>{escape(case['question'])}</b> "
        f"{escape(SPLITS.get(case['split'], case['split']))}</summary>\n"
        f'<p class="why">{escape(why)}</p>{history}<div class="sides">'
        f"<div><h4>应为</h4>{_lines(_expected(case['case']['expected']))}</div>\n"
        f"<div><h4>得到</h4>{_lines(_got(answer))}</div>\n"
        f"<div><h4>依据</h4>{_evidence(answer['citations'])}</div></div></details>\n"
    )


def _expected(want: Mapping[str, Any]) -> Iterator[str]:
    outcomes = want["outcome"] if isinstance(want["outcome"], list) else [want["outcome"]]
    yield "或".join(OUTCOMES[one] for one in outcomes)
    if want.get("yes_no") is not None:
        yield "是" if want["yes_no"] else "否"
    for figure in want.get("figures", ()):
        others = "".join(f"，或 {o['value']} {o['unit']}" for o in figure.get("or", ()))
        yield f"{figure['value']} {figure['unit']}".strip() + others
    if want.get("computation"):
        yield f"算式 {want['computation']}"
    for key, words in (("items", "列出"), ("key_points", "说到"), ("leads", "先说")):
        if want.get(key):
            yield f"{words}：" + "；".join(_forms(one) for one in want[key])
    for key, words in (("accepted", "说出其一"), ("forbidden", "不得出现"), ("quotes", "引文含")):
        if want.get(key):
            yield f"{words}：" + "、".join(want[key])
    reports = want.get("report", [])
    for report in [reports] if isinstance(reports, dict) else reports:
        yield "出自 " + " ".join(str(part) for part in report.values())
    for name, pages in want.get("pages", {}).items():
        yield f"{name} 第 {'、'.join(map(str, pages))} 页"


def _got(answer: Mapping[str, Any]) -> Iterator[str]:
    if answer["outcome"] != "answered":
        yield OUTCOMES[answer["outcome"]]
    yield _short(answer["answer"] or answer["error"] or "（没有文字）")
    for figure in answer["figures"]:
        about = (figure["measure"], ROLES.get(figure["role"], ""), VERDICTS[figure["verdict"]])
        yield f"{figure['printed']}（{' · '.join(filter(None, about))}）"
    if answer["items"]:
        yield "列出：" + "；".join(answer["items"])
    if answer["nearest"]:
        yield f"最接近的：{answer['nearest']}"
    if answer["options"]:
        yield "反问：" + "；".join(answer["options"])


def _evidence(citations: Iterable[Mapping[str, Any]]) -> str:
    parts = []
    for citation in citations:
        where = f"第 {citation['page']} 页" if citation["page"] else citation["locator"] or ""
        place = f"[{citation['n']}] {citation['report']} {where}"
        context = " · ".join(citation["context"])
        parts.append(
            f'<p class="place">{escape(place)}<br>{escape(_short(context))}</p>'
            f"<blockquote>{escape(citation['quote'])}</blockquote>"
        )
    return "".join(parts) or "<p>没有引用</p>"


def _lines(texts: Iterable[str]) -> str:
    return "".join(f"<p>{escape(text)}</p>" for text in texts)


def _forms(one: Any) -> str:
    return one if isinstance(one, str) else "／".join(one)


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else text[:_LONGEST] + "……"
