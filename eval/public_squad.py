"""CMRC 2018 and DRCD: questions on one paragraph, answered by a run of its text.

Both are kept as SQuAD is ({"data": [{"title", "paragraphs": [{"context",
"qas": [{"id", "question", "answers": [{"text"}]}]}]}]}); the older files of
CMRC 2018 are a list of {"context_id", "context_text", "title", "qas":
[{"query_id", "query_text", "answers": ["…"]}]}.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from eval.cases import Case, Expected
from eval.public import Document, PublicCase, PublicSet, load_json, wrong_form
from qa.model import AnswerKind, Outcome


def read_squad(name: str, files: Sequence[Path]) -> PublicSet:
    """Return the set of some files; raises CaseError."""
    documents: list[Document] = []
    cases: list[PublicCase] = []
    for path in files:
        try:
            for title, context, questions in _paragraphs(load_json(path)):
                document = Document(
                    f"{name}-{len(documents) + 1:05}.txt", f"{title}\n\n{context}\n"
                )
                documents.append(document)
                cases += [PublicCase(_case(one), document.name) for one in questions]
        except (KeyError, TypeError, AttributeError) as error:
            raise wrong_form(path, " SQuAD", error) from error
    return PublicSet(name, tuple(documents), tuple(cases))


def _paragraphs(data: Any) -> Iterator[tuple[str, str, list[Mapping[str, Any]]]]:
    if isinstance(data, list):
        for one in data:
            yield one.get("title", ""), one["context_text"], one["qas"]
        return
    for article in data["data"]:
        for paragraph in article["paragraphs"]:
            yield article.get("title", ""), paragraph["context"], paragraph["qas"]


def _case(raw: Mapping[str, Any]) -> Case:
    texts = [a["text"] if isinstance(a, dict) else a for a in raw.get("answers", ())]
    accepted = tuple(dict.fromkeys(text for text in texts if text.strip()))
    answerable = accepted and not raw.get("is_impossible")
    return Case(
        id=str(raw.get("id") or raw["query_id"]),
        question=raw.get("question") or raw["query_text"],
        expected=Expected((Outcome.ANSWERED,), AnswerKind.TEXT, accepted=accepted)
        if answerable
        else Expected((Outcome.NOT_IN_REPORTS,)),
        tags=("public",),
    )
