"""A studio made of paper: the console's page, a pretend mixer behind its WebSockets, and a pretend REST API.

`python -m tests.console.fixture [PORT]` serves it, so that the page can be looked at and tested without an engine.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import threading
import time
from contextlib import suppress
from copy import deepcopy
from functools import partial
from http.server import ThreadingHTTPServer
from typing import Any

import django
from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.exceptions import ConnectionClosed

from mixer.protocol.commands import TRANSPORT
from studio.air.alerts import Alert, acknowledged, noted
from studio.air.browser.editors import Editors, read_editing
from studio.air.parts import ended
from studio.shows.surface import kept_up
from tests.console import paper_overlays
from tests.console.film import play_a_tone, the_film, tiles
from tests.console.paper_captions import MODELS, PaperCaptions
from tests.console.paper_decks import PaperDecks
from tests.console.paper_desk import changed_desk, meters_of, swapped
from tests.console.paper_health import HEALTH, MACHINE, PEOPLE, TAKES
from tests.console.paper_pages import Pages
from tests.console.paper_recordings import PaperRecordings
from tests.console.paper_rundowns import PaperRundowns
from tests.console.paper_scenes import PaperScenes
from tests.console.paper_schedule import PaperSchedule
from tests.console.paper_show import FULL_SHOW, desk_of
from tests.console.paper_transports import PaperTransports
from tests.console.paper_views import PaperViews

PLURALS = ("sources", "layouts", "scenes", "overlays")


class PaperStudio:
    """One show that answers as a mixer would. Everything runs on the loop of its own thread."""

    def __init__(self, show: dict[str, Any] = FULL_SHOW) -> None:
        self.show = deepcopy(show)
        self.desk = desk_of(self.show)
        self.air: dict[str, Any] = {"wanted": True, "since": time.time() - 3751}
        self.recording: dict[str, Any] = {"on": True, "since": time.time() - 191, "name": "part 1", "text": "recording"}
        self.link, self.role, self.n, self.rehearsing = "up", "director", 0, False
        self.states: dict[str, dict[str, Any]] = {}
        self.listened: list[str] = []  # the monitors and sounds that pages asked for
        self.overload: dict[str, Any] = {}
        self.events: list[dict[str, Any]] = []
        self.alerts: tuple[Alert, ...] = ()
        self.consoles: set[ServerConnection] = set()
        self.editors = Editors()
        self.commands: list[dict[str, Any]] = []
        self.patches: list[dict[str, Any]] = []  # of the show itself
        self.seats: list[dict[str, Any]] = []
        self.loop = asyncio.new_event_loop()
        self.answering = True
        self.pins = False
        self.ahead = 0  # frames that the mixer is further than it has told
        self.captions = PaperCaptions()
        self.setup = {"state": "ready", "percent": 100, "text": ""}
        self.models = deepcopy(MODELS)
        self.transports = PaperTransports(self.show, self.frame)
        self.desk["transports"] = self.transports.told()
        self.decks = PaperDecks(self.show)
        self.desk["decks"] = self.decks.told(self.desk, self.show)
        self.rundowns = PaperRundowns(lambda: self.frame, lambda: self.change(rundown=self.rundowns.told()))
        self.schedule = PaperSchedule()
        self.scenes = PaperScenes()
        self.views = PaperViews(self)
        self.base = ""  # where its pages are, once it is started
        self.recordings = PaperRecordings()
        self.texts = ""  # the catalogue of its pages' scripts

    # -- starting and stopping ---------------------------------------------------------------------

    def start(self, port: int = 0) -> str:
        """Serve from threads of its own; returns the console's address."""
        started: threading.Event = threading.Event()
        self.thread = threading.Thread(target=self._run, args=(started,), daemon=True)
        self.thread.start()
        started.wait()
        pages = ThreadingHTTPServer(("127.0.0.1", port), partial(Pages, self))
        threading.Thread(target=pages.serve_forever, args=(0.02,), daemon=True).start()
        self.pages = pages
        return f"http://127.0.0.1:{pages.server_address[1]}/shows/shw_demo/"

    def stop(self) -> None:
        self.pages.shutdown()
        self.pages.server_close()
        self.call(self.loop.stop)
        self.thread.join()

    def call(self, do: Any, *args: Any) -> None:
        """Do something on the studio's own thread."""
        if self.loop.is_closed():
            return
        self.loop.call_soon_threadsafe(do, *args)

    def _run(self, started: threading.Event) -> None:
        asyncio.set_event_loop(self.loop)
        self.loop.run_until_complete(self.open())
        self.works = [self.loop.create_task(work()) for work in (self._status, self._meters, self._tiles)]
        started.set()
        self.loop.run_forever()
        self.loop.run_until_complete(self._close())
        self.loop.close()

    async def _close(self) -> None:
        for task in self.works:
            task.cancel()
        self.server.close()
        await self.server.wait_closed()

    async def open(self, port: int = 0) -> None:
        self.server: Server = await serve(self._serve, "127.0.0.1", port)
        self.port = self.server.sockets[0].getsockname()[1]

    # -- what tests and onlookers make happen --------------------------------------------------------

    def hang_up(self) -> None:
        """The server goes away: every connection breaks, and new ones are refused."""
        self.server.close()

    def hush(self) -> None:
        """The connection stands, and nobody says anything any more."""
        for task in self.works:
            task.cancel()

    def come_back(self) -> None:
        self.loop.create_task(self.open(self.port))

    def lose(self, source: str, text: str = "no signal for 4 s, retrying") -> None:
        self.states[source] = {"state": "retrying", "text": text}
        text = f"{source.removeprefix('src_').title()} has lost its signal"
        self.event("warning", text, "source_lost", cause=f"source {source}", about=source, lasts=True)

    def find(self, source: str) -> None:
        """A lost source is back."""
        self.states.pop(source, None)
        text = f"{source.removeprefix('src_').title()}: live"
        self.event("info", text, "source_back", cause=f"source {source}", about=source, lasted_s=4.0)

    def overload_with(self, *given_up: str) -> None:
        """The machine does not keep up, and gives some things up; without any, it is over."""
        text = f"overloaded: {', '.join(given_up)}" if given_up else ""
        self.overload = {"level": len(given_up), "text": text, "advice": ""}

    def go(self, *, on: bool, rehearse: bool = False) -> None:
        self.air = {"wanted": on, "since": time.time() if on else None, "rehearsing": rehearse}
        self.link, self.rehearsing = "up" if on else "down", rehearse
        self.change(rehearsing=rehearse)
        self.tell({"type": "link", "state": self.link, "air": self.air, **({} if self.link == "up" else ended())})

    def caption(self, **status: Any) -> None:
        """Captions are there, with a transcript; or they tell another status."""
        if self.captions.status is None:
            self.captions.fill(self.frame)
            for line in self.captions.lines.values():
                self.tell({"type": "caption_line", "line": line})
        self.captions.status = {**(self.captions.status or {}), **status}
        self.tell({"type": "captions", "captions": self.captions.status})

    def event(self, level: str, text: str, code: str = "", **more: Any) -> None:
        event = {"level": level, "text": text, "time": time.time(), "code": code} | more
        self.events.append(event)
        self.tell({"type": "event", **event})
        self.alert(noted(self.alerts, event))

    def alert(self, alerts: tuple[Alert, ...]) -> None:
        self.alerts = alerts
        self.change(alerts=[one.to_json() for one in alerts])

    def tell(self, message: dict[str, Any] | bytes) -> None:
        data = message if isinstance(message, bytes) else json.dumps(message)
        for console in self.consoles:
            self.loop.create_task(send(console, data))

    def change(self, **parts: Any) -> None:
        self.n += 1
        self.tell({"type": "change", "n": self.n, **parts})

    # -- the WebSockets ------------------------------------------------------------------------------

    async def _serve(self, socket: ServerConnection) -> None:
        path = socket.request.path if socket.request else ""
        if "/monitor/" in path:
            await self._monitor(socket, path.rstrip("/").rpartition("/")[2])
            return
        if "/view/" in path:
            await self.views.serve(socket, path)
            return
        await socket.send(json.dumps(self.snapshot()))
        self.consoles.add(socket)
        await send(socket, json.dumps({"type": "presence", "operators": ["Ada Holt", "Li Wei"], "people": PEOPLE}))
        with suppress(ConnectionClosed):
            async for text in socket:
                message = json.loads(text)
                self.seats.append(message) if message["type"] == "seat" else None
                if message["type"] == "editing":
                    self.edits(socket, message)
                if message["type"] == "command" and self.answering:
                    await send(socket, json.dumps(self.answer(message)))
        self.consoles.discard(socket)
        self.editors.leave(socket)
        self.tell_editors()

    def edits(self, page: object, message: dict[str, Any]) -> None:
        """Each page is another person's, and all of them are called Ada Holt."""
        editing = read_editing("Ada Holt", message)
        if editing:
            self.editors.take(str(id(page)), page, editing, time.monotonic())
        else:
            self.editors.leave(page)
        self.tell_editors()

    def tell_editors(self) -> None:
        for console in self.consoles:
            told = {"type": "editors", "editors": self.editors.told(console)}
            self.loop.create_task(send(console, json.dumps(told)))

    async def _monitor(self, socket: ServerConnection, bus: str) -> None:
        codec = bus.rpartition(".")[2] if bus.startswith("solo.") else bus.partition("-")[2]
        self.listened.append(bus)
        film = await asyncio.to_thread(the_film)
        with suppress(ConnectionClosed):
            if codec:
                await play_a_tone(socket, codec)
            await film.play(socket, offset_s={"preview": 4.0, "air": 8.0}.get(bus, 0.0))

    def rights(self) -> list[str]:
        from studio.people.roles import in_order, rights_of  # which needs Django to be set up

        return in_order(rights_of(self.role))

    def snapshot(self) -> dict[str, Any]:
        return {
            "type": "snapshot", "n": self.n, "frame": self.frame if self.link == "up" else None,
            "show": self.show, "revision": self.scenes.revision, "desk": self.desk,
            "role": self.role, "rights": self.rights(),
            "link": self.link, "air": self.air, "status": self.status() if self.link == "up" else None,
            "destinations": DESTINATIONS, "recording": self.recording, "events": self.events,
            "captions": self.captions.status, "caption_lines": list(self.captions.lines.values()),
            "rundown": self.rundowns.told(), "schedule": self.schedule.part, "messages": self.views.messages,
            "takes": TAKES,
            "rehearsing": self.rehearsing,
            "alerts": [one.to_json() for one in self.alerts], "machine": MACHINE if self.link == "up" else None,
        }  # fmt: skip

    def status(self) -> dict[str, Any]:
        live = {"state": "live", "width": 1280, "height": 720, "fps": 30.0, "sound": True, "restarts": 0, "since_s": 60}
        texts = {"push": "live 1280×720 30 fps", "pull": "live 1920×1080 25 fps", "clock": "live", "test": "live"}
        sources = {
            one["id"]: {
                **live,
                "health": HEALTH,
                "codec": "H.264 High, AAC 48 kHz stereo" if one["input"]["kind"] in texts else "",
                "text": texts.get(one["input"]["kind"], "live 768×432 12.5 fps"),
                **self.states.get(one["id"], {}),
            }
            for one in self.show["sources"]
        }
        sources |= {name: {**live, **said} for name, said in self.states.items() if name.startswith("overlay-")}
        uptime = time.time() - (self.air["since"] or time.time())
        delay_s = self.show.get("captions", {}).get("delay_s", 0)
        return {
            "delay": {"frames": round(delay_s * 30), "mb": 0.0},
            "frame": self.frame, "first_frame": 0, "uptime_s": uptime, "fps": 30.0, "late": 0, "late_last_s": 0,
            "compose_ms": 3.4, "sources": sources, "subscribers": 3, "overload": self.overload,
            "frame_ms": {"p50": 4.1, "p99": 9.8}, "encoder": {"picture_ms": 8.4}, "left_out": 0,
            "decoding": {"most": 6, "now": 4, "asleep": 0},
        }  # fmt: skip

    @property
    def frame(self) -> int:
        return int(time.monotonic() * 30)

    def answer(self, command: dict[str, Any]) -> dict[str, Any]:
        self.commands.append(command)
        if self.link != "up":
            return {
                "type": "answer",
                "id": command["id"],
                "ok": False,
                "code": "off_air",
                "error": "The show is off air.",
            }
        if why := self.refuses(command):
            return {"type": "answer", "id": command["id"], "ok": False, "code": why, "error": "as the mixer says it"}
        if command["verb"].startswith("caption"):
            self.tell(self.captions.obey(command))
        elif command["verb"].startswith("schedule_"):
            pass
        elif command["verb"] == "acknowledge_alert":
            self.alert(acknowledged(self.alerts, command["alert"], "Ada Holt", time.time()))
        elif command["verb"].startswith("rundown_") or command["verb"] == "standby":
            self.rundowns.obey(command)
        else:
            if command["verb"] in ("cut", "auto", "take") and self.rundowns.live:
                self.rundowns.obey(command)
            self.apply(command)
        return {"type": "answer", "id": command["id"], "ok": True, "frame": self.desk["frame"] or self.frame}

    def refuses(self, command: dict[str, Any]) -> str:
        if self.frame + self.ahead > command.get("not_after_frame", self.frame + self.ahead):
            return "too_late"
        if command["verb"] in TRANSPORT and command["source"] not in self.transports.all:
            return "no_transport"
        return "stale" if command.get("expected_preview", self.desk["preview"]) != self.desk["preview"] else ""

    def pin(self) -> None:
        """From now on an edit of what is on program waits for a take."""
        self.pins = True

    def _edited(self) -> dict[str, Any]:
        """What an edit came to."""
        self.scenes.revision += 1
        revision = self.scenes.revision
        self.desk = {**self.desk, "revision": revision} | ({"changes_waiting": True} if self.pins else {})
        self.call(lambda: self.change(desk=self.desk))
        return {"revision": revision, "on_air": "next_take" if self.pins else self.link == "up"}

    def _kept_up(self, had: dict[str, Any], patch: dict[str, Any]) -> dict[str, Any]:
        """The show's surface with a patch merged in, as the studio keeps it."""
        now = {name: patch.get(name, had[name]) for name in ("macros", "keys")}
        now["keys"] = {combo: deed for combo, deed in {**had["keys"], **now["keys"]}.items() if deed}
        others = [one["id"] for one in (*self.show["sources"], *self.show["overlays"])]
        return kept_up(now, [one["id"] for one in self.show["scenes"]], others)

    def stored(self, show: dict[str, Any]) -> dict[str, Any]:
        """The show is another one from now on, and everybody is told; what the edit came to."""
        self.show = show
        edit = self._edited()
        self.call(lambda: self.change(show=self.show, revision=edit["revision"]))
        return edit

    def arranged(self, body: dict[str, Any], match: str) -> tuple[int, dict[str, Any]]:
        status, value, show = self.scenes.arrange(self.show, body, match)
        return status, {**value, "edit": self.stored(show)} if status == 200 else value

    def stepped(self, method: str, way: str) -> tuple[int, dict[str, Any]]:
        """An edit is taken back or done again, or it is said what would be."""
        if method == "GET":
            return 200, self.scenes.next()
        if self.schedule.removed:
            return self.schedule.undo()
        status, value, show = self.scenes.step(way)
        return status, {**value, "edit": self.stored(show)} if show else value

    def apply(self, command: dict[str, Any]) -> None:
        if command["verb"] in ("start_recording", "stop_recording"):
            on = command["verb"] == "start_recording"
            self.recording = {"on": on, "since": time.time() if on else None, "name": "part 2", "text": ""}
            self.change(recording=self.recording)
            return
        if command["verb"] == "go_on_air":
            self.rehearsing = False
            self.change(rehearsing=False)
            return
        if command["verb"] in TRANSPORT:
            self.transports.obey(command, self.frame)
            self.loop.call_later(self.transports.slow_s, self.play_on)
        elif command["verb"] == "deck":
            self.decks.obey(command)
        elif command["verb"] in paper_overlays.VERBS:
            now = {**self.desk, "frame": self.frame}
            self.desk = {**now, "overlays": paper_overlays.overlays_after(now, self.show, command)}
        else:
            self.desk = changed_desk({**self.desk, "frame": self.frame}, command)
        self.tell_desk()
        if (running := self.desk["running"]) and running.get("held") is None:
            self.loop.call_later(running["frames"] / 30, self._finish)

    def tell_desk(self) -> None:
        self.transports.follow(self.desk, self.show, self.frame)
        self.desk = {**self.desk, "frame": self.frame, "transports": self.transports.told()}
        self.desk["decks"] = self.decks.told(self.desk, self.show)
        self.change(desk=self.desk)

    def play_on(self) -> None:
        """The readers of the files have what was asked of them."""
        self.transports.arrive(self.frame)
        self.tell_desk()

    def stand(self, source: str, **parts: Any) -> None:
        """A file stands somewhere, whatever was played before."""
        self.transports.stand(source, self.frame, **parts)
        self.tell_desk()

    def _finish(self) -> None:
        self.desk = {**swapped(self.desk), "running": None}
        self.change(desk=self.desk)

    async def _status(self) -> None:
        while True:
            if self.link == "up":
                self.tell({"type": "status", **self.status()})
            await asyncio.sleep(1)

    async def _meters(self) -> None:
        while True:
            if self.link == "up":
                self.tell({"type": "meters", **meters_of(self.desk, self.show, time.monotonic())})
            await asyncio.sleep(0.05)

    async def _tiles(self) -> None:
        rolls = await asyncio.to_thread(tiles)
        for turn in range(1 << 30):
            for at, source in enumerate(self.show["sources"]):
                if self.link == "up" and self.states.get(source["id"], {}).get("state", "live") == "live":
                    name = source["id"].encode()
                    roll = rolls[at % len(rolls)]
                    self.tell(b"T" + bytes([len(name)]) + name + roll[turn % len(roll)])
            if self.link == "up":
                for name, picture in await asyncio.to_thread(lambda: [*paper_overlays.tiles_of(self.show, self.desk)]):
                    self.tell(b"T" + bytes([len(name)]) + name + picture)
            await asyncio.sleep(0.25)

    # -- the REST API --------------------------------------------------------------------------------

    def rest(self, method: str, parts: list[str], body: dict[str, Any]) -> tuple[int, Any]:
        """Answer an edit: `parts` is what follows the show's id in the address."""
        if parts and parts[0] in ("start", "stop"):
            self.call(lambda: self.go(on=parts[0] == "start", rehearse=bool(body.get("rehearse"))))
            return 202, {"wanted": parts[0] == "start"}
        plural = parts[0] if parts else ""
        if not plural and method == "GET":
            own = {"private": False, "producers_run": False, "embed_origins": [], "template": False, "standby": {}}
            own |= {"role": self.role, "rights": self.rights()}
            start = {"color": "#000000", "scene": "", "begin": "scene", **self.show.get("start", {})}
            whole = {"encoding": {"video_kbps": 4000, "audio_kbps": 128, "preset": "veryfast"}, "start": start}
            captions = {"delay_s": 0, **self.show.get("captions", {})}
            known = {"id": "shw_demo", "captions": captions, "revision": self.scenes.revision}
            return 200, {**self.show, **own, **whole, **known}
        if plural == "copy":
            return 201, {"id": "shw_copy", "name": f"{self.show['name']} (copy)"}
        if not plural and method == "DELETE":
            detail = "Evening is on air; stop it first (POST shows/shw_demo/stop)."
            return (409, {"code": "on_air", "detail": detail}) if self.link == "up" else (204, None)
        if not plural:
            self.patches.append(body)
            if "captions" in body:
                self.show = {**self.show, "captions": {**self.show.get("captions", {}), **body["captions"]}}
                self.call(lambda: self.change(show=self.show, revision=self.scenes.revision))
            if "surface" in body:
                had = self.show.get("surface", {"macros": [], "keys": {}})
                self.show = {**self.show, "surface": self._kept_up(had, body["surface"])}
                self.call(lambda: self.change(show=self.show, revision=self.scenes.revision))
            if "start" in body:
                self.show = {**self.show, "start": {**self.show.get("start", {}), **body["start"]}}
                self.call(lambda: self.change(show=self.show, revision=self.scenes.revision))
            return 200, {"id": "shw_demo", "edit": self._edited()}
        if plural in ("views", "messages"):
            return self.views.rest(method, parts, body)
        if plural == "recordings":
            return self.recordings.rest(method, parts[1:], body)
        if parts[-1] in ("history", "log"):
            return 200, {"results": HISTORY} if parts[-1] == "history" else {"text": "relay INFO a line of its log\n"}
        rows: list[dict[str, Any]] = self.show[plural]
        row = next((one for one in rows if one["id"] == parts[-1]), None) if len(parts) > 1 else None
        if method == "GET":
            more = {"secrets_set": ["key"], "warnings": []} if plural == "destinations" else {}
            return 200, {**(row or {}), **more}
        if method == "DELETE" and row:
            rows.remove(row)
        elif method == "POST" and len(parts) == 1:
            if not body.get("name"):
                return 400, {"title": "Invalid", "errors": [{"field": "name", "message": "may not be empty"}]}
            row = {
                "id": f"{plural[:3]}_{len(rows) + 1}x",
                "fields": {},
                "on": False,
                "buffer_ms": 300,
                "hold_ms": 120,
                **body,
            }
            rows.append(row)
        elif row:
            row.update(merged(row, body))
        self.show = deepcopy(self.show)
        self.call(lambda: self.change(show=self.show, revision=self.scenes.revision))
        pushed = plural == "sources" and method == "POST" and row and row["input"]["kind"] == "push"
        secret = (
            {"push_url": "rtmp://studio.example:1935/live", "stream_key": f"{row['id']}?key=key_paper"}
            if pushed and row
            else {}
        )
        edit = self._edited()
        return (204, edit) if method == "DELETE" else (200, {**(row or {}), **secret, "edit": edit})


