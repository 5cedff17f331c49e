"""What the workers do: sound to words, a sentence to other languages. Failures are answers, not exceptions."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
from celery import shared_task

from subtitles.broker import RECOGNISE, TRANSLATED
from subtitles.engines import RECOGNISERS, TRANSLATORS
from subtitles.errors import EngineFailed, ModelMissing, SubtitlesError
from subtitles.models import Model, find
from subtitles.models.store import usable
from subtitles.values import RATE, Hypothesis, Pass, Recognise, Translate

DEFAULT_ENGINE = "faster-whisper"
HANGS_S = 180.0  # a worker that is silent for so long is ended and started again; large models open in a minute
Told = dict[str, Any]
# A pass that is lost is asked again from newer sound, so one that a dying worker held need not come back.
OPTIONS: Told = {"acks_late": False, "ignore_result": False, "time_limit": HANGS_S}


@shared_task(name=RECOGNISE, **OPTIONS)
def recognise(request: Told) -> Told:
    """One pass; words' times are sample indices from the piece's first."""
    return answered(lambda: recognised(request))


@shared_task(name=TRANSLATED, **OPTIONS)
def translate(request: Told) -> Told:
    """One sentence in every language that can be reached; the others say why not."""
    return answered(lambda: translated(request))


def answered(work: Callable[[], Told]) -> Told:
    """The answer of `work` with its cost in seconds, or its error as a value."""
    started = time.perf_counter()
    try:
        return {**work(), "cost_s": time.perf_counter() - started}
    except ModelMissing as error:
        return {"error": str(error), "code": "model_missing"}
    except (SubtitlesError, KeyError, TypeError, ValueError, OSError, RuntimeError, MemoryError) as error:
        words = str(error) if isinstance(error, SubtitlesError) else f"{type(error).__name__}: {error}"
        return {"error": words, "code": "failed"}


def recognised(request: Told) -> Told:
    engine = request.get("engine") or DEFAULT_ENGINE
    if engine not in RECOGNISERS:
        raise EngineFailed(f"There is no engine called {engine}; there are {', '.join(RECOGNISERS)}.")
    model = find(engine, request.get("model", ""), request.get("language", ""))
    if model.demo:
        # It learnt a script by heart: told what was said before, it guesses what comes next instead of listening.
        request = {**request, "prompt": ""}
    heard = opened(engine, model)(pass_of(request))
    return {"engine": engine, "model": model.name, "demo": model.demo, **told(heard)}


def translated(request: Told) -> Told:
    texts = translator()(request["text"], request["source"], tuple(request["targets"]))
    good = {code: {"text": one.text, "via": one.via} for code, one in texts.items() if not one.fallback}
    return {"texts": good, "failed": {code: one.fallback for code, one in texts.items() if one.fallback}}


def pass_of(request: Told) -> Pass:
    samples = np.frombuffer(request["samples"], np.int16).astype(np.float32) / np.float32(32768)
    final, beam = bool(request.get("final")), int(request.get("beam") or 1)
    return Pass(0, 0, samples, request.get("language") or "", final, beam, request.get("prompt") or "")


def told(heard: Hypothesis) -> Told:
    segments = [
        {
            "avg_logprob": segment.avg_logprob,
            "no_speech": segment.no_speech,
            "compression": segment.compression,
            "words": [[word.text, word.start, word.end, word.probability] for word in segment.words],
        }
        for segment in heard.segments
    ]
    return {"language": heard.language, "language_probability": heard.language_probability, "segments": segments}


# -- what is kept open -----------------------------------------------------------------------------

_open: dict[tuple[str, Model], Recognise] = {}


def opened(engine: str, model: Model) -> Recognise:
    """The recogniser on a model. One is kept: a worker has one show's at a time, and large ones take gigabytes."""
    if (engine, model) not in _open:
        _open.clear()
        _open[engine, model] = RECOGNISERS[engine](usable(model))
    return _open[engine, model]


@cache
def translator() -> Translate:
    return TRANSLATORS["argos"]()


def warm_speech() -> str:
    """Open the best model and hear a moment of it, as a first pass would; what went wrong, in words."""
    noise = (np.random.default_rng(1).standard_normal(RATE) * 300).astype(np.int16)
    return str(recognise({"samples": noise.tobytes(), "language": "en"}).get("error", ""))


def warm_translate() -> str:
    answer = answered(lambda: {"warm": getattr(translator(), "warm", lambda: None)()})
    return str(answer.get("error", ""))
