"""A show's keys and macros: what is stored of them, and what an edit of the show does to them."""

from __future__ import annotations

from typing import Any

import pytest

from studio.models import Show
from studio.shows.surface import kept_up, renamed
from tests.studio.makers import BARS, a_show, add, client_of


def scene_keys(surface: dict[str, Any]) -> dict[str, str]:
    return {combo: deed["id"] for combo, deed in surface["keys"].items() if deed["do"] == "scene"}


def test_a_scenes_number_stays_when_another_scene_goes() -> None:
    three = kept_up({}, ["a", "b", "c"], [])
    assert scene_keys(three) == {"Digit1": "a", "Digit2": "b", "Digit3": "c"}
    assert scene_keys(kept_up(three, ["a", "c"], [])) == {"Digit1": "a", "Digit3": "c"}
    assert scene_keys(kept_up(kept_up(three, ["a", "c"], []), ["a", "c", "d"], []))["Digit2"] == "d"


def test_a_tenth_scene_has_no_number_until_one_is_free() -> None:
    ten = [f"s{number}" for number in range(10)]
    assert "s9" not in scene_keys(kept_up({}, ten, [])).values()
    assert scene_keys(kept_up(kept_up({}, ten, []), ten[1:], []))["Digit1"] == "s9"


def test_a_scene_keeps_the_key_that_it_was_given_and_takes_no_number_then() -> None:
    surface = {"keys": {"KeyQ": {"do": "scene", "id": "a"}}}
    assert scene_keys(kept_up(surface, ["a", "b"], [])) == {"KeyQ": "a", "Digit1": "b"}


def test_keys_of_what_is_gone_are_free() -> None:
    surface = {
        "keys": {"KeyM": {"do": "mute", "id": "cam"}, "KeyR": {"do": "record"}, "KeyO": {"do": "macro", "id": "x"}}
    }
    assert list(kept_up(surface, [], ["cam"])["keys"]) == ["KeyM", "KeyR"]
    assert list(kept_up(surface, [], [])["keys"]) == ["KeyR"]


def test_a_copy_names_its_own_parts() -> None:
    step = {"verb": "take", "parts": {"scene": "a", "overlays": {"o": {"on": True}}}, "after_ms": 0}
    own = {"verb": "take", "parts": {"layout": "a", "sources": {"o": "o"}}, "after_ms": 0}
    macros = [{"id": "m", "name": "M", "steps": [step, own]}]
    surface = {"macros": macros, "keys": {"Digit1": {"do": "scene", "id": "a"}}}
    copy = renamed(surface, {"a": "a2", "o": "o2"})
    assert copy["macros"][0]["steps"][1]["parts"] == {"layout": "a2", "sources": {"o": "o2"}}
    assert copy["macros"][0]["steps"][0]["parts"] == {"scene": "a2", "overlays": {"o2": {"on": True}}}
    assert copy["keys"]["Digit1"]["id"] == "a2"


@pytest.fixture
def show(monkeypatch: pytest.MonkeyPatch, db: None) -> Show:
    monkeypatch.setattr("studio.shows.edits.send", lambda show, command: {"ok": False, "code": "off_air"})
    return a_show()


def patched(show: Show, surface: Any) -> Any:
    return client_of("director").patch(f"/api/v1/shows/{show.pk}", {"surface": surface}, format="json").json()


MACRO = {
    "id": "opening",
    "name": "Opening",
    "steps": [{"verb": "cut"}, {"verb": "ftb", "parts": {"on": False}, "after_ms": 500}],
}


def test_macros_are_stored_and_exported_with_the_show(show: Show) -> None:
    client = client_of("director")
    macro = patched(show, {"macros": [MACRO]})["surface"]["macros"][0]
    assert [(one["verb"], one["after_ms"]) for one in macro["steps"]] == [("cut", 0), ("ftb", 500)]
    assert client.get(f"/api/v1/shows/{show.pk}/export").json()["surface"]["macros"] == [macro]


