"""Silero's voice detector, as faster-whisper carries it, on onnxruntime alone."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from subtitles.errors import EngineFailed

CONTEXT = 64  # samples of the hop before, which the model sees again
STATE = (1, 1, 128)


def model_path() -> Path:
    """Where faster_whisper keeps the model, found without importing it: that costs a second and 100 MB."""
    found = importlib.util.find_spec("faster_whisper")
    for folder in (found.submodule_search_locations or ()) if found else ():
        path = Path(folder) / "assets" / "silero_vad_v6.onnx"
        if path.is_file():
            return path
    raise EngineFailed("the voice detector is not there: faster-whisper is not installed")


class Silero:
    """How probable a voice is, hop by hop. It remembers the hops before. Raises EngineFailed when it cannot be had."""

    def __init__(self) -> None:
        self._session = _session(model_path())
        self.reset()

    def reset(self) -> None:
        self._h, self._c = np.zeros(STATE, np.float32), np.zeros(STATE, np.float32)
        self._context = np.zeros(CONTEXT, np.float32)

    def probabilities(self, hops: NDArray[np.float32]) -> NDArray[np.float32]:
        """`hops`: (n, 512) samples at 16 kHz; the answer: (n,), 0 to 1."""
        before = np.vstack([self._context[None], hops[:-1, -CONTEXT:]])
        self._context = hops[-1, -CONTEXT:].copy()
        fed = {"input": np.hstack([before, hops]), "h": self._h, "c": self._c}
        heard, self._h, self._c = self._session.run(None, fed)
        return np.asarray(heard, np.float32).reshape(-1)


def _session(path: Path) -> Any:
    try:
        import onnxruntime  # type: ignore[import-untyped]
    except ImportError as error:
        raise EngineFailed("the voice detector cannot run: onnxruntime is not installed") from error
    options = onnxruntime.SessionOptions()
    options.inter_op_num_threads = options.intra_op_num_threads = 1
    options.enable_cpu_mem_arena = False
    options.log_severity_level = 4
    try:
        return onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"], sess_options=options)
    except Exception as error:  # onnxruntime's own exceptions have no common base
        raise EngineFailed(f"the voice detector cannot be loaded: {error}") from error
