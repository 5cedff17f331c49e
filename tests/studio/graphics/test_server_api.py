"""The draft OGraf Server API over a show, with a mixer that only remembers."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client
from rest_framework.test import APIClient

from mixer.protocol.graphics import defaults_of, shipped, texts_of
from studio.graphics import links
from studio.graphics.renderer import steps_to
from studio.models import GraphicsLink, KeptAnswer, Overlay, Show
from tests.studio.makers import a_show, client_of

pytestmark = pytest.mark.django_db


class Mixer:
    """Takes commands, and stands where it was told."""

    def __init__(self) -> None:
        self.heard: list[dict[str, Any]] = []
        self.answer: dict[str, Any] = {"ok": True, "frame": 1}
        self.desk: dict[str, Any] = {"overlays": {"poll": {"on": False, "fields": {}, "step": 0}}}
        self.trouble = self.throws = ""

    async def command(self, show_id: str, command: dict[str, Any]) -> dict[str, Any]:
        self.heard.append(command)
        self.trouble = self.throws
        return {"id": command["id"], **self.answer}

    async def snapshot(self, show_id: str) -> dict[str, Any]:
        return {"desk": self.desk, "status": {"sources": {"overlay-poll": {"text": self.trouble}}}}

    @property
    def asked(self) -> list[Any]:
        return [one.get("action") or one.get("fields") for one in self.heard]


@pytest.fixture
def mixer(monkeypatch: pytest.MonkeyPatch) -> Mixer:
    made = Mixer()
    monkeypatch.setattr("studio.air.control.commands.send_command", made.command)
    monkeypatch.setattr("studio.air.control.commands.snapshot", made.snapshot)
    return made


@pytest.fixture
def show() -> Show:
    show = a_show()
    content = {"kind": "graphic", "graphic": "poll", "about": "", "fps": 30}
    fields = texts_of(defaults_of(shipped("poll")["schema"]))
    Overlay.objects.create(pk="poll", show=show, name="Poll", position=0, content=content, fields=fields)
    return show


@pytest.fixture
def base(show: Show) -> str:
    return f"/api/ograf/{links.make(None, show)[1]}/ograf/v1"


def post(base: str, path: str, **body: Any) -> Any:
    body = {"renderTarget": {"overlay": "poll"}, **body}
    return Client().post(f"{base}/{path}", json.dumps(body), content_type="application/json")


def test_it_is_off_until_a_director_makes_an_address_and_again_when_they_end_it(mixer: Mixer, show: Show) -> None:
    director: APIClient = client_of("director", show)
    link = f"/api/v1/shows/{show.pk}/graphics-link"
    assert director.get(link).json() == {"on": False, "since": None}
    address = director.post(link).json()["address"].removeprefix("http://testserver")
    assert Client().get(f"{address}renderers").status_code == 200
    newer = director.post(link).json()["address"].removeprefix("http://testserver")
    assert Client().get(f"{address}renderers").status_code == 404
    assert director.delete(link).status_code == 204
    assert Client().get(f"{newer}renderers").status_code == 404


def test_the_address_is_kept_as_a_hash_only(show: Show) -> None:
    _, secret = links.make(None, show)
    assert secret not in str(GraphicsLink.objects.values())


def test_an_answer_that_is_kept_for_a_retry_is_without_the_address(show: Show) -> None:
    director, link = client_of("director", show), f"/api/v1/shows/{show.pk}/graphics-link"
    made, again = (director.post(link, headers={"Idempotency-Key": "once"}) for _ in range(2))
    assert made.json()["address"] not in str(list(KeptAnswer.objects.values()))
    assert again.headers["Idempotent-Replayed"] == "true"
    assert again.json()["address"] is None


@pytest.mark.parametrize("role", ["viewer", "producer"])
def test_only_a_director_makes_an_address(show: Show, role: str) -> None:
    assert client_of(role, show).post(f"/api/v1/shows/{show.pk}/graphics-link").status_code == 403


def test_the_show_is_a_renderer_whose_targets_are_its_graphics(mixer: Mixer, show: Show, base: str) -> None:
    get = Client().get
    assert get(f"{base}/").json()["name"] == "Tally"
    assert get(f"{base}/renderers").json()["renderers"] == [{"id": show.pk, "name": show.name}]
    info = get(f"{base}/renderers/{show.pk}").json()["renderer"]
    assert info["renderTargetSchema"]["properties"]["overlay"]["enum"] == ["poll"]
    target = get(f"{base}/renderers/{show.pk}/target", {"renderTarget": '{"overlay": "poll"}'}).json()
    assert target["graphicInstances"][0]["graphic"]["id"] == "tally.poll"
    assert [one["id"] for one in get(f"{base}/graphics").json()["graphics"]] == ["tally.poll"]
    assert get(f"{base}/graphics/tally.poll").json()["graphic"]["stepCount"] == 2
    assert Client().delete(f"{base}/graphics/tally.poll").status_code == 403


def test_a_graphic_is_loaded_updated_played_led_on_and_stopped(mixer: Mixer, show: Show, base: str) -> None:
    instance = f"renderers/{show.pk}/target/graphicInstance"
    loaded = post(base, f"{instance}/load", graphicId="tally.poll", params={"data": {"question": "Why?"}})
    assert loaded.json() == {"graphicInstanceId": "poll", "statusCode": 200}
    with_id = {"graphicInstanceId": "poll"}
    post(base, f"{instance}/updateAction", **with_id, params={"data": {"options": [{"text": "a", "votes": 1}]}})
    post(base, f"{instance}/playAction", **with_id, params={})
    mixer.desk["overlays"]["poll"]["on"] = True
    post(base, f"{instance}/playAction", **with_id, params={"delta": 1})
    post(base, f"{instance}/customActions/winner", **with_id, params={"payload": None})
    post(base, f"{instance}/stopAction", **with_id, params={})
    assert mixer.asked == [
        {"question": "Why?"}, {"options": '[{"text":"a","votes":1}]'}, "play", "next", "winner", "stop",
    ]  # fmt: skip
    assert mixer.heard[0]["sender"]["by"] == "a controller of graphics"


def test_clearing_stops_what_the_filters_name_and_without_any_everything(mixer: Mixer, show: Show, base: str) -> None:
    mixer.desk["overlays"]["poll"]["on"] = True
    address = f"{base}/renderers/{show.pk}/target/graphicInstance/clear"
    for filters, stopped in (([{"graphicId": "other"}], 0), ([{"graphicId": "tally.poll"}], 1), ([], 1)):
        mixer.heard.clear()
        answer = Client().put(address, json.dumps({"filters": filters}), content_type="application/json")
        assert (len(answer.json()["graphicInstances"]), len(mixer.heard)) == (stopped, stopped)


def test_a_graphic_that_throws_answers_550(mixer: Mixer, show: Show, base: str) -> None:
    mixer.throws = "live 640×360, the graphic: updateAction: no power"
    answer = post(base, f"renderers/{show.pk}/target/graphicInstance/updateAction", params={"data": {"question": "?"}})
    assert (answer.status_code, answer.json()["title"]) == (550, "updateAction: no power")
    status = Client().get(f"{base}/renderers/{show.pk}").json()["renderer"]["status"]
    assert status == {"status": "WARNING", "message": "Poll: updateAction: no power"}


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("renderers/other/target/graphicInstance/load", {}, 404),
        ("renderers/SHOW/target/graphicInstance/load", {"graphicId": "other"}, 404),
        ("renderers/SHOW/target/graphicInstance/playAction", {"renderTarget": {"overlay": "no"}}, 404),
        ("renderers/SHOW/target/graphicInstance/customActions/explode", {}, 404),
        ("renderers/SHOW/target/graphicInstance/stopAction", {"graphicInstanceId": "other"}, 404),
        ("renderers/SHOW/nothing", {}, 404),
        ("graphics", {}, 405),
    ],
)
def test_what_is_not_there_is_told(mixer: Mixer, show: Show, base: str, path: str, body: Any, status: int) -> None:
    answer = post(base, path.replace("SHOW", show.pk), **body)
    assert (answer.status_code, answer["Content-Type"], mixer.heard) == (status, "application/problem+json", [])


def test_off_air_and_bad_json_are_refused_in_words(mixer: Mixer, show: Show, base: str) -> None:
    mixer.answer = {"ok": False, "code": "off_air", "error": "The show is off air."}
    instance = f"renderers/{show.pk}/target/graphicInstance"
    assert post(base, f"{instance}/stopAction").json()["detail"] == "The show is off air."
    assert Client().post(f"{base}/{instance}/load", "{", content_type="application/json").status_code == 400


@pytest.mark.parametrize("odd", [r'"\u0000"', r'"\ud800"', "NaN", "1e999", "[" * 60 + "]" * 60])
def test_what_no_database_keeps_is_refused_before_it_is_on_air(mixer: Mixer, show: Show, base: str, odd: str) -> None:
    body = '{"renderTarget": {"overlay": "poll"}, "params": {"data": {"question": %s}}}' % odd  # noqa: UP031
    address = f"{base}/renderers/{show.pk}/target/graphicInstance/updateAction"
    answer = Client().post(address, body, content_type="application/json")
    assert (answer.status_code, mixer.heard) == (400, [])


def test_another_shows_overlays_are_no_targets_of_it(mixer: Mixer, show: Show, base: str) -> None:
    other = a_show("Other")
    Overlay.objects.create(pk="theirs", show=other, name="T", position=0, content={"kind": "graphic"}, fields={})
    answer = post(base, f"renderers/{show.pk}/target/graphicInstance/stopAction", renderTarget={"overlay": "theirs"})
    assert answer.status_code == 404


@pytest.mark.parametrize(
    ("state", "delta", "goto", "actions"),
    [
        ({}, None, None, ["play"]),
        ({}, 2, None, ["play", "next"]),
        ({"on": True, "step": 1}, 1, None, ["next"]),
        ({"on": True, "step": 1}, None, 3, ["next", "next"]),
        ({"on": True, "step": 2}, None, 1, ["play", "next"]),
        ({"on": True, "step": 2}, None, 0, ["play"]),
    ],
)
def test_the_step_that_is_asked_for_is_reached(state: Any, delta: Any, goto: Any, actions: list[str]) -> None:
    assert steps_to(state, delta, goto) == actions
