"""Keeps a show's captions program running while captions are on, and knows what it tells."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial
from typing import Any

from django.conf import settings

from mixer.protocol.wire import Message
from studio.air.processes.destination import DestinationProcess
from studio.air.processes.kept import kept
from studio.air.processes.show_paths import ShowPaths
from studio.air.runmixer.answers import Answers, refusal
from studio.air.runmixer.database_writer import DatabaseWriter
from studio.air.runmixer.show_state import ShowState
from studio.captions.models import catch_up, keep
from studio.home import redis_urls
from studio.retention.rules import oldest_kept

NAME = "captions"
ENDING_S = 4.0


class CaptionsProgram(DestinationProcess):
    """The program, as one more that outlives us; besides its status it tells lines and answers commands."""

    def __init__(self, paths: ShowPaths, changed: Callable[[], None], event: Callable[[dict[str, Any]], None],
                 tells: Callable[[dict[str, Any]], None]) -> None:  # fmt: skip
        super().__init__(paths, NAME, [NAME, str(paths.run), str(paths.shows)], changed, event, package="subtitles")
        self.tells = tells
        self.broker = ""
        self.airings: list[dict[str, Any]] | None = None  # of a rundown's items, as they were told last

    def environment(self) -> dict[str, str]:
        self.broker = redis_urls(settings.TALLY_HOME)["celery"]
        return {"TALLY_BROKER": self.broker}

    def greeting(self) -> bool:
        self.broker = redis_urls(settings.TALLY_HOME)["celery"]
        return self.send({"hello": "control", "broker": self.broker}) and self.tell_airings(self.airings)

    def tell_airings(self, airings: list[dict[str, Any]] | None) -> bool:
        """All of what items have for captions, in place of what was told; None while nobody knows."""
        self.airings = airings
        return airings is None or self.send({"airings": airings})

    def hear(self, message: Message) -> None:
        super().hear(message)
        self.tells(message.json())

    def take(self, status: dict[str, Any]) -> None:
        self.status = status
        self.changed()


class CaptionsKeeper:
    """Runs the program while the show that plays wants captions."""

    def __init__(
        self,
        paths: ShowPaths,
        show_state: ShowState,
        answers: Answers,
        writer: DatabaseWriter,
        event: Callable[[dict[str, Any]], None],
    ) -> None:
        self.paths, self.show_state, self.answers, self.writer, self.event = paths, show_state, answers, writer, event
        self.program: CaptionsProgram | None = None
        self._task: asyncio.Task[None] | None = None
        self._loaded: dict[str, Any] | None = None
        self._wanted = self._sparing = False
        self._airings: list[dict[str, Any]] | None = None

    def tend(self, show: dict[str, Any] | None, revision: int) -> None:
        """Follow the show that plays: start, reload or end the program."""
        self._wanted = bool(show and show.get("captions", {}).get("on"))
        if self._wanted and self.program is None:
            self._begin()
        elif not self._wanted and self.program is not None:
            self.program.ask_to_end()
        if show is not None and self.program is not None and show != self._loaded:
            self._loaded = show if self._load(show, revision) else None

    def command(self, message: dict[str, Any]) -> None:
        """Pass an operator's command on; its answer comes by way of `answers`."""
        told = {key: part for key, part in message.items() if key != "type"}
        if self.program is None or not self.program.send(told):
            text = "captions are off; turn them on first" if self.program is None else "captions are being started"
            self.answers.give(message["id"], refusal(message["id"], "captions_off", text), remember=False)

    def tell_airings(self, airings: list[dict[str, Any]]) -> None:
        """What the items of a rundown have for captions; whoever begins later is told too."""
        self._airings = airings
        if self.program:
            self.program.tell_airings(airings)

    def look_after(self) -> None:
        """Tell the program when the queue has moved: a new `make run` has a new one."""
        broker = redis_urls(settings.TALLY_HOME)["celery"]
        if self.program and broker != self.program.broker and self.program.send({"broker": broker}):
            self.program.broker = broker

    def spare(self, on: bool) -> None:
        """While the machine is overloaded only one language is translated."""
        if self.program and on != self._sparing and self.program.send({"id": "", "verb": "captions_spare", "on": on}):
            self._sparing = on

    async def end(self, patience_s: float) -> None:
        self._wanted = False
        if self.program and self._task:
            await self.program.end(patience_s)
            await asyncio.wait({self._task}, timeout=1)

    def forget(self) -> None:
        """Stop watching; the program goes on."""
        if self._task:
            self._task.cancel()

    # -- inside ------------------------------------------------------------------------------------

    def _begin(self) -> None:
        self.program = CaptionsProgram(self.paths, self._changed, self.event, self._told)
        self.program.airings = self._airings
        self._loaded, self._sparing = None, False
        self._task = asyncio.create_task(self._keep(self.program))

    async def _keep(self, program: CaptionsProgram) -> None:
        await kept(program.run, NAME)
        self.program = None
        self.show_state.captions(None)
        if self._wanted:  # turned off, and on again before the program had ended
            self._begin()

    def _load(self, show: dict[str, Any], revision: int) -> bool:
        assert self.program
        return self.program.send({"id": "", "verb": "load", "revision": revision, "show": show})

    def _changed(self) -> None:
        if self.program:
            self.show_state.captions(self.program.status)

    def _told(self, value: dict[str, Any]) -> None:
        if "lines" in value:
            self._loaded = None  # a program that just began has read the file; what was edited meanwhile follows
            for line in value["lines"]:
                self.show_state.line(line)
            journal = self.paths.shows / "captions" / "lines.jsonl"
            since = oldest_kept("cues").timestamp()
            self.writer.rows.do_in_steps("captions", partial(catch_up, self.paths.show_id, journal, since))
        elif "line" in value:
            self._line(value["line"])
        elif "partial" in value:
            self.show_state.partial(value["partial"])
        elif value.get("answer"):
            told: dict[str, Any] = {key: value[key] for key in ("ok", "code", "error") if key in value}
            self.answers.give(value["answer"], {"type": "answer", "id": value["answer"], **told})

    def _line(self, line: dict[str, Any]) -> None:
        if self.show_state.line(line):
            self.writer.do(partial(keep, self.paths.show_id, line))
