"""`python -m mixer measure`: hear the foreign file on standard input to its end; lines of JSON come out.

`{"progress": 0.4}` from time to time, and last `{"loudness_lufs", "true_peak_db", "sound_s"}` or `{"error"}`. It is
measured as it is played, mixed to stereo, and gives up what a probe gives up before it reads the first byte.
"""

from __future__ import annotations

import json
from fractions import Fraction
from typing import Any

import numpy as np

from mixer.core.clock import SAMPLE_RATE
from mixer.core.sound import FLOOR_DB
from mixer.errors import SourceRefused
from mixer.outputs.loudness import STEP_SAMPLES, Loudness
from mixer.programs.probe import prepare
from mixer.sources.demuxer import Demuxer
from mixer.sources.opening import open_file

CPU_S = 900  # some hundred hours of sound take so long
SHORTEST_S = 3  # what is shorter has no loudness of its own (EBU R 128 s1)
SILENT_LUFS = -69.0  # where ebur128 begins: it has heard nothing above its absolute gate
STEPS = 50  # of progress, at most


def main(argv: list[str]) -> int:
    """Exit code 0, also for a file that cannot be heard: then the last line says why."""
    prepare(CPU_S)
    try:
        tell(hear(0))
    except SourceRefused as error:
        tell({"error": str(error)})
    except Exception as error:  # a decoder may raise anything on a hostile file
        tell({"error": f"its sound cannot be measured ({type(error).__name__})"})
    return 0


def tell(value: dict[str, Any]) -> None:
    print(json.dumps(value), flush=True)


def hear(fd: int) -> dict[str, Any]:
    """Loudness (LUFS), true peak (dBTP) and length of the sound. Raises SourceRefused."""
    meter, samples, told, end_s = Loudness(peaks=True), 0, 0, Fraction(0)
    with open_file(fd) as container:
        demuxer = Demuxer(container).without(pictures=True)
        if demuxer.audio is None:
            raise SourceRefused("there is no sound in this file")
        length_s = demuxer.length_s
        demuxer.begin(Fraction(0))
        for chunk in demuxer.chunks(Fraction(0)):
            meter.add(chunk.samples)
            samples += len(chunk.samples)
            end_s = chunk.time_s + Fraction(len(chunk.samples), SAMPLE_RATE)
            if length_s and (step := int(STEPS * end_s / length_s)) > told:
                told = step
                tell({"progress": min(1.0, step / STEPS)})
    return {**found(meter, samples), "sound_s": round(float(end_s), 6)}


def found(meter: Loudness, samples: int) -> dict[str, float | None]:
    """What the meter says; nothing of silence, and of what is too short."""
    loudness = meter.values["lufs_i"]
    meter.add(np.zeros((STEP_SAMPLES, 2), np.float32))  # the last part of a step is heard too: a peak may lie there
    if samples < SHORTEST_S * SAMPLE_RATE or loudness <= SILENT_LUFS or meter.true_peak_db <= FLOOR_DB:
        return {"loudness_lufs": None, "true_peak_db": None}
    return {"loudness_lufs": loudness, "true_peak_db": meter.true_peak_db}
