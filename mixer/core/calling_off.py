"""A transition that is called off takes back what it set as it began; what a hand has changed since stays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any, TypeVar

from mixer.core.desk import Changed, Desk, Waiting

T = TypeVar("T")


def changed_by(before: Desk, since: Desk) -> Changed | None:
    """What the beginning of a transition set; None: nothing."""
    found = Changed(
        differing(before.sound, since.sound),
        differing(before.overlays, since.overlays),
        differing(before.transports, since.transports),
        before.brought,
        before.waiting,
    )
    settled = before.waiting == since.waiting and before.brought == since.brought
    return None if settled and not (found.sound or found.overlays or found.transports) else found


def differing(before: Mapping[str, T], since: Mapping[str, T]) -> dict[str, tuple[T, T]]:
    return {name: (one, since[name]) for name, one in before.items() if name in since and since[name] != one}


def put_back(desk: Desk, changed: Changed | None) -> Desk:
    """The desk as it would be without what began: edits that came with it wait for a take again."""
    if changed is None:
        return desk
    sound = _as_before(desk.sound, changed.sound)
    overlays = _as_before(desk.overlays, changed.overlays)
    waiting = Waiting(
        _waiting_again(desk.sound, changed.sound, changed.waiting.sound) | desk.waiting.sound,
        _waiting_again(desk.overlays, changed.overlays, changed.waiting.overlays) | desk.waiting.overlays,
        desk.waiting.transports,
    )
    desk = replace(desk, sound=sound, overlays=overlays, brought=changed.brought, waiting=waiting)
    return _with_transports_back(desk, changed)


def _as_before(now: Mapping[str, T], changed: Mapping[str, tuple[T, T]]) -> dict[str, T]:
    found = {
        name: _parts(now[name], before, now[name], since) for name, (before, since) in changed.items() if name in now
    }
    return {**now, **found}


def _waiting_again(now: Mapping[str, T], changed: Mapping[str, tuple[T, T]], waiting: Mapping[str, T]) -> dict[str, T]:
    """What waited, with what a hand has set meanwhile: that is not to be undone by the next take."""
    found = {name: one for name, one in waiting.items() if name in now}
    hand = {name: _parts(now[name], one, now[name], changed[name][1]) for name, one in found.items() if name in changed}
    return {**found, **hand}


def _parts(now: T, then: T, hand: T, since: T) -> T:
    """`now` with the parts of `then`, but for those that `hand` has otherwise than they were `since`."""
    kept: dict[str, Any] = {}
    for one in fields(now):  # type: ignore[arg-type]
        touched = getattr(hand, one.name) != getattr(since, one.name)
        kept[one.name] = getattr(now if touched else then, one.name)
    return replace(now, **kept)  # type: ignore[type-var]


def _with_transports_back(desk: Desk, changed: Changed) -> Desk:
    """What played before plays on, from where it is by now; what was to come waits as it was left."""
    live, waiting, leaving = dict(desk.transports), dict(desk.waiting.transports), dict(desk.leaving)
    for name, (before, since) in changed.transports.items():
        if name not in live or live[name].reader != since.reader or before.reader == since.reader:
            continue
        waiting.setdefault(name, live[name])
        live[name] = leaving.pop(before.reader, before)
    return replace(desk, transports=live, leaving=leaving, waiting=replace(desk.waiting, transports=waiting))
