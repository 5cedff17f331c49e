from __future__ import annotations

from contextlib import nullcontext

import pytest

from studio.up import packages
from studio.up.packages import PACKAGES, Package, in_words, install, needed
from studio.up.policy import WouldStart


def package(name: str, without: str = "nothing works") -> Package:
    return Package(name, without, lambda: False)


class Apt:
    """Remembers commands; fails those that install a package in `broken`."""

    def __init__(self, *broken: str) -> None:
        self.broken = set(broken)
        self.ran: list[list[str]] = []
        self.installs: list[list[str]] = []

    def __call__(self, command: list[str]) -> bool:
        self.ran.append(command)
        if "install" not in command:
            return True
        names = [word for word in command[command.index("install") + 1 :] if not word.startswith("-")]
        self.installs.append(names)
        return not self.broken & set(names)


@pytest.fixture(autouse=True)
def no_system(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packages, "nothing_starts", lambda service: nullcontext())
    monkeypatch.setattr(packages, "missing", lambda wanted: [])
    monkeypatch.setattr("shutil.which", lambda name: None)


def test_all_packages_are_installed_in_one_go() -> None:
    apt = Apt()
    install([package("ffmpeg"), package("nginx")], apt)
    assert apt.installs == [["ffmpeg", "nginx"]]


def test_one_bad_package_costs_only_itself() -> None:
    apt = Apt("chromium")
    install([package("chromium"), package("ffmpeg")], apt)
    assert apt.installs[1:] == [["chromium"], ["ffmpeg"]]


def test_where_nginx_would_be_started_it_is_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    def allows(service: str) -> None:
        raise WouldStart(service)

    monkeypatch.setattr(packages, "nothing_starts", allows)
    apt = Apt()
    install([package("ffmpeg"), package("nginx"), package("libnginx-mod-rtmp")], apt)
    assert apt.installs == [["ffmpeg"]]


def test_nginx_is_not_started_at_the_next_boot_either(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda name: f"/usr/bin/{name}")
    apt = Apt()
    install([package("nginx")], apt)
    assert ["systemctl", "disable", "nginx"] in apt.ran


def test_an_nginx_that_was_there_before_is_left_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda name: f"/usr/bin/{name}")
    apt = Apt()
    install([package("libnginx-mod-rtmp")], apt)
    assert not [command for command in apt.ran if "systemctl" in command]


def test_what_is_missing_is_said_once_with_what_stops_working() -> None:
    lines = in_words([package("nginx", "no pushing"), package("mod", "no pushing"), package("ffmpeg", "no demo")])
    assert lines == ["without nginx and mod: no pushing", "without ffmpeg: no demo"]


def test_nothing_missing_is_not_worth_a_word() -> None:
    assert in_words([]) == []


def test_a_machine_without_a_redis_wheel_needs_the_system_s() -> None:
    assert needed((3, 11, 2), "linux x86_64") == PACKAGES
    assert "espeak-ng" in [one.name for one in needed((3, 11, 2), "linux x86_64", dev=True)]
    assert "redis-server" in [one.name for one in needed((3, 13, 0), "linux x86_64")]
    assert "redis-server" in [one.name for one in needed((3, 11, 2), "darwin arm64")]
