"""The event socket, over a real link to a control socket: numbers, resuming, kinds, commands, and who may not."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from studio.air import told
from studio.air.browser import close_codes, event_socket
from studio.air.browser.event_socket import Events, asked_in
from studio.air.browser.hub import hubs
from studio.air.kept_events import KeptEvents
from studio.air.runmixer import teller
from studio.people.models import Token
from studio.shows.models import Show
from tests.studio.air.rig import Browser, PaperMixer, a_show, browser, close_rooms, paper_mixer, token_of
from tests.waiting import until_async

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
async def show(settings: Any, tmp_path: Path) -> AsyncIterator[Show]:
    settings.TALLY_HOME = tmp_path
    yield await a_show()
    await close_rooms()


def programme(mixer: PaperMixer, scene: str) -> None:
    mixer.show_state.change(desk={"program": scene, "revision": 1})


async def listening(show: Show, **asked: Any) -> Any:
    query = "&".join(f"{name}={value}" for name, value in asked.items())
    return browser(show, await token_of("director", show), "events/", query_string=query.encode())


async def text_of(page: Browser, kind: str) -> str:
    """The next event of a kind, as it came."""
    while f'"kind":"{kind}"' not in (text := str((await page.next())["text"])):
        pass
    return text


async def heard(page: Browser, count: int, kind: str = "buses") -> list[dict[str, Any]]:
    return [await page.until("event", kind=kind) for _ in range(count)]


# -- how it stands, and what comes ---------------------------------------------------------------------


async def test_the_first_message_says_how_everything_stands(show: Show) -> None:
    async with paper_mixer(show) as mixer, await listening(show) as page:
        first = json.loads((await page.next())["text"])
        assert (first["type"], first["link"], first["resumed"], first["role"]) == ("snapshot", "up", False, "director")
        assert (first["session"], first["n"]) == (mixer.show_state.teller.session, mixer.show_state.teller.kept.last)
        assert first["rights"] == ["view", "edit", "sound", "caption", "operate", "carry", "manage"]
        assert set(first["state"]) == set(told.USUAL) == set(first["kinds"])
        assert first["state"]["buses"]["program"] == "scn_a" and first["state"]["air"]["link"] == "up"


async def test_events_follow_by_number_and_say_the_new_value_whole(show: Show) -> None:
    async with paper_mixer(show) as mixer, await listening(show, kinds="buses") as page:
        n = (await page.until("snapshot"))["n"]
        programme(mixer, "scn_b")
        mixer.show_state.change(desk={"program": "scn_b", "revision": 1, "master": {"gain_db": -6.0}})
        programme(mixer, "scn_c")
        one, two = await heard(page, 2)
        assert (one["n"], one["data"], two["data"]) == (n + 1, {"program": "scn_b"}, {"program": "scn_c"})
        assert two["n"] > one["n"] + 1 and one["frame"] >= 0 and one["time"] > 0


async def test_what_happens_is_heard_as_events_list_it(show: Show) -> None:
    from studio.air.runmixer.events import Event

    async with paper_mixer(show) as mixer, await listening(show) as page:
        await page.until("snapshot")
        mixer.show_state.happened(Event("warning", "source_lost", "Camera: no data"))
        event = (await page.until("event", kind="log"))["data"]["event"]
        assert (event["level"], event["code"], event["text"]) == ("warning", "source_lost", "Camera: no data")


async def test_an_event_is_written_out_once_and_queued_for_nobody(show: Show) -> None:
    async with paper_mixer(show) as mixer, await listening(show) as one, await listening(show) as two:
        for page in (one, two):
            await page.until("snapshot")
        programme(mixer, "scn_b")
        link = hubs()[show.pk].link
        await until_async(lambda: link.heard.kept.last == mixer.show_state.teller.kept.last)
        sockets = [follower for follower in link.followers if isinstance(follower, Events)]
        assert len(sockets) == 2 and not any(socket.outbox.size for socket in sockets)
        event = mixer.show_state.teller.kept.next(link.heard.kept.last - 1)
        assert event and await text_of(one, "buses") == await text_of(two, "buses") == event.text


async def test_meters_come_only_when_named(show: Show) -> None:
    async with paper_mixer(show) as mixer, await listening(show) as page:
        await page.until("snapshot")
        assert not mixer.control.clients[0].watch.meters
        await page.say({"type": "subscribe", "kinds": ["meters"]})
        assert (await page.until("snapshot"))["state"] == {}
        await until_async(lambda: mixer.control.clients[0].watch.meters)
        mixer.show_state.look(mixer.control.clients[0].outbox, {"meters"})
        mixer.show_state.meters({"frame": 1, "sources": {}})
        assert (await page.until("meters"))["frame"] == 1


@pytest.mark.parametrize("kinds", ["buses", ["busses"], [1], {}])
async def test_a_kind_that_there_is_not_is_refused_and_all_stays_as_it_was(show: Show, kinds: Any) -> None:
    async with paper_mixer(show) as mixer, await listening(show, kinds="buses") as page:
        await page.until("snapshot")
        await page.say({"type": "subscribe", "kinds": kinds})
        assert (await page.until("refused"))["code"] == "bad_kinds"
        programme(mixer, "scn_b")
        assert (await heard(page, 1))[0]["data"] == {"program": "scn_b"}


def test_what_the_address_asks_for_is_read_and_rubbish_is_left_aside() -> None:
    def asked(query: bytes) -> dict[str, Any]:
        return asked_in({"query_string": query})

    assert asked(b"session=ses_1&since=12&kinds=buses,sound&ticket=x") == {
        "session": "ses_1", "since": 12, "kinds": ["buses", "sound"],
    }  # fmt: skip
    assert asked(b"since=-1") == asked(b"since=" + b"9" * 40) == asked(b"%ff=%00") == {}


# -- coming back ---------------------------------------------------------------------------------------


async def test_who_was_away_gets_exactly_what_was_missed(show: Show) -> None:
    async with paper_mixer(show) as mixer:
        async with await listening(show, kinds="buses") as page:
            first = await page.until("snapshot")
        for n in range(50):
            programme(mixer, f"scn_{n}")
        async with await listening(show, kinds="buses", session=first["session"], since=first["n"]) as page:
            again = await page.until("snapshot")
            assert (again["resumed"], again["n"], again["state"]) == (True, first["n"], {})
            missed = await heard(page, 50)
            assert [one["data"]["program"] for one in missed] == [f"scn_{n}" for n in range(50)]
            assert [one["n"] for one in missed] == list(range(first["n"] + 1, first["n"] + 51))


async def test_another_web_server_has_what_this_one_never_heard(show: Show, monkeypatch: pytest.MonkeyPatch) -> None:
    """As after a restart of daphne: the events are the mixer's, and come in pages."""
    monkeypatch.setattr(teller, "PAGE_MOST", 600)
    async with paper_mixer(show) as mixer:
        async with await listening(show) as page:
            first = await page.until("snapshot")
        await close_rooms()
        for n in range(50):
            programme(mixer, f"scn_{n}")
        async with await listening(show, kinds="buses") as page:
            assert (await page.until("snapshot"))["n"] == first["n"] + 50
            for n in (20, 0, 10):  # what one had fetched is there for the next
                back = listening(show, kinds="buses", session=first["session"], since=first["n"] + n)
                async with await back as late:
                    assert (await late.until("snapshot"))["resumed"] is True
                    assert [one["n"] - first["n"] for one in await heard(late, 50 - n)] == list(range(n + 1, 51))


