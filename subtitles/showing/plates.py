"""Cues to what the engine blends: plates with their boxes, and the schedule they stand by."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from PIL import Image

from mixer.protocol.captions import Captions
from subtitles.showing.cues import ShownCue
from subtitles.showing.drawing import Drawn, drawn, metrics
from subtitles.showing.effects import Entry, Performance, State, fade, merged, roll, still, typed
from subtitles.showing.readability import rules_for
from subtitles.showing.stack import Box, Slot, slots

AHEAD_S = 2.5  # plates of what is planned are sent so long before
MOST_PLATES, MOST_BYTES = 60, 60 << 20  # that the engine holds for us; its own bounds are a little higher
PIXEL_BYTES = 6


@dataclass(frozen=True, slots=True)
class Plate:
    """A piece of the picture: RGBA, straight alpha, in an even box of the canvas."""

    id: str
    image: Image.Image
    box: Box


@dataclass(frozen=True, slots=True)
class Showing:
    """What to tell the engine, in this order: new plates, the whole schedule, then what it may forget.

    `track` is None when it is as it was. `missing` are characters that no installed font can draw; they are left out.
    """

    plates: tuple[Plate, ...]
    track: list[Entry] | None
    drop: tuple[str, ...]
    missing: tuple[str, ...] = ()


NOTHING_NEW = Showing((), None, ())


@dataclass(frozen=True, slots=True)
class _Placed:
    """A cue drawn and in its place: a plate a line when it is typed, else one. All of one box's width."""

    cue: ShownCue
    slot: Slot
    picture: Drawn
    plates: tuple[Plate, ...]

    @property
    def effect(self) -> str:
        return self.slot.language.style.effect

    @property
    def weights(self) -> dict[str, int]:
        return {one.id: PIXEL_BYTES * one.box.w * one.box.h for one in self.plates}


_Key = tuple[str, int, str, tuple[str, ...]]


