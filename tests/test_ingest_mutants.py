"""Thousands of damaged files: each is read or refused by name, and the store stays whole.

A seeded mutator takes whole reports and breaks them: bytes flipped, ends cut
off, pieces removed, repeated and moved, numbers made enormous, tags nested.
What is packed is unpacked first, so that the damage reaches the parsers and
not only the checksums.  `make test` reads a few dozen, `make soak` thousands.
"""

from __future__ import annotations

import io
import random
import re
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from ingest.settings import IngestSettings
from qa.audit import audit_report
from qa.chain import open_answerer
from qa.model import Outcome
from vectorstore.examining import examine_store
from vectorstore.library import open_library
from vectorstore.model import FileState
from vectorstore.settings import StoreSettings

ROOT = Path(__file__).resolve().parent.parent
ASKED = ROOT / "eval" / "asked"
SETTINGS = IngestSettings(ocr=False, max_memory=2_000_000_000, silence=60.0)
LAST_RESORT = ("读取程序出错", "读取进程意外结束")  # no names for what was wrong with a file
Mutate = Callable[[bytes, random.Random], bytes]

_NUMBER = re.compile(rb"-?\d+(?:\.\d+)?")
_EXTREMES = (
    *(b"0", b"-1", b"1", b"65536", b"2147483648", b"-9223372036854775809", b"1e308", b"NaN"),
    *(b"9" * 40, b"0." + b"0" * 60 + b"1", b"1048576", b"16384"),
)
_POISON = (
    *(b"\x00", b"\xff\xfe", b"\xed\xa0\x80", b"\xef\xbf\xbe", b"\xf4\x8f\xbf\xbf", b"]]>", b"<!--"),
    *(b"&#x0;", b"&#xD800;", b"&lt;", b"\xe2\x80\xae", b"\x0c", b"endobj", b"stream\n", b"/Kids"),
    *("合计".encode(), "其中：".encode(), "（".encode() * 50, "一".encode() * 500, b"%" * 300),
)


def flip(data: bytes, chance: random.Random) -> bytes:
    out = bytearray(data)
    for _ in range(chance.choice((1, 3, 30, 300))):
        out[chance.randrange(len(out))] ^= 1 << chance.randrange(8)
    return bytes(out)


def cut_off(data: bytes, chance: random.Random) -> bytes:
    return data[: chance.randint(1, len(data))]


def _chunk(data: bytes, chance: random.Random) -> tuple[int, int]:
    start = chance.randrange(len(data))
    longest = chance.choice((4, 60, 1_000, 20_000))
    return start, min(len(data), start + chance.randint(1, longest))


def take_out(data: bytes, chance: random.Random) -> bytes:
    start, end = _chunk(data, chance)
    return data[:start] + data[end:]


