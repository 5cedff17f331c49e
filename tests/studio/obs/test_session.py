"""A client of OBS at the adapter: real sockets and real clients, before a show on paper."""

from __future__ import annotations

import asyncio
import json
import socket
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.utils import timezone
from simpleobsws import Request
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from studio.obs import door, passwords, server, session
from studio.obs.models import ObsPassword
from studio.obs.protocol import Intent
from studio.people.models import AuditEntry, Token
from studio.shows.models import Scene, Source
from tests.studio.air.rig import PATIENCE_S
from tests.studio.makers import a_user
from tests.studio.obs.rig import a_client, an_adapter, made_password, made_show, paper_desk

pytestmark = pytest.mark.django_db(transaction=True)
NOTHING = (703, "A show goes on and off air in the console or by the API, never by obs-websocket.")


async def raw(adapter: server.Adapter, **options: Any) -> ClientConnection:
    return await connect(f"ws://127.0.0.1:{adapter.port}", proxy=None, **options)


async def closed(socket: ClientConnection) -> int:
    """The code that a socket is closed with."""
    async with asyncio.timeout(PATIENCE_S):
        with pytest.raises(ConnectionClosed):
            while True:
                await socket.recv()
    return int(socket.close_code or 0)


async def identified(socket: ClientConnection, password: str, **more: Any) -> dict[str, Any]:
    """Answer the challenge, in JSON; what came back."""
    hello = json.loads(await socket.recv())["d"]["authentication"]
    proof = passwords.proof(passwords.secret_of(password), hello["challenge"])
    await socket.send(json.dumps({"op": 1, "d": {"rpcVersion": 1, "authentication": proof, **more}}))
    answer: dict[str, Any] = json.loads(await socket.recv())
    return answer


async def test_a_client_drives_the_show_that_its_password_chooses() -> None:
    show = await made_show()
    password = await made_password(show)
    async with paper_desk(show) as desk, an_adapter() as adapter, a_client(adapter, password) as obs:
        scenes = await obs.ask("GetSceneList")
        assert [one["sceneName"] for one in reversed(scenes["scenes"])] == [
            "Wide", "Close", "Camera (full frame)", "Camera (full frame) (2)", "Black",
        ]  # fmt: skip
        assert (scenes["currentProgramSceneName"], scenes["currentPreviewSceneName"]) == ("Wide", "Close")
        await obs.ask("SetCurrentPreviewScene", sceneName="Black")
        assert (await obs.ask("GetCurrentPreviewScene"))["sceneName"] == "Black"
        assert (await obs.hears("CurrentPreviewSceneChanged"))["sceneName"] == "Black"
        await obs.ask("SetCurrentPreviewScene", sceneName="Close")
        await obs.ask("TriggerStudioModeTransition")
        assert (await obs.hears("SceneTransitionStarted"))["transitionName"] == "Mix"
        assert (await obs.hears("CurrentProgramSceneChanged"))["sceneName"] == "Close"
        assert (await obs.ask("GetCurrentProgramScene"))["sceneName"] == "Close"
        assert "SceneTransitionEnded" not in obs.heard
        desk.over()
        await obs.hears("SceneTransitionEnded")
        assert obs.heard.count("CurrentProgramSceneChanged") == 1
    assert [one["verb"] for one in desk.commands] == ["preview", "preview", "auto"]
    assert desk.commands[0]["sender"] == {
        "by": "the token Stream deck", "origin": "api", "address": "127.0.0.1"
    }  # fmt: skip
    assert isinstance(desk.commands[0]["not_after_frame"], int)


