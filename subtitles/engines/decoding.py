"""What the recognisers share: how long an answer may be, and where a word lies."""

from __future__ import annotations

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
