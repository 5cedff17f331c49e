"""Which live texts a stored overlay takes."""

from __future__ import annotations

import pytest

from studio.errors import Invalid
from studio.shows.live_texts import check_fields, kept_fields


def test_a_page_takes_live_texts_of_any_name() -> None:
    check_fields({"kind": "web", "url": "http://192.0.2.1/"}, {"score": "2 : 1"})
    assert kept_fields({"kind": "web"}, {"score": "2 : 1"}) == {"score": "2 : 1"}


def test_a_logo_takes_none() -> None:
    with pytest.raises(Invalid, match="has none"):
        check_fields({"kind": "image"}, {"score": "2 : 1"})
