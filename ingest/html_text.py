"""What an element of a web page shows: its text, line by line."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import html

from ingest.layout import Line

DROPPED = frozenset(
    [
        "script",
        "style",
        "noscript",
        "template",
        "head",
        "svg",
        "iframe",
        "object",
        "select",
        "option",
        "button",
        "textarea",
        "nav",
    ]
)
BLOCKS = frozenset(
    [
        "p",
        "div",
        "section",
        "article",
        "main",
        "header",
        "footer",
        "li",
        "ul",
        "ol",
        "dl",
        "dt",
        "dd",
        "blockquote",
        "pre",
        "tr",
        "td",
        "th",
        "form",
        "fieldset",
        "figure",
        "figcaption",
        "address",
        "aside",
        "center",
        "hr",
        "body",
        "html",
        "caption",
    ]
)
_UNSEEN = re.compile(
    r"(?:^|;)(?:display:none|visibility:(?:hidden|collapse)|(?:font-size|opacity):0(?:\.0+)?(?![.\d]))"
)


def is_hidden(element: html.HtmlElement) -> bool:
    """Whether an element asks not to be shown."""
    style = re.sub(r"\s", "", element.get("style") or "").lower()
    return _UNSEEN.search(style) is not None or "hidden" in element.attrib


def lines_of(text: str) -> list[Line]:
    """Return the lines of a text in which only newlines from <br> and blocks count."""
    made = (" ".join(part.split()) for part in text.split("\n"))
    return [Line(part) for part in made if part]


def flat_text(element: html.HtmlElement) -> str:
    """Return an element's text; <br> and the ends of blocks are newlines."""
    out: list[str] = []
    for event, part in _inner(element):
        if event == "text":
            out.append(re.sub(r"\s+", " ", part.text or ""))
        elif event == "tail":
            out.append(re.sub(r"\s+", " ", part.tail or ""))
        elif part is not element and (part.tag == "br" or part.tag in BLOCKS):
            out.append("\n")
    return "".join(out)


def _inner(top: html.HtmlElement) -> Iterator[tuple[str, html.HtmlElement]]:
    stack: list[tuple[str, html.HtmlElement]] = [("open", top)]
    while stack:
        step, element = stack.pop()
        if step != "open":
            yield step, element
            continue
        if element is not top:
            stack.append(("tail", element))
        if not isinstance(element.tag, str) or element.tag in DROPPED or is_hidden(element):
            continue
        yield "start", element
        yield "text", element
        stack.append(("end", element))
        stack.extend(("open", child) for child in reversed(element))
