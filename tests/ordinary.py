"""Running something as a user without rights, from root: what works only for root must not pass for working."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from shlex import quote

NOBODY = 65534
BECOME = ("setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups")
WITHOUT_RIGHTS = (*BECOME, "--inh-caps=-all", "--")
READS_ALL = (*BECOME, "--inh-caps=+dac_read_search", "--ambient-caps=+dac_read_search", "--")
FOREIGN = (
    "XDG_RUNTIME_DIR", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME", "TALLY_HOME", "DBUS_SESSION_BUS_ADDRESS",
)  # fmt: skip


class Unreachable(Exception):
    """An ordinary user cannot get at the project's Python."""


@dataclass(frozen=True, slots=True)
class Somebody:
    """A user who owns nothing but a folder."""

    home: Path
    project: Path
    through: tuple[str, ...] = ()  # what comes before the change of user
    become: tuple[str, ...] = WITHOUT_RIGHTS

    def command(self, *words: str) -> list[str]:
        """The project's Python, as this user."""
        return [*self.through, *self.become, str(self.python), *words]

    @property
    def python(self) -> Path:
        return self.project / ".venv" / "bin" / "python"

    @property
    def env(self) -> dict[str, str]:
        """The caller's environment, with every place that is written to in this user's own folder."""
        kept = {name: value for name, value in os.environ.items() if name not in FOREIGN}
        own = {"HOME": str(self.home), "TMPDIR": str(self.home / "tmp"), "PYTHONDONTWRITEBYTECODE": "1"}
        return kept | own | {"USER": "nobody", "LOGNAME": "nobody"}

    def reaches_the_project(self) -> bool:
        """Whether the project's own Python runs, also when this user's processes start it again."""
        look = f"import os, pytest, subprocess, sys; os.listdir({str(self.project)!r}); print(sys.version)"
        again = f"import subprocess, sys; sys.exit(subprocess.call([sys.executable, '-c', {look!r}]))"
        done = subprocess.run(
            self.command("-c", again), cwd=self.project, env=self.env, stdin=subprocess.DEVNULL, capture_output=True
        )
        return done.returncode == 0 and done.stdout.decode().strip() == sys.version.strip()


@contextmanager
def ordinary_user(project: Path) -> Iterator[Somebody]:
    """Somebody who can read the project, wherever it lies, and write only to a folder that is removed afterwards.

    Root's own folders are closed to others: what is needed of them (the project, its Python) is shown in a view of the
    files that this user's processes have to themselves. Where mounting is not allowed, the user may read everything,
    which hides a little. Raises Unreachable.
    """
    home = Path(tempfile.mkdtemp(prefix="tally-user-", dir="/tmp"))
    try:
        for folder in (home, home / "tmp"):
            folder.mkdir(exist_ok=True)
            os.chown(folder, NOBODY, NOBODY)
        yield first_that_works(home, project)
    finally:
        shutil.rmtree(home, ignore_errors=True)


def first_that_works(home: Path, project: Path) -> Somebody:
    views = (
        Somebody(home, project),
        Somebody(home, project, ("unshare", "--mount", "sh", "-ec", opening(needed(project)), "sh")),
        Somebody(home, project, become=READS_ALL),
    )
    for somebody in views:
        if somebody.reaches_the_project():
            return somebody
    raise Unreachable(
        f"No ordinary user can run {sys.executable} in {project}: both have to be where others may read them."
    )


def needed(project: Path) -> list[Path]:
    """The project, its Python and its packages, where they really lie."""
    return [
        project.resolve(), (project / ".venv").resolve(), (project / "node_modules").resolve(), Path(sys.base_prefix),
    ]  # fmt: skip


def opening(paths: list[Path]) -> str:
    """A script that shows `paths` through folders that are closed to others, then runs its arguments.

    An empty folder that all may enter is mounted over the closed one, and the paths are bound into it again.
    """
    closed: dict[Path, list[Path]] = {}
    for path in paths:
        if top := closed_above(path):
            closed.setdefault(top, []).append(path)
    lines = ["here=$PWD; aside=$(mktemp -d)"]
    for top, inside in closed.items():
        lines += [f"mkdir $aside/{n}; mount --rbind {quote(str(path))} $aside/{n}" for n, path in enumerate(inside)]
        lines += [f"mount -t tmpfs -o mode=755 none {quote(str(top))}"]
        lines += [f"mkdir -p {quote(str(path))}; mount --rbind $aside/{n} {quote(str(path))}"
                  for n, path in enumerate(inside)]  # fmt: skip
        lines += ["aside=$(mktemp -d)"]
    return "\n".join([*lines, 'cd "$here"', 'exec "$@"'])


def closed_above(path: Path) -> Path | None:
    """The outermost folder on the way to `path`, itself included, that others may not enter."""
    return next((folder for folder in (*reversed(path.parents), path) if not folder.stat().st_mode & 0o001), None)
