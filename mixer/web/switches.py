"""With which switches a page's browser is started."""

from __future__ import annotations

SWITCHES = (
    "--headless=new",
    "--remote-debugging-pipe",
    "--disable-dev-shm-usage",  # Docker's default of 64 MB holds four pages
    "--disable-gpu",
    "--disable-gpu-compositing",  # software GL leaves stale layers behind moving ones
    "--hide-scrollbars",
    "--force-color-profile=srgb",
    "--autoplay-policy=no-user-gesture-required",
    "--block-new-web-contents",
    "--deny-permission-prompts",
    "--disable-quic",
    "--webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--disable-background-timer-throttling",
    "--disable-backgrounding-occluded-windows",
    "--disable-renderer-backgrounding",
    "--disable-breakpad",
    "--disable-crash-reporter",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-component-extensions-with-background-pages",
    "--disable-default-apps",
    "--disable-domain-reliability",
    "--disable-extensions",
    "--disable-hang-monitor",  # ours says what it does
    "--disable-sync",
    "--disable-print-preview",
    "--disable-search-engine-choice-screen",
    "--disable-session-crashed-bubble",
    "--no-default-browser-check",
    "--no-first-run",
    "--no-pings",
    "--no-service-autorun",
    "--password-store=basic",
    "--use-mock-keychain",
    "--disk-cache-size=67108864",
    "--disable-features=Translate,MediaRouter,OptimizationHints,AutofillServerCommunication,InterestFeedContentSuggestions,"
    "DialMediaRouteProvider,CertificateTransparencyComponentUpdater,CalculateNativeWinOcclusion,WebRtcHideLocalIpsWithMdns",
    "about:blank",
)  # fmt: skip
"""Headless, quiet, and with nothing that a page does not need."""


def switches(sound: bool) -> list[str]:
    """Those for a page that is heard, or not."""
    return [*(() if sound else ("--mute-audio",)), *SWITCHES]
