"""Digits that are no quantities: list markers, ordinals, codes, clock times."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ingest.numeral_parts import BASE

_LABELS = re.compile(
    "|".join(
        (
            r"(?:(?<=^)|(?<=[\n\t；;。：:，,]))\s*\d{1,2}\s*[.、](?=\s*(?:19|20)\d{2}\s*年)",
            r"(?:(?<=^)|(?<=[\n\t；;。：:，,！？”\)]))\s*\d{1,2}\s*[.、](?!\s?\d)",
            r"(?:(?<=^)|(?<=\n))\s*\d{1,2}\s*[.、]\s*(?=\d{4}\s*年)",
            r"(?<=[\u3400-\u9fff])\d{1,2}\.(?=\s*[\u3400-\u9fff“])",  # 活动2.完成
            r"\(\s*\d{1,2}\s*\)",  # （1）
            r"(?:(?<=^)|(?<=[\n\t；;。：:，,]))\s*\d{1,2}\)",  # 1）
            r"(?:(?<=^)|(?<=\n))\s*\d{1,2}(?:\.\d{1,2})+\s*(?=[\u3400-\u9fff])(?!\s*[万亿千百余多]|\s*"
            + BASE
            + ")",
            r"[〔\[【(]\s*\d{4}\s*[〕\]】)]\s*(?:第\s*)?\d*\s*号?",  # 〔2021〕5号
            r"第\s*\d+(?:\s*[-~—、至到]\s*(?:第\s*)?\d+)*\s*[\u3400-\u9fff]?",  # 第 3 期
            # A run of digits or letters is begun only at its start: a file may
            # hold one of a hundred thousand, and each try reads it to its end.
            r"(?<!\d)\d+(?:\+\d+)+",  # “1+22”
            r"(?<!\d)\d+\s*[×xX*]\s*\d+",
            r"\d{1,2}[:点]\d{1,2}(?::\d{1,2})?分?",  # clock and ratios
            r"(?<!\d)\d{1,2}\s*[时]\s*(?:\d{1,2}\s*分|许|前|后)",
            r"(?!(?:19|20)\d{2}\.\d{1,2}\.\d{1,2}(?!\d))(?<![\d.])\d+(?:\.\d+){2,}",  # 1.2.3
            r"(?<![A-Za-z])[A-Za-z]+[-_.]?\d[\dA-Za-z.\-]*",  # U30, GB/T19001
            r"\d{3,4}-\d{7,8}|(?<!\d)1\d{10}(?!\d)",  # telephones
            r"(?:电话|热线|传真|邮编|邮政编码|编号|编码|代码|文号|证号|账号)\s*[:为是]?\s*[\d\-]+"
            r"(?![\d\-,，])(?!\s*" + BASE + ")",  # not 热线18,362件
            r"(?<!\d)\d+\s*(?:号|#)(?!召)",
            r"[“\"‘「『]\s*\d+(?=[\u3400-\u9fff]{0,3}[”\"’」』])",  # “12345”
            r"附\s*[件表录]\s*\d+",
            r"(?:任务|目标|指标|项目|方案|表|图|序号|类型)\s?\d{1,2}(?=[\s:、，；;。)]|,(?!\d)|$)",
        )
    )
)


_ITEM = re.compile(r"(?:^|(?<=[\n\t；;。]))[ \u3000]*(\d{1,2})[.．、](?!\s*$)")


def without_markers(flat: str) -> str:
    """Blank the numbers of a list that counts on: 4. before 12所 is no 4.12.

    A line's number is its place in a list if the list counts 1, 2, 3 up to it
    and two of these are told from their words without doubt.
    """
    expected, run = 1, []
    for found in _ITEM.finditer(flat):
        number = int(found[1])
        if number == expected:
            run.append(found)
        elif number == 1:
            run = [found]
        else:
            continue
        expected = number + 1
    plain = sum(not flat[found.end()].isdigit() for found in run)
    for found in run if plain >= 2 else ():
        flat = flat[: found.start(1)] + " " * (found.end() - found.start(1)) + flat[found.end() :]
    return flat


def label_mask(flat: str) -> bytearray:
    """Return a mask of the characters that belong to labels, not quantities."""
    mask = bytearray(len(flat))
    for found in _LABELS.finditer(flat):
        for index in range(*found.span()):
            mask[index] = 1
    for start, end in _counted_on(flat):
        mask[start:end] = b"\1" * (end - start)
    return mask


_MARKER = re.compile(r"(?:^|[\n；;。])\s*(\d{1,2})[.、]")


def _counted_on(flat: str) -> Iterator[tuple[int, int]]:
    """Yield the markers of a list that is counted 1. 2. 3., one before a number included.

    In 「…3.引进教师43名。4.12所食堂改造」 the 4. is a marker, and 12 the number.
    """
    last = 0
    for found in _MARKER.finditer(flat):
        number = int(found[1])
        if number == last + 1 and (last or not flat[found.end() : found.end() + 1].isdigit()):
            last = number
            yield found.span(1)[0], found.end()
