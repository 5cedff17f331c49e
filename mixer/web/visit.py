"""One life of a page's browser: from its start until it fails, which is raised."""

from __future__ import annotations

import contextlib
import os
import select
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from mixer.web.devtools import BrowserGone, Devtools, Value
from mixer.web.launch import Launched
from mixer.web.pacing import Rate
from mixer.web.page import Page, Sheet, may_show
from mixer.web.pictures import HALF_RED, decoded, is_premultiplied, rgba_of
from mixer.web.profile import Profile
from mixer.web.screencast import Screencast, Shot
from mixer.web.watch import DEAD_S, LATE_S, LOOK_S, Idleness, Pulse, memory_limit_mb, memory_mb

ANSWER_S = 15.0  # of a browser that starts, or is set up
COMMIT_S = 30.0  # so long an address may keep us waiting
PAINTED_S = 1.5  # after a document has begun, it is looked at whether or not all of it is there
STOP_S = 30.0  # so long after anybody looked, a page without sound stands still
PROBE_S = 3.0
STEP_S = 0.05
PROBE = "data:text/html,<body style='margin:0;background:rgba({},{},{},{})'>".format(*HALF_RED)
TROUBLE = "String((window.tallyTrouble || {}).text || '')"  # asked each second, to see that it lives
TROUBLE_MOST = 300


class Owner(Protocol):
    """Who shows what a visit brings."""

    def hear(self) -> None:
        """Take in what the engine says; called often. Raises ChannelClosed."""

    def fileno(self) -> int: ...

    @property
    def look(self) -> str:
        """What is looked at: `all` pictures, `tiles`, `none`."""

    @property
    def size(self) -> tuple[int, int]:
        """How large the page is shown."""

    @property
    def tiles_per_s(self) -> float: ...

    @property
    def pressed(self) -> bool:
        """Whether the engine has given something up."""

    def hung(self) -> bool:
        """The page does not answer; whether that is forgiven once more."""

    def shown(self, shot: Shot) -> None: ...

    def say(self, text: str) -> None:
        """What the page is at; empty when there is nothing to say."""

    def troubled(self, text: str) -> None:
        """What goes wrong in the page, in its own words; empty for nothing."""

    def warn(self, text: str) -> None:
        """What it goes without, beside that."""

    def loaded(self) -> None:
        """The page is there, and may be told."""


@dataclass(frozen=True, slots=True)
class Order:
    """What is opened, and how."""

    url: str
    sheet: Sheet
    fps: float
    heard: bool  # whether its sound is: then it never stands still
    profile: Profile | None = None  # the one that is kept


