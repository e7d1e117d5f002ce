"""Claims put as questions: the number decides, and only words beside it bound it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from qa.chain import Answerer, open_answerer
from vectorstore.library import open_library
from vectorstore.settings import StoreSettings

TEXT = """安和市生态环境局2023年工作总结
一、环境质量
县级以上集中式饮用水水源地9个，水质达标率100%。建设用地安全利用率100%。
优良天数318天，优良率87.1%。
"""


@pytest.fixture(scope="module")
def answerer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Answerer]:
    folder = tmp_path_factory.mktemp("claims")
    (folder / "总结.txt").write_text(TEXT, "utf-8")
    with open_library(StoreSettings(folder / "store", embedder="hashing")) as library:
        library.ingest([folder / "总结.txt"])
        yield open_answerer(library)


@pytest.mark.parametrize(
    ("question", "verdict"),
    [
        ("县级以上饮用水水源地的水质达标率是100%吗？", "是"),  # 以上 bounds no number here
        ("优良天数是300天以上吗？", "是"),
        ("优良天数超过320天了吗？", "不是"),
        ("优良率达到85%了吗？", "是"),
        ("优良率是88.1%，对吗？", "不是"),
    ],
)
def test_a_claimed_number_is_judged(answerer: Answerer, question: str, verdict: str) -> None:
    assert answerer.ask(question).answer.startswith(f"{verdict}。")