async def test_a_take_by_name_goes_with_the_chosen_transition() -> None:
    show = await made_show()
    password = await made_password(show)
    async with paper_desk(show) as desk, an_adapter() as adapter, a_client(adapter, password) as obs:
        await obs.ask("SetCurrentProgramScene", sceneName="Wide")  # is there already
        assert desk.commands == []
        listed = (await obs.ask("GetSceneTransitionList"))["transitions"]
        assert [one["transitionName"] for one in listed][:3] == ["Cut", "Mix", "Dip"]
        await obs.ask("SetCurrentSceneTransition", transitionName="Wipe")
        await obs.ask("SetCurrentSceneTransitionDuration", transitionDuration=700)
        current = await obs.ask("GetCurrentSceneTransition")
        assert (current["transitionName"], current["transitionDuration"]) == ("Wipe", 700)
        await obs.ask("SetCurrentProgramScene", sceneName="Black")
    transition = desk.commands[-1]["transition"]
    assert (transition["kind"], transition["duration_ms"], "swap" in transition) == ("wipe", 700, False)
    await obs.hears("CurrentSceneTransitionChanged", lambda data: data["transitionName"] == "Wipe")
    assert (await obs.hears("CurrentSceneTransitionDurationChanged"))["transitionDuration"] == 700


async def test_inputs_of_one_name_are_two_and_each_is_heard_by_its_own() -> None:
    show = await made_show()
    password = await made_password(show)
    async with paper_desk(show) as desk, an_adapter() as adapter, a_client(adapter, password) as obs:
        inputs = (await obs.ask("GetInputList"))["inputs"]
        assert [one["inputName"] for one in inputs] == ["Camera", "Camera (2)"]
        await obs.ask("SetInputMute", inputName="Camera (2)", inputMuted=True)
        assert desk.commands[-1]["source"].startswith("src_two")
        assert (await obs.ask("GetInputMute", inputUuid=inputs[1]["inputUuid"]))["inputMuted"]
        assert not (await obs.ask("GetInputMute", inputName="Camera"))["inputMuted"]
        assert (await obs.hears("InputMuteStateChanged"))["inputName"] == "Camera (2)"
        assert not (await obs.ask("ToggleInputMute", inputName="Camera (2)"))["inputMuted"]
        await obs.ask("SetInputVolume", inputName="Camera", inputVolumeDb=-6.0)
        volume = await obs.ask("GetInputVolume", inputName="Camera")
        assert volume == {"inputVolumeDb": -6.0, "inputVolumeMul": pytest.approx(0.501, abs=0.001)}
        await obs.ask("SetInputVolume", inputName="Camera", inputVolumeMul=0.0)
        assert await obs.ask("GetInputVolume", inputName="Camera") == {
            "inputVolumeDb": -100.0, "inputVolumeMul": 0.0
        }  # fmt: skip
        assert desk.commands[-1]["gain_db"] == -90.0


async def test_recording_is_started_and_stopped_and_streaming_never() -> None:
    show = await made_show()
    password = await made_password(show)
    async with paper_desk(show) as desk, an_adapter() as adapter, a_client(adapter, password) as obs:
        assert (await obs.ask("GetStreamStatus"))["outputActive"]
        assert not (await obs.ask("GetRecordStatus"))["outputActive"]
        await obs.ask("StartRecord")
        assert (await obs.ask("GetRecordStatus"))["outputActive"]
        assert (await obs.hears("RecordStateChanged"))["outputState"] == "OBS_WEBSOCKET_OUTPUT_STARTED"
        desk.refuses["start_recording"] = "already_recording"
        assert await obs.refused("StartRecord") == (500, "the words of the mixer")
        assert (await obs.ask("StopRecord"))["outputPath"] == "2026-11-23 evening"
        await obs.hears("RecordStateChanged", lambda data: not data["outputActive"])
        for name in ("StartStream", "StopStream", "ToggleStream"):
            assert await obs.refused(name) == NOTHING
    assert not desk.stopped
    assert {one["verb"] for one in desk.commands} == {"start_recording", "stop_recording"}


