"""`python -m mixer finish RUN_DIR OUT_DIR`: finish recordings that a crash interrupted."""

from __future__ import annotations

import argparse
import contextlib
import json
import sys
from dataclasses import asdict
from pathlib import Path

from mixer.outputs.recorder import NAME, Note, mend
from mixer.protocol.locks import holding
from mixer.protocol.resident import ALREADY_RUNNING


def main(argv: list[str]) -> int:
    """Finish them unless a recorder is at work there; prints a line of JSON for each."""
    parser = argparse.ArgumentParser(prog="mixer finish", description="Finish recordings that a crash interrupted.")
    parser.add_argument("run_dir", type=Path)
    parser.add_argument("out_dir", type=Path)
    args = parser.parse_args(argv)
    args.run_dir.mkdir(parents=True, exist_ok=True)
    with contextlib.ExitStack() as held:
        recorders = [args.run_dir / f"{NAME}.lock", *args.run_dir.glob(f"{NAME}-*.lock")]
        if not all(held.enter_context(holding(lock)) for lock in recorders):
            print(f"a recorder is at work in {args.run_dir}", file=sys.stderr)
            return ALREADY_RUNNING
        for note in finish_all(args.out_dir):
            print(json.dumps(asdict(note)))
    return 0


def finish_all(folder: Path) -> list[Note]:
    """Finish every recording in a folder, and say which were unfinished. Nobody else may be writing there."""
    finished = []
    for path in sorted(folder.glob("*.json")):
        with contextlib.suppress(OSError, ValueError):
            note = Note.read(path)
            if note.state == "recording" or any(part.state == "recording" for part in note.parts):
                mend(folder, note)
                note.state = "finished" if note.state == "finished" else "interrupted"
                note.save(folder)
                finished.append(note)
    return finished
