"""What a command changes on the desk. `obey` answers with a new one; what cannot be obeyed changes nothing."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any, TypeVar

from mixer.core import transport
from mixer.core.clock import Timeline
from mixer.core.desk import NOTHING, Desk, Fade, FadeSetting, OverlayState, Running, Side, TransitionSetting
from mixer.core.line_up import begun, taken_over, told, told_apart
from mixer.core.livefields import check_fields
from mixer.core.pins import edition, merged, reader_of, seen_in
from mixer.core.stored import adopted, first_two, fitted, loaded, names_of
from mixer.core.streams import OWN, all_sources
from mixer.core.transport import Transport
from mixer.errors import BadCommand
from mixer.kinds.transitions import TRANSITIONS
from mixer.protocol.captions import Captions
from mixer.protocol.commands import (
    Auto,
    Command,
    Cue,
    Cut,
    FadeToBlack,
    Load,
    OverlayChange,
    Pause,
    Play,
    Preview,
    Reload,
    Seek,
    SetLineUp,
    SetMaster,
    SetOverlay,
    SetPlayback,
    SetSound,
    SetTransition,
    SoundChange,
    Standby,
    Take,
    TakeItem,
    TransitionChange,
    Transported,
)
from mixer.protocol.showfile import Show, SoundSetting

T = TypeVar("T")
AT_ONCE = 3  # transitions: each costs a scene and a blend a frame


def obey(desk: Desk, command: Command, show: Show, timeline: Timeline) -> Desk:
    """The desk after a command, on the desk's frame. Raises BadCommand; the desk given is untouched."""
    match command:
        case Load():
            return newer(desk, command, show)
        case SetLineUp():
            return lined_up(desk, command, show)
        case TakeItem():
            return item_taken(desk, command.occurrence, show, timeline)
    in_time(desk, command.not_after_frame)
    match command:
        case Preview():
            known(command.scene, show)
            running = desk.running and replace(desk.running, then=command.scene)
            return replace(desk, preview=command.scene, running=running)
        case Cut() | Auto() | Take():
            expected(desk, command.expected_preview)
            if desk.rundown.takes:  # out of an item's transition too: what is lined up comes on program
                desk = replace(desk.settled(), rundown=taken_over(desk.rundown, desk.frame))
            return to_program(desk, command, show, timeline)
        case Standby():
            desk = replace(desk, rundown=taken_over(desk.rundown, desk.frame))
            return cut(desk, show.standby or NOTHING, show)
        case SetTransition():
            change = TransitionChange(command.kind, command.duration_ms, command.color, command.direction)
            setting = chosen(desk, change)
            durations = desk.durations | {setting.kind: setting.duration_ms}
            return replace(desk, transition=setting, durations=durations)
        case FadeToBlack():
            return faded(desk, command, timeline)
        case SetOverlay():
            check_fields(command.overlay, command.fields, show)
            return overlaid(desk, command.overlay, OverlayChange(command.on, command.fields))
        case SetSound():
            return sounded(desk, command.source, command)
        case Cue() | Play() | Pause() | Seek() | SetPlayback():
            return transported(desk, command, timeline)
        case Reload():
            page(command.source, command.overlay, show)
            return desk
        case SetMaster():
            return replace(desk, master=updated(desk.master, {"gain_db": command.gain_db, "mute": command.mute}))


# -- what is refused -------------------------------------------------------------------------------


def in_time(desk: Desk, not_after_frame: int | None) -> None:
    if not_after_frame is not None and desk.frame > not_after_frame:
        raise BadCommand("too_late", f"this was to happen by frame {not_after_frame}, and it is frame {desk.frame}")


def expected(desk: Desk, preview: str | None) -> None:
    if preview is not None and desk.preview != preview:
        raise BadCommand("stale", f"preview shows {desk.preview}, expected {preview}")


