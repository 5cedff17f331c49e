"""Edits of several people at once: nobody waits while one is worked out, and each takes in what the others did."""

from __future__ import annotations

import json
from collections.abc import Callable
from threading import Thread
from typing import Any

import pytest
from django.db import connection

from studio.errors import Invalid, Refused
from studio.models import Asset, Rundown, RundownEdit, Show
from studio.rundowns import edits, files, making
from studio.rundowns.compile import compiled
from studio.rundowns.edits import Terms
from tests.studio.makers import BARS, a_show, add, client_of
from tests.studio.rundowns.makers import a_rundown, an_asset, clip, edit, ids, names

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def show(monkeypatch: pytest.MonkeyPatch) -> Show:
    monkeypatch.setattr("studio.shows.edits.send", lambda show, command: {"ok": False, "code": "off_air"})
    return a_show()


@pytest.fixture
def row(show: Show) -> Rundown:
    return a_rundown(show, *(clip(an_asset(name), name=name) for name in ("one", "two")))


@pytest.fixture
def meanwhile(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Have others do this while an edit is compiled, so many times."""

    def have(*others: Callable[[], Any]) -> None:
        waiting = list(others)

        def after_others(*args: Any) -> Any:
            if waiting:
                other = waiting.pop(0)
                with monkeypatch.context() as alone:
                    alone.setattr(edits, "compiled", compiled)
                    other()
            return compiled(*args)

        monkeypatch.setattr(edits, "compiled", after_others)

    return have


def rename(row: Rundown, item: str, name: str) -> Rundown:
    return edit(row, {"op": "change", "ids": [item], "set": {"name": name}})


def test_an_edit_is_checked_and_compiled_while_others_may_write(row: Rundown, meanwhile: Callable[..., None]) -> None:
    locked: list[bool] = []
    meanwhile(lambda: locked.append(connection.in_atomic_block))
    rename(row, ids(row)[0], "uno")
    assert locked == [False]


def test_what_another_changed_meanwhile_stays(row: Rundown, meanwhile: Callable[..., None]) -> None:
    one, two = ids(row)
    meanwhile(lambda: rename(row, two, "due"))
    assert rename(row, one, "uno").revision == row.revision + 2
    assert names(row) == ["uno", "due"] and RundownEdit.objects.count() == 3
    edits.undo(row.show_id, row.pk, Terms())
    assert names(row) == ["one", "due"]


def test_an_edit_of_a_revision_is_refused_if_another_was_faster(row: Rundown, meanwhile: Callable[..., None]) -> None:
    one, two = ids(row)
    meanwhile(lambda: rename(row, two, "due"))
    with pytest.raises(Refused, match="the rundown is at revision 3"):
        edit(row, {"op": "delete", "ids": [one]}, expected=row.revision)
    assert names(row) == ["one", "due"]


def test_who_is_always_too_late_has_the_others_wait(row: Rundown, meanwhile: Callable[..., None]) -> None:
    one, two = ids(row)
    locked: list[bool] = []
    meanwhile(*[lambda: rename(row, two, "due")] * edits.TRIES, lambda: locked.append(connection.in_atomic_block))
    assert rename(row, one, "uno").revision == row.revision + edits.TRIES + 1
    assert locked == [True] and names(row) == ["uno", "due"]


def test_two_rundowns_that_take_in_each_other_at_once_do_not_both(show: Show, meanwhile: Callable[..., None]) -> None:
    one, two = a_rundown(show, name="One"), a_rundown(show, name="Two")

    def nest(outer: Rundown, inner: Rundown) -> Rundown:
        return edit(outer, {"op": "create", "items": [{"content": {"kind": "rundown", "rundown": inner.pk}}]})

    meanwhile(lambda: nest(two, one))
    with pytest.raises(Invalid, match="would play itself"):
        nest(one, two)
    assert (len(ids(one)), len(ids(two))) == (0, 1)


def test_a_file_that_is_deleted_meanwhile_is_not_taken_in(row: Rundown, meanwhile: Callable[..., None]) -> None:
    new = an_asset("New")
    meanwhile(lambda: Asset.objects.filter(pk=new.pk).delete())
    with pytest.raises(Invalid, match="not in the library"):
        edit(row, {"op": "create", "items": [clip(new)]})
    assert names(row) == ["one", "two"]


def test_what_was_found_out_of_a_file_meanwhile_is_played(row: Rundown, meanwhile: Callable[..., None]) -> None:
    meanwhile(lambda: Asset.objects.update(duration_s=99.0))
    rename(row, ids(row)[0], "uno")
    assert {item["length_s"] for item in on_disk(row)["items"].values()} == {99.0}


def test_a_source_that_was_changed_meanwhile_is_played_as_it_is(show: Show, meanwhile: Callable[..., None]) -> None:
    client = client_of("director")
    bars = add(client, show, "sources", BARS)["id"]
    row = a_rundown(show, {"content": {"kind": "source", "source": bars}, "duration_s": 30, "name": "bars"})
    meanwhile(lambda: client.patch(f"/api/v1/shows/{show.pk}/sources/{bars}", {"name": "Grey"}, format="json"))
    rename(row, ids(row)[0], "grey")
    [item] = on_disk(row)["items"].values()
    assert (item["name"], item["content"]["show"]["sources"][0]["name"]) == ("grey", "Grey")


def on_disk(row: Rundown) -> Any:
    return json.loads(files.path_of(row.show_id, row.pk).read_text())


def test_a_rundown_that_is_compiled_while_it_is_removed_leaves_nothing_to_start(
    row: Rundown, monkeypatch: pytest.MonkeyPatch
) -> None:
    def remove() -> None:
        try:
            making.remove(row.show_id, row.pk, None)
        finally:
            connection.close()

    remover = Thread(target=remove)

    def while_it_goes(*args: Any) -> Any:
        remover.start()
        remover.join(1)
        return compiled(*args)

    monkeypatch.setattr(files, "compiled", while_it_goes)
    files.recompile(row)
    remover.join(10)
    assert not Rundown.objects.exists() and not files.path_of(row.show_id, row.pk).exists()


def test_an_edit_of_a_rundown_that_is_removed_right_then_leaves_nothing_to_start(
    row: Rundown, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = files.write

    def after_its_end(*args: Any) -> None:
        making.remove(row.show_id, row.pk, None)
        write(*args)

    monkeypatch.setattr(files, "write", after_its_end)
    rename(row, ids(row)[0], "other")
    assert not files.path_of(row.show_id, row.pk).exists()
