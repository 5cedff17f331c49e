"""What somebody looks at: monitors, tiles, meters, and sources closely."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from mixer.protocol.basics import is_ident
from studio.air.runmixer.relay import BUSES, SOLOS_MOST, is_bus

CLOSE = "close:"  # so begins what an outbox wants of a source that is looked at closely
CLOSE_MOST = 4


@dataclass(frozen=True, slots=True)
class Watch:
    """Which live data a client looks at. Of the sources `close` tiles are larger, and there are more."""

    monitors: frozenset[str] = frozenset()
    tiles: bool = False
    meters: bool = False
    close: frozenset[str] = frozenset()

    @classmethod
    def read(cls, message: dict[str, Any]) -> Watch:
        asked, close = [one for one in message.get("monitors") or [] if is_bus(one)], closely(message)
        solos = [one for one in asked if one not in BUSES][:SOLOS_MOST]
        monitors = frozenset(BUSES) & frozenset(asked) | frozenset(solos)
        return cls(monitors, bool(message.get("tiles")), bool(message.get("meters")), close)

    @property
    def wants(self) -> set[str]:
        return looks_at({"tiles": self.tiles, "meters": self.meters})


def looks_at(message: dict[str, Any]) -> set[str]:
    """The live data that a message asks for; tiles are those of overlays too."""
    asked = {"tiles": "tiles", "overlays": "tiles", "meters": "meters"}
    return {name for name, by in asked.items() if message.get(by)}


def closely(message: dict[str, Any]) -> frozenset[str]:
    """The sources that a message names to be looked at closely; a few at most."""
    asked = message.get("close")
    ids = [one for one in asked if isinstance(one, str) and is_ident(one)] if isinstance(asked, list) else []
    return frozenset(ids[:CLOSE_MOST])


def closest(wants: Iterable[set[str]]) -> list[str]:
    """The sources that any of these outboxes look at closely."""
    ids = {name.removeprefix(CLOSE) for one in wants for name in one if name.startswith(CLOSE)}
    return sorted(ids)[:CLOSE_MOST]
