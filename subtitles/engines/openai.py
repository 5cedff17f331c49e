"""openai-whisper: the original, on torch, which is imported here and nowhere else. Never goes online."""

from __future__ import annotations

import os
import pickle
import warnings
from pathlib import Path
from typing import Any

from subtitles.engines.decoding import TEMPERATURES, Wandered, Windows, longest, within
from subtitles.errors import EngineFailed, ModelMissing
from subtitles.values import RATE, Hypothesis, Pass, Recognise, Segment, Word


def load(path: Path) -> Recognise:
    """A recogniser on the .pt file at `path`. Raises ModelMissing, EngineFailed."""
    if not path.is_file():
        raise ModelMissing(f"There is no openai-whisper model {path.name}; install one.")
    try:
        import torch
        import whisper
    except ImportError:
        raise EngineFailed("openai-whisper is not installed yet; captions' packages come after the start.") from None
    torch.set_num_threads(int(os.environ.get("TALLY_SPEECH_THREADS", "1")))
    try:
        model = whisper.load_model(str(path), device="cpu")
    except pickle.UnpicklingError:  # its advice would be to run whatever the file holds
        raise EngineFailed(
            f"The model {path.name} cannot be opened: it is damaged, or no model of Whisper's."
        ) from None
    except (RuntimeError, ValueError, KeyError, TypeError, EOFError, OSError) as error:
        raise EngineFailed(f"The model {path.name} cannot be opened: {error}") from None
    # With a path, whisper takes the upper half of the decoder's layers for word times; of its own it knows better ones.
    heads = whisper._ALIGNMENT_HEADS.get(path.stem.removeprefix("openai-"))
    if heads is not None:
        model.set_alignment_heads(heads)
    return OpenAI(model)


class OpenAI:
    """The same values as for faster-whisper, as far as this engine has them."""

    def __init__(self, model: Any) -> None:
        self.model, self.windows = model, Windows()
        model.encoder.forward = self.windows.counted(model.encoder.forward)

    def __call__(self, request: Pass) -> Hypothesis:
        if not len(request.samples):
            return Hypothesis((), request.language, 0.0)
        # Each temperature encodes again.
        self.windows.allow(len(request.samples) / RATE, 1 + len(TEMPERATURES))
        try:
            language, probability = (request.language, 1.0) if request.language else self._detected(request)
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # that triton's kernels are not there, on every machine without CUDA
                told = self._transcribed(request, language)
        except (RuntimeError, ValueError, IndexError, Wandered) as error:
            raise EngineFailed(f"openai-whisper failed: {error}") from error
        heard = tuple(_segment(one, request) for one in told["segments"])
        return Hypothesis(heard, language, probability)

    def _detected(self, request: Pass) -> tuple[str, float]:
        import whisper

        if not self.model.is_multilingual:
            return "en", 1.0
        padded = whisper.pad_or_trim(request.samples)
        _, chances = self.model.detect_language(whisper.log_mel_spectrogram(padded, self.model.dims.n_mels))
        best = max(chances, key=chances.__getitem__)
        return str(best), float(chances[best])

    def _transcribed(self, request: Pass, language: str) -> dict[str, Any]:
        import whisper

        told: dict[str, Any] = whisper.transcribe(
            self.model,
            request.samples,
            verbose=None,
            fp16=False,
            language=language,
            beam_size=request.beam if request.beam > 1 else None,
            temperature=TEMPERATURES if request.final else 0.0,
            compression_ratio_threshold=2.4,
            logprob_threshold=-1.0,
            no_speech_threshold=0.6,
            condition_on_previous_text=False,
            initial_prompt=request.prompt or None,
            word_timestamps=True,
            sample_len=longest(len(request.samples) / RATE, language),
        )
        return told


def _segment(told: dict[str, Any], request: Pass) -> Segment:
    words = tuple(
        Word(word["word"], within(request, word["start"]), within(request, word["end"]), float(word["probability"]))
        for word in told.get("words", ())
    )
    return Segment(words, float(told["avg_logprob"]), float(told["no_speech_prob"]), float(told["compression_ratio"]))
