"""A show really on air, driven by a client of OBS through the adapter that `make run` starts."""

from __future__ import annotations

import os
import queue
import signal
import socket
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import pytest
from obsws_python import EventClient, ReqClient
from obsws_python.error import OBSSDKRequestError

from tests.journeys.test_console import PATIENCE_S
from tests.journeys.test_every_operation import Director
from tests.up.studio import Studio, free_port
from tests.waiting import until

pytestmark = [pytest.mark.journey, pytest.mark.timeout(400)]
BARS = "Bars (full frame)"


@dataclass
class House:
    """A studio with an adapter, its director, and a password for its show."""

    studio: Studio
    director: Director
    port: int
    password: str = ""

    @property
    def at(self) -> dict[str, Any]:
        return {"host": "127.0.0.1", "port": self.port, "password": self.password, "timeout": PATIENCE_S}

    def listens(self) -> bool:
        with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1):
            return True
        return False

    def source(self, name: str) -> str:
        rows = self.director.get(self.director.of_show("sources"))["results"]
        return str(next(one["id"] for one in rows if one["name"] == name))


@pytest.fixture
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    port = free_port()
    studio = Studio(tmp_path_factory.mktemp("studio"), more_env={"TALLY_OBS_PORT": str(port)}).with_a_show()
    supervisor = studio.start()
    try:
        studio.link(supervisor)
        with studio.api() as client:
            director = Director(client)
            director.show = studio.show_id
            until(lambda: director.status["on_air"], seconds=PATIENCE_S)
            house = House(studio, director, port)
            until(house.listens, seconds=PATIENCE_S)
            made = director.post(director.of_show("obs-passwords"), {"name": "Panel", "role": "director"})
            house.password = made["password"]
            yield house
    finally:
        studio.end(supervisor, signal.SIGTERM)


def test_a_client_of_obs_drives_what_is_on_air_and_its_adapters_end_is_not_noticed(house: House) -> None:
    scenes: queue.Queue[str] = queue.Queue()

    def on_current_program_scene_changed(data: Any) -> None:
        scenes.put(data.scene_name)

    with ReqClient(**house.at) as asks, EventClient(**house.at) as hears:
        hears.callback.register(on_current_program_scene_changed)
        drives(house, asks, scenes)
        draws(house, asks)
        records(house, asks)
        with pytest.raises(OBSSDKRequestError) as refused:
            asks.stop_stream()
        assert refused.value.code == 703
    assert house.director.status["on_air"] and house.director.status["wanted"]
    dies_and_comes_back(house)
    rows = house.director.get(house.director.of_show("audit"), by="Panel")["results"]
    assert {"preview", "auto", "tbar", "sound", "start_recording"} <= {one["verb"] for one in rows}
    assert {one["origin"] for one in rows if one["verb"] != "people"} == {"api"}


def drives(house: House, asks: ReqClient, scenes: queue.Queue[str]) -> None:
    source = house.source("Bars")
    assert BARS in [one["sceneName"] for one in asks.get_scene_list().scenes]
    asks.set_current_program_scene("Black")
    assert scenes.get(timeout=PATIENCE_S) == "Black"
    until(lambda: house.director.status["desk"]["running"] is None, seconds=PATIENCE_S)
    asks.set_current_preview_scene(BARS)
    assert asks.get_current_preview_scene().scene_name == BARS
    asks.set_current_scene_transition("Mix")
    asks.set_current_scene_transition_duration(300)
    asks.trigger_studio_mode_transition()
    assert scenes.get(timeout=PATIENCE_S) == BARS
    until(lambda: house.director.status["desk"]["program"] == source, seconds=PATIENCE_S)
    asks.set_input_mute("Bars", True)
    assert house.director.status["desk"]["sound"][source]["mute"]
    asks.set_input_volume("Bars", vol_db=-6.0)
    assert asks.get_input_volume("Bars").input_volume_db == -6.0


def draws(house: House, asks: ReqClient) -> None:
    """A T-bar half-way stands there; drawn to its end it is done."""
    asks.set_current_preview_scene("Black")
    asks.send("SetTBarPosition", {"position": 0.5, "release": False})
    until(lambda: (house.director.status["desk"]["running"] or {}).get("held") == 0.5, seconds=PATIENCE_S)
    assert asks.get_current_program_scene().scene_name == BARS
    asks.send("SetTBarPosition", {"position": 1.0, "release": False})
    until(lambda: house.director.status["desk"]["program"] == "black", seconds=PATIENCE_S)
    until(lambda: asks.get_current_program_scene().scene_name == "Black", seconds=PATIENCE_S)


def records(house: House, asks: ReqClient) -> None:
    asks.start_record()
    assert asks.get_record_status().output_active and house.director.status["recording"]["on"]
    with pytest.raises(OBSSDKRequestError) as refused:
        asks.start_record()
    assert refused.value.code == 500
    name = asks.stop_record().output_path
    finished = house.director.of_show("recordings")
    until(lambda: name in [one["name"] for one in house.director.get(finished)["results"]], seconds=PATIENCE_S)


def dies_and_comes_back(house: House) -> None:
    def engine() -> tuple[Any, Any]:
        status = house.director.status["status"]
        return status["first_frame"], status["late"] is not None

    before, pid = engine(), house.studio.pid_of("obs")
    os.kill(pid, signal.SIGKILL)
    until(lambda: house.studio.pid_of("obs") not in (0, pid) and house.listens(), seconds=PATIENCE_S)
    with ReqClient(**house.at) as asks:
        assert asks.get_current_program_scene().scene_name == "Black"
    assert engine() == before and house.director.status["on_air"]