def known(name: str, show: Show) -> None:
    names = names_of(show)
    if name not in names:
        raise BadCommand("unknown_scene", f"no scene or source {name}; this show has {named(names)}")


def page(source: str, overlay: str, show: Show) -> str:
    """The id of the source that reads a page: one of the show, or an overlay's own. Raises BadCommand."""
    wanted = source or OWN + overlay
    pages = {one.id for one in all_sources(show) if one.input.kind == "web"}
    if wanted not in pages:
        has = named(one.removeprefix(OWN) for one in pages)
        raise BadCommand("unknown_page", f"no web page {source or overlay}; this show has {has}")
    return wanted


def named(names: Any) -> str:
    return ", ".join(sorted(names)) or "none"


# -- the stored show -------------------------------------------------------------------------------


def newer(desk: Desk, load: Load, show: Show) -> Desk:
    """The desk after a load. The same revision again is a retry, if it says the same."""
    if load.revision == desk.revision and load.show == show:
        return desk
    if load.revision < desk.revision or (load.revision == desk.revision and load.revision > 0):
        found = "with other content" if load.revision == desk.revision else "which is newer"
        raise BadCommand("stale_revision", f"revision {desk.revision} is loaded, {found}; this is {load.revision}")
    return loaded(desk, show, load.show, load.revision)


# -- rundowns --------------------------------------------------------------------------------------


def lined_up(desk: Desk, command: SetLineUp, show: Show) -> Desk:
    """The desk with what a rundown plays next; the sources of that stand cued."""
    if command.takeovers < desk.rundown.takeovers:
        raise BadCommand("stale", f"a director has taken the programme {desk.rundown.takeovers} times")
    before = desk.rundown
    after = told(before, command, show, desk.frame)
    if after == before:
        return desk
    desk = fitted(replace(desk, rundown=after), show)
    for one in after.prepared:
        if one.item.source in desk.transports and before.named(one.item.occurrence) is None and one.item.position_s:
            source = desk.transports[one.item.source]
            cued = transport.cued(source, source.playback.in_s + one.item.position_s, desk.frame)
            desk = with_transport(desk, one.item.source, cued)
    return desk


def item_taken(desk: Desk, occurrence: str, show: Show, timeline: Timeline) -> Desk:
    """The desk with a lined-up item on program; preview stays as it is."""
    prepared = desk.rundown.named(occurrence)
    if prepared is None:
        has = named(one.item.occurrence for one in desk.rundown.prepared)
        raise BadCommand("unknown_item", f"{occurrence} is not lined up; what is is {has}")
    item = prepared.item
    captions = Captions(delay_s=show.captions.delay_s)
    playing = merged(replace(item.show, canvas=show.canvas, encoding=show.encoding, captions=captions), show)
    change = item.transition or TransitionChange("cut")
    desk = replace(desk, rundown=begun(desk.rundown, prepared, desk.frame))
    frames = timeline.frames_in(chosen(desk, change).duration_ms)
    if TRANSITIONS[chosen(desk, change).kind].painter is None or frames < 1 or len(desk.transitions) >= AT_ONCE:
        desk = replace(desk.with_program(item.scene, playing), running=None, beneath=())
    else:
        desk = replace(
            desk,
            running=running_to(desk, item.scene, chosen(desk, change), frames, desk.preview, playing),
            beneath=desk.transitions,
        )
    return with_item_playing(adopted(desk, show), item.source, timeline)


def with_item_playing(desk: Desk, source: str, timeline: Timeline) -> Desk:
    """The desk with an item's own source playing, also one that is only heard."""
    state = desk.transports.get(source)
    if state is None or state.state != "cued":
        return desk
    return with_transport(desk, source, transport.played(state, desk.frame, timeline.rate))


def running_to(
    desk: Desk, to: str, setting: TransitionSetting, frames: int, then: str, playing: Show | None = None
) -> Running:
    return Running(setting.kind, to, desk.frame, frames, setting.color, setting.direction, then, playing)


