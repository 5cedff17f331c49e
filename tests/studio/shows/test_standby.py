"""What a show falls back to, and who says that producers run its rundowns."""

from __future__ import annotations

from typing import Any

import pytest
from rest_framework.test import APIClient

from studio.models import Show
from tests.studio.makers import BARS, a_show, add, client_of
from tests.studio.rundowns.makers import an_asset

pytestmark = pytest.mark.django_db


@pytest.fixture
def show(monkeypatch: pytest.MonkeyPatch) -> Show:
    monkeypatch.setattr("studio.shows.edits.send", lambda show, command: {"ok": False, "code": "off_air"})
    return a_show()


def standby(client: APIClient, show: Show, value: Any) -> Any:
    return client.patch(f"/api/v1/shows/{show.pk}", {"standby": value}, format="json")


def test_the_standby_is_one_scene_source_or_file(show: Show) -> None:
    client, still = client_of("director"), an_asset("Still", "image", None)
    bars = add(client, show, "sources", BARS)["id"]
    for value in ({"source": bars}, {"asset": still.pk}, {}):
        assert standby(client, show, value).json()["standby"] == value
    assert standby(client, show, None).json()["standby"] == {}
    assert "one of them" in standby(client, show, {"source": bars, "asset": still.pk}).json()["detail"]
    assert "no such scene" in standby(client, show, {"scene": "scn_x"}).json()["detail"]
    song = an_asset("Song", "audio")
    assert standby(client, show, {"asset": song.pk}).json()["code"] == "wrong_kind"


def test_a_standby_that_is_removed_is_none(show: Show) -> None:
    client = client_of("director")
    bars = add(client, show, "sources", BARS)["id"]
    standby(client, show, {"source": bars})
    client.delete(f"/api/v1/shows/{show.pk}/sources/{bars}")
    assert client.get(f"/api/v1/shows/{show.pk}").json()["standby"] == {}


def test_a_file_that_is_the_standby_is_not_deleted(show: Show) -> None:
    client, still = client_of("director"), an_asset("Still", "image", None)
    standby(client, show, {"asset": still.pk})
    assert "the standby of Evening show" in client.delete(f"/api/v1/library/{still.pk}").json()["detail"]


def test_a_director_says_that_producers_run_rundowns(show: Show) -> None:
    address, value = f"/api/v1/shows/{show.pk}", {"producers_run": True}
    refused = client_of("producer", show).patch(address, value, format="json")
    assert (refused.status_code, refused.json()["code"]) == (403, "director_only")
    assert client_of("director", show).patch(address, value, format="json").json()["producers_run"] is True
