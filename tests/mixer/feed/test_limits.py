"""What is refused at the edge before it can cost anything."""

import os
import resource
import threading
from pathlib import Path

import pytest

from mixer.errors import BadShow
from mixer.feed import forkserver as forkservers
from mixer.feed.forkserver import Forkserver
from mixer.protocol.parse import read_canvas, read_show, read_source
from mixer.protocol.wire import Channel, Listener


@pytest.mark.parametrize("rate", ["1e999999999", "1e-999999999", "٣٠", "1/0", "30 ", "0.5", "1000000/1"])
def test_a_rate_that_is_no_plain_number_is_refused_at_once(rate: str) -> None:
    with pytest.raises(BadShow):
        read_canvas({"rate": rate})


@pytest.mark.parametrize("rate", ["30", "30000/1001", "29.97", "120"])
def test_the_rates_people_use_are_taken(rate: str) -> None:
    assert read_canvas({"rate": rate}).rate == rate


@pytest.mark.parametrize("kind, most", [("layouts", 64), ("scenes", 200), ("overlays", 64)])
def test_a_show_of_more_parts_than_are_read_within_a_frame_is_refused(kind: str, most: int) -> None:
    part = {"name": "A", "layout": "full", "slots": [{"name": "main"}], "content": {"kind": "text"}}
    fields = {"layouts": ("name", "slots"), "scenes": ("name", "layout"), "overlays": ("name", "content")}[kind]
    rows = [{"id": f"x{number}"} | {name: part[name] for name in fields} for number in range(most + 1)]
    layouts = [{"id": "full", "name": "Full", "slots": [{"name": "main"}]}]
    assert len(getattr(read_show({"name": "A", "layouts": layouts, kind: rows[:most]}), kind)) == most
    with pytest.raises(BadShow, match=f"at most {most}"):
        read_show({"name": "A", "layouts": layouts, kind: rows})


def test_ids_are_plain_letters_so_that_a_tile_can_be_told_from_its_name() -> None:
    with pytest.raises(BadShow):
        read_source({"id": "źródło", "name": "a", "input": {"kind": "test"}})


def test_a_client_that_cannot_be_let_in_does_not_end_the_loop(tmp_path: Path) -> None:
    with Listener(tmp_path / "x.sock") as listener:
        client = Channel.connect(tmp_path / "x.sock")
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        lowest = os.dup(0)
        os.close(lowest)
        resource.setrlimit(resource.RLIMIT_NOFILE, (lowest, hard))
        try:
            assert listener.accept() == []
        finally:
            resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
        (let_in,) = listener.accept()
        let_in.close()
        client.close()


def test_a_forkserver_that_could_not_be_started_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    tries: list[int] = []

    def begin(self: Forkserver) -> None:
        tries.append(1)
        if len(tries) == 2:
            raise OSError("no room for a process")
        self.births += 1

    monkeypatch.setattr(Forkserver, "_start", begin)
    monkeypatch.setattr(forkservers, "PAUSES_S", (0.0, 0.001))
    forkserver = Forkserver()
    forkserver._lost()
    assert isinstance(forkserver._starting, threading.Thread)
    forkserver._starting.join(10)
    assert forkserver.births == 2
    forkserver.close()
