"""The compiled rundowns of a show: the one that plays and those that may follow it, read anew when they change."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

from mixer.core.rundown import Rundown, read_rundown
from mixer.errors import BadCommand
from studio.air.processes.show_paths import ShowPaths


class RundownFiles:
    """Remembers which it has read, by their time of change."""

    def __init__(self, paths: ShowPaths) -> None:
        self._paths = paths
        self._read: dict[str, int] = {}

    async def read(self, rundown: str) -> Rundown:
        """The rundown as it is now. Raises BadCommand."""
        try:
            path = self._paths.rundown_file(rundown)
            changed, read = path.stat().st_mtime_ns, await asyncio.to_thread(read_file, path)
        except FileNotFoundError:
            raise BadCommand("no_rundown", f"this show has no rundown {rundown}") from None
        except (OSError, ValueError) as error:
            raise BadCommand("no_rundown", f"the rundown {rundown} cannot be read: {words_of(error)}") from None
        self._read[rundown] = changed
        return read

    async def changed(self) -> tuple[list[Rundown], list[str]]:
        """Those that were edited since they were read, and what is wrong with those that cannot be read.

        What was deleted is asked for no more: what is known of it plays on.
        """
        edited, wrong = list[Rundown](), list[str]()
        for name, known in list(self._read.items()):
            path = self._paths.rundown_file(name)
            try:
                if (changed := path.stat().st_mtime_ns) != known:
                    self._read[name] = changed
                    edited.append(await asyncio.to_thread(read_file, path))
            except FileNotFoundError:
                del self._read[name]
            except (OSError, ValueError) as error:
                wrong.append(words_of(error))
        return edited, wrong

    def keep(self, names: set[str]) -> None:
        """Only these are looked at any more."""
        self._read = {name: changed for name, changed in self._read.items() if name in names}


def words_of(error: Exception) -> str:
    """What is wrong, without where this server keeps its files."""
    return str(error.strerror) if isinstance(error, OSError) else str(error)


def read_file(path: Path) -> Rundown:
    """Raises OSError, ValueError."""
    return read_rundown(json.loads(path.read_text()))
