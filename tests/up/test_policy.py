from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from studio.up.policy import FORBIDDEN, WouldStart, nothing_starts


def answer(policy: Path) -> int:
    return subprocess.run([policy, "nginx", "start"]).returncode


def script(policy: Path, status: int) -> str:
    text = f"#!/bin/sh\nexit {status}\n"
    policy.write_text(text)
    policy.chmod(0o755)
    return text


def test_while_packages_are_installed_no_service_may_start(tmp_path: Path) -> None:
    policy = tmp_path / "policy-rc.d"
    with nothing_starts("nginx", policy):
        assert answer(policy) == FORBIDDEN
    assert list(tmp_path.iterdir()) == []


def test_the_policy_goes_even_when_the_installation_fails(tmp_path: Path) -> None:
    with pytest.raises(OSError), nothing_starts("nginx", tmp_path / "policy-rc.d"):
        raise OSError("apt fell over")
    assert list(tmp_path.iterdir()) == []


def test_a_policy_of_the_administrators_that_forbids_is_left_alone(tmp_path: Path) -> None:
    policy = tmp_path / "policy-rc.d"
    text = script(policy, FORBIDDEN)
    with nothing_starts("nginx", policy):
        assert policy.read_text() == text
    assert policy.read_text() == text


def test_a_policy_of_the_administrators_that_allows_is_left_alone_and_nginx_out(tmp_path: Path) -> None:
    policy = tmp_path / "policy-rc.d"
    text = script(policy, 0)
    with pytest.raises(WouldStart), nothing_starts("nginx", policy):
        raise AssertionError("nothing may be installed")
    assert policy.read_text() == text


def test_what_a_killed_set_up_left_behind_forbids_nothing_and_is_removed(tmp_path: Path) -> None:
    policy = tmp_path / "policy-rc.d"
    die = (
        "import os, sys, pathlib; from studio.up.policy import *\n"
        "with nothing_starts('nginx', pathlib.Path(sys.argv[1])): os.kill(os.getpid(), 9)"
    )
    subprocess.run([sys.executable, "-c", die, policy], cwd=Path(__file__).resolve().parents[2])
    assert answer(policy) == 0
    with nothing_starts("nginx", policy):
        assert answer(policy) == FORBIDDEN
    assert not policy.exists()
