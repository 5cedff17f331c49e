"""The programme as files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from mixer.kinds.kind import DestinationKind, Program


@dataclass(frozen=True, slots=True)
class RecordOutput:
    """MP4 files on the studio's disk, a folder for all recordings of a show."""

    kind: Literal["record"] = "record"


def program() -> Program:
    from mixer.outputs.recorder import main

    return main


def folder(output: Any) -> str:
    return "recordings"


KIND = DestinationKind(RecordOutput, "Recording", "MP4 files that survive a crash", program, folder, makes_files=True)
