"""What the engine says in its desk, done to the carousel. It is state: hearing it twice changes nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from mixer.core.rundown.book import rundown_in
from mixer.core.rundown.carousel import Carousel
from mixer.core.rundown.probing import is_try
from mixer.core.rundown.values import frames_lasting

Desk = Mapping[str, Any]


def heard(carousel: Carousel, desk: Desk, frame: int) -> bool:
    """`desk` is `desk.rundown` of the engine. Answers whether what the carousel has on is on air."""
    for each in (*desk.get("next", ()), *filter(None, [desk.get("fallback")])):
        _prepared(carousel, each, frame)
    for each in desk.get("aired", ()):
        _aired(carousel, each, frame)
    takeovers = int(desk.get("takeovers", 0))
    if takeovers > carousel.state.takeovers:
        carousel.taken_over(takeovers, _left_on(desk, frame))
    carousel.state.takeovers = takeovers  # an engine that began anew counts from 0
    on_air = desk.get("on_air")
    if on_air and carousel.state.takes:
        _on_air(carousel, on_air, frame)
    on = carousel.state.on
    return bool(on_air and carousel.state.takes and on is not None and on.occurrence == on_air["occurrence"])


def _on_air(carousel: Carousel, on_air: Desk, frame: int) -> None:
    name, start = str(on_air["occurrence"]), int(on_air["start_frame"])
    if _is_fallback(name):
        carousel.fallen_back(name, str(on_air["item"]), start, frame)
    elif carousel.began(name, start, frame) and on_air.get("ends_frame") is not None:
        _ends(carousel, int(on_air["ends_frame"]))


def _ends(carousel: Carousel, end: int) -> None:
    """The engine knows where the source of what is on air ends: that holds where the source decides."""
    on = carousel.state.on
    if on is None or on.exact or on.end_frame == end or end <= on.start_frame:
        return
    if carousel.state.held:
        return  # it was told to last until somebody lets it go
    item = carousel.book.rundown.items.get(on.item)
    if item is not None and item.natural and item.repeat == 1:
        carousel.state.on = replace(on, end_frame=end)


def _aired(carousel: Carousel, aired: Desk, frame: int) -> None:
    """What began and ended since the engine was heard last."""
    state, name, start = carousel.state, str(aired["occurrence"]), int(aired["start_frame"])
    on = state.on
    if on is None or not state.takes or (start <= on.start_frame and name != on.occurrence):
        return
    if name != on.occurrence:
        if _is_fallback(name):
            carousel.fallen_back(name, str(aired["item"]), start, frame)
        elif not carousel.began(name, start, frame):
            return
    elif state.seen != name:
        carousel.began(name, start, frame)
    if aired["why"] == "failed" and not carousel.state.dark:
        carousel.failed(name, str(aired["item"]), "it failed while it was on air", frame)
        carousel.broke_off(int(aired["end_frame"]))


def _prepared(carousel: Carousel, each: Desk, frame: int) -> None:
    """Something that was told is open, or cannot be: its true length, or its failure."""
    if each.get("state") == "failed" and is_try(str(each["occurrence"])):
        carousel.tried_in_vain(str(each["occurrence"]), str(each.get("text", "")))
    elif each.get("state") == "failed":
        carousel.failed(str(each["occurrence"]), str(each["item"]), str(each.get("text", "")), frame)
    book = carousel.book
    item = book.rundown.items.get(str(each["item"])) if book.rundown.id == rundown_in(each["occurrence"]) else None
    length_s, lengths = each.get("length_s"), carousel.state.lengths
    if item is None or length_s is None or not item.natural or float(length_s) <= 0:
        return
    lasting = frames_lasting(float(length_s) * item.repeat, book.rate)
    if lasting != book.lasting(item.id, lengths):
        carousel.state.lengths = lengths | {item.id: float(length_s)}


def _left_on(desk: Desk, frame: int) -> int:
    """On which frame the newest take-over was."""
    over = [int(each["end_frame"]) for each in desk.get("aired", ()) if each["why"] == "taken_over"]
    return min(frame, over[-1]) if over else frame


def _is_fallback(name: str) -> bool:
    return name.partition(".")[2].startswith("b")
