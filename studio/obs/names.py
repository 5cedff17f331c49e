"""OBS knows things by their names, and no two have the same; here any number may. Pure."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

_SPACE = uuid.uuid5(uuid.NAMESPACE_DNS, "obs.tally.invalid")


@dataclass(frozen=True, slots=True)
class Named:
    """Something of a show: `kind` is scene or input, `id` ours, `name` the one that nothing else has."""

    kind: str
    id: str
    name: str

    @property
    def uuid(self) -> str:
        """What a client may call it by instead; it stays when the name changes."""
        return _uuid(self.kind, self.id)


@lru_cache(4096)  # events of a fader that moves name it again and again
def _uuid(kind: str, id: str) -> str:
    return str(uuid.uuid5(_SPACE, f"{kind} {id}"))


def unique(things: Iterable[Named]) -> list[Named]:
    """The same, in the same order, each with a name of its own: the second ` (2)`, the third ` (3)`.

    Who is the second goes by the id, which never changes: neither order nor another's name takes a name away, as long
    as its own is not given to a third. Those of a kind that comes first keep theirs.
    """
    things = list(things)
    kinds = {kind: at for at, kind in enumerate(dict.fromkeys(one.kind for one in things))}
    wanted, taken = {one.name for one in things}, set[str]()
    names: dict[tuple[str, str], str] = {}
    for one in sorted(things, key=lambda one: (kinds[one.kind], one.id)):
        name = one.name if one.name not in taken else _free(one.name, taken | wanted)
        taken.add(name)
        names[one.kind, one.id] = name
    return [Named(one.kind, one.id, names[one.kind, one.id]) for one in things]


def _free(name: str, taken: set[str]) -> str:
    number = 2
    while f"{name} ({number})" in taken:
        number += 1
    return f"{name} ({number})"
