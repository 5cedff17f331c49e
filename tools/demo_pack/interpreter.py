"""A small transformer that translates the narration into one language."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

from tools.demo_pack.attention import DecoderLayer, EncoderLayer, sinusoids


@dataclass(frozen=True, slots=True)
class InterpreterSize:
    pieces: int
    state: int = 96
    heads: int = 4
    layers: int = 2
    longest: int = 256


class Interpreter(nn.Module):
    """Pieces of the source and of the translation so far, to the pieces that come next."""

    positions: Tensor

    def __init__(self, size: InterpreterSize) -> None:
        super().__init__()
        self.size = size
        self.pieces = nn.Parameter(torch.randn(size.pieces, size.state) * 0.1)
        self.register_buffer("positions", sinusoids(size.longest, size.state) * 0.3, persistent=False)
        self.encoder = nn.ModuleList(EncoderLayer(size.state, size.heads) for _ in range(size.layers))
        self.encoder_norm = nn.LayerNorm(size.state)
        self.decoder = nn.ModuleList(DecoderLayer(size.state, size.heads) for _ in range(size.layers))
        self.decoder_norm = nn.LayerNorm(size.state)

    def forward(self, source: Tensor, there: Tensor, target: Tensor) -> Tensor:
        """Logits (batch, target pieces, pieces); ``there`` (batch, source pieces) is false on padding."""
        mask = there[:, None, None, :]
        x = self._placed(source)
        for layer in self.encoder:
            x = layer(x, mask)
        meaning = self.encoder_norm(x)
        y = self._placed(target)
        for layer in self.decoder:
            y, _ = layer(y, meaning, mask)
        logits: Tensor = self.decoder_norm(y) @ self.pieces.T
        return logits

    def _placed(self, pieces: Tensor) -> Tensor:
        return functional.embedding(pieces, self.pieces) + self.positions[: pieces.shape[1]]
