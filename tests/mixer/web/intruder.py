"""What a program that has broken out of the browser finds in a page's fence.

Prints JSON: what it tried, and what came of it.
Started inside the fence by whatever Python the system has: standard library alone, and it imports nothing of ours.
"""

import ctypes
import json
import os
import socket
import subprocess
import sys
from collections.abc import Callable
from typing import Any


def connect(family: int, kind: int, place: Any) -> None:
    with socket.socket(family, kind) as sock:
        sock.settimeout(1)
        sock.connect(place)
        sock.send(b"x")


def read(path: str) -> str:
    with open(path, "rb") as file:
        return file.read(100).decode("latin-1")


def write(path: str) -> None:
    with open(path, "w") as file:
        file.write("x")


def mount() -> None:
    if ctypes.CDLL(None, use_errno=True).mount(b"none", b"/tmp", b"tmpfs", 0, None):
        raise OSError(ctypes.get_errno(), "mount")


def become_root() -> None:
    os.setuid(0)


def ask_su() -> None:
    subprocess.run(["su", "-c", "true"], check=True, stdin=subprocess.DEVNULL, capture_output=True, timeout=5)


def main(told: Any) -> None:
    port, machine, secret, pid = told["port"], told["machine"], told["secret"], told["pid"]
    tcp, udp = socket.SOCK_STREAM, socket.SOCK_DGRAM
    tries = {
        "TCP to 127.0.0.1": lambda: connect(socket.AF_INET, tcp, ("127.0.0.1", port)),
        "TCP to ::1": lambda: connect(socket.AF_INET6, tcp, ("::1", port)),
        "TCP to this machine's address": lambda: connect(socket.AF_INET, tcp, (machine, port)),
        "TCP to the metadata service": lambda: connect(socket.AF_INET, tcp, ("169.254.169.254", 80)),
        "UDP to this machine's address": lambda: connect(socket.AF_INET, udp, (machine, port)),
        "an abstract socket": lambda: connect(socket.AF_UNIX, tcp, "\0" + told["abstract"]),
        "a socket of a path": lambda: connect(socket.AF_UNIX, tcp, told["path"]),
        "the file of another program": lambda: read(secret),
        "shared memory of another program": lambda: read(told["shared"]),
        "the accounts": lambda: read("/etc/passwd"),
        "the passwords": lambda: read("/etc/shadow"),
        "the names of hosts": lambda: read("/etc/hosts"),
        "somebody's home": lambda: os.listdir("/root"),
        "homes": lambda: os.listdir("/home"),
        "what runs": lambda: os.listdir("/run"),
        "the project": lambda: os.listdir(told["project"]),
        "the environment of who started it": lambda: read(f"/proc/{pid}/environ"),
        "the files of who started it": lambda: os.listdir(f"/proc/{pid}/root"),
        "a signal to who started it": lambda: os.kill(pid, 0),
        "writing to the system": lambda: write("/usr/bin/tally-was-here"),
        "writing to the settings": lambda: write("/etc/tally-was-here"),
        "mounting": mount,
        "becoming root": become_root,
        "asking su": ask_su,
        "a raw socket": lambda: socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP).close(),
        "raw frames": lambda: socket.socket(socket.AF_PACKET, socket.SOCK_RAW).close(),
        "a disk": lambda: read("/dev/vda"),
        "the kernel's settings": lambda: write("/proc/sys/kernel/hostname"),
    }
    print(json.dumps({"came": {name: outcome(one) for name, one in tries.items()}, "sees": sights()}))


def outcome(attempt: Callable[[], object]) -> str:
    try:
        attempt()
    except (OSError, subprocess.SubprocessError) as error:
        return type(error).__name__
    return "got through"


def sights() -> dict[str, Any]:
    listed = os.listdir("/proc/self/fd")
    return {
        "processes": sorted(int(name) for name in os.listdir("/proc") if name.isdigit()),
        "environment": sorted(os.environ),
        "descriptors": sorted(int(fd) for fd in listed if os.path.exists(f"/proc/self/fd/{fd}")),
        "hostname": socket.gethostname(),
        "roots": sorted(os.listdir("/")),
        "settings": sorted(os.listdir("/etc")),
        "networks": [name for _, name in socket.if_nameindex()],
        "uid": os.getuid(),
    }


main(json.loads(sys.argv[1]))
