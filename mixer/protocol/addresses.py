"""Which addresses a source may be fetched from: public ones, and what the operator opens.

Local files, this host and the networks behind it must not be reachable through a source's URL.
TALLY_ALLOW_NETS opens exceptions: networks, addresses and host names, separated by commas.
"""

from __future__ import annotations

import ipaddress
import os
import re
import socket
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from mixer.errors import SourceLost, SourceRefused

__all__ = ["Policy", "SourceRefused", "Target", "check_url", "is_public", "parse_url", "redacted"]

PORTS = {"http": 80, "https": 443, "rtmp": 1935, "rtmps": 443, "rtsp": 554, "rtsps": 322, "udp": 0}
OUT_PORTS = {"rtmp": 1935, "rtmps": 443, "srt": 0}  # of what the programme is sent to; 0: it has to be named
LOOK_UP_S = 5.0
MAX_URL = 2048
UDP_OPTIONS = {"pkt_size", "buffer_size", "fifo_size", "overrun_nonfatal", "reuse"}

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Resolve = Callable[[str], list[str]]

_LABEL = re.compile(r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?")
_NUMBER = re.compile(r"(0x[0-9a-f]*|[0-9]+)", re.IGNORECASE)
_CREDENTIALS = re.compile(r"(?<=://)[^/\s@]*@")
_SECRETS = re.compile(r"([?&][^=&\s]*(?:key|token|secret|sig|auth|pass|pwd|credential)[^=&\s]*=)[^&\s]+", re.IGNORECASE)
# What Python's `is_global` takes for public and is not: from IANA's registries of special-purpose addresses
# (RFC 6890), and addresses that are public by number but lead to the machinery of a cloud from inside it.
_REFUSED = [
    ipaddress.ip_network(net)
    for net in (
        "192.0.0.0/24",  # protocol assignments; 192.0.0.192 is Oracle Cloud's metadata
        "192.31.196.0/24",  # AS112
        "192.52.193.0/24",  # multicast tunnels (AMT)
        "192.88.99.0/24",  # relays of 6to4
        "192.175.48.0/24",  # AS112
        "168.63.129.16/32",  # Azure's own services: DHCP, DNS, health, agent
        "161.26.0.0/16",  # IBM Cloud's own services
        "166.8.0.0/14",  # and its service endpoints
        "2001::/23",  # protocol assignments, Teredo (with an IPv4 address inside) among them
        "2002::/16",  # 6to4, with an IPv4 address inside
        "2620:4f:8000::/48",  # AS112
        "3ffe::/16",  # the former 6bone
        "3fff::/20",  # documentation
    )
]
# All else in IPv6 is no global address, or carries an IPv4 address inside (NAT64, SIIT, mapped and compatible ones).
_GLOBAL_V6 = ipaddress.ip_network("2000::/3")


@dataclass(frozen=True, slots=True)
class Target:
    """A source's address, taken apart. `host` is a lower-case ASCII name or a plain IP address."""

    scheme: str
    host: str
    port: int
    parts: SplitResult

    def url_to(self, host: str, port: int | None = None) -> str:
        """The URL with another host (an address, brackets added) and perhaps another port."""
        shown = f"[{host}]" if ":" in host else host
        user = self.parts.netloc.rpartition("@")[0]
        netloc = (user + "@" if user else "") + f"{shown}:{port or self.port}"
        return self.parts._replace(scheme=self.scheme, netloc=netloc, fragment="").geturl()


@dataclass(frozen=True, slots=True)
class Policy:
    """What may be reached. `nets` and `hosts` are open whatever they are; everything else must be public."""

    nets: tuple[Network, ...] = ()
    hosts: frozenset[str] = frozenset()

    @classmethod
    def from_env(cls) -> Policy:
        """The operator's list in TALLY_ALLOW_NETS. Raises ValueError when it cannot be read."""
        return cls.from_text(os.environ.get("TALLY_ALLOW_NETS", ""))

    @classmethod
    def from_text(cls, text: str) -> Policy:
        nets: list[Network] = []
        hosts: set[str] = set()
        for entry in filter(None, (part.strip() for part in text.split(","))):
            try:
                nets.append(ipaddress.ip_network(entry, strict=False))
            except ValueError:
                hosts.add(_ascii_host(entry))
        return cls(tuple(nets), frozenset(hosts))

    def allows(self, address: Address) -> bool:
        """Whether an address may be connected to, by itself."""
        plain = _unmapped(address)
        if any(plain.version == net.version and plain in net for net in self.nets):
            return True
        return is_public(plain)

    def addresses(self, host: str, resolve: Resolve | None = None) -> list[str]:
        """The addresses of a host that may be connected to.

        Raises SourceRefused when it has none, SourceLost when its name cannot be looked up.
        """
        found = [ipaddress.ip_address(text) for text in (resolve or look_up)(host)]
        if host in self.hosts:
            return [str(_unmapped(address)) for address in found]
        allowed = [str(_unmapped(address)) for address in found if self.allows(address)]
        if not allowed:
            raise SourceRefused(f"{host} is not a public address; the operator can open it in TALLY_ALLOW_NETS")
        return allowed

    def check(self, target: Target, resolve: Resolve | None = None) -> str:
        """The address to connect to. Raises SourceRefused, SourceLost."""
        if target.scheme == "udp":
            return self._check_udp(target)
        return self.addresses(target.host, resolve)[0]

    def _check_udp(self, target: Target) -> str:
        # Receiving UDP opens a port on this host: never implied, even for public addresses.
        address = ipaddress.ip_address(target.host or "0.0.0.0")
        if not any(address.version == net.version and address in net for net in self.nets):
            raise SourceRefused("receiving UDP has to be opened by the operator in TALLY_ALLOW_NETS")
        return target.host


def check_url(
    url: str, policy: Policy | None = None, resolve: Resolve | None = None, ports: Mapping[str, int] = PORTS
) -> None:
    """Raise SourceRefused, in plain words, for an address that will not be opened.

    A name that cannot be looked up just now is let pass: it is checked again whenever it is opened.
    """
    target = parse_url(url, ports)
    try:
        (policy or Policy.from_env()).check(target, resolve)
    except SourceLost:
        return


def parse_url(url: str, ports: Mapping[str, int] = PORTS) -> Target:
    """Take a URL of one of these schemes apart, strictly: what two parsers could read differently is refused."""
    if len(url) > MAX_URL:
        raise SourceRefused(f"the address is longer than {MAX_URL} characters")
    if any(ord(c) <= 32 or ord(c) == 127 or c in '\\<>"^`{|}' for c in url):
        raise SourceRefused("the address contains a blank or another character that must be percent-encoded")
    scheme = url.partition("://")[0].lower()
    if scheme not in ports or "://" not in url:
        raise SourceRefused(f"expected an address beginning with {', '.join(f'{s}://' for s in ports)}")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise SourceRefused("the address has no valid host and port") from None
    host = _ascii_host(_host_of(parts, scheme))
    if scheme == "udp":
        _refuse_odd_udp(parts, host, port)
    elif not (ports[scheme] or port):
        raise SourceRefused(f"the address names no port, as in {scheme}://{host}:9000")
    return Target(scheme, host, ports[scheme] if port is None else port, parts._replace(scheme=scheme))


def redacted(text: str) -> str:
    """The text without user names, passwords, keys and tokens of URLs in it."""
    return _SECRETS.sub(r"\1…", _CREDENTIALS.sub("", text))


def is_public(address: Address) -> bool:
    """Whether an address leads to a host on the internet, and to no machinery of the network we stand in."""
    if not address.is_global or address.is_multicast or address.is_reserved or address.is_unspecified:
        return False
    if address.version == 6 and address not in _GLOBAL_V6:
        return False
    return not any(address.version == net.version and address in net for net in _REFUSED)


def look_up(host: str) -> list[str]:
    """All addresses of a host. Raises SourceLost."""
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise SourceLost(f"the name {host} cannot be looked up") from None
    return list(dict.fromkeys(str(info[4][0]).partition("%")[0] for info in found))


# -- hosts -----------------------------------------------------------------------------------------


def _host_of(parts: SplitResult, scheme: str) -> str:
    netloc = parts.netloc
    if netloc.count("@") > 1:
        raise SourceRefused("the address has more than one @ before its host")
    host = netloc.rpartition("@")[2]
    if not host.startswith("["):
        host = host.partition(":")[0]
    elif host.rpartition("]")[2][:1] not in ("", ":"):
        raise SourceRefused("the address has no valid host and port")
    else:
        host = host[1:].partition("]")[0]
        if ":" not in host:
            raise SourceRefused("only IPv6 addresses stand in brackets")
    if not host and scheme != "udp":
        raise SourceRefused("the address names no host")
    return host


def _ascii_host(host: str) -> str:
    """A name in lower-case ASCII, or an IP address in its one usual spelling. Raises SourceRefused."""
    if not host:
        return ""
    if ":" in host:
        try:
            return str(ipaddress.IPv6Address(host.partition("%")[0] if "%" not in host else "refused"))
        except ValueError:
            raise SourceRefused("the address has no valid IPv6 host") from None
    try:
        # Full-width digits and dots become plain ones here, as they would in a resolver.
        name = host.encode("idna").decode().lower().rstrip(".")
    except UnicodeError:
        raise SourceRefused("the host is not a valid name") from None
    labels = name.split(".")
    if _NUMBER.fullmatch(labels[-1]):
        return _numeric_host(name, labels)
    if not all(_LABEL.fullmatch(label) for label in labels) or len(name) > 253:
        raise SourceRefused("the host is not a valid name")
    return name


def _numeric_host(name: str, labels: Iterable[str]) -> str:
    """An IPv4 address as inet_aton reads it: decimal, octal, hexadecimal, with fewer than four parts."""
    try:
        if not all(_NUMBER.fullmatch(label) for label in labels):
            raise OSError
        return str(ipaddress.IPv4Address(socket.inet_aton(name)))
    except OSError:
        raise SourceRefused("the host is neither a name nor an IP address") from None


def _unmapped(address: Address) -> Address:
    return address.ipv4_mapped or address if isinstance(address, ipaddress.IPv6Address) else address


def _refuse_odd_udp(parts: SplitResult, host: str, port: int | None) -> None:
    if not port:
        raise SourceRefused("a UDP address needs a port, as in udp://@:5000")
    if host and not host.replace(".", "").isdigit() and ":" not in host:
        raise SourceRefused("a UDP address needs an IP address, not a name")
    names = {option.partition("=")[0] for option in filter(None, re.split("[&?]", parts.query))}
    if not names <= UDP_OPTIONS or parts.path.strip("/"):
        raise SourceRefused(f"a UDP address may only carry the options {', '.join(sorted(UDP_OPTIONS))}")
