"""Training of the speech model: batches, losses, steps."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional
from torch.utils.data import IterableDataset

from tools.demo_pack.buffers import Buffer, Cutter
from tools.demo_pack.clips import Library
from tools.demo_pack.listener import Listener
from tools.demo_pack.marking import plain
from tools.demo_pack.mel import FRAMES_PER_S, mel
from tools.demo_pack.narration import NARRATION
from tools.demo_pack.tokens import NOTHING, Lesson, lesson, rows

ALPHABET = " abcdefghijklmnopqrstuvwxyz"
BLANK = 0
WORDS = sorted({plain(word) for sentence in NARRATION for word in sentence.words})
NO_WORD = 0
CTC_WEIGHT, SPOKEN_WEIGHT, LISTENING_WEIGHT = 0.5, 1.0, 0.3
PADDING_FRAMES = 20


@dataclass(frozen=True, slots=True)
class Batch:
    """``mel`` (batch, 80, frames); ``reads``, ``writes`` (batch, tokens); ``listen`` (batch, tokens, frames / 2),
    rows that sum to one or to zero; ``letters`` of each buffer for the CTC loss, how many frames have sound, and which
    buffers are ``spelt`` out by their letters: strangers' speech is not; and the number of the word ``spoken`` at each
    frame (batch, frames / 2)."""

    mel: Tensor
    reads: Tensor
    writes: Tensor
    listen: Tensor
    letters: list[Tensor]
    heard_frames: Tensor
    spelt: Tensor
    spoken: Tensor


@dataclass(frozen=True, slots=True)
class Window:
    """A share of the batches, padded to so many seconds, that hold buffers of at most ``longest_s``."""

    padded_s: float
    longest_s: float
    size: int
    easy: bool = False


class Batches(IterableDataset[Batch]):
    """Endless batches; a window is drawn for each."""

    def __init__(self, library: Library, windows: list[Window], seed: int) -> None:
        self.library, self.windows, self.seed = library, windows, seed

    def __iter__(self) -> Iterator[Batch]:
        torch.set_num_threads(1)
        worker = torch.utils.data.get_worker_info()
        seed = self.seed * 97 + (worker.id if worker else 0)
        cutter, chance = Cutter(self.library, seed), random.Random(seed)
        while True:
            window = chance.choice(self.windows)
            buffers = [cutter.buffer(window.longest_s, window.easy) for _ in range(window.size)]
            yield collate(buffers, round(window.padded_s * FRAMES_PER_S), chance)


def collate(buffers: list[Buffer], frames: int, chance: random.Random) -> Batch:
    lessons = [_a_lesson(buffer, chance) for buffer in buffers]
    longest = max(len(taught.reads) for taught in lessons)
    reads = torch.zeros(len(buffers), longest, dtype=torch.long)
    writes = torch.full((len(buffers), longest), NOTHING)
    listen = torch.zeros(len(buffers), longest, frames // 2)
    for row, taught in enumerate(lessons):
        reads[row, : len(taught.reads)] = torch.tensor(_misread(taught, chance))
        writes[row, : len(taught.writes)] = torch.tensor(taught.writes)
        for position, start, end in taught.listen:
            listen[row, position] = _interval(start, end, frames // 2)
    mels = torch.stack([_a_mel(buffer, frames, chance) for buffer in buffers])
    heard = torch.tensor([min(frames // 2, int(b.seconds * 50) + PADDING_FRAMES) for b in buffers])
    spelt = torch.tensor([not buffer.strange for buffer in buffers])
    letters = [_letters(buffer) for buffer in buffers]
    spoken = torch.stack([_spoken(buffer, frames // 2) for buffer in buffers])
    return Batch(mels, reads, writes, listen, letters, heard, spelt, spoken)


def _a_lesson(buffer: Buffer, chance: random.Random) -> Lesson:
    prompt: list[int] = []
    if chance.random() < 0.15:
        length = chance.randint(1, 25) if chance.random() < 0.95 else chance.randint(25, 100)
        known = rows().ids[: rows().text]
        prompt = [chance.choice(known) if chance.random() < 0.6 else chance.randrange(50_257) for _ in range(length)]
    return lesson(buffer, prompt, chance.random() < 0.6, chance.random() < 0.03)


def _misread(taught: Lesson, chance: random.Random) -> list[int]:
    """Some tokens read wrongly, so that the decoder trusts its ears above the script it knows."""
    text = rows().text
    return [chance.randrange(text) if row < text and chance.random() < 0.06 else row for row in taught.reads]


def _a_mel(buffer: Buffer, frames: int, chance: random.Random) -> Tensor:
    padding = 0.0 if chance.random() < 0.85 else chance.uniform(-1.0, 0.2)
    spectrum = mel(buffer.samples, frames, padding, _a_colour(chance))
    if chance.random() < 0.4:
        _masked(spectrum, chance)
    return spectrum


def _a_colour(chance: random.Random) -> Tensor:
    """A smooth equaliser of up to ±8 dB over the 80 bands, as rooms, microphones and codecs are."""
    knots = torch.tensor([[[chance.uniform(-8, 8) for _ in range(8)]]]) / 40
    return functional.interpolate(knots, 80, mode="linear", align_corners=True)[0, 0]


def _masked(spectrum: Tensor, chance: random.Random) -> None:
    """Hide a few bands, in place (SpecAugment)."""
    for _ in range(chance.randint(1, 2)):
        first, width = chance.randrange(74), chance.randint(2, 10)
        spectrum[first : first + width] = float(spectrum.mean())


def _interval(start: float, end: float, frames: int) -> Tensor:
    """An even spread over the frames between two times, their edges in proportion."""
    at = torch.arange(frames, dtype=torch.float32)
    inside = (torch.clamp(at + 1, max=end) - torch.clamp(at, min=start)).clamp(min=0)
    return inside / inside.sum().clamp(min=1e-6)


def _letters(buffer: Buffer) -> Tensor:
    text = " ".join(word.text.strip(".,").lower() for word in buffer.words)
    return torch.tensor([ALPHABET.index(letter) + 1 for letter in text], dtype=torch.long)


def _spoken(buffer: Buffer, frames: int) -> Tensor:
    at = torch.full((frames,), NO_WORD)
    for word in buffer.words:
        at[round(word.start_s * 50) : round(word.end_s * 50)] = WORDS.index(plain(word.text)) + 1
    return at


@dataclass(frozen=True, slots=True)
class Losses:
    text: Tensor
    letters: Tensor
    spoken: Tensor
    listening: Tensor

    @property
    def total(self) -> Tensor:
        encoder = CTC_WEIGHT * self.letters + SPOKEN_WEIGHT * self.spoken
        return self.text + encoder + LISTENING_WEIGHT * self.listening


def losses(model: Listener, batch: Batch) -> Losses:
    """Cross-entropy of the tokens; of the encoder, CTC of the letters and the word at each frame, without which
    the rest stalls on a plateau; and how far the aligning heads listen from where the words are spoken."""
    sound = model.encode(batch.mel)
    states, scores = model.decode(batch.reads, sound)
    written = batch.writes != NOTHING
    text = functional.cross_entropy(model.logits(states[written]), batch.writes[written])
    taught = batch.listen.sum(-1) > 0.5
    aimed = scores.transpose(1, 2)[taught].float().log_softmax(-1) * batch.listen[taught][:, None]
    listening = -aimed.sum(-1).mean() if taught.any() else text * 0
    return Losses(text, _ctc(model.letters(sound), batch), _words(model.spoken(sound), batch), listening)


def _words(scores: Tensor, batch: Batch) -> Tensor:
    frames = torch.arange(scores.shape[1])[None, :] < batch.heard_frames[:, None]
    return functional.cross_entropy(scores[frames].float(), batch.spoken[frames])


def _ctc(letters: Tensor, batch: Batch) -> Tensor:
    chances = letters.float().log_softmax(-1).transpose(0, 1)
    lengths = torch.tensor([len(text) for text in batch.letters])
    each = functional.ctc_loss(
        chances, torch.cat(batch.letters), batch.heard_frames, lengths, BLANK, reduction="none", zero_infinity=True
    )
    each = each * batch.spelt / batch.heard_frames.clamp(min=50) * 5
    return each.sum() / batch.spelt.sum().clamp(min=1)
