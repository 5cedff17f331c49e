"""Times as other programs write them: HH:MM:SS with frames or fractions, or plain seconds."""

from __future__ import annotations

import re
from fractions import Fraction

_CLOCK = re.compile(r"(?:(\d{1,3}):)?(\d{1,2}):(\d{1,2})(?:([:;.,])(\d{1,6}))?")
_PLAIN = re.compile(r"\d{1,7}(?:[.,]\d{1,6})?")


def seconds_in(text: str, rate: Fraction) -> float:
    """Seconds of a time code or a number. Raises ValueError saying what was expected.

    `;` counts frames in drop-frame: two numbers a minute are left out but each tenth, at 29.97, four at 59.94.
    """
    if _PLAIN.fullmatch(text):
        return float(text.replace(",", "."))
    found = _CLOCK.fullmatch(text)
    if not found or int(found[2]) > 59 or int(found[3]) > 59:
        raise ValueError(f"expected a time such as 00:01:30, 00:01:30:12 (frames) or 90.5, found {text[:40]!r}")
    hours, minutes, seconds = (int(part or 0) for part in found.groups()[:3])
    whole = hours * 3600 + minutes * 60 + seconds
    if found[4] in (":", ";"):
        return _of_frames(whole, int(found[5]), rate, drop=found[4] == ";")
    return whole + float(f"0.{found[5] or 0}")


def _of_frames(seconds: int, frames: int, rate: Fraction, *, drop: bool) -> float:
    nominal = round(rate)
    if frames >= nominal:
        raise ValueError(f"expected frames below {nominal}, found {frames}")
    number = seconds * nominal + frames
    if drop and rate.denominator == 1001:
        minutes = seconds // 60
        number -= (nominal // 15) * (minutes - minutes // 10)
        return round(float(number / rate), 6)
    return round(seconds + float(frames / rate), 6)


def clock(seconds: float) -> str:
    """HH:MM:SS, with milliseconds where there are any."""
    thousandths = round(seconds * 1000)
    whole, rest = divmod(thousandths, 1000)
    text = f"{whole // 3600:02d}:{whole // 60 % 60:02d}:{whole % 60:02d}"
    return f"{text}.{rest:03d}" if rest else text
