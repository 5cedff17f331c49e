"""Commands that come by a socket: who may ask them, how many at once, and in whose name they go on."""

from __future__ import annotations

import asyncio
from dataclasses import fields
from typing import Any, Protocol

from studio.air.browser.grants import Grant
from studio.air.browser.hub import ShowHub
from studio.air.runmixer.answers import refusal
from studio.air.senders import Sender, signed
from studio.air.verbs import ASKED, Verb, rights_for, verb_of
from studio.people import origin
from studio.people.roles import Action, in_order

IN_FLIGHT_MOST = 32
ACTS = {one.right for one in ASKED.values()} - {Action.EDIT}  # the rights to what is pressed at a desk
OF_MESSAGES = ("type", "id", "verb", "seat", "turn")
OF_ALL_VERBS = ("not_after_frame", "within_ms")
WITHIN_LEAST, WITHIN_MOST = 100, 5000
Json = dict[str, Any]


class AtSocket(Protocol):
    """Who asks, as their rights stand by now."""

    grant: Grant
    hub: ShowHub
    scope: Any

    def tell(self, message: Json) -> None: ...


class Asking:
    """What one socket asks for. Immediate: nothing waits for better times, and all of it ends with the socket."""

    def __init__(self, socket: AtSocket, by_way_of: str, *, strict: bool = False) -> None:
        """`strict`: what a verb does not know is refused, as REST refuses it; pages of an older build may send such."""
        self._socket, self._way, self._strict = socket, by_way_of, strict
        self._seat: Json = {}
        self._running: set[asyncio.Task[None]] = set()

    def end(self) -> None:
        for task in self._running:
            task.cancel()

    def sit(self, message: Json) -> None:
        """Whose connection this is, and the how manyth: what an earlier one had not delivered is void."""
        self._seat = {name: message.get(name) for name in ("seat", "turn")}
        if self._socket.grant.rights & ACTS:
            self._socket.hub.link.tell_seat(self._seat)

    def start(self, message: Json) -> None:
        """Carry a command out, or refuse it at once."""
        name, verb = str(message.get("id", ""))[:80], verb_of(message, ASKED)
        if verb and not (refused := self._refused(name, verb, message)):
            task = asyncio.create_task(self._obey({**message, "id": name}, verb))
            self._running.add(task)
            task.add_done_callback(self._running.discard)
            return
        no_verb = ("bad_command", f"There is no command {str(message.get('verb'))[:40]!r} here.")
        self._socket.tell(refusal(name, *(refused if verb and refused else no_verb)))

    def _refused(self, name: str, verb: Verb, message: Json) -> tuple[str, str] | None:
        grant, rundown = self._socket.grant, self._socket.hub.link.state.get("rundown")
        if not name:
            return "bad_command", "A command needs an id."
        if not (grant.fresh and all(grant.may(right, rundown) for right in rights_for(message))):
            return "forbidden", "Your role does not allow this."
        if self._strict and (wrong := wrong_in(message, verb)):
            return "bad_command", wrong
        if len(self._running) >= IN_FLIGHT_MOST:
            return "busy", "Too many commands wait for an answer."
        return None

    async def _obey(self, message: Json, verb: Verb) -> None:
        grant = self._socket.grant
        asked = {name: part for name, part in message.items() if name not in ("seat", "turn")} | self._seat
        by = {"by": grant.name} if verb.signed else {}
        rank = {"directs": grant.may(Action.OPERATE)} if verb.ranked else {}
        bounds = {"rights": in_order(grant.rights)} if verb.bounded else {}
        owner = {"owner": grant.owner} if verb.owned else {}
        command = signed(asked | by | rank | bounds | owner, self._sender())
        self._socket.tell(await self._socket.hub.link.command(command))

    def _sender(self) -> Sender:
        """Who is at this socket, for the log of commands."""
        return Sender(self._socket.grant.full_name, self._way, origin.of_socket(self._socket.scope))


def wrong_in(message: Json, verb: Verb) -> str:
    """What of a command makes no sense before anybody looks at its parts, or nothing."""
    on_frame = {"on_frame"} if verb.engine and verb.dated else set()
    known = {one.name for one in fields(verb.value)} | {*OF_ALL_VERBS} | on_frame
    if strangers := sorted(set(message) - known - {*OF_MESSAGES}):
        expected = ", ".join(sorted(known - {*OF_MESSAGES}))
        return f"{message['verb']} does not know {', '.join(strangers)[:200]}; it takes {expected}."
    within = message.get("within_ms")
    if within is not None and not (type(within) is int and WITHIN_LEAST <= within <= WITHIN_MOST):
        return f"within_ms is a number from {WITHIN_LEAST} to {WITHIN_MOST}."
    if not isinstance(message.get("not_after_frame"), int | None):
        return "not_after_frame is the number of a frame."
    return ""