async def test_what_is_not_known_or_not_right_is_said_in_the_protocols_numbers() -> None:
    show = await made_show()
    async with paper_desk(show), an_adapter() as adapter, a_client(adapter, await made_password(show)) as obs:
        for name, data, code in (
            ("SetCurrentSceneCollection", {"sceneCollectionName": "x"}, 204),
            ("SetCurrentPreviewScene", {}, 301),
            ("SetCurrentPreviewScene", {"other": 1}, 300),
            ("SetCurrentPreviewScene", {"sceneName": 5}, 401),
            ("SetCurrentPreviewScene", {"sceneName": ""}, 403),
            ("SetCurrentPreviewScene", {"sceneName": "Nowhere"}, 600),
            ("SetTBarPosition", {"position": 1.5}, 402),
            ("SetTBarPosition", {"position": True}, 401),
            ("SetInputVolume", {"inputName": "Camera"}, 300),
            ("SetStudioModeEnabled", {"studioModeEnabled": False}, 703),
        ):
            assert (await obs.refused(name, **data))[0] == code, (name, data)
        assert (await obs.ask("GetStudioModeEnabled"))["studioModeEnabled"]


async def test_off_air_a_show_is_listed_and_not_driven() -> None:
    show = await made_show()
    async with an_adapter() as adapter, a_client(adapter, await made_password(show)) as obs:
        listed = await obs.ask("GetSceneList")
        assert len(listed["scenes"]) == 5 and listed["currentProgramSceneName"] is None
        assert (await obs.refused("GetCurrentProgramScene"))[0] == 207
        assert (await obs.refused("SetCurrentPreviewScene", sceneName="Wide"))[0] == 207
        assert not (await obs.ask("GetStreamStatus"))["outputActive"]
        async with paper_desk(show):
            assert (await obs.hears("StreamStateChanged"))["outputActive"]
            assert (await obs.hears("CurrentProgramSceneChanged"))["sceneName"] == "Wide"
        await obs.hears("StreamStateChanged", lambda data: not data["outputActive"])


async def test_a_viewers_password_may_look_and_nothing_else() -> None:
    show = await made_show()
    password = await made_password(show, "viewer")
    async with paper_desk(show) as desk, an_adapter() as adapter, a_client(adapter, password) as obs:
        await obs.ask("GetSceneList")
        for name, data in (
            ("SetCurrentPreviewScene", {"sceneName": "Wide"}),
            ("TriggerStudioModeTransition", {}),
            ("StartRecord", {}),
            ("SetInputMute", {"inputName": "Camera", "inputMuted": True}),
        ):
            assert (await obs.refused(name, **data))[0] == 703
    assert desk.commands == []


async def test_nothing_is_done_in_the_second_after_a_password_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    show = await made_show()
    password = await made_password(show)
    async with paper_desk(show) as desk, an_adapter() as adapter, a_client(adapter, password) as obs:
        adapter.sessions[0].hub.admission.leave(adapter.sessions[0])  # nobody asks by the second
        row = await ObsPassword.objects.aget()
        await sync_to_async(passwords.end)(None, row)
        assert (await obs.refused("SetCurrentPreviewScene", sceneName="Wide"))[0] == 703
    assert desk.commands == []


async def test_a_password_that_ends_closes_its_socket_and_lets_nobody_in() -> None:
    show = await made_show()
    password = await made_password(show)
    async with an_adapter() as adapter:
        socket = await raw(adapter)
        assert (await identified(socket, password))["op"] == 2
        await sync_to_async(passwords.end)(None, await ObsPassword.objects.select_related("token").aget())
        assert await closed(socket) == 4011
        socket = await raw(adapter)
        with pytest.raises(ConnectionClosed):
            await identified(socket, password)
        assert socket.close_code == 4009


async def test_a_password_that_runs_out_closes_its_socket() -> None:
    show = await made_show()
    password = await made_password(show)
    async with an_adapter() as adapter:
        socket = await raw(adapter)
        assert (await identified(socket, password))["op"] == 2
        await Token.objects.filter(obs_password__isnull=False).aupdate(expires=timezone.now())
        assert await closed(socket) == 4011


async def test_a_show_that_is_deleted_sends_its_clients_away() -> None:
    show = await made_show()
    password = await made_password(show)
    async with an_adapter() as adapter:
        socket = await raw(adapter)
        assert (await identified(socket, password))["op"] == 2
        await show.adelete()
        assert await closed(socket) == 4011


