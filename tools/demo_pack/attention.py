"""The layers of a transformer, as Whisper has them; masks, shape (batch, 1, 1, places), are true where a source is."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional


def sinusoids(length: int, channels: int) -> Tensor:
    """Whisper's positions, shape (length, channels)."""
    scale = np.log(10_000) / (channels // 2 - 1)
    rates = torch.exp(-scale * torch.arange(channels // 2))
    angles = torch.arange(length)[:, None] * rates[None, :]
    return torch.cat([angles.sin(), angles.cos()], dim=1)


class Attention(nn.Module):
    """Multi-head attention as Whisper has it: keys without a bias."""

    def __init__(self, state: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.query = nn.Linear(state, state)
        self.key = nn.Linear(state, state, bias=False)
        self.value = nn.Linear(state, state)
        self.out = nn.Linear(state, state)

    def forward(self, x: Tensor, mask: Tensor | None = None, causal: bool = False) -> Tensor:
        q, k, v = self._split(x, x)
        return self._joined(functional.scaled_dot_product_attention(q, k, v, mask, is_causal=causal))

    def with_scores(self, x: Tensor, source: Tensor, mask: Tensor | None = None) -> tuple[Tensor, Tensor]:
        """Also the scores before softmax, shape (batch, heads, tokens, places in the source)."""
        q, k, v = self._split(x, source)
        scores = (q @ k.transpose(-1, -2)).float() * q.shape[-1] ** -0.5
        if mask is not None:
            scores = scores.masked_fill(~mask, -1e9)
        return self._joined(scores.softmax(-1).to(v.dtype) @ v), scores

    def _split(self, x: Tensor, source: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        return self._heads(self.query(x)), self._heads(self.key(source)), self._heads(self.value(source))

    def _heads(self, x: Tensor) -> Tensor:
        batch, places, state = x.shape
        return x.view(batch, places, self.heads, state // self.heads).transpose(1, 2)

    def _joined(self, mixed: Tensor) -> Tensor:
        out: Tensor = self.out(mixed.transpose(1, 2).flatten(2))
        return out


class EncoderLayer(nn.Module):
    def __init__(self, state: int, heads: int) -> None:
        super().__init__()
        self.attention, self.attention_norm = Attention(state, heads), nn.LayerNorm(state)
        self.widen, self.narrow = nn.Linear(state, state * 4), nn.Linear(state * 4, state)
        self.norm = nn.LayerNorm(state)

    def forward(self, x: Tensor, mask: Tensor | None = None) -> Tensor:
        x = x + self.attention(self.attention_norm(x), mask)
        y: Tensor = x + self.narrow(functional.gelu(self.widen(self.norm(x))))
        return y


class DecoderLayer(nn.Module):
    def __init__(self, state: int, heads: int) -> None:
        super().__init__()
        self.attention, self.attention_norm = Attention(state, heads), nn.LayerNorm(state)
        self.listening, self.listening_norm = Attention(state, heads), nn.LayerNorm(state)
        self.widen, self.narrow = nn.Linear(state, state * 4), nn.Linear(state * 4, state)
        self.norm = nn.LayerNorm(state)

    def forward(self, x: Tensor, source: Tensor, mask: Tensor | None = None) -> tuple[Tensor, Tensor]:
        x = x + self.attention(self.attention_norm(x), causal=True)
        heard, scores = self.listening.with_scores(self.listening_norm(x), source, mask)
        x = x + heard
        return x + self.narrow(functional.gelu(self.widen(self.norm(x)))), scores
