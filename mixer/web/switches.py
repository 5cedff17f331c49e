"""With which switches a page's browser is started, beside those that fence it in."""

from __future__ import annotations

SWITCHES = (
    "--headless=new",
    "--remote-debugging-pipe",
    "--disable-gpu",
    "--disable-gpu-compositing",  # software GL leaves stale layers behind moving ones
    "--hide-scrollbars",
    "--force-color-profile=srgb",
    "--autoplay-policy=no-user-gesture-required",
    "--block-new-web-contents",
    "--disable-background-timer-throttling",
    "--disable-backgrounding-occluded-windows",
    "--disable-renderer-backgrounding",
    "--disable-component-extensions-with-background-pages",
    "--disable-hang-monitor",  # ours says what it does
    "--disable-session-crashed-bubble",
    "--disk-cache-size=67108864",
    "about:blank",
)
"""Headless, and as fast when nobody's window shows it."""


def switches(sound: bool) -> list[str]:
    """Those for a page that is heard, or not."""
    return [*(() if sound else ("--mute-audio",)), *SWITCHES]
