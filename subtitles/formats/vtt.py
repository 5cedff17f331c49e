"""WebVTT."""

from __future__ import annotations

from collections.abc import Iterable

from subtitles.formats.captions import Caption

ESCAPED = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})


def write(captions: Iterable[Caption]) -> str:
    cues = [f"{time(one.start_ms)} --> {time(one.end_ms)}\n{one.text.translate(ESCAPED)}\n" for one in captions]
    return "\n".join(["WEBVTT\n", *cues])


def time(ms: int) -> str:
    return f"{ms // 3_600_000:02}:{ms // 60_000 % 60:02}:{ms // 1000 % 60:02}.{ms % 1000:03}"
