"""The captions of a show, as the show file has them: what is recognised, and how each language looks."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated, Literal

from annotated_types import Ge, Le, Len

from mixer.kinds.form import Control
from mixer.protocol.basics import Anchor, Color, Expected, Ident, refuse_twins


def is_language(text: str) -> bool:
    """Whether `text` looks like a language code: `en`, `zh`, `pt-br`."""
    return 2 <= len(text) <= 12 and text.isascii() and text.islower() and text.replace("-", "").isalnum()


Language = Annotated[str, Expected("a language code such as en or pt-br", is_language)]
Spoken = Annotated[
    str, Expected("a language code such as en or pt-br, or auto", lambda text: text == "auto" or is_language(text))
]
MAX_LANGUAGES, MAX_TERMS, MAX_DELAY_S = 12, 500, 10
Effect = Literal["none", "fade", "roll-up", "typewriter"]


@dataclass(frozen=True, slots=True)
class CaptionStyle:
    """How one language looks. Sizes are fractions of the canvas height; `font` "" takes the script's Noto face.

    `lines` 0 and `length` 0 follow the language's readability rules (docs/captions.md).
    """

    font: Annotated[str, Len(0, 120)] = ""
    size: Annotated[float, Ge(0.015), Le(0.2)] = 0.045
    color: Color = "#ffffff"
    outline: Annotated[float, Ge(0), Le(0.02)] = 0.003
    outline_color: Color = "#000000"
    shadow: Annotated[float, Ge(0), Le(0.02)] = 0.0
    box: Color = "#000000b3"
    align: Literal["left", "center", "right"] = "center"
    lines: Annotated[int, Ge(0), Le(4)] = 0
    length: Annotated[int, Ge(0), Le(80)] = 0
    effect: Effect = "none"
    hold_s: Annotated[float, Ge(0), Le(20)] = 4.0  # how long a cue stays when nothing follows


@dataclass(frozen=True, slots=True)
class CaptionLanguage:
    """A language captions are made in. `burnt` ones stand in the picture, in the order of the list, top to bottom."""

    code: Language
    burnt: bool = True
    style: CaptionStyle = CaptionStyle()


@dataclass(frozen=True, slots=True)
class Term:
    """A glossary entry: how a word heard is written, and how it is said in other languages."""

    heard: Annotated[str, Len(1, 80)]
    written: Annotated[str, Len(0, 80)] = ""
    languages: dict[str, Annotated[str, Len(1, 80)]] = field(default_factory=dict)


ENGINE = Control(
    "Engine",
    choices={
        "faster-whisper": "faster-whisper (int8, fast)",
        "openai-whisper": "openai-whisper (torch, slower)",
    },
)
FALLBACK = Control("Where a translation fails", choices={"source": "What was said, untranslated", "nothing": "Nothing"})


@dataclass(frozen=True, slots=True)
class Captions:
    """What is recognised, in which languages it is shown, and how long the programme is held back for it.

    `listen` is `program` or a source's id; `language` is what is spoken, or `auto`; `model` "" takes the best
    installed. `place` anchors the block of captions, `margin` away from the canvas's edges (a fraction of its height).
    """

    on: bool = False
    listen: Ident = "program"
    language: Spoken = "auto"
    engine: Annotated[Literal["faster-whisper", "openai-whisper"], ENGINE] = "faster-whisper"
    model: Annotated[str, Len(0, 120)] = ""
    languages: Annotated[tuple[CaptionLanguage, ...], Len(0, MAX_LANGUAGES)] = ()
    delay_s: Annotated[float, Ge(0), Le(MAX_DELAY_S)] = 0.0
    place: Anchor = "bottom"
    margin: Annotated[float, Ge(0), Le(0.4)] = 0.06
    glossary: Annotated[tuple[Term, ...], Len(0, MAX_TERMS)] = ()
    fallback: Annotated[Literal["source", "nothing"], FALLBACK] = "source"

    def __post_init__(self) -> None:
        refuse_twins("caption language", [one.code for one in self.languages])
