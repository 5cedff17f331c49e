"""What a show begins with: a still or a colour, and which scene comes first."""

from __future__ import annotations

import json

import pytest
from rest_framework.test import APIClient

from studio.library.models import Asset
from studio.models import Show
from studio.shows.files import folder_of
from tests.studio.makers import BARS, a_show, add, client_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def director() -> APIClient:
    return client_of("director")


@pytest.fixture
def still() -> Asset:
    return Asset.objects.create(
        name="Still", kind=Asset.Kind.IMAGE, file="still.png", mime="image/png", bytes=1, state="ready"
    )


START = {"color": "#000000", "scene": "", "begin": "scene"}


def a_scene(director: APIClient, show: Show, name: str) -> str:
    layout = show.layouts.first()
    assert layout
    return str(add(director, show, "scenes", {"name": name, "layout": layout.pk})["id"])


def test_a_show_starts_on_black_with_its_first_scene_unless_told_otherwise(director: APIClient) -> None:
    show = a_show()
    assert director.get(f"/api/v1/shows/{show.pk}").json()["start"] == START


def test_a_start_names_an_uploaded_still_and_a_scene(director: APIClient, still: Asset) -> None:
    show = a_show()
    scene = a_scene(director, show, "Opening")
    director.patch(f"/api/v1/shows/{show.pk}", {"start": {"asset": still.pk, "scene": scene}})
    answer = director.patch(f"/api/v1/shows/{show.pk}", {"start": {"color": "#102030"}}).json()
    assert answer["start"] == START | {"asset": still.pk, "color": "#102030", "scene": scene}
    played = json.loads((folder_of(show.pk) / "show.json").read_text())["start"]
    assert played == START | {"path": str(still.path), "color": "#102030", "scene": scene}


@pytest.mark.parametrize(
    "start",
    [{"scene": "scn_gone"}, {"asset": "ast_gone"}, {"path": "/etc/passwd"}, {"color": "mauve"}, {"colour": "#000000"}],
)
def test_a_start_that_cannot_be_is_refused(director: APIClient, start: dict[str, str]) -> None:
    show = a_show()
    assert director.patch(f"/api/v1/shows/{show.pk}", {"start": start}).status_code == 400
    assert Show.objects.get(pk=show.pk).revision == 1


@pytest.mark.parametrize("plural", ["scenes", "sources"])
def test_a_start_forgets_the_scene_that_is_deleted(director: APIClient, plural: str) -> None:
    show = a_show()
    first = a_scene(director, show, "Opening") if plural == "scenes" else add(director, show, "sources", BARS)["id"]
    director.patch(f"/api/v1/shows/{show.pk}", {"start": {"scene": first}})
    assert director.delete(f"/api/v1/shows/{show.pk}/{plural}/{first}").status_code == 204
    assert director.get(f"/api/v1/shows/{show.pk}").json()["start"]["scene"] == ""


def test_a_copy_of_a_show_starts_the_same_way_with_its_own_scene(director: APIClient, still: Asset) -> None:
    show = a_show()
    scene = a_scene(director, show, "Opening")
    director.patch(f"/api/v1/shows/{show.pk}", {"start": {"asset": still.pk, "scene": scene}})
    file = director.get(f"/api/v1/shows/{show.pk}/export").json()
    assert file["start"] == START | {"path": f"asset:{still.pk}", "color": "#000000", "scene": scene}
    copy = director.post("/api/v1/shows/import", file).json()
    assert copy["start"]["asset"] == still.pk
    assert copy["start"]["scene"] == copy["scenes"][0]["id"] != scene


def test_an_imported_start_cannot_name_a_file_of_the_server(director: APIClient) -> None:
    answer = director.post("/api/v1/shows/import", {"name": "X", "start": {"path": "/etc/passwd"}})
    assert answer.status_code == 400 and "asset id" in answer.json()["detail"]
