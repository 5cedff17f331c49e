"""Models from a network of our own, from files, and with no network at all."""

from __future__ import annotations

import json
import os
import socket
import tarfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from subtitles import models
from subtitles.errors import BadRequest, InstallFailed
from tests.subtitles.hub import COMMIT, MODEL, Hub, publish, serving
from tests.subtitles.tiny import WHISPER, looks_like_argos, looks_like_whisper


@pytest.fixture
def hub(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[type[Hub]]:
    with serving() as (mine, address):
        monkeypatch.setenv("HF_ENDPOINT", address)
        monkeypatch.setenv("ARGOS_PACKAGE_INDEX", address + "/argos/")
        publish(mine, "Systran/faster-whisper-tiny")
        yield mine


def test_a_model_is_fetched_whole_with_its_progress(home: Path, hub: type[Hub]) -> None:
    told: list[tuple[int, int]] = []
    model = models.install("tiny", lambda done, total: told.append((done, total)))
    assert model.ok and sorted(path.name for path in model.path.iterdir()) == sorted(WHISPER)
    assert (model.path / "model.bin").read_bytes() == MODEL
    assert told == sorted(told) and told[-1][0] == told[-1][1] == model.bytes
    assert [path.name for path in home.iterdir() if not path.name.startswith(".")] == ["tiny"]


def test_what_broke_off_is_gone_on_with(home: Path, hub: type[Hub]) -> None:
    path = f"/Systran/faster-whisper-tiny/resolve/{COMMIT}/model.bin"
    hub.breaks[path] = 300_000
    assert (models.install("tiny").path / "model.bin").read_bytes() == MODEL
    assert (path, "bytes=300000-") in hub.asked


def test_who_stops_an_installation_can_go_on_later(home: Path, hub: type[Hub]) -> None:
    def stop(done: int, total: int) -> None:
        if done > 500_000:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        models.install("tiny", stop)
    assert models.installed() == []
    assert models.install("tiny").ok
    assert any(begins for _, begins in hub.asked)


def test_a_file_with_a_wrong_checksum_is_not_installed(home: Path, hub: type[Hub]) -> None:
    hub.files[f"/Systran/faster-whisper-tiny/resolve/{COMMIT}/model.bin"] = bytes(len(MODEL))
    with pytest.raises(InstallFailed, match="checksum"):
        models.install("tiny")
    assert models.installed() == []


def test_a_small_file_with_a_wrong_checksum_is_not_installed_either(home: Path, hub: type[Hub]) -> None:
    hub.files[f"/Systran/faster-whisper-tiny/resolve/{COMMIT}/config.json"] = b'{"name": "c0nfig.json"}'
    with pytest.raises(InstallFailed, match="checksum"):
        models.install("tiny")


def test_the_newest_package_of_a_pair_is_taken(home: Path, hub: type[Hub], tmp_path: Path) -> None:
    address = f"http://{hub_address()}"
    for version in ("1.9", "1.10"):
        path = looks_like_argos(tmp_path / f"{version}.argosmodel", package_version=version)
        hub.files[f"/{version}.argosmodel"] = path.read_bytes()
    pair = {"from_code": "en", "to_code": "fr"}
    index = [{**pair, "package_version": v, "links": [f"{address}/{v}.argosmodel"]} for v in ("1.10", "1.9")]
    hub.files["/argos/index.json"] = json.dumps(index).encode()
    assert models.install("translate-en_fr").version == "1.10" and ("en", "fr") in models.pairs()
    with pytest.raises(InstallFailed, match="no package"):
        models.install("translate-fr_de")


def hub_address() -> str:
    return os.environ["HF_ENDPOINT"].removeprefix("http://")


def test_without_a_network_the_words_say_what_to_do(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    monkeypatch.setenv("HF_ENDPOINT", f"http://127.0.0.1:{port}")
    with pytest.raises(InstallFailed, match=r"no way to 127\.0\.0\.1.*models install FILE.*TALLY_MODELS"):
        models.install("tiny")


def test_a_server_that_refuses_is_named(home: Path, hub: type[Hub]) -> None:
    with pytest.raises(InstallFailed, match=r"127\.0\.0\.1 answers 404"):
        models.install("base")


def test_what_is_installed_is_not_fetched_again(home: Path, hub: type[Hub]) -> None:
    looks_like_whisper(home / "tiny")
    assert models.install("tiny").ok and hub.asked == []


def test_a_name_is_looked_for_in_the_operators_folders_first(
    home: Path, hub: type[Hub], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = looks_like_whisper(tmp_path / "any")
    (tmp_path / "mine").mkdir()
    with tarfile.open(tmp_path / "mine" / "tiny.tar.gz", "w:gz") as file:
        file.add(whole, "faster-whisper-tiny")
    monkeypatch.setenv("TALLY_MODELS", str(tmp_path / "mine"))
    assert models.install("tiny").name == "tiny" and hub.asked == []


def test_a_name_from_a_console_is_never_a_path(home: Path, tmp_path: Path) -> None:
    looks_like_whisper(tmp_path / "tiny")
    for name in (str(tmp_path / "tiny"), "../tiny", "nothing"):
        with pytest.raises(BadRequest, match="no model called"):
            models.install(name)


def test_a_folder_is_taken_in_without_what_else_lies_there(home: Path, tmp_path: Path) -> None:
    whole = looks_like_whisper(tmp_path / "faster-whisper-base")
    (whole / "README.md").write_text("long")
    (whole / ".cache").mkdir()
    model = models.from_file(whole)
    assert model.name == "base" and sorted(path.name for path in model.path.iterdir()) == sorted(WHISPER)
    assert models.from_file(whole, "other").name == "other"


@pytest.mark.parametrize(
    ("name", "called"), [("", "own"), ("my", "my"), ("openai-my.pt", "openai-my"), ("faster-whisper-base", "base")]
)
def test_a_file_for_openai_whisper_is_taken_in(home: Path, tmp_path: Path, name: str, called: str) -> None:
    with zipfile.ZipFile(tmp_path / "own.pt", "w") as archive:
        archive.writestr("archive/data.pkl", "")
    model = models.from_file(tmp_path / "own.pt", name)
    assert (model.name, model.engine) == (called, "openai-whisper") and model.path.suffix == ".pt"


@pytest.mark.parametrize("name", ["../up", ".hidden", "a/b", "", "x" * 100])
def test_a_model_cannot_be_called_so(home: Path, tmp_path: Path, name: str) -> None:
    whole = looks_like_whisper(tmp_path / ("a b" if not name else "whole"))
    with pytest.raises(BadRequest, match="no name for a model"):
        models.from_file(whole, name)


def test_what_is_no_model_is_refused_and_nothing_is_left(home: Path, tmp_path: Path) -> None:
    (tmp_path / "text.pt").write_text("no weights")
    (tmp_path / "text.argosmodel").write_text("no zip")
    (tmp_path / "empty").mkdir()
    half = looks_like_whisper(tmp_path / "half")
    (half / "tokenizer.json").unlink()
    for path in (tmp_path / "text.pt", tmp_path / "text.argosmodel", tmp_path / "empty", half, tmp_path / "gone"):
        with pytest.raises(BadRequest):
            models.from_file(path)
    assert [path for path in home.iterdir()] == []


def test_a_newer_package_takes_the_place_of_the_old(home: Path, tmp_path: Path) -> None:
    for version in ("1.0", "1.1"):
        models.from_file(looks_like_argos(tmp_path / f"{version}.argosmodel", package_version=version))
    assert [model.version for model in models.installed()] == ["1.1"]
