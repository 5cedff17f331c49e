"""`python -m subtitles PROGRAM …`: the programs of this package."""

from __future__ import annotations

import importlib
import sys

PROGRAMS = {"captions": ("subtitles.captioner.program", "the captions of a show on air")}


def main() -> int:
    if len(sys.argv) < 2 or sys.argv[1] not in PROGRAMS:
        listed = "\n".join(f"  {name}: {about}" for name, (_, about) in PROGRAMS.items())
        print(f"usage: python -m subtitles PROGRAM …\n{listed}", file=sys.stderr)
        return 2
    code: int = importlib.import_module(PROGRAMS[sys.argv[1]][0]).main(sys.argv[2:])
    return code


if __name__ == "__main__":
    raise SystemExit(main())
