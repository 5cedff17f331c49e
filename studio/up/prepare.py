"""All the set-up of `make run` and `make test`: run by the system's Python, with nothing installed yet.

Everything done is remembered beside what was made (in `.venv`, in `node_modules`), so that a second time takes
a moment and deleting either folder is enough to start over. Says what it does on standard error.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from mixer.protocol import locks
from studio.up import interpreter, packages
from studio.up.errors import CannotStart

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"
NODE = ROOT / "node_modules"
STAMP, DONE = ".tally.json", ".setup.json"
CORE, DEV = "requirements-core.txt", "requirements-dev.txt"
LISTS = [CORE, "requirements-captions.txt", "requirements.txt", DEV]  # the captions' alone comes with the start
APT_AGAIN_S = LOOK_AGAIN_S = 24 * 3600
LAST_LINES = 15


def main(arguments: list[str]) -> int:
    """Prepare for running, or with `--dev` for tests and checks too. 0 when Tally can start."""
    try:
        prepare(dev="--dev" in arguments)
    except CannotStart as error:
        say(str(error))
        return 1
    except KeyboardInterrupt:
        say("Set-up stopped; the next start goes on where it ended.")
        return 130
    return 0


def prepare(dev: bool) -> None:
    if not dev and is_running(home()):
        return  # the console that runs may be using every file that we would replace
    if is_done(dev, time.time()):
        return
    python = interpreter.choose(interpreter.on_this_machine())
    if not shutil.which("npm"):
        raise CannotStart(
            "npm is missing: the public page's player comes from it. On Debian and Ubuntu: apt install npm"
        )
    with locks.in_turn(ROOT / ".setup.lock"):
        python_packages(python, dev)
        npm_packages(dev)
        if not system_packages(dev):
            write(ROOT / DONE, {"time": time.time(), "dev": dev, "found": found(dev)})


def is_done(dev: bool, now: float) -> bool:
    """Whether all is as the last set-up left it, with nothing missing, within a day.

    Asking Python, npm and dpkg takes a second or two, which a second start has no need to wait for.
    """
    done = read(ROOT / DONE)
    young = 0 <= now - done.get("time", 0) < LOOK_AGAIN_S
    return young and (done["dev"] or not dev) and done["found"] == found(done["dev"])


def found(dev: bool) -> dict[str, Any]:
    """What the set-up depends on, and what it made; whatever is changed or deleted looks different."""
    python = VENV / "bin" / "python"
    real = python.stat() if python.exists() else None
    return {
        "python": [str(python.resolve()), real.st_size, real.st_mtime_ns] if real else None,
        "lists": sums([*(LISTS if dev else [CORE]), "package.json", "package-lock.json"]),
        "made": [{name: read(VENV / STAMP).get(name) for name in (LISTS if dev else [CORE])}, read(NODE / STAMP)],
    }


# -- steps -----------------------------------------------------------------------------------------


def python_packages(python: interpreter.Interpreter, dev: bool) -> None:
    """A virtual environment with exactly the pinned packages."""
    inside = interpreter.ask(str(VENV / "bin" / "python"))
    if inside is None or not inside.is_new_enough:
        shutil.rmtree(VENV, ignore_errors=True)
        step(
            "virtual environment with Python " + interpreter.dotted(python.version),
            [python.path, "-m", "venv", str(VENV)],
        )
    stamp, wanted = read(VENV / STAMP), sums(LISTS if dev else [CORE])
    if all(stamp.get(name) == sum_ for name, sum_ in wanted.items()):
        return
    pip = [str(VENV / "bin" / "python"), "-m", "pip", "--disable-pip-version-check", "--no-input", "install"]
    step("Python packages", pip + ["-r", str(ROOT / (DEV if dev else CORE))])
    write(VENV / STAMP, {**stamp, **wanted})


def npm_packages(dev: bool) -> None:
    """The few npm packages, as the lock file says; those that only check the code with `dev` alone."""
    stamp, wanted = read(NODE / STAMP), sums(["package.json", "package-lock.json"])
    if all(stamp.get(name) == sum_ for name, sum_ in wanted.items()) and (stamp.get("dev") or not dev):
        return
    fewer = [] if dev else ["--omit=dev"]
    step("npm packages", ["npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts", *fewer])
    write(NODE / STAMP, {**wanted, "dev": dev})


def system_packages(dev: bool) -> list[packages.Package]:
    """Install what is missing when we may; say what does not work without the rest, and return that."""
    inside = interpreter.ask(str(VENV / "bin" / "python"))
    missing = packages.missing(packages.needed(inside.version if inside else interpreter.NEEDED, dev=dev))
    if missing and packages.may_install() and is_due(read(VENV / STAMP), names(missing), time.time()):
        with timed("system packages: " + ", ".join(names(missing))):
            left = packages.install(missing, lambda command: logged(command) == 0)
        write(VENV / STAMP, {**read(VENV / STAMP), "apt": {"missing": names(left), "time": time.time()}})
        missing = left
    for line in packages.in_words(missing):
        say("  " + line)
    return missing


def is_due(stamp: dict[str, Any], missing: list[str], now: float) -> bool:
    """Whether to try apt: not again within a day for what it could not install."""
    tried = stamp.get("apt", {})
    return not set(missing) <= set(tried.get("missing", [])) or now - tried.get("time", 0) > APT_AGAIN_S


# -- what has been done ----------------------------------------------------------------------------


def sums(files: list[str]) -> dict[str, str]:
    """The SHA-256 of each of these files of the project."""
    return {name: hashlib.sha256((ROOT / name).read_bytes()).hexdigest() for name in files}


def read(path: Path) -> dict[str, Any]:
    try:
        return dict(json.loads(path.read_text()))
    except (OSError, ValueError):
        return {}


def write(path: Path, value: dict[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value))


def names(missing: list[packages.Package]) -> list[str]:
    return [package.name for package in missing]


# -- running and saying ----------------------------------------------------------------------------


def step(what: str, command: list[str]) -> None:
    """Run one command of the set-up; raises CannotStart with the end of its output when it fails."""
    with timed(what):
        status = logged(command)
    if status != 0:
        tail = log_path().read_text(errors="replace").splitlines()[-LAST_LINES:]
        raise CannotStart("\n".join([f"Set-up failed at: {what}. The end of {log_path()}:", ""] + tail))


def logged(command: list[str]) -> int:
    """Run a command with its output in the set-up log; return its status."""
    with log_path().open("ab") as log:
        log.write(("\n$ " + " ".join(command) + "\n").encode())
        log.flush()
        try:
            return subprocess.call(command, cwd=str(ROOT), stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        except OSError as error:
            log.write((str(error) + "\n").encode())
            return 127


def log_path() -> Path:
    path = home() / "log" / "setup.log"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CannotStart(f"Tally keeps its data in {home()}, which cannot be written: {error}") from None
    return path


def home() -> Path:
    """TALLY_HOME: where the data are."""
    return Path(os.environ.get("TALLY_HOME") or ROOT / "var").resolve()


@contextmanager
def timed(what: str, clock: Callable[[], float] = time.monotonic) -> Iterator[None]:
    """Say what is being done, and how long it took."""
    started = clock()
    print("  " + what + " …", end="", file=sys.stderr, flush=True)
    try:
        yield
    finally:
        print(f" {clock() - started:.0f} s", file=sys.stderr, flush=True)


def say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def is_running(home: Path) -> bool:
    """Whether a supervisor is at work there."""
    return locks.is_held(home / "run" / "up.lock")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
