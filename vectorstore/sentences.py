"""Any sentence-transformers model that is on this machine."""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property, lru_cache, partial
from typing import TYPE_CHECKING, Any

import numpy as np

from ingest.errors import SettingsError
from vectorstore.embed import Vectors, clean_query, quiet_threads

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

_BATCH = 4  # passages embedded at once: of unlike lengths, more are mostly padding
_TINY = 1e-12  # a model may have no vector for a text
_CORES = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class SentenceEmbedder:
    """A sentence-transformers model by name or folder, loaded at first use.

    The model's own prompts for queries and documents are used where it has
    them.  Raises SettingsError at first use if the model is not on this machine.

    coarse  compute in bfloat16 where the processor multiplies it by itself (AMX)
    """

    def __init__(self, source: str, name: str = "", coarse: bool = False) -> None:
        self._source = source
        self._name = name or source
        self._coarse = coarse

    @property
    def name(self) -> str:
        """The name or folder it was asked for by."""
        return self._name

    @property
    def dimension(self) -> int:
        """Length of its vectors; loads the model."""
        return int(self._model.get_embedding_dimension() or 0)

    def documents(self, texts: Sequence[str]) -> Vectors:
        """Return one row per text."""
        rows = np.zeros((len(texts), self.dimension), np.float32)
        order = sorted(range(len(texts)), key=lambda place: len(texts[place]))
        batches = [order[at : at + _BATCH] for at in range(0, len(order), _BATCH)]
        encode = partial(
            self._model.encode_document,
            batch_size=_BATCH,
            show_progress_bar=False,
            convert_to_numpy=True,
        )
        # A batch a core waits for no other, as a matrix over all cores does at every layer.
        with ThreadPoolExecutor(_CORES) as pool:
            done = pool.map(lambda batch: encode([texts[place] for place in batch]), batches)
            for batch, vectors in zip(batches, done, strict=True):
                rows[batch] = vectors
        # Here, since bfloat16 would be off by a few thousandths.
        rows /= np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), _TINY)
        return rows

    def query(self, text: str) -> Vectors:
        """Return the vector of a question."""
        row = self._model.encode_query(
            clean_query(text),
            normalize_embeddings=True,
            show_progress_bar=False,
            convert_to_numpy=True,
        )
        return np.asarray(row, np.float32)

    @cached_property
    def _model(self) -> SentenceTransformer:
        return load_model(self._source, self._coarse)


@lru_cache(maxsize=2)  # one model for all libraries a process opens
def load_model(source: str, coarse: bool = False) -> SentenceTransformer:
    """Load a sentence-transformers model on the CPU, from this machine only.

    Weights of half precision are widened to float32, which common processors
    compute with many times faster; but with `coarse` they become bfloat16 where
    the processor has AMX (`torch.cpu.get_capabilities`), which is faster still.
    Raises SettingsError if there is no such model.
    """
    quiet_threads()
    import torch
    from sentence_transformers import SentenceTransformer

    torch.set_num_threads(1)
    quiet_libraries()
    amx = coarse and torch.cpu.get_capabilities().get("amx_bf16", False)
    dtype = "bfloat16" if amx else "float32"
    try:
        model = SentenceTransformer(
            source, device="cpu", local_files_only=True, model_kwargs={"dtype": dtype}
        )
    except (OSError, ValueError) as error:
        raise SettingsError(
            f"向量模型 {source} 不在本机或无法加载（{_first_line(error)}）。"
            "请改用 e5-small，或写明本机上 sentence-transformers 模型的文件夹。"
        ) from error
    model.encode("。")  # sets the tokenizer's padding, which threads may not do at once
    return model.eval()


def quiet_libraries() -> None:
    """Keep the model library's progress bars off a person's screen."""
    from transformers.utils import logging

    silence: Any = logging.disable_progress_bar  # untyped
    silence()


def _first_line(error: Exception) -> str:
    return str(error).strip().partition("\n")[0]