async def test_who_was_away_too_long_begins_anew_and_is_told_so(show: Show) -> None:
    async with paper_mixer(show) as mixer:
        kept = mixer.show_state.teller.kept
        programme(mixer, "scn_b")
        mixer.show_state.teller.kept = KeptEvents(kept.last)  # what came until now has been let go
        programme(mixer, "scn_c")
        session = mixer.show_state.teller.session
        for asked in ({"session": session, "since": kept.last - 1}, {"session": session, "since": 9999},
                      {"session": "ses_another", "since": 1}):  # fmt: skip
            async with await listening(show, **asked) as page:
                told_now = await page.until("snapshot")
                assert told_now["resumed"] is False and told_now["state"]["buses"]["program"] == "scn_c"


async def test_a_subscription_changes_and_may_go_on_from_a_number(show: Show) -> None:
    async with paper_mixer(show) as mixer, await listening(show, kinds="sound") as page:
        first = await page.until("snapshot")
        programme(mixer, "scn_b")
        asked = {"session": first["session"], "since": first["n"]}
        await page.say({"type": "subscribe", "kinds": ["buses", "sound"], **asked})
        assert (await page.until("snapshot"))["resumed"] is True
        assert (await heard(page, 1))[0]["data"] == {"program": "scn_b"}


async def test_a_link_that_breaks_loses_nothing(show: Show) -> None:
    async with paper_mixer(show) as mixer, await listening(show, kinds="buses") as page:
        first = await page.until("snapshot")
        mixer.control.clients[0].socket.transport.abort()
        await page.until("link", state="down")
        programme(mixer, "scn_b")
        await page.until("link", state="up")
        assert (await page.until("snapshot"))["resumed"] is True
        assert [one["n"] for one in await heard(page, 1)] == [first["n"] + 1]


