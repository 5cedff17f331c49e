"""Fetch files from the network: resumed, checked, whole or not at all."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from subtitles.errors import InstallFailed

if TYPE_CHECKING:
    import httpx

TRIES = 4  # each goes on where the last one broke off
LARGEST = 12 << 30
TIMEOUT_S = 30.0


@dataclass(frozen=True, slots=True)
class Wanted:
    """A file by its address; `size` 0 and empty sums where they are not known. `blob` is a sum as Git makes it."""

    url: str
    path: Path
    size: int = 0
    sha256: str = ""
    blob: str = ""


def client() -> httpx.Client:
    try:
        import httpx
    except ImportError:
        raise InstallFailed("The packages for captions are not installed yet; models come after them.") from None
    return httpx.Client(follow_redirects=True, timeout=TIMEOUT_S, headers={"User-Agent": "tally"})


def listing(url: str) -> Any:
    """The JSON at an address. Raises InstallFailed."""
    import httpx

    try:
        with client() as http:
            return http.get(url).raise_for_status().json()
    except (httpx.HTTPError, ValueError) as error:
        raise InstallFailed(in_words(url, error)) from None


def fetch(wanted: Wanted, progress: Callable[[int], None]) -> Path:
    """The file at `wanted.path`, checked; `progress` is told how many bytes are there.

    What was fetched before is kept beside it as `.part` and gone on with, also after a failure. Raises InstallFailed.
    """
    import httpx

    part = wanted.path.with_name(wanted.path.name + ".part")
    part.parent.mkdir(parents=True, exist_ok=True)
    for left in reversed(range(TRIES)):
        try:
            with client() as http:
                _go_on(http, wanted, part, progress)
            break
        except httpx.HTTPStatusError as error:
            raise InstallFailed(in_words(wanted.url, error)) from None
        except (httpx.HTTPError, OSError) as error:
            if not left or isinstance(error, (httpx.ConnectError, OSError)):
                raise InstallFailed(in_words(wanted.url, error)) from None
    _check(wanted, part)
    part.replace(wanted.path)
    return wanted.path


def _go_on(http: httpx.Client, wanted: Wanted, part: Path, progress: Callable[[int], None]) -> None:
    there = part.stat().st_size if part.exists() else 0
    if wanted.size and there == wanted.size:
        return
    headers = {"Accept-Encoding": "identity"} | ({"Range": f"bytes={there}-"} if there else {})
    with http.stream("GET", wanted.url, headers=headers) as answer:
        if answer.status_code == 416:  # it is no longer as long as it was
            part.unlink()
            return _go_on(http, wanted, part, progress)
        answer.raise_for_status()
        resumed = answer.status_code == 206
        there = there if resumed else 0
        with part.open("ab" if resumed else "wb") as file:
            for chunk in answer.iter_raw():  # as it arrives: nothing is lost when it breaks off
                there += len(chunk)
                if there > (wanted.size or LARGEST):
                    raise InstallFailed(f"{wanted.url} sends more than it should.")
                file.write(chunk)
                progress(there)


def _check(wanted: Wanted, part: Path) -> None:
    size = part.stat().st_size
    good = not wanted.size or size == wanted.size
    with part.open("rb") as file:
        if wanted.sha256:
            good &= hashlib.file_digest(file, "sha256").hexdigest() == wanted.sha256
        elif wanted.blob:
            head = f"blob {size}\0".encode()
            good &= hashlib.file_digest(file, lambda: hashlib.sha1(head)).hexdigest() == wanted.blob
    if not good:
        part.unlink()
        raise InstallFailed(f"{wanted.path.name} did not arrive as it was published (its checksum differs). Try again.")


def in_words(url: str, error: Exception) -> str:
    """Why an address could not be had, and what to do."""
    import httpx

    host = httpx.URL(url).host
    if isinstance(error, httpx.HTTPStatusError):
        return f"{host} answers {error.response.status_code} for {httpx.URL(url).path}."
    if isinstance(error, httpx.HTTPError):
        return (
            f"There is no way to {host} from here ({error or type(error).__name__}). Without a network: fetch the "
            "model elsewhere, then python manage.py models install FILE, or put it into a folder named by TALLY_MODELS."
        )
    return f"{host}: {error}"
