"""Program, preview and what is between them: cuts, transitions, fades. Each answers with a new desk."""

from __future__ import annotations

from dataclasses import replace

from mixer.core.calling_off import changed_by, put_back
from mixer.core.clock import Timeline
from mixer.core.desk import NOTHING, Desk, Fade, FadeSetting, Running, Side, TransitionSetting
from mixer.core.inline import composed, is_inline
from mixer.core.line_up import told_apart
from mixer.core.live_settings import overlaid, sounded
from mixer.core.livefields import check_fields
from mixer.core.refused import known
from mixer.core.scene_sound import with_scene_sound
from mixer.core.stored import adopted, first_two, names_of, with_pages_taken
from mixer.core.transitions.film import film_of, frames_of
from mixer.errors import BadCommand
from mixer.kinds.transitions import TRANSITIONS
from mixer.protocol.changes import TransitionChange
from mixer.protocol.commands import Auto, Cut, FadeToBlack, RehearseTransition, SetTransition, Take, Tbar
from mixer.protocol.showfile import Show

AT_ONCE = 3  # transitions: each costs a scene and a blend a frame


def to_program(desk: Desk, command: Cut | Auto | Take | Tbar, show: Show, timeline: Timeline) -> Desk:
    desk = replace(desk, rehearsal=None)
    match command:
        case Cut():
            return desk.settled() if desk.running else cut(desk, desk.preview, show)
        case Auto():
            return let_go(desk) if desk.running else auto(desk, command, show, timeline)
        case Take():
            return taken(desk, command, show, timeline)
        case Tbar():
            return by_hand(desk, command, show, timeline)


def taken(desk: Desk, take: Take, show: Show, timeline: Timeline) -> Desk:
    if take.scene is None:
        scene, playing = composed(take, show)
    else:
        known(take.scene, show)
        scene, playing = take.scene, None
    changed = desk.changes_waiting
    desk = adopted(desk, show)
    for overlay, change in take.overlays.items():
        check_fields(overlay, change.fields, show)
        desk = overlaid(desk, overlay, change, show, timeline)
    for source, sound in take.sound.items():
        desk = sounded(desk, source, sound)
    if desk.running and scene == desk.running.to and not changed:
        return let_go(desk) if take.transition else desk.settled()
    if take.transition is None:
        return cut(desk, scene, show, playing)
    desk = started(desk, scene, take.transition, show, timeline, playing)
    return replace(desk, preview=scene) if desk.running and scene != desk.program and not playing else desk


def auto(desk: Desk, command: Auto, show: Show, timeline: Timeline) -> Desk:
    return started(desk, desk.preview, TransitionChange(command.kind, command.duration_ms), show, timeline)


def lined_up_after(desk: Desk, to: str, show: Show) -> str:
    """What is on preview after a take: the scene it replaced, if it still can be there.

    Taking the scene on program anew leaves preview alone, and so does every take of a desk that does not swap. The
    start picture is nothing to go back to, neither is an item of a rundown, nor a scene that came with its take: a
    second cut must not end in black.
    """
    going_to = desk.running.to if desk.running else desk.program
    if to == going_to or not desk.transition.swap:
        then = desk.settled().preview
    elif desk.starting and not desk.running:
        first, second = first_two(show)
        then = desk.preview if desk.preview != to else second if to == first else first
    elif told_apart(desk.rundown, going_to) or is_inline(going_to):
        others = (desk.preview, *first_two(show), to)
        then = next((one for one in others if one not in (to, NOTHING)), to)
    else:
        then = going_to
    return then if then in names_of(show) else NOTHING


def cut(desk: Desk, to: str, show: Show, playing: Show | None = None) -> Desk:
    """The desk with `to` on program, as it is stored now, or in a show of its own."""
    preview = lined_up_after(desk, to, show)
    desk = replace(desk.with_program(to, playing), preview=preview, running=None, beneath=(), rehearsal=None)
    side = Side(to, playing or show)
    return with_pages_taken(with_scene_sound(adopted(desk, show), to, side.show), side)


def started(
    desk: Desk, to: str, change: TransitionChange, show: Show, timeline: Timeline, playing: Show | None = None
) -> Desk:
    """The desk with a transition begun, from what is on air now. A cut, or one under a frame long, is already over."""
    setting = chosen(desk, change)
    frames = frames_of(desk, setting, show, timeline)
    if TRANSITIONS[setting.kind].painter is None or frames < 1:
        return cut(desk, to, show, playing)
    return begun(desk, to, setting, frames, show, timeline, playing)


def begun(
    desk: Desk,
    to: str,
    setting: TransitionSetting,
    frames: int,
    show: Show,
    timeline: Timeline,
    playing: Show | None = None,
) -> Desk:
    """The desk with a transition under way. Raises BadCommand where too many are."""
    if len(desk.transitions) >= AT_ONCE:
        raise BadCommand("busy", f"{AT_ONCE} transitions are under way; cut, or wait for one to end")
    then = lined_up_after(desk, to, show)
    side = Side(to, playing or show)
    running = running_to(desk, to, setting, frames, timeline, then, playing, pages_kept(desk))
    since = adopted(replace(desk, running=running, beneath=desk.transitions), show)
    since = with_scene_sound(since, to, side.show)
    if since.running and (changed := changed_by(desk, since)):
        since = replace(since, running=replace(since.running, changed=changed))
    return with_pages_taken(since, side)


