"""Commands, starting and status over REST, with a mixer that only remembers."""

from __future__ import annotations

from typing import Any

import pytest
from rest_framework.test import APIClient

from studio.air.verbs import ASKED
from studio.models import Show
from tests.studio.makers import a_show, client_of

pytestmark = pytest.mark.django_db


class Mixer:
    """Takes commands; answers each id once."""

    def __init__(self) -> None:
        self.heard: list[dict[str, Any]] = []
        self.answer: dict[str, Any] = {"ok": True, "frame": 1234}

    async def command(self, show_id: str, command: dict[str, Any]) -> dict[str, Any]:
        self.heard.append(command)
        return {"id": command["id"], **self.answer}


@pytest.fixture
def mixer(monkeypatch: pytest.MonkeyPatch) -> Mixer:
    made = Mixer()
    monkeypatch.setattr("studio.air.control.commands.send_command", made.command)
    return made


@pytest.fixture
def show() -> Show:
    return a_show()


@pytest.fixture
def director() -> APIClient:
    return client_of("director")


def test_a_command_is_answered_with_its_frame(mixer: Mixer, show: Show, director: APIClient) -> None:
    take = {"scene": "scn_a", "transition": {"kind": "mix", "duration_ms": 400}}
    answer = director.post(f"/api/v1/shows/{show.pk}/take", take)
    assert (answer.status_code, answer.json()) == (200, {"ok": True, "frame": 1234})
    sender = {"by": "the token test", "origin": "api", "address": "127.0.0.1", "request": answer["X-Request-Id"]}
    assert mixer.heard[0] | {"id": ""} == {"id": "", "verb": "take", "sender": sender, **take}


def test_a_held_back_programme_says_when_a_command_is_seen(mixer: Mixer, show: Show, director: APIClient) -> None:
    mixer.answer = {"ok": True, "frame": 1234, "air_frame": 1354}
    assert director.post(f"/api/v1/shows/{show.pk}/cut").json() == mixer.answer


def test_a_retry_carries_the_same_id_and_is_answered_from_memory(mixer: Mixer, show: Show, director: APIClient) -> None:
    mixer.answer = {"ok": False, "code": "no_answer", "error": "silence"}
    key = {"Idempotency-Key": "cut-1"}
    assert director.post(f"/api/v1/shows/{show.pk}/cut", headers=key).status_code == 503
    mixer.answer = {"ok": True, "frame": 5}
    answers = [director.post(f"/api/v1/shows/{show.pk}/cut", headers=key).json() for _ in range(2)]
    assert answers[0] == answers[1] == {"ok": True, "frame": 5}
    assert len(mixer.heard) == 2 and mixer.heard[0]["id"] == mixer.heard[1]["id"]


def test_a_refusal_of_the_mixer_keeps_its_code(mixer: Mixer, show: Show, director: APIClient) -> None:
    mixer.answer = {"ok": False, "code": "unknown_scene", "error": "there is no scene x"}
    answer = director.post(f"/api/v1/shows/{show.pk}/preview", {"scene": "x"})
    assert (answer.status_code, answer.json()["code"]) == (409, "unknown_scene")


@pytest.mark.parametrize(
    ("verb", "parts"),
    [("take", {}), ("auto", {"kind": "spin"}), ("cut", {"id": "mine"}), ("sound", {"source": "a", "gain_db": 99})],
)
def test_a_command_that_makes_no_sense_never_reaches_the_mixer(
    mixer: Mixer, show: Show, director: APIClient, verb: str, parts: dict[str, Any]
) -> None:
    answer = director.post(f"/api/v1/shows/{show.pk}/{verb}", parts)
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_command")
    assert mixer.heard == []


def test_within_ms_goes_along_to_be_turned_into_a_frame(mixer: Mixer, show: Show, director: APIClient) -> None:
    assert director.post(f"/api/v1/shows/{show.pk}/cut", {"within_ms": 800}).status_code == 200
    assert director.post(f"/api/v1/shows/{show.pk}/stop_recording", {"not_after_frame": 7}).status_code == 200
    assert mixer.heard[0]["within_ms"] == 800 and mixer.heard[1]["not_after_frame"] == 7


