"""Files of subtitles: read once when they come, so that none is taken that says nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pysubs2

from studio.errors import Refused

MOST_BYTES = 2_000_000  # a day of speech
CONTAINERS = {".srt": "srt", ".vtt": "webvtt"}
FORMATS = {"srt": "srt", "webvtt": "vtt"}


def look(path: Path) -> dict[str, Any]:
    """What is known of the file, as `probing.probe` tells it; its length is the end of its last cue, in seconds.

    Raises Refused with the reason in plain words.
    """
    container = CONTAINERS[path.suffix]
    try:
        file = pysubs2.SSAFile.from_string(text_of(path), format_=FORMATS[container])
    except FileNotFoundError:
        raise Refused("gone", "The file is gone.") from None
    except (pysubs2.exceptions.Pysubs2Error, ValueError, OverflowError) as error:
        raise Refused("unreadable", f"These subtitles cannot be read: {error or type(error).__name__}."[:300]) from None
    ends = [cue.end for cue in file if cue.end > cue.start >= 0 and cue.plaintext.strip()]
    if not ends:
        raise Refused("no_cues", "There are no subtitles in this file: no cue has a text, a beginning and an end.")
    return {"kind": "subtitles", "container": container, "duration_s": max(ends) / 1000}


def text_of(path: Path) -> str:
    """The text, which old tools write in the encoding of Western Windows."""
    data = path.read_bytes()
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")