class Visit:
    """Looks after the browser between what it says and what its owner wants."""

    def __init__(self, order: Order, owner: Owner, launched: Launched, others: Callable[[], list[Any]]) -> None:
        """`others` are what else is waited for, beside the browser and the engine."""
        self.order, self._owner, self._launched, self._others = order, owner, launched, others
        self._devtools = Devtools(launched.to_browser, launched.from_browser, self._happened)
        self.page = Page(self._devtools, order.sheet)
        self._cast = Screencast(self.page, self._shot)
        self._pulse = Pulse(self._ask_how_it_is)
        self._rate, self._idle = Rate(order.fps), Idleness()
        self._loading, self._begun_s, self._ready = True, 0.0, False
        self._problem, self._status = "", 0
        self._going = False  # whether an address was asked for that has not been answered yet
        self._listening = False
        self._look_s = self._seen_s = time.monotonic()
        self._stopped: list[int] = []
        self._probing: list[Value] | None = None

    def _ask_how_it_is(self, heard: Callable[[], None]) -> None:
        """Ask the page whether it lives, and what went wrong in it."""

        def answered(answer: Value) -> None:
            heard()
            self._trouble(answer)

        self.page.run(TROUBLE, answered)

    def _trouble(self, answer: Value) -> None:
        """What our adapter has last said that a graphic did wrong; other pages say nothing."""
        text = answer.get("result", {}).get("value", "")
        self._owner.troubled(text[:TROUBLE_MOST] if isinstance(text, str) else "")

    def run(self) -> None:
        """Show the page until the browser fails. Raises BrowserGone saying why, ChannelClosed."""
        self._owner.say("loading")
        self.page.attach(self._ask)
        if self.order.sheet.transparent:
            self._probe()
        self._bring_cookies()
        self._open()
        while True:
            self._wait(self._pause_s())
            self._step(time.monotonic())

    # -- setting up --------------------------------------------------------------------------------

    def _ask(self, method: str, session: str = "", **parameters: Any) -> Value:
        """Call and wait for the answer. Raises BrowserGone, ChannelClosed."""
        answers: list[Value] = []
        self._devtools.call(method, session, answers.append, **parameters)
        self._until(lambda: bool(answers), ANSWER_S)
        if "error" in answers[0]:
            raise BrowserGone(f"the browser refused {method}: {answers[0]['error']}")
        return answers[0]

    def _until(self, done: Callable[[], bool], seconds: float) -> None:
        until = time.monotonic() + seconds
        while not done():
            if time.monotonic() > until:
                raise BrowserGone("the browser does not answer")
            self._wait(STEP_S)

    def _probe(self) -> None:
        """Learn whether colours come multiplied by their alpha: browsers differ."""
        self._probing = []
        frames = self._probing
        self.page.go(PROBE, self._probed)
        self._until(lambda: self._ready, ANSWER_S)
        for _ in range(5):
            self.page.call(
                "Page.startScreencast", format="png", everyNthFrame=1, maxWidth=self.order.sheet.width,
                maxHeight=self.order.sheet.height,
            )  # fmt: skip
            with contextlib.suppress(BrowserGone):
                self._until(lambda: bool(frames), PROBE_S / 5)
            self.page.call("Page.stopScreencast")
            if frames:
                break
        if not frames:
            raise BrowserGone("the browser shows no pictures")
        rgba = rgba_of(decoded(frames[-1]["data"]))
        self._cast = Screencast(self.page, self._shot, straight=not is_premultiplied(rgba))
        self._probing = None

    def _probed(self, answer: Value) -> None:
        """Ask until the probe is there. What tells of it by itself may be lost with the browser's first, blank page."""
        if "loaderId" in answer:
            self.page.set_up()
        self._ready = answer.get("result", {}).get("value") == "data:complete"
        if not self._ready:
            self.page.run("location.protocol + document.readyState", self._probed)

    def _bring_cookies(self) -> None:
        """Put those in that were kept, one by one: a browser refuses all of them for one that it does not like."""
        for one in self.order.profile.cookies() if self.order.profile else ():
            self._devtools.call("Storage.setCookies", cookies=[one])

    def _keep_cookies(self) -> None:
        """Write down what the browser has: by itself it does so half a minute later, and never with a session's."""
        if profile := self.order.profile:
            self._devtools.call("Storage.getCookies", answered=lambda value: profile.keep(value.get("cookies")))

    def _open(self) -> None:
        self._loading, self._ready, self._begun_s = True, False, time.monotonic()
        self._going = True
        self.page.go(self.order.url, self._went)

    def _went(self, answer: Value) -> None:
        problem = answer.get("errorText") or answer.get("error")
        if problem and NO_DOCUMENT in problem and not self._listening:
            # Which status it was is told only to those who listen to the network; it is asked once more.
            self._listening = True
            self.page.call("Network.enable", maxTotalBufferSize=0, maxResourceBufferSize=0)
            self.page.go(self.order.url, self._went)
            return
        self._going = False
        if problem:
            why = f"its server answered {self._status}" if self._status >= 400 else in_words(problem)
            self._problem = f"the page cannot be opened: {why}"
        elif self._loading and answer.get("loaderId"):
            self.page.set_up()
            self._begin()

    def reload(self, why: str = "loading") -> None:
        """Open it anew behind the picture that is held."""
        self._resume()
        self._owner.say(why)
        self._loading, self._ready, self._begun_s = True, False, time.monotonic()
        self._cast.stop()
        self.page.reload()

    # -- while it is shown -------------------------------------------------------------------------

    def _wait(self, seconds: float) -> None:
        select.select([self._devtools, self._owner, *self._others()], [], [], seconds)
        self._devtools.poll()
        self._owner.hear()

    def _pause_s(self) -> float:
        return max(0.0, min(STEP_S, self._cast.wait_s(time.monotonic())))

    def _step(self, now_s: float) -> None:
        if self._problem:
            raise BrowserGone(self._problem)
        self._follow_load(now_s)
        self._follow_looks(now_s)
        self._cast.tend(now_s)
        if not self._stopped:
            self._feel(now_s)
        if now_s - self._look_s >= LOOK_S:
            self._look_s = now_s
            self._weigh()
        if self._rate.is_time(now_s):
            self._rate.look(now_s, self._idle.share(), self._owner.pressed)
            self._pace()
            self._keep_cookies()

    def _follow_load(self, now_s: float) -> None:
        if self._loading and now_s - self._begun_s > COMMIT_S:
            raise BrowserGone(f"the page does not come: no answer for {COMMIT_S:.0f} s")
        if not self._loading and not self._ready and now_s - self._begun_s > PAINTED_S:
            self._is_there()

    def _is_there(self) -> None:
        """The document can be looked at."""
        self._ready = True
        self._cast.stop()
        self.page.dress()
        self._owner.loaded()
        self._owner.say("")
        self.page.run("(performance.getEntriesByType('navigation')[0] || {}).responseStatus || 0", self._answered)

    def _answered(self, value: Value) -> None:
        status = value.get("result", {}).get("value", 0)
        if isinstance(status, int | float) and status >= 500:
            self._problem = f"the page cannot be opened: its server answered {int(status)}"
        elif isinstance(status, int | float) and status >= 400:
            self._owner.say(f"its server answered {int(status)}")

    def _follow_looks(self, now_s: float) -> None:
        """Pictures sleep while nobody looks; later the page stands still too, unless it is heard."""
        looked = self._owner.look != "none"
        if looked:
            self._seen_s = now_s
            self._resume()
        elif now_s - self._seen_s > STOP_S and not self.order.heard and self._ready:
            self._stop()
        if looked and self._ready and (not self._cast.on or self._cast.size != self._owner.size):
            self._cast.size = self._owner.size
            self._pace()
            self._cast.start(now_s)
        elif not looked and self._cast.on:
            self._cast.stop()

    def _stop(self) -> None:
        if not self._stopped:
            self._stopped = [pid for pid in self._launched.pids() if renders(pid)]
            self._signal(signal.SIGSTOP)

    def _resume(self) -> None:
        if self._stopped:
            self._signal(signal.SIGCONT)
            self._stopped = []
            self._pulse.forgive()

    def _signal(self, number: int) -> None:
        for pid in self._stopped:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(pid, number)

    def _pace(self) -> None:
        tiles = self._owner.look == "tiles"
        self._cast.pace.fps = min(self._rate.fps, self._owner.tiles_per_s or 1.0) if tiles else self._rate.fps
        text = f"{self._rate.fps:.0f} of {self.order.fps:g} pictures a second: the machine is busy"
        self._owner.warn(text if self._rate.shed else "")

    # -- what may go wrong -------------------------------------------------------------------------

    def _feel(self, now_s: float) -> None:
        silent_s = self._pulse.silent_s(now_s)
        if silent_s > DEAD_S:
            raise BrowserGone("the page does not answer")
        if silent_s > LATE_S and not self._loading:
            if not self._owner.hung():
                raise BrowserGone("the page does not answer, however often it is reloaded")
            self.reload("the page does not answer: reloading")

    def _weigh(self) -> None:
        limit = memory_limit_mb()
        if memory_mb(self._launched.pids(), limit) > limit:
            raise BrowserGone(f"the page took more than {limit} MB of memory")

    # -- hearing the browser -----------------------------------------------------------------------

    def _happened(self, method: str, parameters: Value) -> None:
        if method == "Page.screencastFrame":
            self._pictured(parameters)
        elif method == "Page.frameNavigated":
            self._navigated(parameters.get("frame", {}))
        elif method == "Page.loadEventFired":
            self._fired()
        elif method == "Network.responseReceived":
            if parameters.get("type") == "Document":
                self._status = int(parameters.get("response", {}).get("status", 0))
        elif method == "Inspector.targetCrashed":
            raise BrowserGone("crashed")
        else:
            self.page.refuse(method, parameters)

    def _pictured(self, parameters: Value) -> None:
        if self._probing is not None:
            self._probing.append(parameters)
            return
        late_s = self._cast.came(parameters, time.monotonic())
        if late_s is not None:
            self._rate.came(late_s)

    def _navigated(self, frame: Value) -> None:
        if frame.get("parentId"):
            return
        if frame.get("unreachableUrl"):
            if not self._going:  # else the answer says why
                self._problem = "the page went to an address that cannot be opened"
        elif not may_show(str(frame.get("url", ""))):
            self._problem = "the page went to an address that may not be opened"
        elif self._probing is None:
            self._begin()

    def _begin(self) -> None:
        """Another document is there."""
        self._loading, self._ready, self._begun_s = False, False, time.monotonic()
        self._cast.stop()

    def _fired(self) -> None:
        if self._probing is None and not self._loading:
            self._is_there()

    def _shot(self, shot: Shot) -> None:
        if self._ready:
            self._owner.shown(shot)

    def close(self) -> None:
        self._resume()
        self._idle.close()
        self._launched.kill()


