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

NOBODY = 65534
BECOME = ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups", "--inh-caps=-all", "--"]
# A mount of our own, gone with the process: nothing outside sees it.
ELSEWHERE = 'mount --rbind "$1" "$2" && cd "$2" && shift 2 && exec "$@"'
FOREIGN = (
    "XDG_RUNTIME_DIR", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME", "TALLY_HOME", "DBUS_SESSION_BUS_ADDRESS",
)  # fmt: skip
INSTALLED = (".venv", "node_modules")  # either may be a link to one that several working trees use


class Unreachable(Exception):
    """An ordinary user cannot get at the project's Python."""


@dataclass(frozen=True, slots=True)
class Somebody:
    """A user who owns nothing but a folder."""

    home: Path
    project: Path
    through: tuple[str, ...]

    def command(self, *words: str) -> list[str]:
        """The project's Python, as this user."""
        return [*self.through, *BECOME, str(self.python), *words]

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
        look = f"import os, pytest; os.listdir({str(self.project)!r}); open('manage.py').close()"
        done = subprocess.run(
            self.command("-c", look), cwd=self.project, env=self.env, stdin=subprocess.DEVNULL, capture_output=True
        )
        return done.returncode == 0


@contextmanager
def ordinary_user(project: Path) -> Iterator[Somebody]:
    """Somebody who can read the project, wherever it lies, and write only to a folder that is removed afterwards.

    Root's own folders are closed to others, so a clone in one of them is mounted where it can be seen, or copied
    where mounting is not allowed. Raises Unreachable when the Python itself lies in such a folder.
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
    as_it_is = Somebody(home, project, ())
    if as_it_is.reaches_the_project():
        return as_it_is
    elsewhere = home / "tally"
    elsewhere.mkdir()
    mounted = Somebody(
        home, elsewhere, ("unshare", "--mount", "sh", "-c", ELSEWHERE, "sh", str(project), str(elsewhere))
    )
    if mounted.reaches_the_project():
        return mounted
    print("Others may not enter the project's folder, and mounting is not allowed: copying it.", file=sys.stderr)
    copy(project, elsewhere)
    copied = Somebody(home, elsewhere, ())
    if not copied.reaches_the_project():
        raise Unreachable(f"{sys.executable} is in a folder that only root may enter: no ordinary user can run it.")
    return copied


def copy(project: Path, to: Path) -> None:
    shutil.copytree(
        project, to, symlinks=True, dirs_exist_ok=True, ignore=shutil.ignore_patterns(".git", "var", *INSTALLED)
    )
    for name in INSTALLED:
        shutil.copytree((project / name).resolve(), to / name, symlinks=True)
