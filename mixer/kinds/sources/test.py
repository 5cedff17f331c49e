"""What proves that everything after it works."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Literal

from annotated_types import Ge, Le

from mixer.kinds.form import Control
from mixer.kinds.kind import SourceKind

if TYPE_CHECKING:
    from mixer.kinds.kind import Reader


@dataclass(frozen=True, slots=True)
class TestSignal:
    """Bars with a frame counter, and a flash and a beep on every full second."""

    kind: Literal["test"] = "test"
    pattern: Annotated[Literal["bars", "waves"], Control("Picture")] = "bars"
    tone_hz: Annotated[float, Ge(20), Le(20_000)] = 1000.0
    sound: Annotated[bool, Control("With a beep each second")] = True


def reader() -> Reader:
    from mixer.sources.bars import read_bars

    return read_bars


KIND = SourceKind(TestSignal, "Test signal", "Bars or waves, with flash and beep", reader)
