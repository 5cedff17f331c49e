"""Who sends a command to a show on air, and from where: it goes along with the command as far as the log."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import asdict, dataclass
from typing import Any

KEY = "sender"  # of a command on its way to runmixer
LONGEST = 200


@dataclass(frozen=True, slots=True)
class Sender:
    """A person's or a token's name; `origin`: console, api, studio, macro, or nothing; a network address.

    `request` is the id of the API request that it came with, if it came with one.
    """

    by: str = ""
    origin: str = ""
    address: str = ""
    request: str = ""

    def to_json(self) -> dict[str, str]:
        """As it stands in the log."""
        return {name: text for name, text in asdict(self).items() if text}


STUDIO = Sender("the studio", "studio")


def signed(command: dict[str, Any], sender: Sender) -> dict[str, Any]:
    return {**command, KEY: sender.to_json()}


def sender_in(message: dict[str, Any]) -> Sender:
    """Who sent a command, as far as it says so."""
    told = message.get(KEY)
    if not isinstance(told, dict):
        return Sender()
    return Sender(*(str(told.get(name) or "")[:LONGEST] for name in ("by", "origin", "address", "request")))


_sending: ContextVar[Callable[[], Sender] | None] = ContextVar("sending", default=None)


@contextmanager
def sending(who: Callable[[], Sender]) -> Iterator[None]:
    """While this lasts, what is asked of shows on air is asked by them; `who` tells once that is known."""
    token = _sending.set(who)
    try:
        yield
    finally:
        _sending.reset(token)


def whoever_sends() -> Sender | None:
    who = _sending.get()
    return who() if who else None