async def test_a_password_does_no_more_than_who_made_it_may_now() -> None:
    show = await made_show()
    maker = await sync_to_async(a_user)("ada", "director", show)
    password = await made_password(show, by=maker)
    async with paper_desk(show) as desk, an_adapter() as adapter, a_client(adapter, password) as obs:
        await obs.ask("SetCurrentPreviewScene", sceneName="Wide")
        await maker.memberships.aupdate(role="viewer")
        assert (await obs.refused("SetCurrentPreviewScene", sceneName="Close"))[0] == 703
    assert len(desk.commands) == 1


async def test_renames_are_told_and_the_second_of_a_name_stays_the_second() -> None:
    show = await made_show()
    async with an_adapter() as adapter, a_client(adapter, await made_password(show)) as obs:
        await Scene.objects.filter(show=show, name="Wide").aupdate(name="Totale")
        await Source.objects.filter(show=show, pk__startswith="src_two").aupdate(position=0)
        await Source.objects.filter(show=show, pk__startswith="src_one").aupdate(position=1)
        show.revision += 1
        await show.asave(update_fields=["revision"])
        renamed = await obs.hears("SceneNameChanged")
        assert (renamed["oldSceneName"], renamed["sceneName"]) == ("Wide", "Totale")
        assert "Totale" in [one["sceneName"] for one in (await obs.hears("SceneListChanged"))["scenes"]]
        inputs = (await obs.ask("GetInputList"))["inputs"]
        assert [one["inputName"] for one in inputs] == ["Camera (2)", "Camera"]
        assert "InputNameChanged" not in obs.heard


async def test_one_hears_what_one_subscribed_to_and_meters_only_by_name() -> None:
    show = await made_show()
    password = await made_password(show)
    async with (
        paper_desk(show) as desk,
        an_adapter() as adapter,
        a_client(adapter, password, int(Intent.METERS)) as loud,
        a_client(adapter, password, int(Intent.OUTPUTS)) as outputs,
        a_client(adapter, password, 0) as deaf,
    ):
        source = (await Source.objects.aget(show=show, position=0)).pk
        levels = {"peak_db": [-6.0, -90.0], "rms_db": [-20.0, -90.0]}
        async with asyncio.timeout(PATIENCE_S):
            while not any(client.watch.meters for client in desk.control.clients):
                await asyncio.sleep(0.01)
        desk.show_state.meters({"frame": 1, "sources": {source: levels}, "program": levels})
        told = (await loud.hears("InputVolumeMeters"))["inputs"][0]
        assert told["inputName"] == "Camera"
        assert told["inputLevelsMul"][0] == pytest.approx([0.1, 0.501, 0.501], abs=0.001)
        assert told["inputLevelsMul"][1] == [0.0, 0.0, 0.0]
        await loud.ask("SetCurrentPreviewScene", sceneName="Wide")
        await loud.ask("StartRecord")
        await outputs.hears("RecordStateChanged")
        assert outputs.heard == ["RecordStateChanged"]
        assert set(loud.heard) == {"InputVolumeMeters"} and deaf.heard == []


async def test_reidentify_changes_what_is_heard() -> None:
    show = await made_show()
    async with paper_desk(show) as desk, an_adapter() as adapter:
        socket = await raw(adapter, subprotocols=["obswebsocket.json"])
        assert await identified(socket, await made_password(show), eventSubscriptions=0) == {
            "op": 2, "d": {"negotiatedRpcVersion": 1},
        }  # fmt: skip
        desk.move(preview="black")
        await socket.send(json.dumps({"op": 3, "d": {"eventSubscriptions": int(Intent.SCENES)}}))
        assert json.loads(await socket.recv())["op"] == 2
        desk.move(preview="scn_wide")
        event = json.loads(await socket.recv())
        while event["d"]["eventData"]["sceneName"] != "Wide":  # the first move may come behind the Reidentify
            event = json.loads(await socket.recv())
        assert (event["op"], event["d"]["eventIntent"]) == (5, int(Intent.SCENES))
        await socket.close()


