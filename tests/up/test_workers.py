"""Whatever is asked of a queue has a worker that knows it: asked of the workers, as `make run` starts them."""

from __future__ import annotations

import ast
import importlib
import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest
from celery import Celery

from studio.celery import AT_ONCE
from studio.celery import app as jobs_app
from studio.up import programs
from studio.up.private_redis import take_place
from studio.up.program import Program
from studio.up.programs import Where
from subtitles.worker import app as captions_app
from tests.up.test_private_redis import serving

ROOT = Path(__file__).resolve().parents[2]
SENDERS = {"studio/celery.py", "subtitles/captioner/errands.py"}
# A worker that says what it knows when it is ready.
TELLING = """
import json, sys
from celery.__main__ import main
from celery.signals import worker_ready

@worker_ready.connect
def tell(sender, **_):
    queues, tasks = sender.app.amqp.queues.consume_from, sender.app.tasks
    print(json.dumps([sorted(queues), sorted(tasks)]), file=sys.__stdout__, flush=True)  # not the log

sys.exit(main())
"""
Known = dict[str, set[str]]


def modules() -> Iterator[tuple[str, ast.Module]]:
    """Every file of ours that could declare a task, or send one."""
    for folder in ("studio", "subtitles", "mixer"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            yield path.relative_to(ROOT).as_posix(), ast.parse(path.read_text())


def calls_of(tree: ast.AST, *names: str) -> list[ast.Call]:
    found = (node for node in ast.walk(tree) if isinstance(node, ast.Call))
    return [call for call in found if getattr(call.func, "attr", getattr(call.func, "id", "")) in names]


def declared() -> dict[str, str]:
    """The name of every task, and the file that declares it."""
    found = {}
    for file, tree in modules():
        for call in calls_of(tree, "shared_task"):
            [name] = [keyword.value for keyword in call.keywords if keyword.arg == "name"]
            found[value_of(name, file)] = file
    return found


def value_of(name: ast.expr, file: str) -> str:
    if isinstance(name, ast.Constant):
        return str(name.value)
    assert isinstance(name, ast.Name), f"{file}: the name of a task is a text or a constant"
    return str(getattr(importlib.import_module(file.removesuffix(".py").replace("/", ".")), name.id))


def workers(where: Where) -> list[Program]:
    """Every program of the supervisor's that works for a queue."""
    return [programs.jobs(where), programs.mixers(where), *programs.captions(where).before]


def told(program: Program) -> tuple[list[str], list[str]]:
    """The queues a worker listens to and the tasks that it knows, from the worker."""
    assert program.argv[1:3] == ("-m", "celery")
    argv = [program.argv[0], "-c", TELLING, *program.argv[3:]]
    with subprocess.Popen(argv, cwd=ROOT, env=os.environ | program.env, stdout=subprocess.PIPE, text=True) as worker:
        assert worker.stdout
        try:
            said = next(line for line in worker.stdout if line.startswith("[["))  # a banner comes before
        finally:
            end(worker.pid)
    queues, tasks = json.loads(said)
    return queues, tasks


def end(pid: int) -> None:
    for one in (*psutil.Process(pid).children(recursive=True), psutil.Process(pid)):
        one.kill()


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> Known:
    """What the workers know, by the queue."""
    home = tmp_path_factory.mktemp("workers")
    place = take_place(home / "run" / "redis.json")
    (home / "log").mkdir()
    with serving(place):
        asked = [told(program) for program in workers(Where(home, "127.0.0.1", 8000, 1935))]
    os.close(place.lock)
    return {queue: set(tasks) for queues, tasks in asked for queue in queues}


def queue_of(task: str) -> str:
    app: Celery = captions_app if task.startswith("subtitles.") else jobs_app
    route: dict[str, Any] = app.amqp.router.route({}, task)
    return str(route["queue"].name)


pytestmark = pytest.mark.xdist_group("workers")


@pytest.mark.parametrize("task", sorted(declared()))
def test_every_task_is_known_to_a_worker_of_its_queue(known: Known, task: str) -> None:
    assert queue_of(task) in known, f"nobody works for {queue_of(task)}"
    assert task in known[queue_of(task)], f"{declared()[task]} declares {task}; its worker does not load that file"


def test_everything_the_clock_sends_is_known(known: Known) -> None:
    for entry in jobs_app.conf.beat_schedule.values():
        assert entry["task"] in known[queue_of(entry["task"])]


def test_everything_a_worker_sends_when_it_begins_is_known(known: Known) -> None:
    for queue, tasks in AT_ONCE.items():
        assert [(task, queue_of(task)) for task in tasks if task in known[queue]] == [(task, queue) for task in tasks]


def test_nobody_sends_by_a_name_that_these_tests_do_not_see() -> None:
    assert {file for file, tree in modules() if calls_of(tree, "send_task", "signature")} == SENDERS


def test_a_task_belongs_to_the_queue_that_it_is_sent_to(known: Known) -> None:
    for file, tree in modules():
        for call in calls_of(tree, "apply_async"):
            for keyword in call.keywords:
                if keyword.arg == "queue":
                    queue = value_of(keyword.value, file)
                    task = importlib.import_module(file.removesuffix(".py").replace("/", "."))
                    name = getattr(task, call.func.value.id).name  # type: ignore[attr-defined]
                    assert queue_of(name) == queue and name in known[queue]
