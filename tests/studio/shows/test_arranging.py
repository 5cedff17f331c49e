"""A scene and its layout edited as one."""

from __future__ import annotations

from typing import Any

import pytest
from rest_framework.test import APIClient

from studio.models import Scene, Show
from tests.studio.makers import BARS, a_show, add, client_of

pytestmark = pytest.mark.django_db
PLACES = [{"name": "main"}, {"name": "inset", "rect": {"x": 0.6, "y": 0.1, "w": 0.3, "h": 0.3}}]


@pytest.fixture
def show() -> Show:
    return a_show()


@pytest.fixture
def client(show: Show) -> APIClient:
    return client_of("producer", show)


def arrange(client: APIClient, show: Show, asked: dict[str, Any], **headers: Any) -> Any:
    return client.post(f"/api/v1/shows/{show.pk}/arrange", asked, format="json", **headers)


def two(client: APIClient, show: Show) -> tuple[str, str, str]:
    """Two scenes on one layout, with a source in both places: the scenes and the source."""
    bars = add(client, show, "sources", BARS)["id"]
    sources = {"main": bars, "inset": bars}
    one = arrange(client, show, {"name": "One", "slots": PLACES, "sources": sources}).json()
    asked = {"name": "Other", "layout": one["layout"]["id"], "sources": sources}
    return one["scene"]["id"], arrange(client, show, asked).json()["scene"]["id"], bars


def test_a_new_scene_comes_with_its_layout_in_one_revision(show: Show, client: APIClient) -> None:
    answer = arrange(client, show, {"name": "Desk", "slots": PLACES}).json()
    assert answer["edit"]["revision"] == 2 and answer["scene"]["layout"] == answer["layout"]["id"]
    assert answer["layout"]["name"] == "Desk" and answer["layout"]["slots"][1]["fit"] == "contain"
    assert arrange(client, show, {"slots": PLACES}).status_code == 400


def test_what_is_not_named_stays(show: Show, client: APIClient) -> None:
    one, _, bars = two(client, show)
    answer = arrange(client, show, {"scene": one, "background": "#112233"}).json()
    assert answer["scene"]["slots"] == {"main": bars, "inset": bars} and answer["scene"]["background"] == "#112233"
    assert len(answer["layout"]["slots"]) == 2


def test_places_that_are_not_named_become_empty(show: Show, client: APIClient) -> None:
    one, _, bars = two(client, show)
    assert arrange(client, show, {"scene": one, "sources": {"inset": bars}}).json()["scene"]["slots"] == {"inset": bars}


def test_the_sound_of_a_scene_is_as_it_was_named_and_no_more_of_before(show: Show, client: APIClient) -> None:
    one, _, bars = two(client, show)

    def stored(sound: Any) -> Any:
        return arrange(client, show, {"scene": one, "sound": sound}).json()["scene"]["sound"]

    nothing = {"gain_db": None, "mute": None, "mode": None}
    assert stored({bars: {"gain_db": -6, "mode": "on"}}) == {bars: nothing | {"gain_db": -6, "mode": "on"}}
    assert stored({bars: {"mode": "off"}}) == {bars: nothing | {"mode": "off"}}
    assert stored({}) == {}
    for wrong in ([1], {bars: 3}, {bars: {"gain": 1}}, {bars: {"gain_db": 99}}):
        assert arrange(client, show, {"scene": one, "sound": wrong}).status_code == 400


def test_a_shared_layout_changes_all_its_scenes(show: Show, client: APIClient) -> None:
    one, other, bars = two(client, show)
    answer = arrange(client, show, {"scene": one, "slots": PLACES[:1], "sources": {"main": bars}})
    assert answer.status_code == 200
    assert Scene.objects.get(pk=other).slots == {"main": bars}


def test_a_layout_of_its_own_leaves_the_others_as_they_are(show: Show, client: APIClient) -> None:
    one, other, bars = two(client, show)
    answer = arrange(client, show, {"scene": one, "slots": PLACES[:1], "sources": {"main": bars}, "own": True}).json()
    kept = Scene.objects.get(pk=other)
    assert kept.layout != answer["scene"]["layout"] and kept.slots == {"main": bars, "inset": bars}
    again = arrange(client, show, {"scene": one, "slots": PLACES, "own": True}).json()
    assert again["layout"]["id"] == answer["layout"]["id"], "what is its own already is not copied again"


def test_a_stale_one_is_refused_whole(show: Show, client: APIClient) -> None:
    one, _, _ = two(client, show)
    answer = arrange(client, show, {"scene": one, "name": "Late", "slots": PLACES[:1]}, HTTP_IF_MATCH='"1"')
    assert answer.status_code == 412 and Scene.objects.get(pk=one).name == "One"


def test_what_cannot_be_is_refused_by_name(show: Show, client: APIClient) -> None:
    one, _, bars = two(client, show)
    assert arrange(client, show, {"scene": one, "sources": {"nowhere": bars}}).status_code == 400
    assert arrange(client, show, {"scene": one, "slots": [PLACES[0], PLACES[0]]}).status_code == 400
    assert arrange(client, show, {"scene": "scn_none"}).status_code == 404
    assert arrange(client, show, {"scene": one, "slosts": []}).json()["errors"][0]["field"] == "slosts"
