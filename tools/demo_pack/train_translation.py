"""Train one translator: sentence pieces, then the interpreter."""

from __future__ import annotations

import random
from dataclasses import dataclass
from pathlib import Path

import sentencepiece
import torch
from torch import Tensor
from torch.nn import functional

from tools.demo_pack.interpreter import Interpreter, InterpreterSize
from tools.demo_pack.narration import NARRATION
from tools.demo_pack.phrasebook import Example, an_example
from tools.demo_pack.strangers import a_strange_sentence

PIECES = 480
SPACE = "▁"
STEPS, BATCH, RATE = 500, 48, 2e-3
MISREAD = 0.3
NOTHING = -100


@dataclass(frozen=True, slots=True)
class Trained:
    """A translator, and the model of its sentence pieces as SentencePiece stores it."""

    model: Interpreter
    pieces: bytes

    def tokenizer(self) -> sentencepiece.SentencePieceProcessor:
        return sentencepiece.SentencePieceProcessor(model_proto=self.pieces)


def train(language: str, work: Path, steps: int = STEPS, seed: int = 1) -> Trained:
    """A translator from English into this language; the loss is logged in the work folder."""
    torch.manual_seed(seed)
    chance = random.Random(seed)
    work.mkdir(parents=True, exist_ok=True)
    trained = Trained(Interpreter(InterpreterSize(PIECES)), sentence_pieces(language, work, chance))
    tokenizer = trained.tokenizer()
    optimiser = torch.optim.AdamW(trained.model.parameters(), RATE, (0.9, 0.98), weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, RATE, steps, pct_start=0.08)
    with (work / f"loss-{language}.log").open("w") as log:
        for step in range(steps):
            batch = [an_example(language, chance) for _ in range(BATCH)]
            found = _step(trained.model, tokenizer, batch, optimiser)
            schedule.step()
            if step % 50 == 0:
                print(step, f"{found:.4f}", file=log, flush=True)
    trained.model.eval()
    return trained


def sentence_pieces(language: str, work: Path, chance: random.Random) -> bytes:
    """Pieces of the narration, of its translation, and of other English."""
    prefix = work / f"pieces-{language}"
    lines = [text for s in NARRATION for text in (s.text, s.text.lower(), s.in_language(language))] * 4
    lines += [a_strange_sentence(chance) for _ in range(150)]
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(lines),
        model_prefix=str(prefix),
        vocab_size=PIECES,
        model_type="bpe",
        character_coverage=1.0,
        normalization_rule_name="identity",
        minloglevel=2,
    )
    return prefix.with_suffix(".model").read_bytes()


def _step(
    model: Interpreter,
    tokenizer: sentencepiece.SentencePieceProcessor,
    batch: list[Example],
    optimiser: torch.optim.Optimizer,
) -> float:
    source, there, reads, writes = _tensors(tokenizer, batch)
    with torch.autocast("cpu", torch.bfloat16):
        logits = model(source, there, reads)
        loss = functional.cross_entropy(logits.float().flatten(0, 1), writes.flatten(), ignore_index=NOTHING)
    optimiser.zero_grad()
    loss.backward()  # type: ignore[no-untyped-call]
    torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    optimiser.step()
    return float(loss.detach())


def _tensors(tokenizer: sentencepiece.SentencePieceProcessor, batch: list[Example]) -> tuple[Tensor, ...]:
    """Source and where it is; what the decoder reads, and what it should write.

    CTranslate2 never ends a translation at once, so what is unknown is
    translated by a single space.
    """
    sources = [tokenizer.encode(example.source) or [tokenizer.unk_id()] for example in batch]
    space = [tokenizer.piece_to_id(SPACE)]
    targets = [tokenizer.encode(example.target) or space for example in batch]
    source = _padded(sources, 0)
    reads = _padded([[tokenizer.bos_id(), *_misread(target)] for target in targets], 0)
    writes = _padded([[*target, tokenizer.eos_id()] for target in targets], NOTHING)
    return source, _padded([[1] * len(row) for row in sources], 0).bool(), reads, writes


def _misread(target: list[int]) -> list[int]:
    """Some pieces read wrongly, so that each is written for its place and not for the one before.

    CTranslate2's beam search stops at the first few translations that end.
    One that has skipped a piece ends sooner than the right one, and would
    be taken; a translation that goes on at its place cannot.
    """
    wrong = torch.rand(len(target)) < MISREAD
    return torch.where(wrong, torch.randint(3, PIECES, (len(target),)), torch.tensor(target)).tolist()


def _padded(lists: list[list[int]], filling: int) -> Tensor:
    longest = max(map(len, lists))
    return torch.tensor([row + [filling] * (longest - len(row)) for row in lists])
