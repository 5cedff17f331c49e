"""What a source of the desk is told: to play, to turn a page, to stand in; and what a take does to it."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from mixer.core import deck, transport
from mixer.core.clock import Timeline
from mixer.core.desk import NOTHING, Desk, Side
from mixer.core.pins import edition, reader_of, seen_in, shown_reader
from mixer.core.refused import named
from mixer.core.standing_in import Standing
from mixer.core.transport import Transport
from mixer.errors import BadCommand
from mixer.kinds.transitions import TRANSITIONS
from mixer.protocol.commands import SetFallback, Transported, TurnPage
from mixer.protocol.showfile import Show


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


def paged(desk: Desk, command: TurnPage, show: Show) -> Desk:
    """The desk with a page of a source turned: of the one on program, and where it was edited since, of that too."""
    of_source = {reader: one for reader, one in desk.decks.items() if one.source == command.source}
    if not of_source:
        has = named({one.source for one in desk.decks.values()})
        raise BadCommand("no_pages", f"{command.source} has no pages; what has is {has}")
    stored = {edition(reader_of(source)) for source in show.sources}
    leader = max(of_source, key=lambda reader: (of_source[reader].seen, reader in stored))
    led = deck.turned(of_source[leader], command)
    others = {reader: deck.in_step(one, led) for reader, one in of_source.items() if reader != leader}
    return replace(desk, decks=desk.decks | others | {leader: led})


def followed(desk: Desk, seen: set[str], now: set[str], rate: Fraction) -> Desk:
    """The desk with what a take does to sources: readers in `seen` were on program a frame ago, those in `now` are."""
    for source, one in desk.transports.items():
        if one.reader in now - seen:
            desk = with_transport(desk, source, transport.taken(one, desk.frame, rate))
        elif one.reader in seen - now:
            desk = with_transport(desk, source, transport.left(one, desk.frame))
    return desk


def on_program(desk: Desk, show: Show) -> set[str]:
    """The readers in the programme's picture, and those that show in their place."""
    readers = set()
    for side in desk.sides(show):
        seen = seen_in(side)
        for source in (one for one in side.show.sources if one.id in seen):
            shown = shown_reader(side.show, source, desk)
            readers |= {edition(reader_of(source)), *([edition(shown)] if shown else ())}
    return readers


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


def stood_in(desk: Desk, source: str, standing: Standing, show: Show) -> Desk:
    """The desk with something else, or itself, in a source's place."""
    chains = [one.fallback for part in desk.shows(show) for one in part.sources if one.id == source]
    most = max((len(chain.steps) for chain in chains), default=0)
    if not most:
        raise BadCommand("no_fallback", f"nothing can stand in for {source}")
    if standing.step > most:
        raise BadCommand(
            "out_of_range", f"{most} can stand in for {source}, expected 0 to {most}, found {standing.step}"
        )
    return replace(desk, standing_in=desk.standing_in | {source: standing})


def chosen_standing(desk: Desk, command: SetFallback) -> Standing:
    before = desk.standing_in.get(command.source, Standing())
    if command.to == "auto":
        return replace(before, held=False)
    step = 0 if command.to == "main" else int(command.to)
    since = before.since_frame if step == before.step and command.to != "main" else desk.frame
    return Standing(step, command.to != "main", "by hand", since)