async def test_another_mixer_counts_anew(show: Show) -> None:
    async with await listening(show) as page:
        off = await page.until("snapshot")
        assert (off["link"], off["session"], off["n"]) == ("down", None, None)
        assert off["state"]["buses"] is None and off["state"]["show"]["name"] == "Evening show"
        sessions = set()
        for _ in range(2):
            async with paper_mixer(show):
                await page.until("link", state="up")
                one = await page.until("snapshot")
                assert one["resumed"] is False and one["state"]["buses"]["program"] == "scn_a"
                sessions.add(one["session"])
            await page.until("link", state="down")
        assert len(sessions) == 2


async def test_a_mixer_that_comes_while_it_is_said_to_be_away_is_heard_all_the_same(
    show: Show, monkeypatch: pytest.MonkeyPatch
) -> None:
    stored, asked, come = Events._stored, asyncio.Event(), asyncio.Event()

    async def slowly(socket: Events) -> Any:
        asked.set()
        await come.wait()
        return await stored(socket)

    monkeypatch.setattr(Events, "_stored", slowly)
    async with await listening(show) as page:
        await asked.wait()
        async with paper_mixer(show) as mixer:
            await until_async(lambda: hubs()[show.pk].link.heard.session)
            come.set()
            assert (await page.until("snapshot", link="down"))["n"] is None
            assert (await page.until("snapshot", link="up"))["session"] == mixer.show_state.teller.session


async def test_a_mixer_of_an_older_build_tells_nothing_and_is_said_to_be_away(
    show: Show, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(event_socket, "TOLD_S", 0.2)
    monkeypatch.setattr(PaperMixer, "tell_events", lambda mixer, client: None)
    async with paper_mixer(show), await listening(show) as page:
        assert (await page.until("snapshot"))["session"] is None


async def test_an_edit_off_air_is_heard_without_a_number(show: Show) -> None:
    async with await listening(show) as page:
        revision = (await page.until("snapshot"))["state"]["show"]["revision"]
        await Show.objects.filter(pk=show.pk).aupdate(name="Renamed", revision=revision + 1, wanted=True)
        edit = await page.until("event", kind="show")
        assert (edit["n"], edit["data"]) == (None, {"name": "Renamed", "revision": revision + 1})
        async with await listening(show, kinds="air") as other:
            assert (await other.until("snapshot"))["state"]["air"]["wanted"] is True


# -- commands ------------------------------------------------------------------------------------------


async def test_commands_are_those_of_the_console_and_say_where_they_came_from(show: Show) -> None:
    async with paper_mixer(show) as mixer, await listening(show) as page:
        await page.until("snapshot")
        await page.say({"type": "command", "id": "1", "verb": "cut", "within_ms": 200})
        assert (await page.until("answer", id="1"))["ok"] is True
        command = mixer.commands[0]
        assert command["sender"]["origin"] == "api" and command["sender"]["by"] == "the token a director"
        assert "within_ms" not in command and command["not_after_frame"] > 0


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ({"verb": "load"}, "no command"), ({"verb": ["cut"]}, "no command"), ({"verb": "cut", "id": ""}, "an id"),
        ({"verb": "cut", "within": 1}, "within; it takes expected_preview, not_after_frame, on_frame, within_ms"),
        ({"verb": "cut", "within_ms": 5001}, "from 100 to 5000"), ({"verb": "cut", "within_ms": True}, "from 100 to"),
        ({"verb": "cut", "not_after_frame": "soon"}, "number of a frame"),
    ],
)  # fmt: skip
async def test_a_command_that_makes_no_sense_is_refused_as_by_rest(show: Show, asked: Any, says: str) -> None:
    async with paper_mixer(show) as mixer, await listening(show) as page:
        await page.until("snapshot")
        await page.say({"type": "command", "id": "1", **asked})
        answer = await page.until("answer", ok=False)
        assert answer["code"] == "bad_command" and says in answer["error"]
        assert mixer.commands == []


