"""The clock shows the time of its zone."""

from datetime import UTC, datetime
from typing import Any

import pytest
from numpy.typing import NDArray

from mixer.errors import SourceRefused
from mixer.kinds.sources.clock import ClockFace
from mixer.protocol.showfile import Canvas
from mixer.sources.clock import Face, zone_named
from tests.mixer.sources.fakes import play


def drawn(zone: str, when: datetime, title: str = "") -> NDArray[Any]:
    return Face(Canvas(320, 180), title, zone_named(zone)).frame(when).to_ndarray()


def test_the_clock_differs_by_second_and_by_zone() -> None:
    noon = datetime(2026, 6, 1, 12, 0, 0, tzinfo=UTC)
    assert (drawn("UTC", noon) != drawn("UTC", noon.replace(second=30))).any()
    assert (drawn("UTC", noon, "A") != drawn("Asia/Tokyo", noon, "A")).any()
    assert (drawn("UTC", noon, "A") == drawn("Africa/Abidjan", noon.replace(microsecond=0), "A")).mean() > 0.99


def test_an_unknown_zone_is_named() -> None:
    with pytest.raises(SourceRefused, match="Mars/Base"):
        play(ClockFace(zone="Mars/Base"), 1)


def test_the_clock_sweeps() -> None:
    port = play(ClockFace(), 2.0)
    assert len(port.pictures) >= 9
    assert (port.pictures[0][1][0] != port.pictures[1][1][0]).any()
