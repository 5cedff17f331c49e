"""Which addresses a source may have."""

import ipaddress

import pytest

from mixer.errors import SourceLost, SourceRefused
from mixer.protocol.addresses import Policy, check_url, is_public, parse_url, redacted

OPEN = Policy()


def names(host: str) -> list[str]:
    """A resolver without a network."""
    known = {
        "example.com": ["93.184.216.34"],
        "xn--bcher-kva.example": ["93.184.216.34"],
        "rebind.example": ["10.0.0.1", "127.0.0.1"],
        "half.example": ["127.0.0.1", "93.184.216.34"],
        "camera.lan": ["192.168.1.20"],
        "localhost": ["127.0.0.1", "::1"],
        "six.example": ["2606:2800:220:1:248:1893:25c8:1946"],
        "mapped.example": ["::ffff:10.0.0.1"],
        "metadata.google.internal": ["169.254.169.254"],
    }
    if host in known:
        return known[host]
    if host.replace(".", "").isdigit() or ":" in host:
        return [host]
    raise SourceLost(f"the name {host} cannot be looked up")


INSIDE = [
    "http://127.0.0.1/", "http://127.0.0.1:8000/x", "http://127.1/", "http://127.0.1/", "http://2130706433/",
    "http://0x7f000001/", "http://0x7f.0.0.1/", "http://0177.0.0.1/", "http://017700000001/", "http://0/",
    "http://0.0.0.0/", "http://000.000.000.000/", "http://localhost/", "http://LOCALHOST/", "http://localhost./",
    "http://①②⑦.⓪.⓪.①/", "http://１２７.0.0.1/", "http://127。0。0。1/", "http://user:pw@127.0.0.1/",
    "http://example.com@127.0.0.1/", "http://[::1]/", "http://[::]/", "http://[0:0:0:0:0:0:0:1]/",
    "http://[::ffff:127.0.0.1]/", "http://[::ffff:7f00:1]/", "http://[::127.0.0.1]/", "http://[64:ff9b::7f00:1]/",
    "http://[2002:7f00:1::]/", "http://[2001:0:7f00:1::]/", "http://[fe80::1]/", "http://[fc00::1]/", "http://[fd12::1]/",
    "http://[ff02::1]/", "http://[fec0::1]/", "http://10.0.0.1/", "http://10.1/", "http://172.16.5.4/",
    "http://192.168.1.1/", "http://100.64.0.1/", "http://169.254.169.254/latest/meta-data/",
    "http://169.254.43518/", "http://0xa9fea9fe/", "http://metadata.google.internal/", "http://192.0.2.1/",
    "http://198.18.0.1/", "http://224.0.0.1/", "http://239.1.1.1/", "http://240.0.0.1/", "http://255.255.255.255/",
    "http://rebind.example/", "http://mapped.example/", "http://camera.lan/", "https://localhost/a.m3u8",
    "rtmp://127.0.0.1/live/key", "rtmps://localhost/live/key", "rtsp://192.168.1.20/cam", "rtsps://10.0.0.1/cam",
    "udp://@:5000", "udp://0.0.0.0:5000", "udp://239.1.1.1:5000", "udp://127.0.0.1:5000", "udp://93.184.216.34:5000",
]  # fmt: skip

CROOKED = [
    "", "x", "//example.com/", "example.com/a.flv", "file:///etc/passwd", "FILE:///etc/passwd", "/etc/passwd",
    "concat:http://example.com/a|file:///etc/passwd", "subfile,,start,0,end,9,,:/etc/passwd", "data:text/plain,hello",
    "gopher://example.com/", "ftp://example.com/a", "tcp://example.com:80", "srt://example.com:9000", "pipe:0",
    "crypto+http://example.com/", "hls+http://example.com/a.m3u8", "cache:http://example.com/", "async:http://example.com/",
    "http://", "http:///a", "http://@/", "http://:80/", "http://example.com:0x50/", "http://example.com:99999/",
    "http://example.com:80:80/", "http://a@b@example.com/", "http://example.com\\@127.0.0.1/", "http://exa mple.com/",
    "http://example.com/a b", "http://example.com/\r\nHost: x", "http://example.com/\t", "http://ex%61mple.com/",
    "http://127.0.0.1%2f@example.com/\n", "http://[::1/", "http://[::1]x/", "http://[127.0.0.1]/", "http://[fe80::1%25eth0]/",
    "http://256.0.0.1/", "http://1.2.3.4.5/", "http://0x/1", "http://-a-.example/", "http://" + "a" * 64 + ".example/",
    "http://example.com/" + "a" * 2048, "udp://example.com:5000", "udp://@", "udp://@:5000?localaddr=10.0.0.1",
    "udp://@:5000?sources=10.0.0.1", "udp://@:5000/x",
]  # fmt: skip


