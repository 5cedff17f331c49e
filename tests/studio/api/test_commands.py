"""Commands, starting and status over REST, with a mixer that only remembers."""

from __future__ import annotations

import json
import re
from pathlib import Path
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


# -- several on one frame --------------------------------------------------------------------------


def test_a_batch_is_answered_with_its_frame_and_those_of_its_commands(
    mixer: Mixer, show: Show, director: APIClient
) -> None:
    done = [{"verb": "cut", "frame": 7}, {"verb": "ftb", "frame": 7}]
    mixer.answer = {"ok": True, "frame": 7, "answers": done}
    batch = {"commands": [{"verb": "cut"}, {"verb": "ftb", "on": True}], "on_frame": 7}
    answer = director.post(f"/api/v1/shows/{show.pk}/batch", batch, format="json")
    assert (answer.status_code, answer.json()) == (200, {"ok": True, "frame": 7, "answers": done})
    assert (mixer.heard[0]["verb"], mixer.heard[0]["commands"]) == ("batch", batch["commands"])


def test_what_refuses_a_batch_is_named(mixer: Mixer, show: Show, director: APIClient) -> None:
    mixer.answer = {"ok": False, "code": "stale", "error": "command 1, cut: preview shows b", "index": 1}
    batch = {"commands": [{"verb": "ftb"}, {"verb": "cut", "expected_preview": "a"}]}
    answer = director.post(f"/api/v1/shows/{show.pk}/batch", batch, format="json")
    assert (answer.status_code, answer.json()["code"]) == (409, "stale")
    assert answer.json()["errors"] == [{"field": "commands.1", "message": "command 1, cut: preview shows b"}]


@pytest.mark.parametrize(
    "inside",
    [[], [{"verb": "batch", "commands": [{"verb": "cut"}]}], [{"verb": "start_recording"}], [{"verb": "cut"}] * 33],
)
def test_what_is_no_batch_never_reaches_the_mixer(mixer: Mixer, show: Show, director: APIClient, inside: Any) -> None:
    answer = director.post(f"/api/v1/shows/{show.pk}/batch", {"commands": inside}, format="json")
    assert (answer.status_code, answer.json()["code"], mixer.heard) == (400, "bad_command", [])


def test_who_may_not_do_what_is_in_a_batch_may_not_ask_it(mixer: Mixer, show: Show) -> None:
    for role in ("viewer", "producer"):
        batch = {"commands": [{"verb": "cut"}]}
        answer = client_of(role, show).post(f"/api/v1/shows/{show.pk}/batch", batch, format="json")
        assert (answer.status_code, mixer.heard) == (403, [])


# -- later -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("when", [{"at_frame": 9000}, {"at": "2096-11-22T20:00:00Z"}, {"at": 4004467200}])
def test_a_command_with_a_moment_is_planned(mixer: Mixer, show: Show, director: APIClient, when: Any) -> None:
    mixer.answer = {"ok": True, "frame": 7, "planned": "pln_a"}
    take = {"scene": "scn_a", "within_ms": 800}
    answer = director.post(f"/api/v1/shows/{show.pk}/take", take | when, format="json")
    assert (answer.status_code, answer.json()) == (202, {"ok": True, "frame": 7, "planned": "pln_a"})
    [heard] = mixer.heard
    assert (heard["verb"], heard["command"]) == ("plan", {"verb": "take", **take})
    assert when.items() <= heard.items() and re.fullmatch("token-[0-9]+", heard["owner"])
    again = {"command": {"verb": "take", **take}, **when, "owner": "user-1"}
    assert director.post(f"/api/v1/shows/{show.pk}/plan", again, format="json").status_code == 400
    del again["owner"]
    assert director.post(f"/api/v1/shows/{show.pk}/plan", again, format="json").json()["planned"] == "pln_a"
    of_each = {"id": "", "sender": ""}
    assert mixer.heard[1] | of_each == heard | of_each


def test_a_part_of_a_verbs_own_is_no_moment(mixer: Mixer, show: Show, director: APIClient) -> None:
    start = {"rundown": "run_a", "at": "clock"}
    assert director.post(f"/api/v1/shows/{show.pk}/rundown_start", start, format="json").status_code == 200
    [heard] = mixer.heard
    assert heard["verb"] == "rundown_start" and start.items() <= heard.items()


@pytest.mark.parametrize(
    "parts",
    [
        {"at": "soon"}, {"at_frame": -1}, {"at": 7, "at_frame": 7}, {"at_frame": 9000, "on_frame": 9000},
        {"at_frame": 9000, "not_after_frame": 9001}, {"at_frame": 9000, "expected_preview": 7},
    ],
)  # fmt: skip
def test_what_cannot_be_planned_never_reaches_the_mixer(
    mixer: Mixer, show: Show, director: APIClient, parts: dict[str, Any]
) -> None:
    answer = director.post(f"/api/v1/shows/{show.pk}/cut", parts, format="json")
    assert (answer.status_code, answer.json()["code"], mixer.heard) == (400, "bad_command", [])


def test_who_may_not_ask_a_command_may_not_plan_it(mixer: Mixer, show: Show) -> None:
    producer = client_of("producer", show)
    for verb, body in (("cut", {"at": 4004467200}), ("plan", {"command": {"verb": "cut"}, "at": 4004467200})):
        answer = producer.post(f"/api/v1/shows/{show.pk}/{verb}", body, format="json")
        assert (answer.status_code, mixer.heard) == (403, [])


def test_what_is_planned_is_listed_in_pages_and_cancelled(
    mixer: Mixer, show: Show, director: APIClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = {"command": {"verb": "cut"}, "at_frame": 9, "at": None, "by": "Ada", "planned": "2026-11-22T20:00:00.000Z"}
    seen = {"planned": [{"id": f"pln_{number}", **one} for number in range(3)]}
    monkeypatch.setattr("studio.shows.air.seen", lambda show: seen)
    page = director.get(f"/api/v1/shows/{show.pk}/planned", {"limit": 2}).json()
    assert (page["count"], page["results"]) == (3, seen["planned"][:2]) and "offset=2" in page["next"]
    assert director.delete(f"/api/v1/shows/{show.pk}/planned/pln_0").status_code == 204
    assert (mixer.heard[0]["verb"], mixer.heard[0]["planned"]) == ("cancel_planned", "pln_0")
    mixer.answer = {"ok": False, "code": "no_such_plan", "error": "nothing is planned under that"}
    assert director.delete(f"/api/v1/shows/{show.pk}/planned/pln_9").status_code == 404


def test_off_air_what_is_kept_is_listed(show: Show, director: APIClient, settings: Any, tmp_path: Path) -> None:
    settings.TALLY_HOME = tmp_path
    assert director.get(f"/api/v1/shows/{show.pk}/planned").json()["results"] == []
    kept = {"id": "pln_a", "command": {"verb": "cut"}, "at_frame": 9, "at_s": None, "by": "Ada", "owner": "user-1"}
    file = tmp_path / "shows" / show.pk / "planned.json"
    file.parent.mkdir(parents=True)
    file.write_text(json.dumps({"planned": [{**kept, "sender": {}, "planned_s": 1795550400.0}]}))
    [found] = director.get(f"/api/v1/shows/{show.pk}/planned").json()["results"]
    assert found == {
        "id": "pln_a", "command": {"verb": "cut"}, "at_frame": 9, "at": None, "by": "Ada",
        "planned": "2026-11-24T20:00:00.000Z",
    }  # fmt: skip