class Stage:
    """The captions of a canvas. Draws each cue once, and keeps account of what the engine has."""

    def __init__(self, size: tuple[int, int], rate: Fraction, settings: Captions) -> None:
        self.size, self.rate, self.settings = size, rate, settings
        self._slots = slots(settings, *size)
        self._placed: dict[_Key, _Placed] = {}
        self._held: dict[str, int] = {}  # plates that the engine has, and their bytes
        self._track: list[Entry] = []
        self._shown: list[ShownCue] | None = None
        self._count = 0

    def warm(self) -> None:
        """Find and open the fonts now, not with the first cue. Raises CannotDraw."""
        for slot in self._slots.values():
            drawn(("…",), slot.language.code, slot.language.style, self.size[1], self.size[0], slot.scale)

    def load(self, settings: Captions) -> None:
        """Other styles, places or languages: what stands is drawn anew in them, a language that went goes at once."""
        self.settings = settings
        self._slots = slots(settings, *self.size)
        self._placed, self._shown = {}, None

    def forgotten(self) -> None:
        """The engine has lost everything it had (another one has come): all is sent again."""
        self._placed, self._held, self._track, self._shown = {}, {}, [], None

    def show(self, cues: Sequence[ShownCue], now_frame: int) -> Showing:
        """What the engine must be told for these cues to stand in their frames. Raises CannotDraw."""
        wanted = self._wanted(cues, now_frame)
        if wanted == self._shown:
            return NOTHING_NEW
        placed, fresh = self._place(wanted)
        self._shown = wanted
        performances = [one for some in _moments(placed) for one in self._performed(some)]
        track, known = merged(performances, now_frame), self._track
        self._track = track
        kept = {plate.id for one in placed for plate in one.plates}
        drop = tuple(name for name in self._held if name not in kept)
        for name in drop:
            del self._held[name]
        missing = tuple(dict.fromkeys(character for one in fresh for character in one.picture.missing))
        plates = tuple(plate for one in fresh for plate in one.plates)
        return Showing(plates, None if _same(track, known, now_frame) else track, drop, missing)

    def _wanted(self, cues: Iterable[ShownCue], now: int) -> list[ShownCue]:
        """The burnt cues of now and soon, by time; a text that already stands in another language only once."""
        horizon = now + AHEAD_S * self.rate
        soon = [one for one in cues if one.language in self._slots and one.to_frame > max(now, one.from_frame)]
        found: dict[tuple[str, int, tuple[str, ...]], ShownCue] = {}
        for cue in sorted((one for one in soon if one.from_frame <= horizon), key=lambda one: one.from_frame):
            found.setdefault((cue.line, cue.from_frame, _words(cue)), cue)
        return list(found.values())

    def _place(self, cues: Sequence[ShownCue]) -> tuple[list[_Placed], list[_Placed]]:
        """The cues in their places, and those of them that are new; as many as the engine can hold."""
        found: dict[_Key, _Placed] = {}
        fresh: list[_Placed] = []
        held = dict(self._held)
        for cue in cues:
            key = (cue.line, cue.part, cue.language, cue.lines)
            placed = self._placed.get(key) or self._drawn(cue)
            if key not in self._placed:
                more = held | placed.weights
                if len(more) > MOST_PLATES or sum(more.values()) > MOST_BYTES:
                    break
                held = more
                fresh.append(placed)
            found[key] = replace(placed, cue=cue)
        self._placed, self._held = found, held
        return list(found.values()), fresh

    def _drawn(self, cue: ShownCue) -> _Placed:
        slot = self._slots[cue.language]
        width = slot.right - slot.left
        picture = drawn(cue.lines, cue.language, slot.language.style, self.size[1], width, slot.scale)
        box = slot.box(*picture.image.size)
        return _Placed(cue, slot, picture, tuple(self._plates(picture, box, slot.language.style.effect)))

    def _plates(self, picture: Drawn, box: Box, effect: str) -> Iterator[Plate]:
        """The whole picture, or a strip a line where lines come up one after the other."""
        edges = [(line.top, line.bottom) for line in picture.lines] if effect == "typewriter" else [(0, box.h)]
        for top, bottom in edges:
            self._count += 1
            strip = picture.image.crop((0, top, box.w, bottom))
            yield Plate(f"cue-{self._count}", strip, Box(box.x, box.y + top, box.w, bottom - top))

    # -- effects -----------------------------------------------------------------------------------

    def _performed(self, moment: Sequence[_Placed]) -> Iterator[Performance]:
        """The plates of what comes up at one time. What rolls takes along what comes up below it: nothing overlaps."""
        rise = self._rise(moment)
        rolls = False
        for one in moment:
            rolls = rolls or one.effect == "roll-up"
            for plate, states in zip(one.plates, self._states(one), strict=True):
                if rolls and rise:
                    states = lifted(states, roll(one.cue.from_frame, plate.box.w, self.rate, rise))
                yield Performance(plate.id, states, one.cue.to_frame)

    def _states(self, one: _Placed) -> list[tuple[State, ...]]:
        start, width = one.cue.from_frame, one.plates[0].box.w
        if one.effect == "fade":
            return [fade(start, width, self.rate)]
        if one.effect == "typewriter":
            return typed(start, width, self.rate, one.picture.lines, rules_for(one.cue.language).cps)
        return [still(start, width) for _ in one.plates]

    def _rise(self, moment: Sequence[_Placed]) -> int:
        """How far below its place what rolls up begins: a line, and never off the canvas or on a text that stands."""
        rolling = next((one for one in moment if one.effect == "roll-up"), None)
        if rolling is None:
            return 0
        start, bottom = rolling.cue.from_frame, max(plate.box.y + plate.box.h for one in moment for plate in one.plates)
        below = [one for one in self._placed.values() if one not in moment and one.slot.y > rolling.slot.y]
        if any(one.cue.from_frame < start < one.cue.to_frame for one in below):
            return 0
        line = metrics(rolling.slot.language.style, rolling.cue.language, self.size[1], rolling.slot.scale).line
        return max(0, min(line, self.size[1] - bottom) // 2 * 2)


def lifted(states: tuple[State, ...], rolling: tuple[State, ...]) -> tuple[State, ...]:
    """A plate's own effect while it rises."""
    frames = sorted({one.frame for one in (*states, *rolling)})
    both = [(last_at(states, frame), last_at(rolling, frame)) for frame in frames]
    return tuple(
        State(frame, own.opacity, moved.dy, own.left, own.right)
        for frame, (own, moved) in zip(frames, both, strict=True)
    )


def last_at(states: tuple[State, ...], frame: int) -> State:
    return [one for one in states if one.frame <= frame][-1]


def _moments(placed: Sequence[_Placed]) -> list[list[_Placed]]:
    """What comes up together, top to bottom."""
    by_start: dict[int, list[_Placed]] = {}
    for one in placed:
        by_start.setdefault(one.cue.from_frame, []).append(one)
    return [sorted(some, key=lambda one: one.slot.y) for some in by_start.values()]


def _words(cue: ShownCue) -> tuple[str, ...]:
    return tuple(" ".join(cue.lines).split())


def _same(track: list[Entry], known: list[Entry], now: int) -> bool:
    """Whether two schedules agree on all frames from now on."""
    return track == [[max(now, int(one[0])), *one[1:]] for one in known if int(one[1]) > now]  # type: ignore[arg-type]
