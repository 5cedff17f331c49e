"""The words of captions: what is heard, what is committed, what is shown.

Times of speech are sample indices at 16 kHz on the programme's clock (`at`), never accumulated seconds;
frames are the programme's frame numbers. `at == frame / rate * 16000`.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any, Literal, Protocol

import numpy as np
from numpy.typing import NDArray

RATE = 16_000  # samples a second of everything that is recognised
FILE = "file"  # the `engine` of lines whose words an item of a rundown brought along

Speech = NDArray[np.float32]
"""Mono samples at 16 kHz, −1 to 1."""


@dataclass(frozen=True, slots=True)
class Word:
    """A recognised word, spaced and punctuated as the engine wrote it; `end` is the index after its last sample."""

    text: str
    start: int
    end: int
    probability: float = 1.0


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of a hypothesis, with the engine's own doubts about it."""

    words: tuple[Word, ...]
    avg_logprob: float = 0.0
    no_speech: float = 0.0
    compression: float = 1.0

    @property
    def text(self) -> str:
        return "".join(word.text for word in self.words).strip()


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """What an engine made of one piece of sound. Word times are on the programme's clock."""

    segments: tuple[Segment, ...]
    language: str
    language_probability: float = 1.0

    @property
    def words(self) -> tuple[Word, ...]:
        return tuple(word for segment in self.segments for word in segment.words)


@dataclass(frozen=True, slots=True)
class Pass:
    """One piece of sound for an engine: `samples` begin at index `at`. `language` "" asks the engine to detect it."""

    number: int
    at: int
    samples: Speech
    language: str = ""
    final: bool = False  # the utterance is over: what is heard now is all there is
    beam: int = 1
    prompt: str = ""

    @property
    def end(self) -> int:
        return self.at + len(self.samples)


class Recognise(Protocol):
    """An engine behind one function. Raises EngineFailed."""

    def __call__(self, request: Pass) -> Hypothesis: ...


@dataclass(frozen=True, slots=True)
class Translation:
    """`text` in `language`; `via` names the pivot ("en"), "" for a direct pair or the speaker's own language.

    `fallback` says that the source text stands in, and why.
    """

    language: str
    text: str
    via: str = ""
    fallback: str = ""
    edited_by: str = ""


class Translate(Protocol):
    """All languages of one sentence from one text. Raises EngineFailed."""

    def __call__(self, text: str, source: str, targets: tuple[str, ...]) -> dict[str, Translation]: ...


@dataclass(frozen=True, slots=True)
class Sentence:
    """Committed speech, ready to be translated: it never changes any more."""

    text: str
    raw: str  # before glossary and tidying
    start: int
    end: int
    language: str
    confidence: float = 1.0
    no_speech: float = 0.0
    words: tuple[Word, ...] = ()


LineState = Literal["heard", "translated", "on_air", "aired", "dropped", "gap"]


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the transcript and all that became of it; this is what is stored, exported and shown to operators.

    `from_frame`/`to_frame` is when it was said, `aired_from`/`aired_to` when it was (or will be) burnt in.
    """

    id: str
    state: LineState
    language: str
    text: str
    raw: str
    from_frame: int
    to_frame: int
    reason: str = ""  # why it was dropped, or what a gap left out
    texts: dict[str, Translation] = field(default_factory=dict)
    aired_from: int | None = None
    aired_to: int | None = None
    engine: str = ""
    model: str = ""
    confidence: float = 1.0
    no_speech: float = 0.0
    edited_by: str = ""
    time: float = 0.0  # wall clock, seconds, when it was committed

    def to_json(self) -> dict[str, Any]:
        told = {name: getattr(self, name) for name in self.__dataclass_fields__ if name != "texts"}
        texts = {
            code: {"text": one.text, "via": one.via, "fallback": one.fallback, "edited_by": one.edited_by}
            for code, one in self.texts.items()
        }
        return told | {"texts": texts}

    @classmethod
    def from_json(cls, told: dict[str, Any]) -> Line:
        """Raises KeyError, TypeError on anything else."""
        known = Translation.__dataclass_fields__.keys() - {"language"}
        texts = {
            code: Translation(code, **{name: part for name, part in one.items() if name in known})
            for code, one in told.get("texts", {}).items()
        }
        return cls(
            **{name: told[name] for name in cls.__dataclass_fields__ if name in told and name != "texts"}, texts=texts
        )

    @property
    def timed(self) -> bool:
        """Whether its frames are those it is to be shown on: a file says so, speech does not."""
        return self.engine == FILE

    def but(self, **changes: Any) -> Line:
        return replace(self, **changes)