def merged(row: dict[str, Any], body: dict[str, Any]) -> dict[str, Any]:
    """As a merge patch does: an object's parts that are not named stay."""
    return {
        name: {**row[name], **value} if isinstance(value, dict) and isinstance(row.get(name), dict) else value
        for name, value in body.items()
    }


def out(id: str, kind: str, name: str, state: str, text: str, since_s: float | None = None) -> dict[str, Any]:
    """A destination on air as runmixer tells of it."""
    since = None if since_s is None else time.time() - since_s
    on, failures = state != "off", 3 if state == "retrying" else 0
    return {
        "id": id, "kind": kind, "name": name, "on": on, "url": None, "state": state, "text": text, "since": since,
        "failures": failures,
    }  # fmt: skip


DESTINATIONS = [
    out("dst_hls", "hls", "Web player", "running", "on air", 3605),
    out("dst_rec", "record", "Recording", "running", "recording part 1", 1800),
    out("dst_tube", "relay", "YouTube", "running", "live on a.rtmps.youtube.com", 1222),
    out("dst_twitch", "relay", "Twitch", "retrying", "live.twitch.tv takes nothing any more"),
    out("dst_city", "relay", "City hall", "off", ""),
]


HISTORY = [
    {"time": f"2026-11-21T20:{at}Z", "level": level, "code": code, "text": text}
    for at, level, code, text in (
        ("41:07", "error", "relay_lost", "live.twitch.tv takes nothing any more"),
        ("30:01", "info", "relay_live", "live on live.twitch.tv"),
        ("30:00", "info", "destination_started", "Twitch is started"),
    )
]


async def send(socket: ServerConnection, data: str | bytes) -> None:
    with suppress(ConnectionClosed):
        await socket.send(data)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    print(PaperStudio().start(int(sys.argv[1]) if len(sys.argv) > 1 else 8765), flush=True)
    threading.Event().wait()
