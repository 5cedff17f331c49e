"""What the recognisers share: how long an answer may be, and where a word lies."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from subtitles.values import RATE, Pass

TEMPERATURES = (0.0, 0.2, 0.4)  # of a final pass, each tried when the one before looks bad
UNSPACED = ("zh", "ja", "ko", "yue", "th", "lo", "my", "km", "bo")
MOST_TOKENS = 200  # of 448, of which a prompt may take half


def longest(seconds: float, language: str) -> int:
    """The most tokens an answer about `seconds` of speech may have, timestamps included: loops end there.

    Scripts without spaces, and unknown ones, take more tokens for a second of speech.
    """
    per_second = 8 if language and language not in UNSPACED else 12
    return min(MOST_TOKENS, 10 + round(per_second * seconds))


def within(request: Pass, seconds: float) -> int:
    """The index of a moment of a piece, never outside it: engines pad what they hear to 30 s."""
    return min(request.end, max(request.at, request.at + round(float(seconds) * RATE)))


class Wandered(Exception):
    """An engine went over one piece of sound again and again."""


class Windows:
    """Counts how often an engine encodes one piece, and ends it where that is too often.

    Whisper goes on from the last time it wrote, so a model that writes small times encodes the same 30 s (that is
    most of the cost of a pass) hundreds of times.
    """

    def __init__(self) -> None:
        self.left = 0

    def allow(self, seconds: float, each: int = 1) -> None:
        """Allow what a piece of so many seconds needs at most, `each` times."""
        self.left = each * (2 + int(seconds // 4))

    def counted(self, encode: Callable[..., Any]) -> Callable[..., Any]:
        """`encode`, which raises Wandered when it is called too often."""

        def once_more(*arguments: Any, **named: Any) -> Any:
            self.left -= 1
            if self.left < 0:
                raise Wandered("the engine lost its way in the sound")
            return encode(*arguments, **named)

        return once_more
