"""`python -m subtitles captions RUN_DIR SHOW_DIR`: the captions of a show, until told to stop."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from mixer.protocol import logs
from mixer.protocol.build import CAPTIONS, build_of
from mixer.protocol.locks import holding
from mixer.protocol.resident import ALREADY_RUNNING, be_nice
from subtitles.captioner.captioner import Captioner
from subtitles.captioner.errands import CeleryQueue
from subtitles.listening.gate import Gate

NAME = "captions"
NICER = 10


def main(argv: list[str]) -> int:
    """Be the captioner of a run folder; the exit code says whether there already is one."""
    parser = argparse.ArgumentParser(prog="python -m subtitles captions", description=__doc__)
    parser.add_argument("run_dir", type=Path)
    parser.add_argument("show_dir", type=Path)
    options = parser.parse_args(argv)
    logs.set_up(NAME)
    broker = os.environ.get("TALLY_BROKER")
    if not broker:
        print("expected the queue's address in TALLY_BROKER", file=sys.stderr)
        return 2
    options.run_dir.mkdir(parents=True, exist_ok=True)
    with holding(options.run_dir / f"{NAME}.lock") as is_ours:
        if not is_ours:
            print(f"another {NAME} is running in {options.run_dir}", file=sys.stderr)
            return ALREADY_RUNNING
        build_of(CAPTIONS)  # while the files are those that we run from
        be_nice(NICER, f"tally {NAME} {options.run_dir.name}")
        Captioner(options.run_dir, options.show_dir, CeleryQueue(broker), Gate.best()).run()
    return 0
