"""The demo's field camera: a stream that the system's ffmpeg pushes into the ingest server, like anybody's encoder."""

from __future__ import annotations

import shutil
from pathlib import Path

from django.conf import settings

from mixer.protocol.files import write_whole
from studio.shows.models import Source
from studio.shows.rows import fresh_key


def key_file() -> Path:
    return Path(settings.TALLY_HOME) / "run" / "demo-key"


def clip() -> Path:
    """What the camera sees."""
    return Path(settings.TALLY_HOME) / "library" / "demo" / "stage.mp4"


def keep_key(camera: Source) -> None:
    """Give the camera a key and keep it for the pusher, readable by nobody else."""
    write_whole(key_file(), fresh_key(camera).encode(), 0o600)


def demo_push(rtmp_port: int) -> list[str] | None:
    """The command that plays the field camera; None when its source, its clip or ffmpeg is missing."""
    try:
        stream_key = key_file().read_text().strip()
    except OSError:
        return None
    known = Source.objects.filter(pk=stream_key.partition("?")[0], input__kind="push").exists()
    if not known or not clip().is_file() or shutil.which("ffmpeg") is None:
        return None
    return demo_pusher_argv(f"rtmp://127.0.0.1:{rtmp_port}/live/{stream_key}")


def demo_pusher_argv(url_with_key: str) -> list[str]:
    """Loop the clip in real time. It is encoded already, so that pushing it costs next to nothing."""
    return [
        "ffmpeg", "-nostdin", "-loglevel", "error", "-re", "-stream_loop", "-1", "-i", str(clip()),
        "-c", "copy", "-f", "flv", "-flvflags", "no_duration_filesize", url_with_key,
    ]  # fmt: skip
