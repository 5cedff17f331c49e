"""Everything this process shows of one show: its link, what is stored of it, and the consoles that look."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from dataclasses import dataclass
from typing import Any, Protocol
from weakref import WeakKeyDictionary

from django.db import DatabaseError

from studio.air.at_show import together
from studio.air.browser.admission import Admission, Ask
from studio.air.browser.editors import Editing, Editors
from studio.air.browser.off_thread import off_thread
from studio.air.control.link import Follower, Link
from studio.air.parts import EVENTS_KEPT
from studio.people.audit import PEOPLE
from studio.shows import compose
from studio.shows.models import Event, Show
from studio.views.messages import told

log = logging.getLogger(__name__)
LOOK_S = 1.0
LINGER_S = 30.0
TELL_EDITORS_S = 0.2  # however often hands move, pages hear of it no oftener


@dataclass(frozen=True, slots=True)
class Kept:
    """What is stored: the show file as people may see it, its revision, and whether it is wanted on air, since when."""

    revision: int
    show: dict[str, Any]
    wanted: bool
    since: float | None
    rehearsing: bool = False
    messages: tuple[dict[str, Any], ...] = ()  # to the floor, newest first

    @property
    def air(self) -> dict[str, Any]:
        return {"wanted": self.wanted, "since": self.since, "rehearsing": self.rehearsing}


class Viewer(Follower, Protocol):
    """A follower that shows the stored side too."""

    @property
    def operator(self) -> str: ...
    @property
    def person(self) -> str: ...
    @property
    def role(self) -> str: ...
    def editors_are(self, editors: list[dict[str, Any]]) -> None: ...
    def keeps(self, parts: dict[str, Any]) -> None: ...


class ShowHub:
    """Opened by the first who looks, closed half a minute after the last has gone."""

    def __init__(self, show_id: str) -> None:
        self.show_id = show_id
        self.link = Link(show_id, self.operators, self.people)
        self.admission = Admission(show_id)
        self._admissions: dict[Ask, Admission] = {}
        self.kept: Kept | None = None
        self.viewers: list[Viewer] = []
        self.editors = Editors()
        self.monitors = 0  # sockets that play a monitor
        self._look = asyncio.Event()
        self._looking: asyncio.Task[None] | None = None
        self._closing: asyncio.TimerHandle | None = None
        self._telling: asyncio.TimerHandle | None = None

    def operators(self) -> list[str]:
        return sorted({viewer.operator for viewer in self.viewers if viewer.operator})

    def people(self) -> list[dict[str, str]]:
        """Everybody who looks at it here, by name and role."""
        return together({"name": viewer.person, "role": viewer.role} for viewer in self.viewers)

    async def enter(self, viewer: Viewer) -> None:
        """Look at this show from now on; what is stored is known when this returns, if the database answers."""
        self._stay()
        if self.kept is None:
            with contextlib.suppress(DatabaseError):
                self.kept = await off_thread(look, self.show_id, None)
        self.viewers.append(viewer)
        self.link.followers.append(viewer)
        self._tell_presence()

    def leave(self, viewer: Viewer) -> None:
        if viewer in self.viewers:
            self.viewers.remove(viewer)
            self.link.followers.remove(viewer)
            self.link.tend()
            self._tell_presence()
            self.edits(viewer, "", None)
        self._maybe_close()

    def edits(self, viewer: Viewer, person: str, editing: Editing | None) -> None:
        """Somebody at this page has something in hand, or has let go of it."""
        if editing is None:
            changed = self.editors.leave(viewer)
        else:
            changed = self.editors.take(person, viewer, editing, time.monotonic())
        self._tell_editors(changed)

    def play(self, follower: Follower, bus: str) -> None:
        """Pass a monitor's fragments on to this follower's outbox."""
        self._stay()
        self.monitors += 1
        self.link.relays[bus].join(follower.outbox)
        self.link.followers.append(follower)
        self.link.tend()

    def stop_playing(self, follower: Follower, bus: str) -> None:
        self.monitors -= 1
        self.link.relays[bus].leave(follower.outbox)
        self.link.followers.remove(follower)
        self.link.tend()
        self._maybe_close()

    def look_now(self) -> None:
        """Something says that the stored show has changed."""
        self._look.set()

    def admission_by(self, ask: Ask) -> Admission:
        """Of those who are let in by something else than an account: asked about together, too."""
        return self._admissions.setdefault(ask, Admission(self.show_id, ask))

    def ask_now(self) -> None:
        """Something stored beside the show has changed: look at it, and ask who may stay."""
        self.look_now()
        for admission in (self.admission, *self._admissions.values()):
            admission.ask_now()

    async def close(self) -> None:
        """Hang up; who looks next opens another."""
        hubs().pop(self.show_id, None)
        for timer in (self._closing, self._telling):
            if timer:
                timer.cancel()
        if self._looking:
            self._looking.cancel()
            await asyncio.wait({self._looking})
        await self.link.close()

    # -- inside ------------------------------------------------------------------------------------

    def _stay(self) -> None:
        if self._closing:
            self._closing.cancel()
            self._closing = None
        self.link.open()
        if self._looking is None:
            self._looking = asyncio.create_task(self._keep_looking())

    def _maybe_close(self) -> None:
        if not self.viewers and not self.monitors and self._closing is None:
            self._closing = asyncio.get_running_loop().call_later(LINGER_S, self._close)

    def _close(self) -> None:
        _closings.add(task := asyncio.create_task(self.close()))
        task.add_done_callback(_closings.discard)

    def _tell_presence(self) -> None:
        if self.link.up:
            self.link.tell_presence()
        else:
            for viewer in self.viewers:
                viewer.hears({"type": "presence", "operators": self.operators(), "people": self.people()})

    def _tell_editors(self, changed: bool) -> None:
        """Soon, and all that happens until then at once."""
        if changed and self._telling is None:
            self._telling = asyncio.get_running_loop().call_later(TELL_EDITORS_S, self._editors_told)

    def _editors_told(self) -> None:
        self._telling = None
        for viewer in list(self.viewers):
            viewer.editors_are(self.editors.told(viewer))

    async def _keep_looking(self) -> None:
        while True:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._look.wait(), LOOK_S)
            self._look.clear()
            self._tell_editors(self.editors.forget_silent(time.monotonic()))
            try:
                self._take(await off_thread(look, self.show_id, self.kept))
            except DatabaseError:
                continue  # what is on air goes on; what is stored is shown as it was
            except Exception:
                log.exception("looking at the stored show %s failed", self.show_id)

    def _take(self, kept: Kept | None) -> None:
        before, self.kept = self.kept, kept
        if kept is None:
            return
        parts: dict[str, Any] = {}
        if before is None or before.revision != kept.revision:
            parts |= {"show": kept.show, "revision": kept.revision}
        if before is None or before.air != kept.air:
            parts["air"] = kept.air
        if before is None or before.messages != kept.messages:
            parts["messages"] = kept.messages
        if parts:
            for viewer in list(self.viewers):
                viewer.keeps(parts)


def look(show_id: str, known: Kept | None) -> Kept | None:
    """What the database says of a show; None when there is no such show."""
    show = Show.objects.filter(pk=show_id).first()
    if show is None:
        return None
    file = known.show if known and known.revision == show.revision else compose.exported(show)
    since = show.wanted_since.timestamp() if show.wanted_since else None
    return Kept(show.revision, file, show.wanted, since, show.rehearsing, tuple(told(show_id)))


def past_events(show_id: str) -> list[dict[str, Any]]:
    """The latest events, oldest first, for a show whose mixer cannot tell; of the air, as what it would tell."""
    rows = list(Event.objects.filter(show=show_id).exclude(code=PEOPLE).order_by("-time", "-id")[:EVENTS_KEPT])
    rows.reverse()
    return [
        {"level": row.level, "code": row.code, "text": row.text, "time": row.time.timestamp(), "about": row.about}
        for row in rows
    ]


# -- the hubs of this process ---------------------------------------------------------------------

_rooms: WeakKeyDictionary[asyncio.AbstractEventLoop, dict[str, ShowHub]] = WeakKeyDictionary()
_closings: set[asyncio.Task[None]] = set()


def hubs() -> dict[str, ShowHub]:
    """The open hubs of this event loop."""
    return _rooms.setdefault(asyncio.get_running_loop(), {})


def hub_of(show_id: str) -> ShowHub:
    if show_id not in hubs():
        hubs()[show_id] = ShowHub(show_id)
    return hubs()[show_id]


def nudge(show_id: str) -> None:
    """This process has changed something that is stored beside a show: whoever looks here sees it now. From any thread.

    Those of other processes see it within a second.
    """
    for loop, rooms in list(_rooms.items()):
        if hub := rooms.get(show_id):
            with contextlib.suppress(RuntimeError):  # that loop has ended
                loop.call_soon_threadsafe(hub.ask_now)


def open_link(show_id: str) -> Link | None:
    """This process's link to a show, if it has one and it is up."""
    hub = hubs().get(show_id)
    return hub.link if hub and hub.link.up else None
