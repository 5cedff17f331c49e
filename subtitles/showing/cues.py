"""A line of the transcript as it is shown: which text of which language, from when to when."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import ceil

from mixer.protocol.captions import Captions
from mixer.text.clusters import length_of
from subtitles.showing.breaking import Page, pages, units_of
from subtitles.showing.readability import LANDSCAPE, MAX_S, MIN_S, Rules, lines_in_stack, rules_for, styled
from subtitles.values import Line, Translation


@dataclass(frozen=True, slots=True)
class ShownCue:
    """One text on screen. A line that is too long for one cue is several, `part` 0, 1, 2 …

    Frames are content frames; `to_frame` is the first without it, and may still come nearer. The text stays.
    `hurried` ones stand shorter than they are read, because too many were waiting.
    """

    line: str
    language: str
    lines: Page
    from_frame: int
    to_frame: int
    part: int = 0
    hurried: bool = False

    @property
    def id(self) -> str:
        """The line's id, and `LINE.2`, `LINE.3` … for its later parts."""
        return f"{self.line}.{self.part + 1}" if self.part else self.line

    @property
    def text(self) -> str:
        return "\n".join(self.lines)


@dataclass(frozen=True, slots=True)
class Step:
    """What comes up at one time, in all languages together. A language without a page keeps the one it has."""

    pages: dict[str, Page]
    read_s: float  # how long the slowest of them takes to read
    since: float  # the part of the line that was said before it, and with it, 0 to 1
    until: float


@dataclass(frozen=True, slots=True)
class Reading:
    """A text with the rules it is read by."""

    text: str
    language: str
    rules: Rules

    @property
    def units(self) -> int:
        return len(units_of(self.text, self.language, self.rules))

    def pages(self, count: int) -> list[Page]:
        return pages(self.text, self.language, self.rules, count)

    def seconds(self, page: Page) -> float:
        return length_of(" ".join(page), self.rules.square) / self.rules.cps


def steps_of(line: Line, settings: Captions, aspect: float = LANDSCAPE) -> list[Step]:
    """The line in as few steps as its longest text needs; [] when there is nothing to show in any language.

    What is burnt in sets the pace: who reads subtitles has them for as long, and nobody waits for them.
    """
    readings = readings_of(line, settings, aspect)
    count = max((steps_needed(one) for one in readings.values()), default=0)
    split = {code: reading.pages(count) for code, reading in readings.items()}
    burnt = {one.code for one in settings.languages if one.burnt and one.code in readings}
    paced = {code: reading for code, reading in readings.items() if code in burnt or not burnt}
    seconds = [_read_s(paced, split, number) for number in range(max(map(len, split.values()), default=0))]
    return [
        Step(
            {code: pages[number] for code, pages in split.items() if number < len(pages)},
            read_s,
            sum(seconds[:number]) / sum(seconds),
            sum(seconds[: number + 1]) / sum(seconds),
        )
        for number, read_s in enumerate(seconds)
    ]


def readings_of(line: Line, settings: Captions, aspect: float) -> dict[str, Reading]:
    """What the show's languages show of a line, by code."""
    allowed = lines_in_stack(settings.languages)
    found: dict[str, Reading] = {}
    for one in settings.languages:
        told = text_of(line, one.code, settings.fallback)
        if told and length_of(told.text.strip(), square=False):  # marks and joiners alone show nothing
            rules = styled(rules_for(told.language), one.style, aspect)
            found[one.code] = Reading(told.text.strip(), told.language, replace(rules, lines=allowed[one.code]))
    return found


def text_of(line: Line, code: str, fallback: str) -> Translation | None:
    """What one of the show's languages shows, and the language it is in.

    Where a translation failed the speaker's words stand in, and are read by their own rules; or nothing does.
    """
    told = line.texts.get(code) or (Translation(code, line.text) if code == line.language else None)
    if told is None or not told.fallback or told.edited_by:
        return told
    return None if fallback == "nothing" else replace(told, language=line.language)


def steps_needed(reading: Reading) -> int:
    """How many cues a text needs so that each fits its lines and can be read within the longest time."""
    whole = length_of(reading.text, reading.rules.square) / reading.rules.cps
    count = max(1, ceil(whole / MAX_S))
    while count < reading.units and max(map(reading.seconds, reading.pages(count)), default=0) > MAX_S:
        count += 1
    return len(reading.pages(count))


def _read_s(readings: dict[str, Reading], split: dict[str, list[Page]], number: int) -> float:
    shown = [one.seconds(split[code][number]) for code, one in readings.items() if number < len(split[code])]
    return min(max([MIN_S, *shown]), MAX_S)
