from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from mixer.protocol import locks
from studio.air.processes.show_paths import ShowPaths
from studio.library import tasks
from studio.up import console, onair, private_redis, programs, record
from studio.up.program import Child, Program
from studio.up.programs import Where
from studio.up.supervisor import Supervisor
from tests.waiting import until

# Says in a file that it runs, and when it was asked to end.
POLITE = """
import pathlib, signal, sys
book, name = pathlib.Path(sys.argv[1]), sys.argv[2]
def end(*_):
    with book.open("a") as file: file.write(name + "\\n")
    sys.exit()
signal.signal(signal.SIGTERM, end)
(book.parent / (name + ".runs")).touch()
while True: signal.pause()
"""
# As a show's mixer: holds the show's lock.
MIXER = (
    """
import os, pathlib, sys
from mixer.protocol import locks
lock = locks.take(pathlib.Path(sys.argv[3]))
"""
    + POLITE
)


def polite(tmp_path: Path, name: str) -> Program:
    return Program(name, (sys.executable, "-c", POLITE, str(tmp_path / "book"), name), None)


def a_supervisor(tmp_path: Path) -> Supervisor:
    where = Where(tmp_path, "127.0.0.1", 8000, 1935)
    return Supervisor(where, "http://127.0.0.1:8000", lambda base: True, lambda line: None)


def a_mixer(tmp_path: Path, show_id: str) -> subprocess.Popen[bytes]:
    lock = ShowPaths(tmp_path, show_id).lock
    argv = [sys.executable, "-c", MIXER, str(tmp_path / "book"), "show", str(lock)]
    mixer = subprocess.Popen(argv, cwd=Path(__file__).resolve().parents[2])
    # Reaped as soon as it ends, as init would.
    threading.Thread(target=mixer.wait).start()
    return mixer


def test_everything_ends_in_order(tmp_path: Path) -> None:
    supervisor = a_supervisor(tmp_path)
    for name in ("redis", "web", "mixers", "beat", "ingest", "camera", "jobs"):
        supervisor.add(polite(tmp_path, name))
        until((tmp_path / f"{name}.runs").exists)
    a_mixer(tmp_path, "shw_a")
    until(lambda: onair.on_air(tmp_path) and (tmp_path / "show.runs").exists())
    supervisor.stop()
    order = (tmp_path / "book").read_text().split()
    assert sorted(order[2:4]) == ["jobs", "mixers"]
    assert order[:2] + order[4:] == ["beat", "show", "web", "camera", "ingest", "redis"]
    assert onair.on_air(tmp_path) == []


def test_a_show_that_does_not_end_in_time_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(onair, "STOP_S", 0.2)
    mixer = a_mixer(tmp_path, "shw_a")
    until(lambda: (tmp_path / "show.runs").exists())
    os.kill(mixer.pid, signal.SIGSTOP)
    said: list[str] = []
    onair.stop(onair.on_air(tmp_path), said.append)
    assert onair.on_air(tmp_path) == [] and "shw_a did not end in time" in said[0]


def test_a_show_whose_mixer_is_gone_is_found_by_its_programs(tmp_path: Path) -> None:
    paths = ShowPaths(tmp_path, "shw_a")
    free = locks.take(paths.lock)
    assert free is not None
    os.close(free)
    engine = locks.take(paths.lock_of("engine"))
    assert engine is not None
    [show] = onair.on_air(tmp_path)
    assert show.mixer is None and show.programs == {"engine": os.getpid()}
    os.close(engine)


def test_what_a_killed_supervisor_left_is_found_by_pid_and_birth(tmp_path: Path) -> None:
    child = Child(polite(tmp_path, "web"))
    child.start()
    until((tmp_path / "web.runs").exists)
    record.write(tmp_path, "http://127.0.0.1:8000", True, [child])
    [left] = record.leftovers(tmp_path)
    assert left.name == "web"
    record.end([left])
    assert (tmp_path / "book").read_text() == "web\n"
    assert record.leftovers(tmp_path) == []
    child.end(0.0)


def test_a_stranger_who_got_the_same_pid_is_left_alone(tmp_path: Path) -> None:
    stranger = {"pid": os.getpid(), "born": 1.0}
    record.path(tmp_path).parent.mkdir()
    record.path(tmp_path).write_text(f'{{"programs": {{"web": {stranger}, "odd": 3}}}}'.replace("'", '"'))
    assert record.leftovers(tmp_path) == []


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells children of their parent's end")
def test_programs_end_with_the_supervisor_even_when_it_is_killed(tmp_path: Path) -> None:
    text = (
        "import sys, os, signal, pathlib\n"
        "from studio.up.program import Child, Program\n"
        f"child = Child(Program('web', (sys.executable, '-c', {POLITE!r}, {str(tmp_path / 'book')!r}, 'web'), None))\n"
        "child.start(); signal.pause()\n"
    )
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    with subprocess.Popen([sys.executable, "-c", text], cwd=Path(__file__).resolve().parents[2], env=env) as parent:
        until((tmp_path / "web.runs").exists)
        parent.kill()
    until((tmp_path / "book").exists)


def test_programs_are_told_where_the_studio_listens(tmp_path: Path) -> None:
    where = Where(tmp_path, "0.0.0.0", 8001, 1936)
    assert where.env["PORT"] == "8001" and where.env["RTMP_PORT"] == "1936"
    assert where.own_address == "http://127.0.0.1:8001"
    assert Where(tmp_path, "::1", 80, 1935).own_address == "http://[::1]:80"
    assert "8001" in programs.web(where).argv