@pytest.mark.parametrize("url", INSIDE)
def test_nothing_inside_is_reached(url: str) -> None:
    with pytest.raises(SourceRefused):
        check_url(url, OPEN, names)


@pytest.mark.parametrize("url", CROOKED)
def test_what_could_be_read_in_two_ways_is_refused(url: str) -> None:
    with pytest.raises(SourceRefused):
        check_url(url, Policy.from_text("0.0.0.0/0,::/0"), names)


@pytest.mark.parametrize(
    "url",
    [
        "http://example.com/live.flv", "https://example.com/a/b.m3u8?token=x&y=%20", "rtmp://example.com/live/key",
        "rtmps://example.com:443/live/key", "rtsp://user:secret@example.com:8554/cam", "http://EXAMPLE.com./a",
        "http://bücher.example/a.ts", "http://six.example/", "http://[2606:2800:220:1:248:1893:25c8:1946]:8080/",
        "http://93.184.216.34/", "http://1572395042/", "http://half.example/", "rtmp://example.com/app/inst/mp4:name.mp4",
    ],
)  # fmt: skip
def test_public_addresses_are_open(url: str) -> None:
    check_url(url, OPEN, names)


@pytest.mark.parametrize(
    "address",
    [
        "192.0.0.192", "168.63.129.16", "100.100.100.200", "169.254.169.254", "169.254.42.42", "161.26.0.10",
        "166.9.8.7", "fd00:ec2::254", "fd00:42::42", "fd20:ce::254", "fe80::a9fe:a9fe", "64:ff9b::a9fe:a9fe",
        "64:ff9b:1::1", "::ffff:169.254.169.254", "::ffff:0:a9fe:a9fe", "::a9fe:a9fe", "2002:a9fe:a9fe::1",
        "2001:0:a9fe:a9fe::1",
    ],
)  # fmt: skip
def test_the_machinery_of_a_cloud_is_not_public(address: str) -> None:
    assert not is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize(
    "net",
    [
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
        "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24",
        "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4", "255.255.255.255/32",
        "::/128", "::1/128", "::ffff:0:0:0/96", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "100:0:0:1::/64",
        "2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20", "5f00::/16", "fc00::/7",
        "fe80::/10", "fec0::/10", "ff00::/8",
    ],
)  # fmt: skip
def test_nothing_in_the_registries_of_special_addresses_is_public(net: str) -> None:
    found = ipaddress.ip_network(net)
    assert not any(is_public(one) for one in (found[0], found[found.num_addresses // 2], found[-1]))


@pytest.mark.parametrize("address", ["1.1.1.1", "192.88.98.1", "168.63.129.17", "2606:4700::1111", "2a00:1450::1"])
def test_their_neighbours_are(address: str) -> None:
    assert is_public(ipaddress.ip_address(address))


def test_only_the_public_ones_of_several_addresses_are_used() -> None:
    assert OPEN.addresses("half.example", names) == ["93.184.216.34"]


def test_the_operator_opens_networks_addresses_and_names() -> None:
    policy = Policy.from_text("192.168.1.0/24, 10.0.0.7, camera.lan, 239.0.0.0/8")
    for url in ("rtsp://192.168.1.20/cam", "http://10.0.0.7/", "http://camera.lan/", "udp://239.1.1.1:5000"):
        check_url(url, policy, names)
    for url in ("http://10.0.0.8/", "http://192.168.2.1/", "http://localhost/", "udp://@:5000"):
        with pytest.raises(SourceRefused):
            check_url(url, policy, names)
    check_url("udp://@:5000", Policy.from_text("0.0.0.0/32"), names)


def test_an_opened_name_does_not_open_its_network() -> None:
    policy = Policy.from_text("camera.lan")
    assert policy.addresses("camera.lan", names) == ["192.168.1.20"]
    with pytest.raises(SourceRefused):
        policy.addresses("192.168.1.20", names)


def test_the_list_comes_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TALLY_ALLOW_NETS", "127.0.0.0/8")
    check_url("http://127.0.0.1:9/")
    monkeypatch.setenv("TALLY_ALLOW_NETS", "")
    with pytest.raises(SourceRefused, match="TALLY_ALLOW_NETS"):
        check_url("http://127.0.0.1:9/")


def test_a_name_that_cannot_be_looked_up_may_be_saved_but_not_opened() -> None:
    check_url("http://nowhere.example/", OPEN, names)
    with pytest.raises(SourceLost, match=r"nowhere\.example"):
        OPEN.check(parse_url("http://nowhere.example/"), names)


def test_texts_carry_no_secrets() -> None:
    text = redacted("cannot open rtsp://admin:hunter2@cam.example/x?streamkey=abc&q=1 or http://a/?token=t0p")
    assert "hunter2" not in text and "abc" not in text and "t0p" not in text
    assert "cam.example" in text and "q=1" in text
