"""Every type of event that a webhook can be told of: the one table, which docs/webhooks.md repeats."""

from __future__ import annotations

from collections.abc import Iterable

KINDS: dict[str, str] = {
    "show.on_air": "the show was put on air, or its rehearsal became a broadcast",
    "show.rehearsing": "a rehearsal of the show was begun",
    "show.off_air": "the show was taken off air, or its rehearsal ended",
    "show.edited": "the show has a new revision",
    "show.rehearsal_over": "the mixer has opened the ways out after a rehearsal",
    "show.fenced_off": "another host has taken the show over",
    "source.lost": "a source gives no picture",
    "source.back": "a source is back",
    "source.stood_in": "something stands in for a source",
    "source.stood_in_over": "a source shows itself again",
    "source.black": "a source on program or preview is black",
    "source.frozen": "a source on program or preview does not move",
    "source.silent": "a source on program or preview is silent",
    "source.many_decode": "more is decoded than the machine is good for",
    "source.many_decode_over": "that is over",
    "programme.silent": "the programme is silent",
    "programme.clipping": "the programme is too loud",
    "programme.signal_back": "picture or sound is as it should be again",
    "programme.late_frames": "frames came late",
    "programme.overloaded": "the machine cannot keep up, and something is left out",
    "programme.overload_lasts": "it still cannot, and what would help",
    "programme.overload_over": "it keeps up again",
    "engine.adopted": "the supervisor was restarted, the programme went on",
    "engine.restarted": "the engine ended and is started anew",
    "engine.failing": "the engine ends again and again",
    "engine.back": "the engine is back",
    "engine.older_version": "it runs in an older version than is installed",
    "destination.started": "a destination was started",
    "destination.stopped": "a destination was stopped",
    "destination.not_started": "a destination could not be started",
    "destination.failing": "a destination does not get the programme out",
    "destination.back": "a destination does again",
    "destination.live": "the other end takes the programme",
    "destination.lost": "the connection to the other end was lost",
    "destination.slow": "the other end does not take it fast enough",
    "destination.fragments_lost": "a destination was too slow and left something out",
    "recording.started": "a recording has begun",
    "recording.ready": "a recording has ended and its files are whole",
    "clip.ready": "a clip of a recording is in the library",
    "upload.ready": "a file of the library, which all shows share, can be used",
    "rundown.item_aired": "an item's airing is over: its row of the as-run log",
    "rundown.break_started": "an ad break begins",
    "rundown.break_ended": "an ad break is over",
    "rundown.trouble": "the rundown that runs is in trouble",
    "schedule.on_air": "the schedule has put the show on air",
    "schedule.started": "the schedule has started what was due",
    "schedule.standby": "the schedule has put the standby on program",
    "schedule.stopped": "the schedule has taken the show off air",
    "schedule.not_stopped": "a stop was due and could not be",
    "schedule.waits": "what is due waits for the programme",
    "schedule.skipped": "something was left out as asked",
    "schedule.trouble": "something that was due could not be done",
    "macro.stopped": "a macro stopped before its end",
    "planned.done": "a planned command happened",
    "planned.cancelled": "a planned command was taken back",
    "planned.refused": "a planned command was refused",
    "planned.missed": "a planned command was missed",
    "planned.unknown": "a planned command was not answered: look at program",
    "disk.soon_full": "the disk will be full soon",
    "disk.low": "little is free on the disk",
    "disk.error": "something could not be written",
    "disk.fine": "there is room again",
    "people.changed": "members, invitations, tokens, keys or webhooks were changed",
    "webhook.off": "a webhook was switched off because it failed for days, or its address said that it is gone",
    "studio.trouble": "something could not be kept in the database",
}
OTHER = "other."  # before the code of an event that this table does not know yet
TEST = "test"  # what the test button sends; nobody needs to ask for it
EVERYTHING = "*"

# By the code of an event as the list of events has it. None: another type tells of it, with more.
CODES: dict[str, str | None] = {
    "recording_started": None, "recording_stopped": None,
    "rehearsal_over": "show.rehearsal_over", "fenced_off": "show.fenced_off",
    "stood_in": "source.stood_in", "stood_in_over": "source.stood_in_over",
    "source_lost": "source.lost", "source_back": "source.back",
    "black": "source.black", "frozen": "source.frozen", "silent": "source.silent",
    "many_decode": "source.many_decode", "many_decode_over": "source.many_decode_over",
    "programme_silent": "programme.silent", "clipping": "programme.clipping",
    "signal_back": "programme.signal_back", "late_frames": "programme.late_frames",
    "overloaded": "programme.overloaded", "overload_lasts": "programme.overload_lasts",
    "overload_over": "programme.overload_over",
    "engine_adopted": "engine.adopted", "engine_restarted": "engine.restarted",
    "engine_failing": "engine.failing", "engine_back": "engine.back", "older_version": "engine.older_version",
    "destination_started": "destination.started", "destination_stopped": "destination.stopped",
    "destination_failing": "destination.failing", "destination_back": "destination.back",
    "hls_not_started": "destination.not_started", "record_not_started": "destination.not_started",
    "relay_not_started": "destination.not_started",
    "relay_live": "destination.live", "relay_lost": "destination.lost", "relay_slow": "destination.slow",
    "fragments_lost": "destination.fragments_lost", "bad_init": "destination.failing",
    "disk_soon_full": "disk.soon_full", "disk_low": "disk.low", "disk_full": "disk.low",
    "disk_error": "disk.error", "disk_fine": "disk.fine", "disk_recovered": "disk.fine",
    "break_started": "rundown.break_started", "break_ended": "rundown.break_ended",
    "item_failed": "rundown.trouble", "fixed_soon": "rundown.trouble",
    "line_up_refused": "rundown.trouble", "no_next_rundown": "rundown.trouble", "rundown_lost": "rundown.trouble",
    "rundown_trouble": "rundown.trouble", "rundown_unreadable": "rundown.trouble",
    "on_air_by_schedule": "schedule.on_air", "started_by_schedule": "schedule.started",
    "standby_by_schedule": "schedule.standby", "stopped_by_schedule": "schedule.stopped",
    "not_stopped_by_schedule": "schedule.not_stopped", "schedule_waits": "schedule.waits",
    "schedule_skipped": "schedule.skipped", "schedule_failed": "schedule.trouble",
    "schedule_unreadable": "schedule.trouble",
    **{f"planned_{end}": f"planned.{end}" for end in ("done", "cancelled", "refused", "missed", "unknown")},
    "macro_stopped": "macro.stopped", "people": "people.changed", "webhook_off": "webhook.off",
    "ledger_trouble": "studio.trouble",
}  # fmt: skip


def kind_of(code: str) -> str | None:
    """The type of an event by its code; None where another type tells of it."""
    return CODES.get(code, OTHER + code)


def families() -> list[str]:
    """The patterns that stand for all types of a family, such as `source.*`."""
    return [f"{name}.*" for name in dict.fromkeys(kind.partition(".")[0] for kind in (*KINDS, OTHER))]


def is_asked_for(kind: str, patterns: Iterable[str]) -> bool:
    """Whether a type is one of these, or in one of these families."""
    return not {EVERYTHING, kind, kind.partition(".")[0] + ".*"}.isdisjoint(patterns)


def unknown(patterns: Iterable[str]) -> list[str]:
    """Those that stand for nothing."""
    known = {EVERYTHING, *families(), *KINDS}
    return [one for one in patterns if one not in known and not one.startswith(OTHER)]
