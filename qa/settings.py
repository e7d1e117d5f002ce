"""Settings of the answering layer."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class QASettings:
    """How much is looked at and how sure an answer has to be.

    passages       passages brought by retrieval for one question
    coverage       share of the question's weight (0..1) that the words a
                   figure measures must carry before it may answer
    text_coverage  the same for a sentence or a section
    margin         two candidates nearer than this to each other, with
                   different values, make the question unclear
    longest        characters a question may have; a longer one is refused, not
                   cut, since what is cut off may be what matters
    """

    passages: int = 12
    coverage: float = 0.74
    text_coverage: float = 0.6
    margin: float = 0.02
    longest: int = 500


@dataclass(frozen=True, slots=True)
class LLMSettings:
    """The language model that may phrase answers; none unless `model` is given.

    model    "provider:name" as LangChain's `init_chat_model` takes it
    url      base URL of an OpenAI-compatible server; "" is the provider's own
    key      key of that server; never printed
    timeout  seconds one call may take, its repetitions included
    retries  repetitions after a failed connection or a server's error
    """

    model: str = ""
    url: str = ""
    key: str = field(default="", repr=False)
    timeout: float = 60.0
    retries: int = 1
