"""The lines of files that items bring along: made ahead, translated in order, and taken back with their item."""

from __future__ import annotations

import time
from fractions import Fraction

from mixer.protocol.captions import Captions
from subtitles.airings import Airing, Placed
from subtitles.captioner.interpreter import Interpreter
from subtitles.captioner.items import Items
from subtitles.captioner.screen import Screen
from subtitles.captioner.transcript import WAITING, Transcript, plain
from subtitles.showing.readability import rules_for
from subtitles.values import FILE, Line

AHEAD_S = 30  # so long before its time a line is there: translators and operators may be slow
SOON_S = 1.0  # what is not with the translators by then is shown as it was written
LEFT = "its item was not played so far"
OVER = "its time was over before it could be shown"

Wanted = dict[str, tuple[Airing, Placed]]


class OwnLines:
    """Brings the transcript in line with what the rundown's items have for the next half minute.

    A line has the same id whenever it is made, so nothing is there twice, whoever was started again meanwhile.
    """

    def __init__(self, items: Items, transcript: Transcript, screen: Screen, interpreter: Interpreter) -> None:
        self._items, self._transcript, self._screen, self._interpreter = items, transcript, screen, interpreter
        self._asked: set[str] = set()

    def tend(self, settings: Captions, rate: Fraction, leaving: int) -> None:
        """`leaving`: the frame that goes out now."""
        if not self._items.told:
            return
        ahead = leaving + int(AHEAD_S * rate)
        wanted = {cue.name: (airing, cue) for airing, cue in self._items.placed(rate, leaving + 1, ahead)}
        for line in self._transcript.in_state(*WAITING, "on_air"):
            if line.timed:
                self._follow(line, wanted, leaving)
        self._asked &= wanted.keys()
        self._ask(wanted, settings, leaving + int(SOON_S * rate))

    def forget(self) -> None:
        """The schedule was made anew, without any line: all that wait are asked for again."""
        self._asked.clear()

    # -- what is there -----------------------------------------------------------------------------

    def _follow(self, line: Line, wanted: Wanted, leaving: int) -> None:
        """A line goes where its item has it, or with it."""
        if line.id in wanted:
            place = wanted[line.id][1]
            if (line.from_frame, line.to_frame) != (place.from_frame, place.to_frame):
                moved = line.but(from_frame=place.from_frame, to_frame=place.to_frame)
                self._screen.move(self._transcript.put(moved), leaving)
        elif line.state != "on_air":
            self._screen.withdraw(line.id, leaving)
            self._transcript.dropped(line.id, LEFT if line.to_frame > leaving else OVER)
        elif line.to_frame > leaving:
            self._screen.withdraw(line.id, leaving)
            self._transcript.put(line.but(to_frame=leaving))

    # -- what is to come ---------------------------------------------------------------------------

    def _ask(self, wanted: Wanted, settings: Captions, soon: int) -> None:
        """In the order of their times, one after the other: what was said meanwhile need not wait behind them all."""
        for name, (airing, place) in wanted.items():
            line = self._to_ask(airing, place, settings, soon)
            if line is None:
                continue
            if self._interpreter.queue and place.from_frame > soon:
                return
            self._asked.add(name)
            self._transcript.put(line)
            if self._interpreter.queue:
                self._interpreter.do_without(line)
            else:
                self._interpreter.ask(line)

    def _to_ask(self, airing: Airing, place: Placed, settings: Captions, soon: int) -> Line | None:
        """The line that is to be translated; None where it is with the translators, or was left out by somebody."""
        known = self._transcript.get(place.name)
        if known is None:
            return line_of(airing, place, settings)
        if known.state == "dropped" and known.reason == LEFT:
            written = {code: one for code, one in known.texts.items() if one.edited_by}
            return known.but(
                state="heard", reason="", texts=written, from_frame=place.from_frame, to_frame=place.to_frame
            )
        is_late = known.state == "heard" and place.from_frame <= soon
        return known if known.state in WAITING and (is_late or place.name not in self._asked) else None


def line_of(airing: Airing, place: Placed, settings: Captions) -> Line:
    """A cue as a line of the transcript; its frames are those it is shown on."""
    language = language_of(airing, settings)
    space = " " if rules_for(language).spaced else ""
    text = plain(space.join(place.text.split("\n")))
    return Line(
        place.name, "heard", language, text, text, place.from_frame, place.to_frame,
        engine=FILE, model=airing.item[:120], time=time.time(),
    )  # fmt: skip


def language_of(airing: Airing, settings: Captions) -> str:
    """What the file says it is in, else what the show's captions are spoken in, else the first they are shown in."""
    if airing.language:
        return airing.language
    if settings.language != "auto":
        return settings.language
    return settings.languages[0].code if settings.languages else "en"
