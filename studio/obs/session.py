"""One client: its handshake, what it asks, and what it is told. Bounded in both directions."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import time
import uuid
from collections.abc import Coroutine
from typing import Any

from django.db import DatabaseError
from websockets.asyncio.server import ServerConnection
from websockets.exceptions import ConnectionClosed

from studio.air.browser.flow import Allowance
from studio.air.browser.grants import Asker, Grant
from studio.air.browser.hub import ShowHub, hub_of
from studio.air.control.outbox import Outbox, Parcel
from studio.air.runmixer.show_state import text_of
from studio.air.senders import Sender, signed
from studio.air.verbs import rights_for
from studio.obs import batches, door, encodings, events, passwords
from studio.obs.asked import Asked, Settled
from studio.obs.protocol import RPC_VERSION, Close, Closing, Intent, Op, Refused, Status, message, status
from studio.obs.refusals import refused_by
from studio.obs.requests import answered
from studio.obs.seen import seen_of
from studio.obs.state import ObsState
from studio.people import origin
from studio.people.roles import Action

log = logging.getLogger(__name__)
IDENTIFY_S = 10.0  # how long somebody may stay without saying who they are
STUCK_S = 10.0  # a reader that takes nothing for so long is cut off
SETTLE_S = 1.0  # how long after an answer its effect is waited for
IN_FLIGHT_MOST = 32  # commands that wait for the mixer's answer
RATE, BURST = 120.0, 1000.0  # requests a second, and at once: clients ask for all of each scene and input on connecting
REASON_MOST = 120  # bytes of a close's reason, of which WebSocket takes 123
FORWARDED = "X-Forwarded-For"
METERS = '{"type":"meters"'


class Session:
    """A viewer of its show's hub and a guest of its admission, as a console's socket is."""

    asker: Asker
    grant: Grant
    hub: ShowHub

    def __init__(self, socket: ServerConnection) -> None:
        self.socket = socket
        self.address = address_of(socket)
        self.encoding = encodings.of(socket.subprotocol)
        self.subscribed = Intent(0)
        self.state = ObsState()
        self.heard = self.said = 0
        self.allowance = Allowance(time.monotonic(), RATE, BURST)
        self.outbox = Outbox(self._wake)
        self._something = asyncio.Event()
        self._news = asyncio.Event()
        self._turn = asyncio.Lock()
        self._running: set[asyncio.Task[None]] = set()
        self._obeying = 0
        self._identified = False

    @property
    def identified(self) -> bool:
        return self._identified

    async def serve(self) -> None:
        """Until either side hangs up."""
        sender = asyncio.create_task(self._send())
        try:
            await self._converse()
        except Closing as closing:
            await self.end(closing)
        except ConnectionClosed:
            pass
        finally:
            sender.cancel()
            for task in self._running:
                task.cancel()
            self._leave()

    async def end(self, closing: Closing) -> None:
        reason = str(closing).encode()[:REASON_MOST].decode(errors="ignore")
        await self.socket.close(int(closing.code), reason)

    async def _converse(self) -> None:
        try:
            async with asyncio.timeout(IDENTIFY_S):
                await self._identify()
        except TimeoutError:
            raise Closing(Close.NOT_IDENTIFIED, f"Identify was expected within {IDENTIFY_S:g} s.") from None
        async for raw in self.socket:
            self._hear(self._read(raw))

    # -- who it is ---------------------------------------------------------------------------------

    async def _identify(self) -> None:
        asked = passwords.challenge()
        self.tell(message(Op.HELLO, door.hello(asked)))
        op, data = self._read(await self.socket.recv())
        if op is not Op.IDENTIFY:
            raise Closing(Close.NOT_IDENTIFIED, "The first message is Identify (op 1).")
        subscribed = door.subscriptions(data)
        token = await door.let_in(data, asked, self.address)
        self.asker = Asker(token=token.pk)
        await self._enter(str(token.show_id))
        self._welcome(subscribed)

    async def _enter(self, show_id: str) -> None:
        try:
            self.grant = await door.granted(self.asker, show_id)
        except DatabaseError:
            raise Closing(Close.UNKNOWN_REASON, "The database does not answer; try again in a few seconds.") from None
        if not door.good(self.grant):
            raise Closing(Close.AUTHENTICATION, "Who made this password may not see the show any more.")
        self.hub = hub_of(show_id)
        await self.hub.enter(self)
        self._identified = True
        self.hub.admission.admit(self)
        self.state = seen_of(self.hub)

    def _welcome(self, subscribed: Intent) -> None:
        self.subscribed = subscribed
        self.hub.link.look(self.outbox, {"meters"} if subscribed & Intent.METERS else set())
        self.tell(message(Op.IDENTIFIED, {"negotiatedRpcVersion": RPC_VERSION}))

    def _leave(self) -> None:
        if self._identified:
            self._identified = False
            self.hub.admission.leave(self)
            self.hub.leave(self)

    # -- in ----------------------------------------------------------------------------------------

    def _read(self, raw: str | bytes) -> tuple[Op, dict[str, Any]]:
        """What a message is, and its data. Raises Closing."""
        self._count()
        self.heard += 1
        value = self.encoding.read(raw)
        if not isinstance(value, dict):
            raise Closing(Close.DECODE, "A message is an object with `op` and `d`.")
        op, data = value.get("op"), value.get("d")
        if not isinstance(op, int) or isinstance(op, bool) or op not in Op.__members__.values():
            raise Closing(Close.UNKNOWN_OP, "A message has an `op` that the protocol knows.")
        if not isinstance(data, dict):
            raise Closing(Close.MISSING_FIELD if data is None else Close.FIELD_TYPE, "A message has an object `d`.")
        return Op(op), data

    def _count(self) -> None:
        """One more request, of a batch each. Raises Closing."""
        if not self.allowance.take(time.monotonic()):
            raise Closing(Close.POLICY, f"More than {RATE:g} requests a second came.")

    def _hear(self, told: tuple[Op, dict[str, Any]]) -> None:
        op, data = told
        if op is Op.REIDENTIFY:
            self._welcome(door.subscriptions(data, self.subscribed))
        elif op is Op.REQUEST:
            self._request(data)
        elif op is Op.BATCH:
            batch = batches.read(data)
            for _ in batch.requests[1:]:
                self._count()
            self._start(self._do_batch(batch))
        elif op is Op.IDENTIFY:
            raise Closing(Close.ALREADY_IDENTIFIED, "This socket is identified already; Reidentify (op 3) changes it.")
        else:
            raise Closing(Close.UNKNOWN_OP, f"A client does not send op {op}.")

    def _request(self, data: dict[str, Any]) -> None:
        name = batches.type_in(data)
        if "requestId" not in data:
            raise Closing(Close.MISSING_FIELD, "A request has a `requestId`.")
        about = {"requestType": name, "requestId": data["requestId"]}
        self._start(self._do(about, batches.data_in(data)))

    def _start(self, doing: Coroutine[Any, Any, None]) -> None:
        """Carry something out beside what else is asked: only commands take time, and of those few wait at once."""
        task = asyncio.create_task(self._guarded(doing))
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def _guarded(self, doing: Coroutine[Any, Any, None]) -> None:
        try:
            await doing
        except Closing as closing:
            await self.end(closing)
        except Exception:
            log.exception("a request met an error that should not happen")
            await self.end(Closing(Close.UNKNOWN_REASON, "A mistake of the studio's, which its log has."))

    async def _do(self, about: dict[str, Any], data: dict[str, Any] | None) -> None:
        self.tell(message(Op.RESPONSE, about | await self._outcome(about["requestType"], data)))

    async def _do_batch(self, batch: batches.Batch) -> None:
        """One after the other; a failure ends it where that was asked for."""
        results: list[dict[str, Any]] = []
        for one in batch.requests:
            outcome = await self._outcome(one.name, one.data)
            results.append(one.about | outcome)
            if batch.halts and not outcome["requestStatus"]["result"]:
                break
        self.tell(message(Op.BATCH_RESPONSE, {"requestId": batch.id, "results": results}))

    async def _outcome(self, name: str, data: dict[str, Any] | None) -> dict[str, Any]:
        """Status and data of an answer."""
        if not name:
            return {"requestStatus": status(Status.MISSING_TYPE, "The request lacks `requestType`.")}
        try:
            told = await answered(name, Asked(self, data))
        except Refused as refused:
            return {"requestStatus": status(refused.status, str(refused))}
        return {"requestStatus": status(Status.SUCCESS)} | ({} if told is None else {"responseData": told})

    # -- the desk that requests are for ------------------------------------------------------------

    @property
    def told(self) -> dict[str, Any]:
        return self.hub.link.state if self.hub.link.up else {}

    def frame_at(self, now: float) -> int | None:
        return self.hub.link.frames.at(now) if self.hub.link.up else None

    async def obey(self, verb: str, parts: dict[str, Any], so: Settled | None = None) -> dict[str, Any]:
        if self._obeying >= IN_FLIGHT_MOST:  # nothing waits for better times
            raise Refused(Status.NOT_READY, "Too many commands wait for an answer.")
        self._obeying += 1
        try:
            answer = await self._sent({"verb": verb, "id": uuid.uuid4().hex, **parts})
        finally:
            self._obeying -= 1
        if not answer["ok"]:
            raise refused_by(answer)
        if so:
            await self._settled(so)
        return answer

    async def _sent(self, command: dict[str, Any]) -> dict[str, Any]:
        """The mixer's answer to a command; each is asked about, and sent, in the order in which they came."""
        async with self._turn:
            await self._check(command)
            sent = asyncio.create_task(self.hub.link.command(signed(command, self._sender())))
        return await sent

    async def _check(self, command: dict[str, Any]) -> None:
        """Ask anew: nothing is done in the second after a password ended. Raises Refused."""
        with contextlib.suppress(DatabaseError):  # what was known last counts for a minute, as on the console
            self.grant = await door.granted(self.asker, self.hub.show_id)
        rundown = self.hub.link.state.get("rundown")
        if not (door.good(self.grant) and all(self.grant.may(right, rundown) for right in rights_for(command))):
            raise Refused(Status.CANNOT_ACT, "The role of this password may watch the show, not direct it.")

    def _sender(self) -> Sender:
        return Sender(self.grant.full_name, "api", self.address)

    async def _settled(self, so: Settled) -> None:
        """Whoever asks right after an answer is told what it brought."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(SETTLE_S):
                while not so(self.state):
                    self._news.clear()
                    await self._news.wait()

    # -- out ---------------------------------------------------------------------------------------

    def tell(self, told: dict[str, Any]) -> None:
        self.outbox.say(text_of(told))

    def _wake(self) -> None:
        self._something.set()

    async def _send(self) -> None:
        try:
            while not self.outbox.overrun:
                parcel = self.outbox.next()
                if parcel is None:
                    self._something.clear()
                    await self._something.wait()
                    continue
                async with asyncio.timeout(STUCK_S):
                    await self.socket.send(self.encoding.write(self._worded(parcel)))
                self.said += 1
        except ConnectionClosed:
            return
        except TimeoutError:
            pass
        except Exception:
            log.exception("a client of obs-websocket could not be sent to")
        self.socket.transport.abort()

    def _worded(self, parcel: Parcel) -> str:
        """Meters wait as the mixer sent them, the newest alone, and become an event when they go out."""
        text = parcel if isinstance(parcel, str) else parcel.decode()
        return text_of(events.meters(self.state, json.loads(text))) if text.startswith(METERS) else text

    # -- what the hub says -------------------------------------------------------------------------

    def link_is(self, up: bool) -> None:
        self._follow()

    def keeps(self, parts: dict[str, Any]) -> None:
        self._follow()

    def hears(self, told: dict[str, Any]) -> None:
        if told["type"] == "change":
            self._follow()
            if "revision" in told:
                self.hub.look_now()

    def editors_are(self, editors: list[dict[str, Any]]) -> None: ...

    def _follow(self) -> None:
        if not self._identified:
            return
        before, self.state = self.state, seen_of(self.hub)
        for told in events.between(before, self.state, self.subscribed):
            self.tell(told)
        self._news.set()

    # -- who may stay ------------------------------------------------------------------------------

    @property
    def operator(self) -> str:
        return self.grant.name if self.grant.may(Action.OPERATE) else ""

    @property
    def person(self) -> str:
        return self.grant.full_name

    @property
    def role(self) -> str:
        return self.grant.role

    async def judged(self, grant: Grant | None) -> None:
        """A password that ended closes its sockets within about a second."""
        self.grant = grant or self.grant
        if self._identified and not door.good(self.grant):
            await self.end(Closing(Close.INVALIDATED, "This password has ended."))


def address_of(socket: ServerConnection) -> str:
    """Whom a client comes from, past our own proxies."""
    told = socket.request.headers.get_all(FORWARDED) if socket.request else []
    return origin.past_proxies(str((socket.remote_address or ("",))[0]), ",".join(told))
