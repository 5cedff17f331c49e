"""`python -m mixer`: the programs of the mixer. Only this file knows the concrete ones."""

from __future__ import annotations

import importlib
import os
import sys

from mixer.kinds.destinations import DESTINATIONS
from mixer.process.memory import keep_freed_memory

PROGRAMS = {
    "engine": ("mixer.programs.head_start", "play a show on air"),
    "render": (
        "mixer.programs.render",
        "render a show file to a file, as fast as it goes",
    ),
    "schema": ("mixer.programs.schema", "print the JSON Schema of the show file"),
    "forkserver": ("mixer.programs.forkserver", "fork workers for an engine (started by it)"),
    "finish": ("mixer.outputs.finish", "finish recordings that a crash interrupted"),
    "probe": ("mixer.programs.probe", "look at an uploaded file, without any rights"),
    "protection": ("mixer.programs.protection", "tell what keeps web pages from this machine"),
    "document": ("mixer.programs.document", "look at an uploaded document, without any rights"),
    "office": ("mixer.programs.office", "run LibreOffice on one document, fenced in"),
    "trim": ("mixer.programs.trim", "copy a stretch of a recording, without any rights"),
    "measure": ("mixer.programs.measure", "measure the sound of an uploaded file, without any rights"),
}


def main() -> int:
    os.environ.setdefault("PYAV_LOGGING", "off")
    keep_freed_memory()
    name, *rest = sys.argv[1:] or [""]
    if name in DESTINATIONS:
        return DESTINATIONS[name].program()(rest)
    if name not in PROGRAMS:
        print(usage())
        return 2
    module = importlib.import_module(PROGRAMS[name][0])
    return int(module.main(rest) or 0)


def usage() -> str:
    purposes = {name: purpose for name, (_, purpose) in PROGRAMS.items()}
    purposes |= {name: f"a destination: {kind.help}" for name, kind in DESTINATIONS.items()}
    lines = (f"  {name:10} {what}" for name, what in purposes.items())
    return "\n".join(["usage: python -m mixer PROGRAM …\n", *lines])


if __name__ == "__main__":
    raise SystemExit(main())
