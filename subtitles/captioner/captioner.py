"""The captions of one show, once around: hear, think, show, tell."""

from __future__ import annotations

import contextlib
import json
import os
import selectors
import time
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

from mixer.errors import BadShow, ChannelClosed
from mixer.protocol.build import CAPTIONS, build_of
from mixer.protocol.parse import read_show
from mixer.protocol.resident import Clients, waking_signals
from mixer.protocol.showfile import Show
from mixer.protocol.wire import Channel
from subtitles.airings import OFF
from subtitles.broker import RECOGNISE, SPEECH, TRANSLATE, TRANSLATED
from subtitles.captioner.errands import Alarm, Errands, Queue
from subtitles.captioner.hearing import Hearing
from subtitles.captioner.interpreter import Interpreter
from subtitles.captioner.items import Items
from subtitles.captioner.journal import Journal, newest_lines
from subtitles.captioner.link import EngineLink, Session, Sound
from subtitles.captioner.orders import Orders, was_visible
from subtitles.captioner.own_lines import OwnLines
from subtitles.captioner.recogniser import Recogniser
from subtitles.captioner.screen import Screen
from subtitles.captioner.transcript import KEPT, WAITING, Transcript, new_id
from subtitles.errors import BadRequest
from subtitles.listening.gate import Gate
from subtitles.policy.events import Dropped, Event, Gap, Partial, Spoken
from subtitles.values import RATE, Line, Pass, Translation

TICK_S = 0.1
STATUS_S = 1.0
FRESH_S = 15  # lines younger than this still go on air after a restart
JOINED_S = 10  # gaps nearer than this are one
TOLD_FIRST = 100  # lines a client starts with
UNREAD_MOST = 8 << 20  # bytes; those lines in many languages are large


