"""What a rundown has on program, what it plays next, and what it played: as of a frame, values only.

A rundown's item is a show of its own, small and made for one airing; the buses play it as they play what was edited
after it was taken. Which item comes when, others know (`mixer.core.rundown`): here each begins on its frame.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from hashlib import blake2s
from typing import Any, Literal

from mixer.core.clock import Timeline
from mixer.kinds.transitions import TRANSITIONS
from mixer.protocol.basics import Frame
from mixer.protocol.captions import Captions
from mixer.protocol.commands import LinedUp, SetLineUp
from mixer.protocol.playback import Length, Position
from mixer.protocol.showfile import Scene, Show, Source, Start

LAST_PICTURE_MS = 500  # so long the last picture of an item stays, if what follows is not ready
KEPT = 32  # airings that are told: whoever was away for a while has missed none

State = Literal["opening", "ready", "failed"]
Why = Literal["ended", "replaced", "taken_over", "failed"]


@dataclass(frozen=True, slots=True)
class OnAir:
    """The item on program. It ends before `ends_frame`, as far as that is known."""

    occurrence: str
    item: str
    start_frame: Frame
    ends_frame: Frame | None = None
    position_s: Position = 0.0
    source: str = ""
    timed: bool = False  # its end was given; else it is its source's
    failed: bool = False


@dataclass(frozen=True, slots=True)
class Aired:
    """An airing that is over: frames [start_frame, end_frame)."""

    occurrence: str
    item: str
    start_frame: Frame
    end_frame: Frame
    why: Why


@dataclass(frozen=True, slots=True)
class Prepared:
    """A lined-up item, and how far its readers are. `length_s` is what its source has from its in point on."""

    item: LinedUp
    state: State = "opening"
    text: str = ""
    length_s: Length | None = None
    refused: bool = False  # it could not be taken

    def to_json(self) -> dict[str, Any]:
        one = self.item
        return {
            "occurrence": one.occurrence, "item": one.item, "state": self.state, "text": self.text,
            "length_s": self.length_s, "start_frame": one.start_frame,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class LineUp:
    """`takes`: the rundown has the programme. `takeovers` counts how often a director took it."""

    rundown: str = ""
    takes: bool = False
    takeovers: int = 0
    on_air: OnAir | None = None
    items: tuple[Prepared, ...] = ()
    fallback: Prepared | None = None
    aired: tuple[Aired, ...] = ()

    @property
    def prepared(self) -> tuple[Prepared, ...]:
        return (*self.items, self.fallback) if self.fallback else self.items

    @property
    def shows(self) -> tuple[Show, ...]:
        """The parts of shows whose readers are to be ready."""
        return tuple(one.item.show for one in self.prepared)

    def named(self, occurrence: str) -> Prepared | None:
        return next((one for one in self.prepared if one.item.occurrence == occurrence), None)

    def due(self, frame: int, timeline: Timeline) -> Prepared | None:
        """What is to be put on program on this frame, if anything is and is ready.

        What is late lets the item on air go on, as long as that has something to show; then the fallback plays.
        """
        if not self.takes:
            return None
        first = next((one for one in self.items if one.state != "failed"), None)
        if first and first.state == "ready" and frame >= self._starts(first.item, timeline, frame):
            return first
        shown = self.on_air.occurrence if self.on_air else ""
        fallback = self.fallback if self.fallback and self.fallback.state == "ready" else None
        if fallback and fallback.item.occurrence != shown and self._over(first, frame, timeline):
            return fallback
        return None

    def _over(self, first: Prepared | None, frame: int, timeline: Timeline) -> bool:
        """Whether there is nothing to show any more. What comes a little late is waited for, on the last picture."""
        patience = timeline.frames_in(LAST_PICTURE_MS)
        ends = frame if self.on_air is None else self.on_air.ends_frame
        if ends is None:
            return False
        soon = first is not None and self._starts(first.item, timeline, frame) <= ends + patience
        if self.on_air is None:
            return not soon
        return frame >= ends + (patience if soon else 0)

    def spent(self, frame: int, timeline: Timeline) -> LineUp:
        """The line-up without an item that is over and that nothing follows: its last picture stays on program."""
        shown = self.on_air
        if shown is None or shown.ends_frame is None or self.items or self.fallback or not self.takes:
            return self
        return left(self, shown.ends_frame) if self._over(None, frame, timeline) else self

    def _starts(self, item: LinedUp, timeline: Timeline, frame: int) -> int:
        if item.start_frame is not None:
            return item.start_frame
        if self.on_air is None:
            return frame
        if self.on_air.ends_frame is None:
            return frame + 1
        return self.on_air.ends_frame - lead(item, timeline)

    def command(self) -> SetLineUp | None:
        """What would set it like this; None where no rundown has lined anything up."""
        if not self.prepared:
            return None
        fallback = self.fallback.item if self.fallback else None
        items = tuple(one.item for one in self.items)
        return SetLineUp(
            id="line-up",
            rundown=self.rundown,
            takes=self.takes,
            takeovers=self.takeovers,
            items=items,
            fallback=fallback,
        )

    def to_json(self) -> dict[str, Any]:
        shown = self.on_air
        return {
            "rundown": self.rundown, "takes": self.takes, "takeovers": self.takeovers,
            "on_air": shown and {name: getattr(shown, name) for name in OnAir.__dataclass_fields__},
            "next": [one.to_json() for one in self.items],
            "fallback": self.fallback and self.fallback.to_json(),
            "aired": [{name: getattr(one, name) for name in Aired.__dataclass_fields__} for one in self.aired],
        }  # fmt: skip


def lead(item: LinedUp, timeline: Timeline) -> int:
    """How many frames its transition takes from the end of what is before it."""
    change = item.transition
    if change is None or change.kind is None or TRANSITIONS[change.kind].painter is None:
        return 0
    duration_ms = TRANSITIONS[change.kind].duration_ms if change.duration_ms is None else change.duration_ms
    return timeline.frames_in(duration_ms)


# -- what changes it -------------------------------------------------------------------------------


def told(line_up: LineUp, command: SetLineUp, show: Show, frame: int) -> LineUp:
    """The line-up after it was set on a frame; what is known already keeps its readers. `show` is the stored one."""
    over = {one.occurrence for one in line_up.aired} | ({line_up.on_air.occurrence} if line_up.on_air else set())
    items = [one for one in command.items if one.occurrence not in over]
    if line_up.on_air and not command.takes:
        line_up = left(line_up, frame, "replaced")
    if line_up.on_air and (again := next((one for one in command.items if one.occurrence in over), None)):
        line_up = replace(line_up, on_air=_timed(line_up.on_air, again))
    return replace(
        line_up,
        rundown=command.rundown,
        takes=command.takes,
        items=tuple(_prepared(line_up, one, show) for one in items),
        fallback=_prepared(line_up, command.fallback, show) if command.fallback else None,
    )


def _timed(shown: OnAir, item: LinedUp) -> OnAir:
    """What is on air, lasting as long as is said now; without a length it is its source's end that counts."""
    if shown.occurrence != item.occurrence or shown.failed:
        return shown
    if item.frames is not None:
        return replace(shown, ends_frame=shown.start_frame + item.frames, timed=True)
    return replace(shown, ends_frame=None, timed=False) if shown.timed else shown


