"""What Chromium is told so that it goes through our proxy alone, asks nobody for anything and calls no one at home."""

from __future__ import annotations

from collections.abc import Iterable

BUNDLE_HOST, GRAPHICS_HOST = "bundle.tally.invalid", "graphics.tally.invalid"
NOWHERE = 9  # a port on which nothing listens: who has no proxy has no network
FEATURES = "--disable-features="
# Most of these reach out by themselves, or turn http:// into https:// before our own hosts are asked.
_OFF = (
    "MediaRouter", "DialMediaRouteProvider", "OptimizationHints", "OptimizationGuideModelDownloading", "Translate",
    "InterestFeedContentSuggestions", "CertificateTransparencyComponentUpdater", "AutofillServerCommunication",
    "HttpsUpgrades", "HttpsFirstBalancedMode", "HttpsFirstBalancedModeAutoEnable", "AsyncDns", "WebBluetooth",
    "NetworkTimeServiceQuerying", "WebTransport", "DirectSockets",
    # Two pages that every window brings for an address bar nobody sees, each loaded and run.
    "WebUIOmniboxPopup", "WebUIOmniboxAimPopup",
)  # fmt: skip
_QUIET = (
    "no-first-run", "no-default-browser-check", "disable-background-networking", "disable-component-update",
    "disable-domain-reliability", "no-pings", "disable-sync", "disable-extensions", "disable-default-apps",
    "disable-breakpad", "disable-print-preview", "disable-notifications",
    "deny-permission-prompts", "disable-search-engine-choice-screen", "disable-client-side-phishing-detection",
    "password-store=basic",
    # A container's /dev/shm holds four pages, and then every page dies.
    "disable-dev-shm-usage",
)  # fmt: skip
POLICIES = {
    # The flags say it once, the policies say it to everything in the browser; only inside the fence they are ours.
    "URLBlocklist": ["file://*", "filesystem://*", "chrome://*", "chrome-untrusted://*", "chrome-extension://*",
                     "view-source:*", "devtools://*", "javascript://*", "ftp://*"],
    "DownloadRestrictions": 3,
    "AllowFileSelectionDialogs": False,
    "AudioCaptureAllowed": False,
    "VideoCaptureAllowed": False,
    "ScreenCaptureAllowed": False,
    "DefaultGeolocationSetting": 2,
    "DefaultNotificationsSetting": 2,
    "DefaultPopupsSetting": 2,
    "DefaultWebUsbGuardSetting": 2,
    "DefaultWebHidGuardSetting": 2,
    "DefaultSerialGuardSetting": 2,
    "DefaultWebBluetoothGuardSetting": 2,
    "DefaultFileSystemReadGuardSetting": 2,
    "DefaultFileSystemWriteGuardSetting": 2,
    "DefaultSensorsSetting": 2,
    "DefaultClipboardSetting": 2,
    "DnsOverHttpsMode": "off",
    "QuicAllowed": False,
    "WebRtcIPHandling": "disable_non_proxied_udp",
    "NetworkPredictionOptions": 2,
    "ExtensionInstallBlocklist": ["*"],
    "PasswordManagerEnabled": False,
    "PrintingEnabled": False,
    "SyncDisabled": True,
    "BrowserSignin": 0,
    "BackgroundModeEnabled": False,
    "ComponentUpdatesEnabled": False,
    "MetricsReportingEnabled": False,
    "SafeBrowsingProtectionLevel": 0,
    "TranslateEnabled": False,
}  # fmt: skip


def through(port: int) -> list[str]:
    """The switches for a browser whose proxy listens on this port of its loopback."""
    own = ",".join(f"http://{host}" for host in (BUNDLE_HOST, GRAPHICS_HOST))
    return [
        *(f"--{one}" for one in _QUIET),
        f"--proxy-server=http://127.0.0.1:{port}",
        # Without it localhost, 127/8, ::1, 169.254/16 and fe80::/10 go round the proxy.
        "--proxy-bypass-list=<-loopback>",
        "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
        "--disable-quic",
        "--webrtc-ip-handling-policy=disable_non_proxied_udp",
        # What we serve never leaves the machine: as good as https, and pages there may use all they are used to.
        f"--unsafely-treat-insecure-origin-as-secure={own}",
        FEATURES + ",".join(_OFF),
    ]


def together(*lists: Iterable[str]) -> list[str]:
    """Several lists of switches as one: Chromium heeds only the last list of features that it is told to leave off."""
    every = [one for switches in lists for one in switches]
    off = [one.removeprefix(FEATURES) for one in every if one.startswith(FEATURES)]
    rest = [one for one in every if not one.startswith(FEATURES)]
    return [*rest, FEATURES + ",".join(off)] if off else rest
