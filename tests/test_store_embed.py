"""Texts become vectors: two ways into e5's space are one, and nothing is downloaded."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.errors import SettingsError
from ingest.model import Passage, Span
from vectorstore.convert import converted_e5
from vectorstore.e5 import E5Embedder
from vectorstore.embed import HashingEmbedder, open_embedder
from vectorstore.embeddable import embeddable
from vectorstore.examining import examine_store
from vectorstore.library import open_library
from vectorstore.settings import StoreSettings
from vectorstore.vectors import EmbedderAsLangChain

TEXTS = [
    "预算完成率75.48%，执行数2,418.77万元，其中项目支出298.57万元。",
    "全年统筹全区培训项目54个，培训干部约16674人次；网格党支部925个。",
    "二、部门整体支出绩效自评情况 （一）自评结论 根据“全面实施绩效管理”的精神",
    "Ｕ３０专项资金 ２０２２年１２月３１日 ①②③ ㎡ 10～20名",
    "單位：萬元 年初預算數 決算數 上年結轉",
    "Budget execution rate of the department was 96%.",
    "章节标题 " + "本年度一般公共预算财政拨款支出决算数与年初预算数相比有所增加。" * 20,
    " ",
]


def test_documents_and_the_engine_agree() -> None:
    embedder = E5Embedder()
    documents = embedder.documents(TEXTS)
    assert documents.dtype == np.float32
    assert documents.shape == (len(TEXTS), embedder.dimension)
    engine = embedder._engine.passage(TEXTS)
    assert np.linalg.norm(documents, axis=1) == pytest.approx(1, abs=1e-6)
    assert ((documents * engine).sum(axis=1) > 0.998).all()


def test_a_question_finds_its_passage() -> None:
    embedder = E5Embedder()
    documents = embedder.documents(TEXTS)
    for question, place in [("培训了多少干部？", 1), ("项目支出执行数是多少", 0)]:
        assert (documents @ embedder.query(question)).argmax() == place


def test_the_model_is_converted_once() -> None:
    folder = converted_e5()
    stamp = (folder / "model.safetensors").stat().st_mtime_ns
    assert converted_e5() == folder
    assert (folder / "model.safetensors").stat().st_mtime_ns == stamp
    left = {path.name for path in folder.parent.iterdir()} - {folder.name}
    assert left <= {f"{folder.name}.lock"}


def test_a_folder_given_is_used(tmp_path: Path) -> None:
    (tmp_path / converted_e5().name).symlink_to(converted_e5(), target_is_directory=True)
    assert converted_e5(tmp_path).parent == tmp_path


@pytest.mark.parametrize("question", ["", "\ud83c", "预\0算", "🎉" * 3, "预算" * 100_000])
def test_any_question_has_a_unit_vector(question: str) -> None:
    vector = _E5.query(question)
    assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-3)


_E5 = E5Embedder()


@given(st.lists(st.text(max_size=20), max_size=4))
def test_hashing_gives_unit_vectors_and_repeats_itself(texts: list[str]) -> None:
    embedder = HashingEmbedder()
    rows = embedder.documents(texts)
    assert rows.shape == (len(texts), embedder.dimension)
    assert np.linalg.norm(rows, axis=1) == pytest.approx(1, abs=1e-5)
    assert np.array_equal(rows, HashingEmbedder().documents(texts))


def test_hashing_puts_like_beside_like() -> None:
    embedder = HashingEmbedder()
    rows = embedder.documents(["项目支出执行数", "党员报到人数"])
    assert (rows @ embedder.query("项目支出是多少")).argmax() == 0


def test_langchain_gets_lists_of_floats() -> None:
    adapter = EmbedderAsLangChain(HashingEmbedder())
    assert isinstance(adapter.embed_query("预算")[0], float)
    assert len(adapter.embed_documents(["预算", "执行"])[1]) == 256


def test_a_model_that_is_not_here_is_named() -> None:
    embedder = open_embedder("nobody/no-such-model")
    with pytest.raises(SettingsError, match=r"nobody/no-such-model.*e5-small"):
        embedder.query("预算")
    with pytest.raises(SettingsError, match="没有指定向量模型"):
        open_embedder(" ")


COLD = """
import sys
from vectorstore.embed import open_embedder
assert len(open_embedder("e5-small").query("项目支出是多少")) == 384
print(*{"torch", "sentence_transformers", "transformers", "chromadb"} & set(sys.modules))
"""


def test_a_question_needs_no_torch() -> None:
    done = subprocess.run(
        [sys.executable, "-c", COLD], check=True, timeout=120, capture_output=True, text=True
    )
    assert done.stdout.split() == []


def _passage(text: str, table: str = "r-t0") -> Passage:
    return Passage("r-p0", text, text, (Span("r", 1, 0, len(text)),), (), table, 0)


def test_what_explains_gets_a_vector_and_what_states_figures_none() -> None:
    passages = [
        _passage("主要问题是预算编制不够精细，部分项目年中追加3次，前期论证不充分。" * 2, table=""),
        _passage("序号\t项目名称\t预算数\n1\t购买社会服务\t30.12\n"),
        _passage(
            "培训场次\t120场\t112场\t报告厅7月至8月维修停用，取消8场；下年度提前安排替代场地\n"
        ),
        _passage(
            "上海市普陀区自然资源确权登记事务中心（下属事业单位）\t\n"
        ),  # a name, if a long one
        _passage("基本支出2530.65万元，执行2418.77万元，完成96%；" * 3, table=""),
    ]
    assert [*embeddable(passages)] == [0, 2]


def test_a_report_of_rows_alone_is_found_by_its_words(tmp_path: Path) -> None:
    path = tmp_path / "云山区民政局2023年度自评表.csv"
    path.write_text("项目,预算数,执行数\n养老服务,30.12,28.50\n救助站运行,58.99,50.59\n", "utf-8")
    with open_library(StoreSettings(tmp_path / "store", "hashing")) as library:
        library.ingest([path])
        (card,) = library.reports()
        assert library._catalogue.entry(card.id).vectors == 0
        hits = library.find("救助站运行的执行数", [card.id], 3)
        assert hits and all(hit.meaning is None for hit in hits)
        assert library.find("救助站", [card.id], 3, legs=["meaning"]) == ()
    assert examine_store(StoreSettings(tmp_path / "store", "hashing")) == ()
