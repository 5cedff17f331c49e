"""Captions of a show on air, with the demo pack: what viewers read, and what it costs the programme."""

from __future__ import annotations

import json
import statistics
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from mixer.protocol.wire import JSON
from subtitles.captioner.journal import read_lines
from subtitles.models.store import PACKS
from subtitles.values import Line
from tests.bench.bleu import bleu
from tests.bench.figure import Figure
from tests.bench.inputs import inputs
from tests.bench.stack import SHOW, Stack, files, messages, studio
from tests.waiting import until
from tools.demo_pack.marking import marked, plain

PACK = PACKS / "demo"
LANGUAGES = ("zh", "fr", "es", "ru")
SETTLE_S, LIVE_S = 20, 120
RATE = 30


def captioned() -> Iterator[Figure]:
    """Five files and the narration, captioned in five languages (three burnt in), for two minutes."""
    narration = next(PACK.glob("narration.*[!n]"), None)
    if narration is None:
        raise SystemExit("the demo pack is not there; docs/demo-pack.md tells how it is made")
    with inputs(20) as folder:
        folder.chmod(0o755)
        voice = {"name": "Narration", "input": {"kind": "file", "path": str(narration)}}
        with studio([*files(folder)[:5], voice], settings()) as stack:
            until(lambda: lines_of(stack), "the first caption", 240)
            late, frames = watch(stack)
            lines = [line for line in lines_of(stack) if line.state in ("on_air", "aired")]
    truth = json.loads((PACK / "narration.json").read_text())
    yield Figure("captioned_live_late_frames", late, "frames", "0", {"frames": frames, "lines": len(lines)})
    yield wer_of(lines, truth)
    yield bleu_of(lines, truth)
    yield Figure("caption_shown_after_s", *shown_after(lines))


def settings() -> dict[str, Any]:
    languages = [{"code": code, "burnt": code in ("en", "zh", "fr")} for code in ("en", *LANGUAGES)]
    return {"on": True, "language": "en", "listen": "src_5", "languages": languages}


def lines_of(stack: Stack) -> list[Line]:
    """The lines of the transcript that were shown, or will be."""
    path = stack.home / "shows" / SHOW / "captions" / "lines.jsonl"
    return [line for line in read_lines(Path(path)) if line.state in ("translated", "on_air", "aired")]


def watch(stack: Stack) -> tuple[int, int]:
    """Late frames, and frames, of the time that counts."""
    control = stack.connect({"hello": "control"})
    for _ in messages(control, SETTLE_S):
        pass
    said = [
        value["status"]
        for message in messages(control, LIVE_S)
        if message.kind == JSON and "status" in (value := message.json())
    ]
    return said[-1]["late"] - said[0]["late"], said[-1]["frame"] - said[0]["frame"]


def wer_of(lines: Sequence[Line], truth: Sequence[dict[str, Any]]) -> Figure:
    """Errors in the shown words, against the narration from the first shown sentence to the last."""
    heard = " ".join(line.text for line in lines).split()
    first, last = nearest(lines[0].text, truth), nearest(lines[-1].text, truth)
    loops = round((lines[-1].from_frame - lines[0].from_frame) / RATE / truth[-1]["end_s"])
    candidates = [said(truth, first, last, count) for count in range(max(0, loops - 1), loops + 2)]
    marks = min((marked(words, heard) for words in candidates if words), key=lambda one: one.errors)
    about = {"said": marks.said, "heard": len(heard), "errors": marks.errors}
    return Figure("caption_wer", round(marks.rate, 4), "ratio", "<= 0.05", about)


def said(truth: Sequence[dict[str, Any]], first: int, last: int, loops: int) -> list[str]:
    """The narration's words from one sentence to another, so many loops later."""
    count = last - first + 1 + loops * len(truth)
    texts = [truth[(first + number) % len(truth)]["text"] for number in range(count)]
    return " ".join(texts).split()


def nearest(text: str, truth: Sequence[dict[str, Any]]) -> int:
    """The sentence of the narration that a line is, or is a part of."""
    words = set(map(plain, text.split()))
    shared = [len(words & set(map(plain, one["text"].split()))) for one in truth]
    return shared.index(max(shared))


def bleu_of(lines: Sequence[Line], truth: Sequence[dict[str, Any]]) -> Figure:
    """Of the lines' translations as they were shown; the lowest of the languages."""
    scores = {}
    for code in LANGUAGES:
        pairs = [
            (line.texts[code].text, truth[nearest(line.text, truth)]["translations"][code])
            for line in lines
            if code in line.texts
        ]
        scores[code] = round(bleu(pairs, by_character=code == "zh"), 1)
    return Figure("caption_bleu", min(scores.values()), "BLEU", ">= 90", scores)


def shown_after(lines: Sequence[Line]) -> tuple[float, str, str, dict[str, float]]:
    """Seconds from the end of a sentence to its first frame on air."""
    waits = sorted((line.aired_from - line.to_frame) / RATE for line in lines if line.aired_from is not None)
    p95 = waits[int(0.95 * (len(waits) - 1))]
    return round(statistics.median(waits), 2), "s", "p95 <= 2 after the commit", {"p95": round(p95, 2)}
