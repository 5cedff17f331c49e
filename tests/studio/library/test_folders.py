"""Files are found by words, kinds and folders; folders are there while something is in them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from rest_framework.test import APIClient

from studio.library.folders import LENGTH_MOST, clean_folder, folders, move_folder
from studio.library.models import Asset
from studio.people.models import Role
from tests.studio.makers import a_show, a_user, add, client_of, signed_in

pytestmark = pytest.mark.django_db
LIBRARY = "/api/v1/library"


@pytest.fixture
def producer() -> APIClient:
    return client_of("producer")


def asset(name: str, folder: str = "", **values: Any) -> Asset:
    values = {"kind": "video", "mime": "video/mp4", "bytes": 1, "state": "ready"} | values
    return Asset.objects.create(name=name, folder=folder, file=f"{folder}/{name}", **values)


def names(client: APIClient, **asked: str) -> list[str]:
    answer = client.get(LIBRARY, asked)
    assert answer.status_code == 200, answer.json()
    return [one["name"] for one in answer.json()["results"]]


@pytest.mark.parametrize(
    ("text", "kept"),
    [("", ""), ("/", ""), ("Openers", "Openers"), (" /Openers// 2026 /", "Openers/2026"), ("a\\b", "a/b")],
)
def test_a_folder_is_kept_without_what_means_nothing(text: str, kept: str) -> None:
    assert clean_folder(text) == kept


@pytest.mark.parametrize("text", ["a\nb", "../etc", "a/./b", "/".join("abcdefghi"), "x" * 256, "a\u202eb"])
def test_what_is_no_folder_is_refused_in_words(text: str) -> None:
    with pytest.raises(ValueError, match="folder|printable"):
        clean_folder(text)


def test_a_search_finds_every_word_in_name_or_folder_in_any_alphabet(producer: APIClient) -> None:
    asset("Opener blue.mp4", "2026"), asset("Opener red.mp4"), asset("Ролик.mp4"), asset("50% off (new).mp4")
    assert names(producer, search="opener 2026") == ["Opener blue.mp4"]
    assert sorted(names(producer, search="OPENER")) == ["Opener blue.mp4", "Opener red.mp4"]
    assert names(producer, search="рОЛИК") == ["Ролик.mp4"]
    assert names(producer, search="% (new)") == ["50% off (new).mp4"]
    assert names(producer, search="o.ener") == []


def test_a_list_is_narrowed_by_folder_kind_and_state_and_ordered(producer: APIClient) -> None:
    asset("a", bytes=3), asset("b", "In", kind="audio", bytes=1), asset("c", "In/Deep", state="refused", bytes=2)
    assert names(producer, folder="") == ["a"]
    assert names(producer, folder="In") == ["b"]
    assert sorted(names(producer, folder="In", below="true")) == ["b", "c"]
    assert len(names(producer, folder="", below="true")) == 3
    assert names(producer, kind="audio") == ["b"] and names(producer, state="refused") == ["c"]
    assert names(producer, order="name") == ["a", "b", "c"] and names(producer, order="largest") == ["a", "c", "b"]


def test_what_no_list_can_be_narrowed_by_is_refused(producer: APIClient) -> None:
    for asked in ({"kind": "film"}, {"state": "x"}, {"order": "colour"}, {"below": "maybe"}):
        assert producer.get(LIBRARY, asked).status_code == 400


def test_a_folder_is_no_other_whose_name_begins_alike(producer: APIClient) -> None:
    asset("a", "In"), asset("b", "Inside"), asset("c", "in/x"), asset("d", "In/x"), asset("e", "In_x/y")
    assert sorted(names(producer, folder="In", below="true")) == ["a", "d"]
    move_folder("In", "Out")
    assert [row["path"] for row in folders()] == ["In_x/y", "Inside", "Out", "Out/x", "in/x"]


def test_folders_are_those_that_files_lie_in(producer: APIClient) -> None:
    asset("a", bytes=5), asset("b", "In/Deep", bytes=7), asset("c", "In/Deep", bytes=1)
    told = producer.get(f"{LIBRARY}/folders").json()["folders"]
    assert told == [{"path": "", "files": 1, "bytes": 5}, {"path": "In/Deep", "files": 2, "bytes": 8}]


@pytest.mark.parametrize(
    ("to", "there"),
    [("Films", ["Films", "Films/Deep"]), ("", ["", "Deep"]), ("In/Old", ["In/Old", "In/Old/Deep"]),
     ("Far/Away", ["Far/Away", "Far/Away/Deep"])],
)  # fmt: skip
def test_a_folder_moves_with_everything_in_it(producer: APIClient, to: str, there: list[str]) -> None:
    asset("a", "In"), asset("b", "In/Deep")
    told = producer.patch(f"{LIBRARY}/folders", {"path": "In", "to": to}, format="json").json()
    assert [row["path"] for row in told["folders"]] == there


def test_a_folder_does_not_move_where_its_paths_would_be_too_long(producer: APIClient) -> None:
    asset("a", f"In/{'x' * 200}")
    answer = producer.patch(f"{LIBRARY}/folders", {"path": "In", "to": "y" * 100}, format="json")
    assert answer.status_code == 400 and str(LENGTH_MOST) in answer.json()["detail"]
    assert Asset.objects.get().folder.startswith("In/")


def test_a_folder_does_not_move_where_what_is_in_it_would_lie_too_deep(producer: APIClient) -> None:
    asset("a", "In"), asset("b", "In/2/3/4/5/6"), asset("c", "Other")
    for to in ("Out", "1/2/3"):
        assert producer.patch(f"{LIBRARY}/folders", {"path": "In", "to": to}, format="json").status_code == 200
        producer.patch(f"{LIBRARY}/folders", {"path": to, "to": "In"}, format="json")
    answer = producer.patch(f"{LIBRARY}/folders", {"path": "In", "to": "1/2/3/4"}, format="json")
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "to")
    assert "at most 8 deep, and 1/2/3/4/2/3/4/5/6 would lie 9 deep" in answer.json()["detail"]
    assert [row["path"] for row in folders()] == ["In", "In/2/3/4/5/6", "Other"]


def test_a_file_is_renamed_and_moved_by_everybody_who_prepares(producer: APIClient) -> None:
    row = asset("a.mp4")
    told = producer.patch(f"{LIBRARY}/{row.pk}", {"name": "Opener", "folder": " Films/2026/"}, format="json").json()
    assert (told["name"], told["folder"]) == ("Opener", "Films/2026")
    for change in ({"name": "a\nb"}, {"name": ""}, {"folder": "a/../b"}, {"nmae": "x"}, {"kind": "image"}):
        assert producer.patch(f"{LIBRARY}/{row.pk}", change, format="json").status_code == 400
    row.refresh_from_db()
    assert (row.name, row.folder, row.kind) == ("Opener", "Films/2026", "video")


def test_where_a_file_is_used_is_told_without_shows_that_are_not_ones_own(settings: Any, tmp_path: Path) -> None:
    settings.TALLY_HOME = tmp_path
    row, mine, other = asset("logo.png", kind="image"), a_show("Mine"), a_show("Secret")
    director = client_of("director")
    picture = {"kind": "image", "asset": row.pk}
    source = add(director, mine, "sources", {"name": "Lake", "input": picture})["id"]
    add(director, other, "overlays", {"name": "Logo", "content": picture})
    assert director.patch(f"/api/v1/shows/{mine.pk}", {"start": {"asset": row.pk}}, format="json").status_code == 200
    told = signed_in(a_user("ada", Role.PRODUCER, mine)).get(f"{LIBRARY}/{row.pk}").json()
    of_mine = {"show": mine.pk, "show_name": "Mine"}
    assert told["used_in"] == [
        {"place": "source", **of_mine, "id": source, "name": "Lake"},
        {"place": "overlay", "show": None, "show_name": "", "id": "", "name": ""},
        {"place": "start", **of_mine, "id": "", "name": ""},
    ]
    assert told["may_delete"] is False and "Secret" not in str(told)
