"""Captions over REST: settings, commands, cues, exports, models."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pysubs2
import pytest
from django.conf import settings
from django.utils import timezone
from rest_framework.test import APIClient

from studio.captions.models import Cue, catch_up, keep
from studio.media.models import Recording
from studio.models import Show
from studio.shows import edits
from subtitles.values import Line, Translation
from tests.studio.makers import a_show, client_of

pytestmark = pytest.mark.django_db
LANGUAGES = [{"code": "en"}, {"code": "zh", "style": {"effect": "fade"}}]


@pytest.fixture
def director() -> APIClient:
    return client_of("director")


@pytest.fixture
def show() -> Show:
    return a_show()


def a_cue(show: Show, name: str, first: int, **changes: Any) -> Line:
    texts = {"fr": Translation("fr", f"{name} en français")}
    line = Line(name, "aired", "en", f"{name} in English", "raw", first, first + 30, texts=texts)
    line = line.but(**({"aired_from": first + 10, "aired_to": first + 70} | changes))
    keep(show.pk, line.to_json())
    return line


def test_settings_are_merged_checked_and_in_the_show_file(director: APIClient, show: Show) -> None:
    address = f"/api/v1/shows/{show.pk}"
    director.patch(address, {"captions": {"on": True, "languages": LANGUAGES}}).json()
    answer = director.patch(address, {"captions": {"delay_s": 3}}).json()
    assert answer["captions"]["on"] and answer["captions"]["delay_s"] == 3
    assert [one["code"] for one in answer["captions"]["languages"]] == ["en", "zh"]
    file = director.get(f"{address}/export").json()
    assert file["captions"]["languages"][1]["style"]["effect"] == "fade"
    assert director.post(f"{address}/import", file).json()["captions"] == answer["captions"]


@pytest.mark.parametrize(
    ("captions", "field"),
    [
        ({"delay_s": 11}, "captions.delay_s"),
        ({"languages": [{"code": "E"}]}, "captions.languages.0.code"),
        ({"languages": [{"code": "en"}, {"code": "en"}]}, "captions"),
        ({"sise": 3}, "captions.sise"),
        ({"listen": "src_nobody"}, ""),
    ],
)
def test_wrong_settings_are_named(director: APIClient, show: Show, captions: Any, field: str) -> None:
    answer = director.patch(f"/api/v1/shows/{show.pk}", {"captions": captions})
    assert answer.status_code == 400
    assert any(one["field"].startswith(field) for one in answer.json()["errors"])


def test_commands_go_to_the_mixer_with_who_asked(
    director: APIClient, show: Show, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[dict[str, Any]] = []

    def send(show_id: str, command: dict[str, Any]) -> dict[str, Any]:
        sent.append(command)
        return {"ok": True}

    monkeypatch.setattr(edits, "send", send)
    address = f"/api/v1/shows/{show.pk}"
    answer = director.post(f"{address}/captions_show", {"visible": False})
    assert answer.status_code == 200, answer.json()
    assert director.post(f"{address}/caption_edit", {"line": "ln_1", "texts": {"fr": "Bonsoir."}}).status_code == 200
    assert [(one["verb"], one.get("visible"), one.get("texts")) for one in sent] == [
        ("captions_show", False, None), ("caption_edit", None, {"fr": "Bonsoir."}),
    ]  # fmt: skip
    assert all(one["by"] for one in sent)


@pytest.mark.parametrize(
    ("verb", "parts"),
    [
        ("captions_show", {}),
        ("captions_show", {"visible": "maybe"}),
        ("caption_edit", {"line": "ln_1", "texts": {"fr": ""}}),
        ("caption_drop", {"lines": "ln_1"}),
        ("captions_clear", {"now": True}),
    ],
)
def test_a_command_that_makes_no_sense_is_refused(director: APIClient, show: Show, verb: str, parts: Any) -> None:
    answer = director.post(f"/api/v1/shows/{show.pk}/{verb}", parts)
    assert answer.status_code == 400 and answer.json()["code"] == "bad_command"


def test_a_viewer_may_read_and_not_command(show: Show) -> None:
    viewer = client_of("viewer")
    assert viewer.get(f"/api/v1/shows/{show.pk}/cues").status_code == 200
    assert viewer.post(f"/api/v1/shows/{show.pk}/captions_clear", {}).status_code == 403
    assert viewer.post("/api/v1/caption-models", {"name": "tiny"}).status_code == 403


def test_cues_are_listed_in_time_and_can_be_narrowed(director: APIClient, show: Show) -> None:
    a_cue(show, "later", 300)
    a_cue(show, "first", 0)
    a_cue(show, "lost", 100, state="dropped", reason="a phrase of silence", aired_from=None, aired_to=None)
    address = f"/api/v1/shows/{show.pk}/cues"
    assert [one["id"] for one in director.get(address).json()["results"]] == ["first", "lost", "later"]
    dropped = director.get(address, {"state": "dropped"}).json()["results"]
    assert [(one["id"], one["reason"]) for one in dropped] == [("lost", "a phrase of silence")]
    assert [one["id"] for one in director.get(address, {"from_frame": 200}).json()["results"]] == ["later"]
    assert director.get(f"{address}/first").json()["texts"]["fr"]["text"] == "first en français"
    assert director.get(address, {"state": "sung"}).status_code == 400
    assert director.get(address, {"from_frame": "soon"}).status_code == 400


def test_a_cue_that_is_told_again_stays_one_row(show: Show) -> None:
    line = a_cue(show, "one", 0, state="translated")
    keep(show.pk, line.but(state="aired", edited_by="Ada").to_json())
    (cue,) = Cue.objects.all()
    assert cue.line == line.but(state="aired", edited_by="Ada")


def test_what_nobody_wrote_while_the_supervisor_was_away_is_read_from_the_journal(show: Show, tmp_path: Path) -> None:
    known = a_cue(show, "known", 0, state="translated")
    later = [known.but(state="aired"), known.but(id="new", from_frame=100)]
    journal = tmp_path / "lines.jsonl"
    journal.write_text("".join(json.dumps(line.to_json()) + "\n" for line in (known, *later)))
    assert list(catch_up(show.pk, journal)) == [2]
    assert [cue.line for cue in Cue.objects.all()] == later
    assert list(catch_up(show.pk, journal)) == [0]


def test_a_long_journal_is_read_page_by_page_and_what_was_let_go_stays_gone(show: Show, tmp_path: Path) -> None:
    first = a_cue(show, "known", 0).but(time=1000.0)
    lines = [first.but(id=f"line-{number}", from_frame=number, time=1000.0 + number) for number in range(250)]
    journal = tmp_path / "lines.jsonl"
    journal.write_text("".join(json.dumps(line.to_json()) + "\n" for line in lines))
    assert list(catch_up(show.pk, journal, since=1020.0)) == [100, 100, 30]
    assert Cue.objects.filter(time__lt=1020.0).exclude(pk="known").count() == 0


def a_recording(show: Show, *parts: tuple[int, float]) -> Recording:
    folder = Path(settings.TALLY_HOME) / "shows" / show.pk / "recordings"
    folder.mkdir(parents=True)
    files = [
        {"file": f"one-{n:03}.mp4", "first_frame": first, "seconds": seconds, "time": 0.0, "bytes": 1, "state": "x"}
        for n, (first, seconds) in enumerate(parts, 1)
    ]  # fmt: skip
    note = {"name": "one", "started": 0.0, "state": "finished", "parts": files}
    (folder / "one.json").write_text(json.dumps(note))
    place = str(folder.relative_to(settings.TALLY_HOME))
    return Recording.objects.create(show=show, name="one", started_at=timezone.now(), folder=place)


@pytest.mark.parametrize("kind", ["vtt", "srt", "ass"])
def test_a_recordings_captions_count_from_its_first_frame(director: APIClient, show: Show, kind: str) -> None:
    a_cue(show, "a", 1000)
    a_cue(show, "b", 5000)
    recording = a_recording(show, (1000, 60.0))
    asked = {"format": kind, "language": "fr", "recording": recording.pk}
    answer = director.get(f"/api/v1/shows/{show.pk}/captions/export", asked)
    assert answer.status_code == 200
    assert answer["Content-Disposition"] == f'attachment; filename="one.fr.{kind}"'
    file = pysubs2.SSAFile.from_string(answer.content.decode(), format_=kind)
    assert [(round(one.start / 10), one.plaintext) for one in file] == [(33, "a en français")]


def test_everything_that_aired_and_all_that_is_known(director: APIClient, show: Show) -> None:
    lines = [a_cue(show, "a", 1000), a_cue(show, "b", 5000)]
    address = f"/api/v1/shows/{show.pk}/captions/export"
    text = director.get(address, {"format": "vtt", "language": "en"}).content.decode()
    assert text.startswith("WEBVTT") and text.count("-->") == 2
    whole = director.get(address, {"format": "json"})
    assert [Line.from_json(one) for one in json.loads(whole.content)] == lines


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({"format": "doc", "language": "en"}, 400),
        ({"language": "en"}, 400),
        ({"format": "srt"}, 400),
        ({"format": "srt", "language": "en", "recording": "rec_x"}, 404),
    ],
)
def test_an_export_that_cannot_be_is_refused_in_words(
    director: APIClient, show: Show, asked: dict[str, str], status: int
) -> None:
    answer = director.get(f"/api/v1/shows/{show.pk}/captions/export", asked)
    assert answer.status_code == status and answer.json()["detail"]


@pytest.mark.parametrize("frame", ["--5", "²", "9" * 40, "9" * 5000, "1.5"])
def test_a_frame_that_is_no_number_is_refused(director: APIClient, show: Show, frame: str) -> None:
    assert director.get(f"/api/v1/shows/{show.pk}/cues", {"from_frame": frame}).status_code == 400