# -- buses -----------------------------------------------------------------------------------------


def to_program(desk: Desk, command: Cut | Auto | Take, show: Show, timeline: Timeline) -> Desk:
    match command:
        case Cut():
            return desk.settled() if desk.running else cut(desk, desk.preview, show)
        case Auto():
            return desk if desk.running else auto(desk, command, show, timeline)
        case Take():
            return taken(desk, command, show, timeline)


def taken(desk: Desk, take: Take, show: Show, timeline: Timeline) -> Desk:
    known(take.scene, show)
    changed = desk.changes_waiting
    desk = adopted(desk, show)
    for overlay, change in take.overlays.items():
        check_fields(overlay, change.fields, show)
        desk = overlaid(desk, overlay, change)
    for source, sound in take.sound.items():
        desk = sounded(desk, source, sound)
    if desk.running and take.scene == desk.running.to and not changed:
        return desk if take.transition else desk.settled()
    if take.transition is None:
        return cut(desk, take.scene, show)
    desk = started(desk, take.scene, take.transition, show, timeline)
    return replace(desk, preview=take.scene) if desk.running and take.scene != desk.program else desk


def auto(desk: Desk, command: Auto, show: Show, timeline: Timeline) -> Desk:
    return started(desk, desk.preview, TransitionChange(command.kind, command.duration_ms), show, timeline)


def lined_up_after(desk: Desk, to: str, show: Show) -> str:
    """What is on preview after a take: the scene it replaced, if it still can be there.

    Taking the scene on program anew leaves preview alone. The start picture is nothing to go back to, and neither is
    an item of a rundown: a second cut must not end in black.
    """
    going_to = desk.running.to if desk.running else desk.program
    if to == going_to:
        then = desk.settled().preview
    elif desk.starting and not desk.running:
        first, second = first_two(show)
        then = desk.preview if desk.preview != to else second if to == first else first
    elif told_apart(desk.rundown, going_to):
        others = (desk.preview, *first_two(show), to)
        then = next((one for one in others if one not in (to, NOTHING)), to)
    else:
        then = going_to
    return then if then in names_of(show) else NOTHING


def cut(desk: Desk, to: str, show: Show) -> Desk:
    """The desk with `to` on program, as it is stored now."""
    preview = lined_up_after(desk, to, show)
    desk = replace(desk.with_program(to, None), preview=preview, running=None, beneath=())
    return adopted(desk, show)


def started(desk: Desk, to: str, change: TransitionChange, show: Show, timeline: Timeline) -> Desk:
    """The desk with a transition begun, from what is on air now. A cut, or one under a frame long, is already over."""
    setting = chosen(desk, change)
    frames = timeline.frames_in(setting.duration_ms)
    if TRANSITIONS[setting.kind].painter is None or frames < 1:
        return cut(desk, to, show)
    if len(desk.transitions) >= AT_ONCE:
        raise BadCommand("busy", f"{AT_ONCE} transitions are under way; cut, or wait for one to end")
    then = lined_up_after(desk, to, show)
    running = running_to(desk, to, setting, frames, then)
    return adopted(replace(desk, running=running, beneath=desk.transitions), show)


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
    """The desk with a fade begun where the light stands now; what is left of the way takes its part of the time."""
    on = (not desk.ftb.on) if command.on is None else command.on
    duration_ms = desk.ftb.duration_ms if command.duration_ms is None else command.duration_ms
    if on == desk.ftb.on:
        return replace(desk, ftb=replace(desk.ftb, duration_ms=duration_ms))
    light = desk.light(desk.frame - 1)  # of the last picture that was shown
    frames = round(timeline.frames_in(duration_ms) * (light if on else 1 - light))
    return replace(desk, ftb=FadeSetting(on, duration_ms, Fade(desk.frame, frames, light) if frames else None))


# -- sources that have a transport ------------------------------------------------------------------


