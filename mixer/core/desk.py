"""The desk: what is on the buses, how overlays and sound are set, and what a command changes.

Values only. `obey` answers a command with a new desk; `at` moves a desk on to a frame.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, replace
from typing import Any, Literal, TypeVar

from mixer.core.clock import Timeline
from mixer.core.livefields import check_fields
from mixer.errors import BadCommand
from mixer.protocol.basics import Color, Frame, Frames, GainDb
from mixer.protocol.commands import (
    Auto,
    Command,
    Cut,
    Direction,
    FadeToBlack,
    Load,
    Milliseconds,
    OverlayChange,
    Preview,
    SetMaster,
    SetOverlay,
    SetSound,
    SetTransition,
    SoundChange,
    Take,
    TransitionChange,
    TransitionKind,
)
from mixer.protocol.showfile import Show, SoundSetting

T = TypeVar("T")
NOTHING = "black"
DURATIONS: dict[TransitionKind, int] = {"mix": 500, "dip": 1000, "wipe": 500, "slide": 500}


@dataclass(frozen=True, slots=True)
class TransitionSetting:
    """What AUTO does."""

    kind: TransitionKind = "mix"
    duration_ms: Milliseconds = DURATIONS["mix"]
    color: Color = "#000000"
    direction: Direction = "left"


@dataclass(frozen=True, slots=True)
class Running:
    """A transition under way: from the program bus to `to`."""

    kind: Literal["mix", "dip", "wipe", "slide"]
    to: str
    start_frame: Frame
    frames: Frames
    color: Color
    direction: Direction

    def position(self, frame: int) -> float:
        """0–1, never quite either: the first frame already shows a little of the new picture."""
        return min(1.0, (frame - self.start_frame + 1) / (self.frames + 1))


@dataclass(frozen=True, slots=True)
class Fade:
    """A fade to or from black under way."""

    start_frame: Frame
    frames: Frames


@dataclass(frozen=True, slots=True)
class FadeSetting:
    """Fade to black: `on` is where it stands or is going."""

    on: bool = False
    duration_ms: Milliseconds = 1000
    running: Fade | None = None


@dataclass(frozen=True, slots=True)
class OverlayState:
    on: bool = False
    fields: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Master:
    gain_db: GainDb = 0.0
    mute: bool = False


@dataclass(frozen=True, slots=True)
class Desk:
    """Everything a director has set, as of `frame`."""

    program: str = NOTHING
    preview: str = NOTHING
    frame: int = 0
    revision: int = 0
    transition: TransitionSetting = TransitionSetting()
    durations: dict[TransitionKind, Milliseconds] = field(default_factory=lambda: dict(DURATIONS))
    running: Running | None = None
    ftb: FadeSetting = FadeSetting()
    overlays: dict[str, OverlayState] = field(default_factory=dict)
    sound: dict[str, SoundSetting] = field(default_factory=dict)
    master: Master = Master()

    def at(self, frame: int) -> Desk:
        """The desk on a frame: what has run its course is settled."""
        desk = replace(self, frame=frame)
        if desk.running and not 0 <= frame - desk.running.start_frame < desk.running.frames:
            desk = desk.settled()
        fade = desk.ftb.running
        if fade and not 0 <= frame - fade.start_frame < fade.frames:
            desk = replace(desk, ftb=replace(desk.ftb, running=None))
        return desk

    def settled(self) -> Desk:
        """The desk with its transition ended at once and the buses swapped."""
        if not self.running:
            return self
        return replace(self, program=self.running.to, preview=self.program, running=None)

    def light(self, frame: int) -> float:
        """How much of the programme shows through fade to black, 0–1."""
        if self.ftb.running is None:
            return 0.0 if self.ftb.on else 1.0
        done = min(
            1.0,
            (frame - self.ftb.running.start_frame + 1) / (self.ftb.running.frames + 1),
        )
        return 1 - done if self.ftb.on else done

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


# -- a desk for a show -----------------------------------------------------------------------------


def desk_for(show: Show) -> Desk:
    """A new desk: the first scene on program, the second on preview."""
    names = [scene.id for scene in show.scenes] or [source.id for source in show.sources]
    first, second = (names + [NOTHING, NOTHING])[:2]
    return fitted(Desk(program=first, preview=second), show)


def fitted(desk: Desk, show: Show) -> Desk:
    """The desk with what the show no longer has taken off, and what it has newly got added."""
    on_bus = {scene.id for scene in show.scenes} | {source.id for source in show.sources} | {NOTHING}
    running = desk.running if desk.running and desk.running.to in on_bus else None
    return replace(
        desk,
        program=desk.program if desk.program in on_bus else NOTHING,
        preview=desk.preview if desk.preview in on_bus else NOTHING,
        running=running,
        overlays={one.id: desk.overlays.get(one.id, OverlayState(one.on, dict(one.fields))) for one in show.overlays},
        sound={source.id: desk.sound.get(source.id, source.sound) for source in show.sources},
    )


def loaded(desk: Desk, old: Show, new: Show, revision: int) -> Desk:
    """The desk after an edit: a stored sound or overlay setting that was edited replaces the live one."""
    before = {source.id: source.sound for source in old.sources}
    edited = {one.id: one.sound for one in new.sources if before.get(one.id, one.sound) != one.sound}
    texts = {overlay.id: overlay.fields for overlay in old.overlays}
    overlays = {
        one.id: OverlayState(desk.overlays[one.id].on, dict(one.fields))
        for one in new.overlays
        if one.id in desk.overlays and texts.get(one.id) != one.fields
    }
    desk = replace(
        desk,
        revision=revision,
        sound=desk.sound | edited,
        overlays=desk.overlays | overlays,
    )
    return fitted(desk, new)


# -- commands --------------------------------------------------------------------------------------


def obey(desk: Desk, command: Command, show: Show, timeline: Timeline) -> Desk:
    """The desk after a command, on the desk's frame. Raises BadCommand; the desk given is untouched."""
    match command:
        case Preview():
            known(command.scene, show)
            return replace(desk.settled(), preview=command.scene)
        case Cut():
            desk = desk.settled()
            return replace(desk, program=desk.preview, preview=desk.program)
        case Auto():
            desk = desk.settled()
            return started(
                desk,
                desk.preview,
                TransitionChange(command.kind, command.duration_ms),
                timeline,
            )
        case Take():
            return taken(desk, command, show, timeline)
        case SetTransition():
            change = TransitionChange(command.kind, command.duration_ms, command.color, command.direction)
            setting = chosen(desk, change)
            return replace(
                desk,
                transition=setting,
                durations=desk.durations | {setting.kind: setting.duration_ms},
            )
        case FadeToBlack():
            return faded(desk, command, timeline)
        case SetOverlay():
            check_fields(command.overlay, command.fields, show)
            return overlaid(desk, command.overlay, OverlayChange(command.on, command.fields))
        case SetSound():
            return sounded(desk, command.source, command)
        case SetMaster():
            return replace(
                desk,
                master=updated(desk.master, {"gain_db": command.gain_db, "mute": command.mute}),
            )
        case Load():
            return loaded(desk, show, command.show, command.revision)


