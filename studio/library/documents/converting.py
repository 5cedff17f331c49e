"""A PDF made of a document by LibreOffice, in a process group and a folder of its own, for so long and no longer."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
from django.conf import settings

from studio.errors import Refused

WITHIN_S = 120
MEMORY_MOST = 2 << 30  # bytes, of all its processes together
LOOK_S = 0.25
FRESH_PROFILE = 81  # the exit code that means: once more
PDF_MOST = 500_000_000
PROGRAMS = ("soffice", "libreoffice")
PACKAGES = "libreoffice-impress-nogui libreoffice-writer-nogui libreoffice-calc-nogui"
INSTALL = f"apt-get install --no-install-recommends {PACKAGES} fonts-crosextra-carlito fonts-liberation"
FILTERS = {".html": ("--infilter=HTML (StarWriter)", "pdf:writer_pdf_Export")}
EXPORTS = {
    "impress": "pdf:impress_pdf_Export",
    "calc": "pdf:calc_pdf_Export",
    "writer": "pdf:writer_pdf_Export",
}
APPLICATION = {".pptx": "impress", ".odp": "impress", ".xlsx": "calc", ".ods": "calc"}

Follow = Callable[[float], None]

_SCRIPTING, _INET = "Common/Security/Scripting", "Inet/Settings"
KEPT_FROM = (  # of a document: where LibreOffice has it, its name, its value
    (f"Office.{_SCRIPTING}", "BlockUntrustedRefererLinks", "true"),
    (f"Office.{_SCRIPTING}", "MacroSecurityLevel", "3"),
    (f"Office.{_SCRIPTING}", "DisableMacrosExecution", "true"),
    (f"Office.{_SCRIPTING}", "DisableActiveContent", "true"),
    (_INET, "ooInetProxyType", "2"),
    *((_INET, f"ooInet{scheme}ProxyName", "127.0.0.1") for scheme in ("HTTP", "HTTPS")),
    *((_INET, f"ooInet{scheme}ProxyPort", "9") for scheme in ("HTTP", "HTTPS")),
    ("Office.Calc/Content/Update", "Link", "1"),
    ("Office.Writer/Content/Update", "Link", "0"),
)


def profile() -> str:
    """The settings that a fresh profile begins with."""
    items = "".join(
        f'<item oor:path="/org.openoffice.{place}"><prop oor:name="{name}" oor:op="fuse">'
        f"<value>{value}</value></prop></item>\n"
        for place, name, value in KEPT_FROM
    )
    spaces = 'xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema"'
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<oor:items {spaces}>\n{items}</oor:items>\n'


def office() -> str | None:
    """LibreOffice's program, where it is installed."""
    return next(filter(None, map(shutil.which, PROGRAMS)), None)


def needs_office() -> Refused:
    """What somebody is told who sends a document that only LibreOffice can lay out."""
    text = f"LibreOffice lays this document out, and it is not installed here. Send a PDF, or on the server: {INSTALL}"
    return Refused("needs_libreoffice", text, status=409)


def convert(data: bytes | Path, suffix: str, result: Path, follow: Follow) -> None:
    """Write a PDF of the document to `result`. Raises Refused in plain words; OSError."""
    program = office()
    if program is None:
        raise needs_office()
    with folder_of_job() as folder:
        source = folder / f"document{suffix}"
        put(data, source)
        for again in (False, True):
            code = run([program, *arguments(folder, source)], folder, follow)
            if code != FRESH_PROFILE or again:
                break
        collect(folder / "out" / "document.pdf", result, code)


def arguments(folder: Path, source: Path) -> list[str]:
    infilter, export = FILTERS.get(source.suffix, ("", EXPORTS[APPLICATION.get(source.suffix, "writer")]))
    return [
        "--headless", "--norestore", "--nologo", "--nodefault", "--nolockcheck", "--nofirststartwizard",
        f"-env:UserInstallation=file://{folder}/profile", *filter(None, [infilter]),
        "--convert-to", export, "--outdir", str(folder / "out"), str(source),
    ]  # fmt: skip


@contextmanager
def folder_of_job() -> Iterator[Path]:
    """A folder that belongs to whoever converts, with a profile of its own; it is gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="tally-office-")).resolve()
    try:
        for name in ("profile/user", "out", "tmp"):
            (folder / name).mkdir(parents=True)
        (folder / "profile" / "user" / "registrymodifications.xcu").write_text(profile())
        give_away(folder)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def put(data: bytes | Path, path: Path) -> None:
    if isinstance(data, Path):
        shutil.copyfile(data, path)
    else:
        path.write_bytes(data)
    path.chmod(0o644)


def give_away(folder: Path) -> None:
    """Root's conversions run as nobody, who has to be able to write here."""
    if os.geteuid() != 0:
        return
    account = pwd.getpwnam(os.environ.get("TALLY_USER", "nobody"))
    for path in (folder, *folder.rglob("*")):
        os.chown(path, account.pw_uid, account.pw_gid)


def run(command: list[str], folder: Path, follow: Follow) -> int:
    """The exit code. Raises Refused for what took too long or too much memory; nobody of the group lives on."""
    process = subprocess.Popen(
        [sys.executable, "-m", "mixer", "office", str(folder), *command], cwd=settings.BASE_DIR,
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip
    began = time.monotonic()
    family = Family(process.pid)
    try:
        while True:
            with contextlib.suppress(subprocess.TimeoutExpired):
                return process.wait(LOOK_S)
            spent = time.monotonic() - began
            if spent > WITHIN_S:
                raise Refused("too_slow", f"LibreOffice was not done with this document in {WITHIN_S} s. Send a PDF.")
            if family.memory() > MEMORY_MOST:
                raise Refused("too_much", "This document needs more than 2 GB of memory to be laid out. Send a PDF.")
            follow(spent)
    finally:
        family.end()
        process.wait()


class Family:
    """A process with its children, those that went their own way included."""

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self._seen: dict[int, psutil.Process] = {}

    def memory(self) -> int:
        """Bytes in memory of all of them."""
        with contextlib.suppress(psutil.Error):
            first = psutil.Process(self._pid)
            self._seen |= {one.pid: one for one in (first, *first.children(recursive=True))}
        return sum(_rss(one) for one in self._seen.values())

    def end(self) -> None:
        self.memory()
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._pid, signal.SIGKILL)
        for one in self._seen.values():
            with contextlib.suppress(psutil.Error):
                one.kill()  # psutil knows by the time it began whether it is still the same one


def _rss(process: psutil.Process) -> int:
    try:
        return int(process.memory_info().rss)
    except psutil.Error:
        return 0


def collect(made: Path, result: Path, code: int) -> None:
    """Take the PDF out of the folder. LibreOffice's exit code says little: what begins as a PDF is one."""
    try:
        fd = os.open(made, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError:
        raise not_made(code) from None
    found = os.fstat(fd)
    if not stat.S_ISREG(found.st_mode) or found.st_size > PDF_MOST:
        os.close(fd)
        raise not_made(code)
    with os.fdopen(fd, "rb") as file:
        if file.read(4) != b"%PDF":
            raise not_made(code)
        file.seek(0)
        result.parent.mkdir(parents=True, exist_ok=True)
        with result.open("xb") as kept:
            shutil.copyfileobj(file, kept)
    result.chmod(0o644)


def not_made(code: int) -> Refused:
    text = f"LibreOffice could not lay this document out (it ended with code {code}): save it as PDF and send that."
    return Refused("not_converted", text)
