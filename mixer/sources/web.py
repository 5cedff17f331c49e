"""A web page: its browser is a child of this process, which holds the last picture while there is none."""

from __future__ import annotations

import contextlib
import select
import time
from typing import TYPE_CHECKING, Any

from mixer.errors import SourceLost, SourceRefused
from mixer.feed.messages import Wants
from mixer.graphics.shelf import files
from mixer.kinds.sources.web import WebPage, is_ours
from mixer.protocol.addresses import Policy, parse_url, redacted
from mixer.protocol.showfile import Source
from mixer.web.devtools import BrowserGone
from mixer.web.flags import BUNDLE_HOST, GRAPHICS_HOST
from mixer.web.launch import browser, launch
from mixer.web.page import Sheet
from mixer.web.profile import MOST_MB, Profile
from mixer.web.protection import found
from mixer.web.proxy import Proxy
from mixer.web.screencast import Shot
from mixer.web.sound import Line, SoundServer
from mixer.web.switches import switches
from mixer.web.visit import Order, Visit
from mixer.web.watch import Failures

if TYPE_CHECKING:
    from mixer.feed.pace import Pace
    from mixer.feed.port import Port

SECOND_NS = 1_000_000_000
BEAT_NS, HOLD_BEAT_NS = 250_000_000, 60_000_000  # so often a picture that rests is announced again; while it is held
REFUSAL_MOST = 100
ANEW = "signed out: its profile cannot be kept here"
THEIRS_S = 5.0  # so long its profile is waited for: who had it may be about to end
WEIGH_NS = 10 * SECOND_NS  # so often what is kept is looked at
HEARD_S = 0.1  # from being played to being on air; a page that is heard is seen as late


GRAPHICS = files()  # read while we may: a worker's account may not


def read_web(source: Source, port: Port, pace: Pace) -> None:
    """Show the page until the engine goes. Raises SourceRefused for what must not be opened, ChannelClosed."""
    if not isinstance(source.input, WebPage):
        raise SourceRefused(f"expected a web page, found {source.input.kind}")
    PageReader(source.input, port, pace).run()


