"""One POST: signed bytes as they are, bounded, to public addresses only, and led nowhere else."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from mixer.protocol.addresses import Policy
from studio.webhooks.posting import ANSWER_MOST, post
from tests.studio.webhooks.receiver import LOCAL, receiving

HEADERS = {"webhook-id": "msg_1"}
NOBODY = Policy()


def test_the_body_arrives_as_it_is_with_its_headers() -> None:
    body = '{"name": "Sä"}'.encode()
    with receiving() as receiver:
        outcome = post(receiver.url + "?a=b", body, HEADERS, LOCAL)
    [(headers, got)] = receiver.got
    assert outcome.ok and outcome.status == 204 and outcome.error == "" and got == body
    assert headers["webhook-id"] == "msg_1" and headers["content-type"] == "application/json"
    assert headers["host"] == f"127.0.0.1:{receiver.port}"


def test_addresses_inside_our_network_are_refused_before_anything_is_sent() -> None:
    with receiving() as receiver:
        outcome = post(receiver.url, b"{}", HEADERS, NOBODY)
    assert receiver.got == [] and outcome.status is None and "TALLY_ALLOW_NETS" in outcome.error


@pytest.mark.parametrize("address", ["127.0.0.1", "10.0.0.7", "169.254.169.254", "::1", "::ffff:127.0.0.1", "fd00::1"])
def test_a_name_that_leads_inside_is_refused(address: str) -> None:
    outcome = post("https://hooks.example.com/x", b"{}", HEADERS, NOBODY, lambda name: [address])
    assert outcome.status is None and "is not a public address" in outcome.error


def test_a_name_is_looked_up_once_and_connected_to_by_the_address_that_was_checked() -> None:
    asked: list[str] = []

    def resolve(name: str) -> list[str]:
        asked.append(name)
        return ["127.0.0.1"] if len(asked) == 1 else ["127.0.0.2"]  # another answer from now on

    with receiving() as receiver:
        outcome = post(f"http://hooks.example.com:{receiver.port}/", b"{}", HEADERS, LOCAL, resolve)
    assert outcome.ok and asked == ["hooks.example.com"]
    assert receiver.got[0][0]["host"] == f"hooks.example.com:{receiver.port}"


def test_it_is_led_nowhere_else() -> None:
    with receiving(lambda number: 307) as receiver, receiving() as elsewhere:
        receiver.extra["Location"] = elsewhere.url
        outcome = post(receiver.url, b"{}", HEADERS, LOCAL)
    assert (outcome.status, outcome.ok, elsewhere.got) == (307, False, []) and "not led elsewhere" in outcome.error


def test_of_a_long_answer_only_the_beginning_is_read() -> None:
    with receiving(lambda number: 500, b"x" * 5_000_000) as receiver:
        outcome = post(receiver.url, b"{}", HEADERS, LOCAL)
    assert outcome.status == 500 and outcome.answer == "x" * ANSWER_MOST


@contextlib.contextmanager
def odd_server(talk: Callable[[socket.socket], None]) -> Iterator[str]:
    """A server that does anything but speak HTTP well."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            sock, _ = server.accept()
            with sock, contextlib.suppress(OSError):
                talk(sock)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}/"
        thread.join(30)
        assert not thread.is_alive()


def test_one_that_never_answers_is_given_up() -> None:
    def silent(sock: socket.socket) -> None:
        while sock.recv(65536):
            pass

    with odd_server(silent) as url:
        outcome = post(url, b"{}", HEADERS, LOCAL, within_s=0.3)
    assert outcome.status is None and outcome.error == "no whole answer came within 0.3 s"


def test_one_that_answers_a_byte_at_a_time_is_given_up_too() -> None:
    gone = threading.Event()

    def drips(sock: socket.socket) -> None:
        sock.sendall(b"HTTP/1.1 200 OK\r\nX-Slow: ")
        while not gone.wait(0.02):
            sock.sendall(b"x")

    with odd_server(drips) as url:
        outcome = post(url, b"{}", HEADERS, LOCAL, within_s=0.5)
        gone.set()
    assert outcome.status is None and outcome.error == "no whole answer came within 0.5 s"


@pytest.mark.parametrize("answer", [b"", b"SSH-2.0-OpenSSH\r\n", b"HTTP/1.1 99 x\r\n\r\n"])
def test_what_is_no_answer_is_an_error_in_words(answer: bytes) -> None:
    def talk(sock: socket.socket) -> None:
        sock.recv(65536)
        sock.sendall(answer)

    with odd_server(talk) as url:
        outcome = post(url, b"{}", HEADERS, LOCAL)
    assert outcome.status is None and outcome.error.startswith("the connection failed: ")


def test_nobody_there_is_an_error_in_words() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    outcome = post(f"http://127.0.0.1:{port}/", b"{}", HEADERS, LOCAL)
    assert outcome.status is None and outcome.error == "the connection failed: Connection refused"


# -- TLS -------------------------------------------------------------------------------------------


def certificate(folder: Path, name: str) -> Path:
    """A self-signed certificate of a name, with its key."""
    key, subject = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder().subject_name(subject).issuer_name(subject).public_key(key.public_key())
        .serial_number(1).not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path = folder / f"{name}.pem"
    path.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return path


@contextlib.contextmanager
def tls_server(path: Path) -> Iterator[str]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)

    def talk(sock: socket.socket) -> None:
        with context.wrap_socket(sock, server_side=True) as safe:
            asked = b""
            while not asked.endswith(b"{}"):
                asked += safe.recv(65536)
            safe.sendall(b"HTTP/1.1 204 No Content\r\n\r\n")

    with odd_server(talk) as url:
        yield url.replace("http://127.0.0.1", "https://hooks.example.com")


@pytest.fixture
def trusts(monkeypatch: pytest.MonkeyPatch) -> Callable[[Path], None]:
    def trust(path: Path) -> None:
        made = ssl.create_default_context
        monkeypatch.setattr(ssl, "create_default_context", lambda: made(cafile=str(path)))

    return trust


def test_tls_is_spoken_to_the_name_and_not_to_the_number(tmp_path: Path, trusts: Callable[[Path], None]) -> None:
    ours = certificate(tmp_path, "hooks.example.com")
    trusts(ours)
    with tls_server(ours) as url:
        assert post(url, b"{}", HEADERS, LOCAL, lambda name: ["127.0.0.1"]).status == 204


def test_a_certificate_that_nobody_vouches_for_is_refused(tmp_path: Path) -> None:
    with tls_server(certificate(tmp_path, "hooks.example.com")) as url:
        outcome = post(url, b"{}", HEADERS, LOCAL, lambda name: ["127.0.0.1"])
    assert outcome.status is None and outcome.error == "the connection is not safe: self-signed certificate"


def test_a_certificate_of_another_name_is_refused(tmp_path: Path, trusts: Callable[[Path], None]) -> None:
    other = certificate(tmp_path, "other.example.com")
    trusts(other)
    with tls_server(other) as url:
        outcome = post(url, b"{}", HEADERS, LOCAL, lambda name: ["127.0.0.1"])
    assert outcome.status is None and "not safe" in outcome.error and "hooks.example.com" in outcome.error
