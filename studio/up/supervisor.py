"""The supervisor of `make run`: starts everything on one machine, keeps it running, ends it in order.

It is one loop in one thread. Mixers are not its children: they are launched by a worker, found by their locks, and
stay on air when the supervisor is killed.
"""

from __future__ import annotations

import contextlib
import select
import signal
import socket
import time
import urllib.request
from collections import deque
from collections.abc import Callable, Iterator
from types import FrameType

from studio.air.processes.programs import cap_log
from studio.up import onair, programs, record
from studio.up import private_redis as redis
from studio.up.errors import CannotStart
from studio.up.ingest import Ingest
from studio.up.private_redis import RedisPlace
from studio.up.program import Child, Program
from studio.up.programs import Where

TICK_S, BUSY_TICK_S = 1.0, 0.05
REDIS_S = 15.0
SLOW_START_S = 60.0
REST_S = 8.0  # what can wait for the console waits no longer than this
LOG_CAP = 10 << 20
ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Supervisor:
    """Once the console answers, `announce` is called with its address until it returns True.

    What a director waits for comes first, by itself: `put_on_air` the shows, then the console. Programs of the queue,
    each of which takes a second of a core to start, follow one by one when the console answers.
    """

    def __init__(
        self,
        where: Where,
        url: str,
        announce: Callable[[str], bool],
        say: Callable[[str], None],
        put_on_air: Callable[[], None] = lambda: None,
    ) -> None:
        self.where, self.url, self.announce, self.say, self.put_on_air = where, url, announce, say, put_on_air
        self.children: dict[str, Child] = {}
        # What nobody waits for in front of a screen. Made when it is due: captions are told where Redis is.
        self.rest = deque([programs.mixers, programs.beat, programs.jobs, programs.captions])
        self.redis: RedisPlace | None = None
        self.ready = False
        self.asked_to_end = 0

    # -- start -------------------------------------------------------------------------------------

    def run(self, ingest: Ingest | None, pushers: Callable[[], list[Program]], *, private_redis: bool) -> None:
        """Start everything and watch it until somebody asks us to end; then end it in order.

        The pushers are asked for when the console answers, which lets them in.
        """
        with self._signals() as woken:
            try:
                redis_child = self._start_redis() if private_redis else None
                if ingest:
                    ingest.write()
                    self.add(programs.ingest(self.where, ingest))
                self.put_on_air()
                self.add(programs.web(self.where))
                if redis_child:
                    self._wait_for_redis(redis_child)
                self._watch(woken, pushers)
            finally:
                self.stop()

    def _start_redis(self) -> Child:
        self.redis = redis.take_place(self.where.home / "run" / "redis.json")
        return self.add(programs.redis(self.where, self.redis))

    def _wait_for_redis(self, child: Child) -> None:
        assert self.redis
        deadline = time.monotonic() + REDIS_S
        while not redis.answers(self.redis):
            if time.monotonic() > deadline or child.process is None:
                raise CannotStart(f"The private Redis did not start; its log is {child.program.log}")
            time.sleep(BUSY_TICK_S)

    def add(self, program: Program) -> Child:
        child = self.children[program.name] = Child(program)
        child.start()
        return child

    # -- watch -------------------------------------------------------------------------------------

    def _watch(self, woken: socket.socket, pushers: Callable[[], list[Program]]) -> None:
        started, slow = time.monotonic(), False
        self._record()
        while not self.asked_to_end:
            self._wait(woken)
            if [child for child in list(self.children.values()) if self._looked_after(child)]:
                self._record()
            if not self.ready and self._answers() and self.announce(self.url):
                self.ready = True
                for program in pushers():
                    self.add(program)
                self._record()
            elif self.rest and (self.ready or time.monotonic() - started > REST_S):
                self.add(self.rest.popleft()(self.where))
                self._record()
            if not self.ready and not slow and time.monotonic() - started > SLOW_START_S:
                slow = True
                self.say(f"The console does not answer yet. Still trying; see {self.where.log('web')}")

    def _looked_after(self, child: Child) -> bool:
        if child.program.log:
            cap_log(child.program.log, LOG_CAP)
        changed = child.watch()
        if changed and child.done:
            for program in child.program.before:
                self.add(program)
        elif changed and child.process is None and child.failures.bit_count() == 1:  # the 1st, 2nd, 4th, 8th time
            log = f" ({child.program.log})" if child.program.log else ""
            self.say(f"{child.program.name} {child.text}{log}")
        return changed

    def _wait(self, woken: socket.socket) -> None:
        """Until a signal (the end of a child is one) or the next tick."""
        select.select([woken], [], [], TICK_S if self.ready else BUSY_TICK_S)
        with contextlib.suppress(BlockingIOError):
            woken.recv(4096)

    def _answers(self) -> bool:
        """Whether the console, its database and Redis answer."""
        try:
            with urllib.request.urlopen(f"{self.where.own_address}/readyz", timeout=3) as answer:
                return bool(answer.status == 200)
        except (OSError, ValueError):
            return False

    def _record(self) -> None:
        with contextlib.suppress(OSError):  # a full disk must not end everything that runs on it
            record.write(self.where.home, self.url, self.ready, self.children.values())

    # -- end ---------------------------------------------------------------------------------------

    def stop(self) -> None:
        """Beat, then shows, workers, the web server, ingest, Redis: nobody starts what another has just ended."""
        if self.children:
            self.say("Stopping. What is wanted on air is remembered.")
        self._end("beat")
        self._end_shows()
        self._end("mixers", "jobs", "speech", "translate", "captions")
        onair.send(signal.SIGTERM, onair.launching(self.where.home))  # one that a worker started in that moment
        self._end_shows()
        self._end("web")
        self._end(*(name for name in self.children if name not in ("redis", "ingest")))
        self._end("ingest")
        self._end("redis")
        if self.redis:
            redis.leave(self.redis, self.where.home / "run" / "redis.json")
        record.remove(self.where.home)

    def _end(self, *names: str) -> None:
        """End these together: all are asked, then waited for. A second Ctrl-C waits no longer."""
        ending = [self.children.pop(name) for name in names if name in self.children]
        for child in ending:
            child.ask_to_end()
        for child in ending:
            patience = 0.0 if self.asked_to_end > 1 else child.program.stop_s
            if not child.end(time.monotonic() + patience):
                self.say(f"{child.program.name} did not end by itself and was killed")

    def _end_shows(self) -> None:
        if shows := onair.on_air(self.where.home):
            self.say(f"Taking off air: {', '.join(show.show_id for show in shows)}")
            onair.stop(shows, self.say)

    # -- signals -----------------------------------------------------------------------------------

    @contextlib.contextmanager
    def _signals(self) -> Iterator[socket.socket]:
        """Signals end the wait, and those that ask us to end are counted."""
        woken, wake = socket.socketpair()
        woken.setblocking(False)
        wake.setblocking(False)
        before = {number: signal.signal(number, self._on_signal) for number in (*ENDING, signal.SIGCHLD)}
        old = signal.set_wakeup_fd(wake.fileno(), warn_on_full_buffer=False)
        try:
            yield woken
        finally:
            signal.set_wakeup_fd(old)
            for number, handler in before.items():
                signal.signal(number, handler)
            woken.close()
            wake.close()

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        if number in ENDING:
            self.asked_to_end += 1
