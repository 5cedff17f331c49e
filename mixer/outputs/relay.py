"""Relay: the programme sent on to somebody else's server, honest about whether it arrives, tried again for ever.

Each attempt is an ffmpeg of its own, fed from a keyframe on; nothing that it or a server does is waited for.
"""

from __future__ import annotations

import ipaddress
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any, NamedTuple, Protocol

from mixer.errors import MixerError, SourceLost, SourceRefused
from mixer.outputs.destination import Say, Session, arguments, serve
from mixer.outputs.send_queue import Connection, connections
from mixer.outputs.sender import Address, Sender
from mixer.protocol.addresses import OUT_PORTS, Policy, Resolve, look_up, parse_url

NAME = "relay"
LOOK_UP_S = 5.0  # so long a name may take to be looked up
CONNECT_S = 4.0  # so long a server may take until it lets us publish
LOOK_S = 0.5  # between two looks at the line
STALL_S = 3.0  # so long a server may take nothing of what waits for it
PAUSES_S = (1.0, 1.5, 2.0, 3.0, 5.0, 7.5, 11.0, 17.0, 25.0, 30.0)  # before the next try, as often as one has failed
STEADY_S = 30.0  # what was live so long had begun well
BACKLOG_S = 8.0  # of programme may wait for the line; of one that is too slow whole stretches are left out
WELL_S = 10.0  # a line that has left nothing out for so long is well again
AT_ONCE_S = 0.05  # a name that is known, or is a number, needs no longer
LEAVING_S = 2.0  # to say goodbye
NOT_TOLD = "waiting to be told where to"
NO_KEY = "it has no stream key; give one in its settings"


class Sends(Protocol):
    """What the relay needs of an ffmpeg."""

    pid: int
    sent: int
    taken: int
    backlog: int

    @property
    def ended(self) -> bool: ...
    def feed(self, fragment: bytes) -> None: ...
    def flush(self) -> None: ...
    def forget_waiting(self) -> None: ...
    def why(self) -> str: ...
    def end(self) -> None: ...
    def ends_within(self, seconds: float) -> bool: ...
    def kill(self) -> None: ...


class Asked(Protocol):
    """A name that is being looked up."""

    def within(self, seconds: float) -> Address | None: ...  # where to send to; raises MixerError


class LookUp:
    """Looks a server's name up on a thread of its own: a resolver that hangs holds up nothing."""

    def __init__(self, address: Address, failures: int) -> None:
        self._address, self._turn = address, failures
        self._done = threading.Event()
        self._found: Address | None = None
        self._error: MixerError | None = None
        threading.Thread(target=self._run, daemon=True).start()

    def within(self, seconds: float) -> Address | None:
        """The address to send to, once it is known. Raises MixerError."""
        if self._done.wait(seconds) and self._error:
            raise self._error
        return self._found

    def _run(self) -> None:
        try:
            self._found = allowed(self._address, Policy.from_env(), turn=self._turn)
        except MixerError as error:
            self._error = error
        self._done.set()


def allowed(address: Address, policy: Policy, *, turn: int = 0, resolve: Resolve = look_up) -> Address:
    """The address by number, one of its server's in turn, so that the name cannot change. Raises MixerError.

    RTMPS needs the name for its certificate; there the connection is looked at afterwards.
    """
    target = parse_url(address.server, OUT_PORTS)
    found = resolve(target.host)
    if target.host not in policy.hosts and not all(policy.allows(ipaddress.ip_address(one)) for one in found):
        raise SourceRefused(f"{target.host} is not a public address; the operator can open it in TALLY_ALLOW_NETS")
    if target.scheme == "rtmps":
        return address
    return replace(address, server=target.url_to(found[turn % len(found)]), name=address.server)


class Leaving(NamedTuple):
    """A sender whose input has ended; at `until` it is killed."""

    sender: Sends
    until: float


