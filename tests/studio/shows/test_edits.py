"""Edits that meet: the file on disk is never older than what was answered."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

from studio.models import Show
from studio.shows import edits
from studio.shows.edits import Edit, edit
from tests.studio.makers import a_show


def renamed(show: Show, name: str) -> None:
    show.name = name


@pytest.mark.django_db(transaction=True)
def test_edits_at_the_same_time_all_count_and_the_last_is_on_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("studio.shows.edits.send", lambda show, command: {"ok": False, "code": "off_air"})
    show = a_show()

    def change(number: int) -> Edit:
        try:
            return edit(show.pk, lambda show: renamed(show, f"take {number}"))[1]
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(change, range(12)))
    assert sorted(one.revision for one in done) == list(range(2, 14))
    file = json.loads((settings.TALLY_HOME / "shows" / show.pk / "show.json").read_text())
    show.refresh_from_db()
    assert (file["revision"], file["name"]) == (13, show.name)


@pytest.mark.django_db
def test_an_edit_that_fails_leaves_no_trace(monkeypatch: pytest.MonkeyPatch) -> None:
    show = a_show()

    def breaks(show: Show) -> None:
        show.layouts.all().delete()
        raise RuntimeError("no")

    with pytest.raises(RuntimeError):
        edit(show.pk, breaks)
    show.refresh_from_db()
    assert show.revision == 1 and show.layouts.count() == 6


@pytest.mark.django_db
def test_nobody_can_tell_beforehand_what_an_edit_is_called_on_air(monkeypatch: pytest.MonkeyPatch) -> None:
    """A command is done once: whoever had sent one of the same id would have had the edit left out."""
    sent: list[str] = []

    def send(show_id: str, command: dict[str, Any]) -> dict[str, Any]:
        sent.append(command["id"])
        return {"ok": True}

    monkeypatch.setattr("studio.shows.edits.send", send)
    for _ in range(2):
        edits.tell_mixer("shw_a", {"revision": 7})
    assert len(set(sent)) == 2 and all(len(one) <= 80 for one in sent)
