"""Writing fragments of MP4: one sample each, told exactly when to play. Pure.

FFmpeg's own `frag_every_frame` gives a sample the time of the next one whenever that is already
queued, and is a packet late; a fragment of one sample is simple enough to write here.
"""

from __future__ import annotations

import re
import struct

_SYNC, _NON_SYNC = 0x02000000, 0x01010000
_DEFAULT_BASE_IS_MOOF = 0x020000
_HAS_DURATION, _HAS_SIZE, _HAS_FLAGS = 0x8, 0x10, 0x20
_HAS_OFFSET, _HAS_COMPOSITION = 0x1, 0x800
_START_CODE = re.compile(b"\0\0\0?\1")


def fragment_of(
    sequence: int, track: int, tfdt: int, duration: int, payload: bytes, *, sync: bool = True, composition: int = 0
) -> bytes:
    """A fragment (moof + mdat) with one sample; times are in the track's timescale, `composition` is pts - dts."""
    flags = _DEFAULT_BASE_IS_MOOF | _HAS_DURATION | _HAS_SIZE | _HAS_FLAGS
    tfhd = struct.pack(">5I", flags, track, duration, len(payload), _SYNC if sync else _NON_SYNC)
    # 8 moof + 16 mfhd + 8 traf + 28 tfhd + 20 tfdt + 24 trun + 8 mdat before the payload.
    trun = struct.pack(">IIIi", 0x01000000 | _HAS_OFFSET | _HAS_COMPOSITION, 1, 112, composition)
    traf = box(b"tfhd", tfhd) + box(b"tfdt", struct.pack(">IQ", 0x01000000, tfdt)) + box(b"trun", trun)
    moof = box(b"moof", box(b"mfhd", struct.pack(">II", 0, sequence)) + box(b"traf", traf))
    return moof + box(b"mdat", payload)


def length_prefixed(annexb: bytes) -> bytes:
    """H.264 with start codes (Annex B), as encoders give it, made into what MP4 holds: length, NAL unit, length, …

    Bytes that carry no start code are taken to be in that form already.
    """
    starts = list(_START_CODE.finditer(annexb))
    if not starts or starts[0].start() != 0:
        return annexb
    ends = [code.start() for code in starts[1:]] + [len(annexb)]
    units = (annexb[code.end() : end].rstrip(b"\0") for code, end in zip(starts, ends, strict=True))
    return b"".join(struct.pack(">I", len(unit)) + unit for unit in units if unit)


def box(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I4s", 8 + len(body), kind) + body
