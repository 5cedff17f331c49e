"""Where the usual platforms take a stream, and what they say they accept (November 2026; OBS Studio's list, theirs)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Platform:
    """`server` is filled in for who chooses it; `max_kbps` is picture and sound, `max_gop_s` from keyframe to keyframe.

    0 says that no limit is known. A platform that gives an address for each broadcast has no server.
    """

    label: str
    server: str = ""
    max_kbps: int = 0
    max_gop_s: float = 0.0
    help: str = ""


PLATFORMS = {
    "other": Platform("Another server", help="Any server that takes RTMP, RTMPS or SRT"),
    "youtube": Platform(
        "YouTube", "rtmps://a.rtmps.youtube.com:443/live2", 51_000, 4, "The key is in YouTube Studio under Go live"
    ),
    "youtube_backup": Platform(
        "YouTube, backup", "rtmps://b.rtmps.youtube.com:443/live2?backup=1", 51_000, 4, "The same key as the first"
    ),
    "twitch": Platform("Twitch", "rtmp://live.twitch.tv/app", 6000, 2, "Add ?bandwidthtest=true to the key to test"),
    "facebook": Platform(
        "Facebook", "rtmps://rtmp-api.facebook.com:443/rtmp", 6000, 4, "Ends by itself after eight hours"
    ),
    "bilibili": Platform(
        "Bilibili", "rtmp://live-push.bilivideo.com/live-bvc", help="The key begins with ?streamname="
    ),
    "kuaishou": Platform("Kuaishou", "rtmp://open-push.voip.yximgs.com/gifshow"),
    "douyin": Platform("Douyin", help="Address and key are given for each broadcast, shortly before it"),
    "channels": Platform("WeChat Channels", help="Address and key are given for each broadcast, shortly before it"),
}


def worries(platform: str, kbps: int, gop_s: float) -> list[str]:
    """What a platform is known not to like about a programme of this bit rate and time between keyframes."""
    known, found = PLATFORMS[platform], []
    if known.max_kbps and kbps > known.max_kbps:
        found.append(f"{known.label} takes {known.max_kbps} kb/s at most; the programme has {kbps}.")
    if known.max_gop_s and gop_s > known.max_gop_s:
        found.append(f"{known.label} wants a keyframe every {known.max_gop_s:g} s; the programme has one in {gop_s:g}.")
    return found