def running_to(
    desk: Desk,
    to: str,
    setting: TransitionSetting,
    frames: int,
    timeline: Timeline,
    then: str | None,
    playing: Show | None,
    pages: dict[str, int],
) -> Running:
    look = setting.color, setting.direction, setting.softness
    film = setting.film if TRANSITIONS[setting.kind].film else ""
    cut = min(1.0, (timeline.frames_in(setting.cut_ms) + 1) / (frames + 1))
    return Running(setting.kind, to, desk.frame, frames, *look, then, playing, pages, film=film, cut=cut)


def pages_kept(desk: Desk) -> dict[str, int]:
    """What decks show in what a transition that begins now goes from."""
    return {reader: one.shown for reader, one in desk.decks.items() if one.seen}


def chosen(desk: Desk, change: TransitionChange | SetTransition) -> TransitionSetting:
    kind, now = change.kind or desk.transition.kind, desk.transition
    remembered = desk.durations.get(kind, now.duration_ms)
    return TransitionSetting(
        kind,
        remembered if change.duration_ms is None else change.duration_ms,
        change.color or now.color,
        change.direction or now.direction,
        now.softness if change.softness is None else change.softness,
        now.film if change.film is None else change.film,
        now.cut_ms if change.cut_ms is None else change.cut_ms,
        now.swap,
    )


def setting_changed(desk: Desk, command: SetTransition, show: Show) -> Desk:
    """The desk with another transition for AUTO; the film that it plays stands ready."""
    if command.film:
        film_of(command.film, show)
    setting = chosen(desk, command)
    setting = setting if command.swap is None else replace(setting, swap=command.swap)
    durations = desk.durations | {setting.kind: setting.duration_ms}
    return replace(desk, transition=setting, durations=durations)


# -- by hand ---------------------------------------------------------------------------------------


def by_hand(desk: Desk, tbar: Tbar, show: Show, timeline: Timeline) -> Desk:
    """The desk with its transition where the T-bar is; one begins when none is under way. Raises BadCommand."""
    if desk.running is None and not tbar.position:
        return desk
    if desk.running is None:
        setting = chosen(desk, TransitionChange())
        if TRANSITIONS[setting.kind].painter is None:
            setting = replace(setting, kind="mix")
        refuse_film(setting.kind)
        frames = max(1, timeline.frames_in(setting.duration_ms))
        desk = begun(desk, desk.preview, setting, frames, show, timeline)
    running = desk.running
    assert running is not None
    refuse_film(running.kind)
    if tbar.position == 1:
        return desk.settled()
    if not tbar.position:
        return called_off(desk)
    desk = replace(desk, running=replace(running, held=tbar.position))
    return let_go(desk) if tbar.release else desk


def refuse_film(kind: str) -> None:
    if TRANSITIONS[kind].film:
        raise BadCommand("no_hand", "a film plays by itself; press AUTO, or choose another transition for the T-bar")


def let_go(desk: Desk) -> Desk:
    """The desk with a transition that was held going on by itself: what is left of it takes its part of the time."""
    running = desk.running
    if running is None or running.held is None:
        return desk
    frames = max(1, round(running.frames * (1 - running.held)))
    return replace(
        desk, running=replace(running, held=None, from_position=running.held, start_frame=desk.frame, frames=frames)
    )


def called_off(desk: Desk) -> Desk:
    """The desk without its transition: what it went from is on program again, with its pages, and all it had set."""
    running, older = desk.running, desk.beneath
    if running is None:
        return desk
    desk = replace(desk, running=older[-1] if older else None, beneath=older[:-1])
    decks = {
        reader: replace(one, page=running.pages[reader], shown=running.pages[reader], cued=one.page)
        for reader, one in desk.decks.items()
        if reader in running.pages
    }
    return put_back(replace(desk, decks=desk.decks | decks), running.changed)


# -- on preview alone ------------------------------------------------------------------------------


def rehearsed(desk: Desk, command: RehearseTransition, show: Show, timeline: Timeline) -> Desk:
    """The desk with its transition played on preview alone. Raises BadCommand while one is under way."""
    if desk.running:
        raise BadCommand("busy", "a transition is under way; rehearse when it is over")
    setting = chosen(desk, TransitionChange(command.kind, command.duration_ms))
    frames = frames_of(desk, setting, show, timeline)
    if TRANSITIONS[setting.kind].painter is None or frames < 1:
        raise BadCommand("no_transition", "a cut cannot be rehearsed: choose a transition that takes time")
    return replace(desk, rehearsal=running_to(desk, desk.preview, setting, frames, timeline, None, None, {}))


# -- to and from black -----------------------------------------------------------------------------


def faded(desk: Desk, command: FadeToBlack, timeline: Timeline) -> Desk:
    """The desk with a fade begun where the light stands now; what is left of the way takes its part of the time."""
    on = (not desk.ftb.on) if command.on is None else command.on
    duration_ms = desk.ftb.duration_ms if command.duration_ms is None else command.duration_ms
    if on == desk.ftb.on:
        return replace(desk, ftb=replace(desk.ftb, duration_ms=duration_ms))
    light = desk.light(desk.frame - 1)  # of the last picture that was shown
    frames = round(timeline.frames_in(duration_ms) * (light if on else 1 - light))
    return replace(desk, ftb=FadeSetting(on, duration_ms, Fade(desk.frame, frames, light) if frames else None))
