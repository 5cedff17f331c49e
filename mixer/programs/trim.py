"""`python -m mixer trim FD START END`: a stretch of the recording on standard input, to the empty file FD.

START and END are seconds. Lines of JSON come out: `{"progress": 0.4}` from time to time, and last the stretch from
picture to picture, `{"start_s", "end_s"}`, or `{"error"}`.
"""

from __future__ import annotations

import os
from fractions import Fraction

from mixer.errors import MixerError, SourceRefused
from mixer.outputs.trimming import Stretch, trim
from mixer.programs.measure import tell
from mixer.programs.probe import prepare
from mixer.sources.opening import open_file

CPU_S = 900
HEADS = 64 << 20  # bytes: the table of contents may be larger than the one it is made of


def main(argv: list[str]) -> int:
    """Exit code 0, also for a file that cannot be cut: then the last line says why."""
    fd, asked = int(argv[0]), Stretch(Fraction(argv[1]), Fraction(argv[2]))
    prepare(CPU_S, os.fstat(0).st_size + HEADS)
    try:
        with open_file(0) as source, open(fd, "w+b", closefd=False) as file:
            kept = trim(source, file, asked, lambda share: tell({"progress": round(share, 3)}))
        tell({"start_s": float(kept.start_s), "end_s": float(kept.end_s)})
    except SourceRefused as error:
        tell({"error": str(error)})
    except OSError as error:
        tell({"error": f"the clip cannot be written ({error.strerror})"})
    except (MixerError, ValueError, ArithmeticError) as error:
        tell({"error": f"this recording cannot be cut ({type(error).__name__})"})
    return 0
