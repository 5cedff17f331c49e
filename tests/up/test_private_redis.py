from __future__ import annotations

import json
import os
import stat
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from studio.home import redis_urls
from studio.up import private_redis
from studio.up.private_redis import RedisPlace, answers, leave, take_place
from tests.waiting import until


@contextmanager
def serving(place: RedisPlace) -> Iterator[subprocess.Popen[bytes]]:
    with subprocess.Popen(private_redis.argv(place), pass_fds=[place.lock], stdout=subprocess.DEVNULL) as server:
        try:
            until(lambda: answers(place))
            yield server
        finally:
            server.kill()


def test_the_private_redis_answers_on_its_socket_and_only_to_us(tmp_path: Path) -> None:
    place = take_place(tmp_path / "run" / "redis.json")
    with serving(place):
        assert stat.S_IMODE(place.folder.stat().st_mode) == 0o700
        assert stat.S_IMODE(place.socket.stat().st_mode) == 0o600
        assert redis_urls(tmp_path)["celery"] == f"redis+socket://{place.socket}"
    leave(place, tmp_path / "run" / "redis.json")
    assert not place.folder.exists() and not (tmp_path / "run" / "redis.json").exists()


def test_a_second_server_never_takes_the_socket_of_one_that_lives(tmp_path: Path) -> None:
    record = tmp_path / "redis.json"
    first = take_place(record)
    with serving(first):
        os.close(first.lock)  # the supervisor is gone; the server itself still holds the lock
        second = take_place(record)
        assert second.folder != first.folder and answers(first)
        leave(second, record)
    first.socket.unlink(missing_ok=True)


def test_the_folder_is_used_again_once_the_server_has_ended(tmp_path: Path) -> None:
    record = tmp_path / "redis.json"
    first = take_place(record)
    with serving(first):
        os.close(first.lock)
    second = take_place(record)
    assert second.folder == first.folder
    leave(second, record)


def test_a_recorded_folder_that_others_may_enter_is_not_trusted(tmp_path: Path) -> None:
    record, open_to_all = tmp_path / "redis.json", tmp_path / "open"
    open_to_all.mkdir()
    open_to_all.chmod(0o755)
    record.write_text(json.dumps({"socket": str(open_to_all / "redis.sock")}))
    place = take_place(record)
    assert place.folder != open_to_all
    leave(place, record)


def test_the_socket_s_path_stays_short_whatever_the_temporary_folder(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("tempfile.tempdir", "/" + "deep/" * 30)
    place = take_place(tmp_path / "redis.json")
    assert len(str(place.socket)) < 100
    leave(place, tmp_path / "redis.json")
