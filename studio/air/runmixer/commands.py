"""What clients, and the studio itself, ask of a show on air: each command once, given to whoever carries it out."""

from __future__ import annotations

import asyncio
import logging
import time
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from mixer.errors import BadCommand
from mixer.protocol.parse import read_command
from studio.air import senders
from studio.air.control.clients import Client
from studio.air.control.deadlines import Refusal, dated, too_late
from studio.air.runmixer.answers import Tell, refusal
from studio.air.runmixer.recording import Recording
from studio.air.verbs import Verb, verb_of
from studio.shows.surface import wrong_step

if TYPE_CHECKING:
    from studio.air.runmixer.onair import OnAir

RECORDER_S = 3.5  # how long an answer waits for the recorder's first or last frame; askers wait five
log = logging.getLogger(__name__)
PRESS_MS = 1000  # as long as a press at the desk is good for
OF_THE_SOCKET = ("type", "seat", "turn", senders.KEY)  # said to us, not to whoever carries the command out


class Commands:
    """Those of one show. Whoever cannot do at once what is asked answers later, under the command's id."""

    def __init__(self, air: OnAir) -> None:
        self._air = air
        self._answering: set[asyncio.Task[None]] = set()

    def take(self, message: dict[str, Any], client: Client) -> None:
        """Apply a command once; a retry of its id gets the first answer."""
        name = message.get("id")
        if not isinstance(name, str) or not 0 < len(name) <= 80:
            client.tell(refusal("", "bad_command", "expected an id of 1 to 80 characters"))
        elif self._air.answers.crowded:
            client.tell(refusal(name, "busy", "too many commands wait for an answer"))
        elif not self._air.seats.take(message):
            client.tell(refusal(name, "void", "the page has connected anew since this was asked; nothing was changed"))
        elif self._air.answers.first_time(name, client.tell):
            verb = verb_of(message)
            self._log(name, message, verb)
            by = {"by": senders.sender_in(message).by} if verb and verb.named else {}
            self._carry_out(name, {key: part for key, part in message.items() if key not in OF_THE_SOCKET} | by)

    def _log(self, name: str, message: dict[str, Any], verb: Verb | None) -> None:
        if verb is None or verb.kept:
            self._air.log.asked(name, message)

    def do(self, name: str, command: dict[str, Any], sender: senders.Sender, tell: Tell) -> None:
        """Carry out what the studio itself asks for."""
        self._air.answers.first_time(name, tell)
        self._air.log.asked(name, command, sender)
        self._carry_out(name, {**command, "id": name})

    def step(self, name: str, command: dict[str, Any], sender: senders.Sender, tell: Tell) -> None:
        """Carry out a macro's step: what could be asked at the desk, as soon as a press there or not at all."""
        parts = {part: value for part, value in command.items() if part not in ("verb", "not_after_frame")}
        if wrong := wrong_step(command["verb"], parts):
            return tell(refusal(name, "bad_command", wrong[1]))
        try:
            sent = dated({**command, "within_ms": PRESS_MS}, self._air.show_state.frames, time.monotonic())
        except Refusal as refused:
            return tell(refusal(name, refused.code, str(refused)))
        self.do(name, sent, sender, tell)

    def _carry_out(self, name: str, command: dict[str, Any]) -> None:
        """A mistake of ours is an answer too, or whoever waits for one would wait for ever."""
        try:
            self._hand_over(name, command)
        except Exception as error:
            log.exception("a command met an error that should not happen")
            words = f"{type(error).__name__}: {error}"[:300]
            self._air.answers.give(name, refusal(name, "failed", words), remember=False)

    def _hand_over(self, name: str, command: dict[str, Any]) -> None:
        verb = verb_of(command)
        if verb is None:
            self.to_engine(name, command)  # which says what is wrong with it
        elif not verb.engine and command.get("on_frame") is not None:
            text = f"{command['verb']} is not the engine's, so it happens on no frame in particular; plan it"
            self._air.answers.give(name, refusal(name, "bad_command", text))
        elif not verb.engine and (late := too_late(command, self._air.show_state.frames, time.monotonic())):
            self._air.answers.give(name, refusal(name, "too_late", late))
        else:
            verb.handler(self, name, command)

    def to_captions(self, name: str, command: dict[str, Any]) -> None:
        self._air.captions.command({part: value for part, value in command.items() if part != "not_after_frame"})

    def to_rundown(self, name: str, command: dict[str, Any]) -> None:
        self._air.rundowns.command(name, {part: value for part, value in command.items() if part != "not_after_frame"})

    def to_schedule(self, name: str, command: dict[str, Any]) -> None:
        self._answering.add(task := asyncio.create_task(self._ask_schedule(name, command)))
        task.add_done_callback(self._answering.discard)

    async def _ask_schedule(self, name: str, command: dict[str, Any]) -> None:
        try:
            await self._air.schedule.obey(command)
        except BadCommand as error:
            self._air.answers.give(name, refusal(name, error.code, str(error)))
        else:
            self._air.answers.give(name, {"type": "answer", "id": name, "ok": True, "frame": self._air.frame})

    def to_engine(self, name: str, command: dict[str, Any]) -> None:
        try:
            read_command(command)
        except BadCommand as error:
            self._air.answers.give(name, refusal(name, error.code, str(error)))
            return
        if command["verb"] == "load":
            sent = self._air.loads.send(name, command["revision"], command["show"])
        else:
            sent = self._air.engine.send(command)
        if not sent:
            text = "the engine is being started again; nothing was changed"
            self._air.answers.give(name, refusal(name, "engine_down", text), remember=False)

    def to_page(self, name: str, command: dict[str, Any]) -> None:
        told = {part: command[part] for part in ("source", "overlay", "events", "directs") if part in command}
        if not self._air.engine.send({"page_input": told, "id": name}):
            text = "the engine is being started again; nothing was changed"
            self._air.answers.give(name, refusal(name, "engine_down", text), remember=False)

    def to_macros(self, name: str, command: dict[str, Any]) -> None:
        macros, macro = self._air.macros, str(command.get("macro") or "")
        runs = command["verb"] == "run_macro"
        sender = senders.Sender(str(command.get("by") or ""), "macro")
        refused = macros.run(name, macro, sender, command.get("rights", ())) if runs else macros.stop(name, macro)
        done = {"type": "answer", "id": name, "ok": True, "frame": self._air.frame}
        self._air.answers.give(name, refused or done, remember=refused is None)

    def to_plans(self, name: str, command: dict[str, Any]) -> None:
        self._answering.add(task := asyncio.create_task(self._ask_plans(name, command)))
        task.add_done_callback(self._answering.discard)

    async def _ask_plans(self, name: str, command: dict[str, Any]) -> None:
        plans, told = self._air.plans, {}
        try:
            if command["verb"] == "plan":
                told = {"planned": await plans.plan(command, self._air.log.sender_of(name))}
            else:
                plans.cancel(str(command.get("planned", "")), str(command.get("by", "")))
        except BadCommand as error:
            self._air.answers.give(name, refusal(name, error.code, str(error)))
        else:
            done = {"type": "answer", "id": name, "ok": True, "frame": self._air.frame}
            self._air.answers.give(name, done | told)

    def to_alerts(self, name: str, command: dict[str, Any]) -> None:
        try:
            self._air.alerts.acknowledge(str(command.get("alert", "")), str(command.get("by", "")))
        except BadCommand as error:
            self._air.answers.give(name, refusal(name, error.code, str(error)), remember=False)
        else:
            self._air.answers.give(name, {"type": "answer", "id": name, "ok": True, "frame": self._air.frame})

    def record(self, name: str, *, on: bool) -> None:
        if recording := self._air.destinations.recording:
            self.switch(name, recording.id, on=on)
        else:
            text = "the show has no recording among its destinations"
            self._air.answers.give(name, refusal(name, "no_recording", text), remember=False)

    def switch(self, name: str, destination: str, *, on: bool) -> None:
        if problem := self._air.destinations.switch(destination, on=on):
            self._air.answers.give(name, refusal(name, *problem), remember=False)
            return
        output = self._air.destinations.outputs[destination]
        if not isinstance(output, Recording):
            self._air.answers.give(name, {"type": "answer", "id": name, "ok": True, "frame": self._air.frame})
            return
        self._answering.add(task := asyncio.create_task(self._tell_recording(name, output, on)))
        task.add_done_callback(self._answering.discard)

    async def _tell_recording(self, name: str, recording: Recording, on: bool) -> None:
        """Answer with the frame that the files really begin, or end, with, as far as that is known in time."""
        id = recording.recording or None
        if on:
            frame = await recording.first_frame(RECORDER_S)
        else:
            show = self._air.show_state["show"]
            rate = Fraction(str(show["canvas"]["rate"])) if show else Fraction(30)
            frame = await recording.last_frame(rate, RECORDER_S)
        self._air.answers.give(name, {"type": "answer", "id": name, "ok": True, "frame": frame, "recording": id})

    def go_on_air(self, name: str) -> None:
        """Open the ways out of a show that is rehearsed; the programme goes on as it is."""
        if self._air.go_on_air():
            self._air.answers.give(name, {"type": "answer", "id": name, "ok": True, "frame": self._air.frame})
        else:
            text = "the show is on air already"
            self._air.answers.give(name, refusal(name, "on_air", text), remember=False)

    def restart_engine(self, name: str) -> None:
        """Another engine, of today's build, with the desk as it is; what else is of an older build follows."""
        if self._air.engine.restart():
            self._air.answers.give(name, {"type": "answer", "id": name, "ok": True, "frame": self._air.frame})
        else:
            text = "the engine is being started again; nothing was changed"
            self._air.answers.give(name, refusal(name, "engine_down", text), remember=False)
