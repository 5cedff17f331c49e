"""`python -m mixer`: the programs of the mixer. Only this file knows the concrete ones."""

from __future__ import annotations

import importlib
import os
import sys

from mixer.process.memory import keep_freed_memory

PROGRAMS = {
    "engine": ("mixer.programs.head_start", "play a show on air"),
    "render": (
        "mixer.programs.render",
        "render a show file to a file, as fast as it goes",
    ),
    "schema": ("mixer.programs.schema", "print the JSON Schema of the show file"),
    "forkserver": ("mixer.programs.forkserver", "fork workers for an engine (started by it)"),
    "encoder": ("mixer.programs.encoder", "encode the programme for an engine (started by it)"),
    "hls": ("mixer.outputs.hls", "write the programme as HLS"),
    "record": ("mixer.outputs.recorder", "record the programme"),
    "finish": ("mixer.outputs.finish", "finish recordings that a crash interrupted"),
    "probe": ("mixer.programs.probe", "look at an uploaded file, without any rights"),
}


def main() -> int:
    os.environ.setdefault("PYAV_LOGGING", "off")
    keep_freed_memory()
    if len(sys.argv) < 2 or sys.argv[1] not in PROGRAMS:
        print("usage: python -m mixer PROGRAM …\n")
        for name, (_, purpose) in PROGRAMS.items():
            print(f"  {name:8} {purpose}")
        return 2
    module = importlib.import_module(PROGRAMS[sys.argv[1]][0])
    return int(module.main(sys.argv[2:]) or 0)


if __name__ == "__main__":
    raise SystemExit(main())
