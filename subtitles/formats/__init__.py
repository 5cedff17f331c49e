"""What captions are exported as. A new format is one file and one line here."""

from __future__ import annotations

from subtitles.formats import others, vtt
from subtitles.formats.captions import Writer

FORMATS: dict[str, Writer] = {"vtt": vtt.write, "srt": others.write_srt, "ass": others.write_ass}
MEDIA_TYPES = {
    "vtt": "text/vtt; charset=utf-8",
    "srt": "application/x-subrip; charset=utf-8",
    "ass": "text/x-ssa; charset=utf-8",
    "json": "application/json",
}