class PageReader:
    """Owns the visits of one page, one after the other, and what the engine has been shown of them."""

    def __init__(self, page: WebPage, port: Port, pace: Pace) -> None:
        self._page, self._port, self._pace = page, port, pace
        self._sheet = Sheet(page.width, page.height, page.zoom, page.css, page.transparent)
        self._failures = Failures()
        self._visit: Visit | None = None
        self._newest: Shot | None = None
        self._shown: Wants | None = None  # what the newest picture was made for
        self._due_ns = 0
        self._holds = self._given_up = False
        self._text, self._warning, self._silence, self._trouble, self._anew = "loading", "", "", "", ""
        self._refused, self._asked_ns = "", 0
        self._overlay: dict[str, Any] | None = None
        self._reload = self._loaded = False
        self._profile, self._profile_is_full = Profile(port.kept), False
        self._weighed_ns = 0
        self._sound: SoundServer | None = None
        self._line = Line(HEARD_S)
        port.hear_page = self.told
        for value in port.early:
            self.told(value)

    def run(self) -> None:
        url = address_of(self._page)
        self._protection = found(browser)
        self._protection.insist()
        bundle = self._port.fd if self._page.path else None
        if self._page.path and bundle is None:
            raise SourceLost("the uploaded page is missing")
        graphics = GRAPHICS if is_ours(self._page.url) else None
        with Proxy(bundle=bundle, graphics=graphics) as self._proxy:
            try:
                while True:
                    why = self._lost(url)
                    if self._pace.offline and self._newest is None:
                        raise SourceRefused(why)  # a render waits for its first picture
                    self._wait_for_next(why)
            finally:
                if self._sound:
                    self._sound.close()

    # -- one visit after the other -----------------------------------------------------------------

    def _lost(self, url: str) -> str:
        """Show the page until its browser fails; why it did. Raises ChannelClosed, SourceRefused."""
        self._listen()
        profile = self._take_profile()
        heard = self._sound is not None
        socket = self._sound.socket if self._sound else None
        try:
            launched = launch(
                switches(heard), proxy=self._proxy, profile=profile, sound=socket, protection=self._protection
            )
        except SourceLost as error:
            return str(error)
        order = Order(url, self._sheet, float(self._page.fps), heard, None if profile is None else self._profile)
        self._visit = Visit(order, self, launched, self._ears)
        try:
            self._visit.run()
        except BrowserGone as error:
            return redacted(str(error))
        finally:
            self._visit.close()
            self._visit, self._loaded = None, False
        raise AssertionError("a visit ends by failing")

    def _take_profile(self) -> int | None:
        """The folder of the profile that is kept; None for one that goes with the browser. Raises ChannelClosed."""
        self._anew = ""
        if not self._page.keep_profile or self._pace.offline:
            return None
        until_s = time.monotonic() + THEIRS_S
        while (fd := self._profile.take()) is None and self._profile.wanted and time.monotonic() < until_s:
            select.select([self._port], [], [], 0.05)
            self.hear()
        if fd is None:
            self._anew = "signed out: another reader has its profile" if self._profile.wanted else ANEW
        elif self._profile_is_full:
            self._profile.empty()
            self._profile_is_full = False
        return fd

    def _wait_for_next(self, why: str) -> None:
        """Hold the last picture, or give it up, until it is time to try again."""
        now_s = time.monotonic()
        until_s = now_s + self._failures.failed(now_s)
        self._given_up = self._failures.too_many(now_s)
        self._holds, self._warning, self._refused = True, "", ""
        while not self._reload and (self._page.reload_on_failure or not self._given_up):
            left_s = until_s - time.monotonic()
            if self._page.reload_on_failure and left_s <= 0:
                break
            self.say(f"{why}, back in {max(1, round(left_s))} s" if self._page.reload_on_failure else why)
            select.select([self._port], [], [], 0.05)
            self.hear()
        if self._reload:
            self._failures.forgive()
        self._reload = False

    def _listen(self) -> None:
        """Have a sound server, if the page is to be heard and the machine has one."""
        if not self._page.sound or self._sound or self._pace.offline:
            return
        try:
            self._sound = SoundServer()
            self._silence = ""
        except OSError as error:
            self._silence = error.strerror or str(error)

    def _ears(self) -> list[SoundServer]:
        return [self._sound] if self._sound else []

    # -- what the engine says ----------------------------------------------------------------------

    def fileno(self) -> int:
        return self._port.fileno()

    def hear(self) -> None:
        """Hear the engine, pass on sound, and keep the newest picture alive. Raises ChannelClosed."""
        self._port.poll()
        if self._sound:
            self._hear_sound(self._sound)
        if self._reload and self._visit and self._loaded:
            self._reload = False
            self._visit.reload()
        self._hear_of_refusals()
        self._weigh_profile()
        self._beat()

    def told(self, value: dict[str, Any]) -> None:
        """A message for the page: an overlay's state, clicks and keys, or that it is to be reloaded."""
        if isinstance(overlay := value.get("overlay"), dict):
            self._overlay = overlay
            if self._visit and self._loaded:
                self._visit.page.tell(overlay)
        if "input" in value and self._visit and self._loaded:
            self._visit.page.touch(value["input"])
        self._reload = self._reload or bool(value.get("reload"))

    @property
    def look(self) -> str:
        return "all" if self._newest is None else self._port.wants.look

    @property
    def tiles_per_s(self) -> float:
        return self._port.wants.tiles_per_s

    @property
    def pressed(self) -> bool:
        return self._port.wants.pressed

    def hung(self) -> bool:
        """Count a reload as a failure; the last one that is too many ends the browser, and is counted by that."""
        if self._failures.too_many_with_one_more(now_s := time.monotonic()):
            return False
        self._failures.failed(now_s)
        return True

    @property
    def size(self) -> tuple[int, int]:
        """As large as its largest view shows it, within the canvas; its own size where nobody says."""
        most = min(1.0, self._port.canvas.width / self._page.width, self._port.canvas.height / self._page.height)
        shares = [self._share(view.w, view.cw) for view in self._port.wants.views]
        share = min([most, *([max(shares)] if shares else [])])
        return max(2, 2 * round(self._page.width * share / 2)), max(2, 2 * round(self._page.height * share / 2))

    def _share(self, shown_px: int, cut_px: int) -> float:
        """How large a view shows the page, 1 for pixel by pixel; its crop is in pixels of the newest picture."""
        native_px = self._newest.frame.width if self._newest else self._page.width
        return shown_px / cut_px * native_px / self._page.width

    # -- what the browser brings -------------------------------------------------------------------

    def loaded(self) -> None:
        self._loaded, self._holds, self._given_up = True, False, False
        if self._overlay and self._visit:
            self._visit.page.tell(self._overlay)

    def shown(self, shot: Shot) -> None:
        """Publish a picture of the page."""
        delay_ns = int(HEARD_S * SECOND_NS) if self._sound else 0
        drawn_ns = self._pace.now_ns() if self._pace.offline else int(shot.drawn_s * SECOND_NS)
        self._newest = shot
        self._publish(max(self._due_ns + 1, drawn_ns + delay_ns))
        self.say(self._text)

    def _publish(self, due_ns: int) -> None:
        assert self._newest
        wants = self._port.wants
        there = self._port.picture(self._newest.frame, due_ns)
        self._shown = wants if there else None  # without a slot now: at the next beat
        self._due_ns = due_ns if there else self._due_ns

    def _beat(self) -> None:
        """A picture that rests stays fresh, and is made anew where another size of it is wanted."""
        if self._newest is None or self._given_up:
            return
        now_ns = self._pace.now_ns()
        if self._shown != self._port.wants:
            self._publish(max(self._due_ns + 1, now_ns))
        elif now_ns - self._due_ns >= (HOLD_BEAT_NS if self._holds else BEAT_NS):
            self._port.repeat(max(self._due_ns + 1, now_ns))
            self._due_ns = max(self._due_ns + 1, now_ns)

    def _hear_of_refusals(self) -> None:
        """Once a second: what the page asked for and did not get, the latest of it."""
        if (now_ns := time.monotonic_ns()) - self._asked_ns < SECOND_NS:
            return
        self._asked_ns = now_ns
        if told := self._proxy.refused():
            text = refusal(*told[-1])
            if text != self._refused:
                self._refused = text
                self.say(self._text)

    def _weigh_profile(self) -> None:
        """What is kept has its bounds. Raises BrowserGone."""
        if self._visit is None or self._visit.order.profile is None:
            return
        if (now_ns := time.monotonic_ns()) - self._weighed_ns < WEIGH_NS:
            return
        self._weighed_ns = now_ns
        if self._profile.megabytes() > MOST_MB:
            self._profile_is_full = True
            raise BrowserGone(f"the page stored more than {MOST_MB} MB, and is signed out")

    def _hear_sound(self, server: SoundServer) -> None:
        samples = server.read()
        if len(samples):
            self._port.sound(samples, self._line.place(len(samples), time.monotonic()))

    # -- words -------------------------------------------------------------------------------------

    def say(self, text: str) -> None:
        """Tell the director how the page is; nothing to say means that it is shown."""
        self._text = text
        frame = self._newest.frame if self._newest else None
        width, height = (frame.width, frame.height) if frame else (0, 0)
        seen = f"live {width}×{height}" if frame and not text else ""
        trouble = f"the graphic: {self._trouble}" if self._trouble else ""
        words = ", ".join(
            word for word in (text, seen, self._warning, self._silence, self._anew, self._refused, trouble) if word
        )
        self._port.status(
            self._state(text), words or "loading", width=width, height=height, fps=float(self._page.fps),
            sound=self._sound is not None,
        )  # fmt: skip

    def troubled(self, text: str) -> None:
        """A graphic has thrown; what its page says of it stands until it says something else."""
        if text != self._trouble:
            self._trouble = text
            self.say(self._text)

    def warn(self, text: str) -> None:
        if text != self._warning:
            self._warning = text
            self.say(self._text)

    def _state(self, text: str) -> str:
        if self._given_up:
            return "retrying"
        if self._newest is None:
            return "retrying" if self._holds else "connecting"
        return "hold" if self._holds else "live"


def refusal(place: str, why: str) -> str:
    """In a director's words; both come from what a page asked for, so neither is long or says more than letters."""
    text = f"it may not open {redacted(place)[:REFUSAL_MOST]}: {why[:REFUSAL_MOST]}"
    return "".join(letter for letter in text if letter.isprintable())


def address_of(page: WebPage) -> str:
    """What is opened. Raises SourceRefused for what must not be."""
    if page.path and not page.url:
        return f"http://{BUNDLE_HOST}/"
    target = parse_url(page.url)
    if target.scheme not in ("http", "https"):
        raise SourceRefused("a web page's address begins with http:// or https://")
    if target.host not in (BUNDLE_HOST, GRAPHICS_HOST):  # those are ours
        with contextlib.suppress(SourceLost):  # its name may be known later
            Policy.from_env().check(target)
    return page.url
