"""The tasks as workers run them, and once through a real worker on a real Redis."""

from __future__ import annotations

import difflib
import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgpack
import numpy as np
import pytest

from subtitles import tasks
from subtitles.broker import RECOGNISE, TRANSLATED, app_of
from subtitles.models import store
from tests.subtitles import tiny
from tests.waiting import until

ROOT = Path(__file__).resolve().parents[2]
PACK = store.PACKS / "demo"
pytestmark = pytest.mark.filterwarnings("ignore")


@pytest.fixture
def models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty home with no pack, nothing open."""
    monkeypatch.setenv("TALLY_HOME", str(tmp_path))
    monkeypatch.delenv("TALLY_MODELS", raising=False)
    monkeypatch.setattr(store, "PACKS", tmp_path / "packs")
    tasks._open.clear()
    tasks.translator.cache_clear()
    return tmp_path / "models"


def a_pass(seconds: float = 1.0, **more: Any) -> dict[str, Any]:
    sound = (np.random.default_rng(2).standard_normal(round(seconds * 16_000)) * 3000).astype(np.int16)
    return {"samples": sound.tobytes(), "language": "en", "final": False, "beam": 1, "prompt": "", **more}


def test_a_missing_model_is_an_answer_that_says_what_to_do(models: Path) -> None:
    assert tasks.recognise(a_pass())["code"] == "model_missing"
    answer = tasks.recognise(a_pass(model="small"))
    assert answer == {
        "error": "The model small is not installed: python manage.py models install small", "code": "model_missing",
    }  # fmt: skip


@pytest.mark.parametrize("request_", [{}, {"samples": "text"}, {"samples": b"odd"}, a_pass(engine="magic")])
def test_nonsense_is_answered_too(models: Path, request_: dict[str, Any]) -> None:
    (models / "tiny").parent.mkdir(parents=True, exist_ok=True)
    tiny.looks_like_whisper(models / "tiny")
    assert tasks.recognise(request_)["code"] == "failed"
    assert tasks.translate({"text": "Hello"})["code"] == "failed"


def test_a_translation_that_cannot_be_made_says_why(models: Path) -> None:
    answer = tasks.translate({"text": "Hello.", "source": "en", "targets": ["en", "fr"]})
    assert answer["texts"] == {"en": {"text": "Hello.", "via": ""}}
    assert "models install translate-en_fr" in answer["failed"]["fr"]


def test_answers_travel_as_msgpack(models: Path) -> None:
    tiny.whisper_directory(models / "tiny")
    answer = tasks.recognise(a_pass())
    assert "error" not in answer and (answer["model"], answer["demo"]) == ("tiny", False) and answer["cost_s"] > 0
    assert msgpack.unpackb(msgpack.packb(answer)) == answer


def test_one_model_is_kept_open(models: Path) -> None:
    tiny.whisper_directory(models / "one")
    shutil.copytree(models / "one", models / "two")
    for name in ("one", "one", "two"):
        assert tasks.recognise(a_pass(0.3, model=name))["model"] == name
    assert [model.name for _, model in tasks._open] == ["two"]


# -- with the demo pack ----------------------------------------------------------------------------


def test_the_demo_narration_becomes_text_in_five_languages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TALLY_HOME", str(tmp_path))
    tasks._open.clear()
    tasks.translator.cache_clear()
    line, sound = narrated()
    answer = tasks.recognise({"samples": sound.tobytes(), "language": "en", "final": True, "beam": 5})
    assert answer["demo"] and answer["model"] == "demo"
    text = "".join(word for segment in answer["segments"] for word, *_ in segment["words"]).strip()
    assert alike(text, line["text"])
    codes = sorted(line["translations"])
    translated = tasks.translate({"text": text, "source": "en", "targets": codes})
    assert translated["failed"] == {}
    assert all(alike(translated["texts"][code]["text"], line["translations"][code]) for code in codes)


def alike(found: str, right: str) -> bool:
    """Whether at most a word or two differ; tests/tools/demo_pack measures how many."""
    return difflib.SequenceMatcher(None, found.casefold(), right.casefold()).ratio() > 0.85


def narrated() -> tuple[dict[str, Any], np.ndarray[Any, np.dtype[np.int16]]]:
    """The first line of the narration, and its sound."""
    from tools.demo_pack.clips import recorded

    line: dict[str, Any] = json.loads((PACK / "narration.json").read_text())[0]
    samples = recorded(PACK / "narration.opus")
    start, end = line["words"][0]["start_s"] - 0.2, line["words"][-1]["end_s"] + 0.4
    piece = samples[max(0, round(start * 16_000)) : round(end * 16_000)]
    return line, (np.clip(piece, -1, 1) * 32767).astype(np.int16)


# -- through a worker ------------------------------------------------------------------------------


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[str]:
    from studio.up.private_redis import argv, take_place

    place = take_place(tmp_path / "redis.json")
    with subprocess.Popen(argv(place), pass_fds=(place.lock,), stdout=subprocess.DEVNULL) as redis:
        yield f"redis+socket://{place.socket}"
        redis.terminate()
    os.close(place.lock)


def test_a_worker_answers_and_does_so_again_after_its_process_was_killed(tmp_path: Path, broker: str) -> None:
    env = {**os.environ, "TALLY_BROKER": broker, "TALLY_HOME": str(tmp_path), "DJANGO_SETTINGS_MODULE": ""}
    quiet = ("--loglevel", "ERROR", "--without-gossip", "--without-mingle", "--without-heartbeat")
    argv = [sys.executable, "-m", "celery", "-A", "subtitles.worker", "worker", *quiet, "-Q", "translate", "-c", "1"]
    app = app_of(broker)
    request = {"text": "Hello.", "source": "en", "targets": ["en"]}
    with subprocess.Popen(
        argv, cwd=ROOT, env=env, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL, start_new_session=True
    ) as worker:
        try:
            assert app.send_task(TRANSLATED, [request]).get(timeout=60)["texts"]["en"]["text"] == "Hello."
            os.kill(child_of(worker.pid), signal.SIGKILL)
            assert until(lambda: answered(app, request), seconds=60)
        finally:
            os.killpg(worker.pid, signal.SIGKILL)
    assert app.conf.task_routes[RECOGNISE] == {"queue": "speech"}
    app.close()


def answered(app: Any, request: dict[str, Any]) -> bool:
    from celery.exceptions import TimeoutError as Late

    try:
        return bool(app.send_task(TRANSLATED, [request], expires=5).get(timeout=5))
    except Late:
        return False


def child_of(pid: int) -> int:
    import psutil

    return int(psutil.Process(pid).children()[0].pid)
