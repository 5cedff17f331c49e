"""A day of a show in minutes: its events through the real writers on a fake clock, and a studio running beside.

Each writer is a process of its own, as on air: `python -m tests.bench.day ROLE HOME` plays 24 hours to it and prints
what it has grown to each hour, and how long it takes to start after that day.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import psutil

from tests.bench.figure import Figure

ROOT = Path(__file__).resolve().parents[2]
HOURS, SHOW = 24, "shw_day"
SEGMENTS, TAKES, LINES, RECONNECTS = 43_200, 2_000, 20_000, 1_000  # a day's
STATUSES, BEATS = 86_400, 8_640
BEGAN = 1_800_000_000.0  # wall clock, seconds
MINUTES = float(os.environ.get("DAY_MINUTES", "10"))  # real ones, beside
WARM_MINUTES = 4  # before them: what is used for the first time is loaded; the day's first hour holds that too

Hour = Callable[[int], None]


def day_growth_mb() -> Iterator[Figure]:
    """PSS of the writers at hour 24 less hour 1, and of a running studio ten minutes after it is warm, less then."""
    with tempfile.TemporaryDirectory(prefix="tally-day-") as name:
        home = Path(name)
        seen = {role: played(role, home) for role in ROLES}
        found = {"files": sum(path.is_file() for path in home.rglob("*")), "mb": mb_of(home)}
    beside = studio_minutes() if MINUTES else []
    grown = {role: round(told["hours"][-1]["mb"] - told["hours"][0]["mb"], 1) for role, told in seen.items()}
    grown["studio"] = round(beside[-1] - beside[WARM_MINUTES], 1) if beside else 0.0
    about = {
        "grown": grown,
        "descriptors": {role: told["hours"][-1]["fds"] - told["hours"][0]["fds"] for role, told in seen.items()},
        "starts_s": {role: told["start_s"] for role, told in seen.items()},
        "rows": seen["air"]["rows"], "disk": found,
        "warm_after": WARM_MINUTES, "studio_minutes": [round(one) for one in beside],
    }  # fmt: skip
    yield Figure("day_growth_mb", round(sum(grown.values()), 1), "MB", "<= 10", about)


def played(role: str, home: Path) -> dict[str, Any]:
    """What a writer told of its day."""
    env = os.environ | {"TALLY_HOME": str(home), "DJANGO_SETTINGS_MODULE": "studio.settings", "SECRET_KEY": "bench"}
    argv = [sys.executable, "-m", "tests.bench.day", role, str(home)]
    done = subprocess.run(argv, cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True, check=True)
    return dict(json.loads(done.stdout.splitlines()[-1]))


def mb_of(folder: Path) -> float:
    return round(sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6, 1)


def studio_minutes() -> list[float]:
    """PSS of a whole studio with a console's worth of takes, at the end of each minute."""
    from tests.bench.memory import pss_mb
    from tests.bench.stack import messages, studio
    from tests.waiting import until

    readings: list[float] = []
    with studio([{"name": "Bars", "input": {"kind": "test"}}] * 2, size=(1280, 720)) as stack:
        control = stack.connect({"hello": "control"})
        # The last to come, and the largest: what they have loaded a minute later is not growth.
        until(lambda: {"speech", "translate"} <= set(pss_mb(stack)), "the captions' workers", 300)
        for minute in range(WARM_MINUTES + round(MINUTES) + 1):
            for take in range(20):
                scene = ("src_1", "scn_grid")[take % 2]
                control.send_json({"id": f"day-{minute}-{take}", "verb": "take", "scene": scene})
                for _ in messages(control, 3):
                    pass
            readings.append(float(pss_mb(stack).total()))
    return readings


# -- a writer's process ----------------------------------------------------------------------------


def memory_mb() -> float:
    gc.collect()
    return round(psutil.Process().memory_full_info().pss / 1e6, 1)


