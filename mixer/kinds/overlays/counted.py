"""Times as they are written and shown: what kinds that count share. Pure."""

from __future__ import annotations

import math
from datetime import datetime, timedelta, tzinfo


def seconds_in(text: str) -> int | None:
    """`5`, `5:00` or `1:05:00` (minutes alone, minutes and seconds, hours too) in seconds; None for what is no time."""
    parts = text.strip().split(":")
    if not 1 <= len(parts) <= 3 or not all(part.isdecimal() and len(part) <= 4 for part in parts):
        return None
    numbers = [int(part) for part in parts]
    if len(numbers) == 1:
        return 60 * numbers[0]
    hours, minutes, rest = [0] * (3 - len(numbers)) + numbers
    return 3600 * hours + 60 * minutes + rest


def until_s(text: str, wall_s: float, zone: tzinfo) -> float | None:
    """Seconds to a time of day such as `21:30`, the nearest: negative where it has passed. None for what is no time."""
    parts = text.strip().split(":")
    if not 2 <= len(parts) <= 3 or not all(part.isdecimal() and len(part) <= 2 for part in parts):
        return None
    hour, minute, second = (*map(int, parts), 0)[:3]
    if hour > 23 or minute > 59 or second > 59:
        return None
    now = datetime.fromtimestamp(wall_s, zone)
    at = now.replace(hour=hour, minute=minute, second=second, microsecond=0)
    days = [at + timedelta(days=day) for day in (-1, 0, 1)]
    return min((day.timestamp() - wall_s for day in days), key=abs)


def shown_down(left_s: float, over: bool) -> str:
    """What is left, rounded up: a second shows until it is over. Behind the end 0:00, or how long it is `over`."""
    if left_s > -1e-6:
        return clock_of(math.ceil(left_s - 1e-6))
    return f"+{clock_of(int(-left_s + 1e-6))}" if over else clock_of(0)


def clock_of(seconds: int) -> str:
    minutes, rest = divmod(max(0, seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
