"""A show's standby as its show file has it."""

from __future__ import annotations

import pytest

from mixer.protocol.parse import read_show
from studio.library.models import Asset
from studio.shows import compose
from studio.shows.models import Show, Source
from tests.studio.makers import client_of

pytestmark = pytest.mark.django_db


def an_asset(kind: str) -> Asset:
    return Asset.objects.create(name="Back soon", file=f"{kind}.bin", kind=kind, mime="", bytes=1, state="ready")


def test_a_show_without_one_stands_by_in_black() -> None:
    assert read_show(compose.composed(Show.objects.create(name="Evening"))).standby == ""


@pytest.mark.parametrize(("kind", "input"), [("image", "image"), ("video", "file")])
def test_a_file_of_the_library_is_a_source_of_its_own(kind: str, input: str) -> None:
    show = Show.objects.create(name="Evening", standby={"asset": an_asset(kind).pk})
    played = read_show(compose.composed(show))
    assert played.standby == "standby"
    assert [(one.id, one.input.kind) for one in played.sources] == [("standby", input)]


def test_it_may_be_a_source_of_the_show() -> None:
    show = Show.objects.create(name="Evening")
    source = Source.objects.create(show=show, name="Wide", input={"kind": "test"})
    show.standby = {"source": source.pk}
    assert read_show(compose.composed(show)).standby == source.pk


def test_an_exported_show_brings_its_standby_along() -> None:
    director = client_of("director")
    show = Show.objects.create(name="Evening", standby={"asset": (asset := an_asset("image")).pk})
    file = director.get(f"/api/v1/shows/{show.pk}/export").json()
    made = director.post("/api/v1/shows/import", file, format="json")
    assert made.status_code == 201, made.json()
    copy = Show.objects.get(pk=made.json()["id"])
    assert copy.standby == {"asset": asset.pk} and not copy.sources.exists()
