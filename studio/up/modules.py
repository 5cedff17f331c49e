"""Where nginx keeps the module that speaks RTMP."""

from __future__ import annotations

from pathlib import Path

MODULE = "ngx_rtmp_module.so"
FOLDERS = (
    "/usr/lib/nginx/modules",
    "/usr/lib64/nginx/modules",
    "/usr/share/nginx/modules",
    "/usr/local/lib/nginx/modules",
    "/usr/local/libexec/nginx",
    "/opt/homebrew/lib/nginx/modules",
)


def rtmp_module() -> Path | None:
    """The module's file, or None where it is not installed."""
    paths = (Path(folder) / MODULE for folder in FOLDERS)
    return next((place for place in paths if place.is_file()), None)