async def test_a_batch_is_done_in_its_order_and_stops_where_it_was_asked_to() -> None:
    show = await made_show()
    batch = [
        Request("SetCurrentPreviewScene", {"sceneName": "Black"}),
        Request("SetCurrentPreviewScene", {"sceneName": "Nowhere"}),
        Request("GetCurrentPreviewScene"),
    ]
    async with paper_desk(show), an_adapter() as adapter, a_client(adapter, await made_password(show)) as obs:
        whole = await obs.client.call_batch(batch)
        assert [one.requestStatus.code for one in whole] == [100, 600, 100]
        assert whole[2].responseData["sceneName"] == "Black"
        halted = await obs.client.call_batch(batch, halt_on_failure=True)
        assert [one.requestStatus.code for one in halted] == [100, 600]


@pytest.mark.parametrize(
    "sent, code",
    [
        ("rubbish", 4002),
        (b"\x01", 4002),
        ('{"op":1}', 4003),
        ('{"op":99,"d":{}}', 4006),
        ('{"op":"1","d":{}}', 4006),
        ("[]", 4002),
        ('{"op":6,"d":{"requestType":"GetVersion","requestId":"1"}}', 4007),
        ('{"op":1,"d":{}}', 4003),
        ('{"op":1,"d":{"rpcVersion":"1"}}', 4004),
        ('{"op":1,"d":{"rpcVersion":2}}', 4010),
        ('{"op":1,"d":{"rpcVersion":1}}', 4009),
        ('{"op":1,"d":{"rpcVersion":1,"authentication":"guessed"}}', 4009),
        ('{"op":1,"d":{"rpcVersion":1,"eventSubscriptions":"all"}}', 4004),
        ("[" * 60_000, 4002),
        ("x" * (server.MESSAGE_MOST + 1), 1009),
    ],
)
async def test_who_does_not_say_who_they_are_is_sent_away_with_the_protocols_code(sent: Any, code: int) -> None:
    async with an_adapter() as adapter:
        socket = await raw(adapter)
        assert json.loads(await socket.recv())["op"] == 0
        await socket.send(sent)
        assert await closed(socket) == code
        assert adapter.sessions == [] or not adapter.sessions[0].identified


@pytest.mark.parametrize(
    "sent, code",
    [
        ('{"op":1,"d":{"rpcVersion":1}}', 4008),
        ('{"op":7,"d":{}}', 4006),
        ('{"op":6,"d":{"requestId":"1"}}', 4003),
        ('{"op":6,"d":{"requestType":"GetVersion"}}', 4003),
        ('{"op":6,"d":{"requestType":"GetVersion","requestId":"1","requestData":[]}}', 4004),
        ('{"op":8,"d":{"requestId":"1","requests":{}}}', 4004),
        ('{"op":8,"d":{"requestId":"1","requests":[],"executionType":1}}', 4012),
        ('{"op":8,"d":{"requestId":"1","requests":[],"variables":{"a":1}}}', 4012),
    ],
)
async def test_rubbish_of_a_client_that_was_let_in_closes_its_socket(sent: str, code: int) -> None:
    show = await made_show()
    async with an_adapter() as adapter:
        socket = await raw(adapter)
        await identified(socket, await made_password(show))
        await socket.send(sent)
        assert await closed(socket) == code


async def test_wrong_passwords_are_looked_at_ever_later() -> None:
    show = await made_show()
    password = await made_password(show)
    async with an_adapter() as adapter:
        for _ in range(5):
            socket = await raw(adapter)
            with pytest.raises(ConnectionClosed):
                await identified(socket, "obs_guessed")
            assert "wrong" in str(socket.close_reason)
        socket = await raw(adapter)
        with pytest.raises(ConnectionClosed):
            await identified(socket, password)
        assert (socket.close_code, "Too many" in str(socket.close_reason)) == (4009, True)


async def test_who_says_nothing_is_sent_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session, "IDENTIFY_S", 0.05)
    async with an_adapter() as adapter:
        assert await closed(await raw(adapter)) == 4007


