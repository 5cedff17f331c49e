"""One request: its parts, read with the protocol's own refusals, and what carries it out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

from studio.obs.names import Named
from studio.obs.protocol import Refused, Status
from studio.obs.state import ObsState

Settled = Callable[[ObsState], bool]


class Desk(Protocol):
    """The show that a client is at."""

    heard: int  # messages of this client
    said: int  # messages to it

    @property
    def state(self) -> ObsState: ...
    @property
    def told(self) -> dict[str, Any]:
        """What the mixer said last, part by part; see studio/air/parts.py."""

    def frame_at(self, now: float) -> int | None:
        """The engine's frame at a moment of the monotonic clock, as far as it is known."""

    async def obey(self, verb: str, parts: dict[str, Any], so: Settled | None = None) -> dict[str, Any]:
        """The mixer's answer, once the state is `so` too. Raises Refused, also where the role does not allow it."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A request for `desk`. What is null counts as left out, as some clients send all that a request could have."""

    desk: Desk
    data: dict[str, Any] | None = field(default=None)

    @property
    def state(self) -> ObsState:
        return self.desk.state

    @property
    def on_air(self) -> ObsState:
        """The state of a show whose mixer can be reached. Raises Refused."""
        if not self.state.up:
            raise Refused(Status.NOT_READY, "The show is off air.")
        return self.state

    def has(self, name: str) -> bool:
        return (self.data or {}).get(name) is not None

    def text(self, name: str) -> str:
        value = self._part(name, str, "a string")
        if not value:
            raise Refused(Status.FIELD_EMPTY, f"`{name}` is empty.")
        return str(value)

    def flag(self, name: str) -> bool:
        return bool(self._part(name, bool, "a boolean"))

    def number(self, name: str, least: float, most: float) -> float:
        value = self._part(name, (int, float), "a number")
        if isinstance(value, bool):
            raise Refused(Status.FIELD_TYPE, f"`{name}` is expected to be a number.")
        if not least <= value <= most:
            raise Refused(Status.OUT_OF_RANGE, f"`{name}` is expected from {least:g} to {most:g}, found {value:g}.")
        return float(value)

    def scene(self) -> Named:
        return self._named("scene", self.state.scenes)

    def input(self) -> Named:
        return self._named("input", self.state.inputs)

    def _part(self, name: str, kinds: Any, words: str) -> Any:
        if self.data is None:
            raise Refused(Status.MISSING_DATA, f"The request has no data; expected `{name}`.")
        if not self.has(name):
            raise Refused(Status.MISSING_FIELD, f"The request lacks `{name}`.")
        if not isinstance(self.data[name], kinds):
            raise Refused(Status.FIELD_TYPE, f"`{name}` is expected to be {words}.")
        return self.data[name]

    def _named(self, kind: str, among: tuple[Named, ...]) -> Named:
        """What `sceneName` or `sceneUuid` names (or of an input)."""
        by_name = self.has(f"{kind}Name") or not self.has(f"{kind}Uuid")
        wanted = self.text(f"{kind}Name" if by_name else f"{kind}Uuid")
        found = next((one for one in among if wanted == (one.name if by_name else one.uuid)), None)
        if found is None:
            raise Refused(Status.NOT_FOUND, f"There is no {kind} {wanted[:80]!r} here.")
        return found
