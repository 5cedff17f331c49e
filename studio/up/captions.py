"""Install what captions need while the show is on air already; without it only captions are off.

`run/captions-setup.json` says how far it is: `{"state": "installing" | "ready" | "failed", "percent", "text"}`.
Ends well as soon as everything is there; otherwise tries again later, for a network may come back.
"""

from __future__ import annotations

import importlib
import json
import re
import subprocess
import sys
import time
from collections import deque
from collections.abc import Iterable, Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from mixer.protocol import locks
from mixer.protocol.files import write_whole
from studio.up import prepare

LIST = prepare.ROOT / "requirements-captions.txt"
AGAIN_S = 900.0
PIP = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--no-input", "install", "--progress-bar", "off"]
FETCHED = 90  # per cent when everything is fetched and only unpacking is left
NO_NETWORK = re.compile("name resolution|NewConnectionError|ConnectTimeout|Network is unreachable|Connection refused")


def main() -> int:
    """Install, or say why not and wait. 0: everything is there."""
    path = prepare.home() / "run" / "captions-setup.json"
    while missing := lacking(wanted(LIST.read_text())):
        tell(path, "installing", 0, f"Fetching the packages that captions need: {len(missing)}")
        with locks.in_turn(prepare.ROOT / ".setup.lock"):
            why = install(path, len(missing))
        if why:
            tell(path, "failed", 0, f"Captions are off: {why} It is tried again in {AGAIN_S / 60:.0f} minutes.")
            time.sleep(AGAIN_S)
    tell(path, "ready", 100, "Captions' packages are installed.")
    return 0


def tell(path: Path, state: str, percent: int, text: str) -> None:
    write_whole(path, json.dumps({"state": state, "percent": percent, "text": text}).encode(), 0o644)


def wanted(listed: str) -> dict[str, str]:
    """The packages of a list, each with its version."""
    return dict(re.findall(r"^([A-Za-z0-9][\w.-]*)==(\S+)", listed, re.MULTILINE))


def lacking(packages: dict[str, str]) -> list[str]:
    """Those that are not installed in this very version; a build's own mark (`+cpu`) does not count."""
    return [name for name, number in packages.items() if installed(name) != number]


def installed(name: str) -> str:
    try:
        return version(name).partition("+")[0]
    except PackageNotFoundError:
        return ""


def install(path: Path, count: int) -> str:
    """Run pip and tell how far it is; why it failed, in words, or "" when it did not."""
    command = [*PIP, "-r", str(LIST)]
    print("$", *command, flush=True)
    last: deque[str] = deque(maxlen=40)
    with subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace"
    ) as pip:
        assert pip.stdout
        for percent, text in steps(_kept(pip.stdout, last), count):
            tell(path, "installing", percent, text)
    importlib.invalidate_caches()
    return why_failed(last) if pip.returncode else ""


def _kept(lines: Iterable[str], last: deque[str]) -> Iterator[str]:
    """The lines, which also go into the log; the last of them stay at hand."""
    for line in lines:
        print(line, end="", flush=True)
        last.append(line.strip())
        yield line


def steps(lines: Iterable[str], count: int) -> Iterator[tuple[int, str]]:
    """Per cent and words for what pip says, of which `count` packages are expected."""
    fetched = 0
    for line in lines:
        if found := re.match(r"Collecting ([\w.-]+)", line):
            fetched += 1
            yield min(FETCHED, FETCHED * fetched // max(1, count)), f"Fetching {found[1]}"
        elif found := re.match(r"\s+Downloading (\S+?)-\d\S* \(([\d.]+ .B)\)", line):
            yield min(FETCHED, FETCHED * fetched // max(1, count)), f"Fetching {found[1]} ({found[2]})"
        elif line.startswith("Installing collected packages"):
            yield FETCHED, "Unpacking"


def why_failed(last: Iterable[str]) -> str:
    """Why pip failed and what to do, from the last it said."""
    lines = list(last)
    if any("No space left" in line for line in lines):
        return "the disk is full; their packages take some gigabytes."
    if any(NO_NETWORK.search(line) for line in lines):
        return "their packages could not be fetched, there is no network. Nothing else needs them."
    errors = [line.partition("ERROR: ")[2] for line in lines if "ERROR: " in line]
    return f"{errors[-1] if errors else 'pip failed'} (log/captions-setup.log)."


if __name__ == "__main__":
    sys.exit(main())