NO_DOCUMENT = "ERR_HTTP_RESPONSE_CODE_FAILURE"  # an error of the server's, with nothing to show
NET_ERRORS = {
    "ERR_ABORTED": "there is nothing to show",
    "ERR_CONNECTION_REFUSED": "its server refuses to answer",
    "ERR_CONNECTION_RESET": "its server hung up",
    NO_DOCUMENT: "its server has no such page, or only an error",
    "ERR_EMPTY_RESPONSE": "its server hung up",
    "ERR_NAME_NOT_RESOLVED": "there is no such host",
    "ERR_TIMED_OUT": "its server does not answer",
    "ERR_TUNNEL_CONNECTION_FAILED": "its server cannot be reached, or may not be",
    "ERR_PROXY_CONNECTION_FAILED": "there is no way out for it",
    "ERR_BLOCKED_BY_ADMINISTRATOR": "such addresses may not be opened",
}


def in_words(problem: str) -> str:
    """The browser's name for what went wrong as a director would say it."""
    return NET_ERRORS.get(problem.removeprefix("net::"), problem)


def renders(pid: int) -> bool:
    """Whether a process is one that runs pages."""
    with contextlib.suppress(OSError):
        return b"--type=renderer" in Path(f"/proc/{pid}/cmdline").read_bytes()
    return False
