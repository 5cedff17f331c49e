"""Where a show's sockets, locks and lasting files are."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

SHOW_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")


@dataclass(frozen=True, slots=True)
class ShowPaths:
    """The folders and files of one show under `home` (TALLY_HOME). Nothing is created by asking."""

    home: Path
    show_id: str

    def __post_init__(self) -> None:
        if not SHOW_ID.fullmatch(self.show_id):
            raise ValueError(f"{self.show_id!r} is no show id: letters, digits, _ and - only")

    @property
    def lock(self) -> Path:
        return self.home / "run" / f"show-{self.show_id}.lock"

    @property
    def run(self) -> Path:
        return self.home / "run" / self.show_id

    @property
    def shows(self) -> Path:
        return self.home / "shows" / self.show_id

    @property
    def control(self) -> Path:
        return self.run / "control.sock"

    @property
    def secret(self) -> Path:
        return self.run / "secret"

    @property
    def build(self) -> Path:
        """Says from which build the runmixer was started."""
        return self.run / "runmixer.build"

    @property
    def show_file(self) -> Path:
        return self.shows / "show.json"

    @property
    def desk_file(self) -> Path:
        return self.shows / "desk.json"

    @property
    def rehearsal_note(self) -> Path:
        return self.run / "rehearsal.json"

    @property
    def pinned_file(self) -> Path:
        return self.shows / "pinned.json"

    @property
    def alerts_file(self) -> Path:
        """What is wrong with the show that is on air, for the next runmixer."""
        return self.run / "alerts.json"

    @property
    def epoch_file(self) -> Path:
        """Where the engine writes down which frame was when."""
        return self.shows / "epoch.json"

    @property
    def rundown_journal(self) -> Path:
        return self.shows / "rundown.json"

    @property
    def schedule_file(self) -> Path:
        """When the show is put on air and taken off, worked out: `studio.scheduling.files` writes it."""
        return self.shows / "schedule.json"

    @property
    def schedule_journal(self) -> Path:
        """What of it is done."""
        return self.shows / "scheduled.json"

    @property
    def planned_file(self) -> Path:
        """Commands that wait for their frame or time."""
        return self.shows / "planned.json"

    def rundown_file(self, rundown: str) -> Path:
        """A compiled rundown. Raises ValueError for what is no id."""
        if not SHOW_ID.fullmatch(rundown):
            raise ValueError(f"{rundown!r} is no rundown's id: letters, digits, _ and - only")
        return self.shows / "rundowns" / f"{rundown}.json"

    @property
    def command_logs(self) -> Path:
        return self.shows / "log" / "commands"

    @property
    def tiles(self) -> Path:
        """The last small picture of each source, for consoles off air."""
        return self.shows / "tiles"

    @property
    def hls(self) -> Path:
        return self.shows / "hls"

    @property
    def recordings(self) -> Path:
        return self.shows / "recordings"

    def lock_of(self, program: str) -> Path:
        return self.run / f"{program}.lock"

    def socket_of(self, program: str) -> Path:
        return self.run / f"{program}.sock"

    def log_of(self, program: str) -> Path:
        return self.shows / "log" / f"{program}.log"


def paths_of(show_id: str) -> ShowPaths:
    """The paths of a show of this studio."""
    return ShowPaths(settings.TALLY_HOME, str(show_id))