def _prepared(line_up: LineUp, item: LinedUp, show: Show) -> Prepared:
    known = line_up.named(item.occurrence)
    if known is None:
        return Prepared(made_own(item, show))
    before = known.item
    timing = replace(item, show=before.show, scene=before.scene, source=before.source, position_s=before.position_s)
    return known if timing == before else replace(known, item=timing)


def made_own(item: LinedUp, show: Show) -> LinedUp:
    """The item with names of its own for its scene and source: the same item may be on air and next at once.

    It is made for the canvas of the stored show.
    """
    own, scene = own_name(item.occurrence), item.scene
    shared = any(one.id == item.source for one in show.sources)  # its reader is open, and stays the one
    names = {item.source: own} if item.source and not shared else {}
    if scene not in names and any(one.id == scene for one in item.show.scenes):
        scene = f"{own}-scene"
    scenes = tuple(_scene(one, names, scene if one.id == item.scene else one.id) for one in item.show.scenes)
    part = replace(
        item.show,
        sources=tuple(_source(one, names) for one in item.show.sources),
        scenes=scenes,
        start=Start(),
        canvas=show.canvas,
        encoding=show.encoding,
        captions=Captions(delay_s=show.captions.delay_s),
    )
    return replace(item, show=part, scene=names.get(scene, scene), source=names.get(item.source, item.source))