async def test_who_may_only_watch_is_refused_commands(show: Show) -> None:
    async with paper_mixer(show) as mixer, browser(show, await token_of("viewer", show), "events/") as page:
        assert (await page.until("snapshot"))["rights"] == ["view"]
        await page.say({"type": "command", "id": "1", "verb": "cut"})
        assert (await page.until("answer", id="1"))["code"] == "forbidden"
        assert mixer.commands == []


async def test_a_role_that_changes_is_told_and_one_that_ends_closes(show: Show) -> None:
    token = await token_of("director", show)
    async with paper_mixer(show), browser(show, token, "events/") as page:
        await page.until("snapshot", role="director")
        await Token.objects.filter(pk=token.pk).aupdate(role="viewer")
        await page.until("snapshot", role="viewer")
        await Token.objects.filter(pk=token.pk).aupdate(revoked="2026-01-01T00:00:00Z")
        assert await page.closed() == close_codes.NOT_SIGNED_IN


async def test_strangers_are_refused(show: Show) -> None:
    async with browser(show, None, "events/") as page:
        assert await page.closed() == close_codes.NOT_SIGNED_IN


# -- who does not read ---------------------------------------------------------------------------------


async def test_who_never_reads_costs_nothing_and_is_closed_when_it_has_fallen_behind(show: Show) -> None:
    async with paper_mixer(show) as mixer, await listening(show) as deaf, await listening(show, kinds="buses") as page:
        for one in (deaf, page):
            await one.until("snapshot")
        link = hubs()[show.pk].link
        one = next(one for one in link.followers if isinstance(one, Events) and "sound" in one.kinds)
        one.line.pauseProducing()  # as daphne's connection says, once 64 KiB have not left
        for n in range(200):
            programme(mixer, f"scn_{n}")
            await asyncio.sleep(0)
        assert (await heard(page, 200))[-1]["data"] == {"program": "scn_199"}
        assert one.outbox.size < 100_000 and not one.outbox.overrun
        link.heard.kept = KeptEvents(link.heard.kept.last)  # what it has not been sent is let go
        one.line.resumeProducing()
        assert await deaf.closed() == close_codes.TOO_SLOW
        programme(mixer, "scn_on")
        assert (await heard(page, 1))[0]["data"] == {"program": "scn_on"}


async def test_who_takes_nothing_for_a_minute_is_hung_up_on(show: Show, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(event_socket, "HELD_S", 0.1)
    async with paper_mixer(show), await listening(show) as deaf:
        await deaf.until("snapshot")
        one = next(one for one in hubs()[show.pk].link.followers if isinstance(one, Events))
        one.line.pauseProducing()
        assert await deaf.closed() == close_codes.TOO_SLOW


async def test_who_reads_slowly_goes_on_from_its_place(show: Show) -> None:
    async with paper_mixer(show) as mixer, await listening(show, kinds="buses") as page:
        await page.until("snapshot")
        one = next(one for one in hubs()[show.pk].link.followers if isinstance(one, Events))
        one.line.pauseProducing()
        for n in range(30):
            programme(mixer, f"scn_{n}")
        await until_async(lambda: hubs()[show.pk].link.heard.kept.last == mixer.show_state.teller.kept.last)
        one.line.resumeProducing()
        assert [event["data"]["program"] for event in await heard(page, 30)] == [f"scn_{n}" for n in range(30)]
