"""Bytes to text for Chinese files: byte order marks, UTF-8, UTF-16, GB18030, Big5."""

from __future__ import annotations

import codecs
import re

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DECLARED = re.compile(rb"charset\s*=\s*[\"']?\s*([A-Za-z0-9_-]+)", re.I)
# Control characters that no text file holds; a few may slip in by copying.
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_COMMON = re.compile(r"[的一是在部年度支出预算项目工作收入]")


def decode(data: bytes, *, partial: bool = False) -> str | None:
    """Return the text of `data`, or None if it is no text.

    `partial` allows a character cut off at the end.  Order of trust: byte
    order mark, strict UTF-8, UTF-16 by its zero bytes, the charset an HTML
    head declares, GB18030, Big5, and for the rest charset-normalizer.
    """
    for mark, name in _MARKS:
        if data.startswith(mark):
            return _clean(_strict(data, name, partial))
    text = _strict(data, "utf-8", partial)
    if text is not None and not _disguised(text, data, partial):
        return _clean(text)
    for name in ("utf-16-le", "utf-16-be"):
        text = _strict(data, name, partial)
        if text is not None and _plausible(text) > 0.9:
            return _clean(text)
    found = _DECLARED.search(data[:4096])
    names = [found.group(1).decode("ascii")] if found else []
    for name in (*names, "gb18030", "big5"):
        text = _strict(data, name, partial)
        if text is not None and _plausible(text) > 0.8:
            return _clean(text)
    from charset_normalizer import from_bytes

    best = from_bytes(data).best()
    return None if best is None else _clean(str(best))


def _strict(data: bytes, name: str, partial: bool) -> str | None:
    try:
        decoder = codecs.getincrementaldecoder(name)("strict")
        return decoder.decode(data, final=not partial)
    except (UnicodeError, LookupError):
        return None


def _disguised(text: str, data: bytes, partial: bool) -> bool:
    """Return whether what happens to be valid UTF-8 is GB18030: a few characters may be both.

    Then UTF-8 shows foreign letters and no ideograph, GB18030 only ideographs.
    """
    foreign = [ch for ch in text if ch > "\x7f"]
    if not foreign or any(ch >= "\u2000" for ch in foreign):
        return False
    other = _strict(data, "gb18030", partial)
    return other is not None and all("\u3000" <= ch <= "\uffef" for ch in other if ch > "\x7f")


def _plausible(text: str) -> float:
    """Return the share of characters that Chinese or Latin text is made of."""
    sample = text[:20_000]
    if not sample:
        return 1.0
    good = sum(
        1
        for ch in sample
        if ch in "\t\r\n"
        or " " <= ch <= "~"
        or "\u3000" <= ch <= "\u303f"
        or "\u4e00" <= ch <= "\u9fff"
        or "\uff00" <= ch <= "\uffef"
        or ch in "“”‘’—…·％①②③④⑤⑥⑦⑧⑨⑩"
    )
    share = good / len(sample)
    # Random bytes decode to rare ideographs; real Chinese holds common ones.
    han = sum(1 for ch in sample if "\u4e00" <= ch <= "\u9fff")
    if han > 200 and len(_COMMON.findall(sample)) < han * 0.005:
        return 0.0
    return share


def _clean(text: str | None) -> str | None:
    if text is None:
        return None
    if len(_CONTROL.findall(text)) > max(2, len(text) // 200):
        return None
    return text.lstrip("\ufeff")
