"""SubRip and WebVTT, read as they come: from any tool, with whatever belongs to neither. Pure but for `read_file`.

Both are blocks of a line of times and lines of text, so one reader takes both: what is no cue (headers, numbers, notes,
styles, regions) is passed over, and a block that is broken costs itself only.
"""

from __future__ import annotations

import html
import re
import stat
from collections.abc import Iterator
from pathlib import Path

from subtitles.errors import BadFile
from subtitles.formats.captions import Caption

MOST_BYTES = 2_000_000  # a day of speech
LONGEST_TEXT = 1000  # characters of a cue; what is more is no caption
_TIME = r"(?:(\d{1,4}):)?(\d{1,2}):(\d{1,2})[.,](\d{1,3})"
_TIMES = re.compile(rf"\s*{_TIME}\s*-->\s*{_TIME}(?:\s|$)")
_NUMBER = re.compile(r"\s*\d+\s*")
# Tags as WebVTT and SubRip have them, also those with times of single words, and the commands of SubStation Alpha.
_MARKUP = re.compile(r"</?[A-Za-z][^<>]*>|<[\d:.]+>|\{\\[^{}]*\}")
_NEWLINE = re.compile(r"\r\n|\r|\n")


def read_file(path: Path) -> list[Caption]:
    """The cues of a file, by time; milliseconds count from the file's beginning. Raises BadFile in words."""
    captions = read(text_of(_bytes_of(path)))
    if not captions:
        raise BadFile("there are no subtitles in this file: no cue has a text, a beginning and an end")
    return captions


def text_of(data: bytes) -> str:
    """The text of a file; old tools write it in the encoding of Western Windows. Raises BadFile."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    if b"\0" in data:
        raise BadFile("this is no text; expected subtitles as SRT or WebVTT")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def read(text: str) -> list[Caption]:
    """The cues of SubRip or WebVTT that have a text and last, by time; [] where there are none."""
    found = (one for one in _cues(_NEWLINE.split(text)) if one.end_ms > one.start_ms and one.text)
    return sorted(found, key=lambda one: (one.start_ms, one.end_ms))


def in_turn(captions: list[Caption], least_ms: int) -> list[Caption]:
    """The same with one at a time: what begins takes the place of what stands.

    What would stand for less than `least_ms` by that is joined with what takes its place: two who speak at once.
    """
    turns: list[Caption] = []
    for one in captions:
        last = turns[-1] if turns else None
        if last is None or one.start_ms >= last.end_ms:
            turns.append(one)
        elif one.start_ms - last.start_ms < least_ms:
            text = f"{last.text}\n{one.text}"[:LONGEST_TEXT]
            turns[-1] = Caption(last.start_ms, max(last.end_ms, one.end_ms), text)
        else:
            turns[-1] = Caption(last.start_ms, one.start_ms, last.text)
            turns.append(one)
    return turns


def _bytes_of(path: Path) -> bytes:
    try:
        about = path.stat()
        if not stat.S_ISREG(about.st_mode):
            raise BadFile("this is no file")
        if about.st_size > MOST_BYTES:
            raise BadFile(
                f"subtitles have {MOST_BYTES / 1e6:g} MB at most, and this file has {about.st_size / 1e6:.1f} MB"
            )
        return path.read_bytes()
    except OSError as error:
        raise BadFile("the file is gone" if isinstance(error, FileNotFoundError) else str(error.strerror)) from None


def _cues(lines: list[str]) -> Iterator[Caption]:
    number = 0
    while number < len(lines):
        times = _TIMES.match(lines[number])
        number += 1
        if times:
            first = number
            while number < len(lines) and not _ends(lines, number):
                number += 1
            yield Caption(_ms(times.groups()[:4]), _ms(times.groups()[4:]), _plain(lines[first:number]))


def _ends(lines: list[str], number: int) -> bool:
    """Whether a cue's text is over before this line: some tools leave the empty line between cues out."""
    if not lines[number].strip() or _TIMES.match(lines[number]):
        return True
    following = lines[number + 1] if number + 1 < len(lines) else ""
    return bool(_NUMBER.fullmatch(lines[number]) and _TIMES.match(following))


def _plain(lines: list[str]) -> str:
    """The text without markup, line by line."""
    plain = (" ".join(html.unescape(_MARKUP.sub("", line)).split()) for line in lines)
    return "\n".join(line for line in plain if line)[:LONGEST_TEXT]


def _ms(parts: tuple[str | None, ...]) -> int:
    hours, minutes, seconds, fraction = parts
    whole_s = (int(hours or 0) * 60 + int(minutes or 0)) * 60 + int(seconds or 0)
    return whole_s * 1000 + int((fraction or "").ljust(3, "0"))
