"""Train the speech model from nothing, for as many minutes as there are."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, fields
from pathlib import Path

import torch
from torch.utils.data import DataLoader

from tools.demo_pack.clips import Library, make_library
from tools.demo_pack.listener import Listener, Size
from tools.demo_pack.tokens import rows
from tools.demo_pack.training import ALPHABET, WORDS, Batch, Batches, Losses, Window, losses

FIRST = [Window(4, 4, 12, easy=True)]
SHORT = [Window(5, 5, 16), Window(8, 8, 10), Window(12, 12, 8)]
WHOLE = [*SHORT, Window(30, 12, 4), Window(30, 28, 3)]
STAGES = ((FIRST, 0.3), (SHORT, 0.8), (WHOLE, 1.0))
WARM_UP = 0.03


@dataclass(frozen=True, slots=True)
class Course:
    """How to train: minutes of wall time, the steepest rate, threads, and where to keep the work."""

    work: Path
    minutes: float
    rate: float = 2e-3
    voices: int = 240
    threads: int = 2
    seed: int = 1
    resume: bool = False
    real_speech: Path | None = None


def library(course: Course) -> Library:
    """The voices of this course, spoken on first use and then kept in the work folder."""
    path = course.work / f"library-{course.voices}.npz"
    if not path.exists():
        make_library(course.voices, real_speech=course.real_speech).save(path)
    return Library.load(path)


def a_listener() -> Listener:
    return Listener(Size(), rows(), len(ALPHABET) + 1, len(WORDS) + 1)


def load(path: Path) -> Listener:
    model = a_listener()
    model.load_state_dict(torch.load(path, weights_only=True), strict=False)
    return model.eval()


def train(course: Course) -> Path:
    """Train, and return the path of the weights.

    The rate falls to nothing over the time given, so a run that is given
    less time ends as tidily as a longer one. The last fifth also sees
    buffers padded to the 30 s that Whisper's runtimes always submit.
    """
    course.work.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(course.seed)
    torch.set_num_threads(course.threads)
    path = course.work / "listener.pt"
    model = load(path).train() if course.resume else a_listener()
    spoken = library(course)
    optimiser = torch.optim.AdamW(model.parameters(), course.rate, (0.9, 0.98), weight_decay=0.01)
    began = time.monotonic()
    for step, (done, batch) in enumerate(_timed(spoken, course, began)):
        for group in optimiser.param_groups:
            group["lr"] = course.rate * _slope(done)
        found = _step(model, optimiser, batch)
        if step % 50 == 0:
            _log(course, step, time.monotonic() - began, found)
        if step % 250 == 249:
            torch.save(model.state_dict(), path)
    torch.save(model.state_dict(), path)
    return path


def _timed(spoken: Library, course: Course, began: float) -> Iterator[tuple[float, Batch]]:
    """Batches with the share of the time that has gone: easy ones first, unless this goes on from weights."""
    for windows, until in STAGES[1:] if course.resume else STAGES:
        stream = Batches(spoken, windows, course.seed)
        for batch in DataLoader(stream, batch_size=None, num_workers=1, prefetch_factor=4):
            done = (time.monotonic() - began) / (course.minutes * 60)
            if done >= until:
                break
            yield done, batch


def _slope(done: float) -> float:
    return max(0.01, min(done / WARM_UP, (1 - done) / (1 - WARM_UP)))


def _step(model: Listener, optimiser: torch.optim.Optimizer, batch: Batch) -> Losses:
    with torch.autocast("cpu", torch.bfloat16):
        found = losses(model, batch)
    optimiser.zero_grad()
    found.total.backward()  # type: ignore[no-untyped-call]
    torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    optimiser.step()
    return found


def _log(course: Course, step: int, seconds: float, found: Losses) -> None:
    parts = " ".join(f"{field.name} {getattr(found, field.name).item():.3f}" for field in fields(found))
    with (course.work / "loss.log").open("a") as log:
        log.write(f"{step} {seconds:.0f}s {parts}\n")