def own_name(occurrence: str) -> str:
    """Names an airing's source, and with `-scene` behind it its scene, on the buses."""
    return f"item-{blake2s(occurrence.encode(), digest_size=8).hexdigest()}"


def _source(source: Source, names: dict[str, str]) -> Source:
    if source.id not in names:
        return source
    played = hasattr(source.input, "on_take")  # it stands cued until its take, whatever else it would do
    media = replace(source.input, on_take="play") if played else source.input  # type: ignore[type-var]
    return replace(source, id=names[source.id], input=media)


def _scene(scene: Scene, names: dict[str, str], name: str) -> Scene:
    return replace(scene, id=name, slots={slot: names.get(one, one) for slot, one in scene.slots.items()})


def begun(line_up: LineUp, prepared: Prepared, frame: int) -> LineUp:
    """The line-up with an item on air from this frame on; what was lined up before it is passed over."""
    item = prepared.item
    line_up = left(line_up, frame)
    shown = OnAir(
        item.occurrence, item.item, frame, frame + item.frames if item.frames else None,
        item.position_s, item.source, item.frames is not None,
    )  # fmt: skip
    numbers = [number for number, one in enumerate(line_up.items) if one is prepared]
    return replace(line_up, on_air=shown, items=line_up.items[numbers[0] + 1 :] if numbers else line_up.items)


def refused(line_up: LineUp, occurrence: str, text: str) -> LineUp:
    """The line-up with an item that cannot be taken."""

    def told(one: Prepared) -> Prepared:
        return replace(one, state="failed", text=text, refused=True) if one.item.occurrence == occurrence else one

    return replace(line_up, items=tuple(map(told, line_up.items)), fallback=line_up.fallback and told(line_up.fallback))


def left(line_up: LineUp, frame: int, why: Why | None = None) -> LineUp:
    """The line-up with nothing on air any more from this frame on."""
    shown = line_up.on_air
    if shown is None:
        return line_up
    ended = shown.ends_frame is not None and frame >= shown.ends_frame
    reason = why or ("failed" if shown.failed else "ended" if ended else "replaced")
    over = Aired(shown.occurrence, shown.item, shown.start_frame, frame, reason)
    return replace(line_up, on_air=None, aired=(*line_up.aired, over)[-KEPT:])


def counted_anew(line_up: LineUp, frame: int, before: Fraction, now: Fraction) -> LineUp:
    """The line-up in frames of another rate from a frame on: all is when it was, by the clock."""

    def moved(number: int) -> int:
        return frame + round((number - frame) * now / before)

    def prepared(one: Prepared) -> Prepared:
        starts, lasts = one.item.start_frame, one.item.frames
        start_frame = None if starts is None else moved(starts)
        frames = None if lasts is None else max(1, round(lasts * now / before))
        return replace(one, item=replace(one.item, start_frame=start_frame, frames=frames))

    shown = line_up.on_air
    if shown is not None:
        ends = None if shown.ends_frame is None else moved(shown.ends_frame)
        shown = replace(shown, start_frame=moved(shown.start_frame), ends_frame=ends)
    return replace(
        line_up,
        on_air=shown,
        items=tuple(map(prepared, line_up.items)),
        fallback=line_up.fallback and prepared(line_up.fallback),
        aired=tuple(
            replace(one, start_frame=moved(one.start_frame), end_frame=moved(one.end_frame)) for one in line_up.aired
        ),
    )


def taken_over(line_up: LineUp, frame: int) -> LineUp:
    """The line-up when a director has taken the programme on this frame."""
    if not line_up.takes:
        return line_up
    line_up = left(line_up, frame, "taken_over")
    return replace(line_up, takes=False, takeovers=line_up.takeovers + 1, items=(), fallback=None)
