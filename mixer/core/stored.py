"""What the stored show does to a desk: a new desk for it, and what an edit changes at once, what with the next take."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TypeVar

from mixer.core.deck import Deck, as_was, taken
from mixer.core.deck import new as new_deck
from mixer.core.desk import NOTHING, Desk, FadeSetting, OverlayState, Running, Side, Waiting
from mixer.core.line_up import left, told
from mixer.core.pins import drawn_in, edition, heard, pinned, reader_of, seen_in
from mixer.core.standing_in import Standing, shown_for, stand_ins
from mixer.core.streams import all_sources
from mixer.core.transport import Transport
from mixer.core.transport import new as new_transport
from mixer.kinds.sources import SOURCES
from mixer.protocol.commands import SetLineUp
from mixer.protocol.showfile import Show, SoundSetting, Source

T = TypeVar("T")


# -- a desk for a show -----------------------------------------------------------------------------


def desk_for(show: Show) -> Desk:
    """A new desk: the first scene on program, the next on preview."""
    first, second = first_two(show)
    return with_pages_taken(fitted(Desk(program=first, preview=second), show), Side(first, show))


def first_two(show: Show) -> tuple[str, str]:
    """The scene that a show begins with, and the one lined up behind it; sources where there are no scenes."""
    names = [scene.id for scene in show.scenes] or [source.id for source in show.sources]
    first = show.start.scene or (names or [NOTHING])[0]
    return first, next((name for name in names if name != first), NOTHING)


def opened(desk: Desk | None, show: Show) -> Desk:
    """A desk as a show starts with it: on the start picture or black, with levels and overlays as they were left."""
    desk = fitted(desk, show) if desk else desk_for(show)
    ftb = FadeSetting(duration_ms=desk.ftb.duration_ms)
    first, _ = first_two(show)
    rundown = replace(left(desk.rundown, desk.frame, "replaced"), takes=False)
    return replace(
        desk, program=NOTHING, preview=first, starting=show.start.begin != "black", playing=None, running=None,
        beneath=(), ftb=ftb, rehearsal=None, rundown=rundown, decks=decks_of(replace(desk, decks={}), (show,)),
    )  # fmt: skip


def begun(desk: Desk, show: Show) -> Desk:
    """The start picture gives way to the first scene; what was lined up meanwhile stays lined up."""
    first, second = first_two(show)
    lined_up = second if desk.preview == first else desk.preview
    desk = adopted(replace(desk.with_program(first, None), preview=lined_up), show)
    return with_pages_taken(desk, Side(first, show))


def resumed(
    desk: Desk,
    revision: int | None,
    parts: Sequence[tuple[str, Show]],
    show: Show,
    line_up: SetLineUp | None = None,
) -> Desk:
    """A journaled desk, for the stored show as it is by now; program goes on with the parts journaled with it.

    A part belongs to what is on a bus under its name; without one, program is played from the stored show. `line_up` is
    what a rundown plays next, if that is known.
    """
    desk = desk if revision is None else replace(desk, revision=revision)
    if line_up:
        desk = replace(desk, rundown=told(desk.rundown, line_up, show, desk.frame))
    by_name = dict(parts)

    def found(name: str, starting: bool = False) -> Show | None:
        part = by_name.get(name)
        return pinned(Side(name, part, starting), desk, show) if part else None

    return fitted(
        replace(
            desk,
            playing=found(desk.program, desk.starting),
            running=desk.running and replace(desk.running, playing=found(desk.running.to)),
            beneath=tuple(replace(one, playing=found(one.to)) for one in desk.beneath),
        ),
        show,
    )


def fitted(desk: Desk, show: Show) -> Desk:
    """The desk with what no show has any more taken off, and what the stored one has newly got added."""
    on_bus = names_of(show)
    transitions = [one for one in desk.transitions if one.playing or one.to in on_bus]
    whole = len(transitions) == len(desk.transitions)
    desk = replace(
        desk,
        program=desk.program if desk.playing or desk.program in on_bus else NOTHING,
        preview=desk.preview if desk.preview in on_bus else NOTHING,
        running=_refitted(desk.running, on_bus) if desk.running and whole else None,
        beneath=desk.beneath if whole else (),
        rehearsal=desk.rehearsal if desk.rehearsal and desk.rehearsal.to in on_bus else None,
    )
    shows = desk.shows(show)
    transports = live_transports(desk, shows)
    there = {one.id for one in show.sources}, {one.id for one in show.overlays}
    sounds = {source.id: source.sound for one in shows for source in all_sources(one)}
    overlays = {overlay.id: overlay for one in shows for overlay in one.overlays}
    return replace(
        desk,
        overlays={
            name: desk.overlays.get(name, OverlayState(one.on, dict(one.fields))) for name, one in overlays.items()
        },
        sound={name: desk.sound.get(name, sound) for name, sound in sounds.items()},
        transports=transports,
        standing_in=still_standing(desk, shows) if desk.standing_in else desk.standing_in,
        decks=decks_of(desk, shows),
        waiting=Waiting(
            only(desk.waiting.sound, there[0]),
            only(desk.waiting.overlays, there[1]),
            {
                name: one
                for name, one in only(desk.waiting.transports, there[0]).items()
                if name in transports and transports[name].reader != one.reader
            },
        ),
    )


def live_transports(desk: Desk, shows: Sequence[Show]) -> dict[str, Transport]:
    """One for each source that can be played in one of these shows (the stored one last), of a reader there is."""
    fresh: dict[str, dict[str, Transport]] = {}
    for show in shows:
        for name, one in new_transports(show, desk.frame).items():
            fresh.setdefault(name, {})[one.reader] = one
    live = dict(desk.transports)
    for name, readers in fresh.items():
        if name not in live:
            live[name] = list(readers.values())[-1]
        elif live[name].reader not in readers:
            waiting = desk.waiting.transports.get(name)
            # Where neither fits, another version named readers otherwise.
            live[name] = waiting if waiting and waiting.reader in readers else _renamed(live[name], readers)
    return only(live, set(fresh))


def _renamed(transport: Transport, readers: Iterable[str]) -> Transport:
    return replace(transport, reader=next(iter(readers)))


def new_transports(show: Show, frame: int) -> dict[str, Transport]:
    """How the sources of a show that have a transport begin."""
    found = {}
    for source in every_input(show):
        if playback := SOURCES[source.input.kind].playback:
            found[source.id] = new_transport(playback(source.input), edition(reader_of(source)), frame)
    return found


def every_input(show: Show) -> Iterator[Source]:
    """The sources of a show, those that feed its overlays, and what reads their second inputs."""
    for source in all_sources(show):
        yield source
        yield from stand_ins(source)


def still_standing(desk: Desk, shows: Sequence[Show]) -> dict[str, Standing]:
    """What stands in for sources of these shows, where their chains reach so far."""
    longest: dict[str, int] = {}
    for one in (source for show in shows for source in show.sources):
        longest[one.id] = max(longest.get(one.id, 0), len(one.fallback.steps))
    return {name: one for name, one in desk.standing_in.items() if longest.get(name, 0) >= max(1, one.step)}


def decks_of(desk: Desk, shows: Sequence[Show]) -> dict[str, Deck]:
    """One for each reader of what has pages in these shows; one that was edited stays on the page of what it was."""
    found: dict[str, Deck] = {}
    by_source = {one.source: one for one in desk.decks.values()}
    for source in (source for show in shows for source in show.sources):
        if pages := SOURCES[source.input.kind].pages:
            reader = edition(reader_of(source))
            fresh = as_was(new_deck(source.id, pages(source.input)), by_source.get(source.id))
            found[reader] = desk.decks.get(reader, fresh)
    return found


def with_pages_taken(desk: Desk, side: Side) -> Desk:
    """The desk with what a take of this side does to decks: each shows the page that was cued."""
    names = seen_in(side) if desk.decks else set()
    readers = {edition(reader_of(source)) for source in side.show.sources if source.id in names}
    decks = {name: taken(one) if name in readers else one for name, one in desk.decks.items()}
    return desk if decks == desk.decks else replace(desk, decks=decks)


def _refitted(running: Running, on_bus: set[str]) -> Running:
    gone = running.then is not None and running.then not in on_bus
    return replace(running, then=NOTHING) if gone else running


def names_of(show: Show) -> set[str]:
    """What may stand on a bus."""
    return {scene.id for scene in show.scenes} | {source.id for source in show.sources} | {NOTHING}


def only(values: dict[str, T], names: set[str]) -> dict[str, T]:
    return {name: value for name, value in values.items() if name in names}


# -- an edit ---------------------------------------------------------------------------------------


def loaded(desk: Desk, old: Show, new: Show, revision: int) -> Desk:
    """The desk after an edit. What is on program stays as it was taken; so do its settings, until the next take."""
    desk = replace(
        desk,
        revision=revision,
        playing=pinned(Side(desk.program, desk.playing or old, desk.starting), desk, new),
        running=desk.running and _pinned(desk.running, desk, old, new),
        beneath=tuple(_pinned(one, desk, old, new) for one in desk.beneath),
    )
    return fitted(_with_overlays(_with_sound(_with_transports(desk, old, new), old, new), old, new), new)


def _pinned(running: Running, desk: Desk, old: Show, new: Show) -> Running:
    return replace(running, playing=pinned(Side(running.to, running.playing or old), desk, new))


def _with_sound(desk: Desk, old: Show, new: Show) -> Desk:
    """A stored setting that was edited replaces the live one: at once where nobody hears it, else with a take."""
    before = {source.id: source.sound for source in old.sources}
    on_air = heard(desk).union(*(seen_in(side) for side in desk.sides(old)))
    live, waiting = dict(desk.sound), dict(desk.waiting.sound)
    for one in new.sources:
        if before.get(one.id, live.get(one.id)) == one.sound:
            continue
        if one.id not in on_air and one.sound.mode != "on":
            live[one.id] = one.sound
            waiting.pop(one.id, None)
            continue
        live.setdefault(one.id, replace(one.sound, mode="off"))
        _wait(waiting, one.id, one.sound, live[one.id])
    return replace(desk, sound=live, waiting=replace(desk.waiting, sound=waiting))


def _with_transports(desk: Desk, old: Show, new: Show) -> Desk:
    """A source that is read anew begins anew; where program goes on with the old reader, that keeps its transport."""
    on_air = playing_in(desk, old)
    live, waiting = dict(desk.transports), dict(desk.waiting.transports)
    fresh = new_transports(new, desk.frame)
    for name in {one.id for one in every_input(new)}:
        wanted = fresh.get(name)
        if wanted and wanted.reader in desk.leaving:  # undone while a transition still shows it
            wanted = desk.leaving[wanted.reader]
        if wanted and name in waiting and waiting[name].reader == wanted.reader:
            continue
        waiting.pop(name, None)
        if wanted is None or (name in live and live[name].reader == wanted.reader):
            continue
        place = waiting if name in on_air and name in live else live
        place[name] = wanted
    return replace(desk, transports=live, waiting=replace(desk.waiting, transports=waiting))


def playing_in(desk: Desk, show: Show) -> set[str]:
    """The sources on program, and what shows in their place. `show` is the stored one."""
    names = set(heard(desk))
    for side in desk.sides(show):
        names |= seen_in(side)
        own = (shown_for(side.show, one, desk.standing_in) for one in side.show.sources if one.id in seen_in(side))
        names |= {one.id for one in own if one}
    return names


def _with_overlays(desk: Desk, old: Show, new: Show) -> Desk:
    """The same for the texts of overlays; a new one that is to be on waits as well."""
    before = {overlay.id: overlay.fields for overlay in old.overlays}
    on_air: set[str] = set().union(*(drawn_in(side, desk) for side in desk.sides(old)))
    live, waiting = dict(desk.overlays), dict(desk.waiting.overlays)
    for one in new.overlays:
        state = live.get(one.id)
        if state is None:
            live[one.id] = OverlayState(False, dict(one.fields))
            _wait(waiting, one.id, OverlayState(one.on, dict(one.fields)), live[one.id])
        elif before.get(one.id) != one.fields:
            edited = replace(state, fields=dict(one.fields))
            if one.id in on_air:
                _wait(waiting, one.id, edited, state)
            else:
                live[one.id] = edited
                waiting.pop(one.id, None)
    return replace(desk, overlays=live, waiting=replace(desk.waiting, overlays=waiting))


def _wait(waiting: dict[str, T], name: str, edited: T, live: T) -> None:
    if edited == live:
        waiting.pop(name, None)
    else:
        waiting[name] = edited


def adopted(desk: Desk, show: Show) -> Desk:
    """The desk with the edited settings that waited for a take."""
    sound: dict[str, SoundSetting] = desk.sound | desk.waiting.sound
    overlays = desk.overlays | desk.waiting.overlays
    transports = desk.transports | desk.waiting.transports
    left = [desk.transports[name] for name in desk.waiting.transports if name in desk.transports]
    leaving = desk.leaving | {one.reader: one for one in left}
    return fitted(
        replace(desk, sound=sound, overlays=overlays, transports=transports, leaving=leaving, waiting=Waiting()), show
    )
