"""Program, preview and what is between them: cuts, transitions, fades. Each answers with a new desk."""

from __future__ import annotations

from dataclasses import replace

from mixer.core.clock import Timeline
from mixer.core.desk import NOTHING, Desk, Fade, FadeSetting, Running, Side, TransitionSetting
from mixer.core.line_up import told_apart
from mixer.core.live_settings import overlaid, sounded
from mixer.core.livefields import check_fields
from mixer.core.refused import known
from mixer.core.stored import adopted, first_two, names_of, with_pages_taken
from mixer.errors import BadCommand
from mixer.kinds.transitions import TRANSITIONS
from mixer.protocol.commands import Auto, Cut, FadeToBlack, Take, TransitionChange
from mixer.protocol.showfile import Show

AT_ONCE = 3  # transitions: each costs a scene and a blend a frame


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
        desk = overlaid(desk, overlay, change, show, timeline)
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
    return with_pages_taken(adopted(desk, show), Side(to, show))


def started(desk: Desk, to: str, change: TransitionChange, show: Show, timeline: Timeline) -> Desk:
    """The desk with a transition begun, from what is on air now. A cut, or one under a frame long, is already over."""
    setting = chosen(desk, change)
    frames = timeline.frames_in(setting.duration_ms)
    if TRANSITIONS[setting.kind].painter is None or frames < 1:
        return cut(desk, to, show)
    if len(desk.transitions) >= AT_ONCE:
        raise BadCommand("busy", f"{AT_ONCE} transitions are under way; cut, or wait for one to end")
    then = lined_up_after(desk, to, show)
    running = running_to(desk, to, setting, frames, then, None, pages_kept(desk))
    desk = adopted(replace(desk, running=running, beneath=desk.transitions), show)
    return with_pages_taken(desk, Side(to, show))


def running_to(
    desk: Desk, to: str, setting: TransitionSetting, frames: int, then: str, playing: Show | None, pages: dict[str, int]
) -> Running:
    return Running(setting.kind, to, desk.frame, frames, setting.color, setting.direction, then, playing, pages)


def pages_kept(desk: Desk) -> dict[str, int]:
    """What decks show in what a transition that begins now goes from."""
    return {reader: one.shown for reader, one in desk.decks.items() if one.seen}


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
