"""What a page's fence is made of, and what a program finds in it that has broken out of the browser."""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from mixer.errors import SourceRefused
from mixer.web import protection
from mixer.web.fence import PROFILE, SOUND, Fence, beyond_usr
from mixer.web.flags import FEATURES, through, together
from mixer.web.launch import browser, launch
from mixer.web.protection import BUBBLEWRAP, NONE, RISKED, SANDBOX, WITHOUT, Protection, found, prepare
from mixer.web.visit import renders
from tests.mixer.web.browser import Browser
from tests.mixer.web.canary import Canary
from tests.waiting import until

PYTHON = shutil.which("python3", path="/usr/bin:/usr/local/bin")
INTRUDER = Path(__file__).with_name("intruder.py")
PROJECT = Path(__file__).resolve().parents[3]
HEADLESS = ["--headless=new", "--remote-debugging-pipe", "--disable-gpu"]
fenced = pytest.mark.skipif(found(browser).level != BUBBLEWRAP, reason="this machine has no bubblewrap that starts")


def words(argv: list[str], *wanted: str) -> bool:
    """Whether these stand next to each other."""
    return any(tuple(argv[n : n + len(wanted)]) == wanted for n in range(len(argv)))


def test_the_fence_parts_the_page_from_users_processes_memory_and_files() -> None:
    argv = Fence().argv(["chromium"])
    assert argv[0] == "bwrap"
    assert argv[-1] == "chromium"
    for one in ("--unshare-user", "--unshare-pid", "--unshare-ipc", "--unshare-uts", "--die-with-parent", "--clearenv"):
        assert one in argv
    assert words(argv, "--ro-bind-try", "/usr", "/usr")
    assert words(argv, "--tmpfs", "/tmp")
    assert not [
        word for word in argv if word in ("/", "/home", "/root", "/etc", "/run", "/var")[1:] or word == "--share-net"
    ]


def test_every_room_of_the_fence_is_bounded() -> None:
    argv = Fence().argv(["chromium"])
    rooms = [n for n, word in enumerate(argv) if word == "--tmpfs"]
    assert len(rooms) == 3
    assert all(argv[n - 2] == "--size" and int(argv[n - 1]) <= 1 << 30 for n in rooms)


def test_a_profile_that_is_kept_takes_the_place_of_the_one_that_goes() -> None:
    with tempfile.TemporaryDirectory() as folder:
        fd = os.open(folder, os.O_RDONLY)
        argv = Fence(profile=fd).argv(["chromium"])
        os.close(fd)
    assert PROFILE in argv
    assert not words(argv, "--tmpfs", PROFILE)


def test_the_sound_servers_socket_is_all_that_leads_out_of_the_fence() -> None:
    argv = Fence(sound=Path("/x/sound")).argv(["chromium"])
    assert words(argv, "--bind", "/x/sound", SOUND)
    assert words(argv, "--setenv", "PULSE_SERVER", f"unix:{SOUND}")
    assert "PULSE_SERVER" not in Fence().argv(["chromium"])


def test_a_browser_outside_usr_is_shown_too() -> None:
    assert beyond_usr("/usr/bin/env") == ()
    assert beyond_usr("/opt/google/chrome/chrome") == ("/opt/google/chrome",)


def test_everything_goes_through_the_proxy_loopback_and_link_local_too() -> None:
    switches = through(3128)
    assert "--proxy-server=http://127.0.0.1:3128" in switches
    assert "--proxy-bypass-list=<-loopback>" in switches
    assert "--disable-quic" in switches
    assert "--webrtc-ip-handling-policy=disable_non_proxied_udp" in switches


def test_what_is_left_off_is_one_list() -> None:
    assert together([FEATURES + "A,B", "--x"], [FEATURES + "C"]) == ["--x", FEATURES + "A,B,C"]


# -- what this machine can -------------------------------------------------------------------------


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Any:
    """A machine on which only these start: "fence", "inside" (namespaces within it), "namespaces", "browser"."""

    def made(*can: str) -> Protection:
        def works(command: list[str], network: bool = False) -> bool:
            inside = command[-1] == "true" and "unshare" in command
            return ("inside" if inside else "fence") in can if network else "namespaces" in can

        monkeypatch.setattr(protection, "bubblewrap", lambda: "/usr/bin/bwrap")
        monkeypatch.setattr(protection, "works", works)
        monkeypatch.setattr(protection, "starts", lambda browser: "browser" in can)
        return found(lambda: "chromium")

    return made