def repeat(data: bytes, chance: random.Random) -> bytes:
    start, end = _chunk(data, chance)
    times = min(chance.choice((2, 10, 1_000)), 1 + 400_000 // (end - start))
    return data[:start] + data[start:end] * times + data[end:]


def move(data: bytes, chance: random.Random) -> bytes:
    start, end = _chunk(data, chance)
    rest = data[:start] + data[end:]
    at = chance.randrange(len(rest) + 1)
    return rest[:at] + data[start:end] + rest[at:]


def enlarge(data: bytes, chance: random.Random) -> bytes:
    places = list(_NUMBER.finditer(data))
    for place in sorted(chance.sample(places, min(len(places), 4)), key=lambda m: -m.start()):
        data = data[: place.start()] + chance.choice(_EXTREMES) + data[place.end() :]
    return data


def poison(data: bytes, chance: random.Random) -> bytes:
    for _ in range(chance.choice((1, 5))):
        at = chance.randrange(len(data) + 1)
        data = data[:at] + chance.choice(_POISON) + data[at:]
    return data


def nest(data: bytes, chance: random.Random) -> bytes:
    """Open a tag, an array or a dictionary of the file thousands of times."""
    opened = re.findall(rb"<[A-Za-z][\w:]*[^<>/]{0,40}>|<<|\[|\(|BT |q ", data) or [b"("]
    at = chance.randrange(len(data) + 1)
    return data[:at] + chance.choice(opened) * chance.choice((100, 3_000, 30_000)) + data[at:]


MUTATIONS: tuple[Mutate, ...] = (*(flip, cut_off, take_out, repeat, move, enlarge, poison, nest),)


def mutate(data: bytes, chance: random.Random) -> bytes:
    for _ in range(chance.choice((1, 1, 2, 3))):
        data = chance.choice(MUTATIONS)(data, chance) or b"\n"
    return data


def mutate_package(data: bytes, chance: random.Random) -> bytes:
    """Break parts of a zipped file before they are packed; sometimes the package itself."""
    if chance.random() < 0.2:
        return mutate(data, chance)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for name in chance.choices([n for n in parts if parts[n]], k=chance.choice((1, 1, 3))):
        parts[name] = mutate(parts[name], chance)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            if chance.random() > 0.02:
                archive.writestr(name, content)
    return out.getvalue()


_STREAM = re.compile(rb"<<([^<>]*(?:<<[^<>]*>>[^<>]*)*)>>\s*stream\r?\n(.*?)\r?\nendstream", re.S)


def unpacked(data: bytes) -> bytes:
    """Return a PDF whose packed streams lie open; its table of objects no longer fits."""

    def open_up(match: re.Match[bytes]) -> bytes:
        head, body = match.groups()
        if b"/FlateDecode" not in head or b"/Predictor" in head:
            return match.group()
        try:
            plain = zlib.decompress(body)
        except zlib.error:
            return match.group()
        if len(plain) > 200_000:
            return match.group()
        head = re.sub(rb"/Filter\s*(?:/FlateDecode|\[\s*/FlateDecode\s*\])", b"", head)
        head = re.sub(rb"/Length\s+\d+(?:\s+\d+\s+R)?", b"/Length %d" % len(plain), head)
        return b"<<%s>>\nstream\n%s\nendstream" % (head, plain)

    return _STREAM.sub(open_up, data)


def some_pages(data: bytes, count: int) -> bytes:
    """Return a PDF with the first pages of another."""
    import pypdfium2 as pdfium

    with pdfium.PdfDocument(data) as whole, pdfium.PdfDocument.new() as part:
        part.import_pages(whole, list(range(min(count, len(whole)))))
        out = io.BytesIO()
        part.save(out)
    return out.getvalue()


def sources() -> dict[str, list[bytes]]:
    """Return whole files by their suffix."""
    found: dict[str, list[bytes]] = {}
    for path in sorted(ASKED.rglob("*.*")):
        if path.suffix != ".pdf":
            found.setdefault(path.suffix, []).append(path.read_bytes())
    found[".csv"] = [
        "\n".join(",".join(row.split("\t")) for row in text.decode().splitlines()).encode()
        for text in found[".txt"]
    ]
    samples = [path.read_bytes() for path in sorted((ROOT / "eval" / "samples").glob("*.pdf"))]
    small = [some_pages(sample, 2) for sample in samples]
    found[".pdf"] = [*small, *map(unpacked, small)]
    return found


def write_mutants(folder: Path, count: int, seed: int, suffixes: tuple[str, ...] = ()) -> None:
    chance = random.Random(seed)
    whole = sources()
    kinds = suffixes or tuple(sorted(whole))
    for number in range(count):
        suffix = kinds[number % len(kinds)]
        source = chance.choice(whole[suffix])
        breaking = mutate_package if suffix in (".docx", ".xlsx") else mutate
        (folder / f"{seed}-{number:05}{suffix}").write_bytes(breaking(source, chance))


def read_mutants(tmp_path: Path, count: int, seed: int, suffixes: tuple[str, ...] = ()) -> None:
    """Read mutants into a store and use what came of them."""
    folder = tmp_path / "报告"
    folder.mkdir()
    write_mutants(folder, count, seed, suffixes)
    store = StoreSettings(tmp_path / "store", "hashing")
    with open_library(store) as library:
        account = library.ingest([folder], ingest_settings=SETTINGS)
        assert len(account.outcomes) == count
        unnamed = [o.message for o in account.outcomes if any(w in o.message for w in LAST_RESORT)]
        assert unnamed == []
        for outcome in account.outcomes:
            if outcome.state is FileState.FAILED:
                assert Path(outcome.path).name in outcome.message
                assert "\n" not in outcome.message
        answerer = open_answerer(library)
        for card in library.reports():
            audit_report(library.report(card.id)).to_json()
            for question in ("项目支出执行数是多少？", "存在哪些问题？"):
                answer = answerer.ask(question, scope=[card.id])
                assert answer.outcome is not Outcome.FAILED, (card.path, answer.error)
                answer.to_json()
    assert examine_store(store) == ()


def test_a_few_damaged_files_each_have_an_outcome(tmp_path: Path) -> None:
    read_mutants(tmp_path, 12, seed=1)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(2, 14))
def test_thousands_of_damaged_files_each_have_an_outcome(tmp_path: Path, seed: int) -> None:
    read_mutants(tmp_path, 500, seed)
