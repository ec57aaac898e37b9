"""The way to a server, tried against real ones on this machine: in order, expired, of another name, of nobody known."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from devices.probes.network import Certificate, Network, NetworkReading


def certificate(folder: Path, name: str, begins: float, ends: float) -> Path:
    """PEM file with key and certificate for `name`, valid from `begins` to `ends` (days from now)."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "reset service")])
    now = datetime.now(UTC)
    built = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now + timedelta(days=begins))
        .not_valid_after(now + timedelta(days=ends))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = folder / "server.pem"
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path.write_bytes(private + built.public_bytes(Encoding.PEM))
    return path


@contextlib.contextmanager
def server(pem: Path | None) -> Iterator[int]:
    """A server that greets and hangs up; with TLS where it has a certificate. Yields its port."""
    listener = socket.create_server(("127.0.0.1", 0))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    if pem is not None:
        context.load_cert_chain(pem)

    def serve() -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = listener.accept()
                with connection, contextlib.suppress(OSError):
                    if pem is None:
                        connection.sendall(b"no TLS here\n")
                    else:
                        context.wrap_socket(connection, server_side=True).close()

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    yield listener.getsockname()[1]
    listener.shutdown(socket.SHUT_RDWR)
    listener.close()
    thread.join(5)


def tried(port: int, ca_file: Path | None, *, secure: bool = True) -> NetworkReading:
    return Network("localhost", port, secure=secure, ca_file=ca_file).read()


@pytest.mark.parametrize(
    ("name", "begins", "ends", "expected"),
    [
        ("localhost", -1, 90, Certificate.TRUSTED),
        ("localhost", -90, -2, Certificate.EXPIRED),
        ("localhost", 3, 90, Certificate.NOT_YET_VALID),
        ("elsewhere", -1, 90, Certificate.OTHER_NAME),
    ],
)
def test_what_a_certificate_is_worth(
    tmp_path: Path, name: str, begins: float, ends: float, expected: Certificate
) -> None:
    pem = certificate(tmp_path, name, begins, ends)
    with server(pem) as port:
        reading = tried(port, pem)
    assert reading.connected
    assert reading.certificate is expected
    assert reading.days_left == pytest.approx(ends, abs=0.01)


def test_a_certificate_of_nobody_known_is_not_trusted(tmp_path: Path) -> None:
    with server(certificate(tmp_path, "localhost", -1, 90)) as port:
        reading = tried(port, None)
    assert reading.certificate is Certificate.UNTRUSTED
    assert reading.trouble


def test_a_server_without_tls_is_none_that_is_spoken_to() -> None:
    with server(None) as port:
        assert tried(port, None).certificate is Certificate.NO_TLS
        assert tried(port, None, secure=False) == NetworkReading("localhost", port, resolved=True, connected=True)


def test_nobody_listens_and_no_such_name() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    closed = tried(port, None)
    assert (closed.resolved, closed.connected) == (True, False)
    assert "refused" in closed.trouble
    unknown = Network("no-such-host.invalid", 443, secure=True, ca_file=None).read()
    assert not unknown.resolved
    assert unknown.trouble
