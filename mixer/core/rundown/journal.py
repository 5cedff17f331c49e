"""The journal: what changed in the state, entry by entry. Folded, it is the state, whatever the rundown is then."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from mixer.core.rundown.state import State, read_state, written

Entry = dict[str, Any]
AT_MOST = 100  # entries are folded; then a whole state follows, and what was before may go
MERGED = ("lengths", "failed", "pins", "moved", "again")  # of these an entry names what changed only; None takes away


class Journal:
    """Writes entries for what changed since it was asked last; begins with a whole state."""

    def __init__(self, entries: Iterable[Entry] = ()) -> None:
        kept = list(entries)
        # As this build writes it: one that was written by another may lack a name, or have one more.
        self._last = written(restored(kept)) if folded(kept) is not None else None
        self._since = _since_whole(kept)

    def entries(self, state: State, frame: int) -> list[Entry]:
        """At most one entry. `state` in it is the whole state: whoever keeps entries may begin anew with that one."""
        now = written(state)
        if now == self._last:
            return []
        if self._last is None or self._since >= AT_MOST:
            self._last, self._since = now, 0
            return [{"frame": frame, "state": now}]
        entry = {"frame": frame, "set": _changes(self._last, now)}
        self._last, self._since = now, self._since + 1
        return [entry]


def restored(entries: Iterable[Entry]) -> State:
    """The state that a journal leads to."""
    value = folded(entries)
    return State() if value is None else read_state(value)


def folded(entries: Iterable[Entry]) -> dict[str, Any] | None:
    value: dict[str, Any] | None = None
    for entry in entries:
        if "state" in entry:
            value = dict(entry["state"])
        elif value is not None:
            for name, change in entry["set"].items():
                value[name] = _merged(value.get(name, {}), change) if name in MERGED else change
    return value


def _changes(before: dict[str, Any], now: dict[str, Any]) -> dict[str, Any]:
    changed = {name: value for name, value in now.items() if before[name] != value}
    for name in MERGED:
        if name in changed:
            gone = dict.fromkeys(before[name].keys() - now[name].keys())
            changed[name] = gone | {key: new for key, new in now[name].items() if before[name].get(key) != new}
    return changed


def _merged(before: dict[str, Any], change: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in (before | change).items() if value is not None}


def _since_whole(entries: list[Entry]) -> int:
    whole = [index for index, entry in enumerate(entries) if "state" in entry]
    return len(entries) - whole[-1] - 1 if whole else 0
