"""Trained layers as CTranslate2 describes them. Every array is a copy: quantising works in place."""

from __future__ import annotations

import numpy as np
from ctranslate2.specs import common_spec, model_spec
from numpy.typing import NDArray
from torch import Tensor, nn

from tools.demo_pack.attention import DecoderLayer, EncoderLayer

Floats = NDArray[np.float32]


def layer(spec: model_spec.LayerSpec, trained: nn.Module) -> None:
    """What encoder and decoder layers have in common."""
    assert isinstance(trained, EncoderLayer | DecoderLayer)
    attention = trained.attention
    fused(spec.self_attention.linear[0], attention.query, attention.key, attention.value)
    linear(spec.self_attention.linear[1], attention.out)
    norm(spec.self_attention.layer_norm, trained.attention_norm)
    linear(spec.ffn.linear_0, trained.widen)
    linear(spec.ffn.linear_1, trained.narrow)
    norm(spec.ffn.layer_norm, trained.norm)


def listening(spec: model_spec.LayerSpec, trained: nn.Module) -> None:
    """A decoder layer's attention to the source."""
    assert isinstance(trained, DecoderLayer)
    attention = trained.listening
    linear(spec.linear[0], attention.query)
    fused(spec.linear[1], attention.key, attention.value)
    linear(spec.linear[2], attention.out)
    norm(spec.layer_norm, trained.listening_norm)


def fused(spec: common_spec.LinearSpec, *layers: nn.Linear) -> None:
    spec.weight = np.concatenate([floats(layer.weight) for layer in layers])
    spec.bias = np.concatenate([_bias(layer) for layer in layers])


def _bias(layer: nn.Linear) -> Floats:
    return np.zeros(layer.out_features, np.float32) if layer.bias is None else floats(layer.bias)


def linear(spec: common_spec.LinearSpec | common_spec.Conv1DSpec, layer: nn.Linear | nn.Conv1d) -> None:
    assert layer.bias is not None
    spec.weight, spec.bias = floats(layer.weight), floats(layer.bias)


def norm(spec: common_spec.LayerNormSpec, norm: nn.LayerNorm) -> None:
    spec.gamma, spec.beta = floats(norm.weight), floats(norm.bias)


def floats(tensor: Tensor) -> Floats:
    array: Floats = tensor.detach().float().numpy().copy()
    return array
