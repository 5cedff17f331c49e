"""What is pressed while a wire is down is refused in sight, and never done later."""

from __future__ import annotations

import json
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from studio.air.browser.hub import hubs
from studio.air.control import deadlines
from studio.air.control.commands import send_command
from studio.air.control.dial import dial
from studio.air.processes.show_paths import paths_of
from studio.shows.models import Show
from tests.studio.air.control.stall import stalling
from tests.studio.air.rig import FIRST_FRAME, a_show, browser, close_rooms, paper_mixer, token_of
from tests.waiting import until_async

pytestmark = pytest.mark.django_db(transaction=True)
CUT = {"type": "command", "verb": "cut"}
LATER = 300  # frames: ten seconds


@pytest.fixture
async def show(settings: Any) -> AsyncIterator[Show]:
    # A short name: the wire listens beside the mixer's socket, and those names end at 107 bytes.
    with tempfile.TemporaryDirectory(prefix="tally-") as home:
        settings.TALLY_HOME = Path(home)
        yield await a_show()
        await close_rooms()


async def on_the_wire(show: Show) -> None:
    """Until the link has sent a command, and waits."""
    await until_async(lambda: hubs()[show.pk].link._answers, "the press to be sent")


async def test_a_press_on_a_stalled_wire_is_never_done_later(show: Show) -> None:
    director = await token_of("director", show)
    async with paper_mixer(show) as mixer, stalling(paths_of(show.pk).control) as wire:
        async with browser(show, director) as page:
            await page.until("snapshot", link="up")
            wire.newest.hold()
            await page.say({**CUT, "id": "1"})
            await on_the_wire(show)
            mixer.show_state.report({"frame": FIRST_FRAME + LATER})
            wire.newest.let_go()
            assert (await page.until("answer", id="1"))["code"] == "too_late"
        assert mixer.commands == []


async def test_a_press_that_is_not_answered_is_called_failed_and_is_never_done_later(
    show: Show, monkeypatch: pytest.MonkeyPatch
) -> None:
    director = await token_of("director", show)
    async with paper_mixer(show) as mixer, stalling(paths_of(show.pk).control) as wire:
        async with browser(show, director) as page:
            await page.until("snapshot", link="up")
            wire.newest.hold()
            with monkeypatch.context() as impatient:
                impatient.setattr("studio.air.control.link.ANSWER_S", 0.1)
                impatient.setattr(deadlines, "ANSWER_S", 0.1)
                await page.say({**CUT, "id": "1"})
                assert (await page.until("answer", id="1"))["code"] == "no_answer"
            mixer.show_state.report({"frame": FIRST_FRAME + LATER})
            wire.newest.let_go()
            await page.until("status", frame=FIRST_FRAME + LATER)
            await page.say({**CUT, "id": "2"})
            await page.until("answer", id="2")
        assert [command["id"] for command in mixer.commands] == ["2"]


async def test_a_new_link_voids_what_the_old_one_had_not_delivered(show: Show) -> None:
    director = await token_of("director", show)
    async with paper_mixer(show) as mixer, stalling(paths_of(show.pk).control) as wire:
        async with browser(show, director) as page:
            await page.until("snapshot", link="up")
            old = wire.newest
            old.hold()
            await page.say({**CUT, "id": "1"})
            await on_the_wire(show)
            async with await dial(show.pk, hubs()[show.pk].link._name) as new:
                await new.recv()
                old.let_go()
                assert (await page.until("answer", id="1"))["code"] == "no_answer"
        assert mixer.commands == []


async def test_a_page_that_connects_anew_voids_what_its_old_socket_had_not_delivered(show: Show) -> None:
    director = await token_of("director", show)
    async with paper_mixer(show) as mixer, browser(show, director) as old, browser(show, director) as new:
        for page, turn in ((old, 1), (new, 2)):
            await page.until("snapshot", link="up")
            await page.say({"type": "seat", "seat": "ada", "turn": turn})
        await new.say({**CUT, "id": "1"})
        assert (await new.until("answer", id="1"))["ok"]
        await old.say({**CUT, "id": "2"})
        assert (await old.until("answer", id="2"))["code"] == "void"
        assert [command["id"] for command in mixer.commands] == ["1"]


async def test_a_seat_cannot_be_claimed_in_a_command(show: Show) -> None:
    director = await token_of("director", show)
    async with paper_mixer(show) as mixer, browser(show, director) as page, browser(show, director) as other:
        await page.until("snapshot", link="up")
        await page.say({"type": "seat", "seat": "ada", "turn": 1})
        await other.until("snapshot", link="up")
        await other.say({**CUT, "id": "1", "seat": "ada", "turn": 99})
        assert (await other.until("answer", id="1"))["ok"]
        await page.say({**CUT, "id": "2"})
        assert (await page.until("answer", id="2"))["ok"]
        assert len(mixer.commands) == 2


async def test_what_a_page_asks_for_sooner_is_refused_sooner(show: Show) -> None:
    director = await token_of("director", show)
    async with paper_mixer(show) as mixer, browser(show, director) as page:
        frame = (await page.until("snapshot", link="up"))["frame"]
        assert frame >= FIRST_FRAME
        await page.say({**CUT, "id": "1", "not_after_frame": frame - 30})
        assert (await page.until("answer", id="1"))["code"] == "too_late"
        await page.say({**CUT, "id": "2", "not_after_frame": frame + 10**6})
        assert (await page.until("answer", id="2"))["ok"]
        last = frame + (deadlines.ANSWER_S + deadlines.SILENT_S) * 30
        assert mixer.commands[0]["not_after_frame"] <= last


async def test_a_mixer_that_has_not_been_heard_gets_no_commands(show: Show, monkeypatch: pytest.MonkeyPatch) -> None:
    director = await token_of("director", show)
    async with paper_mixer(show) as mixer, browser(show, director) as page:
        await page.until("snapshot", link="up")
        monkeypatch.setattr(deadlines, "SILENT_S", -1.0)
        await page.say({**CUT, "id": "1"})
        assert (await page.until("answer", id="1"))["code"] == "link_down"
        assert mixer.commands == []


async def test_an_engine_that_has_shown_no_frame_gets_no_commands(show: Show) -> None:
    async with paper_mixer(show) as mixer:
        mixer.show_state.report(None)
        answer = await send_command(show.pk, {"verb": "cut"})
        assert (answer["ok"], answer["code"]) == (False, "engine_down")
        assert (await send_command(show.pk, {"verb": "stop_recording"}))["ok"]
        assert [command["verb"] for command in mixer.commands] == ["stop_recording"]


async def test_a_process_without_a_link_dates_its_commands_too(show: Show) -> None:
    async with paper_mixer(show) as mixer, stalling(paths_of(show.pk).control):
        assert (await send_command(show.pk, {"verb": "cut", "within_ms": 1000}))["ok"]
        (sent,) = mixer.commands
        assert "within_ms" not in json.dumps(sent)
        assert FIRST_FRAME + 30 <= sent["not_after_frame"] < FIRST_FRAME + LATER
