"""Files of subtitles: read once when they come, so that none is taken that says nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from studio.errors import Refused
from subtitles.errors import BadFile
from subtitles.formats import reading

MOST_BYTES = reading.MOST_BYTES
CONTAINERS = {".srt": "srt", ".vtt": "webvtt"}


def look(path: Path) -> dict[str, Any]:
    """What is known of the file, as `probing.probe` tells it; its length is the end of its last cue, in seconds.

    Raises Refused with the reason in plain words.
    """
    try:
        captions = reading.read_file(path)
    except BadFile as error:
        text = str(error)
        raise Refused("unreadable", f"{text[0].upper()}{text[1:]}.") from None
    length_ms = max(one.end_ms for one in captions)
    return {"kind": "subtitles", "container": CONTAINERS[path.suffix], "duration_s": length_ms / 1000}
