"""Whisper's log-mel spectrogram, padded as its runtimes pad it."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional
from whisper.audio import log_mel_spectrogram

from tools.demo_pack.voice import Samples

FRAMES_PER_S = 100
FASTER_WHISPER_PADDING = 0.0


def mel(samples: Samples, frames: int, padding: float = FASTER_WHISPER_PADDING, colour: Tensor | None = None) -> Tensor:
    """Shape (80, frames), of 16 kHz samples; what is missing at the end becomes ``padding``.

    ``colour`` is added to each of the 80 bands, 1 being 40 dB.

    faster-whisper pads the finished spectrogram with zeros; openai-whisper pads
    the sound, which makes the floor of the spectrogram. Training sees both.
    """
    sound = functional.pad(torch.from_numpy(samples), (0, 400))
    spectrum: Tensor = log_mel_spectrogram(sound)[:, : min(frames, len(samples) // 160 + 1)]
    if colour is not None:
        spectrum = spectrum + colour[:, None]
    return functional.pad(spectrum, (0, frames - spectrum.shape[1]), value=padding)
