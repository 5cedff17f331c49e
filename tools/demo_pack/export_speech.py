"""The trained speech model as the folder that faster-whisper loads."""

from __future__ import annotations

import json
from pathlib import Path

from ctranslate2.specs import WhisperSpec, model_spec, whisper_spec
from tokenizers import AddedToken, decoders, models, pre_tokenizers
from tokenizers import Tokenizer as FastTokenizer

from tools.demo_pack.layer_specs import floats, layer, linear, listening, norm
from tools.demo_pack.listener import ALIGNING_HEADS, Listener
from tools.demo_pack.tokens import TIMES, VOCABULARY, whisper_tokenizer


def export_speech(model: Listener, folder: Path) -> None:
    """Write model.bin (int8), config.json, vocabulary.json, tokenizer.json and preprocessor_config.json."""
    folder.mkdir(parents=True, exist_ok=True)
    spec = _spec(model)
    spec.register_vocabulary(vocabulary())
    spec.validate()
    spec.optimize(quantization="int8")
    spec.save(str(folder))
    _compacted(folder / "vocabulary.json")
    tokenizer().save(str(folder / "tokenizer.json"), pretty=False)
    mels = {"feature_size": 80, "sampling_rate": 16000, "hop_length": 160, "n_fft": 400, "chunk_length": 30}
    (folder / "preprocessor_config.json").write_text(json.dumps(mels) + "\n")


def vocabulary() -> list[str]:
    """Whisper's multilingual tokens as text, in order, as HuggingFace writes them."""
    tokenizer = whisper_tokenizer()
    ranked = [_printable(tokenizer.encoding.decode_single_token_bytes(i)) for i in range(tokenizer.eot)]
    return ranked + _special()


def tokenizer() -> FastTokenizer:
    """Whisper's tokenizer for the ``tokenizers`` library, rebuilt from the ranks that openai-whisper bundles."""
    ranks = _ranks()
    vocab = {_printable(token): rank for token, rank in ranks.items()}
    merges = [_printed(_halves(token, ranks)) for token in sorted(ranks, key=ranks.__getitem__) if len(token) > 1]
    built = FastTokenizer(models.BPE(vocab=vocab, merges=merges))
    built.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    built.decoder = decoders.ByteLevel()
    built.add_special_tokens([AddedToken(name, special=True, normalized=False) for name in _special()])
    return built


def _special() -> list[str]:
    encoding = whisper_tokenizer().encoding
    names = [encoding.decode([i]) for i in range(whisper_tokenizer().eot, VOCABULARY - TIMES)]
    return names + [f"<|{i * 0.02:.2f}|>" for i in range(TIMES)]


def _ranks() -> dict[bytes, int]:
    tokenizer = whisper_tokenizer()
    return {tokenizer.encoding.decode_single_token_bytes(i): i for i in range(tokenizer.eot)}


def _halves(token: bytes, ranks: dict[bytes, int]) -> tuple[bytes, bytes]:
    """The two tokens that byte-pair encoding merged last into this one."""
    parts = [bytes([byte]) for byte in token]
    while len(parts) > 2:
        pairs = [ranks.get(a + b, VOCABULARY) for a, b in zip(parts, parts[1:], strict=False)]
        at = min(range(len(pairs)), key=pairs.__getitem__)
        parts[at : at + 2] = [parts[at] + parts[at + 1]]
    return parts[0], parts[1]


def _printed(pair: tuple[bytes, bytes]) -> tuple[str, str]:
    return _printable(pair[0]), _printable(pair[1])


def _printable(token: bytes) -> str:
    return "".join(_LETTER_OF_BYTE[byte] for byte in token)


def _letters_of_bytes() -> list[str]:
    """GPT-2's alphabet: a visible letter for each byte."""
    plain = {*range(33, 127), *range(161, 173), *range(174, 256)}
    others = iter(range(256, 512))
    return [chr(byte) if byte in plain else chr(next(others)) for byte in range(256)]


_LETTER_OF_BYTE = _letters_of_bytes()


def _compacted(path: Path) -> None:
    path.write_text(json.dumps(json.loads(path.read_text()), ensure_ascii=False, separators=(",", ":")))


def _config() -> whisper_spec.WhisperConfig:
    tokenizer = whisper_tokenizer()
    return whisper_spec.WhisperConfig(
        suppress_ids=list(tokenizer.non_speech_tokens) + [tokenizer.sot, tokenizer.sot_prev, tokenizer.sot_lm],
        suppress_ids_begin=[*tokenizer.encode(" "), tokenizer.eot],
        lang_ids=list(tokenizer.all_language_tokens),
        alignment_heads=[list(head) for head in ALIGNING_HEADS],
    )


def _spec(model: Listener) -> WhisperSpec:
    size = model.size
    spec = WhisperSpec(size.encoder_layers, size.encoder_heads, size.decoder_layers, size.decoder_heads)
    spec._config = _config()
    _encoder(spec.encoder, model)
    _decoder(spec.decoder, model)
    return spec


def _encoder(spec: whisper_spec.WhisperEncoderSpec, model: Listener) -> None:
    for conv, trained in ((spec.conv1, model.conv1), (spec.conv2, model.conv2)):
        linear(conv, trained)
    spec.position_encodings.encodings = floats(model.positions)
    norm(spec.layer_norm, model.encoder_norm)
    for part, trained_layer in zip(spec.layer, model.encoder, strict=True):
        layer(part, trained_layer)


def _decoder(spec: model_spec.LayerSpec, model: Listener) -> None:
    table = floats(model.embeddings())[model.rows.of_vocabulary()]
    spec.embeddings.weight = table
    spec.projection.weight = table
    spec.position_encodings.encodings = floats(model.placed())
    norm(spec.layer_norm, model.decoder_norm)
    for part, trained in zip(spec.layer, model.decoder, strict=True):
        layer(part, trained)
        listening(part.attention, trained)
