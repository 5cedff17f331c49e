"""Whisper's architecture in PyTorch, small, with the parts that training needs.

Two things differ from a Whisper that is trained whole, and neither shows once
exported: rows of the vocabulary are shared (see ``tokens``), and the rows of
times and of decoder positions are linear in sinusoids, so that a time or a
place seldom seen in training is still understood.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from tools.demo_pack.attention import DecoderLayer, EncoderLayer, sinusoids
from tools.demo_pack.tokens import TIMES, Rows


@dataclass(frozen=True, slots=True)
class Size:
    """Whisper's dimensions: ``state`` channels, heads of attention and layers of either side."""

    mels: int = 80
    audio_frames: int = 1500
    text_tokens: int = 448
    state: int = 128
    encoder_heads: int = 2
    decoder_heads: int = 4
    encoder_layers: int = 2
    decoder_layers: int = 2


ALIGNING_HEADS = ((1, 0), (1, 1))


class Listener(nn.Module):
    """Mel spectrograms and tokens so far, to the tokens that come next."""

    positions: Tensor
    token_positions: Tensor
    share: Tensor

    def __init__(self, size: Size, rows: Rows, letters: int, words: int) -> None:
        super().__init__()
        self.size, self.rows = size, rows
        state = size.state
        self.conv1 = nn.Conv1d(size.mels, state, 3, padding=1)
        self.conv2 = nn.Conv1d(state, state, 3, stride=2, padding=1)
        self.register_buffer("positions", sinusoids(size.audio_frames, state), persistent=False)
        self.register_buffer("token_positions", sinusoids(size.text_tokens, state), persistent=False)
        self.encoder = nn.ModuleList(EncoderLayer(state, size.encoder_heads) for _ in range(size.encoder_layers))
        self.encoder_norm = nn.LayerNorm(state)
        self.words = nn.Parameter(torch.randn(rows.first_time, state) * 0.05)
        self.times = nn.Linear(state, state)
        self.places = nn.Linear(state, state)
        self.decoder = nn.ModuleList(DecoderLayer(state, size.decoder_heads) for _ in range(size.decoder_layers))
        self.decoder_norm = nn.LayerNorm(state)
        self.letters = nn.Linear(state, letters)
        self.spoken = nn.Linear(state, words)
        share = torch.zeros(rows.first_time + TIMES)
        share[rows.anything_else] = float(np.log(rows.unused))
        self.register_buffer("share", share, persistent=False)

    def embeddings(self) -> Tensor:
        """All rows, shape (rows, state): words, then times."""
        moments = functional.pad(self.positions, (0, 0, 0, TIMES - len(self.positions)), value=0.0)
        return torch.cat([self.words, self.times(moments) * 0.2])

    def placed(self) -> Tensor:
        """The decoder's positions, shape (text_tokens, state)."""
        places: Tensor = self.places(self.token_positions) * 0.2
        return places

    def encode(self, mel: Tensor) -> Tensor:
        """Mel of shape (batch, mels, 2 × frames) to (batch, frames, state); fewer than 30 s are allowed."""
        x = functional.gelu(self.conv2(functional.gelu(self.conv1(mel)))).transpose(1, 2)
        x = x + self.positions[: x.shape[1]]
        for layer in self.encoder:
            x = layer(x)
        sound: Tensor = self.encoder_norm(x)
        return sound

    def decode(self, tokens: Tensor, sound: Tensor) -> tuple[Tensor, Tensor]:
        """States (batch, tokens, state), and the aligning heads' scores (batch, heads, tokens, frames)."""
        table = self.embeddings()
        x = functional.embedding(tokens, table) + self.placed()[: tokens.shape[1]]
        layers = []
        for layer in self.decoder:
            x, scores = layer(x, sound)
            layers.append(scores)
        return self.decoder_norm(x), torch.stack([layers[layer][:, head] for layer, head in ALIGNING_HEADS], dim=1)

    def logits(self, states: Tensor) -> Tensor:
        """Of each row, for states of any shape (…, state)."""
        return (states @ self.embeddings().T).float() + self.share
