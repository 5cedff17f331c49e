"""Who edits which items of a rundown: told to all others, bounded, and over when its page is."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from studio.air.browser.editors import EDITORS_MOST, ITEMS_MOST, SILENT_S, Editing, Editors, read_editing
from studio.people.models import Token
from studio.shows.models import Show
from tests.studio.air.rig import a_show, browser, close_rooms, token_of

TWO = {"rundown": "run_a", "items": ["itm_1", "itm_2"]}


def editing(*items: str, by: str = "Anna") -> Editing:
    return Editing(by, "run_a", items or ("itm_1",))


def test_everybody_but_their_own_page_is_told() -> None:
    editors = Editors()
    assert editors.take("anna", "page 1", editing(), 0.0)
    assert editors.told("page 1") == []
    assert [one["by"] for one in editors.told("page 2")] == ["Anna"]


def test_saying_it_again_is_no_news_and_keeps_it() -> None:
    editors = Editors()
    editors.take("anna", "page", editing(), 0.0)
    assert not editors.take("anna", "page", editing(), SILENT_S)
    assert not editors.forget_silent(SILENT_S + 1)
    assert editors.forget_silent(2 * SILENT_S + 1) and editors.told("another") == []


def test_a_person_has_one_thing_in_hand_however_many_pages_are_open() -> None:
    editors = Editors()
    editors.take("anna", "page 1", editing("itm_1"), 0.0)
    assert editors.take("anna", "page 2", editing("itm_9"), 0.0)
    assert [one["items"] for one in editors.told("another")] == [("itm_9",)]
    assert not editors.leave("page 1") and editors.leave("page 2")


def test_there_are_only_so_many_editors() -> None:
    editors = Editors()
    for number in range(EDITORS_MOST):
        editors.take(f"person {number}", number, editing(), 0.0)
    assert not editors.take("one more", "page", editing(), 0.0)
    assert len(editors.told("another")) == EDITORS_MOST


@pytest.mark.parametrize(
    "parts",
    [
        {}, {"rundown": "run_a"}, {"items": ["itm_1"]}, TWO | {"items": "itm_1"}, TWO | {"items": [1]},
        TWO | {"items": [""]}, TWO | {"rundown": "r" * 65}, TWO | {"items": ["i" * 65]},
        TWO | {"items": ["itm_1"] * (ITEMS_MOST + 1)}, TWO | {"part": []}, {"part": ""}, {"part": "s" * 65},
    ],
)  # fmt: skip
def test_what_cannot_be_meant_is_refused(parts: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="expected `"):
        read_editing("Anna", parts)


def test_no_items_are_the_end_of_it() -> None:
    assert read_editing("Anna", TWO | {"items": []}) is None


def test_a_part_of_the_show_is_in_hand_as_items_of_a_rundown_are_and_takes_their_place() -> None:
    editors = Editors()
    editors.take("anna", "page 1", editing("itm_1"), 0.0)
    scene = read_editing("Anna", {"part": "scn_1"})
    assert scene and editors.take("anna", "page 2", scene, 0.0)
    assert editors.told("another") == [{"by": "Anna", "part": "scn_1"}]
    assert read_editing("Anna", {"part": None}) is None


# -- over the socket -------------------------------------------------------------------------------


@pytest.fixture
async def show(settings: Any, tmp_path: Path) -> AsyncIterator[Show]:
    settings.TALLY_HOME = tmp_path
    yield await a_show()
    await close_rooms()


TOLD = [{"by": "a producer", **TWO}]


@pytest.mark.django_db(transaction=True)
async def test_another_page_hears_who_edits_what_and_that_it_is_over_with_the_socket(show: Show) -> None:
    async with browser(show, await token_of("viewer", show)) as page:
        await page.until("snapshot", editors=[])
        async with browser(show, await token_of("producer", show)) as producer:
            await producer.until("snapshot")
            await producer.say({"type": "editing", **TWO})
            await page.until("editors", editors=TOLD)
        await page.until("editors", editors=[])


@pytest.mark.django_db(transaction=True)
async def test_who_comes_later_is_told_with_the_snapshot(show: Show) -> None:
    viewer, editor = await token_of("viewer", show), await token_of("producer", show)
    async with browser(show, viewer) as page, browser(show, editor) as producer:
        await producer.say({"type": "editing", **TWO})
        await page.until("editors", editors=TOLD)
        async with browser(show, await token_of("director", show)) as late:
            await late.until("snapshot", editors=TOLD)
        await producer.say({"type": "editing", **TWO, "items": []})
        await page.until("editors", editors=[])


@pytest.mark.django_db(transaction=True)
async def test_two_people_in_one_scene_hear_of_each_other(show: Show) -> None:
    mara, li = await token_of("director", show), await token_of("producer", show)
    async with browser(show, mara) as one, browser(show, li) as other:
        await one.say({"type": "editing", "part": "scn_1"})
        await other.until("editors", editors=[{"by": "a director", "part": "scn_1"}])
        await other.say({"type": "editing", "part": "scn_1"})
        await one.until("editors", editors=[{"by": "a producer", "part": "scn_1"}])
        await one.say({"type": "editing", "part": None})
        await other.until("editors", editors=[])


@pytest.mark.django_db(transaction=True)
async def test_who_falls_silent_edits_nothing_any_more(show: Show, monkeypatch: pytest.MonkeyPatch) -> None:
    viewer, producer = await token_of("viewer", show), await token_of("producer", show)
    async with browser(show, viewer) as page, browser(show, producer) as silent:
        await silent.say({"type": "editing", **TWO})
        await page.until("editors", editors=TOLD)
        monkeypatch.setattr("studio.air.browser.editors.SILENT_S", 0.0)
        await page.until("editors", editors=[])


@pytest.mark.django_db(transaction=True)
async def test_who_may_not_edit_cannot_say_that_they_do(show: Show) -> None:
    token = await token_of("producer", show)
    async with browser(show, await token_of("viewer", show)) as viewer, browser(show, token) as producer:
        await viewer.say({"type": "editing", **TWO})
        assert (await viewer.until("refused"))["code"] == "forbidden"
        await producer.say({"type": "editing", **TWO})
        await viewer.until("editors", editors=TOLD)
        await Token.objects.filter(pk=token.pk).aupdate(role="viewer")
        await viewer.until("editors", editors=[])


@pytest.mark.django_db(transaction=True)
async def test_a_page_that_says_nonsense_is_told_so_and_a_flood_reaches_others_a_few_times_only(show: Show) -> None:
    viewer, editor = await token_of("viewer", show), await token_of("producer", show)
    async with browser(show, viewer) as page, browser(show, editor) as producer:
        await producer.say({"type": "editing", "rundown": "run_a", "items": "all"})
        assert (await producer.until("refused"))["code"] == "bad_editing"
        for number in range(100):
            await producer.say({"type": "editing", "rundown": "run_a", "items": [f"itm_{number}"]})
        heard = 1
        while (await page.until("editors"))["editors"][0]["items"] != ["itm_99"]:
            heard += 1
        assert heard < 30
