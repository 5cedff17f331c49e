"""The three clients that most programs for OBS are made with, each from the handshake to a refused StopStream."""

from __future__ import annotations

import asyncio
import json
import queue
from pathlib import Path
from typing import Any

import pytest
from obsws_python import EventClient, ReqClient
from obsws_python.error import OBSSDKRequestError

from studio.obs.requests import REQUESTS
from tests.studio.air.rig import PATIENCE_S
from tests.studio.obs.rig import PaperDesk, a_client, an_adapter, made_password, made_show, paper_desk

pytestmark = pytest.mark.django_db(transaction=True)
HERE = Path(__file__).parent
SCENES = ["Wide", "Close", "Camera (full frame)", "Camera (full frame) (2)", "Black"]
ASKED = ["preview", "auto", "sound", "start_recording", "stop_recording"]


def in_its_way(desk: PaperDesk) -> None:
    """The mixer was asked what a client asked, in order, and by whom."""
    assert [one["verb"] for one in desk.commands] == ASKED
    assert desk.commands[0]["scene"] == "scn_close"
    assert desk.commands[2]["source"].startswith("src_two") and desk.commands[2]["mute"] is True
    assert {one["sender"]["by"] for one in desk.commands} == {"the token Stream deck"}


@pytest.mark.parametrize("encoding", ["json", "msgpack"])
async def test_obs_websocket_js(encoding: str) -> None:
    show = await made_show()
    password = await made_password(show)
    async with paper_desk(show) as desk, an_adapter() as adapter:
        desk.move(preview="black")
        node = await asyncio.create_subprocess_exec(
            "node", str(HERE / "obs_client.mjs"), f"ws://127.0.0.1:{adapter.port}", password, encoding,
            stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
        )  # fmt: skip
        async with asyncio.timeout(2 * PATIENCE_S):
            out, err = await node.communicate()
        assert node.returncode == 0, err.decode()
        told = json.loads(out)
        in_its_way(desk)
    assert told == {
        "wrong": 4009, "rpc": 1, "requests": sorted(REQUESTS), "scenes": SCENES, "preview": "Close", "program": "Close",
        "muted": "Camera (2)", "recording": True, "path": "2026-11-23 evening", "batch": [100, 204],
        "refused": {"StopStream": 703, "StartReplayBuffer": 204},
    }  # fmt: skip


async def test_obsws_python() -> None:
    show = await made_show()
    password = await made_password(show)
    async with paper_desk(show) as desk, an_adapter() as adapter:
        desk.move(preview="black")
        await asyncio.to_thread(with_obsws_python, {"host": "127.0.0.1", "port": adapter.port, "timeout": 20}, password)
        in_its_way(desk)


def with_obsws_python(at: dict[str, Any], password: str) -> None:
    heard: queue.Queue[str] = queue.Queue()

    def on_current_program_scene_changed(data: Any) -> None:
        heard.put(data.scene_name)

    with ReqClient(**at, password=password) as asks, EventClient(**at, password=password) as hears:
        hears.callback.register(on_current_program_scene_changed)
        assert asks.get_version().rpc_version == 1
        assert [one["sceneName"] for one in reversed(asks.get_scene_list().scenes)] == SCENES
        asks.set_current_preview_scene("Close")
        assert asks.get_current_preview_scene().current_preview_scene_name == "Close"
        asks.trigger_studio_mode_transition()
        assert heard.get(timeout=PATIENCE_S) == "Close"
        asks.set_input_mute("Camera (2)", True)
        assert asks.get_input_mute("Camera (2)").input_muted
        asks.start_record()
        assert asks.get_record_status().output_active
        assert asks.stop_record().output_path == "2026-11-23 evening"
        with pytest.raises(OBSSDKRequestError) as refused:
            asks.stop_stream()
        assert refused.value.code == 703


async def test_simpleobsws() -> None:
    show = await made_show()
    password = await made_password(show)
    async with paper_desk(show) as desk, an_adapter() as adapter, a_client(adapter, password) as obs:
        desk.move(preview="black")
        assert (await obs.ask("GetVersion"))["rpcVersion"] == 1
        assert [one["sceneName"] for one in reversed((await obs.ask("GetSceneList"))["scenes"])] == SCENES
        await obs.ask("SetCurrentPreviewScene", sceneName="Close")
        await obs.ask("TriggerStudioModeTransition")
        assert (await obs.hears("CurrentProgramSceneChanged"))["sceneName"] == "Close"
        await obs.ask("SetInputMute", inputName="Camera (2)", inputMuted=True)
        await obs.ask("StartRecord")
        assert (await obs.ask("StopRecord"))["outputPath"] == "2026-11-23 evening"
        assert (await obs.refused("StopStream"))[0] == 703
        in_its_way(desk)
