"""A file is what its bytes say."""

import pytest

from studio.library.intake import clean_name
from studio.library.kinds import type_of


@pytest.mark.parametrize(
    ("head", "mime"),
    [(b"\0\0\0\x20ftypisom", "video/mp4"), (b"\x1aE\xdf\xa3", "video/x-matroska"), (b"\x89PNG\r\n\x1a\n", "image/png"),
     (b"RIFF\0\0\0\0WEBPVP8 ", "image/webp"), (b"RIFF\0\0\0\0WAVEfmt ", "audio/wav"), (b"fLaC", "audio/flac"),
     ((b"G" + bytes(187)) * 3, "video/mp2t"), (b"\xff\xfb\x90", "audio/mpeg"),
     (b"WEBVTT\n\n00:01.000 --> 00:02.000\nHi", "text/vtt"), (b"\xef\xbb\xbfWEBVTT - Night\n", "text/vtt"),
     (b"\xef\xbb\xbf1\r\n00:00:01,000 --> 00:00:02,500\r\nHi", "application/x-subrip")],
)  # fmt: skip
def test_types_are_told_by_their_first_bytes(head: bytes, mime: str) -> None:
    found = type_of(head)
    assert found and found.mime == mime


@pytest.mark.parametrize(
    "head",
    [b"", b"\0", b"#EXTM3U\nfile:///etc/passwd", b"ffconcat version 1.0", b"<svg onload=alert(1)>", b"%!PS",
     b"%PDF-1.7", b"<html>", b"PK\x05\x06", b"RIFF\0\0\0\0EVIL", b"G" + bytes(400),
     b"WEBVTTX", b"1\nnot a time", b"[Script Info]"],
)  # fmt: skip
def test_playlists_documents_and_scripts_are_not_taken(head: bytes) -> None:
    assert type_of(head) is None


@pytest.mark.parametrize(
    ("name", "kept"),
    [("../../etc/passwd", "passwd"), ("C:\\videos\\a.mp4", "a.mp4"), ("a\nb\0c\u202e.mp4", "abc.mp4"), ("", "file"),
     ("晚会.mp4", "晚会.mp4"), ("x" * 500, "x" * 200)],
)  # fmt: skip
def test_names_become_one_printable_line(name: str, kept: str) -> None:
    assert clean_name(name) == kept
