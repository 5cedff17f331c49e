"""What a rundown lines up on the desk, and takes."""

from __future__ import annotations

from dataclasses import replace

from mixer.core import transport
from mixer.core.clock import Timeline
from mixer.core.desk import Desk, Side, TransitionSetting
from mixer.core.line_up import begun, told
from mixer.core.pins import merged
from mixer.core.refused import named
from mixer.core.scene_sound import with_scene_sound
from mixer.core.source_orders import with_transport
from mixer.core.stored import adopted, fitted, with_pages_taken
from mixer.core.switching import AT_ONCE, chosen, pages_kept, running_to
from mixer.core.transitions.film import frames_of
from mixer.errors import BadCommand
from mixer.kinds.transitions import TRANSITIONS
from mixer.protocol.captions import Captions
from mixer.protocol.changes import TransitionChange
from mixer.protocol.commands import SetLineUp
from mixer.protocol.showfile import Show


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
    desk = replace(desk, rundown=begun(desk.rundown, prepared, desk.frame), rehearsal=None)
    kept = pages_kept(desk)
    setting = chosen(desk, change)
    frames = frames_of_item(desk, setting, show, timeline)
    if TRANSITIONS[setting.kind].painter is None or frames < 1 or len(desk.transitions) >= AT_ONCE:
        desk = replace(desk.with_program(item.scene, playing), running=None, beneath=())
    else:
        running = running_to(desk, item.scene, setting, frames, timeline, desk.preview, playing, kept)
        desk = replace(desk, running=running, beneath=desk.transitions)
    desk = with_pages_taken(with_scene_sound(adopted(desk, show), item.scene, playing), Side(item.scene, playing))
    return with_item_playing(desk, item.source, timeline)


def frames_of_item(desk: Desk, setting: TransitionSetting, show: Show, timeline: Timeline) -> int:
    """How long an item's transition takes; one whose film is not there is a cut: the item comes whatever is missing."""
    try:
        return frames_of(desk, setting, show, timeline)
    except BadCommand:
        return 0


def with_item_playing(desk: Desk, source: str, timeline: Timeline) -> Desk:
    """The desk with an item's own source playing, also one that is only heard."""
    state = desk.transports.get(source)
    if state is None or state.state != "cued":
        return desk
    return with_transport(desk, source, transport.played(state, desk.frame, timeline.rate))
