"""`make run` from the first look at the machine to the last goodbye; and what a second one says."""

from __future__ import annotations

import contextlib
import json
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import DatabaseError, OperationalError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.urls import reverse

from mixer.protocol import locks, priority
from mixer.protocol.files import write_whole
from studio.air.processes.launch import put_wanted_on_air
from studio.home import recorded, secret_of
from studio.people.links import link_for, owner
from studio.security import is_full
from studio.shows import files
from studio.shows.models import Show
from studio.up import onair, ports, programs, record
from studio.up.errors import CannotStart
from studio.up.ingest import ingest
from studio.up.program import Program
from studio.up.programs import Where
from studio.up.supervisor import Supervisor

ANOTHER_S = 120.0


def run() -> None:
    """Be the studio on this machine, or point to the one that runs already. Raises CannotStart."""
    home: Path = settings.TALLY_HOME
    try:
        with only_one(home) as first:
            if first:
                be_the_studio(home)
            else:
                point_to_the_other(home)
    except (OSError, DatabaseError) as error:
        if not is_full(error):
            raise
        raise CannotStart(f"The disk that holds {home} is full. Make room there, then start again.") from None


def be_the_studio(home: Path) -> None:
    tidy_up_after_the_last(home)
    ports.check_console_port(settings.HOST, settings.PORT)
    where = Where(home, settings.HOST, settings.PORT, rtmp_port(home, settings.HOST, settings.RTMP_PORT))
    if not is_migrated():
        call_command("migrate", verbosity=0, interactive=False)
    is_new = first_time()
    tell_what_is_on_air(home)
    server = ingest(home, where.host, where.rtmp_port, hook(where))
    if server is None:
        say("Sources cannot be pushed: nginx with its RTMP module is not installed.")
    supervisor = Supervisor(where, where.own_address, announce, say, lambda: put_on_air(where, is_new))
    if settings.OBS_PORT:
        supervisor.rest.append(programs.obs)
    supervisor.run(server, lambda: pushers(where) if server else [], private_redis=not os.environ.get("REDIS_URL"))


@contextlib.contextmanager
def only_one(home: Path) -> Iterator[bool]:
    """Whether we are the only supervisor of this home; holds the lock meanwhile."""
    lock = locks.take(home / "run" / "up.lock")
    try:
        yield lock is not None
    finally:
        if lock is not None:
            os.close(lock)


def point_to_the_other(home: Path) -> None:
    """Print a link to the console that runs already, as soon as it answers."""
    deadline = time.monotonic() + ANOTHER_S
    while not record.read(home).get("ready"):
        if time.monotonic() > deadline or not locks.is_held(home / "run" / "up.lock"):
            raise CannotStart("Tally is being started or stopped elsewhere, and its console does not answer.")
        time.sleep(0.2)
    say("Tally is running already.")
    if not announce(record.read(home)["url"]):
        raise CannotStart("Tally is running already, but its database is busy. Try again: make link")


def announce(base: str) -> bool:
    """Print the one line on standard output; False when the database is too busy for it now."""
    try:
        link = link_for(owner(), base)
    except OperationalError:
        return False
    with contextlib.suppress(OSError):
        print(f"Console: {link}", flush=True)
    say(PRIORITY_WORDS[priority.available()])
    return True


PRIORITY_WORDS = {
    priority.REAL_TIME: "Frame clock: real-time priority.",
    priority.NORMAL: "Frame clock: normal priority; beside busy programs frames may come late. "
    "docs/get-started.md (Priority) has the line that changes it.",
}


def say(line: str) -> None:
    """Tell whoever looks; where that is a file on a full disk, nobody does."""
    with contextlib.suppress(OSError):
        print(line, file=sys.stderr, flush=True)


def is_migrated() -> bool:
    """Whether the database has had every migration there is: `migrate` itself takes half a second to find that out."""
    migrated = [app for app in apps.get_app_configs() if MigrationLoader.migrations_module(app.label)[0]]
    wanted = {(app.label, file.stem) for app in migrated for file in Path(app.path, "migrations").glob("[!_]*.py")}
    return wanted <= MigrationRecorder(connection).applied_migrations().keys()


# -- what the last one left ------------------------------------------------------------------------


def tidy_up_after_the_last(home: Path) -> None:
    """End what a killed supervisor left running. Mixers are no part of that."""
    left = record.leftovers(home)
    if left:
        say(f"Ending what an earlier start left behind: {', '.join(one.name for one in left)}")
        record.end(left)
    record.remove(home)


def tell_what_is_on_air(home: Path) -> None:
    """Adopt the shows that are still on air, and end those that nobody wants any more."""
    wanted = set(Show.objects.filter(wanted=True).values_list("pk", flat=True))
    shows = onair.on_air(home)
    for show in shows:
        if show.show_id in wanted:
            say(f"Show {show.show_id} stayed on air; going on with it.")
    for show in onair.hand_over(show for show in shows if show.show_id in wanted):
        say(f"Show {show.show_id} is on air from an older version. Restart it when it suits: its console offers it.")
    for show_id in wanted - {show.show_id for show in shows}:
        files.write(show_id)  # it names the port for pushed sources, which may have moved
    unwanted = [show for show in shows if show.show_id not in wanted]
    if unwanted:
        say(f"Ending what nobody wants on air any more: {', '.join(show.show_id for show in unwanted)}")
        onair.stop(unwanted, say)


def put_on_air(where: Where, is_new: bool = False) -> None:
    """Start the mixers of what is wanted on air. When the database is too busy for it now, the beat does it.

    A new studio makes the demo's second show only then: the first is on its way to air, and waits for nothing.
    """
    with contextlib.suppress(DatabaseError):
        put_wanted_on_air(where.env)
        if is_new:
            add_second_show()


# -- the first time, and the demo ------------------------------------------------------------------


def first_time() -> bool:
    """An empty studio starts with the demo show, wanted on air. Whether it was empty."""
    if Show.objects.exists() or User.objects.exists():
        return False
    from studio.demo import create_demo_show  # what draws it takes a while to import

    say("First start: making the demo show.")
    create_demo_show()
    owner()
    return True


def add_second_show() -> None:
    from studio.demo import create_night_loop

    create_night_loop()


def pushers(where: Where) -> list[Program]:
    """What is pushed to the demo show, if it is still there."""
    from studio.demo import demo_push

    argv = demo_push(where.rtmp_port)
    return [programs.pusher("camera", argv)] if argv else []


# -- ingest ----------------------------------------------------------------------------------------


def rtmp_port(home: Path, host: str, wanted: int) -> int:
    """The port for pushed sources, recorded: it moves when it is taken."""
    path = home / "run" / "rtmp.json"
    last = recorded(path)
    usual = last.get("port") if last.get("asked") == wanted else None
    both = dict.fromkeys([host, "127.0.0.1"])
    port = ports.choose_rtmp_port(wanted, usual, lambda port: all(ports.is_free(one, port) for one in both))
    if port != wanted:
        say(f"RTMP is on port {port}; {wanted} is taken.")
    write_whole(path, json.dumps({"port": port, "asked": wanted}).encode(), 0o644)
    return port


def hook(where: Where) -> str:
    """The address that nginx asks whether somebody may publish; its last part is known to nobody else."""
    return where.own_address + reverse("publish", args=[secret_of(where.home / "run" / "hook-secret")])
