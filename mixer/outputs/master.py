"""The multivariant playlist: the programme, and the languages its captions can be read in (RFC 8216, 4.3.4). Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from mixer.protocol.languages import own_name

OVERHEAD = 1.1  # of the container and of what an encoder is over its rate in one segment


@dataclass(frozen=True, slots=True)
class Variant:
    """What a player may want to know before it begins. `kbps` is picture and sound together."""

    kbps: int
    width: int
    height: int
    rate: Fraction
    codecs: str


def master(variant: Variant, languages: Sequence[str], uri: str) -> str:
    """The playlist; `uri` is the programme's own, and subtitles are off until a viewer chooses."""
    subtitles = [_subtitles(code) for code in languages]
    about = [f"BANDWIDTH={round(variant.kbps * 1000 * OVERHEAD)}", f"AVERAGE-BANDWIDTH={variant.kbps * 1000}"]
    if variant.width:
        about.append(f"RESOLUTION={variant.width}x{variant.height}")
    about += [f'CODECS="{variant.codecs}"', f"FRAME-RATE={float(variant.rate):.3f}", "CLOSED-CAPTIONS=NONE"]
    if subtitles:
        about.append('SUBTITLES="subs"')
    lines = ["#EXTM3U", "#EXT-X-VERSION:7", "#EXT-X-INDEPENDENT-SEGMENTS", *subtitles]
    return "\n".join([*lines, f"#EXT-X-STREAM-INF:{','.join(about)}", uri, ""])


def _subtitles(code: str) -> str:
    return (
        f'#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID="subs",NAME="{own_name(code)}",LANGUAGE="{code}",'
        f'DEFAULT=NO,AUTOSELECT=YES,FORCED=NO,URI="{subs_name(code)}"'
    )


def subs_name(code: str) -> str:
    """The file name of a language's playlist."""
    return f"subs-{code}.m3u8"