def transported(desk: Desk, command: Transported, timeline: Timeline) -> Desk:
    if command.source not in desk.transports:
        has = named(desk.transports)
        raise BadCommand("no_transport", f"{command.source} cannot be cued or played; what can be is {has}")
    before = desk.transports[command.source]
    return with_transport(desk, command.source, transport.transported(before, command, desk.frame, timeline))


def with_transport(desk: Desk, source: str, state: Transport) -> Desk:
    before = desk.transports.get(source)
    if before is state or before == state:
        return desk
    return replace(desk, transports=desk.transports | {source: state})


def followed(desk: Desk, seen: set[str], now: set[str], rate: Fraction) -> Desk:
    """The desk with what a take does to sources: readers in `seen` were on program a frame ago, those in `now` are."""
    for source, one in desk.transports.items():
        if one.reader in now - seen:
            desk = with_transport(desk, source, transport.taken(one, desk.frame, rate))
        elif one.reader in seen - now:
            desk = with_transport(desk, source, transport.left(one, desk.frame))
    return desk


def on_program(desk: Desk, show: Show) -> set[str]:
    """The readers in the programme's picture."""
    return {
        edition(reader_of(source))
        for side in desk.sides(show)
        for source in side.show.sources
        if source.id in seen_in(side)
    }


def ends_with(desk: Desk, show: Show, frame: int, timeline: Timeline) -> str | None:
    """The source on program whose end puts preview on air on this frame, if there is one."""
    ending = [name for name, one in desk.transports.items() if one.playback.end == "next" and (one.moving or one.owes)]
    if not ending or desk.running or desk.preview == NOTHING or desk.rundown.takes:
        return None
    setting = desk.transition
    lead = timeline.frames_in(setting.duration_ms) if TRANSITIONS[setting.kind].painter else 0
    seen = on_program(desk, show)
    lined_up = seen_in(Side(desk.preview, show))
    return next(
        (
            one
            for one in ending
            if desk.transports[one].reader in seen
            and transport.hands_over(desk.transports[one], frame, lead)
            # What has just left by hand is not put on air again.
            and not (desk.transports[one].owes and one in lined_up)
        ),
        None,
    )


# -- live settings ---------------------------------------------------------------------------------


def overlaid(desk: Desk, overlay: str, change: OverlayChange) -> Desk:
    """The desk with an overlay changed; an edit of it that waits for a take keeps to that."""
    state = desk.overlays.get(overlay)
    if state is None:
        raise BadCommand("unknown_overlay", f"no overlay {overlay}; this show has {named(desk.overlays)}")
    waiting = desk.waiting.overlays
    if overlay in waiting:
        waiting = waiting | {overlay: _overlaid(waiting[overlay], change)}
    overlays = desk.overlays | {overlay: _overlaid(state, change)}
    return replace(desk, overlays=overlays, waiting=replace(desk.waiting, overlays=waiting))


def _overlaid(state: OverlayState, change: OverlayChange) -> OverlayState:
    return OverlayState(state.on if change.on is None else change.on, state.fields | change.fields)


def sounded(desk: Desk, source: str, change: SoundChange | SetSound) -> Desk:
    setting = desk.sound.get(source)
    if setting is None:
        raise BadCommand("unknown_source", f"no source {source}; this show has {named(desk.sound)}")
    names = ("gain_db", "mute", "mode", "delay_ms", "channels")
    changes = {name: getattr(change, name) for name in names}
    waiting: dict[str, SoundSetting] = desk.waiting.sound
    if source in waiting:
        waiting = waiting | {source: updated(waiting[source], changes)}
    sound = desk.sound | {source: updated(setting, changes)}
    return replace(desk, sound=sound, waiting=replace(desk.waiting, sound=waiting))


def updated(value: T, changes: dict[str, Any]) -> T:
    """The dataclass `value` with every change that is not None."""
    return replace(value, **{name: new for name, new in changes.items() if new is not None})  # type: ignore[type-var]
