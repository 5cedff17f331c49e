"""The programme as files."""

from mixer.kinds.kind import DestinationKind, Program


def program() -> Program:
    from mixer.outputs.recorder import main

    return main


KIND = DestinationKind("record", "Recording", "MP4 files that survive a crash", program)
