"""faster-whisper: Whisper on CTranslate2, in int8 and on one thread. Never goes online."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from subtitles.engines.decoding import TEMPERATURES, Wandered, Windows, longest, within
from subtitles.errors import EngineFailed, ModelMissing
from subtitles.values import RATE, Hypothesis, Pass, Recognise, Segment, Word

if TYPE_CHECKING:
    from faster_whisper import WhisperModel

# So many tokens may not come twice in the same order. Three, as often advised, would forbid a speaker
# to say "we shall fight" twice; what loops in fewer is cut short by `longest` and dropped by the filter.
NO_REPEAT = 8


def load(path: Path) -> Recognise:
    """A recogniser on the faster-whisper directory at `path`. Raises ModelMissing, EngineFailed."""
    if not (path / "model.bin").is_file() or not (path / "tokenizer.json").is_file():
        raise ModelMissing(f"There is no whole faster-whisper model in {path.name}; install it again.")
    try:
        from faster_whisper import WhisperModel
    except ImportError:
        raise EngineFailed("faster-whisper is not installed yet; captions' packages come after the start.") from None
    threads = int(os.environ.get("TALLY_SPEECH_THREADS", "1"))
    try:
        model = WhisperModel(
            str(path), device="cpu", compute_type="int8", cpu_threads=threads, num_workers=1, local_files_only=True
        )
    except (RuntimeError, ValueError, OSError) as error:
        raise EngineFailed(f"The model {path.name} cannot be opened: {error}") from None
    return Faster(model)


class Faster:
    """Nothing is conditioned on earlier text, and an answer has only so many tokens: loops are cut short."""

    def __init__(self, model: WhisperModel) -> None:
        self.model, self.windows = model, Windows()
        model.encode = self.windows.counted(model.encode)

    def __call__(self, request: Pass) -> Hypothesis:
        if not len(request.samples):
            return Hypothesis((), request.language, 0.0)
        self.windows.allow(len(request.samples) / RATE)
        heard: list[Segment] = []
        try:
            segments, about = self.model.transcribe(request.samples, **options(request))
            with contextlib.suppress(Wandered):  # what it heard until then is good
                heard.extend(_segment(one, request) for one in segments)
        except (RuntimeError, ValueError, IndexError) as error:
            raise EngineFailed(f"faster-whisper failed: {error}") from error
        return Hypothesis(tuple(heard), about.language, float(about.language_probability))


def options(request: Pass) -> dict[str, Any]:
    return {
        "language": request.language or None,
        "beam_size": request.beam,
        "best_of": request.beam,
        "temperature": TEMPERATURES if request.final else 0.0,
        "compression_ratio_threshold": 2.4,
        "log_prob_threshold": -1.0,
        "no_speech_threshold": 0.6,
        "condition_on_previous_text": False,
        "initial_prompt": request.prompt or None,
        "word_timestamps": True,
        "no_repeat_ngram_size": NO_REPEAT,
        "max_new_tokens": longest(len(request.samples) / RATE, request.language),
    }


def _segment(told: Any, request: Pass) -> Segment:
    words = tuple(
        Word(word.word, within(request, word.start), within(request, word.end), float(word.probability))
        for word in told.words or ()
    )
    return Segment(words, float(told.avg_logprob), float(told.no_speech_prob), float(told.compression_ratio))
