"""SubRip and Advanced SubStation Alpha, by pysubs2."""

from __future__ import annotations

from collections.abc import Iterable

import pysubs2

from subtitles.formats.captions import Caption


def write_srt(captions: Iterable[Caption]) -> str:
    return written(captions, "srt")


def write_ass(captions: Iterable[Caption]) -> str:
    return written(captions, "ass")


def written(captions: Iterable[Caption], kind: str) -> str:
    file = pysubs2.SSAFile()
    for one in captions:
        event = pysubs2.SSAEvent(one.start_ms, one.end_ms)
        # Braces would be read as commands, in either format.
        event.plaintext = one.text.replace("{", "(").replace("}", ")")
        file.append(event)
    text: str = file.to_string(kind)
    return text