def a_day(hour: Hour) -> list[dict[str, float]]:
    """Play the hours; what the process has grown to at the end of each."""
    told = []
    for number in range(HOURS):
        hour(number)
        told.append({"mb": memory_mb(), "fds": psutil.Process().num_fds()})
    return told


def took_s(job: Callable[[], object]) -> float:
    began = time.perf_counter()
    job()
    return round(time.perf_counter() - began, 3)


def hourly(count: int) -> range:
    return range(count // HOURS)


def media() -> tuple[bytes, Callable[[int], bytes]]:
    """An init segment, and a whole segment (one picture for two seconds) that begins at a decode time."""
    from mixer.outputs.boxes import leading, tracks
    from mixer.outputs.fragments import fragment_of
    from tests.mixer.outputs.makers import clip

    init = clip().init
    lead = leading(tracks(init))
    picture = clip().media[0][1][-1200:]
    return init, lambda number: fragment_of(number, lead.id, 2 * number * lead.timescale, 2 * lead.timescale, picture)


def session(name: str, at: int) -> Any:
    """A session that begins with segment number `at` of the day."""
    from mixer.outputs.destination import Session
    from tests.mixer.outputs.makers import clip

    told = Session.parse(clip().session(name, first_frame=60 * at, time=BEGAN + 2 * at))
    return replace(told, segment_frames=60)


def hls(home: Path) -> dict[str, Any]:
    """Segments, playlists and two languages of subtitles, through as many engines as there are reconnects."""
    from mixer.outputs.hls import Hls
    from mixer.outputs.vtt import Cue

    folder, now = home / "shows" / SHOW / "hls", [0.0]
    languages = {"captions": {"on": True, "languages": [{"code": "fr"}, {"code": "es"}]}}
    folder.mkdir(parents=True)
    (folder.parent / "show.json").write_text(json.dumps(languages))
    writer = Hls(folder, lambda *_: None, clock=lambda: now[0])
    init, segment = media()
    each, every = SEGMENTS // HOURS, SEGMENTS // RECONNECTS

    def hour(number: int) -> None:
        for at in range(number * each, (number + 1) * each):
            if at % every == 0:
                writer.begin(session(f"engine{at}", at), init)
            first = 60 * at
            if at * LINES // SEGMENTS != (at + 1) * LINES // SEGMENTS:
                text = "Bonsoir à toutes et à tous."
                writer.subtitles.take(Cue(f"ln_{at}", code, text, first, first + 90) for code in ("fr", "es"))
            now[0] += 2.0
            writer.add(True, segment(at % every))
            writer.flush()
            writer.tick()

    told = a_day(hour)
    return {"hours": told, "start_s": took_s(lambda: Hls(folder, lambda *_: None))}


def recorder(home: Path) -> dict[str, Any]:
    """A recording of the whole day in one part."""
    from mixer.outputs.part import repair
    from mixer.outputs.recorder import Recorder

    folder = home / "shows" / SHOW / "recordings"
    writer = Recorder(folder, "day", lambda *_: None, free=lambda _: 10**12)
    init, segment = media()
    writer.begin(session("day", 0), init)
    each = SEGMENTS // HOURS

    def hour(number: int) -> None:
        for at in range(number * each, (number + 1) * each):
            writer.add(True, segment(at))
            writer.flush()
        writer.tick()

    told = a_day(hour)
    again = took_s(lambda: repair(folder / "day-001.mp4"))  # what a start after a crash has to do
    writer.close()
    return {"hours": told, "start_s": again}


def lines(number: int) -> Iterator[list[Any]]:
    """What becomes of each line of an hour: heard, translated, on air, aired."""
    from subtitles.values import Line, Translation

    texts = {code: Translation(code, "Bonsoir à toutes et à tous, et bienvenue au port.") for code in ("fr", "es")}
    for one in hourly(LINES):
        at = number * (LINES // HOURS) + one
        frame = at * 86_400 * 30 // LINES
        said = "Good evening everybody, and welcome to the harbour."
        heard = Line(f"ln_{at:06}", "heard", "en", said, said, frame, frame + 90, time=BEGAN + frame / 30)
        ready = heard.but(state="translated", texts=texts)
        aired = {"aired_from": frame + 60, "aired_to": frame + 150}
        yield [heard, ready, ready.but(state="on_air", **aired), ready.but(state="aired", **aired)]


def captions(home: Path) -> dict[str, Any]:
    """The transcript and its journal."""
    from subtitles.captioner.journal import Journal, newest_lines
    from subtitles.captioner.transcript import KEPT, Transcript

    journal, transcript = Journal(home / "shows" / SHOW / "captions" / "lines.jsonl"), Transcript()

    def hour(number: int) -> None:
        for states in lines(number):
            for state in states:
                transcript.put(state)
                journal.append(transcript.changed())

    told = a_day(hour)
    return {"hours": told, "start_s": took_s(lambda: Transcript(newest_lines(journal.path, KEPT)))}


def air(home: Path) -> dict[str, Any]:
    """runmixer: show_state, answers, journal, and the database through its writer."""
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    return Air(home).told()


class Air:
    """The parts of a runmixer that hear of everything that happens."""

    def __init__(self, home: Path) -> None:
        from studio.air.control.outbox import Outbox
        from studio.air.runmixer.answers import Answers
        from studio.air.runmixer.database_writer import DatabaseWriter
        from studio.air.runmixer.events import Observer
        from studio.air.runmixer.journal import Journal
        from studio.air.runmixer.show_state import ShowState
        from studio.shows.making import new_show
        from studio.shows.models import Show

        self.show_id = new_show({"name": "Day"}).pk
        self.paths, self.home = home / "shows" / SHOW, home
        self.show_state, self.answers, self.observer = ShowState(), Answers(), Observer()
        self.journal = Journal(self.paths / "desk.json")
        self.writer = DatabaseWriter(self.show_id, "here", "", lambda news: None)
        self.writer.start()
        self.reader, self.Show = Outbox(), Show
        self.show_state.join(self.reader)

    def told(self) -> dict[str, Any]:
        from django.db import close_old_connections

        hours = a_day(self.hour)
        self.writer.close(60)
        rows = self.rows()
        start = took_s(self.start)
        close_old_connections()
        return {"hours": hours, "start_s": start, "rows": {"after": rows, "kept": self.purged()}}

    def hour(self, number: int) -> None:
        from studio.captions.models import keep

        for states in lines(number):
            for state in states[-2:]:
                if self.show_state.line(told := state.to_json()):
                    self.do(partial(keep, self.show_id, told))
        for status in hourly(STATUSES):
            self.show_state.report({"frame": status, "sources": {}, "late": 0, "build": "x"})
            self.drain()
        for take in hourly(TAKES):
            self.take(number, take)
        for reconnect in hourly(RECONNECTS):
            self.reconnect(number, reconnect)
        for _ in hourly(BEATS):
            self.do(lambda: None)

    def take(self, hour: int, number: int) -> None:
        name, desk = f"take-{hour}-{number}", {"frame": number, "program": f"scn_{number % 7}", "revision": 1}
        self.answers.first_time(name, lambda told: None)
        self.show_state.change(desk=desk)
        self.journal.put(desk)
        self.answers.give(name, {"type": "answer", "id": name, "ok": True, "frame": number})
        self.drain()

    def reconnect(self, hour: int, number: int) -> None:
        """A source goes and comes back; a console comes and goes."""
        from studio.air.control.outbox import Outbox

        for state in ("live", "slate", "live"):
            source = {"state": state, "text": f"{state} {hour} {number}"}
            status = {"frame": 0, "late": 0, "sources": {f"src_{number % 6}": source}}
            for event in self.observer.status(status, {}):
                self.show_state.happened(event)
                self.writer.note(event)
        console = Outbox()
        self.show_state.join(console)
        self.show_state.leave(console)
        self.drain()

    def do(self, job: Callable[[], object]) -> None:
        """As fast as the thread writes: on air this is a day's work, and none of it may be left out."""
        while len(self.writer.rows._jobs) > 100:
            time.sleep(0.001)
        self.writer.do(job)

    def drain(self) -> None:
        while self.reader.next() is not None:
            pass

    def rows(self) -> dict[str, int]:
        from studio.captions.models import Cue
        from studio.shows.models import Event

        return {"events": Event.objects.count(), "cues": Cue.objects.count()}

    def start(self) -> None:
        """What a new runmixer and a new web server ask first."""
        from studio.air.browser.hub import look, past_events
        from studio.air.runmixer.database_writer import DatabaseWriter
        from studio.captions.models import catch_up

        again = DatabaseWriter(self.show_id, "here", "", lambda news: None)
        again.start()
        again.answered.wait(60)
        look(self.show_id, None)
        past_events(self.show_id)
        next(catch_up(self.show_id, self.paths / "captions" / "lines.jsonl"), None)
        again.close(60)

    def purged(self) -> dict[str, int]:
        """What is left when all of it has become old."""
        from django.conf import settings

        from studio.retention.purge import purge

        settings.KEEP_EVENTS_MOST = 500
        settings.KEEP_DAYS = dict.fromkeys(settings.KEEP_DAYS, 1)
        from studio.captions.models import Cue

        Cue.objects.update(time=1.0)
        purge(lambda seconds: None)
        return self.rows()


def web(home: Path) -> dict[str, Any]:
    """The web server's link, which hears all that and is cut off a thousand times."""
    import django

    django.setup()
    return Web().told()


class Web:
    """A link with one console behind it."""

    def __init__(self) -> None:
        from studio.air.control.link import Link
        from studio.air.control.outbox import Outbox
        from studio.air.runmixer.show_state import ShowState, text_of

        self.link, self.show_state, self.text_of, self.outbox = Link(SHOW), ShowState(), text_of, Outbox()
        self.link.followers.append(self)  # type: ignore[arg-type]
        self.n = 0

    def link_is(self, up: bool) -> None:
        self.hears({"type": "link", "up": up})

    def hears(self, message: dict[str, Any]) -> None:
        self.outbox.say(self.text_of(message))
        while self.outbox.next() is not None:
            pass

    def tell(self, **message: Any) -> None:
        self.link._take_text(self.text_of(message))

    def hour(self, number: int) -> None:
        for status in hourly(STATUSES):
            self.tell(type="status", frame=status, sources={}, late=0)
        for states in lines(number):
            for state in states:
                self.tell(type="caption_line", line=state.to_json())
        for take in hourly(TAKES):
            self.n += 1
            self.tell(type="change", n=self.n, desk={"program": f"scn_{take % 7}", "revision": 1})
        for reconnect in hourly(RECONNECTS):
            self.tell(type="event", level="info", code="source_back", text=f"{number} {reconnect}", time=BEGAN)
            self.link._down()
            self.tell(**self.show_state.snapshot())

    def told(self) -> dict[str, Any]:
        import asyncio

        async def day() -> list[dict[str, float]]:
            self.tell(**self.show_state.snapshot())
            return a_day(self.hour)

        hours = asyncio.run(day())
        return {"hours": hours, "start_s": took_s(lambda: self.tell(**self.link.state | {"type": "snapshot"}))}


ROLES: dict[str, Callable[[Path], dict[str, Any]]] = {
    "hls": hls, "recorder": recorder, "captions": captions, "air": air, "web": web,
}  # fmt: skip


def main(role: str, home: str) -> int:
    with contextlib.redirect_stdout(sys.stderr):
        told = ROLES[role](Path(home))
    print(json.dumps(told))
    return 0


if __name__ == "__main__":
    raise SystemExit(main(*sys.argv[1:]))
