"""WebVTT."""

from __future__ import annotations

from collections.abc import Iterable

from mixer.protocol.webvtt import clock, escaped
from subtitles.formats.captions import Caption


def write(captions: Iterable[Caption]) -> str:
    cues = [f"{clock(one.start_ms)} --> {clock(one.end_ms)}\n{escaped(one.text)}\n" for one in captions]
    return "\n".join(["WEBVTT\n", *cues])
