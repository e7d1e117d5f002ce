"""The bench of audits and claims: what it sows, what it claims, how it counts."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from eval.audit_bench import Score, measure_hand, measure_seeds, measure_whole, total
from eval.audit_reports import hand_reports
from eval.audit_seeds import changed, sow
from eval.claim_seeds import make_claims
from ingest.model import Report
from ingest.read import read_report
from qa.check_model import CheckVerdict

SAMPLES = sorted((Path(__file__).parent.parent / "eval" / "samples").glob("*.pdf"))


@pytest.fixture(scope="module")
def reports() -> list[Report]:
    return [read_report(path) for path in SAMPLES]


def test_a_seed_changes_one_figure_and_nothing_else(reports: list[Report]) -> None:
    for report in reports:
        for seed in sow(report, 8, random.Random(5)):
            span = seed.figure.span
            assert seed.report.text(span) == seed.now != report.text(span)
            other = [f for f in seed.report.figures if f not in report.figures]
            assert [f.printed for f in other] == [seed.now]
            for before, after in zip(report.pages, seed.report.pages, strict=True):
                assert len(before.text) == len(after.text)
                assert sum(a != b for a, b in zip(before.text, after.text, strict=True)) in (
                    (0,) if before.number != span.page else (1, 2)
                )


def test_what_is_sown_and_claimed_comes_of_the_seed_alone(reports: list[Report]) -> None:
    for report in reports:
        one, same = (list(sow(report, 6, random.Random(2))) for _ in range(2))
        assert [s.now for s in one] == [s.now for s in same]
        claims, again = (list(make_claims(report, 6, random.Random(2))) for _ in range(2))
        assert claims == again and {c.verdict for c in claims} <= set(CheckVerdict)


def test_a_change_keeps_the_length(reports: list[Report]) -> None:
    figure = next(f for f in reports[0].figures if f.printed == "96%" or f.value)
    with pytest.raises(ValueError, match="long"):
        changed(reports[0], figure, figure.printed + "0")


def test_the_shipped_measures_hold(reports: list[Report]) -> None:
    score = total([measure_seeds(reports, 6, 1), measure_hand(), measure_whole(reports)])
    assert score.precision is not None and score.precision >= 0.95
    assert score.recall is not None and score.recall >= 0.9


def test_shares_of_nothing_are_none() -> None:
    assert Score("").precision is None and Score("").recall is None
    assert len([r for r in hand_reports() if r.wrong]) >= 20
