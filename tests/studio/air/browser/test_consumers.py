"""The console's WebSocket and the monitors', over a real link to a control socket."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.contrib.auth import get_user_model
from django.test import Client as Page

from studio.air.browser import close_codes, consumers, show_socket
from studio.air.browser.flow import SILENT_MOST, WINDOW
from studio.air.browser.hub import hubs
from studio.air.control.commands import send_command, snapshot, status_of
from studio.air.control.limits import MESSAGE_MOST
from studio.air.verbs import ASKED
from studio.people.members import give_role
from studio.people.models import Membership, Role, Token
from studio.people.roles import RIGHTS, in_order
from studio.people.secrets import make_token
from studio.people.tokens import give as give_token
from studio.people.users import change_user, remove_user
from studio.shows.models import Show
from tests.studio.air.rig import PATIENCE_S, Browser, a_show, browser, close_rooms, paper_mixer, token_of
from tests.waiting import until_async

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
async def show(settings: Any, tmp_path: Path) -> AsyncIterator[Show]:
    settings.TALLY_HOME = tmp_path
    yield await a_show()
    await close_rooms()


async def test_a_show_off_air_shows_what_is_stored_and_refuses_commands_at_once(show: Show) -> None:
    async with browser(show, await token_of("director", show)) as page:
        first = await page.until("snapshot")
        assert (first["link"], first["status"], first["role"]) == ("down", None, "director")
        assert first["show"]["name"] == "Evening show"
        assert first["air"] == {"wanted": False, "since": None, "rehearsing": False}
        await page.say({"type": "command", "id": "1", "verb": "cut"})
        assert (await page.until("answer", id="1"))["code"] == "off_air"


async def test_the_link_comes_up_by_itself_and_commands_go_through(show: Show) -> None:
    async with browser(show, await token_of("director", show)) as page:
        await page.until("snapshot", link="down")
        async with paper_mixer(show) as mixer:
            assert (await page.until("snapshot", link="up"))["desk"]["program"] == "scn_a"
            await page.say({"type": "command", "id": "1", "verb": "cut"})
            assert (await page.until("answer", id="1"))["frame"] == 1
            mixer.show_state.change(desk={"program": "scn_b", "revision": 1})
            assert (await page.until("change"))["desk"]["program"] == "scn_b"
        await page.until("link", state="down")


async def test_changes_are_numbered_one_by_one(show: Show) -> None:
    async with paper_mixer(show) as mixer, browser(show, await token_of("viewer", show)) as page:
        n = (await page.until("snapshot", link="up"))["n"]
        for number in range(5):
            mixer.show_state.change(desk={"program": str(number), "revision": 1})
        seen = [await page.until("change") for _ in range(5)]
        assert [change["n"] for change in seen] == [n + 1 + number for number in range(5)]


async def test_a_stored_edit_arrives_though_no_mixer_has_it(show: Show) -> None:
    async with browser(show, await token_of("viewer", show)) as page:
        revision = (await page.until("snapshot"))["revision"]
        await Show.objects.filter(pk=show.pk).aupdate(name="Renamed", revision=revision + 1, wanted=True)
        change = await page.until("change")
        assert (change["revision"], change["show"]["name"]) == (revision + 1, "Renamed")
        assert change["air"]["wanted"] is True


# -- who may do what -------------------------------------------------------------------------------


@pytest.mark.parametrize("role", [one for one in Role if one != Role.DIRECTOR])
async def test_who_has_not_the_right_to_a_command_is_refused_it(show: Show, role: Role) -> None:
    async with paper_mixer(show) as mixer, browser(show, await token_of(role, show)) as page:
        assert (await page.until("snapshot", link="up"))["rights"] == in_order(RIGHTS[role])
        for verb in [verb for verb, one in ASKED.items() if one.right not in RIGHTS[role]]:
            await page.say({"type": "command", "id": verb, "verb": verb})
            assert (await page.until("answer", id=verb))["code"] == "forbidden"
        assert mixer.commands == []


@pytest.mark.parametrize("role", Role)
async def test_who_has_the_right_to_a_command_is_carried_it_out(show: Show, role: Role) -> None:
    async with paper_mixer(show) as mixer, browser(show, await token_of(role, show)) as page:
        await page.until("snapshot", link="up")
        mine = {verb for verb, one in ASKED.items() if one.right in RIGHTS[role]}
        for verb in mine:
            await page.say({"type": "command", "id": verb, "verb": verb})
            if verb != "master":  # the one that this mixer never answers
                assert (await page.until("answer", id=verb))["ok"], verb
        await until_async(lambda: {command["verb"] for command in mixer.commands} == mine)


async def test_a_narrowed_token_commands_what_it_names_and_no_more(show: Show) -> None:
    token = (await sync_to_async(make_token)("t", "director", show, rights=["view", "operate"]))[0]
    async with paper_mixer(show) as mixer, browser(show, token) as page:
        assert (await page.until("snapshot", link="up"))["rights"] == ["view", "operate"]
        asked: list[tuple[str, dict[str, Any], bool]] = [
            ("cut", {}, True),
            ("sound", {"source": "src_a", "mute": True}, False),
            ("take", {"scene": "a"}, True),
            ("take", {"scene": "a", "sound": {"src_a": {"mute": True}}}, False),
            ("captions_clear", {}, False),
        ]
        for number, (verb, more, ok) in enumerate(asked):
            await page.say({"type": "command", "id": str(number), "verb": verb, **more})
            assert (await page.until("answer", id=str(number)))["ok"] is ok, (verb, more)
        assert [command["verb"] for command in mixer.commands] == ["cut", "take"]


async def test_a_macro_is_asked_for_with_the_rights_that_bound_its_steps_whatever_a_page_says(show: Show) -> None:
    token = (await sync_to_async(make_token)("t", "director", show, rights=["view", "operate"]))[0]
    async with paper_mixer(show) as mixer, browser(show, token) as page:
        await page.until("snapshot", link="up")
        await page.say({"type": "command", "id": "1", "verb": "run_macro", "macro": "mac_a", "rights": ["sound"]})
        await page.until("answer", id="1")
        assert mixer.commands[0]["rights"] == ["view", "operate"]


async def test_who_corrects_captions_is_named_with_the_correction(show: Show) -> None:
    async with paper_mixer(show) as mixer, browser(show, await token_of("captions", show)) as page:
        await page.until("snapshot", link="up")
        await page.say({"type": "command", "id": "1", "verb": "caption_edit", "line": "ln_1", "texts": {"en": "Hi"}})
        await page.until("answer", id="1")
        assert mixer.commands[0]["by"] == "a captions"


async def test_a_whole_show_file_is_not_taken_from_a_browser(show: Show) -> None:
    async with paper_mixer(show) as mixer, browser(show, await token_of("director", show)) as page:
        await page.until("snapshot", link="up")
        await page.say({"type": "command", "id": "1", "verb": "load", "revision": 9, "show": {}})
        assert (await page.until("answer", id="1"))["code"] == "bad_command"
        assert mixer.commands == []


async def test_strangers_and_tokens_of_other_shows_are_refused(show: Show) -> None:
    other = await a_show("Another")
    for path in ("", "monitor/program/"):
        for who, code in (
            (None, close_codes.NOT_SIGNED_IN),
            (await token_of("director", other), close_codes.NOT_ALLOWED),
        ):
            async with browser(show, who, path) as page:
                assert json.loads((await page.next())["text"])["type"] == "closing"
                assert await page.closed() == code


async def test_a_source_by_itself_is_heard_by_those_who_make_the_show_and_not_by_viewers(show: Show) -> None:
    refused = {"viewer": close_codes.NOT_ALLOWED, "captions": close_codes.NOT_ALLOWED}
    for role, code in (refused | dict.fromkeys(("producer", "sound", "director"))).items():
        async with browser(show, await token_of(role, show), "monitor/solo.src_a.opus/") as page:
            if code:
                assert await page.closed() == code
            else:
                assert hubs()[show.pk].link.relays["solo.src_a.opus"].readers
    await until_async(lambda: "solo.src_a.opus" not in hubs()[show.pk].link.relays)


async def test_a_show_that_does_not_exist_is_refused(show: Show) -> None:
    token = await Token.objects.acreate(name="all", hash="x", role="director")
    async with browser("shw_nothing", token) as page:
        assert await page.closed() == close_codes.NO_SUCH_SHOW


async def test_a_revoked_token_closes_the_socket(show: Show) -> None:
    token = await token_of("director", show)
    async with browser(show, token, "monitor/preview/") as monitor, browser(show, token) as page:
        await page.until("snapshot")
        await Token.objects.filter(pk=token.pk).aupdate(revoked="2026-01-01T00:00:00Z")
        assert await page.closed() == close_codes.NOT_SIGNED_IN
        assert await monitor.closed() == close_codes.NOT_SIGNED_IN


async def test_a_lost_role_takes_effect_on_an_open_socket(show: Show) -> None:
    token = await token_of("director", show)
    async with paper_mixer(show), browser(show, token) as page:
        await page.until("snapshot", link="up", role="director")
        await Token.objects.filter(pk=token.pk).aupdate(role="viewer")
        await page.until("snapshot", role="viewer")
        await page.say({"type": "command", "id": "1", "verb": "cut"})
        assert (await page.until("answer", id="1"))["code"] == "forbidden"


async def test_signing_out_closes_the_socket(show: Show) -> None:
    user = await sync_to_async(get_user_model().objects.create_user)("ada", password="a long enough one")
    await Membership.objects.acreate(user=user, show=show, role="director")
    page = Page()
    await sync_to_async(page.force_login)(user)
    async with browser(show, user, session=page.session) as socket:
        assert (await socket.until("snapshot"))["role"] == "director"
        await sync_to_async(page.logout)()
        assert await socket.closed() == close_codes.NOT_SIGNED_IN


async def test_a_command_says_who_sent_it_whatever_the_page_says(show: Show) -> None:
    token = await token_of("director", show)
    async with paper_mixer(show) as mixer, browser(show, token, client=["192.0.2.7", 4321]) as page:
        await page.until("snapshot", link="up")
        await page.say({"type": "command", "id": "1", "verb": "cut", "sender": {"by": "somebody else"}})
        await page.until("answer", id="1")
    assert mixer.commands[0]["sender"] == {"by": "the token a director", "origin": "console", "address": "192.0.2.7"}


async def test_everybody_sees_who_directs(show: Show) -> None:
    director, viewer = await token_of("director", show), await token_of("viewer", show)
    async with paper_mixer(show), browser(show, viewer) as page:
        await page.until("snapshot", link="up")
        async with browser(show, director):
            await page.until("presence", operators=["a director"])
        await page.until("presence", operators=[])


# -- what cannot be understood ---------------------------------------------------------------------


async def test_the_first_message_is_the_snapshot_whatever_happens_meanwhile(
    show: Show, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with paper_mixer(show) as mixer, browser(show, await token_of("director", show)) as first:
        await first.until("snapshot", link="up")
        events = consumers.Console._events

        async def busy(console: consumers.Console) -> list[dict[str, Any]]:
            mixer.show_state.change(desk={"program": "scn_b", "revision": 1})
            await until_async(lambda: console.hub.link.state["desk"]["program"] == "scn_b", "the change to arrive")
            return await events(console)

        monkeypatch.setattr(consumers.Console, "_events", busy)
        async with browser(show, await token_of("viewer", show)) as second:
            told = json.loads((await second.next())["text"])
            assert (told["type"], told["desk"]["program"]) == ("snapshot", "scn_b")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{", "parse_error"), ("[]", "bad_message"), ("7", "bad_message"), ('{"type": {}}', "bad_message"),
        ('{"type": "dance"}', "unknown_type"), ("[" * 20_000, "too_deep"),
        ('{"type":' + "[" * 900 + "]" * 900 + "}", "too_deep"),
        ('{"type": "command", "id": "1", "verb": "master", "gain_db": NaN}', "parse_error"),
        (r'{"type": "command", "id": "\ud800", "verb": "cut"}', "bad_text"),
    ],
)  # fmt: skip
async def test_a_message_that_makes_no_sense_is_refused_and_the_socket_goes_on(
    show: Show, text: str, code: str
) -> None:
    async with browser(show, await token_of("director", show)) as page:
        await page.until("snapshot")
        await page.socket.send_to(text)
        assert (await page.until("refused"))["code"] == code
        await page.say({"type": "command", "id": "1", "verb": "cut"})
        assert (await page.until("answer", id="1"))["code"] == "off_air"


@pytest.mark.parametrize("verb", [{}, [], None, 7, "dance"])
async def test_a_verb_that_is_none_is_refused(show: Show, verb: Any) -> None:
    async with browser(show, await token_of("director", show)) as page:
        await page.say({"type": "command", "id": "1", "verb": verb})
        assert (await page.until("answer", id="1"))["code"] == "bad_command"


async def test_bytes_end_the_socket_with_a_code(show: Show) -> None:
    async with browser(show, await token_of("director", show)) as page:
        await page.socket.send_to(bytes_data=b"x")
        assert (await page.until("closing"))["code"] == close_codes.NOT_TEXT
        assert await page.closed() == close_codes.NOT_TEXT


@pytest.mark.parametrize(
    "path", ["monitor/nothing/", "monitor/solo.opus/", "monitor/solo.a.mp3/", "monitor/", "x", "monitor/program/more/"]
)
async def test_a_monitor_that_is_not_there_is_said_with_a_code(show: Show, path: str) -> None:
    async with browser(show, await token_of("director", show), path) as page:
        assert await page.closed() == close_codes.NO_SUCH_SHOW


def test_every_close_code_may_be_sent_and_has_words() -> None:
    assert all(4000 <= code < 5000 and words for code, words in close_codes.WHY.items())


# -- in bounds -------------------------------------------------------------------------------------


async def test_a_monitor_starts_with_its_session_and_a_picture(show: Show) -> None:
    async with paper_mixer(show) as mixer:
        mixer.relay.media(b"K", b"key")
        mixer.relay.media(b"F", b"delta")
        async with browser(show, await token_of("viewer", show), "monitor/program/") as page:
            first = json.loads((await page.next())["text"])
            assert first["session"]["id"] == "s"
            assert [(await page.next())["bytes"] for _ in range(3)] == [b"Iinit", b"Kkey", b"Fdelta"]


async def test_a_browser_that_reads_nothing_gets_no_more_than_a_window_and_is_closed(
    show: Show, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [0.0]
    monkeypatch.setattr(show_socket, "time", type("Clock", (), {"monotonic": staticmethod(lambda: now[0])}))
    viewer = await token_of("viewer", show)
    async with paper_mixer(show) as mixer, browser(show, viewer, "monitor/program/") as page:
        page.heard = -(10**9)  # it never acknowledges
        await until_async(lambda: mixer.relay.readers, "the monitor to be watched")
        for number in range(10 * WINDOW):
            mixer.relay.media(b"K" if number % 60 == 0 else b"F", bytes(1000))
        seen = [await page.next() for _ in range(WINDOW)]
        assert await page.socket.receive_nothing(0.3)
        assert len(seen) > SILENT_MOST
        now[0] = 60.0
        assert await page.closed() == close_codes.TOO_SLOW


async def test_who_sees_no_pictures_need_not_acknowledge(show: Show, monkeypatch: pytest.MonkeyPatch) -> None:
    now = [0.0]
    monkeypatch.setattr(show_socket, "time", type("Clock", (), {"monotonic": staticmethod(lambda: now[0])}))
    async with paper_mixer(show) as mixer, browser(show, await token_of("viewer", show)) as page:
        page.heard = -(10**9)  # it never acknowledges
        await page.until("snapshot", link="up")
        for number in range(2 * WINDOW):
            mixer.show_state.change(desk={"program": str(number), "revision": 1})
            await page.until("change")
        now[0] = 60.0
        mixer.show_state.report({"frame": 1})
        assert (await page.until("status"))["frame"] == 1


async def test_who_asks_for_meters_without_acknowledging_is_told_why_the_socket_ends(
    show: Show, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [0.0]
    monkeypatch.setattr(show_socket, "time", type("Clock", (), {"monotonic": staticmethod(lambda: now[0])}))
    async with paper_mixer(show) as mixer, browser(show, await token_of("viewer", show)) as page:
        page.heard = -(10**9)
        await page.until("snapshot", link="up")
        await page.say({"type": "watch", "meters": True})
        await until_async(
            lambda: any("meters" in one.watch.wants for one in mixer.control.clients), "the page to be heard"
        )
        for number in range(2 * SILENT_MOST):
            mixer.show_state.change(desk={"program": str(number), "revision": 1})
            await page.until("change")
        now[0] = 60.0
        assert "acknowledged" in (await page.until("closing"))["text"]
        assert await page.closed() == close_codes.TOO_SLOW


async def test_a_monitor_that_was_held_up_goes_on_live_from_a_keyframe(show: Show) -> None:
    viewer = await token_of("viewer", show)
    async with paper_mixer(show) as mixer, browser(show, viewer, "monitor/program/") as page:
        await until_async(lambda: mixer.relay.readers, "the monitor to be watched")
        mixer.relay.media(b"K", b"first")
        for _ in range(WINDOW):
            mixer.relay.media(b"F", b"stale")
        for _ in range(WINDOW):
            await page.socket.receive_output(PATIENCE_S)
        assert await page.socket.receive_nothing(0.3)
        await page.say({"type": "ack", "n": WINDOW})
        assert await page.socket.receive_nothing(0.3)
        mixer.relay.media(b"F", b"stale")
        mixer.relay.media(b"K", b"live")
        lost = json.loads((await page.next())["text"])
        assert lost["lost"] > 0
        assert (await page.next())["bytes"] == b"Klive"


async def test_a_flood_and_a_huge_message_close_the_socket(show: Show) -> None:
    token = await token_of("director", show)
    async with browser(show, token) as page:
        for _ in range(400):
            await page.say({"type": "nothing"})
        assert await page.closed() == close_codes.TOO_MUCH
    async with browser(show, token) as page:
        await page.socket.send_to("é" * (MESSAGE_MOST // 2 + 1))
        assert await page.closed() == close_codes.TOO_LARGE


# -- from elsewhere in the studio ------------------------------------------------------------------


async def test_a_process_without_a_link_sends_commands_and_looks_too(show: Show) -> None:
    assert (await send_command(show.pk, {"verb": "cut"}))["code"] == "off_air"
    assert await snapshot(show.pk) is None
    assert await status_of(show.pk) == {"on_air": False}
    async with paper_mixer(show) as mixer:
        assert (await send_command(show.pk, {"verb": "cut"}))["frame"] == 1
        assert (await status_of(show.pk))["desk"] == mixer.show_state["desk"]


async def test_a_mixer_that_is_lost_while_it_should_answer_is_a_refusal(show: Show) -> None:
    async with browser(show, await token_of("director", show)) as page:
        async with paper_mixer(show) as mixer:
            await page.until("snapshot", link="up")
            await page.say({"type": "command", "id": "1", "verb": "master"})
            await until_async(lambda: mixer.commands, "the command to arrive")
        assert (await page.until("answer", id="1"))["code"] == "no_answer"


async def test_who_does_not_know_the_secret_is_not_let_in(show: Show) -> None:
    from studio.air.control.dial import OffAir, dial
    from studio.air.processes.show_paths import paths_of

    async with paper_mixer(show):
        paths_of(show.pk).secret.write_text("a guess")
        with pytest.raises(OffAir):
            await dial(show.pk)


async def test_a_removed_user_is_out_of_the_console_and_the_monitors_at_once(show: Show) -> None:
    async with at_the_console(show, "ada", "director") as (ada, page, monitor):
        await page.until("snapshot")
        await sync_to_async(remove_user)(None, ada)
        assert await page.closed() == close_codes.NOT_SIGNED_IN
        assert await monitor.closed() == close_codes.NOT_SIGNED_IN


async def test_a_changed_role_reaches_an_open_console(show: Show) -> None:
    async with paper_mixer(show), at_the_console(show, "ada", "viewer") as (ada, page, _):
        await page.until("snapshot", link="up", role="viewer")
        await sync_to_async(give_role)(None, ada, show.pk, "director")
        await page.until("snapshot", role="director")
        await page.say({"type": "command", "id": "1", "verb": "cut"})
        assert (await page.until("answer", id="1"))["ok"]


async def test_a_program_is_out_with_whoever_gave_its_token(show: Show) -> None:
    async with at_the_console(show, "ada", "director") as (ada, _, _):
        token, _ = await sync_to_async(give_token)(ada, "robot", "director", show, None)
        async with browser(show, token) as program:
            await program.until("snapshot")
            await sync_to_async(change_user)(None, ada, {"active": False})
            assert await program.closed() == close_codes.NOT_SIGNED_IN


@asynccontextmanager
async def at_the_console(show: Show, name: str, role: str) -> AsyncIterator[tuple[Any, Browser, Browser]]:
    """A member with the console open, and a monitor."""
    user = await sync_to_async(get_user_model().objects.create_user)(name, password="a long enough one")
    await Membership.objects.acreate(user=user, show=show, role=role)
    page = Page()
    await sync_to_async(page.force_login)(user)
    async with (
        browser(show, user, session=page.session) as console,
        browser(show, user, "monitor/program/", session=page.session) as monitor,
    ):
        yield user, console, monitor