@pytest.mark.parametrize(
    ("step", "words"),
    [
        ({"verb": "fly"}, "expected a command of the desk, found 'fly'"),
        ({"verb": "run_macro", "parts": {"macro": "opening"}}, "expected a command of the desk"),
        ({"verb": "load"}, "expected a command of the desk"),
        ({"verb": "ftb", "parts": {"on": "perhaps"}}, "on"),
        ({"verb": "cut", "parts": {"id": "mine"}}, "id is said by the studio"),
        ({"verb": "ftb", "parts": {"by": "somebody"}}, "by is said by the studio"),
        ({"verb": "cut", "after_ms": -1}, "greater than or equal to 0"),
    ],
)
def test_a_step_that_nobody_could_ask_for_is_refused_with_its_place(show: Show, step: Any, words: str) -> None:
    problem = patched(show, {"macros": [MACRO | {"steps": [step]}]})
    assert problem["status"] == 400
    assert words in problem["errors"][0]["message"]
    assert "steps.0" in problem["errors"][0]["field"]


@pytest.mark.parametrize("verb", ["load", "restart_engine", "run_macro"])
def test_a_show_file_brings_no_step_that_nobody_could_ask_for(show: Show, verb: str) -> None:
    client = client_of("producer")
    file = client.get(f"/api/v1/shows/{show.pk}/export").json()
    file["surface"]["macros"] = [MACRO | {"steps": [{"verb": verb, "parts": {}, "after_ms": 0}]}]
    answer = client.post(f"/api/v1/shows/{show.pk}/import", file, format="json")
    assert answer.status_code == 400, answer.json()
    assert "expected a command of the desk" in answer.json()["errors"][0]["message"]


@pytest.mark.parametrize("combo", ["m", "Shift+", "Cmd+KeyM", "Shift+Ctrl+KeyM", "KeyM "])
def test_a_key_that_no_keyboard_has_is_refused(show: Show, combo: str) -> None:
    assert "expected a key such as" in patched(show, {"keys": {combo: {"do": "cut"}}})["errors"][0]["message"]


def test_a_new_scene_gets_a_number_and_a_removed_source_leaves_its_key(show: Show) -> None:
    client = client_of("director")
    bars = add(client, show, "sources", BARS)["id"]
    patched(show, {"keys": {"KeyM": {"do": "mute", "id": bars}}})
    client.delete(f"/api/v1/shows/{show.pk}/sources/{bars}")
    layout = client.get(f"/api/v1/shows/{show.pk}").json()["layouts"][0]["id"]
    scene = add(client, show, "scenes", {"name": "Wide", "layout": layout})["id"]
    assert client.get(f"/api/v1/shows/{show.pk}").json()["surface"]["keys"] == {"Digit1": {"do": "scene", "id": scene}}


def test_a_copy_changes_no_word_of_a_step_that_reads_like_an_id() -> None:
    steps = [
        {"at_ms": 0, "verb": "take", "parts": {"scene": "scene", "overlays": {"text": {"fields": {"text": "scene"}}}}},
        {"at_ms": 0, "verb": "take", "parts": {"scene": "scene", "transition": {"kind": "stinger", "film": "mix"}}},
        {"at_ms": 0, "verb": "auto", "parts": {"kind": "mix"}},
    ]
    surface = {"macros": [{"id": "mac_1", "name": "Go", "color": "#203040", "steps": steps}], "keys": {}}
    copy = renamed(surface, {"scene": "scn_2", "text": "ovl_2", "mix": "src_2"})["macros"][0]["steps"]
    assert [step["parts"] for step in copy] == [
        {"scene": "scn_2", "overlays": {"ovl_2": {"fields": {"text": "scene"}}}},
        {"scene": "scn_2", "transition": {"kind": "stinger", "film": "src_2"}},
        {"kind": "mix"},
    ]