class Captioner:
    """Everything here runs on one thread and waits for nobody; what takes time is done elsewhere and comes back."""

    def __init__(self, run_dir: Path, show_dir: Path, call: Queue, gate: Gate) -> None:
        self._folder, self._call = show_dir / "captions", call
        self._selector = selectors.DefaultSelector()
        self._alarm = Alarm()
        self._selector.register(self._alarm, selectors.EVENT_READ)
        self.clients = Clients(run_dir / "captions.sock", self._selector, UNREAD_MOST)
        self._hello: dict[Channel, str] = {}
        self.engine = EngineLink(run_dir / "engine.sock")
        self.show = stored_show(show_dir / "show.json")
        self.journal = Journal(self._folder / "lines.jsonl")
        self.transcript = Transcript(newest_lines(self.journal.path, KEPT))
        self._passes: Errands[Pass] = Errands(RECOGNISE, SPEECH, call, self._alarm.ring)
        self._sentences: Errands[Line] = Errands(TRANSLATED, TRANSLATE, call, self._alarm.ring)
        self.recogniser = Recogniser(self.show.captions, self._passes, gate)
        self.interpreter = Interpreter(self.show.captions, self._sentences)
        self.screen = Screen(self.show.captions, self.engine, visible=was_visible(self._folder))
        self._orders = Orders(
            self._folder, self.transcript, self.screen, self.interpreter.ask, self.interpreter.ask_again,
            self._load, self._spare_languages,
        )  # fmt: skip
        self.engine.listen(self.show.captions.listen)
        self.items = Items(self._alert)
        self._hearing = Hearing(self.items)
        self._own_lines = OwnLines(self.items, self.transcript, self.screen, self.interpreter)
        self._partial: dict[str, Any] = {}
        self._session: Session | None = None
        self._frame = self._leaving = 0
        self._watched = -1  # the descriptor of the engine that the selector knows
        self._told: dict[str, Any] = {}
        self._status_at = 0.0
        self.stopping = False

    # -- the loop ----------------------------------------------------------------------------------

    def run(self) -> None:
        """Until told to stop."""
        with waking_signals(self._selector, self._stop):
            while not self.stopping:
                self.step()
            self.close()

    def step(self) -> None:
        """Once around, after something happened or a tenth of a second."""
        self._wait()
        self.hear()
        self.think()
        self.screen.show(self._leaving)
        self.tell()

    def _stop(self) -> None:
        self.stopping = True

    def _wait(self) -> None:
        self._let_go()
        if self.engine.knock():
            self._watched = self.engine.fileno()
            self._selector.register(self._watched, selectors.EVENT_READ, "engine")
        for key, _ in self._selector.select(TICK_S):
            if key.fileobj is self.clients.listener:
                self.clients.welcome({"status": self.status()})
            elif key.fileobj in self.clients:
                self._hear_client(key.fileobj)  # type: ignore[arg-type]  # a client is a Channel
            elif key.fileobj is self._alarm:
                self._alarm.quiet()
            elif key.data != "engine":
                os.read(key.fd, 64)  # a signal woke us; its handler has said what it means

    # -- hearing -----------------------------------------------------------------------------------

    def hear(self) -> None:
        """Take in the engine's sound and its clock."""
        try:
            heard = self.engine.hear()
        except ChannelClosed:
            heard = []
        for one in heard:
            if isinstance(one, Session):
                self._begin(one)
            else:
                self._hear_sound(one)
        self._let_go()

    def _let_go(self) -> None:
        """Forget an engine that is gone, wherever that came out: the next connection may have its descriptor."""
        if self._watched >= 0 and not self.engine.up:
            self._selector.unregister(self._watched)
            self._watched = -1
            self.screen.lost()

    def _begin(self, session: Session) -> None:
        """An engine, or an engine with another canvas: what was waiting for air goes to it."""
        before, self._session = self._session, session
        self._frame, self._leaving = session.frame, session.frame - session.delay_frames
        self.screen.begin(session)
        if before is None:
            self._take_up()
        elif before.rate != session.rate:
            self._give_up("the programme has another frame rate")
            self._own_lines.forget()

    def _take_up(self) -> None:
        """Lines that waited when the last captioner ended: fresh ones are translated again, old ones say why not."""
        assert self._session
        # Of a programme that counts its frames anew, all of them are old.
        fresh = FRESH_S * self._session.rate
        spoken = [line for line in self.transcript.in_state(*WAITING) if not line.timed]
        again = [line for line in spoken if abs(self._frame - line.to_frame) <= fresh]
        self._give_up("captions were started again", but=again)
        for line in again:
            self.interpreter.ask(line)

    def _give_up(self, reason: str, but: Sequence[Line] = ()) -> None:
        """What stood is over and what was said does not come; other frames than theirs are counted now.

        The lines of files come again with their items.
        """
        for line in self.transcript.in_state("on_air"):
            self.transcript.put(line.but(state="aired"))
        for line in self.transcript.in_state(*WAITING):
            if line not in but and not line.timed:
                self.transcript.dropped(line.id, reason)

    def _hear_sound(self, sound: Sound) -> None:
        self._frame, self._leaving = sound.frame, sound.leaving
        for samples, at in self._hearing.hear(sound):
            self.recogniser.hear(samples, at)

    @property
    def now(self) -> int:
        """Where the programme's clock stands, in samples at 16 kHz."""
        return self._at(self._frame + 1)

    def _at(self, frame: int) -> int:
        return int(frame * RATE / self._session.rate) if self._session else 0

    def _frame_of(self, at: int) -> int:
        return int(at * self._session.rate / RATE) if self._session else 0

    # -- thinking ----------------------------------------------------------------------------------

    def think(self) -> None:
        """From sound to lines, from lines to texts, from texts to a place in time."""
        if self._session is None:
            return
        self.recogniser.think(self.now)
        for event in self.recogniser.events():
            self._take(event)
        self._own_lines.tend(self.show.captions, self._rate, self._leaving)
        for line, texts in self.interpreter.think():
            self._bring(line, texts)
        self._follow()
        for name, reason in self.screen.skipped():
            with contextlib.suppress(BadRequest):
                self.transcript.dropped(name, reason)

    def _bring(self, line: Line, texts: dict[str, Translation]) -> None:
        """A line's texts are there: onto the screen with it, unless it went on air since it was asked for."""
        before = self.transcript.get(line.id)
        ready = self.transcript.translated(line.id, texts)
        try:
            if ready:
                self.screen.add(ready, self._leaving)
        except BadRequest:  # asked twice, and on air since the first answer
            self.transcript.put(before or line)
            ready = None
        if not ready and line.edited_by:
            self.transcript.late(line.id, texts)

    def _follow(self) -> None:
        """Lines come on air and go as their frames do."""
        on_air = {line.id: (line.aired_from or 0, line.aired_to or 0) for line in self.transcript.in_state("on_air")}
        for name, (first, last) in (on_air | self.screen.places()).items():
            self.transcript.shown(name, first, last, self._leaving)

    def _take(self, event: Event) -> None:
        if self._is_unwanted(event):
            return
        if isinstance(event, Spoken):
            self.interpreter.ask(self.transcript.put(self._line_of(event)))
        elif isinstance(event, Dropped):
            self._note("dropped", event.text, event.start, event.end, event.reason)
        elif isinstance(event, Gap):
            self._note_gap(event)
        elif isinstance(event, Partial):
            self._partial = {"text": event.text, "from_frame": self._frame_of(event.start)}
            self._tell_controls({"partial": self._partial})

    def _is_unwanted(self, event: Event) -> bool:
        """Whether it is of an item whose speech is not written down, as far as nobody knew in time."""
        if not isinstance(event, Spoken | Dropped | Gap):
            return False
        part = event.sentence if isinstance(event, Spoken) else event
        return self.items.mutes(self._frame_of((part.start + part.end) // 2))

    def _line_of(self, event: Spoken) -> Line:
        said = event.sentence
        return Line(
            new_id(), "heard", said.language, said.text, said.raw, self._frame_of(said.start), self._frame_of(said.end),
            engine=self.recogniser.settings.engine, model=self.recogniser.model,
            confidence=round(said.confidence, 3), no_speech=round(said.no_speech, 3), time=time.time(),
        )  # fmt: skip

    def _note_gap(self, event: Gap) -> None:
        """One gap after another for the same reason is one line that grows."""
        reason = self.recogniser.trouble or event.reason
        last = next(iter(self.transcript.newest(1)), None)
        start = self._frame_of(event.start)
        if last and last.state == "gap" and last.reason == reason and start - last.to_frame <= JOINED_S * self._rate:
            self.transcript.put(last.but(to_frame=self._frame_of(event.end)))
        else:
            self._note("gap", "", event.start, event.end, reason)

    @property
    def _rate(self) -> Fraction:
        return self._session.rate if self._session else Fraction(25)

    def _note(self, state: Any, text: str, start: int, end: int, reason: str) -> None:
        frames = self._frame_of(start), self._frame_of(end)
        engine, model = self.recogniser.settings.engine, self.recogniser.model
        self.transcript.put(
            Line(
                new_id(), state, self.recogniser.language, text, text, *frames, reason,
                engine=engine, model=model, time=time.time(),
            )
        )  # fmt: skip

    # -- clients -----------------------------------------------------------------------------------

    def _hear_client(self, client: Channel) -> None:
        for message in self.clients.hear(client):
            try:
                self._heard(client, message.json())
            except (ValueError, AttributeError, KeyError, TypeError) as error:
                self.clients.tell_one(client, {"answer": "", "ok": False, "code": "bad_command", "error": str(error)})

    def _heard(self, client: Channel, told: dict[str, Any]) -> None:
        if "broker" in told:
            self._call.point_at(str(told["broker"]))
        if "airings" in told:
            self.items.take(told["airings"])
        if told.get("stop"):
            self._stop()
        elif "hello" in told:
            self._hello[client] = told["hello"]
            if told["hello"] == "control":
                lines = [line.to_json() for line in self.transcript.newest(TOLD_FIRST)]
                self.clients.tell_one(client, {"lines": lines})
            else:
                for cue in self.screen.standing():
                    self.clients.tell_one(client, {"cue": cue})
        elif "verb" in told:
            self.clients.tell_one(client, self._orders.answer(told, self._leaving))

    def _spare_languages(self, on: bool) -> None:
        self.interpreter.sparing = on

    def _load(self, show: Show) -> None:
        """Other settings, on air."""
        known, self.show, settings = self.show.captions.languages, show, show.captions
        if [one.code for one in known] != [one.code for one in settings.languages]:
            self._own_lines.forget()  # they were translated half a minute ahead
        self.recogniser.load(settings)
        self.interpreter.settings = settings
        self.screen.load(settings, self._leaving)
        self.engine.listen(settings.listen)
        self._let_go()

    # -- telling -----------------------------------------------------------------------------------

    def tell(self) -> None:
        """Lines to the journal first, then to those who look; cues to those who write them."""
        changed = self.transcript.changed()
        self.journal.append(changed)
        self.journal.sync()
        for line in changed:
            self._tell_controls({"line": line.to_json()})
        for cue in self.screen.changed_cues():
            for client in self._those("cues"):
                self.clients.tell_one(client, {"cue": cue})
        self._tell_status()

    def _alert(self, text: str) -> None:
        event = {"level": "warning", "code": "captions_file", "text": text[:400], "time": time.time()}
        self.clients.tell({"event": event})

    def _tell_controls(self, value: dict[str, Any]) -> None:
        for client in self._those("control"):
            self.clients.tell_one(client, value)

    def _those(self, kind: str) -> list[Channel]:
        self._hello = {client: hello for client, hello in self._hello.items() if client in self.clients}
        return [client for client, hello in self._hello.items() if hello == kind]

    def _tell_status(self) -> None:
        now, status = time.monotonic(), self.status()
        if now < self._status_at and all(status[key] == self._told.get(key) for key in ("engine", "state", "visible")):
            return
        self._status_at, self._told = now + STATUS_S, status
        self.clients.tell({"status": status})
        if not self.clients.listener.path.exists():
            self._stop()  # the run folder is gone, so nobody could ever tell us to stop

    def status(self) -> dict[str, Any]:
        """How captions are doing, in the words of the protocol."""
        heard = self.recogniser.status(self.now)
        state, text = self._state(heard)
        airing = self.items.at(self._frame)
        return heard | {
            "pid": os.getpid(), "build": build_of(CAPTIONS), "engine": self.engine.up, "state": state, "text": text,
            "item": airing.item if airing else "",
            "queue": self.interpreter.queue, "translator": self.interpreter.status(),
            "untranslated": self.interpreter.untranslated,
            "visible": self.screen.visible, "lines": self.transcript.total, "listen": self.show.captions.listen,
        }  # fmt: skip

    def _state(self, heard: dict[str, Any]) -> tuple[str, str]:
        if not self.engine.up:
            return "waiting", "waiting for the mixer"
        if trouble := self.journal.trouble or self.recogniser.trouble or self.screen.trouble:
            return "failed", trouble
        airing = self.items.at(self._frame)
        if airing and airing.captions == OFF:
            return "off", f"“{airing.item}” has no captions: its rundown says so"
        if airing and airing.has_file:
            return "file", f"“{airing.item}” has captions of its own"
        return "listening", f"listening, {heard['lag_s']:.1f} s behind" if heard["lag_s"] else "listening"

    def close(self) -> None:
        self.screen.clear(self._leaving)
        self.screen.show(self._leaving)
        self.tell()
        self._passes.end()
        self._sentences.end()
        self.engine.close()
        self.clients.close()
        self.journal.close()
        self._selector.close()
        self._alarm.close()


def stored_show(path: Path) -> Show:
    """The show as it was last written; without one, captions wait for it to be loaded."""
    try:
        stored = json.loads(path.read_text())
        stored.pop("revision", None)
        return read_show(stored)
    except (OSError, ValueError, BadShow):
        return Show("Untitled")
