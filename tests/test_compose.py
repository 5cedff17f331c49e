"""What Compose grants the studio's container, tried on this machine."""

from __future__ import annotations

import ctypes
import ctypes.util
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[1]
PROFILE = ROOT / "docker" / "seccomp.json"
ALLOW, EPERM = 0x7FFF0000, 0x00050001
FORBIDDEN = ("bpf", "perf_event_open", "init_module", "finit_module", "kexec_load", "reboot", "keyctl", "userfaultfd",
             "open_by_handle_at", "process_vm_readv", "swapon", "settimeofday", "iopl", "syslog")  # fmt: skip
SECCOMP = ctypes.util.find_library("seccomp")


def allowed() -> set[str]:
    told: dict[str, Any] = json.loads(PROFILE.read_text())
    assert told["defaultAction"] == "SCMP_ACT_ERRNO"
    return {name for rule in told["syscalls"] if rule["action"] == "SCMP_ACT_ALLOW" for name in rule["names"]}


def test_the_containers_profile_lets_namespaces_be_made_and_the_kernel_alone() -> None:
    assert {"clone", "clone3", "unshare", "setns", "chroot", "mount", "pivot_root"} <= allowed()
    assert not allowed() & set(FORBIDDEN)


def test_compose_runs_the_studio_under_that_profile() -> None:
    assert f"seccomp={PROFILE.relative_to(ROOT)}" in (ROOT / "docker-compose.yml").read_text().replace("=./", "=")


@pytest.mark.skipif(SECCOMP is None, reason="libseccomp is not installed")
def test_pages_are_protected_under_that_profile_as_they_are_without_it() -> None:
    command = [sys.executable, "-m", "mixer", "protection"]
    without = subprocess.check_output(command, cwd=ROOT)
    assert subprocess.check_output(command, cwd=ROOT, preexec_fn=obey_profile) == without


@pytest.mark.skipif(SECCOMP is None, reason="libseccomp is not installed")
def test_what_the_profile_forbids_is_refused() -> None:
    look = "import ctypes, sys; sys.exit(ctypes.CDLL(None, use_errno=True).syscall(250, 0, 0) != -1)"  # keyctl
    subprocess.run([sys.executable, "-c", look], check=True, preexec_fn=obey_profile)


def obey_profile() -> None:
    """Put this process under the profile, as a container's first one is."""
    lib = ctypes.CDLL(SECCOMP)
    lib.seccomp_init.restype = ctypes.c_void_p
    context = ctypes.c_void_p(lib.seccomp_init(EPERM))
    for name in allowed():
        number = lib.seccomp_syscall_resolve_name(name.encode())
        if number >= 0:
            lib.seccomp_rule_add(context, ALLOW, number, 0)
    # Root keeps its way to new privileges, as it does in a container.
    lib.seccomp_attr_set(context, 3, 0)
    assert lib.seccomp_load(context) == 0