def taken(desk: Desk, take: Take, show: Show, timeline: Timeline) -> Desk:
    known(take.scene, show)
    if take.expected_preview is not None and desk.preview != take.expected_preview:
        raise BadCommand("stale", f"preview shows {desk.preview}, expected {take.expected_preview}")
    for overlay, change in take.overlays.items():
        check_fields(overlay, change.fields, show)
        desk = overlaid(desk, overlay, change)
    for source, sound in take.sound.items():
        desk = sounded(desk, source, sound)
    desk = desk.settled()
    if take.transition is None:
        return replace(desk, program=take.scene, preview=desk.program)
    return started(replace(desk, preview=take.scene), take.scene, take.transition, timeline)


def started(desk: Desk, to: str, change: TransitionChange, timeline: Timeline) -> Desk:
    """The desk with a transition begun; a cut, or one shorter than a frame, is already over."""
    setting = chosen(desk, change)
    frames = timeline.frames_in(setting.duration_ms)
    if setting.kind == "cut" or frames < 1:
        return replace(desk, program=to, preview=desk.program)
    running = Running(setting.kind, to, desk.frame, frames, setting.color, setting.direction)
    return replace(desk, running=running)


def chosen(desk: Desk, change: TransitionChange) -> TransitionSetting:
    kind = change.kind or desk.transition.kind
    remembered = desk.durations.get(kind, desk.transition.duration_ms)
    return TransitionSetting(
        kind,
        remembered if change.duration_ms is None else change.duration_ms,
        change.color or desk.transition.color,
        change.direction or desk.transition.direction,
    )


def faded(desk: Desk, command: FadeToBlack, timeline: Timeline) -> Desk:
    on = (not desk.ftb.on) if command.on is None else command.on
    duration_ms = desk.ftb.duration_ms if command.duration_ms is None else command.duration_ms
    if on == desk.ftb.on:
        return replace(desk, ftb=replace(desk.ftb, duration_ms=duration_ms))
    frames = timeline.frames_in(duration_ms)
    return replace(
        desk,
        ftb=FadeSetting(on, duration_ms, Fade(desk.frame, frames) if frames else None),
    )


def overlaid(desk: Desk, overlay: str, change: OverlayChange) -> Desk:
    state = desk.overlays.get(overlay)
    if state is None:
        raise BadCommand(
            "unknown_overlay",
            f"no overlay {overlay}; this show has {named(desk.overlays)}",
        )
    on = state.on if change.on is None else change.on
    return replace(
        desk,
        overlays=desk.overlays | {overlay: OverlayState(on, state.fields | change.fields)},
    )


def sounded(desk: Desk, source: str, change: SoundChange | SetSound) -> Desk:
    setting = desk.sound.get(source)
    if setting is None:
        raise BadCommand("unknown_source", f"no source {source}; this show has {named(desk.sound)}")
    names = ("gain_db", "mute", "mode", "delay_ms", "channels")
    return replace(
        desk,
        sound=desk.sound | {source: updated(setting, {name: getattr(change, name) for name in names})},
    )


def updated(value: T, changes: dict[str, Any]) -> T:
    """The dataclass `value` with every change that is not None."""
    return replace(value, **{name: new for name, new in changes.items() if new is not None})  # type: ignore[type-var]


def known(name: str, show: Show) -> None:
    names = [scene.id for scene in show.scenes] + [source.id for source in show.sources] + [NOTHING]
    if name not in names:
        raise BadCommand("unknown_scene", f"no scene or source {name}; this show has {named(names)}")


def named(names: Any) -> str:
    return ", ".join(sorted(names)) or "none"
