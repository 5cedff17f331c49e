"""Which texts are origins of pages."""

from __future__ import annotations

import pytest

from studio.media.origins import origin_of, origins_of


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("https://WWW.Example.org", "https://www.example.org"),
        ("https://example.org:443", "https://example.org"),
        ("http://example.org:443", "http://example.org:443"),
        ("http://localhost:3000", "http://localhost:3000"),
        ("http://192.0.2.1:80", "http://192.0.2.1"),
        ("http://[2001:DB8::1]:8080", "http://[2001:db8::1]:8080"),
        ("https://xn--bcher-kva.example", "https://xn--bcher-kva.example"),
    ],
)
def test_an_origin_is_kept_as_browsers_write_it(written: str, kept: str) -> None:
    assert origin_of(written) == kept


@pytest.mark.parametrize(
    "wrong",
    [
        "", "*", "null", "example.org", "https://*.example.org", "https://example.org/", "https://example.org/page",
        "https://example.org?x", "https://user@example.org", "ftp://example.org", "javascript://example.org",
        "https://example.org:0", "https://example.org:65536", "https://exa mple.org", "https://example.org; img-src *",
        "https://example.org\n", "https://-a.example", "https://a..example", "https://1.2.3", "https://[::g]",
        "https://bücher.example", "https://" + "a" * 300,
    ],
)  # fmt: skip
def test_whatever_else_is_refused_and_says_what_was_expected(wrong: str) -> None:
    with pytest.raises(ValueError, match="expected an origin such as"):
        origin_of(wrong)


def test_each_is_kept_once() -> None:
    assert origins_of(["https://a.example", "https://A.example:443"]) == ["https://a.example"]
