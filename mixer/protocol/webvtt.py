"""How WebVTT writes times and texts: for the subtitles of HLS and for exports alike."""

from __future__ import annotations


def clock(ms: int) -> str:
    """HH:MM:SS.mmm"""
    minutes, rest = divmod(ms, 60_000)
    return f"{minutes // 60:02}:{minutes % 60:02}:{rest // 1000:02}.{rest % 1000:03}"


def escaped(text: str) -> str:
    """Text as cue text: no markup, no empty line, nothing that reads as a cue's times."""
    lines = (line.strip() for line in text.replace("\0", "").splitlines())
    plain = "\n".join(line for line in lines if line)
    return plain.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
