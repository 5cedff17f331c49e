"""What somebody else packed is not to be trusted."""

from __future__ import annotations

import io
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from subtitles.errors import BadRequest
from subtitles.models import archive

LINK = 0o120777 << 16


def zipped(path: Path, *entries: tuple[str, bytes, int]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data, attributes in entries:
            entry = zipfile.ZipInfo(name)
            entry.external_attr, entry.compress_type = attributes, zipfile.ZIP_DEFLATED
            file.writestr(entry, data)
    return path


def tarred(path: Path, *entries: tuple[str, bytes, bytes]) -> Path:
    with tarfile.open(path, "w:gz") as file:
        for name, kind, data in entries:
            entry = tarfile.TarInfo(name)
            entry.type, entry.size, entry.linkname = kind, len(data), "/etc/passwd"
            file.addfile(entry, io.BytesIO(data))
    return path


def spoilt(path: Path) -> Path:
    """The archive with nonsense in place of its packed bytes."""
    data = bytearray(path.read_bytes())
    data[45:80] = b"\xff" * 35
    path.write_bytes(bytes(data))
    return path


HOSTILE: dict[str, Callable[[Path], Path]] = {
    "a path upwards": lambda p: zipped(p / "a.zip", ("../../evil", b"x", 0)),
    "an absolute path": lambda p: zipped(p / "a.zip", ("/tmp/evil", b"x", 0)),
    "a path of another system": lambda p: zipped(p / "a.zip", ("a\\..\\..\\evil", b"x", 0)),
    "a link": lambda p: zipped(p / "a.zip", ("model.bin", b"/etc/passwd", LINK)),
    "a bomb": lambda p: zipped(p / "a.zip", ("model.bin", bytes(archive.SMALL + 1), 0)),
    "too many files": lambda p: zipped(p / "a.zip", *((f"f{i}", b"", 0) for i in range(archive.MOST_FILES + 1))),
    "a path upwards in a tar": lambda p: tarred(p / "a.tgz", ("../evil", tarfile.REGTYPE, b"x")),
    "a symlink in a tar": lambda p: tarred(p / "a.tgz", ("model.bin", tarfile.SYMTYPE, b"")),
    "a hard link in a tar": lambda p: tarred(p / "a.tgz", ("model.bin", tarfile.LNKTYPE, b"")),
    "a device in a tar": lambda p: tarred(p / "a.tgz", ("model.bin", tarfile.CHRTYPE, b"")),
    "a spoilt stream": lambda p: spoilt(zipped(p / "a.zip", ("model.bin", bytes(range(256)) * 40, 0))),
    "no archive": lambda p: Path(str((p / "a.zip").write_text("x")) and p / "a.zip"),
}


@pytest.mark.parametrize("make", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_archive_is_refused_and_leaves_nothing(tmp_path: Path, make: Callable[[Path], Path]) -> None:
    there = tmp_path / "there"
    there.mkdir()
    with pytest.raises(BadRequest):
        archive.unpack(make(tmp_path), there / "place")
    assert list(there.iterdir()) == [] and not (tmp_path / "evil").exists()


def test_a_size_that_lies_is_found_out(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", ("model.bin", bytes(archive.SMALL + 1), 0))
    data = bytearray(path.read_bytes())
    said, lie = (archive.SMALL + 1).to_bytes(4, "little"), (10).to_bytes(4, "little")
    path.write_bytes(bytes(data.replace(said, lie)))
    with pytest.raises(BadRequest):
        archive.unpack(path, tmp_path / "place")
    assert not (tmp_path / "place").exists()


def test_a_damaged_archive_is_named(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", ("top/model.bin", bytes(range(256)) * 40, 0))
    data = bytearray(path.read_bytes())
    data[60] ^= 0xFF
    path.write_bytes(bytes(data))
    with pytest.raises(BadRequest, match="a.zip"):
        archive.unpack(path, tmp_path / "place")


@pytest.mark.parametrize("top", ["", "top/"])
def test_a_good_archive_is_its_one_folder(tmp_path: Path, top: str) -> None:
    path = zipped(tmp_path / "a.zip", (f"{top}model.bin", b"1", 0), (f"{top}config.json", b"2", 0))
    archive.unpack(path, tmp_path / "place")
    assert sorted(file.name for file in (tmp_path / "place").iterdir()) == ["config.json", "model.bin"]