def test_the_strongest_that_works_is_taken(machine: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(WITHOUT, raising=False)
    assert machine("fence", "inside", "namespaces") == Protection(BUBBLEWRAP, "/usr/bin/bwrap", False)
    assert machine("fence", "namespaces") == Protection(SANDBOX, None, False)
    assert machine("browser") == Protection(SANDBOX, None, False)
    assert machine("fence") == Protection(NONE, "/usr/bin/bwrap", False)
    assert machine() == Protection(NONE, None, False)


def test_pages_are_refused_where_there_is_no_sandbox(machine: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(WITHOUT, raising=False)
    with pytest.raises(SourceRefused, match="without a sandbox"):
        launch([], protection=machine())


def test_the_operators_word_opens_them_with_a_warning(machine: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(WITHOUT, "1")
    here = machine()
    here.insist()
    assert here.warning == RISKED
    assert machine("fence", "inside").warning == ""


def test_chromiums_sandbox_goes_only_on_the_operators_word() -> None:
    with Browser(launch(HEADLESS, protection=Protection(SANDBOX, None, True))) as chromium:
        assert "--no-sandbox" not in command_line(chromium)
    with Browser(launch(HEADLESS, protection=Protection(NONE, None, True))) as chromium:
        assert "--no-sandbox" in command_line(chromium)
        assert chromium.launched.protection == NONE


def command_line(chromium: Browser) -> str:
    """What its processes were started with; some that a browser starts end at once."""
    chromium.call("Browser.getVersion")
    found = ""
    for pid in chromium.launched.pids():
        with contextlib.suppress(OSError):
            found += Path(f"/proc/{pid}/cmdline").read_text()
    return found


# -- a browser in it -------------------------------------------------------------------------------


def owners(pids: list[int]) -> set[int]:
    """The users of these processes; some that a browser starts end at once."""
    found = set()
    for pid in pids:
        with contextlib.suppress(OSError):
            found.add(os.stat(f"/proc/{pid}").st_uid)
    return found


@fenced
def test_a_browser_in_the_fence_has_its_own_sandbox_and_no_root() -> None:
    with Browser(launch(HEADLESS)) as chromium:
        assert chromium.launched.protection == BUBBLEWRAP
        session = chromium.page()
        assert chromium.evaluate(session, "6 * 7") == 42
        pids = chromium.launched.pids()
        renderers = [pid for pid in pids if renders(pid)]
        users = {os.readlink(f"/proc/{pid}/ns/user") for pid in renderers} if os.geteuid() == 0 else set()
        assert renderers
        assert os.readlink("/proc/self/ns/user") not in users
        assert 0 not in owners(pids)
        # A filter of system calls is what Chromium's sandbox adds to namespaces, once a renderer has begun.
        until(lambda: all("Seccomp:\t2" in Path(f"/proc/{pid}/status").read_text() for pid in renderers))


@fenced
def test_everything_in_the_fence_ends_with_it() -> None:
    chromium = Browser(launch(HEADLESS))
    chromium.page()
    pids = chromium.launched.pids()
    chromium.launched.kill()
    chromium.launched.kill()
    until(lambda: not [pid for pid in pids if alive(pid)], "all of it to end")


def alive(pid: int) -> bool:
    try:
        return " Z " not in Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False


@fenced
def test_a_profile_that_is_kept_is_there_again_and_leads_nowhere_else(tmp_path: Path) -> None:
    folder = Path(tempfile.mkdtemp(dir="/tmp"))
    if os.geteuid() == 0:
        os.chown(folder, 65534, 65534)
    fd = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        with Browser(launch(HEADLESS, profile=fd)) as chromium:
            chromium.page()
            held = {place for pid in chromium.launched.pids() for place in descriptors(pid)}
            chromium.call("Browser.close")
            until(chromium.launched.ended, "the browser to end")
        assert (folder / "Default").is_dir()
        assert str(folder) not in held
        assert PROFILE not in held
    finally:
        os.close(fd)
        shutil.rmtree(folder, ignore_errors=True)


def descriptors(pid: int) -> Iterator[str]:
    """What a process has open, as far as it lives."""
    with contextlib.suppress(OSError):
        for fd in os.listdir(f"/proc/{pid}/fd"):
            with contextlib.suppress(OSError):
                yield os.readlink(f"/proc/{pid}/fd/{fd}")


# -- a program in it -------------------------------------------------------------------------------

TRIES = [
    "TCP to 127.0.0.1", "TCP to ::1", "TCP to this machine's address", "TCP to the metadata service",
    "UDP to this machine's address", "an abstract socket", "a socket of a path", "the file of another program",
    "shared memory of another program", "the accounts", "the passwords", "the names of hosts", "somebody's home",
    "homes", "what runs", "the project", "the environment of who started it", "the files of who started it",
    "a signal to who started it", "writing to the system", "writing to the settings", "mounting", "becoming root",
    "asking su", "a raw socket", "raw frames", "a disk", "the kernel's settings",
]  # fmt: skip


@pytest.fixture(scope="module")
def intruder() -> Iterator[dict[str, Any]]:
    """What a program found that was started as a page's browser is."""
    if PYTHON is None:
        pytest.skip("there is no Python of the system to start in the fence")
    canary = Canary(["intruder"])
    with ExitStack() as held:
        held.callback(canary.close)
        told: dict[str, Any] = {
            "port": canary.ports["intruder"], "machine": canary.machine or "192.0.2.1", "pid": os.getpid(),
            "project": str(PROJECT), "abstract": f"tally-{secrets.token_hex(4)}",
        }  # fmt: skip
        abstract = held.enter_context(socket.socket(socket.AF_UNIX))
        abstract.bind("\0" + str(told["abstract"]))
        abstract.listen()
        folder = Path(held.enter_context(tempfile.TemporaryDirectory(dir="/tmp")))
        folder.chmod(0o755)
        named = held.enter_context(socket.socket(socket.AF_UNIX))
        named.bind(told.setdefault("path", str(folder / "socket")))
        named.listen()
        (folder / "socket").chmod(0o777)
        (folder / "secret").write_text("secret")
        shared = held.enter_context(tempfile.NamedTemporaryFile(dir="/dev/shm"))
        os.chmod(shared.name, 0o644)
        told |= {"secret": str(folder / "secret"), "shared": shared.name}
        argv = Fence().argv([PYTHON, "-I", "-c", INTRUDER.read_text(), json.dumps(told)])
        done = subprocess.run(
            argv, capture_output=True, cwd="/", check=False, preexec_fn=lambda: prepare(True), timeout=60,
            env={"PATH": "/usr/bin:/bin", "TALLY_SECRET": "x"},
        )  # fmt: skip
        yield {**json.loads(done.stdout), "hits": canary.hits["intruder"], "secret": told["secret"]}


@fenced
@pytest.mark.parametrize("name", TRIES)
def test_a_program_in_the_fence_does_not_get_through(intruder: dict[str, Any], name: str) -> None:
    assert intruder["came"][name] != "got through"


@fenced
def test_all_that_was_tried_is_asked_for_here(intruder: dict[str, Any]) -> None:
    assert sorted(intruder["came"]) == sorted(TRIES)
    assert intruder["hits"] == []


@fenced
def test_a_program_in_the_fence_sees_itself_alone(intruder: dict[str, Any]) -> None:
    sees = intruder["sees"]
    assert len(sees["processes"]) <= 3
    assert sees["hostname"] == "page"
    assert sees["networks"] == ["lo"]
    assert "TALLY_SECRET" not in sees["environment"]
    assert set(sees["settings"]) <= {"fonts", "ld.so.cache", "alternatives", "localtime"}
    assert set(sees["roots"]) <= {
        "bin", "dev", "etc", "lib", "lib32", "lib64", "proc", "profile", "sbin", "tmp", "usr", "var",
    }  # fmt: skip
    assert sees["descriptors"] == [0, 1, 2]
    assert sees["uid"] != 0


@pytest.mark.skipif(PYTHON is None, reason="there is no Python of the system")
def test_outside_the_fence_the_same_program_gets_through(tmp_path: Path) -> None:
    """Or those above would say nothing."""
    canary = Canary(["intruder"])
    (tmp_path / "secret").write_text("x")
    told = {
        "port": canary.ports["intruder"], "machine": canary.machine or "127.0.0.1", "pid": os.getpid(),
        "project": str(PROJECT), "abstract": "nobody", "path": "/nowhere", "secret": str(tmp_path / "secret"),
        "shared": "/nowhere",
    }  # fmt: skip
    script = INTRUDER.read_text().replace('"/usr/bin/tally-was-here"', f'"{tmp_path}/a"')
    script = script.replace('"/etc/tally-was-here"', f'"{tmp_path}/b"').replace('"/proc/sys/kernel/hostname"', '"/x/y"')
    script = script.replace('"mounting": mount,', "").replace('"becoming root": become_root,', "")
    try:
        done = subprocess.run([str(PYTHON), "-I", "-c", script, json.dumps(told)], capture_output=True, check=True)
        until(lambda: canary.hits["intruder"], "a hit")
    finally:
        canary.close()
    came = json.loads(done.stdout)["came"]
    for name in ("TCP to 127.0.0.1", "TCP to ::1", "the file of another program", "the accounts", "the project",
                 "the environment of who started it", "a signal to who started it"):  # fmt: skip
        assert came[name] == "got through"