class Relay:
    """The writer. `state` is waiting, connecting, live or retrying; only what arrives is live."""

    def __init__(
        self, say: Say, *,
        make: Callable[[Address, bytes], Sends] = Sender,
        look: Callable[[int], list[Connection]] = connections,
        ask: Callable[[Address, int], Asked] = LookUp,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:  # fmt: skip
        self.say, self.make, self.look, self.ask, self.clock = say, make, look, ask, clock
        self.state, self.text = "waiting", NOT_TOLD
        self.address: Address | None = None
        self.init = b""
        self.sender: Sends | None = None
        self.leaving: list[Leaving] = []
        self.failures = self.left_out = 0
        self.again_at = self.began_at = self.live_at = self.moved_at = self.looked_at = 0.0
        self.asked: Asked | None = None
        self._asked_at = self._skipped_at = 0.0
        self._arrived = 0  # bytes that the server has taken, at most
        self._skipping = False  # the line is too slow: until the next keyframe
        self._slow = False  # and has been so lately
        self._fps, self._fed, self._frames = 30.0, 0, 0  # of the sender's programme so far
        self._blamed = ""

    # -- the programme comes in ------------------------------------------------------------------

    def use(self, output: dict[str, Any], secrets: dict[str, str]) -> None:
        """Send there from now on."""
        address = Address(
            str(output["server"]), secrets.get("key", ""), secrets.get("passphrase", ""), int(output["latency_ms"])
        )
        if address == self.address:
            return
        self.address, self.failures, self.again_at, self._blamed = address, 0, 0.0, ""
        self.asked = None
        self._let_go()
        self._wait("waiting for the programme")

    def begin(self, session: Session, init: bytes) -> None:
        """A new timeline: nobody's decoder could join it to the old one, so it is sent by another ffmpeg."""
        self._let_go()
        self.init, self._fps = init, float(session.rate)

    def add(self, key: bool, fragment: bytes) -> None:
        if self.sender is None and not (key and self._connect()):
            return
        assert self.sender
        if self._skipping and not key:
            self.left_out += 1
            return
        self._skipping = False
        self._fed, self._frames = self._fed + len(fragment), self._frames + 1
        self.sender.feed(fragment)

    def flush(self) -> None:
        if self.sender:
            self.sender.flush()
            self._judge(self.sender)
        if self.sender and self.clock() - self.looked_at >= LOOK_S:
            self.looked_at = self.clock()
            self._look_at_the_line(self.sender)

    def broken(self) -> None:
        """What comes next does not join on: the server is told that this is the end, and hears of us again."""
        self._let_go()
        if self.state in ("live", "connecting"):
            self._wait("waiting for the programme to go on")

    def tick(self) -> None:
        self.flush()
        self._see_off()
        if self.sender is None and self.init and self.clock() >= self.again_at:
            self._ask()

    def close(self) -> None:
        self._let_go()
        for one in self.leaving:
            one.sender.ends_within(LEAVING_S)
            one.sender.kill()
        self.state, self.text = "ended", "it has ended"

    def status(self) -> dict[str, Any]:
        live_s = self.clock() - self.live_at if self.state == "live" else 0.0
        retry_s = max(0.0, self.again_at - self.clock()) if self.state == "retrying" else 0.0
        return {
            "state": self.state, "text": self.text, "seconds": round(live_s, 1), "failures": self.failures,
            "retry_s": round(retry_s, 1), "bytes": self.sender.sent if self.sender else 0, "left_out": self.left_out,
            "backlog": self.sender.backlog if self.sender else 0,
        }  # fmt: skip

    # -- a try -----------------------------------------------------------------------------------

    def _connect(self) -> bool:
        """Begin a sender, if it is time to."""
        if self.address is None or not self.init or self.clock() < self.again_at:
            return False
        if not self.address.srt and not self.address.key:
            self._fail(NO_KEY)
            return False
        try:
            where = self._looked_up()
            if where is None:
                return False
            self.sender = self.make(where, self.init)
        except MixerError as error:
            self._fail(str(error))
        except OSError as error:
            missing = isinstance(error, FileNotFoundError)
            self._fail("ffmpeg is not installed; relays need it" if missing else f"ffmpeg: {error.strerror}")
        if self.sender is None:
            return False
        self.began_at = self.moved_at = self.clock()
        self._arrived, self._skipping, self._slow, self._fed, self._frames = 0, False, False, 0, 0
        self.state, self.text = "connecting", f"connecting to {self._host}"
        return True

    def _ask(self) -> None:
        """Have the name looked up, if that is not being done; at the next keyframe it is known."""
        if self.asked is None and self.address is not None:
            self.asked, self._asked_at = self.ask(self.address, self.failures), self.clock()

    def _looked_up(self) -> Address | None:
        """Where to connect to; None while that is not known. Raises MixerError."""
        self._ask()
        assert self.asked
        where = self.asked.within(AT_ONCE_S)
        if where is None and self.clock() - self._asked_at <= LOOK_UP_S:
            self.state, self.text = "connecting", f"looking up {self._host}"
            return None
        self.asked = None
        if where is None:
            raise SourceLost(f"the name {self._host} cannot be looked up")
        return where

    @property
    def _host(self) -> str:
        return parse_url(self.address.server, OUT_PORTS).host if self.address else ""

    def _judge(self, sender: Sends) -> None:
        """Whether it publishes, has ended, takes too long, or is too slow."""
        now = self.clock()
        if sender.ended:
            self._fail(sender.why() or "the server closed the connection")
        elif self.state == "connecting" and sender.sent > 0:
            self.state, self.text, self.live_at, self._blamed = "live", f"live on {self._host}", now, ""
            self.say("info", "relay_live", self.text)
        elif self.state == "connecting" and now - self.began_at > CONNECT_S:
            self._fail(f"{self._host} does not answer")
        elif self.state == "live":
            self._mind_the_backlog(sender, now)

    def _mind_the_backlog(self, sender: Sends, now: float) -> None:
        """Leave out what a slow line cannot take, say so once, and when it is well again."""
        most = BACKLOG_S * self._fps * self._fed / max(1, self._frames)
        if sender.backlog > most and not self._skipping:
            sender.forget_waiting()
            self._skipping, self._skipped_at = True, now
            if not self._slow:
                self._slow, self.text = True, "the line is too slow for the programme; parts of it are left out"
                self.say("warning", "relay_slow", f"{self._host}: {self.text}")
        elif self._slow and now - self._skipped_at > WELL_S:
            self._slow, self.text = False, f"live on {self._host}"

    def _look_at_the_line(self, sender: Sends) -> None:
        """Does the server take what is sent, and is it still one that may be sent to?"""
        found, now = self.look(sender.pid), self.clock()
        if self._moved_on(sender, sum(one.unsent for one in found)):
            self.moved_at = now
        elif self.state == "live" and now - self.moved_at > STALL_S:
            self._fail(f"{self._host} takes nothing any more")
            return
        policy, host = Policy.from_env(), self._host
        if host not in policy.hosts and not all(policy.allows(one.peer) for one in found):
            self._fail(f"{host} has become an address inside our network")

    def _moved_on(self, sender: Sends, unsent: int) -> bool:
        """Whether the server took something since the last look, or nothing waits for it."""
        arrived = (sender.sent or sender.taken) - unsent
        moved = arrived > self._arrived or not (unsent or sender.backlog)
        self._arrived = max(self._arrived, arrived)
        return moved

    # -- and its end -----------------------------------------------------------------------------

    def _fail(self, why: str) -> None:
        """Say why, once, and try again after a pause that grows."""
        steady = self.state == "live" and self.clock() - self.live_at > STEADY_S
        self.failures = 1 if steady else self.failures + 1
        self.asked = None
        self.again_at = self.clock() + PAUSES_S[min(self.failures, len(PAUSES_S)) - 1]
        if self.sender:
            self.sender.kill()
            self.sender = None
        self.state, self.text = "retrying", why
        if why != self._blamed:
            self._blamed = why
            self.say("error", "relay_lost", why)

    def _wait(self, text: str) -> None:
        self.state, self.text = "waiting", text

    def _let_go(self) -> None:
        """Let the sender finish by itself, for a while."""
        if self.sender:
            self.sender.flush()
            self.sender.end()
            self.leaving.append(Leaving(self.sender, self.clock() + LEAVING_S))
            self.sender = None

    def _see_off(self) -> None:
        for one in list(self.leaving):
            if one.sender.ended or self.clock() > one.until:
                one.sender.kill()
                self.leaving.remove(one)


def main(argv: list[str]) -> int:
    args = arguments(NAME, "Send the programme on to a server, as its socket is told.").parse_args(argv)
    return serve(args.run_dir, args.known_as, Relay)
