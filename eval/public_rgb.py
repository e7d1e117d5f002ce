"""RGB, the Chinese part: answers amid noise, and questions that the passages do not answer.

A line is {"id", "query", "answer", "positive", "negative"}: passages that hold
the answer and passages that do not.  Each gives two cases: `rgb-N` over three
passages that hold it and two that do not (noise 0.4 of 5, as its authors
report), and `rgb-N-none` over five that do not, which should be refused.  What
an answer has to state follows the authors' check: every element, a list within
standing for any of its forms.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from eval.cases import Case, Expected, Forms
from eval.public import Document, PublicCase, PublicSet, load_json, wrong_form
from qa.model import AnswerKind, Outcome

_POSITIVE, _PASSAGES = 3, 5


def read_rgb(files: Sequence[Path]) -> PublicSet:
    """Return the set of some files; raises CaseError."""
    documents: list[Document] = []
    cases: list[PublicCase] = []
    for path in files:
        try:
            for raw in load_json(path):
                for document, case in _instance(raw):
                    documents.append(document)
                    cases.append(PublicCase(case, document.name))
        except (KeyError, TypeError, AttributeError) as error:
            raise wrong_form(path, " RGB", error) from error
    return PublicSet("rgb", tuple(documents), tuple(cases))


def _instance(raw: Mapping[str, Any]) -> Iterator[tuple[Document, Case]]:
    name, question = f"rgb-{raw['id']}", raw["query"]
    positive, negative = list(_flat(raw["positive"])), list(raw["negative"])
    held = positive[:_POSITIVE]
    mixed = held + negative[: _PASSAGES - len(held)]
    answer = raw["answer"] if isinstance(raw["answer"], list) else [raw["answer"]]
    points: tuple[Forms, ...] = tuple(
        tuple(map(str, one)) if isinstance(one, list) else (str(one),) for one in answer
    )
    want = Expected((Outcome.ANSWERED,), AnswerKind.TEXT, key_points=points)
    yield _document(name, mixed), Case(name, question, want, tags=("public", "noise"))
    if len(negative) >= _PASSAGES:
        none = Expected((Outcome.NOT_IN_REPORTS,))
        case = Case(f"{name}-none", question, none, tags=("public", "refusal"))
        yield _document(case.id, negative[:_PASSAGES]), case


def _flat(passages: Sequence[Any]) -> Iterator[str]:
    """Yield passages; of groups (one a part of the answer) the first of each, then the rest."""
    groups = [one if isinstance(one, list) else [one] for one in passages]
    yield from (group[0] for group in groups if group)
    yield from (text for group in groups for text in group[1:])


def _document(name: str, passages: Sequence[str]) -> Document:
    return Document(f"{name}.txt", "\n\n".join(passages) + "\n")