@pytest.mark.parametrize("parts", [{"within_ms": 0}, {"within_ms": 5001}, {"within_ms": "soon"}, {"within_ms": True}])
def test_a_time_that_cannot_be_kept_is_refused(
    mixer: Mixer, show: Show, director: APIClient, parts: dict[str, Any]
) -> None:
    answer = director.post(f"/api/v1/shows/{show.pk}/cut", parts)
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_command")
    assert mixer.heard == []


def test_every_verb_says_in_the_schema_how_late_it_may_happen(show: Show, director: APIClient) -> None:
    paths = director.get("/api/v1/schema/").json()["paths"]
    for verb in ASKED:
        body = paths[f"/api/v1/shows/{{show_id}}/{verb}"]["post"]["requestBody"]["content"]["application/json"]
        assert {"within_ms", "not_after_frame"} <= set(body["schema"]["properties"])


def test_off_air_a_command_is_refused_and_an_edit_is_kept(show: Show, director: APIClient) -> None:
    answer = director.post(f"/api/v1/shows/{show.pk}/cut")
    assert (answer.status_code, answer.json()["code"]) == (409, "off_air")
    edit = director.patch(f"/api/v1/shows/{show.pk}", {"name": "Later show"}).json()
    assert edit["name"] == "Later show" and edit["edit"] == {"revision": 2, "on_air": False}


def test_an_edit_goes_to_the_mixer_as_the_revision_it_made(mixer: Mixer, show: Show, director: APIClient) -> None:
    edit = director.patch(f"/api/v1/shows/{show.pk}", {"name": "Later show"}).json()["edit"]
    assert edit == {"revision": 2, "on_air": True}
    assert mixer.heard[0]["verb"] == "load" and mixer.heard[0]["revision"] == 2
    assert mixer.heard[0]["show"]["name"] == "Later show"


def test_status_off_air_says_so(show: Show, director: APIClient) -> None:
    assert director.get(f"/api/v1/shows/{show.pk}/status").json() == {
        "on_air": False, "rehearsing": False, "wanted": False, "revision": 1, "desk": None, "status": None,
        "destinations": [],
        "recording": None, "rundown": None, "schedule": None, "captions": None, "upgrade": None,
        "machine": None, "alerts": [],
    }  # fmt: skip


def test_start_and_stop_say_what_is_wanted(show: Show, director: APIClient, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr("studio.air.processes.launch.launch", lambda show_id: asked.append(f"launch {show_id}"))
    monkeypatch.setattr("studio.air.processes.launch.stop", lambda show_id: asked.append(f"stop {show_id}"))
    assert director.post(f"/api/v1/shows/{show.pk}/start").json() == {"wanted": True}
    show.refresh_from_db()
    assert show.wanted and show.wanted_since
    assert director.post(f"/api/v1/shows/{show.pk}/stop").json() == {"wanted": False}
    show.refresh_from_db()
    assert not show.wanted and asked == [f"launch {show.pk}", f"stop {show.pk}"]


def test_a_rehearsal_is_asked_for_as_a_start_and_ended_by_another(
    show: Show, director: APIClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("studio.air.processes.launch.launch", lambda show_id: None)
    at = f"/api/v1/shows/{show.pk}"
    assert director.post(f"{at}/start", {"rehearse": True}).status_code == 202
    told = director.get(f"{at}/status").json()
    assert (told["wanted"], told["rehearsing"], told["on_air"]) == (True, True, False)
    assert director.post(f"{at}/start", {"rehearse": True}).status_code == 202, "asked twice is asked once"
    assert director.post(f"{at}/start").status_code == 202
    told = director.get(at).json()
    assert (told["wanted"], told["rehearsing"]) == (True, False)
    refused = director.post(f"{at}/start", {"rehearse": True})
    assert (refused.status_code, refused.json()["code"]) == (409, "on_air")
    assert "stop it first" in refused.json()["detail"]


def test_a_show_that_is_stopped_in_a_rehearsal_starts_on_air(
    show: Show, director: APIClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("launch", "stop"):
        monkeypatch.setattr(f"studio.air.processes.launch.{name}", lambda show_id: None)
    at = f"/api/v1/shows/{show.pk}"
    director.post(f"{at}/start", {"rehearse": True})
    director.post(f"{at}/stop")
    director.post(f"{at}/start")
    assert not director.get(at).json()["rehearsing"]
