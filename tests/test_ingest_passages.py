"""Passages cover everything, give back what is printed, and cut no figure."""

from hypothesis import given
from hypothesis import strategies as st

from ingest.layout import Composition, Paragraph
from ingest.model import Cell, Page, ReportIdentity, Span, Table
from ingest.numerals import scan_numbers
from ingest.passages import HEADING, MOST, make_passages
from ingest.sections import find_sections


def compose(pages: list[list[str]], rows: list[list[str]]) -> Composition:
    """Paragraphs page by page, then one table of `rows` at the end of the last page."""
    made, paragraphs, cells = [], [], []
    for number, lines in enumerate(pages, 1):
        text = ""
        for line in lines:
            paragraphs.append(
                Paragraph(line + "\n", (Span("r", number, len(text), len(text) + len(line) + 1),))
            )
            text += line + "\n"
        if number == len(pages):
            for row, words in enumerate(rows):
                for col, word in enumerate(words):
                    span = Span("r", number, len(text), len(text) + len(word))
                    head = (rows[0][col],) if row else ()
                    cells.append(Cell(row, col, 1, 1, word, row == 0, (), head, (span,)))
                    text += word + ("\n" if col == len(words) - 1 else "\t")
        made.append(Page(number, text))
    table = Table("r-t1", "收支总表", "万元", len(rows), 2, tuple(cells), (len(pages),))
    return Composition(tuple(made), tuple(paragraphs), (table,) if rows else ())


LINE = st.text(alphabet="甲乙丙，。；1234567890.万元一、", min_size=1, max_size=700)
PAGES = st.lists(st.lists(LINE, min_size=1, max_size=5), min_size=1, max_size=3)
ROWS = st.lists(
    st.lists(st.text(alphabet="甲乙丙0123456789.", max_size=400), min_size=2, max_size=2),
    max_size=4,
)


@given(PAGES, ROWS)
def test_every_character_is_in_a_passage_and_spans_give_back_the_text(
    pages: list[list[str]], rows: list[list[str]]
) -> None:
    composition = compose(pages, rows)
    passages = make_passages(composition, find_sections(composition), ReportIdentity(), "r")
    texts = {page.number: page.text for page in composition.pages}
    covered: dict[int, set[int]] = {number: set() for number in texts}
    for passage in passages:
        assert passage.text == "".join(texts[s.page][s.start : s.end] for s in passage.spans)
        assert len(passage.text) <= MOST
        assert len(passage.embedded) <= MOST + HEADING + 1
        for span in passage.spans:
            covered[span.page].update(range(span.start, span.end))
    for number, text in texts.items():
        missing = {i for i, c in enumerate(text) if not c.isspace()} - covered[number]
        assert not missing
    assert len({passage.id for passage in passages}) == len(passages)


@given(st.lists(st.integers(1, 99_999_999), min_size=30, max_size=80))
def test_no_figure_is_cut(amounts: list[int]) -> None:
    line = "".join(f"支出{amount}万元，" for amount in amounts)
    composition = compose([[line]], [])
    passages = make_passages(composition, (), ReportIdentity(), "r")
    whole = [token.printed for token in scan_numbers(line)]
    parts = [token.printed for passage in passages for token in scan_numbers(passage.text)]
    assert parts == whole


def test_headings_and_table_headers_stand_in_the_embedded_form_only() -> None:
    composition = compose(
        [["一、收支情况", "情况如下。"]], [["项目", "决算数"], ["办公费", "12.50"]]
    )
    sections = find_sections(composition)
    *_, last = make_passages(composition, sections, ReportIdentity(), "r")
    assert last.table_id == "r-t1"
    assert "收支总表" in last.embedded
    assert "一、收支情况" in last.embedded
    assert "收支总表" not in last.text


def test_full_width_forms_are_folded_for_search_and_kept_for_quoting() -> None:
    composition = compose([["共１２名（含退休）。"]], [])
    (passage,) = make_passages(composition, (), ReportIdentity(), "r")
    assert passage.text == "共１２名（含退休）。\n"
    assert passage.embedded == "共12名(含退休)。"
