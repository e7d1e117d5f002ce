"""Settings of the answering layer."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class QASettings:
    """How much is looked at and how sure an answer has to be.

    passages       passages brought by retrieval for one question
    coverage       share of the question's weight (0..1) that the words a
                   figure measures must carry before it may answer
    text_coverage  the same for a sentence or a section
    margin         two candidates nearer than this to each other, with
                   different values, make the question unclear
    longest        characters of a question that are still read
    """

    passages: int = 12
    coverage: float = 0.74
    text_coverage: float = 0.6
    margin: float = 0.02
    longest: int = 2000
