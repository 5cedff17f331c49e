"""Writers of one database take turns: first come, first served."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError, connections, transaction

from studio.models import Show
from studio.sqlite.base import DatabaseWrapper, turns_of
from studio.sqlite.turns import Turns
from tests.waiting import until


def waits(turns: Turns, count: int) -> None:
    until(lambda: len(turns._waiting) == count, f"{count} writers that wait")


def test_who_came_first_writes_first(tmp_path: Path) -> None:
    turns, wrote = Turns(tmp_path / "turn"), list[int]()

    def write(number: int) -> None:
        assert turns.take(20)
        wrote.append(number)
        turns.give()

    assert turns.take(1)
    threads = [threading.Thread(target=write, args=(number,)) for number in range(20)]
    for number, thread in enumerate(threads, 1):
        thread.start()
        waits(turns, number)
    turns.give()
    for thread in threads:
        thread.join()
    assert wrote == list(range(20))
    assert turns.take(0.0), "it is free again"


def test_who_gives_up_stands_in_nobodys_way(tmp_path: Path) -> None:
    turns = Turns(tmp_path / "turn")
    assert turns.take(1)
    assert not turns.take(0.01) and not turns._waiting
    turns.give()
    assert turns.take(0.0)


def test_another_process_is_waited_for_and_not_longer_than_asked(tmp_path: Path) -> None:
    ours, theirs = Turns(tmp_path / "turn"), Turns(tmp_path / "turn")  # as of two processes: each has its own file
    assert theirs.take(1)
    assert not ours.take(0.01)
    theirs.give()
    assert ours.take(1)


def test_others_get_a_gap_when_one_process_writes_on_and_on(tmp_path: Path) -> None:
    slept: list[float] = []
    turns = Turns(tmp_path / "turn", slept.append)
    assert turns.take(1)
    other = threading.Thread(target=turns.take, args=(20,))
    other.start()
    waits(turns, 1)
    turns._since = 1e-9
    turns.give()
    other.join()
    assert len(slept) == 1


HOLDER = """
import pathlib, sys, threading
from studio.sqlite.turns import Turns
print(Turns(pathlib.Path(sys.argv[1])).take(1), flush=True)
threading.Event().wait()
"""


def test_the_turn_of_a_process_that_is_killed_is_over(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", HOLDER, str(tmp_path / "turn")], stdout=subprocess.PIPE) as child:
        try:
            assert child.stdout and child.stdout.readline() == b"True\n"
            turns = Turns(tmp_path / "turn")
            assert not turns.take(0.0)
        finally:
            child.kill()
    assert turns.take(10)


@pytest.fixture
def wrapper() -> DatabaseWrapper:
    found: Any = connections["default"]
    assert isinstance(found, DatabaseWrapper), "the tests run on SQLite"
    return found


@pytest.mark.django_db(transaction=True)
def test_a_transaction_has_a_turn_and_gives_it_back_however_it_ends(wrapper: DatabaseWrapper) -> None:
    with transaction.atomic():
        assert wrapper._has_turn
        with transaction.atomic():
            Show.objects.create(name="Inner")
        assert wrapper._has_turn
    assert not wrapper._has_turn
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        raise ZeroDivisionError
    assert not wrapper._has_turn
    Show.objects.filter(name="Inner").update(name="Outer")
    assert Show.objects.get().name == "Outer" and not wrapper._has_turn


@pytest.mark.django_db(transaction=True)
def test_whose_turn_does_not_come_is_told_that_it_is_locked(wrapper: DatabaseWrapper, monkeypatch: Any) -> None:
    turns = turns_of(str(wrapper.settings_dict["NAME"]))
    assert turns.take(1)
    monkeypatch.setitem(wrapper.settings_dict["OPTIONS"], "timeout", 0.01)
    try:
        with pytest.raises(OperationalError, match="locked"), transaction.atomic():
            pass
        with pytest.raises(OperationalError, match="locked"):
            Show.objects.update(name="Never")
        assert Show.objects.count() == 0, "who reads waits for nobody"
    finally:
        turns.give()
    Show.objects.create(name="Now")
