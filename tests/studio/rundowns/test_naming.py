"""What rundowns name is noted with every edit, so that it is found exactly and without reading a thousand items."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext

from studio.models import Asset, Named, Rundown, Show
from studio.rundowns import edits, files, naming
from studio.rundowns.edits import Terms
from tests.studio.makers import BARS, a_show, add, client_of
from tests.studio.rundowns.makers import a_rundown, an_asset, clip, edit, ids

pytestmark = pytest.mark.django_db


@pytest.fixture
def show(monkeypatch: pytest.MonkeyPatch) -> Show:
    monkeypatch.setattr("studio.shows.edits.send", lambda show, command: {"ok": False, "code": "off_air"})
    return a_show()


def named(row: Rundown) -> set[tuple[str, str]]:
    return set(Named.objects.filter(rundown=row).values_list("kind", "name"))


@pytest.fixture
def everything(show: Show) -> tuple[Rundown, set[tuple[str, str]]]:
    """A rundown of all that there is, and what it names."""
    client, layout = client_of("director"), show.layouts.get(name="Picture in picture")
    bars = add(client, show, "sources", BARS)["id"]
    scene = add(client, show, "scenes", {"name": "Desk", "layout": layout.pk})["id"]
    title = add(client, show, "overlays", {"name": "T", "content": {"kind": "text"}})["id"]
    inner = a_rundown(show, name="Inner")
    video, spot, filler = (an_asset(name) for name in ("Video", "Spot", "Filler"))
    poster, captions = an_asset("Poster", "image", None), an_asset("Words", "subtitles", None)
    row = a_rundown(
        show,
        clip(video, captions=captions.pk, overlays=[{"overlay": title, "fields": {}}], scene=scene, slot="inset"),
        {"content": {"kind": "break", "items": [clip(spot, poster=poster.pk)]}},
        {"content": {"kind": "source", "source": bars}, "duration_s": 9, "backup": {"kind": "asset", "asset": spot.pk}},
        {"content": {"kind": "rundown", "rundown": inner.pk},
         "start": {"mode": "fixed", "rule": {"rrule": "FREQ=DAILY", "start": "2026-11-22T20:00:00"}}},
        filler=[{"kind": "asset", "asset": filler.pk}],
    )  # fmt: skip
    assets = {("asset", one.pk) for one in (video, spot, filler, poster, captions)}
    return row, assets | {
        ("source", bars), ("scene", scene), ("overlay", title), ("rundown", inner.pk), naming.RULE,
    }  # fmt: skip


def test_everything_that_a_rundown_names_is_noted(everything: tuple[Rundown, set[tuple[str, str]]]) -> None:
    row, names = everything
    assert named(row) == names and Rundown.objects.get(pk=row.pk).item_count == 4


def test_what_it_names_no_more_is_forgotten_and_an_undo_notes_it_again(
    everything: tuple[Rundown, set[tuple[str, str]]],
) -> None:
    row, names = everything
    edit(row, {"op": "delete", "ids": ids(row)}, {"op": "settings", "set": {"filler": []}})
    assert named(row) == set() and Rundown.objects.get(pk=row.pk).item_count == 0
    edits.undo(row.show_id, row.pk, Terms())
    assert named(row) == names


def test_rundowns_of_before_are_noted_alike(everything: tuple[Rundown, set[tuple[str, str]]]) -> None:
    row, names = everything
    Named.objects.all().delete()
    Rundown.objects.update(item_count=0)
    import_module("studio.migrations.0018_named_in_rundowns").note_names(apps, None)
    assert named(row) == names and Rundown.objects.get(pk=row.pk).item_count == 4


def test_a_file_is_used_where_it_is_named_and_not_where_its_id_is_written(show: Show) -> None:
    short, long = an_asset("Short", pk="ast_1"), an_asset("Long", pk="ast_12")
    a_rundown(show, clip(long, note="instead of ast_1"), name="Night")
    assert list(naming.naming("asset", short.pk)) == [] and naming.naming("asset", long.pk).count() == 1
    client = client_of("producer", show)
    assert client.get(f"/api/v1/library/{short.pk}").json()["used_in"] == []
    assert [use["name"] for use in client.get(f"/api/v1/library/{long.pk}").json()["used_in"]] == ["Night"]


def test_what_stands_on_nothing_of_the_show_is_not_compiled_anew_for_it(show: Show) -> None:
    client, asset = client_of("director"), an_asset()
    bars = add(client, show, "sources", BARS)["id"]
    plain = a_rundown(show, clip(asset), name="Plain")
    stands = a_rundown(show, {"content": {"kind": "source", "source": bars}, "duration_s": 9}, name="Stands")
    for row in (plain, stands):
        files.remove(row)
    client.patch(f"/api/v1/shows/{show.pk}/sources/{bars}", {"name": "Grey"}, format="json")
    assert [files.path_of(show.pk, row.pk).exists() for row in (plain, stands)] == [False, True]


def test_only_what_rundowns_are_made_of_has_them_compiled_anew(show: Show) -> None:
    """A hundred of a thousand items take half a minute, in which whoever edits would wait."""
    client, still, where = client_of("director"), an_asset("Still", "image", None), f"/api/v1/shows/{show.pk}"
    bars = add(client, show, "sources", BARS)["id"]
    row = a_rundown(show, clip(an_asset()))

    def compiles(edit: Callable[[], Any]) -> bool:
        files.remove(row)
        assert edit().status_code in (200, 201)
        return files.path_of(show.pk, row.pk).exists()

    def set_to(what: str, **values: Any) -> Callable[[], Any]:
        return lambda: client.patch(f"{where}{what}", values, format="json")

    assert compiles(set_to("", standby={"asset": still.pk}))
    assert not compiles(set_to("", name="Late"))
    assert not compiles(set_to(f"/sources/{bars}", name="Grey"))
    assert not compiles(
        lambda: client.post(f"{where}/schedule", {"do": "stop", "at": "2036-11-22T20:00:00"}, format="json")
    )
    assert compiles(set_to("", standby={"source": bars, "asset": None}))
    assert compiles(set_to(f"/sources/{bars}", name="Bars"))
    assert compiles(lambda: client.post(f"{where}/undo"))
    assert not compiles(set_to("", captions={"on": False}))


def test_a_list_of_rundowns_reads_none_of_their_items(show: Show) -> None:
    asset: Asset = an_asset()
    for number in range(5):
        a_rundown(show, *[clip(asset)] * (number + 1), name=f"Night {number}")
    client = client_of("producer", show)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        listed: list[Any] = client.get(f"/api/v1/shows/{show.pk}/rundowns").json()["results"]
    assert [one["item_count"] for one in listed] == [1, 2, 3, 4, 5]
    rundowns = [one["sql"] for one in asked.captured_queries if '"studio_rundown"' in one["sql"]]
    assert len(rundowns) == 2 and not any('"items"' in sql for sql in rundowns)
