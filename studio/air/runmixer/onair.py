"""A show on air: the engine, its destinations, the control socket and the database, tied together on one event loop."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import shutil
import socket
import time
from typing import Any

from studio.air import senders
from studio.air.at_show import together
from studio.air.control.clients import Client
from studio.air.control.server import Control
from studio.air.processes.destination import DestinationProcess
from studio.air.processes.engine import EngineKeeper
from studio.air.processes.kept import kept
from studio.air.processes.programs import cap_log
from studio.air.processes.show_paths import ShowPaths
from studio.air.runmixer import last_tiles
from studio.air.runmixer.alert_keeper import AlertKeeper
from studio.air.runmixer.answers import Answers
from studio.air.runmixer.audit_rows import AuditRows
from studio.air.runmixer.captions import CaptionsKeeper
from studio.air.runmixer.command_log import Applied, CommandLog
from studio.air.runmixer.commands import Commands
from studio.air.runmixer.database_writer import DatabaseWriter, FencedOff, News, Trouble
from studio.air.runmixer.destinations import Destinations
from studio.air.runmixer.disk_watch import DiskFloor
from studio.air.runmixer.engine_ears import EngineEars
from studio.air.runmixer.events import Event, Observer
from studio.air.runmixer.health import Health
from studio.air.runmixer.journal import Journal
from studio.air.runmixer.loads import Loads
from studio.air.runmixer.log_files import LogFiles
from studio.air.runmixer.macros import Macros
from studio.air.runmixer.planned import Plans
from studio.air.runmixer.rehearsal import Rehearsal
from studio.air.runmixer.rundowns import Rundowns
from studio.air.runmixer.schedule import Schedule
from studio.air.runmixer.scheduled_air import ScheduledAir
from studio.air.runmixer.seats import Seats
from studio.air.runmixer.show_state import ShowState
from studio.air.runmixer.signals import Signals
from studio.air.runmixer.takes import with_take
from studio.air.runmixer.taps import Taps
from studio.air.runmixer.upgrade import Upgrade
from studio.air.runmixer.ways_out import WaysOut
from studio.people.owners import ask_rights
from studio.shows import air as stored_air

log = logging.getLogger(__name__)
HOUSEKEEPING_S = 10.0
FIRST_S, SETTLE_S = 5.0, 2.0  # captions begin so long after the engine, or without it
CATCH_UP_S = 1.0  # so long an edit's own load may take
LAST_S = 0.3  # for answers that are on their way when we hand over
DISK_LOG = 32_000_000  # bytes free, with which the command log goes on after the disk refused it
DATABASE_PATIENCE_S = 2.0


class OnAir:
    """Runs one show until told to stop. Cancelled or killed instead, the programme goes on without us."""

    def __init__(self, paths: ShowPaths, listen: str = "") -> None:
        self.paths, self.listen = paths, listen
        self.show_state, self.answers, self.observer, self.seats = ShowState(), Answers(), Observer(), Seats()
        self.ways_out = WaysOut()
        self.signals, self.alerts = Signals(), AlertKeeper(paths.alerts_file, self.show_state)
        self.observer.resume(self.alerts.open)
        self.journal, self.pinned = Journal(paths.desk_file), Journal(paths.pinned_file)
        self.writer = DatabaseWriter(paths.show_id, socket.gethostname(), listen, self._hear_ledger)
        self.ears = EngineEars(self)
        self.engine = EngineKeeper(paths, self.journal, self.ears)
        self.destinations = Destinations(paths, self.writer, self._tell_destinations, self._program_says)
        self.health = Health(paths, self.show_state, lambda: self.destinations.outputs.values(), self.tell)
        self.rehearsal = Rehearsal(paths.rehearsal_note)
        self.captions = CaptionsKeeper(paths, self.show_state, self.answers, self.writer, self._program_says)
        self.rundowns = Rundowns(
            paths, self.show_state, self.answers, self.writer.rows.do_in_steps, self.engine.send, self.happened,
            self.destinations.tell_breaks, self.captions.tell_airings,
        )  # fmt: skip
        self.schedule = Schedule(paths, self.show_state, ScheduledAir(self))
        self.upgrade = Upgrade(
            self.show_state, self._programs, lambda text: self.happened("info", "older_version", text)
        )
        self.commands, self.control = Commands(self), Control(paths, self.show_state, self)
        self.macros = Macros(self.show_state, self.commands.step, self.happened)
        self.plans = Plans(
            Journal(paths.planned_file), self.show_state, self.commands.do, self.happened,
            lambda owner: ask_rights(owner, paths.show_id),
        )  # fmt: skip
        self.taps = Taps(paths)
        self.loads = Loads(self._load, CATCH_UP_S)
        self.floor = DiskFloor()
        self.wanted = False
        self.fenced_off = ""
        self.stopping = asyncio.Event()
        self.handing_over = False
        self._loop = asyncio.get_running_loop()
        self.audit = AuditRows(paths.show_id, self.writer.rows.do_in_steps)
        self.log_files = LogFiles(paths.command_logs, self._another_log)
        self.log = CommandLog(self.log_files, self._applied)
        self.answers.hear = lambda name, answer: self.log.answered(name, answer, self.frame)
        self.engine.write_down()

    # -- beginning and end -------------------------------------------------------------------------

    async def run(self) -> None:
        """On air until SIGTERM, `stop`, or another host's higher number."""
        adopting = self.engine_runs()
        self._read_show_file()
        self.rehearsal.begin(adopting=adopting)
        self._tell_rehearsal()
        self.writer.start()
        if not adopting:
            await asyncio.to_thread(self.writer.answered.wait, DATABASE_PATIENCE_S)
            await asyncio.sleep(0)  # let what it said arrive
        if self.fenced_off:
            log.error("not going on air: %s", self.fenced_off)
            self.writer.close(1)
            return
        await self._play(adopting)

    async def _play(self, adopting: bool) -> None:
        if not adopting:
            self.rundowns.anew = self.schedule.begins()
        await self.control.open(self.listen)
        self.destinations.follow(self.show_state["show"], self.show_state["revision"] or 0)
        jobs = {
            self.engine.run: "engine", self._keep_house: "housekeeping", self.rundowns.run: "rundown",
            self.schedule.run: "schedule", self.health.run: "health", self.plans.run: "plans",
        }  # fmt: skip
        tasks = [asyncio.create_task(kept(job, name)) for job, name in jobs.items()]
        try:
            await self.stopping.wait()
            await (self._leave_on_air() if self.handing_over else self._go_off_air())
        finally:
            self.captions.forget()
            self.destinations.let_go()
            for task in tasks:
                task.cancel()
            await asyncio.wait(tasks)

    async def _leave_on_air(self) -> None:
        """Everything goes on; the lease is still this host's, for the next runmixer."""
        await self.control.close()
        await self.answers.settled(LAST_S)  # what was pressed just now is in the log, and its page knows
        self.plans.close()
        self.journal.close()
        self.alerts.close()
        await asyncio.to_thread(self.log_files.close)
        await asyncio.to_thread(last_tiles.keep, self.paths.tiles, self.show_state.last_tiles)
        self._save_rows()
        await asyncio.to_thread(self.writer.rows.close, 2)

    async def _go_off_air(self) -> None:
        self.answers.refuse_all("off_air", "the show goes off air")
        await self.engine.end(4)
        await asyncio.gather(self.destinations.end(4), self.captions.end(4))
        self.alerts.end()
        await self.control.close()
        self.plans.close()
        self.journal.close()
        self.alerts.close()
        await asyncio.to_thread(self.log_files.close)
        await asyncio.to_thread(last_tiles.keep, self.paths.tiles, self.show_state.last_tiles)
        self._save_rows()
        self.pinned.close()
        await asyncio.to_thread(self.writer.close, 2)
        shutil.rmtree(self.paths.run, ignore_errors=True)

    def _save_rows(self) -> None:
        """What waits of the lists that are written in steps."""
        self.rundowns.close()
        for rows in (self.audit, self.rundowns.rows):
            self.writer.do(rows.save_all)

    def engine_runs(self) -> bool:
        from mixer.protocol import locks

        return locks.is_held(self.paths.lock_of("engine"))

    def stop(self) -> None:
        """Take the show off air."""
        self.stopping.set()

    def hand_over(self) -> None:
        """End, and leave the show to a runmixer of a newer build."""
        self.handing_over = True
        self.stopping.set()

    # -- the engine --------------------------------------------------------------------------------

    def _another_log(self) -> None:
        """Called on the thread of the log's files."""
        with contextlib.suppress(RuntimeError):  # the loop is gone: we are ending
            self._loop.call_soon_threadsafe(self.engine.write_down)

    @property
    def frame(self) -> Any:
        """The engine's by our reckoning; None where there is none."""
        return self.show_state.frames.at(time.monotonic()) if self.show_state.status else None

    # -- the show as stored ------------------------------------------------------------------------

    def _read_show_file(self) -> None:
        """What an engine that we adopt plays, as far as the disk knows."""
        with contextlib.suppress(OSError, ValueError):
            show = json.loads(self.paths.show_file.read_text())
            revision = show.pop("revision", 0)
            self.show_state.change(show=show, revision=revision)

    def _hear_ledger(self, news: News) -> None:
        with contextlib.suppress(RuntimeError):  # the loop is gone: we are ending
            self._loop.call_soon_threadsafe(self._take_news, news)

    def _take_news(self, news: News) -> None:
        if isinstance(news, FencedOff):
            self.fenced_off = news.why
            self.happened("error", "fenced_off", news.why)
            self.stopping.set()
            return
        if isinstance(news, Trouble):
            self.happened("warning", "ledger_trouble", news.text)
            return
        if (self.wanted or self.rehearsal.adopted) and not news.wanted:
            self.stopping.set()
        self.wanted = news.wanted
        opened = news.wanted and self.rehearsal.hear(news.rehearsing)  # the end of a show is not the end of a rehearsal
        self._tell_rehearsal()
        self.destinations.follow(news.show, news.revision, news.secrets)
        if opened:
            self.destinations.open()
        if news.show is not None:
            self.loads.stored_is(news.revision, news.show)
            self._loop.call_later(CATCH_UP_S, self.catch_up)

    def catch_up(self) -> None:
        if self.engine.connected and (load := self.loads.behind(self.show_state["desk"])):
            self.log.asked(load, {"verb": "load"}, senders.STUDIO)
            self.loads.catch_up(load)

    def _load(self, name: str, revision: int, show: dict[str, Any]) -> bool:
        return self.engine.send({"id": name, "verb": "load", "revision": revision, "show": show})

    # -- clients -----------------------------------------------------------------------------------

    def command(self, message: dict[str, Any], client: Client) -> None:
        self.commands.take(message, client)

    def _applied(self, one: Applied) -> None:
        self.audit.note(one)
        self.show_state.change(takes=with_take(self.show_state["takes"], one))
        self.schedule.noted(one)

    def watching(self, client: Client) -> None:
        """Somebody looks at something else now, or has gone."""
        there = client in self.control.clients
        self.taps.watch(client.outbox, client.watch.monitors if there else frozenset())
        if there:
            self.show_state.look(client.outbox, client.watch.wants)
        watches = [one.watch for one in self.control.clients]
        close = frozenset[str]().union(*(one.close for one in watches))
        self.engine.watch(any(one.tiles for one in watches), any(one.meters for one in watches), sorted(close))
        self.tend_taps()

    def tell_events(self, client: Client) -> None:
        self.show_state.teller.join(client.outbox)

    def missed(self, asked: dict[str, Any]) -> dict[str, Any]:
        return self.show_state.teller.missed(asked)

    def seated(self, message: dict[str, Any]) -> None:
        self.seats.take(message)

    def present(self) -> None:
        clients = self.control.clients
        names = sorted({name for client in clients for name in client.operators})
        people = together(one for client in clients for one in client.people)
        self.show_state.say({"type": "presence", "operators": names, "people": people})

    def tend_taps(self) -> None:
        self.taps.tend(self.engine.connected)

    # -- destinations and captions -----------------------------------------------------------------

    def _programs(self) -> dict[str, DestinationProcess | None]:
        return {**self.destinations.processes(), "captions": self.captions.program}

    def go_on_air(self) -> bool:
        """End the rehearsal: open the ways out, and let the database know. False where nothing is rehearsed."""
        if not self.rehearsal.closed:
            return False
        self.rehearsal.end()
        self._tell_rehearsal()
        self.destinations.open()
        self.happened("info", "rehearsal_over", "the rehearsal is over: the show is on air")
        show_id = self.paths.show_id
        self.writer.do(lambda: stored_air.rehearsed(show_id))
        return True

    def _tell_rehearsal(self) -> None:
        self.destinations.closed = self.rehearsal.closed
        self.show_state.change(rehearsing=self.rehearsal.closed)

    def _tell_destinations(self) -> None:
        told = self.destinations.told()
        self.show_state.change(destinations=told, recording=self.destinations.recording_told())
        for event in self.ways_out.look(told):
            self.tell(event)

    def _program_says(self, event: dict[str, Any]) -> None:
        when = float(event.get("time") or time.time())
        about = event.get("about", "")
        cause = f"destination {about}" if about in self.destinations.outputs and event["level"] != "info" else ""
        self.tell(Event(event["level"], event["code"], event["text"], when, cause, about=about))

    # -- telling -----------------------------------------------------------------------------------

    def happened(self, level: Any, code: str, text: str) -> None:
        self.tell(Event(level, code, text))

    def tell(self, event: Event) -> None:
        """Everybody hears it, and the database keeps it."""
        log.info("%s: %s", event.code, event.text)
        self.show_state.happened(event)
        self.alerts.hear(event.to_json())
        self.writer.note(event)

    async def _keep_house(self) -> None:
        self._tell_destinations()
        await self._let_the_engine_start()
        while True:
            self.control.tell_secret()
            self.destinations.progress()
            self.captions.look_after()
            self.captions.tend(self.show_state["show"], self.show_state["revision"] or 0)
            free = await asyncio.to_thread(self._clean)
            for event in self.floor.look(free):
                self.tell(event)
            if free > DISK_LOG:
                self.log_files.mend()
            await asyncio.sleep(HOUSEKEEPING_S)

    async def _let_the_engine_start(self) -> None:
        """Captions take a core for a second or two when they begin; what is on air has it first."""
        if self.engine_runs():
            return
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self.ears.came.wait(), FIRST_S)
        await asyncio.sleep(SETTLE_S)

    def _clean(self) -> int:
        """Keep the logs small; how many bytes are free."""
        for path in self.paths.log_of("engine").parent.glob("*.log"):
            cap_log(path)
        return shutil.disk_usage(self.paths.shows).free
