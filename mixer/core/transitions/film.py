"""The film that a stinger plays over the pictures: a source of the show, with its transparency."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from math import ceil

from mixer.core import transport
from mixer.core.clock import Timeline
from mixer.core.desk import Desk, TransitionSetting
from mixer.errors import BadCommand
from mixer.kinds.transitions import TRANSITIONS
from mixer.protocol.showfile import Show, Source

LONGEST_S = 20


def film_of(name: str, show: Show) -> Source:
    """The source of this id. Raises BadCommand."""
    film = next((one for one in show.sources if one.id == name), None)
    if film is None:
        raise BadCommand("no_film", f"{name} is not in the show" if name else "choose the film of the stinger first")
    return film


def frames_of(desk: Desk, setting: TransitionSetting, show: Show, timeline: Timeline) -> int:
    """How long a transition takes: as was set, or as long as its film, where that is known. Raises BadCommand."""
    if not TRANSITIONS[setting.kind].film:
        return timeline.frames_in(setting.duration_ms)
    film_of(setting.film, show)
    film = desk.transports.get(setting.film)
    if film is None or film.out_s is None:
        return timeline.frames_in(setting.duration_ms)
    lasts_s = (film.out_s - film.playback.in_s) / film.playback.speed
    return max(1, ceil(min(LONGEST_S, lasts_s) * timeline.rate))


# -- where a film stands ---------------------------------------------------------------------------

Films = dict[str, bool]
"""The sources that are films of transitions, and whether they are to play."""


def films_of(desk: Desk) -> Films:
    """The film that AUTO would play, and those that play."""
    ready = desk.transition.film if TRANSITIONS[desk.transition.kind].film else ""
    return ({ready: False} if ready else {}) | dict.fromkeys(desk.films, True)


def films_followed(desk: Desk, before: Films, seen: set[str], rate: Fraction) -> Desk:
    """The desk with its films where they are to be: at their in point, and played from there by a transition.

    What is on program as a picture (readers in `seen`) is left alone.
    """
    now, transports = films_of(desk), dict(desk.transports)
    for name in now.keys() | before.keys():
        film = transports.get(name)
        if film is None or film.reader in seen or now.get(name, False) == before.get(name):
            continue
        if now.get(name):
            transports[name] = _from_its_beginning(film, desk.frame, rate)
        elif name in now or before[name]:
            transports[name] = transport.cued(film, film.playback.in_s, desk.frame)
    return desk if transports == desk.transports else replace(desk, transports=transports)


def _from_its_beginning(film: transport.Transport, frame: int, rate: Fraction) -> transport.Transport:
    if film.state == "cued" and film.position_s == film.playback.in_s:
        return transport.played(film, frame, rate)
    return transport.begun(film, "playing", film.playback.in_s, frame)
