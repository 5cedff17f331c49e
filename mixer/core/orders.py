"""What a command changes on the desk. `obey` answers with a new one; what cannot be obeyed changes nothing."""

from __future__ import annotations

from dataclasses import replace

from mixer.core.clock import Timeline
from mixer.core.desk import NOTHING, Desk
from mixer.core.item_orders import item_taken, lined_up
from mixer.core.line_up import taken_over
from mixer.core.live_settings import acted, all_off, declared, overlaid, previewed, sounded, updated, with_overlay
from mixer.core.livefields import check_action, check_fields
from mixer.core.refused import expected, in_time, known, on_time, page
from mixer.core.source_orders import chosen_standing, paged, stood_in, transported
from mixer.core.standing_in import Standing
from mixer.core.stored import fitted, loaded
from mixer.core.switching import cut, faded, rehearsed, setting_changed, to_program
from mixer.errors import BadCommand
from mixer.protocol.changes import OverlayChange
from mixer.protocol.commands import (
    Auto,
    Batch,
    Command,
    Cue,
    Cut,
    FadeToBlack,
    Load,
    OverlayAction,
    OverlaysOff,
    Pause,
    Play,
    Preview,
    RehearseTransition,
    Reload,
    Seek,
    SetFallback,
    SetLineUp,
    SetMaster,
    SetOverlay,
    SetPlayback,
    SetSound,
    SetTransition,
    Standby,
    StandIn,
    Take,
    TakeItem,
    Tbar,
    TurnPage,
)
from mixer.protocol.showfile import Show


def obey(desk: Desk, command: Command, show: Show, timeline: Timeline) -> Desk:
    """The desk after a command, on the desk's frame. Raises BadCommand; the desk given is untouched."""
    match command:
        case Load():
            return newer(desk, command, show)
        case SetLineUp():
            return lined_up(desk, command, show)
        case TakeItem():
            return item_taken(desk, command.occurrence, show, timeline)
        case StandIn():
            return stood_in(desk, command.source, Standing(command.to, False, command.why, desk.frame), show)
    in_time(desk, command.not_after_frame)
    on_time(desk, command.on_frame)
    match command:
        case Batch():
            return all_done(desk, command, show, timeline)
        case Preview():
            known(command.scene, show)
            running = desk.running and replace(desk.running, then=command.scene)
            return replace(desk, preview=command.scene, running=running, rehearsal=None)
        case Cut() | Auto() | Take() | Tbar():
            expected(desk, command.expected_preview)
            if desk.rundown.takes:  # out of an item's transition too: what is lined up comes on program
                desk = replace(desk.settled(), rundown=taken_over(desk.rundown, desk.frame))
            return to_program(desk, command, show, timeline)
        case Standby():
            desk = replace(desk, rundown=taken_over(desk.rundown, desk.frame))
            return cut(desk, show.standby or NOTHING, show)
        case SetTransition():
            return setting_changed(desk, command, show)
        case RehearseTransition():
            return rehearsed(desk, command, show, timeline)
        case FadeToBlack():
            return faded(desk, command, timeline)
        case SetOverlay():
            check_fields(command.overlay, command.fields, show)
            return _overlaid(desk, command, show, timeline)
        case OverlaysOff():
            return all_off(desk, show, timeline)
        case OverlayAction():
            return _acted(desk, command, show, timeline)
        case SetSound():
            return sounded(desk, command.source, command)
        case Cue() | Play() | Pause() | Seek() | SetPlayback():
            return transported(desk, command, timeline)
        case Reload():
            page(command.source, command.overlay, show)
            return desk
        case SetFallback():
            return stood_in(desk, command.source, chosen_standing(desk, command), show)
        case TurnPage():
            return paged(desk, command, show)
        case SetMaster():
            return replace(desk, master=updated(desk.master, {"gain_db": command.gain_db, "mute": command.mute}))


def all_done(desk: Desk, batch: Batch, show: Show, timeline: Timeline) -> Desk:
    """The desk after all commands of a batch. Raises BadCommand for the first that is refused, saying which."""
    for index, one in enumerate(batch.commands):
        try:
            # Fitted as it is between two commands of one frame: what a take has brought is there for the next.
            desk = fitted(obey(desk, one, show, timeline), show)
        except BadCommand as error:
            raise BadCommand(error.code, f"command {index}, {one.verb}: {error}", index) from None
    return desk


def _overlaid(desk: Desk, command: SetOverlay, show: Show, timeline: Timeline) -> Desk:
    change = OverlayChange(command.on, command.fields)
    return previewed(overlaid(desk, command.overlay, change, show, timeline), command.overlay, command.preview)


def _acted(desk: Desk, command: OverlayAction, show: Show, timeline: Timeline) -> Desk:
    name, action, payload = command.overlay, command.action, command.payload
    fields = desk.overlays[name].fields if name in desk.overlays else {}
    able, at = check_action(name, action, payload, show, fields), (desk.frame, declared(desk, name, show), timeline)
    return with_overlay(desk, name, lambda one: acted(one, action, payload, able, at))


def newer(desk: Desk, load: Load, show: Show) -> Desk:
    """The desk after a load. The same revision again is a retry, if it says the same."""
    if load.revision == desk.revision and load.show == show:
        return desk
    if load.revision < desk.revision or (load.revision == desk.revision and load.revision > 0):
        found = "with other content" if load.revision == desk.revision else "which is newer"
        raise BadCommand("stale_revision", f"revision {desk.revision} is loaded, {found}; this is {load.revision}")
    return loaded(desk, show, load.show, load.revision)
