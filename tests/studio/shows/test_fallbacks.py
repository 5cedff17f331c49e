"""What stands in for a source, as it is stored: files by their assets, addresses checked and masked, names kept."""

from __future__ import annotations

from typing import Any

import pytest
from rest_framework.test import APIClient

from studio.library.models import Asset
from studio.shows.compose import assets_of, composed
from studio.shows.models import Show, Source
from tests.studio.makers import a_show, client_of

pytestmark = pytest.mark.django_db
BARS: dict[str, Any] = {"name": "Bars", "input": {"kind": "test"}}
SECRET = "rtmp://user:pass@media.example.com/live/secret-key"
PULL = {"kind": "input", "input": {"kind": "pull", "url": SECRET}}


@pytest.fixture
def director() -> APIClient:
    return client_of("director")


def added(director: APIClient, show: Show, **values: Any) -> dict[str, Any]:
    answer = director.post(f"/api/v1/shows/{show.pk}/sources", BARS | values)
    assert answer.status_code == 201, answer.json()
    return dict(answer.json())


def chain(*steps: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"steps": list(steps), **more}


def test_a_chain_is_stored_whole_and_reaches_the_show_file(director: APIClient) -> None:
    show = a_show()
    other = added(director, show)
    made = added(director, show, fallback=chain(PULL, {"kind": "source", "source": other["id"]}, {"kind": "slate"}))
    assert made["fallback"]["on"]["no_data_s"] == 1.0
    assert made["fallback"]["back"] == "auto"
    steps = composed(show)["sources"][1]["fallback"]["steps"]
    assert [step["kind"] for step in steps] == ["input", "source", "slate"]
    assert steps[0]["input"]["url"] == SECRET


def test_those_who_may_not_change_it_see_no_keys(director: APIClient) -> None:
    show = a_show()
    made = added(director, show, fallback=chain(PULL))
    told = client_of("viewer").get(f"/api/v1/shows/{show.pk}/sources/{made['id']}")
    assert told.status_code == 200
    assert "pass" not in told.content.decode()
    assert SECRET in director.get(f"/api/v1/shows/{show.pk}/sources/{made['id']}").content.decode()


@pytest.mark.parametrize(
    ("step", "words"),
    [
        ({"kind": "input", "input": {"kind": "file", "path": "/etc/passwd"}}, "name an uploaded file by its asset id"),
        ({"kind": "input", "input": {"kind": "file", "asset": "ast_gone"}}, "not in the library"),
        ({"kind": "input", "input": {"kind": "pull", "url": "file:///etc/passwd"}}, ""),
        ({"kind": "input", "input": {"kind": "push"}}, "is a source of its own"),
        ({"kind": "source", "source": "src_nobody"}, "is not a source of the show"),
        ({"kind": "slate", "colour": "red"}, "not known here"),
    ],
)
def test_what_cannot_stand_in_is_refused(director: APIClient, step: dict[str, Any], words: str) -> None:
    show = a_show()
    answer = director.post(f"/api/v1/shows/{show.pk}/sources", BARS | {"fallback": chain(step)})
    assert answer.status_code == 400
    assert words in answer.content.decode()
    assert show.sources.count() == 0


def test_a_chain_that_leads_back_is_refused(director: APIClient) -> None:
    show = a_show()
    one = added(director, show)
    two = added(director, show, fallback=chain({"kind": "source", "source": one["id"]}))
    address = f"/api/v1/shows/{show.pk}/sources/{one['id']}"
    answer = director.patch(address, {"fallback": chain({"kind": "source", "source": two["id"]})})
    assert answer.status_code == 400
    assert "leads back to the source itself" in answer.content.decode()


def test_a_file_that_stands_in_is_in_use(director: APIClient) -> None:
    show = a_show()
    asset = Asset.objects.create(name="Loop", kind=Asset.Kind.VIDEO, state=Asset.State.READY, bytes=1)
    added(director, show, fallback=chain({"kind": "input", "input": {"kind": "file", "asset": asset.pk}}))
    assert assets_of(show) == {asset.pk}
    assert composed(show)["sources"][0]["fallback"]["steps"][0]["input"]["path"].endswith(asset.path.name)
    answer = director.delete(f"/api/v1/library/{asset.pk}")
    assert answer.status_code == 409
    assert "what stands in for Bars" in answer.content.decode()


def test_a_source_that_is_deleted_stands_in_for_nobody(director: APIClient) -> None:
    show = a_show()
    one = added(director, show)
    two = added(director, show, fallback=chain({"kind": "source", "source": one["id"]}, {"kind": "slate"}))
    assert director.delete(f"/api/v1/shows/{show.pk}/sources/{one['id']}").status_code == 204
    assert [step["kind"] for step in Source.objects.get(pk=two["id"]).fallback["steps"]] == ["slate"]


def test_null_takes_a_chain_away(director: APIClient) -> None:
    show = a_show()
    made = added(director, show, fallback=chain(PULL))
    answer = director.patch(f"/api/v1/shows/{show.pk}/sources/{made['id']}", {"fallback": None})
    assert answer.json()["fallback"]["steps"] == []


def test_an_import_keeps_chains_under_the_names_that_are_free(director: APIClient) -> None:
    show = a_show()
    one = added(director, show)
    added(director, show, fallback=chain({"kind": "source", "source": one["id"]}))
    file = director.get(f"/api/v1/shows/{show.pk}/export").json()
    made = director.post("/api/v1/shows/import", file).json()
    sources = made["sources"]
    assert sources[0]["id"] != one["id"]  # that one is taken
    assert sources[1]["fallback"]["steps"] == [{"source": sources[0]["id"], "kind": "source"}]