def test_the_mixers_worker_is_nicer_than_nobody(tmp_path: Path) -> None:
    where = Where(tmp_path, "127.0.0.1", 8000, 1935)
    assert programs.mixers(where).nice == 0 and programs.jobs(where).nice > 0


def test_what_speaks_to_obs_is_a_program_of_its_own_that_yields_and_is_there_only_where_it_was_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    started: list[Supervisor] = []
    monkeypatch.setattr(Supervisor, "run", lambda supervisor, *args, **options: started.append(supervisor))
    for name in ("tidy_up_after_the_last", "tell_what_is_on_air"):
        monkeypatch.setattr(console, name, lambda home: None)
    monkeypatch.setattr(console, "is_migrated", lambda: True)
    monkeypatch.setattr(console, "first_time", lambda: False)
    monkeypatch.setattr("studio.up.ports.is_free", lambda host, port: True)
    (tmp_path / "run").mkdir()
    for port in (0, 4455):
        settings.OBS_PORT = port
        console.be_the_studio(tmp_path)
    assert [programs.obs in one.rest for one in started] == [False, True]
    program = programs.obs(started[1].where)
    assert program.argv[-1] == "obs" and program.nice > 0 and program.env["HOST"] == settings.HOST


def test_while_every_long_job_is_done_a_process_is_left_that_looks_at_uploads(tmp_path: Path) -> None:
    argv = programs.jobs(Where(tmp_path, "127.0.0.1", 8000, 1935)).argv
    models = 1
    assert int(argv[argv.index("--concurrency") + 1]) > len(tasks.ALONE) + models


def test_the_queue_s_programs_leave_the_checks_to_the_tests(tmp_path: Path) -> None:
    where = Where(tmp_path, "127.0.0.1", 8000, 1935)
    for program in (programs.mixers(where), programs.jobs(where), programs.beat(where)):
        assert program.env["CELERY_SKIP_CHECKS"]
    call_command("check")


def test_a_console_that_does_not_answer_is_not_announced(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        supervisor = Supervisor(
            Where(tmp_path, "127.0.0.1", silent.getsockname()[1], 1935), "", lambda base: True, lambda line: None
        )
        silent.close()
        assert not supervisor._answers()


def test_shows_go_on_air_first_then_the_console_and_the_queue_only_when_that_answers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[str] = []
    monkeypatch.setattr(Supervisor, "add", lambda self, program: started.append(program.name))
    monkeypatch.setattr(Supervisor, "stop", lambda self: None)
    asked = {"of the console": 0}

    class Slow(Supervisor):
        def _wait(self, woken: socket.socket) -> None:
            """Every look at the clock finds that time has passed; after the tenth somebody asks us to end."""
            asked["of the console"] += 1
            self.asked_to_end = int(asked["of the console"] > 10)

        def _answers(self) -> bool:
            return asked["of the console"] > 3

    def announce(base: str) -> bool:
        started.append("announced")
        return True

    where = Where(tmp_path, "127.0.0.1", 8000, 1935)
    supervisor = Slow(where, "", announce, lambda line: None, lambda: started.append("shows"))
    supervisor.run(None, lambda: [polite(tmp_path, "camera")], private_redis=False)
    assert started == ["shows", "web", "announced", "camera", "mixers", "beat", "jobs", "captions"]


def test_a_console_that_never_answers_keeps_the_queue_waiting_only_for_seconds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("studio.up.supervisor.REST_S", 0.0)
    started: list[str] = []
    monkeypatch.setattr(Supervisor, "add", lambda self, program: started.append(program.name))
    monkeypatch.setattr(Supervisor, "stop", lambda self: None)

    class Unanswered(Supervisor):
        def _wait(self, woken: socket.socket) -> None:
            self.asked_to_end = int(len(started) == 5)

        def _answers(self) -> bool:
            return False

    where = Where(tmp_path, "127.0.0.1", 8000, 1935)
    Unanswered(where, "", lambda base: True, lambda line: None).run(None, list, private_redis=False)
    assert started == ["web", "mixers", "beat", "jobs", "captions"]


def test_captions_workers_are_told_of_the_redis_of_this_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its folder is another one each time, and known only once it has been taken."""
    added: list[Program] = []
    monkeypatch.setattr(Supervisor, "stop", lambda self: None)
    monkeypatch.setattr(Supervisor, "_wait_for_redis", lambda self, child: None)

    class Short(Supervisor):
        def add(self, program: Program) -> Child:
            added.append(program)
            return Child(program)

        def _wait(self, woken: socket.socket) -> None:
            self.asked_to_end = int(len(added) == 6)

        def _answers(self) -> bool:
            return True

    supervisor = Short(Where(tmp_path, "127.0.0.1", 8000, 1935), "", lambda base: True, lambda line: None)
    supervisor.run(None, list, private_redis=True)
    assert supervisor.redis is not None and added[-1].name == "captions"
    brokers = {worker.env["TALLY_BROKER"] for worker in added[-1].before}
    assert brokers == {f"redis+socket://{supervisor.redis.socket}"}
    private_redis.leave(supervisor.redis, tmp_path / "run" / "redis.json")