async def test_there_is_room_for_so_many_and_strangers_do_not_take_all_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "STRANGERS_MOST", 2)
    async with an_adapter() as adapter:
        sockets = [await raw(adapter) for _ in range(2)]
        for socket in sockets:
            await socket.recv()
        with pytest.raises(InvalidStatus):
            await raw(adapter)
        for socket in sockets:
            await socket.close()


async def test_who_floods_is_sent_away_and_the_others_go_on() -> None:
    show = await made_show()
    password = await made_password(show)
    asked = json.dumps({"op": 6, "d": {"requestType": "GetVersion", "requestId": "1"}})
    async with an_adapter() as adapter, a_client(adapter, password) as obs:
        socket = await raw(adapter)
        await identified(socket, password)
        with pytest.raises(ConnectionClosed):
            while True:
                await socket.send(asked)
        assert await closed(socket) == 1008
        await obs.ask("GetVersion")


async def test_who_never_reads_is_cut_off_and_others_hear_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session, "STUCK_S", 0.2)
    show = await made_show()
    password = await made_password(show)
    async with paper_desk(show) as desk, an_adapter() as adapter, a_client(adapter, password) as obs:
        deaf = await raw(adapter, max_queue=1)
        await identified(deaf, password)
        deaf.transport.pause_reading()
        names = [f"scn_{'x' * 4000}_{at}" for at in range(2)]
        for at in range(20_000):
            if len(adapter.sessions) == 1:
                break
            desk.move(preview=names[at % 2])
            assert (await obs.hears("CurrentPreviewSceneChanged"))["sceneName"] == names[at % 2]
            obs.events.clear()
        assert len(adapter.sessions) == 1
        deaf.transport.abort()


async def test_who_used_a_password_stands_in_its_row_and_in_the_list_of_people() -> None:
    show = await made_show()
    async with an_adapter() as adapter, a_client(adapter, await made_password(show)):
        hub = adapter.sessions[0].hub
        assert hub.people() == [{"name": "the token Stream deck", "role": "director"}]
        assert (await ObsPassword.objects.select_related("token").aget()).token.last_used is not None
    assert await AuditEntry.objects.filter(show=show, verb="people").aexists()


def test_the_salt_is_one_and_is_no_secret() -> None:
    assert passwords.salt() == passwords.salt() == door.hello("x")["authentication"]["salt"]


async def test_a_client_that_answers_no_pings_stays() -> None:
    """Those that read only while they wait for an answer of their own never do; the system notices who is gone."""
    show = await made_show()
    async with an_adapter() as adapter, a_client(adapter, await made_password(show)):
        connection = adapter.sessions[0].socket
        assert connection.ping_interval is None
        assert connection.transport.get_extra_info("socket").getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE) == 1


async def test_a_client_may_ask_for_all_there_is_at_once_and_commands_wait_in_bounds() -> None:
    show = await made_show()
    async with paper_desk(show) as desk, an_adapter() as adapter, a_client(adapter, await made_password(show)) as obs:
        answers = await asyncio.gather(*(obs.ask("GetInputVolume", inputName="Camera") for _ in range(400)))
        assert len(answers) == 400
        desk.refuses["tbar"] = ""  # never answered
        asked = [obs.client.call(Request("SetTBarPosition", {"position": 0.5})) for _ in range(40)]
        done = [one.requestStatus.code for one in await asyncio.gather(*asked)]
        assert done.count(207) == 40 and len(desk.commands) <= session.IN_FLIGHT_MOST


async def test_commands_reach_the_mixer_in_the_order_in_which_they_were_asked() -> None:
    show = await made_show()
    async with paper_desk(show) as desk, an_adapter() as adapter, a_client(adapter, await made_password(show)) as obs:
        places = [at / 20 for at in range(20)]
        for place in places:
            await obs.client.emit(Request("SetTBarPosition", {"position": place, "release": False}))
        await obs.ask("SetInputMute", inputName="Camera", inputMuted=True)
        assert [one["position"] for one in desk.commands if one["verb"] == "tbar"] == places
